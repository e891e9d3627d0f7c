"""The audit trail: append-only by the database itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage import Storage, Unit
from tests.storage.people import ANN, BOB, EVE, NOON, TEAM, settled

HOUR = timedelta(hours=1)


def trail(unit: Unit, /, **asked: Any) -> list[str]:
    return [entry.action for entry in unit.audit.read(**asked)]


async def written(storage: Storage) -> None:
    await settled(storage)

    def story(unit: Unit) -> None:
        write = unit.audit.write
        write(ANN, "settings.change", "guests", "candor", now=NOON, to="on")
        write(BOB, "people.read", None, "people", now=NOON + HOUR, about=EVE)
        write(None, "people.import", "3 rows", "people", now=NOON + 2 * HOUR, rows=3)
        write(ANN, "people.import", None, "people", now=NOON + 2 * HOUR)

    await storage.work(TEAM, story)


async def test_the_trail_is_read_newest_first_by_whoever_and_whatever(storage: Storage):
    await written(storage)
    assert await storage.read(TEAM, trail) == ["people.import", "people.import", "people.read", "settings.change"]
    assert await storage.read(TEAM, trail, about=EVE) == ["people.read"]
    assert await storage.read(TEAM, trail, actor=ANN) == ["people.import", "settings.change"]
    assert await storage.read(TEAM, trail, room="candor") == ["settings.change"]
    assert await storage.read(TEAM, trail, since=NOON + HOUR) == ["people.import", "people.import", "people.read"]
    (entry,) = await storage.read(TEAM, lambda unit: unit.audit.read(room="candor"))
    assert (entry.subject, entry.detail, entry.at) == ("guests", {"to": "on"}, NOON)


async def test_pages_follow_each_other_without_gap_or_repetition(storage: Storage):
    await settled(storage)

    def story(unit: Unit) -> None:
        for number in range(25):
            unit.audit.write(ANN, f"a.{number:02}", None, "candor", now=NOON + (number // 3) * HOUR)

    def walk(unit: Unit) -> list[Any]:
        found: list[Any] = []
        while page := unit.audit.read(limit=4, before=(found[-1].at, found[-1].id) if found else None):
            found += page
        return found

    await storage.work(TEAM, story)
    found = await storage.read(TEAM, walk)
    assert len({entry.id for entry in found}) == len(found) == 25
    assert [entry.at for entry in found] == sorted((entry.at for entry in found), reverse=True)


@pytest.mark.parametrize(
    "tampering",
    [
        "DELETE FROM audit",
        "UPDATE audit SET action = 'nothing'",
        "UPDATE audit SET at = '2020-01-01T00:00:00.000000Z'",
        f"UPDATE audit SET actor = '{EVE}' WHERE actor = '{ANN}'",
        f"UPDATE audit SET actor = '{EVE}' WHERE actor IS NULL",
        "UPDATE audit SET actor = NULL WHERE actor IS NOT NULL",
        f"UPDATE audit SET about = '{ANN}' WHERE about = '{EVE}'",
        "UPDATE audit SET detail = '{}'",
        "UPDATE audit SET subject = NULL WHERE subject = 'guests'",
    ],
)
async def test_entries_can_neither_be_changed_nor_removed(storage: Storage, tampering: str):
    await written(storage)
    before = await storage.read(TEAM, lambda unit: list(unit.audit.read()))
    with pytest.raises(DBAPIError, match="append-only"):
        await storage.work(TEAM, lambda unit: unit.execute(text(tampering)))
    assert await storage.read(TEAM, lambda unit: list(unit.audit.read())) == before


async def test_the_table_cannot_be_emptied_at_once(storage: Storage):
    if storage.dialect == "sqlite":
        return  # it has no TRUNCATE
    await written(storage)
    with pytest.raises(DBAPIError, match="append-only"):
        await storage.work(TEAM, lambda unit: unit.execute(text("TRUNCATE audit")))


async def test_retention_forgets_what_is_old_enough_and_nothing_else(storage: Storage):
    await written(storage)
    assert await storage.work(TEAM, lambda unit: unit.audit.forget(NOON + 2 * HOUR, limit=1)) == 1
    assert await storage.work(TEAM, lambda unit: unit.audit.forget(NOON + 2 * HOUR)) == 1
    assert await storage.work(TEAM, lambda unit: unit.audit.forget(NOON + 2 * HOUR)) == 0
    assert await storage.read(TEAM, trail) == ["people.import", "people.import"]
    with pytest.raises(DBAPIError, match="append-only"):
        await storage.work(TEAM, lambda unit: unit.execute(text("DELETE FROM audit")))


async def test_erasure_renames_a_person_in_the_trail_too(storage: Storage):
    await written(storage)
    renaming = text("UPDATE people SET id = :new WHERE team = :team AND id = :old")

    def rename(unit: Unit, old: str) -> None:
        unit.execute(renaming, {"team": TEAM, "old": old, "new": f"{old}X"})

    for person in (ANN, EVE):
        await storage.work(TEAM, rename, person)
    assert await storage.read(TEAM, trail, actor="U0ANNX") == ["people.import", "settings.change"]
    assert await storage.read(TEAM, trail, about="U0EVEX") == ["people.read"]
