"""Counts the statements that reach the database, so that a test can hold a number of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from storage import Storage


@contextmanager
def statements(storage: Storage) -> Iterator[list[str]]:
    """The SQL of what units ran inside the block; BEGIN, COMMIT and savepoints are not among them."""
    seen: list[str] = []

    def on_statement(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(storage.engine, "before_cursor_execute", on_statement)
    try:
        yield seen
    finally:
        event.remove(storage.engine, "before_cursor_execute", on_statement)
