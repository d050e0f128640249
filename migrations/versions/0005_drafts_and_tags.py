"""Questionnaires before they are published, tags as managers edit them, and what is translated."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TAGS = "item_tag"
REFUSAL = f"rows of {TAGS} are never changed or deleted"


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    # Added in place, not by copying the table, which would lose the triggers that guard its rows.
    op.add_column("instrument", sa.Column("coverage", sa.Text(), nullable=True))
    op.create_table(
        "draft",
        sa.Column("id", number, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("base_hash", sa.String(length=64), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("workbook", sa.LargeBinary(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("coverage", sa.Text(), nullable=True),
        sa.Column("faults", sa.Text(), nullable=False),
        sa.Column("unread", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["base_hash"], ["instrument.hash"], name=op.f("fk_draft_base_hash")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    op.create_table(
        TAGS,
        sa.Column("id", number, nullable=False),
        sa.Column("instrument_hash", sa.String(length=64), nullable=False),
        sa.Column("item", sa.String(length=200), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instrument_hash"], ["instrument.hash"], name=op.f("fk_item_tag_instrument_hash")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_tag")),
    )
    op.create_index(
        op.f("ix_item_tag_instrument_hash_item"), TAGS, ["instrument_hash", "item"], unique=False
    )
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {TAGS}_no_{act.lower()} BEFORE {act} ON {TAGS} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {TAGS}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {TAGS}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {TAGS} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {TAGS}_is_append_only()"
    )
