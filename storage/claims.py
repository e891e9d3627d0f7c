"""Claims: which messages may be sent at this moment, by whom, and what became of them.

One transaction claims a batch, another writes the results of a batch; between them Slack is spoken to. The workspace's
gate is locked first in both, so they never wait for each other in a circle. A claim counts the row's fence up: whoever
lost the lease can no longer write.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, false, func, not_, null, or_, select, tuple_
from sqlalchemy import true as true_
from sqlalchemy import update as update_of
from sqlalchemy.orm import aliased

from storage.gates import ConversationGate
from storage.outgoing import CANCELLED, DELETE, FAILED, GONE, POST, PRESENT, SENT, UPDATE, WAITING, Outgoing
from storage.shelf import Shelf

FOLD = "fold"
"""The kind of a message that is made of several waiting ones."""


@dataclass(frozen=True)
class Claim:
    """A message in the hands of one worker until `lease_until` (real time)."""

    id: UUID
    key: str
    kind: str
    nature: str
    work: str
    recipient: str
    channel: str | None
    thread_ts: str | None
    slack_ts: str | None
    payload: dict[str, Any] | None
    uploaded: dict[str, str] | None
    version: int
    wanted: str
    attempts: int
    fence: int
    look_up: bool
    """Slack may have it already: look before sending."""
    after_ts: str | None
    released_at: datetime | None
    lease_until: float = 0.0
    parts: tuple[dict[str, Any], ...] = ()
    language: str = "en"
    """In which a fold is put together."""


COLUMNS = (
    Outgoing.id,
    Outgoing.dedupe_key.label("key"),
    Outgoing.kind,
    Outgoing.nature,
    Outgoing.work,
    Outgoing.recipient,
    Outgoing.channel,
    Outgoing.thread_ts,
    Outgoing.slack_ts,
    Outgoing.payload,
    Outgoing.uploaded,
    Outgoing.version,
    Outgoing.wanted,
    Outgoing.attempts,
    Outgoing.fence,
    Outgoing.doubt.label("look_up"),
    Outgoing.after_ts,
    Outgoing.released_at,
)


@dataclass(frozen=True)
class Backlog:
    """What is due and not done, and when (real time) the first closed gate opens; None if none is closed."""

    due: int
    opens_at: float | None


def _released(doubt: Any) -> dict[str, Any]:
    return {"lease_until": null(), "doubt": doubt}


class ClaimsShelf(Shelf):
    """The two halves of a delivery, and the questions between them."""

    # Claiming.

    def candidates(self, works: Sequence[str], *, now: datetime, at: float, limit: int) -> list[Claim]:
        """Messages that may be sent at this moment, the most urgent first, at most one post a conversation; locked.

        Inside a conversation posts go by (due_at, id), and one that must be tried again holds back those behind it.
        A reply waits for its parent. Changes and deletions concern a message that is there: they hold back nothing.
        """
        row = Outgoing
        statement = (
            select(*COLUMNS)
            .where(*self._due(row, now), row.work.in_(works))
            .where(
                or_(row.lease_until.is_(None), row.lease_until <= at), or_(row.next_try.is_(None), row.next_try <= at)
            )
            .where(or_(row.work != POST, and_(not_(self._closed(at)), not_(self._earlier(now)))))
            .order_by(row.priority, row.due_at, row.id)
            .limit(limit)
            .with_for_update(skip_locked=True, of=Outgoing)
        )
        return [Claim(**found._mapping) for found in self.unit.execute(statement)]

    def _due(self, row: type[Outgoing], now: datetime) -> tuple[ColumnElement[bool], ...]:
        ready = or_(row.under.is_(None), row.thread_ts.is_not(None))
        return row.team == self.team, row.work.is_not(None), not_(row.held), row.due_at <= now, ready

    def _closed(self, at: float) -> ColumnElement[bool]:
        gate = ConversationGate
        return exists().where(gate.team == self.team, gate.recipient == Outgoing.recipient, gate.next_at > at)

    def _earlier(self, now: datetime) -> ColumnElement[bool]:
        first = aliased(Outgoing)
        order = tuple_(first.due_at, first.id) < tuple_(Outgoing.due_at, Outgoing.id)
        same = and_(first.recipient == Outgoing.recipient, first.work == POST)
        return exists().where(*self._due(first, now), same, order)

    def take(self, claims: Sequence[Claim], *, until: float, last_ts: str | None) -> None:
        """Leases these messages. From here on a post is in doubt, until its result says otherwise."""
        sure = case((Outgoing.doubt, Outgoing.after_ts), else_=last_ts)
        values: dict[str, Any] = {
            "lease_until": until,
            "fence": Outgoing.fence + 1,
            "attempts": Outgoing.attempts + 1,
            "after_ts": case((Outgoing.work == POST, sure), else_=Outgoing.after_ts),
            "doubt": case((Outgoing.work == POST, true_()), else_=Outgoing.doubt),
        }
        self._set([claim.id for claim in claims], **values)

    def hold_back(self, claims: Sequence[Claim], release_at: dict[UUID, datetime]) -> None:
        """These wait for noise after all: their receivers asked for one message a day."""
        for claim in claims:
            self._set([claim.id], held=True, waited=True, release_at=release_at[claim.id])

    def drop(self, ids: Sequence[UUID]) -> None:
        """These need not be sent: there is nothing left in them."""
        self._set(ids, state=CANCELLED, work=null(), payload=null())

    def parts(self, folds: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
        """What each fold is made of at this moment, in order."""
        which = (Outgoing.team == self.team, Outgoing.folded_into.in_(folds), Outgoing.state.in_((WAITING, SENT)))
        columns = (Outgoing.folded_into, Outgoing.payload)
        found: dict[UUID, list[dict[str, Any]]] = {}
        for row in self.unit.execute(select(*columns).where(*which).order_by(Outgoing.due_at, Outgoing.id)):
            found.setdefault(row.folded_into, []).append(row.payload or {})
        return found

    def backlog(self, *, now: datetime, at: float) -> Backlog:
        """What still waits, for whoever found nothing to claim."""
        gate = ConversationGate
        later = [case((moment > at, moment)) for moment in (gate.next_at, Outgoing.next_try, Outgoing.lease_until)]
        joined = and_(gate.team == Outgoing.team, gate.recipient == Outgoing.recipient, Outgoing.work == POST)
        statement = (
            select(func.count(), *(func.min(moment) for moment in later))
            .select_from(Outgoing)
            .outerjoin(gate, joined)
            .where(*self._due(Outgoing, now))
        )
        found = self.unit.execute(statement).one()
        moments: list[float | None] = list(found[1:])
        known = [moment for moment in moments if moment is not None]
        return Backlog(int(found[0]), min(known) if known else None)

    # Results. Each writes only what its own claim still holds.

    def sent(self, results: Sequence[tuple[Claim, str, str, int]], *, now: datetime) -> None:
        """(claim, channel, ts, version): Slack has it, in this version."""
        values = {
            "state": SENT,
            "channel": bindparam("b_channel"),
            "slack_ts": bindparam("b_ts"),
            "sent_version": bindparam("b_version"),
            "sent_at": func.coalesce(Outgoing.sent_at, bindparam("b_now", now, Outgoing.sent_at.type)),
            "error": null(),
            **self._settled(bindparam("b_version")),
        }
        rows = [
            {**self._claimed(claim), "b_channel": channel, "b_ts": ts, "b_version": version, "b_now": now}
            for claim, channel, ts, version in results
        ]
        self._each(values, rows)
        self._tell_parts([claim.id for claim, *_ in results if claim.kind == FOLD])
        self._tell_replies([claim.key for claim, *_ in results])

    def changed(self, claims: Sequence[Claim], error: str | None = None) -> None:
        """Slack shows the version that was claimed (or, with an error, never will)."""
        values = {"sent_version": bindparam("b_version"), "error": error, **self._settled(bindparam("b_version"))}
        self._each(values, [{**self._claimed(claim), "b_version": claim.version} for claim in claims])

    def gone(self, claims: Sequence[Claim]) -> None:
        """Slack does not show these: deleted, or never sent and no longer wanted."""
        values = {"state": CANCELLED, "work": null(), "payload": null(), **_released(false())}
        self._each(values, [self._claimed(claim) for claim in claims])

    def failed(self, results: Sequence[tuple[Claim, str]]) -> None:
        """(claim, error): parked, for a person to look at. Their replies are parked with them."""
        unwanted = Outgoing.wanted != PRESENT
        values = {
            "state": case((unwanted, CANCELLED), else_=FAILED),
            "error": bindparam("b_error"),
            "work": null(),
            **_released(false()),
        }
        self._each(values, [{**self._claimed(claim), "b_error": error} for claim, error in results])
        for claim, error in results:
            waiting = (Outgoing.team == self.team, Outgoing.state == WAITING)
            values = {"state": FAILED, "work": null(), "held": False, "release_at": null()}
            parts = and_(Outgoing.folded_into == claim.id, Outgoing.folded_into.is_not(None))
            self.unit.execute(update_of(Outgoing).where(*waiting, parts).values(error=error, **values))
            replies = and_(Outgoing.under == claim.key, Outgoing.under.is_not(None))
            self.unit.execute(update_of(Outgoing).where(*waiting, replies).values(error="parent_failed", **values))

    def refused(self, results: Sequence[tuple[Claim, str]]) -> None:
        """(claim, error): Slack would not change or delete it; it stays as it is shown."""
        values = {"error": bindparam("b_error"), "work": null(), "payload": null(), **_released(false())}
        self._each(values, [{**self._claimed(claim), "b_error": error} for claim, error in results])

    def again(self, results: Sequence[tuple[Claim, float | None, bool, bool, str]]) -> None:
        """(claim, next try, in doubt, counts as an attempt, error): not done, to be tried again."""
        values = {
            "next_try": bindparam("b_next"),
            "attempts": Outgoing.attempts - bindparam("b_back"),
            "error": bindparam("b_error"),
            **_released(bindparam("b_doubt")),
        }
        rows = [
            {**self._claimed(claim), "b_next": moment, "b_back": int(not counts), "b_error": error, "b_doubt": doubt}
            for claim, moment, doubt, counts, error in results
        ]
        self._each(values, rows)
        sure = [claim.id for claim, _, doubt, _, _ in results if not doubt]
        unwanted = (Outgoing.wanted != PRESENT, Outgoing.state == WAITING, Outgoing.lease_until.is_(None))
        self._set(sure, *unwanted, not_(Outgoing.doubt), state=CANCELLED, work=null(), payload=null())

    def uploaded(self, claim: Claim, files: dict[str, str]) -> None:
        """The claim's files are with Slack; a later try need not upload them again."""
        self._set([claim.id], Outgoing.fence == claim.fence, uploaded=files)

    # How rows are written.

    def _settled(self, version: Any) -> dict[str, Any]:
        """What is left to do once Slack shows a version: what was asked for meanwhile."""
        newer = and_(Outgoing.wanted == PRESENT, Outgoing.version > version)
        work = case((Outgoing.wanted == GONE, DELETE), (newer, UPDATE), else_=null())
        payload = case((newer, Outgoing.payload), else_=null())
        fresh = {"next_try": null(), "attempts": 0}
        return {"work": work, "payload": payload, **fresh, **_released(false())}

    @staticmethod
    def _claimed(claim: Claim) -> dict[str, Any]:
        return {"b_id": claim.id, "b_fence": claim.fence}

    def _each(self, values: dict[str, Any], rows: list[dict[str, Any]]) -> None:
        if not rows:
            return
        mine = (Outgoing.id == bindparam("b_id"), Outgoing.fence == bindparam("b_fence"))
        table = Outgoing.__table__
        statement = update_of(table).where(Outgoing.team == self.team, *mine).values(values)  # type: ignore[arg-type]
        self.unit.execute(statement, sorted(rows, key=lambda row: str(row["b_id"])))

    def _set(self, ids: Sequence[UUID], *which: ColumnElement[bool], **values: Any) -> None:
        if ids:
            here = (Outgoing.team == self.team, Outgoing.id.in_(ids))
            self.unit.execute(update_of(Outgoing).where(*here, *which).values(**values))

    def _tell_parts(self, folds: Sequence[UUID]) -> None:
        """A fold's parts are sent when the fold is; they keep their words, because a change renders the fold again."""
        if not folds:
            return
        fold = aliased(Outgoing)
        which = (Outgoing.team == self.team, Outgoing.folded_into.in_(folds), Outgoing.state == WAITING)
        shown = (fold.team == self.team, fold.id == Outgoing.folded_into, fold.state == SENT)
        values = {
            column: select(getattr(fold, column)).where(*shown).scalar_subquery()
            for column in ("sent_at", "slack_ts", "channel")
        }
        self.unit.execute(update_of(Outgoing).where(*which, exists().where(*shown)).values(state=SENT, **values))

    def _tell_replies(self, keys: Sequence[str]) -> None:
        """Replies that waited for these may follow."""
        if not keys:
            return
        parent = aliased(Outgoing)
        ts = select(parent.slack_ts).where(parent.team == self.team, parent.dedupe_key == Outgoing.under)
        which = (Outgoing.team == self.team, Outgoing.under.in_(keys), Outgoing.thread_ts.is_(None))
        self.unit.execute(update_of(Outgoing).where(*which).values(thread_ts=ts.scalar_subquery()))
