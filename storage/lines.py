"""Reporting lines: who reports to whom, from when to when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, Index, Select, and_, literal, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, PersonId, person_of
from storage.shelf import Shelf


class ReportingLine(Base):
    """`person` reports to `manager` from `starts_at` until before `ends_at` (None: until further notice).

    `source` is who says so: "slack", "csv", "field" or "hr". A person has one open line at most; its end is the next
    one's start, so that at no moment somebody has two managers.
    """

    __tablename__ = "reporting_lines"

    person: Mapped[PersonId] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    manager: Mapped[PersonId]
    ends_at: Mapped[datetime | None]
    source: Mapped[str]

    __table_args__ = (
        person_of("person"),
        person_of("manager"),
        CheckConstraint("person <> manager", name="not_to_oneself"),
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_after_it_starts"),
        Index(
            "uq_reporting_lines_open",
            "team",
            "person",
            unique=True,
            postgresql_where=text("ends_at IS NULL"),
            sqlite_where=text("ends_at IS NULL"),
        ),
        Index("ix_reporting_lines_team_manager", "team", "manager", "person", "starts_at"),
    )


def stands(line: Any, at: Any) -> ColumnElement[bool]:
    """Whether a line holds at that moment (or bound parameter); None asks for the line that is open, come what may."""
    if at is None:
        open_line: ColumnElement[bool] = line.ends_at.is_(None)
        return open_line
    return and_(line.starts_at <= at, or_(line.ends_at.is_(None), line.ends_at > at))


def loops(lines: Iterable[tuple[PersonId, PersonId]]) -> list[list[PersonId]]:
    """The circles in pairs (person, manager): each as the people in it, from its smallest id upwards the line.

    A person has one manager (the last pair wins). Somebody named as their own manager is a circle of one.
    """
    managers = dict(lines)
    found: list[list[PersonId]] = []
    seen: set[PersonId] = set()
    for start in managers:
        path: dict[PersonId, int] = {}
        person: PersonId | None = start
        while person is not None and person not in seen and person not in path:
            path[person] = len(path)
            person = managers.get(person)
        if person is not None and person in path:
            circle = list(path)[path[person] :]
            first = circle.index(min(circle))
            found.append(circle[first:] + circle[:first])
        seen.update(path)
    return sorted(found)


def below(manager: PersonId, team: str, at: datetime | None = None) -> Select[PersonId]:
    """Selects the ids of everybody below a manager, without the manager. Circles in the lines end where they close."""
    line = ReportingLine
    top = select(literal(manager).label("person")).cte(recursive=True)
    # UNION, not UNION ALL: who was found already is not followed again, so a circle cannot turn for ever.
    deeper = select(line.person).join(top, line.manager == top.c.person).where(line.team == team, stands(line, at))
    found = top.union(deeper)
    return select(found.c.person).where(found.c.person != manager)


class LinesShelf(Shelf):
    """Who reports to whom. `at` is a moment; without it the open line counts, even one that starts later."""

    def manager_of(self, person: PersonId, at: datetime | None = None) -> PersonId | None:
        """Their manager, left or not; None for somebody without one."""
        line = ReportingLine
        found = self.row(select(line.manager).where(line.team == self.team, line.person == person, stands(line, at)))
        return None if found is None else found.manager

    def managers_of(self, people: Iterable[PersonId], at: datetime | None = None) -> dict[PersonId, PersonId]:
        """Person to manager, for those who have one."""
        line, wanted = ReportingLine, set(people)
        if not wanted:
            return {}
        where = (line.team == self.team, line.person.in_(wanted), stands(line, at))
        return {row.person: row.manager for row in self.unit.execute(select(line.person, line.manager).where(*where))}

    def reports_of(self, manager: PersonId, at: datetime | None = None) -> list[PersonId]:
        """Ids of the direct reports, leavers included."""
        line = ReportingLine
        chosen = select(line.person).where(line.team == self.team, line.manager == manager, stands(line, at))
        return list(self.unit.execute(chosen.order_by(line.person)).scalars())

    def tree_of(self, manager: PersonId, limit: int = 10_000, at: datetime | None = None) -> list[PersonId]:
        """Ids of everybody below, at any depth, without the manager; at most `limit`. Circles end where they close."""
        found = below(manager, self.team, at).subquery()
        return list(self.unit.execute(select(found.c.person).order_by(found.c.person).limit(limit)).scalars())

    def above(self, person: PersonId, at: datetime | None = None) -> list[PersonId]:
        """The managers over a person, nearest first; ends at the top, or where a circle closes."""
        chain: list[PersonId] = []
        manager = self.manager_of(person, at)
        while manager is not None and manager not in chain and manager != person:
            chain.append(manager)
            manager = self.manager_of(manager, at)
        return chain

    def open_lines(self) -> dict[PersonId, PersonId]:
        """Person to manager for the whole workspace, as the open lines have it."""
        line = ReportingLine
        chosen = select(line.person, line.manager).where(line.team == self.team, line.ends_at.is_(None))
        return {row.person: row.manager for row in self.unit.execute(chosen)}

    def lines_of(self, person: PersonId) -> Sequence[ReportingLine]:
        """All lines of a person, oldest first."""
        return self.all(self.of(ReportingLine).where(ReportingLine.person == person).order_by(ReportingLine.starts_at))
