"""A message on its way: one row is one message, its desired state against its delivered state.

The shelves that move it: `storage.outbox` (what rooms ask for), `storage.claims` (who sends what, and when) and
`storage.held` (nudges that wait for their hour).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    ColumnElement,
    Float,
    Index,
    String,
    UniqueConstraint,
    and_,
    not_,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, key

WAITING, SENT, CANCELLED, FAILED = "waiting", "sent", "cancelled", "failed"
POST, UPDATE, DELETE = "post", "update", "delete"
PRESENT, GONE, LET_BE = "present", "gone", "let_be"
NEWS, NUDGE, CHANNEL_POST = "news", "nudge", "post"
PRIORITIES = {NEWS: 5, CHANNEL_POST: 5, NUDGE: 7}

_document = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
_sorted_by_bytes = String().with_variant(String(collation="C"), "postgresql")


def _only(where: str) -> dict[str, Any]:
    """A partial index in both dialects, in the words that each of them writes into queries."""
    return {
        "postgresql_where": text(where.format(held="held", not_held="NOT held")),
        "sqlite_where": text(where.format(held="held = 1", not_held="held = 0")),
    }


@dataclass(frozen=True)
class Message:
    """What Slack shows. `text` is the fallback, `summary` the line under which noise folds it.

    `files`: `{"maker": name, "args": {…}, "id": short name}`; delivery makes and uploads them, and puts Slack's file id
    where a block says `"slack_file": {"id": short name}`, and its address where the short name stands in a text between
    the characters U+FDD0 and U+FDD1.
    `instead`: plainer blocks for the day Slack refuses the first ones.
    """

    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    summary: str = ""
    files: list[dict[str, Any]] = field(default_factory=list)
    instead: list[dict[str, Any]] = field(default_factory=list)

    def payload(self) -> dict[str, Any]:
        found = {name: getattr(self, name) for name in ("text", "blocks", "summary", "files", "instead")}
        return {name: value for name, value in found.items() if value}

    @classmethod
    def of(cls, payload: dict[str, Any]) -> Message:
        return cls(**{"text": "", **payload})


@dataclass(frozen=True)
class Put:
    """One message to be put; see `OutboxShelf.put`."""

    key: str
    message: Message
    to: str
    kind: str
    due: datetime
    nature: str = NEWS
    under: str | None = None
    priority: int | None = None


class Outgoing(Base):
    """A message on its way. Business time is in moments, real time (leases, retries) in seconds since 1970."""

    __tablename__ = "outbox"

    id: Mapped[UUID] = key()
    dedupe_key: Mapped[str] = mapped_column(_sorted_by_bytes)
    kind: Mapped[str]
    nature: Mapped[str]
    recipient: Mapped[str]
    """"U…" for a direct message, else the channel. One recipient is one conversation."""
    channel: Mapped[str | None]
    """Where Slack put it: "D…" or "C…"."""
    under: Mapped[str | None] = mapped_column(_sorted_by_bytes)
    """The dedupe key of the message whose thread it joins."""
    thread_ts: Mapped[str | None]
    """That message's ts, once it is sent; a row with `under` waits for it."""

    payload: Mapped[dict[str, Any] | None] = mapped_column(_document)
    """What Slack shall show; forgotten as soon as Slack shows it."""
    uploaded: Mapped[dict[str, Any] | None] = mapped_column(_document)
    version: Mapped[int] = mapped_column(default=1)
    sent_version: Mapped[int] = mapped_column(default=0)
    wanted: Mapped[str] = mapped_column(default=PRESENT)
    state: Mapped[str] = mapped_column(default=WAITING)
    work: Mapped[str | None]
    """What delivery has to do: post, update, delete, or nothing."""

    due_at: Mapped[datetime]
    priority: Mapped[int]
    sent_at: Mapped[datetime | None]
    slack_ts: Mapped[str | None]
    error: Mapped[str | None]

    held: Mapped[bool] = mapped_column(default=False)
    """True until noise lets it go."""
    waited: Mapped[bool] = mapped_column(default=False)
    release_at: Mapped[datetime | None]
    """When noise looks at it (again)."""
    released_at: Mapped[datetime | None]
    """When noise let it go; the budget counts these."""
    folded_into: Mapped[UUID | None]

    attempts: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    """Counts the claims; only the last claimer may write what became of it."""
    lease_until: Mapped[float | None] = mapped_column(Float(53))
    next_try: Mapped[float | None] = mapped_column(Float(53))
    doubt: Mapped[bool] = mapped_column(default=False)
    """True while Slack may have it and we do not know: look it up before it is sent."""
    after_ts: Mapped[str | None]
    """Slack's ts of something sent before the doubtful try: where a look-up begins."""

    __table_args__ = (
        UniqueConstraint("team", "dedupe_key"),
        Index(None, "team", "priority", "due_at", "id", **_only("work IS NOT NULL AND {not_held}")),
        Index(None, "team", "recipient", "due_at", "id", **_only("work IS NOT NULL AND {not_held}")),
        Index(None, "team", "release_at", **_only("{held}")),
        Index(None, "team", "recipient", "released_at", **_only("released_at IS NOT NULL")),
        Index(None, "team", "under", **_only("under IS NOT NULL")),
        Index(None, "team", "folded_into", **_only("folded_into IS NOT NULL")),
        Index(None, "team", "due_at"),
        Index("ix_outbox_failed", "team", "due_at", **_only("state = 'failed'")),
    )


def unsent() -> ColumnElement[bool]:
    """Rows of which it is certain that Slack has seen nothing."""
    return and_(Outgoing.state == WAITING, Outgoing.lease_until.is_(None), not_(Outgoing.doubt))
