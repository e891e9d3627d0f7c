"""Circles: whose rows a query may return. The policy chooses one, shelves turn it into SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from storage.base import PersonId
from storage.lines import ReportingLine, below, stands


@dataclass(frozen=True)
class Circle:
    """People by name, the direct reports of managers, and everybody below managers; circles are joined by `|`.

    `at` is the moment whose reporting lines count; a circle of managers has one.
    """

    all: bool = False
    people: frozenset[PersonId] = frozenset()
    reports_of: frozenset[PersonId] = frozenset()
    trees_of: frozenset[PersonId] = frozenset()
    at: datetime | None = None

    def __or__(self, other: Circle) -> Circle:
        if self.at != other.at and (self.reports_of or self.trees_of) and (other.reports_of or other.trees_of):
            raise ValueError("Two circles can only be joined if they speak of the same moment.")
        return Circle(
            self.all or other.all,
            self.people | other.people,
            self.reports_of | other.reports_of,
            self.trees_of | other.trees_of,
            self.at or other.at,
        )

    def holds(self, column: InstrumentedAttribute[PersonId], team: str) -> ColumnElement[bool]:
        """Whether the person in `column` is in the circle."""
        if self.all:
            return true()
        ways: list[ColumnElement[bool]] = []
        if self.people:
            ways.append(column.in_(self.people))
        if self.reports_of:
            line = ReportingLine
            where = (line.team == team, line.manager.in_(self.reports_of), stands(line, self.at))
            ways.append(column.in_(select(line.person).where(*where)))
        ways += [column.in_(below(manager, team, self.at)) for manager in sorted(self.trees_of)]
        return or_(*ways) if ways else false()


NOBODY = Circle()
EVERYONE = Circle(all=True)


def own(person: PersonId) -> Circle:
    """A person's own rows."""
    return Circle(people=frozenset({person}))


def these(people: Iterable[PersonId]) -> Circle:
    """The rows of people who are named."""
    return Circle(people=frozenset(people))


def reports(manager: PersonId, at: datetime) -> Circle:
    """The rows of those who report to a manager at that moment: a line of next month opens nothing today."""
    return Circle(reports_of=frozenset({manager}), at=at)


def tree(manager: PersonId, at: datetime) -> Circle:
    """The rows of everybody below a manager at that moment, at any depth, without the manager's own."""
    return Circle(trees_of=frozenset({manager}), at=at)
