"""Alembic's entry: runs inside the connection that data/prepare.py (or the command line) hands over."""

from alembic import context

from queries.database import open_engine, writing
from queries.schema import metadata


def migrate(connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


handed_over = context.config.attributes.get("connection")
if handed_over is not None:
    migrate(handed_over)
else:
    with writing(open_engine()) as own:
        migrate(own)
