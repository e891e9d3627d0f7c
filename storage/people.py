"""People: the directory's rows, what an actor is introduced with, and who changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Index, and_, bindparam, exists, func, literal_column, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Moment, PersonId
from storage.groups import GroupMember
from storage.lines import LinesShelf, ReportingLine, stands
from storage.listed import Listed, among
from storage.moves import LEFT, RETURNED
from storage.settings import SettingsVersion

if TYPE_CHECKING:
    from storage.unit import Unit

TOGETHER = 500
"""Rows per statement in bulk changes."""


class Person(Base):
    """One account of the workspace, bots and leavers included. `id` is Slack's user id.

    `tz` is an IANA name, `country` an ISO 3166 code, `locale` like "en-GB". `external` is the home workspace of a
    person from another one. `folded` is what `search` looks through.
    """

    __tablename__ = "people"

    id: Mapped[PersonId] = mapped_column(primary_key=True, sort_order=-90)
    name: Mapped[str]
    display_name: Mapped[str | None]
    email: Mapped[str | None]
    title: Mapped[str | None]
    department: Mapped[str | None]
    country: Mapped[str | None]
    locale: Mapped[str] = mapped_column(default="en-US")
    tz: Mapped[str] = mapped_column(default="UTC")
    leader: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    is_bot: Mapped[bool] = mapped_column(default=False)
    is_guest: Mapped[bool] = mapped_column(default=False)
    is_admin: Mapped[bool] = mapped_column(default=False)
    is_owner: Mapped[bool] = mapped_column(default=False)
    external: Mapped[str | None]
    folded: Mapped[str]
    deactivated_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_people_team_active", "team", "active", "id"),
        Index("ix_people_team_department", "team", "department", "id"),
    )


@dataclass(frozen=True, slots=True)
class Introduction:
    """Everything by which the policy knows an actor, read in one statement. `person` has a Person's columns."""

    person: Any
    has_reports: bool
    groups: frozenset[str]


@dataclass
class Saved:
    """What a save did: new ids, and for the changed ones each field's (before, after)."""

    added: list[PersonId] = field(default_factory=list)
    changed: dict[PersonId, dict[str, tuple[Any, Any]]] = field(default_factory=dict)

    @property
    def left(self) -> list[PersonId]:
        """Those who were active before, and are not now."""
        return [person for person, fields in self.changed.items() if fields.get("active") == (True, False)]


def _introduction(at: Any) -> Any:
    which = (Person.team == bindparam("team"), among(Person.id, bindparam("people", type_=Listed())))
    reports = exists().where(ReportingLine.team == Person.team, ReportingLine.manager == Person.id)
    # As a literal: a separator in a parameter is written into the statement's text each time that it runs.
    groups = select(func.aggregate_strings(GroupMember.group_id, literal_column("' '"))).where(  # type: ignore[arg-type]
        GroupMember.team == Person.team, GroupMember.person == Person.id
    )
    version = select(SettingsVersion.version).where(SettingsVersion.team == Person.team)
    return select(
        *Person.__table__.columns,
        reports.where(stands(ReportingLine, at)).label("has_reports"),
        groups.scalar_subquery().label("groups"),
        version.scalar_subquery().label("settings_version"),
    ).where(*which)


# Built once: putting a statement together takes longer than running it.
INTRODUCTION = _introduction(None)
INTRODUCTION_AT = _introduction(bindparam("at", type_=Moment()))
MANY = select(*Person.__table__.columns).where(
    Person.team == bindparam("team"), among(Person.id, bindparam("people", type_=Listed()))
)

FIELDS = frozenset(Person.__table__.columns.keys()) - {"team", "id", "folded", "deactivated_at", "updated_at"}
NEW: dict[str, Any] = dict.fromkeys(FIELDS) | {"locale": "en-US", "tz": "UTC", "active": True}
NEW |= dict.fromkeys(("leader", "is_bot", "is_guest", "is_admin", "is_owner"), False)


