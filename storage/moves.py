"""Moves: somebody left, came back, or got another manager, and what was open with them waits to be handed over.

A move is written in the transaction that changes the directory; the job `people.handover` works it off and deletes it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, func, select
from sqlalchemy.orm import Mapped

from storage.base import Base, PersonId, key, person_of
from storage.lines import ReportingLine
from storage.shelf import Shelf

LEFT, RETURNED, MANAGER = "left", "returned", "manager"
HANDOVER = "people.handover"
"""The job that works moves off (schedules/people.py)."""

Managers = tuple[PersonId | None, PersonId | None]
"""(before, after); None: nobody."""


class Move(Base):
    """What happened to `person` at `at`, which may lie ahead. `before` and `after` are managers, for kind "manager".

    Who leaves also leaves their manager: two moves, in that order. Somebody's first manager is no move.
    """

    __tablename__ = "moves"

    id: Mapped[UUID] = key()
    person: Mapped[PersonId]
    kind: Mapped[str]
    before: Mapped[PersonId | None]
    after: Mapped[PersonId | None]
    at: Mapped[datetime]

    __table_args__ = (
        person_of("person"),
        person_of("before"),
        person_of("after"),
        CheckConstraint("kind IN ('left', 'returned', 'manager')", name="kind"),
        Index(None, "team", "person", "id"),
    )


class MovesShelf(Shelf):
    """Moves that are still to be worked off."""

    def note(self, kind: str, moved: Mapping[PersonId, Managers], at: datetime) -> None:
        """These people moved; the job is asked to see to it."""
        rows = [
            {"person": person, "kind": kind, "before": before, "after": after, "at": at}
            for person, (before, after) in sorted(moved.items())
        ]
        if rows:
            self.unit.insert(Move, rows)
            self.unit.slots.replan(*moved, job=HANDOVER)

    def of_managers(self, changed: Mapping[PersonId, Managers], moved: Collection[PersonId], at: datetime) -> None:
        """Notes the managers of `moved`, of all whose lines are `changed` from `at` on, before these are written.

        What was planned for later is forgotten. A first manager takes over from nobody.
        """
        self.unit.execute(self.delete_of(Move, Move.person.in_(changed), Move.kind == MANAGER, Move.at > at))
        told = {person for person in moved if changed[person][0] is not None}
        if without := set(moved) - told:
            line = ReportingLine
            earlier = select(line.person).where(line.team == self.team, line.person.in_(without), line.starts_at < at)
            told |= set(self.unit.execute(earlier).scalars())
        self.note(MANAGER, {person: changed[person] for person in told}, at)

    def next(self, people: Collection[PersonId]) -> dict[PersonId, datetime]:
        """For those of these people with moves: when the earliest is due."""
        return self._next(Move.person.in_(people))

    def page(self, limit: int, after: PersonId = "") -> dict[PersonId, datetime]:
        """The same for a page of all people with moves, by id, beyond `after`."""
        return self._next(Move.person > after, limit)

    def _next(self, which: object, limit: int | None = None) -> dict[PersonId, datetime]:
        first = select(Move.person, func.min(Move.at).label("at")).where(Move.team == self.team, which)  # type: ignore[arg-type]
        rows = self.unit.execute(first.group_by(Move.person).order_by(Move.person).limit(limit))
        return {row.person: row.at for row in rows}

    def take(self, person: PersonId, now: datetime) -> Sequence[Move]:
        """The person's moves up to now in their order, deleted with this transaction: nobody else works them off."""
        due = (Move.person == person, Move.at <= now)
        found = self.all(self.of(Move).where(*due).order_by(Move.at, Move.id).with_for_update())
        self.unit.execute(self.delete_of(Move, Move.id.in_([move.id for move in found])))
        return found
