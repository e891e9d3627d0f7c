"""What is special about SQLite: one writer that commits many callers' work at once."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from storage import Storage, StorageBusy, StorageDown, StorageFull, Unit, migrate, open_storage
from tests.storage.people import TEAM, settle

SOURCE = Path(__file__).parents[2]


def names(unit: Unit) -> list[str]:
    return [person.name for person in unit.people.everyone(limit=10_000)]


def path_of(storage: Storage) -> str:
    return storage.url.removeprefix("sqlite:///")


@contextmanager
def commits(storage: Storage) -> Iterator[list[str]]:
    seen: list[str] = []

    def on_commit(_connection: Any) -> None:
        seen.append("commit")

    event.listen(storage.engine, "commit", on_commit)
    yield seen
    event.remove(storage.engine, "commit", on_commit)


@contextmanager
def writer_waits(storage: Storage) -> Iterator[list[asyncio.Task[Any]]]:
    """Keeps the writer thread inside one unit, so that what is asked meanwhile waits in the queue together."""
    begun, go = threading.Event(), threading.Event()

    def hold(_unit: Unit) -> None:
        begun.set()
        go.wait(10)

    held = [asyncio.create_task(storage.work(TEAM, hold))]
    yield held
    go.set()


async def queued(storage: Storage, *works: Any) -> list[Any]:
    """Runs works that arrive while the writer is busy, so that they share a commit; gives results or errors."""
    with writer_waits(storage) as tasks:
        await asyncio.sleep(0)
        tasks += [asyncio.create_task(storage.work(TEAM, *work)) for work in works]
        await asyncio.sleep(0)
    return (await asyncio.gather(*tasks, return_exceptions=True))[1:]


async def test_functions_that_wait_together_share_one_commit(sqlite: Storage):
    with commits(sqlite) as seen:
        await queued(sqlite, *((settle, f"p{number}") for number in range(20)))
    assert len(await sqlite.read(TEAM, names)) == 20
    assert len(seen) < 20


async def test_a_failing_function_does_not_harm_its_neighbours(sqlite: Storage):
    def fail(unit: Unit) -> None:
        settle(unit, "bad")
        raise LookupError("mine alone")

    before, failed, after = await queued(sqlite, (settle, "ann"), (fail,), (settle, "bob"))
    assert (before, after) == (None, None)
    assert isinstance(failed, LookupError)
    assert await sqlite.read(TEAM, names) == ["Ann", "Bob"]


async def test_every_caller_gets_their_own_result(sqlite: Storage):
    assert await queued(sqlite, *((lambda _unit, n: n * n, number) for number in range(10))) == [
        number * number for number in range(10)
    ]


async def test_even_system_exit_reaches_its_caller_and_spares_the_writer(sqlite: Storage):
    def leave(_unit: Unit) -> None:
        raise StopIteration

    with pytest.raises(RuntimeError, match="StopIteration"):
        await sqlite.work(TEAM, leave)
    assert await sqlite.work(TEAM, names) == []


async def test_a_function_cancelled_before_its_turn_never_runs(sqlite: Storage):
    with writer_waits(sqlite) as tasks:
        await asyncio.sleep(0)
        late = asyncio.create_task(sqlite.work(TEAM, settle, "late"))
        await asyncio.sleep(0)
        late.cancel()
        with pytest.raises(asyncio.CancelledError):
            await late
    await asyncio.gather(*tasks)
    assert await sqlite.work(TEAM, names) == []


async def test_a_database_held_by_another_program_is_told_to_everyone_who_waited(sqlite_url: str):
    async with open_storage(sqlite_url, busy_timeout_ms=50) as storage:
        with closing(sqlite3.connect(path_of(storage), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            results = await asyncio.gather(
                *(storage.work(TEAM, settle, f"p{number}") for number in range(3)), return_exceptions=True
            )
            assert {type(result) for result in results} == {StorageBusy}
            assert await storage.read(TEAM, names) == []
            other.execute("ROLLBACK")
        await storage.work(TEAM, settle, "ann")
        assert await storage.read(TEAM, names) == ["Ann"]


async def test_waiting_for_another_program_is_patient_within_the_timeout(sqlite_url: str):
    async with open_storage(sqlite_url, busy_timeout_ms=10_000) as storage:
        with closing(sqlite3.connect(path_of(storage), isolation_level=None, check_same_thread=False)) as other:
            other.execute("BEGIN IMMEDIATE")
            work = asyncio.create_task(storage.work(TEAM, settle, "ann"))
            await storage.read(TEAM, names)
            other.execute("ROLLBACK")
            await work
        assert await storage.read(TEAM, names) == ["Ann"]


@contextmanager
def little_room(storage: Storage, pages: int) -> Iterator[None]:
    """The disk has room for so many more pages of 4 kB."""
    connection = storage.engine.raw_connection()
    driver: Any = connection.driver_connection
    used = driver.execute("PRAGMA page_count").fetchone()[0]
    driver.execute(f"PRAGMA max_page_count = {used + pages}")
    connection.close()
    yield
    connection = storage.engine.raw_connection()
    connection.driver_connection.execute("PRAGMA max_page_count = 1000000")  # type: ignore[union-attr]
    connection.close()


async def test_a_full_disk_is_told_and_the_neighbours_are_saved(sqlite: Storage):
    def much(unit: Unit) -> None:
        for number in range(2_000):
            settle(unit, f"big{number}", title="x" * 500)

    await sqlite.work(TEAM, settle, "first")
    with little_room(sqlite, pages=60):
        before, full, after = await queued(sqlite, (settle, "ann"), (much,), (settle, "bob"))
    assert (before, after) == (None, None)
    assert isinstance(full, StorageFull)
    assert "disk" in str(full)
    assert await sqlite.read(TEAM, names) == ["Ann", "Bob", "First"]
    await sqlite.work(TEAM, much)


async def test_a_commit_that_fails_is_told_to_each_and_saves_nothing(sqlite: Storage, monkeypatch: pytest.MonkeyPatch):
    refused = sqlite3.OperationalError("disk I/O error")
    refused.sqlite_errorcode = sqlite3.SQLITE_IOERR

    def do_commit(_connection: Any) -> None:
        raise refused

    with writer_waits(sqlite) as tasks:
        await asyncio.sleep(0)
        tasks += [asyncio.create_task(sqlite.work(TEAM, settle, f"p{number}")) for number in range(3)]
        await asyncio.sleep(0)
        monkeypatch.setattr(sqlite.engine.dialect, "do_commit", do_commit)
    results = await asyncio.gather(*tasks, return_exceptions=True)
    monkeypatch.undo()
    assert {type(result) for result in results} == {StorageDown}
    assert await sqlite.read(TEAM, names) == []
    await sqlite.work(TEAM, settle, "ann")
    assert await sqlite.read(TEAM, names) == ["Ann"]


async def test_a_closed_storage_says_so_after_finishing_what_was_asked(sqlite_url: str):
    async with open_storage(sqlite_url) as storage:
        asked = [asyncio.create_task(storage.work(TEAM, settle, f"p{number}")) for number in range(5)]
        await asyncio.sleep(0)
    await asyncio.gather(*asked)
    for ask in (storage.work, storage.read):
        with pytest.raises(StorageDown, match="closed"):
            await ask(TEAM, names)
    async with open_storage(sqlite_url) as again:
        assert len(await again.read(TEAM, names)) == 5


async def test_a_folder_that_is_not_there_is_told_as_a_sentence(tmp_path: Path):
    async with open_storage(f"sqlite:///{tmp_path}/nowhere/candor.db") as storage:
        with pytest.raises(StorageDown, match="cannot be opened"):
            await storage.ping()
        with pytest.raises(StorageDown, match="cannot be opened"):
            await storage.work(TEAM, names)
    gc.collect()


async def test_a_file_that_is_no_database_is_told_as_a_sentence(tmp_path: Path):
    file = tmp_path / "candor.db"
    file.write_bytes(b"Dear diary, " * 1000)
    async with open_storage(f"sqlite:///{file}") as storage:
        with pytest.raises(StorageDown, match="not a database"):
            await storage.ping()


async def test_the_file_keeps_its_promises_about_durability(sqlite: Storage):
    def pragmas(unit: Unit) -> dict[str, Any]:
        asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        return {name: unit.connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked}

    full = 2
    expected = {"journal_mode": "wal", "synchronous": full, "foreign_keys": 1, "busy_timeout": 1500}
    assert await sqlite.work(TEAM, pragmas) == expected


VICTIM = """
import asyncio, sys
from storage import open_storage