class PeopleShelf(LinesShelf):
    """The directory, and (from LinesShelf) who reports to whom."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit)
        self._met: dict[PersonId, Any] = {}

    def introduce(
        self, person: PersonId, at: datetime | None = None, *, named: Sequence[PersonId] = ()
    ) -> Introduction | None:
        """Who asks: their row, whether somebody reports to them, their user groups; None if the directory lacks them.

        One statement. It also tells the settings' version, so that `unit.settings.all()` afterwards costs nothing, and
        the rows of those who are `named` in what is asked, so that `many` costs nothing for them.
        """
        asked: dict[str, Any] = {"team": self.team, "people": [person, *named]}
        statement, moment = (INTRODUCTION, {}) if at is None else (INTRODUCTION_AT, {"at": at})
        self._met = {row.id: row for row in self.unit.execute(statement, asked | moment)}
        found = self._met.get(person)
        if found is None:
            return None
        self.unit.settings.stands_at(found.settings_version)
        return Introduction(found, bool(found.has_reports), frozenset((found.groups or "").split()))

    def get(self, person: PersonId) -> Person | None:
        return self.one(self.of(Person).where(Person.id == person))

    def many(self, people: Iterable[PersonId]) -> dict[PersonId, Person]:
        """Id to row, for those whom the directory knows."""
        wanted = sorted(set(people))
        if self._met.keys() >= set(wanted):
            return {person: self._met[person] for person in wanted}
        found: Iterable[Any] = self.unit.execute(MANY, {"team": self.team, "people": wanted})
        return {row.id: row for row in found}

    def active(self, limit: int = 1_000, after: PersonId = "") -> Sequence[Person]:
        """A page of those who may take part (no bots, leavers or people from elsewhere), by id, beyond `after`."""
        member = (Person.active.is_(True), Person.is_bot.is_(False), Person.external.is_(None))
        return self.all(self.of(Person).where(*member, Person.id > after).order_by(Person.id).limit(limit))

    def everyone(self, limit: int = 1_000, after: PersonId = "") -> Sequence[Person]:
        """A page of all rows, by id, beyond `after`."""
        return self.all(self.of(Person).where(Person.id > after).order_by(Person.id).limit(limit))

    def administrators(self, limit: int = 100) -> Sequence[Person]:
        """Active admins and owners of the workspace, as Slack says, by id."""
        member = (Person.active.is_(True), Person.is_bot.is_(False), Person.external.is_(None))
        leads = or_(Person.is_admin.is_(True), Person.is_owner.is_(True))
        return self.all(self.of(Person).where(*member, leads).order_by(Person.id).limit(limit))

    def search(self, prefix: str, limit: int = 20) -> Sequence[Person]:
        """Active members of whose names or address some word begins so; case and surrounding blanks do not matter."""
        member = (Person.active.is_(True), Person.is_bot.is_(False), Person.external.is_(None))
        wanted = Person.folded.contains(" " + " ".join(prefix.casefold().split()), autoescape=True)
        return self.all(self.of(Person).where(*member, wanted).order_by(Person.folded, Person.id).limit(limit))

    def by_email(self, addresses: Iterable[str]) -> dict[str, PersonId]:
        """Lower-case address to id; of several with one address the active one, then the smallest id."""
        wanted = sorted({address.strip().lower() for address in addresses})
        found: dict[str, PersonId] = {}
        for start in range(0, len(wanted), TOGETHER):
            address = func.lower(Person.email)
            chosen = select(address.label("address"), Person.id).where(
                Person.team == self.team, address.in_(wanted[start : start + TOGETHER])
            )
            for row in self.unit.execute(chosen.order_by(Person.active, Person.id.desc())):
                found[row.address] = row.id
        return found

    def count(self) -> int:
        """How many take part: active members, without bots and people from elsewhere."""
        member = (Person.active.is_(True), Person.is_bot.is_(False), Person.external.is_(None))
        return int(self.row(select(func.count()).select_from(Person).where(Person.team == self.team, *member))[0])

    def more_than(self, number: int) -> bool:
        """Whether more people than this take part; looks at no more of them."""
        member = (Person.active.is_(True), Person.is_bot.is_(False), Person.external.is_(None))
        beyond = select(Person.id).where(Person.team == self.team, *member).order_by(Person.id)
        return self.row(beyond.offset(number).limit(1)) is not None

    def without_manager(self, limit: int = 100) -> Sequence[Person]:
        """Active members whose manager has left, or who have none: by id, at most `limit`."""
        line = ReportingLine
        led = exists().where(
            line.team == Person.team, line.person == Person.id, line.ends_at.is_(None), _active_manager()
        )
        member = (Person.active.is_(True), Person.is_bot.is_(False), Person.external.is_(None))
        return self.all(self.of(Person).where(*member, ~led).order_by(Person.id).limit(limit))

    def save(self, rows: Iterable[Mapping[str, Any]], now: datetime) -> Saved:
        """Adds people and changes known ones; a row holds `id` and the fields to set (a new person needs `name`).

        Fields that a row leaves out stay. Who stops being active leaves their manager's team at `now`.
        """
        wanted: dict[PersonId, dict[str, Any]] = {}
        for row in rows:
            if unknown := row.keys() - FIELDS - {"id"}:
                raise ValueError(f"A person has no {min(unknown)}.")
            wanted.setdefault(row["id"], {}).update(row)
        self._met.clear()
        saved, ids = Saved(), sorted(wanted)
        for start in range(0, len(ids), TOGETHER):
            self._save({person: wanted[person] for person in ids[start : start + TOGETHER]}, now, saved)
        return saved

    def _save(self, wanted: dict[PersonId, dict[str, Any]], now: datetime, saved: Saved) -> None:
        locked = self.of(Person).where(Person.id.in_(wanted)).order_by(Person.id).with_for_update(key_share=True)
        known: dict[PersonId, Any] = {row.id: row for row in self.all(locked)}
        written: list[dict[str, Any]] = []
        left: set[PersonId] = set()
        returned: set[PersonId] = set()
        for person, fields in wanted.items():
            before = known.get(person)
            if before is None:
                whole = NEW | fields
                whole["deactivated_at"] = None if whole["active"] else now
                saved.added.append(person)
            else:
                changes = {name: (getattr(before, name), new) for name, new in fields.items()}
                changes = {name: (old, new) for name, (old, new) in changes.items() if old != new}
                if not changes:
                    continue
                saved.changed[person] = changes
                whole = before._asdict() | fields
                if "active" in changes:
                    whole["deactivated_at"] = None if whole["active"] else now
                    (returned if whole["active"] else left).add(person)
            written.append(whole | {"updated_at": now, "folded": _folded(whole)})
        columns = [*sorted(FIELDS), "folded", "deactivated_at", "updated_at"]
        self.unit.insert(Person, written, update_conflicts_on=("team", "id"), update=columns)
        self.unit.moves.note(LEFT, dict.fromkeys(left, (None, None)), now)
        self.unit.moves.note(RETURNED, dict.fromkeys(returned, (None, None)), now)
        if left:
            self.set_managers(dict.fromkeys(left), now, "slack")

    def set_manager(self, person: PersonId, manager: PersonId | None, at: datetime, source: str) -> bool:
        """From `at` on, `person` reports to `manager` (None: to nobody). True if that changed anything.

        Lines that would have begun at `at` or later are forgotten: what is said now holds until further notice.
        """
        return bool(self.set_managers({person: manager}, at, source))

    def set_managers(
        self, wanted: Mapping[PersonId, PersonId | None], at: datetime, source: str
    ) -> dict[PersonId, tuple[PersonId | None, PersonId | None]]:
        """`set_manager` for many people at once; gives those who changed, with (before, after).

        Raises ValueError for somebody named as their own manager. Larger circles are the caller's to find: `loops`.
        """
        changed: dict[PersonId, tuple[PersonId | None, PersonId | None]] = {}
        people = sorted(wanted)
        for start in range(0, len(people), TOGETHER):
            some = {person: wanted[person] for person in people[start : start + TOGETHER]}
            changed |= self._set_managers(some, at, source)
        return changed

    def _set_managers(
        self, wanted: Mapping[PersonId, PersonId | None], at: datetime, source: str
    ) -> dict[PersonId, tuple[PersonId | None, PersonId | None]]:
        if selfish := [person for person, manager in wanted.items() if person == manager]:
            raise ValueError(f"{selfish[0]} cannot report to themselves.")
        self.unit.lock(Person, *wanted)
        line, people = ReportingLine, set(wanted)
        now_led = self.managers_of(people, at)
        chosen = select(line.person).where(line.team == self.team, line.person.in_(people), line.starts_at > at)
        planned = set(self.unit.execute(chosen).scalars())
        changed = {
            person: (now_led.get(person), manager)
            for person, manager in wanted.items()
            if now_led.get(person) != manager or person in planned
        }
        if not changed:
            return {}
        moved = {person for person, (before, after) in changed.items() if before != after}
        self.unit.moves.of_managers(changed, moved, at)
        self.unit.execute(self.delete_of(line, line.person.in_(set(changed)), line.starts_at > at))
        self.unit.execute(self.delete_of(line, line.person.in_(moved), line.starts_at == at))
        if stays := set(changed) - moved:  # only a later plan is taken back: the line that stands is open again
            self.unit.execute(self.update_of(line, line.person.in_(stays), line.ends_at > at).values(ends_at=None))
        if moved:
            self.unit.execute(self.update_of(line, line.person.in_(moved), stands(line, at)).values(ends_at=at))
        begun = [{"person": person, "manager": changed[person][1]} for person in sorted(moved)]
        self.unit.insert(
            line,
            [row | {"starts_at": at, "ends_at": None, "source": source} for row in begun if row["manager"] is not None],
        )
        return changed


def _active_manager() -> Any:
    boss = Person.__table__.alias("boss")
    return exists().where(
        and_(boss.c.team == ReportingLine.team, boss.c.id == ReportingLine.manager, boss.c.active.is_(True))
    )


def _folded(person: Mapping[str, Any]) -> str:
    """The words that `search` compares with the beginnings of: each after one blank, in lower case."""
    words = " ".join(filter(None, (person["name"], person["display_name"], person["email"])))
    return " " + " ".join(words.casefold().split())
