"""Run by Alembic: the connection, its transaction and its lock are the caller's."""

from __future__ import annotations

from alembic import context

from storage.tables import Row

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Row.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
