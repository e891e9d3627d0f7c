"""Preferences: how each person wants to be spoken to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, PersonId, person_of
from storage.shelf import Shelf


class Preference(Base):
    """One person's choices; None, or a kind that is absent, means the workspace's.

    `workdays` and `quiet_hours` are written as in the settings ("mon-fri", "18:00-09:00"). `bundles`: kind of news to
    True if it comes bundled, once a day. `optional`: recap or digest to False if it is not wanted.
    """

    __tablename__ = "preferences"

    person: Mapped[PersonId] = mapped_column(primary_key=True)
    workdays: Mapped[str | None]
    quiet_hours: Mapped[str | None]
    snooze_until: Mapped[datetime | None]
    bundles: Mapped[dict[str, Any]] = mapped_column(default=dict)
    optional: Mapped[dict[str, Any]] = mapped_column(default=dict)
    changed_at: Mapped[datetime]

    __table_args__ = (person_of("person"),)


FIELDS = frozenset(Preference.__table__.columns.keys()) - {"team", "person", "changed_at"}
NONE_CHOSEN: dict[str, Any] = dict.fromkeys(FIELDS) | {"bundles": {}, "optional": {}}


class PreferencesShelf(Shelf):
    """Preferences by person."""

    def get(self, person: PersonId) -> Preference | None:
        """What the person chose; None if they never chose anything."""
        return self.one(self.of(Preference).where(Preference.person == person))

    def many(self, people: Iterable[PersonId]) -> dict[PersonId, Preference]:
        """Person to preferences, for those who chose something."""
        wanted = set(people)
        if not wanted:
            return {}
        return {row.person: row for row in self.all(self.of(Preference).where(Preference.person.in_(wanted)))}

    def save(self, person: PersonId, *, now: datetime, **fields: Any) -> None:
        """Sets the named fields and leaves the others; raises ValueError for a field that there is not."""
        if unknown := fields.keys() - FIELDS:
            raise ValueError(f"A preference has no {min(unknown)}.")
        row = NONE_CHOSEN | fields | {"person": person, "changed_at": now}
        self.unit.insert(
            Preference, [row], update_conflicts_on=("team", "person"), update=[*sorted(fields), "changed_at"]
        )

    def forget(self, person: PersonId) -> None:
        """Back to the workspace's defaults."""
        self.unit.execute(self.delete_of(Preference, Preference.person == person))
