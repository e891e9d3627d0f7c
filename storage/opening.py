"""From an address to an open database, and to a migrated one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from storage import schema
from storage.errors import StorageDown
from storage.postgresql import UNREACHABLE, PostgresStorage, async_engine_of
from storage.sqlite import SqliteStorage, engine_of
from storage.store import Storage

BUSY_TIMEOUT_MS = 1_500
"""How long the ack path waits for another process that writes the same SQLite file; Slack itself waits 3 s."""
MIGRATION_TIMEOUT_MS = 60_000


@asynccontextmanager
async def open_storage(url: str, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> AsyncIterator[Storage]:
    """Opens the database at `url` (`sqlite:///path` or `postgresql://…`), closes it at the end.

    Nothing is migrated, and nothing is asked of the server before the first unit. Raises ValueError for an address
    that is neither.
    """
    storage: Storage
    if dialect_of(url) == "sqlite":
        storage = SqliteStorage(url, sqlite_path(url), busy_timeout_ms=busy_timeout_ms)
    else:
        storage = PostgresStorage(url)
    try:
        yield storage
    finally:
        await storage.close()


def dialect_of(url: str) -> str:
    """ "sqlite" or "postgresql"; raises ValueError, without repeating the address, for anything else."""
    try:
        name = make_url(url).get_backend_name()
    except (ArgumentError, ValueError):
        name = ""
    if name == "postgres":  # an old spelling that some hosts still hand out
        return "postgresql"
    if name not in ("sqlite", "postgresql"):
        raise ValueError("DATABASE_URL must begin with sqlite:/// or postgresql://.")
    return name


def sqlite_path(url: str) -> Path:
    """The file that a `sqlite:///` address names; memory is refused, as nothing there survives or is shared."""
    database = make_url(url).database
    if not database or database == ":memory:":
        raise ValueError("DATABASE_URL must name a file, as in sqlite:///var/candor.db.")
    return Path(database)


def migrate(url: str, revision: str = "head") -> None:
    """Brings the database at `url` to `revision`, making a SQLite file and its folder if there is none.

    One transaction: an interrupted migration leaves the database as it was. Safe from several processes at once, and
    with or without a running event loop (it blocks either way). Raises StorageDown if the database cannot be reached.
    """
    if dialect_of(url) == "sqlite":
        _migrate_sqlite(sqlite_path(url), revision)
        return
    with ThreadPoolExecutor(1) as aside:
        aside.submit(asyncio.run, _migrate_postgresql(url, revision)).result()


def _migrate_sqlite(path: Path, revision: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):  # what is wrong with the place, SQLite tells
        path.touch(mode=0o600)  # for the owner's eyes; a file that is there keeps its mode
    engine = engine_of(path, busy_timeout_ms=MIGRATION_TIMEOUT_MS)
    try:
        with engine.connect() as connection:
            # Tables are rebuilt to be altered, which foreign keys would answer by deleting what refers to them.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
            with connection.begin():
                schema.upgrade(connection, revision)
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                    raise ValueError("The migration would leave rows that refer to nothing; it was undone.")
    finally:
        engine.dispose()


async def _migrate_postgresql(url: str, revision: str) -> None:
    engine = async_engine_of(url, pooled=False)
    try:
        try:
            connection = await engine.connect()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, DBAPIError) as error:
            raise StorageDown(UNREACHABLE) from error
        try:
            async with connection.begin():
                await connection.run_sync(schema.upgrade, revision)
        finally:
            await connection.close()
    finally:
        await engine.dispose()
