"""Runs the migrations on the connection that ``data.database.migrate`` gives; there is no offline mode."""

from alembic import context

from data.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
