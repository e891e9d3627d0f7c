"""A small company for storage's own tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from storage import Storage, Unit

TEAM, OTHER = "T0HERE", "T0THERE"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LAST_YEAR = NOON - timedelta(days=365)


def settle(unit: Unit, /, *people: str, **facts: Any) -> None:
    """People whose ids are U0ANN for "ann" and so on, in the unit's workspace."""
    unit.people.save([{"id": uid(name), "name": name.title(), **facts} for name in people], LAST_YEAR)


def uid(name: str) -> str:
    return f"U0{name.upper()}"


ANN, BOB, CAT, DAN, EVE = (uid(name) for name in ("ann", "bob", "cat", "dan", "eve"))


async def settled(storage: Storage, *teams: str) -> None:
    """Ann, Bob, Cat, Dan and Eve, in each of the teams: the same ids, for ids prove nothing."""
    for team in teams or (TEAM,):
        await storage.work(team, settle, "ann", "bob", "cat", "dan", "eve")


def thank(unit: Unit, /, source: str = "view:1", **fields: Any) -> Any:
    """Ann thanks Bob, or as the fields say."""
    given: dict[str, Any] = {"giver": ANN, "receivers": [BOB], "text": "for staying late", "at": NOON} | fields
    return unit.kudos.give(source=source, **given)
