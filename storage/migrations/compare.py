"""A scratch database at the newest revision, and where the models differ from it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from storage import migrate
from storage.sqlite import engine_of
from storage.unit import TABLES


@contextmanager
def scratch() -> Iterator[Connection]:
    """A connection to a throw-away SQLite database that was brought up by the migrations."""
    with tempfile.TemporaryDirectory(prefix="candor-schema-") as folder:
        file = Path(folder) / "scratch.db"
        migrate(f"sqlite:///{file}")
        engine = engine_of(file, busy_timeout_ms=1_000)
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()


def differences(connection: Connection) -> list[Any]:
    """What autogenerate would write to bring this database to the models; nothing if they are equal."""
    options = {"compare_type": True, "compare_server_default": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), TABLES))
