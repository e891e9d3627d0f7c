"""`candor seed`: an empty database becomes a fictional company with a past.

Each room writes its own part (`seed` in its ROOM) from the same company, after the rooms that it refers to
(`seed_after`), whatever the order in which Home shows them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from graphlib import CycleError, TopologicalSorter
from random import Random
from typing import Protocol

from bot.company import Company
from bot.features import FEATURES
from bot.kit.errors import Refused
from bot.kit.words import count, say
from storage import Storage, Unit

PEOPLE, MONTHS, SEED = 120, 6, 7
DAYS_OF_A_MONTH = 365.25 / 12


class Seedable(Protocol):
    """What a room must have so that it is filled: `bot.kit.rooms.Room`, for one."""

    @property
    def noun(self) -> str: ...
    @property
    def seed(self) -> Callable[..., None] | None: ...
    @property
    def seed_after(self) -> tuple[str, ...]: ...


async def seed(
    storage: Storage,
    team: str,
    *,
    people: int = PEOPLE,
    months: int = MONTHS,
    seed: int = SEED,
    now: datetime,
    rooms: Sequence[Seedable] = FEATURES,
    told: Callable[[str], None] | None = None,
) -> str:
    """Fills the workspace `team` of an empty database; gives a line that says what is there now.

    The same numbers and moment give the same records. All or nothing: it is one transaction. `told` hears of progress.
    Raises Refused if the database knows a workspace's people already, or for a company without people.
    """
    if people < 1 or months < 1:
        raise Refused(say("A company needs at least one person and one month of history."))
    if others := [each for each in await storage.teams() if each != team]:
        raise Refused(
            say(
                "This database belongs to the workspace {other}; seed an empty one: name it in DATABASE_URL.",
                other=others[0],
            )
        )
    company = Company.generate(people, seed=seed, now=now)
    if told is not None:
        company.told = told
    since = now - timedelta(days=round(months * DAYS_OF_A_MONTH))
    await storage.work(team, fill, company, rooms, since=since, now=now)
    return count(
        people,
        "{company} is here: {n} person, months of history: {months}.",
        "{company} is here: {n} people, months of history: {months}.",
        company=company.house.name,
        months=months,
    )


def fill(unit: Unit, company: Company, rooms: Sequence[Seedable], *, since: datetime, now: datetime) -> None:
    """Every room's part, in one transaction. Each has its own source of chance, so that a new room disturbs none."""
    if unit.people.everyone(limit=1):
        raise Refused(
            say("This database is not empty: it knows people already. Seed an empty one: name it in DATABASE_URL.")
        )
    if unit.installations.about() is None:
        unit.installations.remember(
            name=company.house.name, url=f"https://{company.house.domain}.slack.com/", now=since
        )
    for room in in_order(rooms):
        if room.seed is not None:
            company.told(f"{room.noun} …")
            room.seed(unit, company, Random(f"{company.seed}:{room.noun}"), since=since, now=now)


def in_order(rooms: Sequence[Seedable]) -> list[Seedable]:
    """Each room after those that it refers to, otherwise by noun.

    Raises ValueError where rooms wait for each other, or for one that is not there.
    """
    by_noun = {room.noun: room for room in sorted(rooms, key=lambda room: room.noun)}
    for room in by_noun.values():
        if absent := set(room.seed_after) - by_noun.keys():
            raise ValueError(f"{room.noun} is seeded after {min(absent)}, which is no room here.")
    try:
        return [
            by_noun[noun]
            for noun in TopologicalSorter({noun: room.seed_after for noun, room in by_noun.items()}).static_order()
        ]
    except CycleError as loop:
        raise ValueError(f"These rooms are seeded after each other in a circle: {' → '.join(loop.args[1])}.") from None
