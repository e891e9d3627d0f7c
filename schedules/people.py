"""The directory, read in full every night; events keep it current in between."""

from __future__ import annotations

from datetime import datetime, time

from bot.features.people import sync
from bot.kit.times import next_at
from schedules.jobs import TEAM, Due, Ground, Job, Tools

NIGHT = time(3, 0)


def _nightly(ground: Ground, after: datetime) -> datetime | None:
    return next_at(after, NIGHT, ground.where)


async def _read(tools: Tools, due: Due) -> None:
    await sync.everyone(tools.storage, tools.slack, tools.team, due.now)


SYNC = Job("people.sync", TEAM, _nightly, call=_read, catches_up=False, upkeep=True)
