"""Messages saved, waiting to be sent.

A row is put in the transaction of what it tells about. Delivery (bot.kit.delivery) brings Slack to the desired state:
posts it, changes it, deletes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, case, func, literal_column, not_, null, select, text, true, update

from storage.base import new_id, written
from storage.gates import GatesShelf, Pause
from storage.outgoing import (
    CANCELLED,
    CHANNEL_POST,
    DELETE,
    FAILED,
    GONE,
    LET_BE,
    NEWS,
    NUDGE,
    POST,
    PRESENT,
    PRIORITIES,
    SENT,
    UPDATE,
    WAITING,
    Message,
    Outgoing,
    Put,
    unsent,
)
from storage.shelf import Shelf

__all__ = ["Message", "OutboxShelf", "Outgoing", "Put"]

COLUMNS = (
    "team, id, dedupe_key, kind, nature, recipient, under, thread_ts, payload, version, sent_version, wanted, state, "
    "work, due_at, priority, held, waited, release_at, attempts, fence, doubt"
)
PUT_AT_ONCE = text(
    f"INSERT INTO outbox ({COLUMNS}) SELECT {COLUMNS} FROM json_populate_recordset(NULL::outbox, :rows) "
    "ON CONFLICT (team, dedupe_key) DO NOTHING RETURNING dedupe_key"
)
"""All rows in one parameter: on the way of every kudos, a parameter for each field costs more than the rest of it."""


def _plain(value: UUID | datetime) -> str:
    return written(value) if isinstance(value, datetime) else str(value)


class OutboxShelf(Shelf):
    """What rooms may ask of the outbox. Every call is harmless when it is repeated."""

    def put(
        self,
        key: str,
        message: Message,
        *,
        to: str,
        kind: str,
        due: datetime,
        nature: str = NEWS,
        under: str | None = None,
        priority: int | None = None,
    ) -> bool:
        """Saves a message to be sent from `due` on; False if `key` was put before (then nothing changes).

        `to`: a person's id for a direct message, or a channel's id. `kind`: `room.what`. `nature`: news is what a
        person did and comes at once; a nudge is Candor's own idea and waits for noise; a post goes to a channel.
        `under`: the key of a message in the same conversation; this one joins its thread, and never comes before it.
        LookupError if nothing is known under that key (any more): `adopt` what retention forgot.
        """
        return bool(self.put_all([Put(key, message, to, kind, due, nature, under, priority)]))

    def put_all(self, puts: Iterable[Put]) -> list[str]:
        """Puts several messages in one statement; answers the keys that were new."""
        wanted = list(puts)
        parents = self._parents({put.under for put in wanted if put.under is not None})
        known = {put.key for put in wanted} | parents.keys()
        if lost := sorted({put.under for put in wanted if put.under is not None} - known):
            raise LookupError(f"Nothing was put under {lost[0]}, so no reply to it could ever be sent.")
        rows = [self._row(put, parents.get(put.under or "")) for put in wanted]
        if self.unit.dialect == "postgresql" and rows:
            all_at_once = json.dumps([{"team": self.team, **row} for row in rows], default=_plain)
            return list(self.unit.execute(PUT_AT_ONCE, {"rows": all_at_once}).scalars())
        new = self.unit.insert(Outgoing, rows, ignore_conflicts_on=("team", "dedupe_key"), returning=("dedupe_key",))
        return [row.dedupe_key for row in new]

    def _parents(self, keys: set[str]) -> dict[str, tuple[str, str | None]]:
        if not keys:
            return {}
        columns = (Outgoing.dedupe_key, Outgoing.state, Outgoing.wanted, Outgoing.slack_ts)
        found = self.unit.execute(select(*columns).where(Outgoing.team == self.team, Outgoing.dedupe_key.in_(keys)))
        return {row.dedupe_key: (row.state if row.wanted == PRESENT else CANCELLED, row.slack_ts) for row in found}

    def _row(self, put: Put, parent: tuple[str, str | None] | None) -> dict[str, Any]:
        orphan = parent is not None and parent[0] in (CANCELLED, FAILED)
        held = put.nature == NUDGE and not orphan
        return {
            "id": new_id(),
            "dedupe_key": put.key,
            "kind": put.kind,
            "nature": put.nature,
            "recipient": put.to,
            "under": put.under,
            "thread_ts": parent[1] if parent is not None else None,
            "payload": None if orphan else put.message.payload(),
            "version": 1,
            "sent_version": 0,
            "wanted": PRESENT,
            "state": CANCELLED if orphan else WAITING,
            "work": None if orphan else POST,
            "due_at": put.due,
            "priority": PRIORITIES[put.nature] if put.priority is None else put.priority,
            "held": held,
            "waited": False,
            "release_at": put.due if held else None,
            "attempts": 0,
            "fence": 0,
            "doubt": False,
        }

    def change(self, key: str, message: Message) -> bool:
        """The message shall read like this from now on: replaced if unsent, else changed in Slack.

        False if there is nothing to change: no such message, cancelled, withdrawn or failed.
        """
        changed = self._update(
            Outgoing.dedupe_key == key,
            Outgoing.state.in_((WAITING, SENT)),
            Outgoing.wanted == PRESENT,
            payload=message.payload(),
            uploaded=null(),
            version=Outgoing.version + 1,
            work=case((Outgoing.folded_into.is_not(None), null()), else_=func.coalesce(Outgoing.work, UPDATE)),
            next_try=case((Outgoing.state == SENT, null()), else_=Outgoing.next_try),
        )
        self._touch_folds(changed)
        return bool(changed)

    def cancel(self, key: str) -> bool:
        """Takes back what is not sent yet; what is sent stays. False if nothing was taken back."""
        return bool(self._cancel(Outgoing.dedupe_key == key))

    def cancel_like(self, prefix: str) -> int:
        """Takes back every unsent message whose key begins like this; answers how many."""
        return self._cancel(Outgoing.dedupe_key >= prefix, Outgoing.dedupe_key < prefix + "\U0010ffff")

    def cancel_for(self, person: str, room: str) -> int:
        """Takes back every unsent direct message of a room to this person; answers how many."""
        theirs = (Outgoing.recipient == person, Outgoing.kind.startswith(f"{room}.", autoescape=True))
        waiting = self._cancel(*theirs, Outgoing.work.is_not(None), not_(Outgoing.held))
        return waiting + self._cancel(*theirs, Outgoing.held == true())

    def _cancel(self, *which: ColumnElement[bool]) -> int:
        certain = self._update(*which, unsent(), **self._nothing_left(CANCELLED))
        self._update(*which, Outgoing.state == WAITING, Outgoing.wanted == PRESENT, wanted=LET_BE)
        self._touch_folds(certain)
        self._orphan(certain)
        return len(certain)

    def withdraw(self, key: str) -> bool:
        """Whatever its state, Slack shall not show it: cancelled if unsent, deleted if sent. False if it is unknown."""
        which = Outgoing.dedupe_key == key
        certain = self._update(which, unsent(), **self._nothing_left(CANCELLED))
        part = and_(which, Outgoing.state == SENT, Outgoing.folded_into.is_not(None))
        folded = self._update(part, **self._nothing_left(CANCELLED))
        rest = self._update(
            which,
            Outgoing.state.in_((WAITING, SENT)),
            wanted=GONE,
            work=case((Outgoing.state == SENT, DELETE), else_=Outgoing.work),
            next_try=case((Outgoing.state == SENT, null()), else_=Outgoing.next_try),
        )
        self._touch_folds([*certain, *folded])
        self._orphan([*certain, *rest])
        return bool(certain or folded or rest)

    def adopt(self, key: str, *, kind: str, to: str, channel: str, slack_ts: str, now: datetime) -> bool:
        """Remembers a message that Slack shows and whose row retention removed, so that it can be changed again."""
        put = Put(key, Message(""), to, kind, now, CHANNEL_POST)
        sent = {"payload": None, "state": SENT, "work": None, "sent_version": 1, "sent_at": now}
        row = {**self._row(put, None), **sent, "channel": channel, "slack_ts": slack_ts}
        return bool(
            self.unit.insert(Outgoing, [row], ignore_conflicts_on=("team", "dedupe_key"), returning=("dedupe_key",))
        )

    def state(self, key: str) -> str | None:
        """waiting, sent, cancelled or failed; None if nothing was put under this key."""
        found = self.row(select(Outgoing.state).where(Outgoing.team == self.team, Outgoing.dedupe_key == key))
        return None if found is None else str(found.state)

    def get(self, key: str) -> Outgoing | None:
        return self.one(self.of(Outgoing).where(Outgoing.dedupe_key == key))

    def failed(self, limit: int = 50) -> Sequence[Outgoing]:
        """What could not be delivered, newest first: for doctor and for HR's card."""
        # In the words of the index of failed rows: with a parameter it would not be recognised.
        which = Outgoing.state == literal_column(f"'{FAILED}'")
        return self.all(self.of(Outgoing).where(which).order_by(Outgoing.due_at.desc()).limit(limit))

    def page(self, *, since: datetime | None, after: UUID | None, limit: int = 1_000) -> Sequence[Row[Any]]:
        """A page of rows by id beyond `after`, due at or after `since`: what is told about messages, without texts."""
        names = ("id", "kind", "recipient", "state", "due_at", "sent_at", "slack_ts", "dedupe_key")
        chosen = select(*(getattr(Outgoing, name) for name in names)).where(Outgoing.team == self.team)
        if since is not None:
            chosen = chosen.where(Outgoing.due_at >= since)
        if after is not None:
            chosen = chosen.where(Outgoing.id > after)
        return self.unit.execute(chosen.order_by(Outgoing.id).limit(limit)).all()

    def told(self, person: str, limit: int = 1_000) -> Sequence[Row[Any]]:
        """The latest messages to a person, newest first: what and when, without texts."""
        columns = (Outgoing.kind, Outgoing.state, Outgoing.due_at, Outgoing.sent_at)
        chosen = select(*columns).where(Outgoing.team == self.team, Outgoing.recipient == person)
        return self.unit.execute(chosen.order_by(Outgoing.id.desc()).limit(limit)).all()

    def revive(self, key: str) -> bool:
        """Tries a failed message once more, now that its trouble is mended."""
        fresh = {"state": WAITING, "work": POST, "error": null(), "attempts": 0, "next_try": null()}
        which = (Outgoing.dedupe_key == key, Outgoing.state == FAILED, Outgoing.folded_into.is_(None))
        return bool(self._update(*which, **fresh))

    def restored(self, limit: int = 1_000) -> int:
        """The database comes from a backup: what it believes unsent may stand in Slack, so it is looked up first.

        A look-up begins when the message was due. Answers how many were marked, `limit` at most: call until 0.
        """
        waiting = (
            Outgoing.state == WAITING,
            Outgoing.work == POST,
            not_(Outgoing.doubt),
            Outgoing.folded_into.is_(None),
        )
        chosen = select(Outgoing.id, Outgoing.due_at).where(Outgoing.team == self.team, *waiting).limit(limit)
        rows = self.unit.execute(chosen).all()
        for row in rows:
            self._update(
                Outgoing.id == row.id, doubt=True, after_ts=f"{row.due_at.timestamp():.6f}", lease_until=null()
            )
        return len(rows)

    def paused(self) -> Pause | None:
        """Why and since when delivery stands still for this workspace; None while it runs."""
        return GatesShelf(self.unit).paused()

    def try_now(self) -> None:
        """A trouble of the workspace is said to be mended (a new token): delivery tries at once."""
        GatesShelf(self.unit).try_now()

    # How rows move.

    @staticmethod
    def _nothing_left(state: str) -> dict[str, Any]:
        return {"state": state, "work": null(), "payload": null(), "held": False, "release_at": null()}

    def _update(self, *which: ColumnElement[bool], **values: Any) -> Sequence[Row[Any]]:
        statement = update(Outgoing).where(Outgoing.team == self.team, *which).values(**values)
        return self.unit.execute(statement.returning(Outgoing.id, Outgoing.dedupe_key, Outgoing.folded_into)).all()

    def _touch_folds(self, parts: Sequence[Row[Any]]) -> None:
        """Folds whose parts changed are rendered again; one without parts goes the way of its parts."""
        for fold in {part.folded_into for part in parts if part.folded_into is not None}:
            left = (
                select(func.count())
                .select_from(Outgoing)
                .where(Outgoing.team == self.team, Outgoing.folded_into == fold, Outgoing.state.in_((WAITING, SENT)))
            )
            if self.unit.execute(left).scalar_one():
                self._update(
                    Outgoing.id == fold,
                    Outgoing.state.in_((WAITING, SENT)),
                    version=Outgoing.version + 1,
                    work=func.coalesce(Outgoing.work, UPDATE),
                )
            elif name := self.row(select(Outgoing.dedupe_key).where(Outgoing.team == self.team, Outgoing.id == fold)):
                self.withdraw(name.dedupe_key)

    def _orphan(self, parents: Sequence[Row[Any]]) -> None:
        """Replies to what never comes, or goes away, never come either."""
        if parents:
            keys = [parent.dedupe_key for parent in parents]
            self._update(Outgoing.under.in_(keys), unsent(), **self._nothing_left(CANCELLED))
