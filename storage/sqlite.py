"""SQLite: one writer thread per process, which commits the work of many callers at once; readers beside it.

The commit's fsync is what costs. So functions that wait in the queue run one after another inside the same
`BEGIN IMMEDIATE`, each in a savepoint of its own, and share one commit; only then does anybody hear that it is saved.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from storage.errors import StorageBusy, StorageDown, StorageFull
from storage.store import Storage
from storage.unit import Unit

P = ParamSpec("P")
T = TypeVar("T")

TOGETHER = 64
"""At most so many functions share a commit."""
LINGER = 0.05
"""Seconds of work after which a commit stops waiting for more functions to join it."""
READERS = 4

CLOSED = "The storage is closed."
HELD = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
BUSY = StorageBusy("Another program holds the database for too long. Please try again in a moment.")
TROUBLE = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_FULL: StorageFull("There is no room left to save this: the disk, or the database file, is full."),
    sqlite3.SQLITE_IOERR: StorageDown("The database file could not be read or written: the disk reports an error."),
    sqlite3.SQLITE_CANTOPEN: StorageDown("The database file cannot be opened."),
    sqlite3.SQLITE_READONLY: StorageDown("The database file may not be written."),
    sqlite3.SQLITE_CORRUPT: StorageDown("The database file is damaged; a backup is needed."),
    sqlite3.SQLITE_NOTADB: StorageDown("The database file is not a database."),
}


@dataclass(eq=False)
class Job:
    """One caller's function on its way through the writer thread, and the future that its caller awaits."""

    team: str
    call: Callable[[Unit], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None


class TransactionLost(Exception):
    """SQLite gave up the whole transaction (a full disk, an I/O error) while functions shared it."""


class SqliteStorage(Storage):
    """A SQLite file. One `run` writes it; commands beside it wait their turn, `busy_timeout_ms` at most."""

    dialect = "sqlite"

    def __init__(self, url: str, path: Path, *, busy_timeout_ms: int) -> None:
        super().__init__(url)
        self.engine = engine_of(path, busy_timeout_ms=busy_timeout_ms)
        self._reading = engine_of(path, busy_timeout_ms=busy_timeout_ms, read_only=True)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="storage-reader")
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._door = Lock()
        self._closed = False
        self._writer = Thread(target=self._write, name="storage-writer", daemon=True)
        self._writer.start()

    async def work(
        self, team: str, function: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        with self._door:
            if self._closed:
                raise StorageDown(CLOSED)
            self._queue.put(Job(team, lambda unit: function(unit, *args, **kwargs), loop, future))
        return await future

    async def read(
        self, team: str, function: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        if self._closed:
            raise StorageDown(CLOSED)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, self._read, team, lambda unit: function(unit, *args, **kwargs))

    async def scrub(self) -> bool:
        if self._closed:
            raise StorageDown(CLOSED)
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._empty_log)

    def _empty_log(self) -> bool:
        """Copies the log into the file, where `secure_delete` left zeros, and cuts it to nothing."""
        pooled = self.engine.raw_connection()  # not in a transaction, in which there are no checkpoints
        try:
            driver: sqlite3.Connection = pooled.driver_connection  # type: ignore[assignment]
            held_back, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as error:
            raise _told(error) from error
        finally:
            pooled.close()
        return not held_back

    async def close(self) -> None:
        with self._door:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        await asyncio.to_thread(self._let_go)

    def _let_go(self) -> None:
        self._writer.join()
        self._readers.shutdown()
        self._reading.dispose()
        self.engine.dispose()

    def _read(self, team: str, call: Callable[[Unit], T]) -> T:
        try:
            with self._reading.connect() as connection, connection.begin() as transaction:
                unit = self.unit(connection, team)
                try:
                    return call(unit)
                finally:
                    unit.abandon()
                    transaction.rollback()
        except DBAPIError as error:
            if _code(error) == sqlite3.SQLITE_READONLY:
                raise  # a mistake of ours: reading is all that a read may do
            raise _told(error) from error

    # The writer thread.

    def _write(self) -> None:
        while (first := self._queue.get()) is not None:
            done = self._together(first)
            for loop in {job.loop for job in done}:
                _tell(loop, [job for job in done if job.loop is loop])

    def _together(self, first: Job) -> list[Job]:
        """Runs `first` and whoever waits behind it in one transaction; gives all of them, with result or error."""
        done: list[Job] = []
        try:
            self._transact(self._arriving(first, done))
        except TransactionLost:
            # What was run before is gone although its functions did nothing wrong: each gets a transaction of its own.
            self._apart(done)
        except (DBAPIError, sqlite3.Error) as error:
            done = done or [first]
            if len(done) > 1 and _code(error) not in HELD:
                self._apart(done)  # one of them may be too big for the room that is left, the others still fit
            else:
                _fail(done, error)
        return done

    def _apart(self, jobs: list[Job]) -> None:
        for job in jobs:
            if job.error is None:
                self._alone(job)

    def _arriving(self, first: Job, done: list[Job]) -> Any:
        """Yields `first`, then the jobs that wait, until a commit is worth its while."""
        started = time.monotonic()
        job: Job | None = first
        while job is not None:
            done.append(job)
            yield job
            if len(done) >= TOGETHER or time.monotonic() - started > LINGER:
                return
            try:
                job = self._queue.get_nowait()
            except Empty:
                return
        self._queue.put(None)  # the sign to stop arrived in between: leave it for the writer's loop

    def _alone(self, job: Job) -> None:
        try:
            self._transact([job])
        except TransactionLost:
            return  # its own error says why
        except (DBAPIError, sqlite3.Error) as error:
            _fail([job], error)

    def _transact(self, jobs: Any) -> None:
        """One BEGIN IMMEDIATE, a savepoint for each job, one COMMIT. Raises what concerns all of them."""
        with self.engine.connect() as connection, connection.begin():
            driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
            for job in jobs:
                if job.future.cancelled():
                    job.error = asyncio.CancelledError()
                    continue
                self._run(job, connection, driver)

    def _run(self, job: Job, connection: Connection, driver: sqlite3.Connection) -> None:
        unit = self.unit(connection, job.team)
        # Straight to the driver: savepoints are ours, not SQLAlchemy's business, and cost a tenth this way.
        driver.execute("SAVEPOINT work")
        try:
            job.result = job.call(unit)
            unit.finish()
        except BaseException as error:
            job.error = _told(error)
            if not driver.in_transaction:
                raise TransactionLost from error
            unit.abandon()
            driver.execute("ROLLBACK TO work")
        driver.execute("RELEASE work")


