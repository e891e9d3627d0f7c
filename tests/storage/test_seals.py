"""Keys of open periods: one for everybody while the period is open, none afterwards, and none in the file either."""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage import Storage, StorageDown, Unit, open_storage
from storage.seals import SealDestroyed
from tests.storage.people import OTHER, TEAM

WEEK = ("pulse", "2026-W48")


def asked(unit: Unit, purpose: str, period: str, fresh: bytes) -> bytes:
    return unit.seals.key(purpose, period, lambda: fresh)


def destroy(unit: Unit, purpose: str, period: str) -> None:
    unit.seals.destroy(purpose, period)


async def test_everybody_of_a_period_gets_the_key_that_was_first(storage: Storage):
    keys = await asyncio.gather(*(storage.work(TEAM, asked, *WEEK, secrets.token_bytes(32)) for _ in range(8)))
    assert len(set(keys)) == 1
    assert await storage.read(TEAM, asked, *WEEK, b"too late") == keys[0]


async def test_other_periods_purposes_and_workspaces_have_other_keys(storage: Storage):
    places = [(TEAM, *WEEK), (TEAM, "pulse", "2026-W49"), (TEAM, "review", "2026-W48"), (OTHER, *WEEK)]
    keys = [await storage.work(*place[:1], asked, *place[1:], secrets.token_bytes(32)) for place in places]
    assert len(set(keys)) == len(places)


async def test_a_closed_period_has_no_key_and_gets_none(storage: Storage):
    await storage.work(TEAM, asked, *WEEK, b"first")
    await storage.work(TEAM, destroy, *WEEK)
    await storage.work(TEAM, destroy, *WEEK)
    with pytest.raises(SealDestroyed, match="2026-W48 is closed"):
        await storage.work(TEAM, asked, *WEEK, b"second")
    assert await storage.work(TEAM, asked, "pulse", "2026-W49", b"third") == b"third"


async def test_a_period_that_nobody_answered_in_closes_as_well(storage: Storage):
    await storage.work(TEAM, destroy, *WEEK)
    with pytest.raises(SealDestroyed):
        await storage.work(TEAM, asked, *WEEK, b"late")


def remains(sqlite: Storage, wanted: bytes) -> list[str]:
    """Which of the database's files hold these bytes, by their endings: ".db" itself, ".db-wal" the log."""
    file = Path(sqlite.url.removeprefix("sqlite:///"))
    return [path.suffix for path in sorted(file.parent.glob(file.name + "*")) if wanted in path.read_bytes()]


async def test_a_destroyed_key_is_gone_from_the_file_and_from_its_log(sqlite: Storage):
    key, kept = secrets.token_bytes(100), secrets.token_bytes(100)
    await sqlite.work(TEAM, asked, *WEEK, key)
    await sqlite.work(TEAM, asked, "pulse", "2026-W49", kept)
    assert await sqlite.scrub()
    assert remains(sqlite, key) == remains(sqlite, kept) == [".db"]
    await sqlite.work(TEAM, destroy, *WEEK)
    assert await sqlite.scrub()
    assert remains(sqlite, key) == []
    assert remains(sqlite, key[:16]) == remains(sqlite, key[-16:]) == []
    assert remains(sqlite, kept) == [".db"]


async def test_the_log_itself_holds_a_key_until_it_is_scrubbed(sqlite: Storage):
    key = secrets.token_bytes(100)
    await sqlite.work(TEAM, asked, *WEEK, key)
    await sqlite.work(TEAM, destroy, *WEEK)
    assert remains(sqlite, key) == [".db-wal"]
    await sqlite.scrub()
    assert remains(sqlite, key) == []


async def test_who_still_reads_holds_the_scrubbing_back(sqlite_url: str):
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    async with open_storage(sqlite_url, busy_timeout_ms=50) as storage:
        await storage.work(TEAM, asked, *WEEK, b"key")
        with closing(sqlite3.connect(file, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM seal_keys").fetchone()
            await storage.work(TEAM, destroy, *WEEK)
            assert not await storage.scrub()
            reader.execute("COMMIT")
        assert await storage.scrub()
    with pytest.raises(StorageDown):
        await storage.scrub()
