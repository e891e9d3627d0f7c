"""When people at Larkmoor work: weekdays, their country's holidays, local office hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

import holidays

DAY_WEIGHTS = (0.85, 1.0, 1.1, 1.1, 1.75, 0.06, 0.04)
"""How much is said by weekday, Monday first: Friday is for looking back."""
HOURS = (8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18)
HOUR_WEIGHTS = (3, 8, 11, 12, 6, 6, 9, 11, 13, 8, 2)


@cache
def _free_days(country: str, subdivision: str, year: int) -> frozenset[date]:
    if country not in holidays.list_supported_countries():
        return frozenset()
    return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year))


def is_holiday(day: date, country: str, subdivision: str = "") -> bool:
    """Whether the day is a public holiday there, by the `holidays` package."""
    return day in _free_days(country, subdivision, day.year)


@cache
def _zone(name: str) -> ZoneInfo:
    """The standard library remembers eight zones only."""
    return ZoneInfo(name)


def office_moment(day: date, zone: str, rng: Random) -> datetime:
    """A moment of the person's local day at which people write, in UTC."""
    hour = rng.choices(HOURS, HOUR_WEIGHTS)[0]
    local = datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)), _zone(zone))
    return local.astimezone(UTC)


def days_between(since: datetime, until: datetime) -> list[date]:
    """All days from the day of `since` to the day of `until`, in UTC."""
    first = since.astimezone(UTC).date()
    return [first + timedelta(days=number) for number in range((until.astimezone(UTC).date() - first).days + 1)]
