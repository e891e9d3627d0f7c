"""Held messages: nudges that wait for noise to let them go, and news that somebody wants once a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, null, or_, select

from storage.base import PersonId, new_id
from storage.claims import FOLD
from storage.outgoing import CANCELLED, NUDGE, POST, PRESENT, PRIORITIES, WAITING, Outgoing
from storage.people import Person
from storage.shelf import Shelf


class HeldShelf(Shelf):
    """Which messages wait, for whom, and what becomes of them."""

    def people_due(self, now: datetime, limit: int) -> list[PersonId]:
        """Whose waiting messages are to be looked at, the longest overdue first."""
        first = func.min(Outgoing.release_at)
        which = (Outgoing.team == self.team, Outgoing.held.is_(True), Outgoing.release_at <= now)
        order = (first, Outgoing.recipient)
        people = select(Outgoing.recipient).where(*which).group_by(Outgoing.recipient).order_by(*order).limit(limit)
        return [row.recipient for row in self.unit.execute(people)]

    def alone_with(self, person: PersonId) -> bool:
        """Holds this person's row until the unit ends; False while another replica does."""
        mine = select(Person.id).where(Person.team == self.team, Person.id == person)
        if self.row(mine.with_for_update(skip_locked=True, key_share=True)) is not None:
            return True
        return self.row(mine) is None

    def waiting(self, person: PersonId, now: datetime) -> Sequence[Outgoing]:
        """The person's messages that are to be looked at, in order, locked."""
        which = (Outgoing.recipient == person, Outgoing.held.is_(True), Outgoing.release_at <= now)
        return self.all(self.of(Outgoing).where(*which).order_by(Outgoing.due_at, Outgoing.id).with_for_update())

    def spent(self, person: PersonId, day: datetime, week: datetime) -> tuple[int, int]:
        """How many nudges the person was sent since these two moments."""
        which = (Outgoing.team == self.team, Outgoing.recipient == person, Outgoing.nature == NUDGE)
        moments = select(Outgoing.released_at).where(*which, Outgoing.released_at >= min(day, week))
        released = [row.released_at for row in self.unit.execute(moments)]
        return sum(moment >= day for moment in released), len(released)

    def release(self, ids: Sequence[UUID], now: datetime) -> None:
        """These may be sent."""
        self._set(ids, held=False, release_at=null(), released_at=now)

    def wait(self, ids: Sequence[UUID], until: datetime) -> None:
        """These are looked at again then."""
        self._set(ids, release_at=until, waited=True)

    def cancel(self, ids: Sequence[UUID]) -> None:
        """These are for somebody who has left."""
        self._set(ids, held=False, release_at=null(), state=CANCELLED, work=null(), payload=null())

    def fold(self, parts: Sequence[Outgoing], now: datetime) -> UUID:
        """Makes one message of several. It is put together from its parts when it is sent, and whenever one changes."""
        fold = new_id()
        nature = NUDGE if any(part.nature == NUDGE for part in parts) else parts[0].nature
        row: dict[str, Any] = {
            "id": fold,
            "dedupe_key": f"fold:{fold}",
            "kind": FOLD,
            "nature": nature,
            "recipient": parts[0].recipient,
            "version": 1,
            "sent_version": 0,
            "wanted": PRESENT,
            "state": WAITING,
            "work": POST,
            "due_at": now,
            "priority": PRIORITIES[nature],
            "held": False,
            "waited": False,
            "released_at": now,
            "attempts": 0,
            "fence": 0,
            "doubt": False,
        }
        self.unit.insert(Outgoing, [row])
        self._set([part.id for part in parts], held=False, release_at=null(), work=null(), folded_into=fold)
        return fold

    def look_again(self, person: PersonId) -> None:
        """The person's hours or wishes changed: whatever waits for them is looked at anew."""
        which = (Outgoing.recipient == person, Outgoing.held.is_(True), Outgoing.nature == NUDGE)
        self.unit.execute(self.update_of(Outgoing, *which).values(release_at=Outgoing.due_at))

    def next_moment(self) -> datetime | None:
        """When the next of them is to be looked at."""
        which = (Outgoing.team == self.team, Outgoing.held.is_(True))
        found = self.row(select(Outgoing.release_at).where(*which).order_by(Outgoing.release_at).limit(1))
        return None if found is None else found.release_at

    def forget(self, before: datetime, limit: int) -> int:
        """Retention: removes messages that are done and older than this; at most `limit`, answers how many."""
        done = or_(Outgoing.state != WAITING, and_(Outgoing.held.is_(True), Outgoing.due_at < before))
        old = and_(Outgoing.due_at < before, func.coalesce(Outgoing.sent_at, Outgoing.due_at) < before)
        some = select(Outgoing.id).where(Outgoing.team == self.team, old, done).order_by(Outgoing.due_at).limit(limit)
        ids = [row.id for row in self.unit.execute(some)]
        self.unit.execute(self.delete_of(Outgoing, Outgoing.id.in_(ids)))
        return len(ids)

    def forget_words(self, before: datetime) -> int:
        """Parts of messages that were put together before this are not rendered again: their words go."""
        which = (Outgoing.folded_into.is_not(None), Outgoing.state != WAITING, Outgoing.due_at < before)
        spent = self.update_of(Outgoing, *which, Outgoing.payload.is_not(None)).values(payload=null())
        return self.unit.execute(spent).rowcount

    def _set(self, ids: Sequence[UUID], **values: Any) -> None:
        if ids:
            self.unit.execute(self.update_of(Outgoing, Outgoing.id.in_(ids)).values(**values))