def add(unit, number):
    for half in "ab":
        unit.people.save([{"id": f"U{number:05}{half}", "name": "N"}], NOW)

from datetime import datetime, UTC
NOW = datetime(2026, 1, 1, tzinfo=UTC)

async def main():
    async with open_storage(sys.argv[1]) as storage:
        async def one(number):
            await storage.work("T0HERE", add, number)
            print(number, flush=True)
        for start in range(0, 100_000, 20):
            await asyncio.gather(*(one(number) for number in range(start, start + 20)))

asyncio.run(main())
"""


def test_a_process_killed_in_the_middle_leaves_what_it_told_and_nothing_half(tmp_path: Path):
    url = f"sqlite:///{tmp_path}/candor.db"
    migrate(url)
    for _round in range(3):
        victim = subprocess.Popen(
            [sys.executable, "-c", VICTIM, url], cwd=SOURCE, stdout=subprocess.PIPE, text=True, env={**os.environ}
        )
        assert victim.stdout is not None
        told = [victim.stdout.readline() for _ in range(130)]
        victim.send_signal(signal.SIGKILL)
        told += victim.stdout.readlines()
        victim.wait()
        victim.stdout.close()
        saved = asyncio.run(ids_in(url))
        for line in filter(str.strip, told):
            if line.endswith("\n"):
                assert {f"U{int(line):05}a", f"U{int(line):05}b"} <= saved
        assert {person[:-1] + "a" for person in saved} == {person[:-1] + "a" for person in saved if person[-1] == "b"}


async def ids_in(url: str) -> set[str]:
    async with open_storage(url) as storage:
        return {person.id for person in await storage.read(TEAM, lambda unit: unit.people.everyone(100_000))}


async def test_two_processes_write_the_same_file_without_losing_anything(sqlite_url: str):
    async with open_storage(sqlite_url) as one, open_storage(sqlite_url) as two:
        await asyncio.gather(
            *(store.work(TEAM, settle, f"{n}x{i}") for i, store in enumerate((one, two)) for n in range(50))
        )
        assert len(await one.read(TEAM, names)) == 100
