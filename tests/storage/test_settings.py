"""Settings: remembered by each process, and never out of date."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from storage import Storage, Unit, open_storage
from tests.kit.statements import statements
from tests.storage.people import ANN, NOON, OTHER, TEAM, settled


def change(unit: Unit, /, **values: str | None) -> dict[str, tuple[str | None, str | None]]:
    return unit.settings.change(values, by=None, now=NOON)


def introduced(unit: Unit) -> dict[str, str]:
    assert unit.people.introduce(ANN) is not None
    return unit.settings.all()


async def test_a_change_tells_before_and_after(storage: Storage):
    assert await storage.work(TEAM, change, values="craft, care", guests="on") == {
        "values": (None, "craft, care"),
        "guests": (None, "on"),
    }
    assert await storage.work(TEAM, change, values="craft", guests="on", country=None) == {
        "values": ("craft, care", "craft")
    }
    assert await storage.work(TEAM, change, guests=None) == {"guests": ("on", None)}
    assert await storage.read(TEAM, lambda unit: unit.settings.all()) == {"values": "craft"}
    assert await storage.read(TEAM, lambda unit: unit.settings.get("values")) == "craft"
    assert await storage.read(OTHER, lambda unit: unit.settings.all()) == {}


async def test_after_an_introduction_known_settings_cost_nothing(storage: Storage):
    await settled(storage)
    await storage.work(TEAM, change, guests="on")
    assert await storage.work(TEAM, introduced) == {"guests": "on"}
    with statements(storage) as seen:
        assert await storage.work(TEAM, introduced) == {"guests": "on"}
    assert len(seen) == 1


async def test_a_change_by_another_process_is_seen_at_once(storage: Storage):
    await settled(storage)
    await storage.work(TEAM, introduced)
    async with open_storage(storage.url) as other:
        for value in ("on", "off", "on"):
            await other.work(TEAM, change, guests=value)
            assert await storage.work(TEAM, introduced) == {"guests": value}


async def test_a_change_that_was_undone_is_not_remembered(storage: Storage):
    await settled(storage)
    await storage.work(TEAM, change, guests="off")

    def half(unit: Unit) -> None:
        change(unit, guests="on")
        assert introduced(unit) == {"guests": "on"}
        raise LookupError("changed my mind")

    with pytest.raises(LookupError):
        await storage.work(TEAM, half)
    assert await storage.work(TEAM, introduced) == {"guests": "off"}
    await storage.work(TEAM, change, country="DE")
    assert await storage.work(TEAM, introduced) == {"guests": "off", "country": "DE"}


async def test_what_is_handed_out_can_be_changed_without_harm(storage: Storage):
    await settled(storage)
    await storage.work(TEAM, change, guests="on")
    (await storage.work(TEAM, introduced)).clear()
    assert await storage.work(TEAM, introduced) == {"guests": "on"}


async def test_two_who_change_the_same_setting_see_each_other(storage: Storage):
    found: list[dict[str, Any]] = await asyncio.gather(*(storage.work(TEAM, change, guests=f"v{n}") for n in range(8)))
    steps = [fields["guests"] for fields in found]
    assert {before for before, _ in steps} - {None} < {after for _, after in steps}
    assert len({before for before, _ in steps}) == 8
