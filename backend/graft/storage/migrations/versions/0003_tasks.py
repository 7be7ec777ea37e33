"""Values, several labels, and the task of a run."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("project") as table:
        table.add_column(sa.Column("target", sa.JSON(), nullable=True))
    with op.batch_alter_table("example") as table:
        table.alter_column("class_id", existing_type=sa.String(length=12), nullable=True)
        table.add_column(sa.Column("value", sa.Double(), nullable=True))
        table.add_column(sa.Column("none_of_these", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("run") as table:
        table.add_column(
            sa.Column("task", sa.String(length=32), nullable=False, server_default="single_label")
        )
        table.add_column(sa.Column("target", sa.JSON(), nullable=True))
    op.create_table(
        "label",
        sa.Column("example_id", sa.String(length=12), nullable=False),
        sa.Column("class_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["class.id"], name=op.f("fk_label_class_id")),
        sa.ForeignKeyConstraint(["example_id"], ["example.id"], name=op.f("fk_label_example_id")),
        sa.PrimaryKeyConstraint("example_id", "class_id", name=op.f("pk_label")),
    )
    op.create_index(op.f("ix_label_class_id"), "label", ["class_id"])


def downgrade() -> None:
    """Take back; values and several labels are lost."""
    op.drop_table("label")
    op.drop_column("run", "target")
    op.drop_column("run", "task")
    op.execute("DELETE FROM example WHERE class_id IS NULL")
    with op.batch_alter_table("example") as table:
        table.drop_column("none_of_these")
        table.drop_column("value")
        table.alter_column("class_id", existing_type=sa.String(length=12), nullable=False)
    op.drop_column("project", "target")
