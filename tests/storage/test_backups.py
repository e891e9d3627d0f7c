"""A copy taken while people write is whole, and a lost file is told rather than papered over."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from storage import Storage, Unit, open_storage
from tests.storage.people import ANN, BOB, NOON, TEAM, settled, thank


async def test_a_copy_taken_under_load_is_whole_and_opens(sqlite: Storage, tmp_path: Path):
    await settled(sqlite)
    copy = tmp_path / "copy.db"

    async def load() -> None:
        for start in range(0, 400, 20):
            await asyncio.gather(*(sqlite.work(TEAM, thank, f"view:{start + n}") for n in range(20)))

    def back_up() -> None:
        with closing(sqlite3.connect(sqlite.url.removeprefix("sqlite:///"))) as live:
            live.execute("VACUUM INTO ?", (str(copy),))

    await asyncio.gather(load(), asyncio.to_thread(back_up))

    def whole(unit: Unit) -> tuple[int, int]:
        cards = unit.kudos.page(limit=1_000)
        return len(cards), sum(card.receivers == (BOB,) for card in cards)

    async with open_storage(f"sqlite:///{copy}") as restored:
        kudos, with_receivers = await restored.read(TEAM, whole)
        assert kudos == with_receivers
        assert await restored.revision() == restored.head()
        await restored.work(TEAM, thank, "after", at=NOON)
        assert await restored.read(TEAM, lambda unit: unit.kudos.given_count(ANN, NOON)) == kudos + 1
    with closing(sqlite3.connect(copy)) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert file.execute("PRAGMA foreign_key_check").fetchone() is None
