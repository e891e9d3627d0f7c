"""Who thanked whom, and when: the kudos of the fictional company, day by day. Pure; `seed.py` writes them down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import sqrt
from random import Random
from uuid import UUID

from bot.company import Company
from bot.company.calendar import DAY_WEIGHTS, days_between, office_moment
from bot.company.world import channel_id
from bot.features.kudos.seed_wording import Wording

PER_PERSON_AND_DAY = 0.0815
"""Before the weekday's weight: about two kudos a month and person."""
RECEIVERS = (1, 2, 3, 4, 5, 7, 10)
RECEIVER_WEIGHTS = (740, 145, 60, 28, 16, 8, 3)


@dataclass(frozen=True, slots=True)
class Thanks:
    """One kudos. People are places in the company; `joined` holds who said it too, and when."""

    id: UUID
    at: datetime
    giver: int
    receivers: tuple[int, ...]
    text: str
    values: tuple[str, ...]
    channel: str | None
    private: bool
    joined: tuple[tuple[int, datetime], ...]
    edited_at: datetime | None
    revoked_at: datetime | None


def thanks(company: Company, rng: Random, *, since: datetime, now: datetime) -> Iterator[Thanks]:
    """All kudos from `since` to before `now`, day by day; within a day by time."""
    wording = Wording(company, rng)
    for day in days_between(since, now):
        told = (_one(company, wording, rng, day, since, now) for _ in range(_how_many(company, day, rng)))
        yield from sorted(filter(None, told), key=lambda each: each.at)


def _how_many(company: Company, day: date, rng: Random) -> int:
    season = 0.7 if day.month == 8 else 0.35 if (day.month, day.day) >= (12, 23) else 1.0
    storm = 1.7 if day.toordinal() * 31 % 97 < 6 else 1.0
    mean = len(company) * PER_PERSON_AND_DAY * DAY_WEIGHTS[day.weekday()] * season * storm
    return max(0, round(rng.gauss(mean, sqrt(mean))))


def _one(company: Company, wording: Wording, rng: Random, day: date, since: datetime, now: datetime) -> Thanks | None:
    giver = _giver(company, rng, day)
    if giver is None:
        return None
    at = office_moment(day, company.zone_of(giver), rng)
    receivers = _receivers(company, giver, rng, day)
    if not receivers or not since <= at < now:
        return None
    words = wording.thank(giver, receivers)
    private = rng.random() < 0.04
    channel = None if private else channel_id("craft" if rng.random() < 0.04 and "craft" in words.values else "kudos")
    revoked = at + timedelta(minutes=rng.randint(1, 900)) if rng.random() < 0.007 else None
    edited = at + timedelta(minutes=rng.randint(1, 240)) if rng.random() < 0.02 else None
    quiet = private or revoked is not None
    return Thanks(
        id=_id_at(at, rng),
        at=at,
        giver=giver,
        receivers=receivers,
        text=words.text,
        values=words.values,
        channel=channel,
        private=private,
        joined=() if quiet else tuple(_joins(company, rng, at, {giver, *receivers}, now)),
        edited_at=edited if edited and edited < now and not revoked else None,
        revoked_at=revoked if revoked and revoked < now else None,
    )


def _giver(company: Company, rng: Random, day: date) -> int | None:
    for _ in range(8):
        place = company.somebody(rng)
        if company.is_here(place, day) and not company.is_off(place, day):
            return place
    return None


def _receivers(company: Company, giver: int, rng: Random, day: date) -> tuple[int, ...]:
    wanted = rng.choices(RECEIVERS, RECEIVER_WEIGHTS)[0]
    found: dict[int, None] = {}
    source = giver
    for _ in range(wanted * 3):
        other = company.colleague(source, rng)
        if other != giver and company.is_here(other, day):
            found[other] = None
            source = other if wanted > 2 else giver
        if len(found) == wanted:
            break
    return tuple(found)


def _joins(
    company: Company, rng: Random, at: datetime, apart: set[int], now: datetime
) -> Iterator[tuple[int, datetime]]:
    """Some colleagues of those involved who say it too, most within the day, sorted by person drawn."""
    wanted = 0 if rng.random() < 0.55 else min(9, 1 + int(rng.expovariate(0.6)))
    people = sorted(apart)
    for _ in range(wanted):
        other = company.colleague(rng.choice(people), rng)
        when = at + timedelta(minutes=2 + rng.expovariate(1 / 300))
        if other not in apart and when < now and company.is_here(other, when.date()):
            apart = apart | {other}
            yield other, when


def _id_at(at: datetime, rng: Random) -> UUID:
    """A UUIDv7 of that moment, so that seeded ids sort by time as real ones do."""
    milliseconds = int(at.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 7 << 76 | rng.getrandbits(12) << 64 | 2 << 62 | rng.getrandbits(62))
