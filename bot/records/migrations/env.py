"""Run by Alembic: applies the steps on the connection that it was handed."""

from __future__ import annotations

from alembic import context

from bot.records.database import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
)

with context.begin_transaction():
    context.run_migrations()
