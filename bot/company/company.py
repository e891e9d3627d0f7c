"""The company as a whole: who is there, who reports to whom and since when, who works with whom."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import accumulate
from random import Random
from typing import Self

from bot.company import sheets
from bot.company.calendar import is_holiday
from bot.company.names import Name, Names, ascii_of
from bot.company.person import Person
from bot.company.staff import Staff, hire
from bot.company.tree import NOBODY, grow

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DISPLAYS = ("", "", "", "", "given", "given", "given", "initial", "handle")


@dataclass(frozen=True, slots=True)
class Line:
    """One reporting line by person's id; `ends_at` is None while it holds."""

    person: str
    manager: str
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Group:
    """A user group."""

    id: str
    handle: str
    name: str
    members: tuple[str, ...]


class Company:
    """People are addressed by place (0 is the head) or by the handle of a member of the cast."""

    def __init__(self, people: int, seed: int, now: datetime) -> None:
        rng = Random(f"{seed}:company")
        self.house = sheets.house()
        self.seed = seed
        self.now = now.astimezone(UTC)
        self._today = self.now.date().toordinal()
        self.roles = sheets.cast()[:people]
        self.tree = grow(people, sheets.cast(), sheets.departments(), rng)
        self.offices = [office for office in sheets.offices() if office.opens_at <= people]
        self.cultures = list(sheets.cultures())
        self.staff: Staff = hire(self.tree, self.roles, self.offices, self.cultures, self.now, rng)
        self.names = {key: Names(culture, rng) for key, culture in sheets.cultures().items()}
        self.told: Callable[[str], None] = _silent
        """Hears of progress while rooms write their parts."""
        self._place_of = {role.handle: place for place, role in enumerate(self.roles)}

    @classmethod
    def generate(cls, people: int = 120, *, seed: int = 1, now: datetime) -> Self:
        """A company of exactly `people` members, leavers and guests included. Raises ValueError below 1."""
        if people < 1:
            raise ValueError("A company needs at least one person.")
        return cls(people, seed, now)

    team_id = "T07LARKMOOR"

    def __len__(self) -> int:
        return len(self.tree)

    # People.

    def __iter__(self) -> Iterator[Person]:
        return (self.person(place) for place in range(len(self)))

    def __getitem__(self, handle: str) -> Person:
        """A member of the cast. Raises KeyError for a handle that is not among them (small companies lack some)."""
        return self.person(self._place_of[handle])

    def __contains__(self, handle: object) -> bool:
        return handle in self._place_of

    def id_of(self, place: int) -> str:
        """The Slack user id: eleven characters, no two alike."""
        number, letters = (place * 0x5DEECE66D + 0xB5A4F1C3) % 2**40, ""
        for _ in range(8):
            number, digit = divmod(number, 32)
            letters += LETTERS[digit]
        return f"U07{letters}"

    def person(self, place: int) -> Person:
        tree, staff = self.tree, self.staff
        role = self.roles[place] if place < len(self.roles) else None
        flags = role.flags if role else frozenset[str]()
        office = self.offices[staff.office[place]]
        name = self._name(place)
        handle = role.handle if role else name.handle
        return Person(
            place=place,
            id=self.id_of(place),
            handle=handle,
            name=name.full,
            display=role.display if role else self._display(place, name),
            email=f"{handle if not role or 'guest' not in flags else handle + '.guest'}@{self.house.mail}",
            title=role.title if role else self._title(place),
            department=self._department(place, role),
            country="" if "guest" in flags else office.country,
            zone=office.zone,
            locale=office.locale,
            manager=None if tree.manager[place] == NOBODY else self.id_of(tree.manager[place]),
            leader="leader" in flags or bool(self.reports_of(place)),
            guest="guest" in flags,
            admin=bool(flags & {"admin", "owner"}),
            owner="owner" in flags,
            hr="hr" in flags,
            joined=self._day(staff.joined[place]),
            left=self._day(staff.left[place]) if staff.left[place] else None,
        )

    def _day(self, ago: int) -> datetime:
        return datetime.combine(self.now.date() - timedelta(days=ago), time(8), UTC)

    def _name(self, place: int) -> Name:
        if place < len(self.roles):
            return Name(self.roles[place].name, "")
        return self.names[self.cultures[self.staff.culture[place]]].of(self.staff.rank[place])

    def _display(self, place: int, name: Name) -> str:
        style = DISPLAYS[place * 7 % len(DISPLAYS)]
        initial = f"{name.given} {name.family[0]}." if name.family else name.given
        return {"given": name.given, "initial": initial, "handle": ascii_of(name.given)}.get(style, "")

    def _department(self, place: int, role: sheets.Role | None) -> str:
        number = self.tree.department[place]
        return sheets.departments()[number].name if number != NOBODY else (role.department if role else "")

    def _title(self, place: int) -> str:
        department = sheets.departments()[self.tree.department[place]]
        reports = self.reports_of(place)
        if not reports:
            return department.roles[int((self.staff.draw[place] / 97) ** 1.4 * len(department.roles))]
        titles = department.senior if any(self.reports_of(each) for each in reports) else department.leads
        return titles[place % len(titles)]

    # The tree.

    @cached_property
    def _reports(self) -> tuple[array[int], array[int]]:
        """Everybody below somebody, sorted by manager, and where each manager's people begin."""
        order = array("l", sorted(range(len(self)), key=self.tree.manager.__getitem__))
        begins, seen = array("l", [0]) * (len(self) + 1), 0
        while seen < len(order) and self.tree.manager[order[seen]] == NOBODY:
            seen += 1
        for place in range(len(self)):
            begins[place] = seen
            while seen < len(order) and self.tree.manager[order[seen]] == place:
                seen += 1
        begins[len(self)] = seen
        return order, begins

    def reports_of(self, place: int) -> Sequence[int]:
        """Places of those who report to `place` now (leavers: when they left)."""
        order, begins = self._reports
        return order[begins[place] : begins[place + 1]]

    def lines(self) -> Iterator[Line]:
        """All reporting lines, in order of places, the earlier one of a person first."""
        staff, moved = self.staff, self._day(self.staff.moved)
        for place in range(len(self)):
            manager = self.tree.manager[place]
            if manager == NOBODY:
                continue
            person, starts = self.id_of(place), self._day(staff.joined[place])
            ends = self._day(staff.left[place]) if staff.left[place] else None
            former = staff.former[place]
            change = self._day(staff.changed[place]) if staff.changed[place] else moved
            if former != NOBODY and starts < change and (ends is None or change < ends):
                yield Line(person, self.id_of(former), starts, change)
                starts = change
            yield Line(person, self.id_of(manager), starts, ends)

    def groups(self) -> Iterator[Group]:
        """The user groups whose people exist in a company of this size; leavers are not in them."""
        for circle in sheets.groups():
            places = [self._place_of[handle] for handle in circle.who if handle in self]
            if circle.team in self._place_of:
                lead = self._place_of[circle.team]
                places = [lead, *self.reports_of(lead)]
            members = tuple(self.id_of(place) for place in places if not self.staff.left[place])
            if members:
                yield Group(slack_id("S", circle.handle), circle.handle, circle.name, members)

    # Work.

    @cached_property
    def _givers(self) -> Sequence[float]:
        return array("d", accumulate(self.staff.warmth))

    @cached_property
    def _by_department(self) -> Sequence[array[int]]:
        found = [array("l") for _ in sheets.departments()]
        for place, number in enumerate(self.tree.department):
            if number != NOBODY:
                found[number].append(place)
        return found

    def is_here(self, place: int, day: date) -> bool:
        """Whether the person belongs to the company on that whole day, and is no guest."""
        ago, left = self._today - day.toordinal(), self.staff.left[place]
        guest = place < len(self.roles) and "guest" in self.roles[place].flags
        return not guest and ago < self.staff.joined[place] and (not left or ago > left)

    def is_off(self, place: int, day: date) -> bool:
        """Whether it is a public holiday where the person works."""
        office = self.offices[self.staff.office[place]]
        return is_holiday(day, office.country, office.subdivision)

    def zone_of(self, place: int) -> str:
        return self.offices[self.staff.office[place]].zone

    def language_of(self, place: int) -> str:
        return self.offices[self.staff.office[place]].locale

    def words_of(self, place: int) -> str:
        """The key of the person's department, "anyone" for those outside."""
        number = self.tree.department[place]
        return sheets.departments()[number].key if number != NOBODY else "anyone"

    def somebody(self, rng: Random) -> int:
        """A place; talkative people come often, some hardly ever."""
        return rng.choices(range(len(self)), cum_weights=self._givers)[0]

    def colleague(self, place: int, rng: Random) -> int:
        """Somebody with whom `place` works: mostly the own team, less the manager, the department, the rest."""
        clique = self.staff.clique[place]
        if clique and rng.random() < 0.8:
            team = [each for each in self.team_of(place) if self.staff.clique[each] == clique and each != place]
            if team:
                return rng.choice(team)
        for _ in range(12):
            other = self._candidate(place, rng.random(), rng)
            if other not in (place, NOBODY) and rng.random() < self.staff.visible[other]:
                return other
        return (place + 1) % len(self)

    def team_of(self, place: int) -> Sequence[int]:
        """Those with the same manager, the person included."""
        manager = self.tree.manager[place]
        return self.reports_of(manager) if manager != NOBODY else self.reports_of(place)

    def _candidate(self, place: int, draw: float, rng: Random) -> int:
        reports = self.reports_of(place)
        if draw < 0.16 and reports:
            return rng.choice(reports)
        if draw < 0.52:
            return rng.choice(self.team_of(place) or [place])
        if draw < 0.60:
            return self.tree.manager[place]
        number = self.tree.department[place]
        if draw < 0.84 and number != NOBODY:
            return rng.choice(self._by_department[number])
        return rng.randrange(len(self))


def slack_id(prefix: str, key: str) -> str:
    """An id for a channel or group that one can recognise: `C07KUDOS000`."""
    return f"{prefix}07{''.join(filter(str.isalnum, key)).upper()[:8]:0<8}"


def _silent(progress: str) -> None:
    """Nobody watches."""
