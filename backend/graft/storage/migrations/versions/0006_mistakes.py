"""What a run took for another class."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Apply."""
    op.add_column("run", sa.Column("mistakes", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("run", "mistakes")
