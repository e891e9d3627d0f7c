"""The fictional company's kudos, written down in batches. What they say stands in seed_words/."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from random import Random
from typing import Any

from bot.company import Company
from bot.company.world import stamp
from bot.features.kudos import service, views
from bot.features.kudos.seed_story import Thanks, thanks
from storage import Unit
from storage.circles import NOBODY
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


def recent_posts(unit: Unit, poster: Mapping[str, str], *, limit: int = 30) -> list[dict[str, Any]]:
    """The latest public kudos as messages that a workspace shows already, oldest first; for the demo alone.

    `poster` tells who posted them: `user`, `bot_id`, `app_id`. Each is a Slack message object with its `channel`. The
    outbox remembers them as sent, so that an edit, a revocation or "Add yours" changes the post.
    """
    posts = []
    for kudos in reversed(unit.kudos.wall(within=NOBODY, limit=limit)):
        sent = unit.outbox.get(service.card_key(kudos.id))
        if kudos.channel is None or (sent is not None and sent.slack_ts is None):
            continue  # posted nowhere, or about to be posted
        ts = stamp(kudos.at, str(kudos.id)) if sent is None or sent.slack_ts is None else sent.slack_ts
        shown = views.card(kudos, service.names(unit, kudos))
        blocks = [{"block_id": f"k{number}", **block} for number, block in enumerate(shown.blocks)]
        posts.append(
            {"type": "message", "channel": kudos.channel, "ts": ts, "text": shown.text, "blocks": blocks, **poster}
        )
        if sent is None:
            key, place = service.card_key(kudos.id), kudos.channel
            unit.outbox.adopt(key, kind="kudos.card", to=place, channel=place, slack_ts=ts, now=kudos.at)
    return posts
