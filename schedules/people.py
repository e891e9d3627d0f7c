"""The directory, read in full every night (events keep it current in between); and what follows when somebody moves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.features.people import sync
from bot.kit.config import Config
from bot.kit.rooms import Room
from bot.kit.times import next_at, zone
from bot.kit.words import speaking
from schedules.jobs import TEAM, Due, Ground, Job, Tools
from storage import Unit
from storage.moves import HANDOVER as NAME

NIGHT = time(3, 0)
AT_ONCE = timedelta(microseconds=1)


def _nightly(ground: Ground, after: datetime) -> datetime | None:
    return next_at(after, NIGHT, ground.where)


async def _read(tools: Tools, due: Due) -> None:
    await sync.everyone(tools.storage, tools.slack, tools.team, due.now)


@dataclass(frozen=True, kw_only=True)
class Moving(Ground):
    """Somebody whose first waiting move is due at `at`."""

    at: datetime


class Movers:
    """Everybody with moves that wait for their handover, leavers too."""

    def page(self, unit: Unit, after: str, limit: int) -> dict[str, Ground]:
        return self._grounds(unit, unit.moves.page(limit, after))

    def some(self, unit: Unit, ids: Collection[str]) -> dict[str, Ground]:
        return self._grounds(unit, unit.moves.next(ids))

    def _grounds(self, unit: Unit, moving: Mapping[str, datetime]) -> dict[str, Ground]:
        config = Config(unit.settings.all())
        where = zone(config.text("timezone"))
        return {person: Moving(config, where, at=at) for person, at in moving.items()}


def _when_they_move(ground: Ground, after: datetime) -> datetime | None:
    return max(ground.at, after + AT_ONCE) if isinstance(ground, Moving) else None


async def _hand_over(tools: Tools, due: Due) -> None:
    await tools.storage.work(tools.team, hand_over, tools.rooms, due.subject, due.now)


def hand_over(unit: Unit, rooms: Sequence[Room], person: str, now: datetime) -> None:
    """Asks every room to hand over what it has open with this person, move by move; the moves go with it.

    All of it or nothing: a room that fails leaves the person's moves for a later try, and nobody else's.
    """
    with speaking(Config(unit.settings.all()).language):
        for move in unit.moves.take(person, now):
            for room in rooms:
                if room.handover is not None:
                    room.handover(unit, move, now)


SYNC = Job("people.sync", TEAM, _nightly, call=_read, catches_up=False, upkeep=True)
HANDOVER = Job(NAME, Movers(), _when_they_move, call=_hand_over, upkeep=True)
"""By `call`, since `act` knows no rooms; rooms that are switched off hand over as well."""
