"""A run's parameters, and the history of its training."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("parameters", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("history", sa.JSON(), nullable=True))
