"""Slots: when each job is next due for each subject. Sweeps read those that are due and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Float, Index, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.shelf import Shelf

EVERYBODY = "*"
"""The subject of a request to plan for all subjects of a job."""


class Slot(Base):
    """The next moment of one job for one subject. `label` names the period, so that it is done once in it."""

    __tablename__ = "slots"

    job: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]
    label: Mapped[str]
    not_before: Mapped[float | None] = mapped_column(Float(53))
    """Real time, in seconds since 1970: leased to a replica, or waiting to be tried again after a failure."""
    attempts: Mapped[int] = mapped_column(default=0)

    __table_args__ = (Index(None, "team", "due_at"),)


class Replan(Base):
    """A request to the planner: when is `job` (empty: each job) due for `subject`? It goes on after `cursor`."""

    __tablename__ = "replans"

    subject: Mapped[str] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(primary_key=True, default="")
    cursor: Mapped[str] = mapped_column(default="")
    asked: Mapped[int] = mapped_column(default=0)
    """Counts the requests, so that one that comes while the planner works is not lost."""


class Watermark(Base):
    """Up to which business moment the team's schedules were played."""

    __tablename__ = "watermarks"

    played_until: Mapped[datetime]


@dataclass(frozen=True)
class Planned:
    """One slot, as values."""

    job: str
    subject: str
    due_at: datetime
    label: str
    attempts: int = 0


class SlotsShelf(Shelf):
    """What rooms need is `replan`; the rest is the runner's."""

    def replan(self, *subjects: str, job: str = "") -> None:
        """Asks for new slots, because a person joined, or changed zone or preferences."""
        self.unit.insert(
            Replan,
            [{"subject": subject, "job": job, "cursor": "", "asked": 1} for subject in sorted(set(subjects))],
            ignore_conflicts_on=("team", "subject", "job"),
        )
        again = update(Replan).where(Replan.team == self.team, Replan.subject.in_(subjects), Replan.job == job)
        self.unit.execute(again.values(asked=Replan.asked + 1, cursor=""))

    def replan_everybody(self, job: str = "") -> None:
        """New slots for all subjects, of one job or of each: a new job, a changed setting."""
        self.replan(EVERYBODY, job=job)

    def requests(self, limit: int) -> Sequence[Replan]:
        """Requests to plan, locked for this unit; those that another replica works on are left out."""
        return self.all(self.of(Replan).order_by(Replan.subject).limit(limit).with_for_update(skip_locked=True))

    def planned(self, requests: Iterable[Replan]) -> None:
        """These requests are done."""
        for request in requests:
            self.unit.execute(
                delete(Replan).where(
                    Replan.team == self.team,
                    Replan.subject == request.subject,
                    Replan.job == request.job,
                    Replan.asked == request.asked,
                )
            )

    def go_on(self, request: Replan, cursor: str) -> None:
        """A request for everybody has come as far as `cursor`."""
        which = (Replan.team == self.team, Replan.subject == request.subject, Replan.job == request.job)
        self.unit.execute(update(Replan).where(*which, Replan.asked == request.asked).values(cursor=cursor))

    def save(self, slots: Iterable[Planned]) -> None:
        """Writes slots, in place of what was planned for the same job and subject."""
        rows = [
            {"job": slot.job, "subject": slot.subject, "due_at": slot.due_at, "label": slot.label}
            | {"not_before": None, "attempts": slot.attempts}
            for slot in sorted(slots, key=lambda slot: (slot.job, slot.subject))
        ]
        columns = ("due_at", "label", "not_before", "attempts")
        self.unit.insert(Slot, rows, update_conflicts_on=("team", "job", "subject"), update=columns)

    def drop(self, job: str, subjects: Iterable[str]) -> None:
        """These subjects are no longer any of this job's business."""
        which = (Slot.team == self.team, Slot.job == job, Slot.subject.in_(list(subjects)))
        self.unit.execute(delete(Slot).where(*which))

    def take(self, now: datetime, real: float, limit: int, *, lock: bool = True) -> list[Planned]:
        """Due slots in order, locked until the unit ends; those of other replicas, and leased ones, are left out."""
        which = [Slot.team == self.team, Slot.due_at <= now, or_(Slot.not_before.is_(None), Slot.not_before <= real)]
        columns = (Slot.job, Slot.subject, Slot.due_at, Slot.label, Slot.attempts)
        order = (Slot.due_at, Slot.job, Slot.subject)
        statement = select(*columns).where(*which).order_by(*order).limit(limit)
        if lock:
            statement = statement.with_for_update(skip_locked=True)
        return [Planned(**row._mapping) for row in self.unit.execute(statement)]

    def take_one(self, slot: Planned) -> bool:
        """Locks this slot, if it is still the one that is due."""
        which = (Slot.team == self.team, Slot.job == slot.job, Slot.subject == slot.subject)
        same = (Slot.due_at == slot.due_at, Slot.label == slot.label)
        statement = select(Slot.job).where(*which, *same).with_for_update(skip_locked=True)
        return self.row(statement) is not None

    def put_off(self, slot: Planned, until: float) -> None:
        """Nobody touches this slot before `until` (real time); counts as an attempt."""
        which = (Slot.team == self.team, Slot.job == slot.job, Slot.subject == slot.subject, Slot.due_at == slot.due_at)
        self.unit.execute(update(Slot).where(*which).values(not_before=until, attempts=Slot.attempts + 1))

    def next_moment(self, real: float) -> datetime | None:
        """The earliest moment at which something is due that may be played now."""
        free = or_(Slot.not_before.is_(None), Slot.not_before <= real)
        first = select(Slot.due_at).where(Slot.team == self.team, free).order_by(Slot.due_at).limit(1)
        found = self.row(first)
        return None if found is None else found.due_at

    def count(self, job: str) -> int:
        which = (Slot.team == self.team, Slot.job == job)
        return int(self.unit.execute(select(func.count()).select_from(Slot).where(*which)).scalar_one())

    def watermark(self) -> datetime | None:
        """Up to which moment schedules were played; None before the first time."""
        found = self.row(select(Watermark.played_until).where(Watermark.team == self.team))
        return None if found is None else found.played_until

    def played(self, until: datetime) -> None:
        """Moves the watermark forward; it never goes back."""
        self.unit.insert(Watermark, [{"played_until": until}], ignore_conflicts_on=("team",))
        which = (Watermark.team == self.team, Watermark.played_until < until)
        self.unit.execute(update(Watermark).where(*which).values(played_until=until))
