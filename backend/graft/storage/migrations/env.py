"""Alembic's entry: run the migrations on the connection that was handed in."""

from alembic import context

from graft.storage.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
    transactional_ddl=False,  # Database.migrate holds the transaction
)
context.run_migrations()