def _tell(loop: asyncio.AbstractEventLoop, jobs: list[Job]) -> None:
    try:
        loop.call_soon_threadsafe(_deliver, jobs)
    except RuntimeError:
        return  # the loop was closed: nobody waits for the answer any more


def _deliver(jobs: list[Job]) -> None:
    for job in jobs:
        if job.future.done():
            continue  # cancelled while it was being saved
        if job.error is None:
            job.future.set_result(job.result)
        elif isinstance(job.error, StopIteration):
            job.future.set_exception(RuntimeError("A function inside a transaction raised StopIteration."))
        else:
            job.future.set_exception(job.error)


def _fail(jobs: list[Job], error: DBAPIError | sqlite3.Error) -> None:
    for job in jobs:
        job.error = job.error or _told(error)


def _code(error: BaseException) -> int:
    """SQLite's primary result code, 0 if the error is not SQLite's."""
    code: int = getattr(getattr(error, "orig", error), "sqlite_errorcode", 0)
    return code & 0xFF


def _told(error: BaseException) -> BaseException:
    """The trouble as a sentence if it is the database's; otherwise the error itself, say about a constraint."""
    trouble = TROUBLE.get(_code(error))
    if trouble is None:
        return error
    told = type(trouble)(str(trouble))
    told.__cause__ = error
    return told


def use_wal(driver: sqlite3.Connection, patience: float) -> None:
    """Turns the write-ahead log on, where it is not yet.

    SQLite asks nobody to wait for that, whatever the busy timeout says: two processes that start on a new file would
    find it locked.
    """
    until = time.monotonic() + patience
    while True:
        try:
            driver.execute("PRAGMA journal_mode = WAL").close()
        except sqlite3.OperationalError as error:
            if _code(error) not in HELD or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def engine_of(path: Path, *, busy_timeout_ms: int, read_only: bool = False) -> Engine:
    """An engine on a SQLite file: WAL, full durability, foreign keys on, no remains of what is deleted, BEGIN by us."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)), poolclass=QueuePool, pool_size=READERS, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def on_connect(driver: sqlite3.Connection, _record: Any) -> None:
        driver.isolation_level = None
        driver.execute(f"PRAGMA busy_timeout = {int(busy_timeout_ms)}").close()
        use_wal(driver, patience=busy_timeout_ms / 1000)
        for pragma in (
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",  # what is deleted is overwritten with zeros
            "journal_size_limit = 67108864",
            f"query_only = {'ON' if read_only else 'OFF'}",
        ):
            driver.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine
