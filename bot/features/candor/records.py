"""Exports that belong to no room: the audit trail and the messages; and what Candor itself knows about a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from storage import Unit

PAGE = 1000
AUDIT = ("id", "at", "actor", "action", "subject", "room", "detail")
MESSAGES = ("id", "kind", "recipient", "state", "due_at", "sent_at", "slack_ts", "dedupe_key")


def audit(unit: Unit, since: datetime | None, words: bool, now: datetime) -> Iterator[dict[str, Any]]:
    """The contract's `audit`, oldest first. `subject` is the person concerned, else what it concerned."""
    after = None
    while page := unit.audit.page(since=since, after=after, limit=PAGE):
        for row in page:
            yield {
                "id": row.id,
                "at": row.at,
                "actor": row.actor,
                "action": row.action,
                "subject": row.about or row.subject,
                "room": row.room,
                "detail": row.detail,
            }
        after = (page[-1].at, page[-1].id)


def messages(unit: Unit, since: datetime | None, words: bool, now: datetime) -> Iterator[dict[str, Any]]:
    """The contract's `messages`: which, to whom, when, in which state. Never a text."""
    after = None
    while page := unit.outbox.page(since=since, after=after, limit=PAGE):
        for row in page:
            yield dict(row._mapping)
        after = page[-1].id


def about(unit: Unit, person: str) -> Mapping[str, Any]:
    """A person's preferences and drafts, the audit trail about them, messages to them (the latest thousand of each)."""
    chosen = unit.preferences.get(person)
    names = ("workdays", "quiet_hours", "snooze_until", "bundles", "optional", "changed_at")
    preferences = {name: getattr(chosen, name) for name in names} if chosen is not None else None
    trail = [
        {"at": row.at, "action": row.action, "by_you": row.actor == person, "room": row.room}
        for row in sorted(
            {
                row.id: row
                for row in [*unit.audit.read(about=person, limit=500), *unit.audit.read(actor=person, limit=500)]
            }.values(),
            key=lambda row: row.at,
        )
    ]
    drafts = [
        {"form": row.form, "values": row.values, "saved_at": row.saved_at} for row in unit.drafts.of_person(person)
    ]
    sent = [dict(row._mapping) for row in reversed(unit.outbox.told(person))]
    return {"preferences": preferences, "drafts": drafts, "audit": trail, "messages": sent}
