"""Seals: one random key per purpose and period, under which open anonymous rows are filed, and which then goes.

While a week or a cycle is open, an answer is filed under a keyed hash of its author, so that they can still change it.
Destroying the key at closing makes that hash worthless, for everybody, for good (docs/decisions/0006-seals.md).
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import null
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.shelf import Shelf


class SealDestroyed(LookupError):
    """The period is closed: nothing can be filed under its key, or found by it, any more."""


class SealKey(Base):
    """The key of one purpose ("pulse") in one period ("2026-W48", a cycle's id), as the caller locked it.

    `locked` is None once it was destroyed: the row stays, so that a late answer cannot bring a new key about. When a
    key was made stands nowhere, for it would be the moment of somebody's answer.
    """

    __tablename__ = "seal_keys"

    purpose: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    locked: Mapped[bytes | None]


class SealsShelf(Shelf):
    """Keeps locked keys, and lets go of them. What they are locked with, storage never sees."""

    def key(self, purpose: str, period: str, fresh: Callable[[], bytes]) -> bytes:
        """The locked key of this period; the first who asks has `fresh()` kept. Raises `SealDestroyed` once closed."""
        found = self._kept(purpose, period)
        if found is None:
            row = {"purpose": purpose, "period": period, "locked": fresh()}
            self.unit.insert(SealKey, [row], ignore_conflicts_on=("team", "purpose", "period"))
            found = self._kept(purpose, period)
        if found is None or found.locked is None:
            raise SealDestroyed(f"{purpose} of {period} is closed; its key was destroyed.")
        return found.locked

    def destroy(self, purpose: str, period: str) -> None:
        """The period closes: its key goes, and none comes after it. Twice is once.

        `Storage.scrub()` afterwards wipes what SQLite's log still holds of it.
        """
        gone = {"purpose": purpose, "period": period, "locked": None}
        self.unit.insert(SealKey, [gone], ignore_conflicts_on=("team", "purpose", "period"))
        which = (SealKey.purpose == purpose, SealKey.period == period)
        self.unit.execute(self.update_of(SealKey, *which).values(locked=null()))

    def _kept(self, purpose: str, period: str) -> SealKey | None:
        return self.one(self.of(SealKey).where(SealKey.purpose == purpose, SealKey.period == period))
