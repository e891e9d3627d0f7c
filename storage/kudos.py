"""Kudos: thanks, who received them, the values they name, and who joined in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, String, bindparam, exists, func, literal_column, or_, select, true, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as postgresql_insert

from storage.base import PersonId, new_id
from storage.circles import Circle
from storage.kudos_cards import OWN, KudosCard, KudosCardsShelf
from storage.kudos_rows import Kudos, KudosJoin, KudosReceiver, KudosValue
from storage.people import Person

__all__ = ["Kudos", "KudosCard", "KudosJoin", "KudosReceiver", "KudosShelf", "KudosValue"]


def _give_at_once() -> Any:
    """The kudos, its receivers and its values in one round trip; nothing of it if the source is known already."""
    given = {name: bindparam(name, type_=Kudos.__table__.c[name].type) for name in ("team", *OWN)}
    kudos = postgresql_insert(Kudos).values(given).on_conflict_do_nothing(index_elements=("team", "source"))
    new = kudos.returning(Kudos.id).cte("new")
    at = bindparam("at", type_=Kudos.__table__.c.at.type)

    def children(model: Any, column: str, listed: str) -> Any:
        each = func.unnest(bindparam(listed, type_=ARRAY(String))).table_valued(column, with_ordinality="position")
        each = each.render_derived()
        team = bindparam("team", type_=String)
        chosen = select(team, new.c.id, each.c[column], each.c.position.cast(Integer), at)
        chosen = chosen.select_from(new.join(each, true()))
        return (
            postgresql_insert(model)
            .from_select(("team", "kudos", column, "position", "at"), chosen)
            .cte(f"new_{listed}")
        )

    receivers = children(KudosReceiver, "person", "receivers")
    values = children(KudosValue, "value", "values")
    return select(new.c.id).add_cte(receivers, values)


GIVE_AT_ONCE = _give_at_once()


class KudosShelf(KudosCardsShelf):
    """Gives, changes and finds kudos."""

    def give(
        self,
        *,
        source: str,
        giver: PersonId,
        receivers: Sequence[PersonId],
        text: str,
        values: Sequence[str] = (),
        channel: str | None = None,
        private: bool = False,
        link: str | None = None,
        quote: str | None = None,
        at: datetime,
    ) -> tuple[KudosCard, bool]:
        """Saves a kudos; `source` is the request's natural key. Gives it, and True if it is new.

        The same source again changes nothing and gives what is saved, even if both come at the same moment.
        """
        fields: dict[str, Any] = {"id": new_id(), "at": at, "source": source, "giver": giver, "text": text}
        fields |= {"channel": channel, "private": private, "link": link, "quote": quote}
        fields |= {"edited_at": None, "revoked_at": None}
        card = KudosCard(**fields, receivers=tuple(dict.fromkeys(receivers)), values=tuple(dict.fromkeys(values)))
        if self._add(card, fields):
            return card, True
        before = self.by_source(source)
        if before is None:
            raise LookupError("A kudos vanished while it was being looked up.")
        return before, False

    def _add(self, card: KudosCard, fields: dict[str, Any]) -> bool:
        lists = {"receivers": list(card.receivers), "values": list(card.values)}
        if self.unit.dialect == "postgresql":
            return self.row(GIVE_AT_ONCE, {"team": self.team, **fields, **lists}) is not None
        if not self.unit.insert(Kudos, [fields], ignore_conflicts_on=("team", "source"), returning=("id",)):
            return False
        self._add_children([card])
        return True

    def add_many(self, cards: Iterable[KudosCard]) -> None:
        """Saves many at once, joins included; for imports and seeds. Raises IntegrityError for a known source."""
        cards = list(cards)
        self.unit.insert(Kudos, [{name: getattr(card, name) for name in OWN} for card in cards])
        self._add_children(cards)
        joins = [(card, person) for card in cards for person in card.joined]
        self.unit.insert(KudosJoin, [{"kudos": card.id, "person": person, "at": card.at} for card, person in joins])

    def _add_children(self, cards: Sequence[KudosCard]) -> None:
        for model, column, lists in (
            (KudosReceiver, "person", [card.receivers for card in cards]),
            (KudosValue, "value", [card.values for card in cards]),
        ):
            rows = [
                {"kudos": card.id, column: item, "position": position, "at": card.at}
                for card, items in zip(cards, lists, strict=True)
                for position, item in enumerate(items, 1)
            ]
            self.unit.insert(model, rows)

    def allowance_used(self, giver: PersonId, since: datetime) -> int:
        """How many receivers `giver` thanked since then, revoked kudos aside.

        Holds the giver until the unit ends, so that two kudos at the same moment are counted one after the other.
        """
        self.unit.lock(Person, giver)
        return self.given_count(giver, since)

    def given_count(self, giver: PersonId, since: datetime, until: datetime | None = None) -> int:
        """How many receivers `giver` thanked from `since` until before `until`, revoked kudos aside."""
        chosen = (
            select(func.count())
            .select_from(Kudos)
            .join(KudosReceiver, (KudosReceiver.team == Kudos.team) & (KudosReceiver.kudos == Kudos.id))
            .where(Kudos.team == self.team, Kudos.giver == giver, Kudos.at >= since, Kudos.revoked_at.is_(None))
        )
        if until is not None:
            chosen = chosen.where(Kudos.at < until)
        return int(self.row(chosen)[0])

    def values_received(self, person: PersonId, since: datetime, until: datetime | None = None) -> dict[str, int]:
        """Value to how often a kudos that `person` received names it, most frequent first."""
        count = func.count().label("times")
        named = self._received(select(KudosValue.value, count), person, since, until).join(
            KudosValue, (KudosValue.team == Kudos.team) & (KudosValue.kudos == Kudos.id)
        )
        rows = self.unit.execute(named.group_by(KudosValue.value).order_by(count.desc(), KudosValue.value))
        return {row.value: row.times for row in rows}

    def received(
        self, person: PersonId, since: datetime, until: datetime | None = None, limit: int = 100
    ) -> list[KudosCard]:
        """What `person` received from `since` until before `until`, newest first, revoked ones aside."""
        mine = self._received(select(Kudos), person, since, until)
        order = (KudosReceiver.at.desc(), KudosReceiver.kudos.desc())
        return self._cards(self.unit.execute(mine.order_by(*order).limit(limit)).all())

    def _received(self, chosen: Any, person: PersonId, since: datetime, until: datetime | None) -> Any:
        mine = KudosReceiver
        chosen = chosen.select_from(mine).join(Kudos, (Kudos.team == mine.team) & (Kudos.id == mine.kudos))
        chosen = chosen.where(mine.team == self.team, mine.person == person, mine.at >= since)
        if until is not None:
            chosen = chosen.where(mine.at < until)
        return chosen.where(Kudos.revoked_at.is_(None))

    def card(self, kudos: UUID) -> KudosCard | None:
        """One kudos with all that belongs to it, revoked or not."""
        found = self.unit.execute(self.of(Kudos).where(Kudos.id == kudos)).all()
        return next(iter(self._cards(found)), None)

    def by_source(self, source: str) -> KudosCard | None:
        """The kudos that a request made."""
        found = self.unit.execute(self.of(Kudos).where(Kudos.source == source)).all()
        return next(iter(self._cards(found)), None)

    def wall(
        self,
        *,
        within: Circle,
        value: str | None = None,
        person: PersonId | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        before: tuple[datetime, UUID] | None = None,
        limit: int = 10,
    ) -> list[KudosCard]:
        """A page of kudos, newest first, revoked ones aside; `before` is (at, id) of the last one of the page before.

        Private ones only if their giver or a receiver is `within` the circle. `person`: as giver or receiver.
        """
        theirs = within.holds(KudosReceiver.person, self.team)
        received = select(KudosReceiver.kudos).where(KudosReceiver.team == self.team, theirs)
        concerned = or_(within.holds(Kudos.giver, self.team), Kudos.id.in_(received))
        open_to = true() if within.all else or_(Kudos.private.is_(False), concerned)
        chosen = self.of(Kudos).where(Kudos.revoked_at.is_(None), open_to)
        if value is not None:
            named = (KudosValue.team == Kudos.team, KudosValue.kudos == Kudos.id, KudosValue.value == value)
            chosen = chosen.where(exists().where(*named))
        if person is not None:
            chosen = chosen.where(Kudos.id.in_(self.ids_of(person)))
        if since is not None:
            chosen = chosen.where(Kudos.at >= since)
        if until is not None:
            chosen = chosen.where(Kudos.at < until)
        if before is not None:
            chosen = chosen.where(tuple_(Kudos.at, Kudos.id) < before)
        # The plus keeps SQLite from walking down the whole wall by time in search of one person.
        at = literal_column("+kudos.at") if person is not None and self.unit.dialect == "sqlite" else Kudos.at
        return self._cards(self.unit.execute(chosen.order_by(at.desc(), Kudos.id.desc()).limit(limit)).all())

    def page(
        self, *, since: datetime | None = None, after: tuple[datetime, UUID] | None = None, limit: int = 500
    ) -> list[KudosCard]:
        """A page of all kudos, revoked and private ones too, oldest first, for exports; `after` as in `wall`."""
        chosen = self.of(Kudos)
        if since is not None:
            chosen = chosen.where(Kudos.at >= since)
        if after is not None:
            chosen = chosen.where(tuple_(Kudos.at, Kudos.id) > after)
        return self._cards(self.unit.execute(chosen.order_by(Kudos.at, Kudos.id).limit(limit)).all())

    def edit(self, kudos: UUID, *, text: str, values: Sequence[str], at: datetime) -> None:
        """Other words and values for a kudos; who may do so, and until when, is the caller's business."""
        edited = self.update_of(Kudos, Kudos.id == kudos).values(text=text, edited_at=at).returning(Kudos.at)
        given_at = self.unit.execute(edited).scalar_one()
        self.unit.execute(self.delete_of(KudosValue, KudosValue.kudos == kudos))
        rows = [{"kudos": kudos, "value": value, "position": n, "at": given_at} for n, value in enumerate(values, 1)]
        self.unit.insert(KudosValue, rows)

    def revoke(self, kudos: UUID, at: datetime) -> bool:
        """Takes a kudos back; True if it was not taken back before."""
        statement = self.update_of(Kudos, Kudos.id == kudos, Kudos.revoked_at.is_(None)).values(revoked_at=at)
        return self.unit.execute(statement).rowcount == 1

    def join(self, kudos: UUID, person: PersonId, at: datetime) -> bool:
        """`person` joins in; True unless they had already."""
        row = {"kudos": kudos, "person": person, "at": at}
        once = ("team", "kudos", "person")
        return bool(self.unit.insert(KudosJoin, [row], ignore_conflicts_on=once, returning=("person",)))
