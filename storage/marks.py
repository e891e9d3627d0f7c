"""Marks: what a job already did, for whom, in which period.

Whoever claims a mark first does the thing; nobody else does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Index, delete, exists, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.shelf import Shelf


class Mark(Base):
    """`job` was done for `subject` in the period `slot` (a local day, a week, a month: whatever the job counts by)."""

    __tablename__ = "marks"

    job: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[str] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]

    __table_args__ = (Index(None, "team", "made_at"),)


class MarksShelf(Shelf):
    """Claims that hold across replicas, restarts and repeated ticks."""

    def claim(self, job: str, subject: str, slot: str, *, now: datetime) -> bool:
        """True for the first who asks; the claim stands once the unit commits."""
        return bool(self.claim_all(job, [(subject, slot)], now=now))

    def claim_all(self, job: str, wanted: Sequence[tuple[str, str]], *, now: datetime) -> set[tuple[str, str]]:
        """Claims many (subject, slot) pairs in one statement; answers those that were free."""
        rows = [{"job": job, "subject": subject, "slot": slot, "made_at": now} for subject, slot in sorted(set(wanted))]
        keys = ("team", "job", "subject", "slot")
        written = self.unit.insert(Mark, rows, ignore_conflicts_on=keys, returning=("subject", "slot"))
        return {(row.subject, row.slot) for row in written}

    def has(self, job: str, subject: str, slot: str) -> bool:
        which = (Mark.team == self.team, Mark.job == job, Mark.subject == subject, Mark.slot == slot)
        return bool(self.unit.execute(select(exists().where(*which))).scalar_one())

    def forget(self, before: datetime) -> int:
        """Removes marks that are older than anything that could still repeat; answers how many."""
        return self.unit.execute(delete(Mark).where(Mark.team == self.team, Mark.made_at < before)).rowcount
