"""Each person's picture of the month behind them."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.features.kudos.service import recap
from bot.kit.times import local_day, next_monthly
from schedules.jobs import PEOPLE, Due, Ground, Job
from storage import Unit

MORNING = time(10, 0)


def _first_of_the_month(ground: Ground, after: datetime) -> datetime | None:
    return next_monthly(after, MORNING, ground.where) if ground.wants("kudos.recap") else None


def _month(ground: Ground, moment: datetime) -> str:
    return f"{local_day(moment, ground.where):%Y-%m}"


def _tell(unit: Unit, due: Due) -> None:
    last_month = local_day(due.slot, due.ground.where).replace(day=1) - timedelta(days=1)
    recap(unit, due.subject, last_month, now=due.now)


RECAP = Job("kudos.recap", PEOPLE, _first_of_the_month, act=_tell, label=_month)
"""A nudge, so noise decides about the hour; its next slot is a month away, so it never expires."""
