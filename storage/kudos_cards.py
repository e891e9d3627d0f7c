"""Kudos with all that belongs to them, as everything outside of storage sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import literal, select, tuple_, union_all
from sqlalchemy.orm import Mapped

from storage.base import PersonId
from storage.kudos_rows import Kudos, KudosJoin, KudosReceiver, KudosValue
from storage.shelf import Shelf


@dataclass(frozen=True, slots=True)
class KudosCard:
    """A kudos with all that belongs to it. `receivers` and `values` as typed, `joined` by time."""

    id: UUID
    at: datetime
    source: str
    giver: PersonId
    text: str
    channel: str | None
    private: bool
    link: str | None
    edited_at: datetime | None
    revoked_at: datetime | None
    quote: str | None = None
    receivers: tuple[PersonId, ...] = ()
    values: tuple[str, ...] = ()
    joined: tuple[PersonId, ...] = ()


OWN = tuple(name for name in KudosCard.__dataclass_fields__ if name not in ("receivers", "values", "joined"))


class KudosCardsShelf(Shelf):
    """Loads cards, and finds what has to do with one person."""

    def ids_of(self, person: PersonId, *, joined: bool = False) -> Any:
        """The ids of what `person` gave or received, and joined if wanted: by index, however large the company is."""
        ways = [
            select(Kudos.id).where(Kudos.team == self.team, Kudos.giver == person),
            select(KudosReceiver.kudos).where(KudosReceiver.team == self.team, KudosReceiver.person == person),
        ]
        if joined:
            ways.append(select(KudosJoin.kudos).where(KudosJoin.team == self.team, KudosJoin.person == person))
        return union_all(*ways)

    def given(
        self, giver: PersonId, since: datetime, until: datetime | None = None, limit: int = 100
    ) -> list[KudosCard]:
        """What `giver` gave from `since` until before `until`, newest first, revoked ones aside."""
        chosen = self.of(Kudos).where(Kudos.giver == giver, Kudos.at >= since, Kudos.revoked_at.is_(None))
        if until is not None:
            chosen = chosen.where(Kudos.at < until)
        return self._cards(self.unit.execute(chosen.order_by(Kudos.at.desc(), Kudos.id.desc()).limit(limit)).all())

    def touching(
        self, person: PersonId, *, after: tuple[datetime, UUID] | None = None, limit: int = 500
    ) -> list[KudosCard]:
        """A page of all that `person` gave, received or joined, revoked ones included, oldest first.

        `after` is (at, id) of the last one of the page before.
        """
        chosen = self.of(Kudos).where(Kudos.id.in_(self.ids_of(person, joined=True)))
        if after is not None:
            chosen = chosen.where(tuple_(Kudos.at, Kudos.id) > after)
        return self._cards(self.unit.execute(chosen.order_by(Kudos.at, Kudos.id).limit(limit)).all())

    def forget_before(self, moment: datetime, limit: int = 2_000) -> int:
        """Deletes what was given before then, with all that belongs to it, the oldest `limit`; answers how many."""
        old = select(Kudos.id).where(Kudos.team == self.team, Kudos.at < moment).order_by(Kudos.at).limit(limit)
        return self.unit.execute(self.delete_of(Kudos, Kudos.id.in_(old))).rowcount

    def _cards(self, rows: Sequence[Any]) -> list[KudosCard]:
        """Rows of Kudos with their receivers, values and joins: one statement, however many rows."""
        if not rows:
            return []
        ids = [row.id for row in rows]
        parts = [
            self._part("receivers", KudosReceiver, KudosReceiver.person, KudosReceiver.position, ids),
            self._part("values", KudosValue, KudosValue.value, KudosValue.position, ids),
            self._part("joined", KudosJoin, KudosJoin.person, literal(0), ids),
        ]
        found: dict[tuple[UUID, str], list[str]] = {}
        everything = self.unit.execute(union_all(*parts)).all()
        for part in sorted(everything, key=lambda part: (part.position, part.at, part.item)):
            found.setdefault((part.kudos, part.name), []).append(part.item)
        return [
            KudosCard(
                **{name: getattr(row, name) for name in OWN},
                receivers=tuple(found.get((row.id, "receivers"), ())),
                values=tuple(found.get((row.id, "values"), ())),
                joined=tuple(found.get((row.id, "joined"), ())),
            )
            for row in rows
        ]

    def _part(self, name: str, model: Any, item: Mapped[str], position: Any, ids: list[UUID]) -> Any:
        columns: tuple[Any, ...] = (
            literal(name).label("name"),
            model.kudos,
            item.label("item"),
            position.label("position"),
            model.at,
        )
        return select(*columns).where(model.team == self.team, model.kudos.in_(ids))
