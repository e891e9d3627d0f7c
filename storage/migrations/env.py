"""Alembic's entry: runs revisions on the connection that `storage.schema` or `storage.migrations.write` hands over."""

from __future__ import annotations

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, Connection

from storage.base import Moment
from storage.unit import TABLES


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=TABLES,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=_render,
        compare_type=True,
        compare_server_default=True,
    )
    # The caller holds the transaction, so that a failed migration leaves nothing behind.
    context.run_migrations()


def _render(kind: str, item: object, autogen_context: AutogenContext) -> str | Literal[False]:
    """Our own types by their own names, so that a revision reads like the models."""
    if kind != "type":
        return False
    if isinstance(item, Moment):
        autogen_context.imports.add("from storage.base import Moment")
        return "Moment()"
    if isinstance(item, JSON):
        autogen_context.imports.add("from storage.base import document")
        return "document()"
    return False


given = context.config.attributes.get("connection")
if given is None:
    raise RuntimeError("Use `candor migrate` to bring a database up, and `make migration m=...` to write a revision.")
run(given)
