"""The fictional company's kudos, written down in batches. What they say stands in seed_words/."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from random import Random

from bot.company import Company
from bot.features.kudos.seed_story import Thanks, thanks
from storage import Unit
from storage.kudos import KudosCard, KudosJoin

TOGETHER = 1_000
"""Kudos per batch: memory stays the same however many there are."""


def seed(unit: Unit, company: Company, rng: Random, *, since: datetime, now: datetime) -> None:
    """Writes all kudos from `since` to `now`. Nothing is sent: these messages were read long ago."""
    source = thanks(company, rng, since=since, now=now)
    written = 0
    while some := list(islice(source, TOGETHER)):
        unit.kudos.add_many(card_of(company, each, number) for number, each in enumerate(some, written + 1))
        unit.insert(KudosJoin, list(_joins(company, some)))
        written += len(some)
        company.told(f"kudos: {written:,} until {some[-1].at:%Y-%m-%d}")


def card_of(company: Company, told: Thanks, number: int) -> KudosCard:
    """The record of one kudos; joins follow with their own times."""
    return KudosCard(
        id=told.id,
        at=told.at,
        source=f"seed:{number}",
        giver=company.id_of(told.giver),
        text=told.text,
        channel=told.channel,
        private=told.private,
        link=None,
        edited_at=told.edited_at,
        revoked_at=told.revoked_at,
        receivers=tuple(company.id_of(place) for place in told.receivers),
        values=told.values,
    )


def _joins(company: Company, some: Iterable[Thanks]) -> Iterator[dict[str, object]]:
    for each in some:
        for place, at in each.joined:
            yield {"kudos": each.id, "person": company.id_of(place), "at": at}
