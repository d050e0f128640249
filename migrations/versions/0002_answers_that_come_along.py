"""Answers of an earlier round that come along: from which submission, for each response."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLE = "carry_over"
REFUSAL = f"rows of {TABLE} are never changed or deleted"


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        TABLE,
        sa.Column("response_id", number, nullable=False),
        sa.Column("from_response_id", number, nullable=False),
        sa.Column("from_n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_carry_over_response_id")
        ),
        sa.ForeignKeyConstraint(
            ["from_response_id", "from_n"],
            ["submission.response_id", "submission.n"],
            name=op.f("fk_carry_over_from_response_id"),
        ),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_carry_over")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {TABLE}_no_{act.lower()} BEFORE {act} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {TABLE}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_is_append_only()"
    )
