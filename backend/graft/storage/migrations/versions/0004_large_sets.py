"""Indexes that hold all that lists and counts of examples ask about; how many examples a run has."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Apply."""
    op.drop_index(op.f("ix_example_project_id_class_id_number"), "example")
    op.create_index(
        "ix_example_of_class", "example", ["project_id", "class_id", "removed_at", "number", "split"]
    )
    op.create_index("ix_example_of_project", "example", ["project_id", "removed_at", "number", "split"])
    op.create_index("ix_example_image", "example", ["project_id", "removed_at", "sha256"])
    op.add_column("run", sa.Column("example_count", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE run SET example_count = json_array_length(examples)")


def downgrade() -> None:
    """Take back."""
    op.drop_column("run", "example_count")
    op.drop_index("ix_example_image", "example")
    op.drop_index("ix_example_of_project", "example")
    op.drop_index("ix_example_of_class", "example")
    op.create_index(
        op.f("ix_example_project_id_class_id_number"), "example", ["project_id", "class_id", "number"]
    )
