"""How Alembic runs: always on the connection that ``msq.store.migrating`` hands over."""

from alembic import context

from msq.store import tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=tables.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
context.run_migrations()
