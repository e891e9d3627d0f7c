"""Kudos as they leave Candor: exports, a person's own-data file, and what retention removes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from bot.kit.sheets import told
from storage import Unit
from storage.kudos import KudosCard

PAGE = 500
FIELDS = (
    *("id", "at", "giver", "receivers", "text", "values", "channel", "private", "joined", "edited_at", "revoked_at"),
    *("link", "quote"),
)

Page = Callable[[tuple[datetime, UUID] | None], list[KudosCard]]


def record(kudos: KudosCard, *, words: bool) -> dict[str, Any]:
    """One kudos with the contract's fields, and the message that it is about. Private words only if `words`."""
    open_ = words or not kudos.private
    return {
        "id": str(kudos.id),
        "at": told(kudos.at),
        "giver": kudos.giver,
        "receivers": list(kudos.receivers),
        "text": kudos.text if open_ else None,
        "values": list(kudos.values),
        "channel": kudos.channel,
        "private": kudos.private,
        "joined": list(kudos.joined),
        "edited_at": told(kudos.edited_at),
        "revoked_at": told(kudos.revoked_at),
        "link": kudos.link if open_ else None,
        "quote": kudos.quote if open_ else None,
    }


def export(unit: Unit, since: datetime | None, words: bool, now: datetime) -> Iterator[dict[str, Any]]:
    """Every kudos, oldest first, revoked and private ones too."""
    for kudos in _paged(lambda after: unit.kudos.page(since=since, after=after, limit=PAGE)):
        yield record(kudos, words=words)


def about(unit: Unit, person: str) -> Mapping[str, Any]:
    """What the room knows of one person: given, received, joined. What its giver revoked is theirs alone."""
    given: list[dict[str, Any]] = []
    received: list[dict[str, Any]] = []
    joined: list[dict[str, Any]] = []
    for kudos in _paged(lambda after: unit.kudos.touching(person, after=after, limit=PAGE)):
        if kudos.giver == person:
            given.append(record(kudos, words=True))
        elif kudos.revoked_at is None:
            (received if person in kudos.receivers else joined).append(record(kudos, words=True))
    return {"given": given, "received": received, "joined": joined}


def retain(unit: Unit, before: datetime) -> int:
    """Deletes some kudos given before the moment, with their joins; answers how many."""
    return unit.kudos.forget_before(before)


def _paged(page: Page) -> Iterator[KudosCard]:
    after: tuple[datetime, UUID] | None = None
    while found := page(after):
        yield from found
        after = (found[-1].at, found[-1].id)
