"""PostgreSQL by asyncpg: plain functions run inside a greenlet, so that one code serves both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import asyncpg
from sqlalchemy import Connection, Engine
from sqlalchemy import exc as sa
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.util import greenlet_spawn

from storage.errors import StorageBusy, StorageDown, StorageFull
from storage.store import Storage
from storage.unit import Unit

P = ParamSpec("P")
T = TypeVar("T")

TRIES = 4
"""A transaction that lost against another one is run again, three times at most."""
CONNECT_WITHIN = 5.0
WAIT_FOR_CONNECTION = 2.5
"""Seconds that a unit may wait for one of the pool's connections: less than Slack waits for an answer."""
CONNECTIONS = 12
"""Units of a process that write at the same time; the next ones wait in line."""
READING = 4
"""And beside them, so many reads: an export must not keep anybody from answering."""

CONFLICTS = {"40001", "40P01"}
UNREACHABLE = "The database cannot be reached. Please try again in a moment."
UNCERTAIN = (
    "The connection to the database broke while this was being saved. Please look whether it was, and try again."
)
CROWDED = "The database is too busy just now. Please try again in a moment."
FULL = "There is no room left to save this: the database's disk is full."

LIBPQ_ONLY = {
    "channel_binding",
    "gssencmode",
    "connect_timeout",
    "keepalives",
    "pgbouncer",
    "prepared_statement_cache_size",
}
"""Parameters of a `postgresql://` address that are not for the server, and that asyncpg does not know either."""


class Unsaved(Exception):
    """The transaction surely saved nothing, and running it again may help."""


class PostgresStorage(Storage):
    """A PostgreSQL database. The pool mends itself after a restart of the server."""

    dialect = "postgresql"

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._async = async_engine_of(url)
        self.engine: Engine = self._async.sync_engine
        self._doors = {self.engine: asyncio.Semaphore(CONNECTIONS)}
        self._reading = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._doors[self._reading] = asyncio.Semaphore(READING)

    async def work(
        self, team: str, function: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await self._in_turn(self.engine, team, lambda unit: function(unit, *args, **kwargs))

    async def read(
        self, team: str, function: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await self._in_turn(self._reading, team, lambda unit: function(unit, *args, **kwargs))

    async def close(self) -> None:
        await self._async.dispose()

    async def _in_turn(self, engine: Engine, team: str, call: Callable[[Unit], T]) -> T:
        """Waits in line for a connection: the pool itself would let newcomers push in."""
        door = self._doors[engine]
        try:
            async with asyncio.timeout(WAIT_FOR_CONNECTION):
                await door.acquire()
        except TimeoutError as error:
            raise StorageBusy(CROWDED) from error
        try:
            return await self._again_and_again(engine, team, call)
        finally:
            door.release()

    async def _again_and_again(self, engine: Engine, team: str, call: Callable[[Unit], T]) -> T:
        for attempt in range(1, TRIES):
            try:
                return await greenlet_spawn(self._transact, engine, team, call)
            except Unsaved:
                await asyncio.sleep(0.005 * attempt)  # lets the winner finish
        try:
            return await greenlet_spawn(self._transact, engine, team, call)
        except Unsaved as error:
            raise StorageBusy(CROWDED) if _conflict(error.__cause__) else StorageDown(UNREACHABLE) from error.__cause__

    def _transact(self, engine: Engine, team: str, call: Callable[[Unit], T]) -> T:
        connection = _connect(engine)
        try:
            result = self._run(connection, team, call)
            try:
                connection.commit()
            except (sa.DBAPIError, OSError) as error:
                raise _after_commit(error) from error
            return result
        finally:
            connection.close()

    def _run(self, connection: Connection, team: str, call: Callable[[Unit], T]) -> T:
        """Everything before the commit: whatever breaks here, the server keeps nothing of it."""
        unit = self.unit(connection, team)
        try:
            result = call(unit)
            unit.finish()
        except BaseException as error:
            unit.abandon()
            told = _before_commit(error)
            if told is error:
                raise
            raise told from error
        return result


def _connect(engine: Engine) -> Connection:
    try:
        return engine.connect()
    except sa.TimeoutError as error:
        raise StorageBusy(CROWDED) from error
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, sa.DBAPIError) as error:
        raise StorageDown(UNREACHABLE) from error


def _before_commit(error: BaseException) -> BaseException:
    state = _sqlstate(error)
    if state in CONFLICTS or _stale_plan(error) or _broken(error):
        return Unsaved()
    return _full(state) or error


def _after_commit(error: Exception) -> BaseException:
    if _conflict(error):
        return Unsaved()
    if _broken(error):
        return StorageDown(UNCERTAIN)
    return _full(_sqlstate(error)) or error


def _full(state: str) -> StorageDown | None:
    return StorageFull(FULL) if state == "53100" else None


def _conflict(error: BaseException | None) -> bool:
    return _sqlstate(error) in CONFLICTS


def _broken(error: BaseException) -> bool:
    """The connection is gone: cut, or ended by a server that stops (57P01) or still starts (57P03)."""
    if isinstance(error, sa.DBAPIError):
        return error.connection_invalidated or _sqlstate(error) in {"57P01", "57P02", "57P03"}
    return isinstance(error, ConnectionError)


def _stale_plan(error: BaseException) -> bool:
    """A statement that was prepared before another process migrated the schema; it is prepared anew the next time."""
    cause = getattr(getattr(error, "orig", None), "__cause__", None)
    return isinstance(cause, asyncpg.InvalidCachedStatementError)


def _sqlstate(error: BaseException | None) -> str:
    return getattr(getattr(error, "orig", None), "sqlstate", None) or ""


def async_engine_of(url: str, *, pooled: bool = True) -> AsyncEngine:
    """An engine for a `postgresql://` address as operators write it, `sslmode` and several hosts included.

    `?pgbouncer=true` keeps no prepared statements, for poolers that hand a connection to somebody else between two
    transactions.
    """
    dsn, caching = address(url)
    settings: dict[str, Any] = {"timeout": CONNECT_WITHIN} | ({} if caching else {"statement_cache_size": 0})

    async def connect(*_args: Any, **_kwargs: Any) -> asyncpg.Connection:
        return await asyncpg.connect(dsn, **settings)

    pool: Mapping[str, Any] = {"poolclass": NullPool}
    if pooled:
        pool = {"pool_size": CONNECTIONS + READING, "max_overflow": 0, "pool_timeout": WAIT_FOR_CONNECTION}
    arguments: dict[str, Any] = {"async_creator_fn": connect}
    if not caching:
        arguments["prepared_statement_cache_size"] = 0
    return create_async_engine("postgresql+asyncpg://", connect_args=arguments, hide_parameters=True, **pool)


def address(url: str) -> tuple[str, bool]:
    """What asyncpg understands of a `postgresql://` address, and whether prepared statements may be kept."""
    parts = urlsplit(url)
    given = dict(parse_qsl(parts.query))
    caching = given.get("pgbouncer", "false").lower() not in ("true", "1", "on")
    caching = caching and given.get("prepared_statement_cache_size") != "0"
    query = urlencode({name: value for name, value in given.items() if name not in LIBPQ_ONLY})
    return urlunsplit(("postgresql", parts.netloc, parts.path, query, "")), caching
