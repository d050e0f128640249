"""Why warnings were passed, kept with each submission."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place, not by copying the table, which would lose the triggers that guard its rows.
    op.add_column(
        "submission", sa.Column("reasons", sa.Text(), nullable=False, server_default="{}")
    )
