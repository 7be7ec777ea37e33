"""When what a project's next training would learn from changed last."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Apply."""
    op.add_column("project", sa.Column("relabelled_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("project", "relabelled_at")
