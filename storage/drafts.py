"""Drafts: what stood in a modal that was closed before it was submitted, for seven days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, PersonId, person_of
from storage.shelf import Shelf


class Draft(Base):
    """One person's draft of one form; `key` tells apart what the form is about ("" where there is but one)."""

    __tablename__ = "drafts"

    person: Mapped[PersonId] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    values: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]

    __table_args__ = (
        person_of("person", on_delete="CASCADE"),
        Index("ix_drafts_team_saved_at", "team", "saved_at"),
    )


class DraftsShelf(Shelf):
    """Keeps, finds and forgets drafts."""

    def keep(self, person: PersonId, form: str, values: dict[str, Any], *, now: datetime, key: str = "") -> None:
        """The draft as it is now; an older one of the same form and key is overwritten."""
        row = {"person": person, "form": form, "key": key, "values": values, "saved_at": now}
        columns = ("team", "person", "form", "key")
        self.unit.insert(Draft, [row], update_conflicts_on=columns, update=("values", "saved_at"))

    def find(self, person: PersonId, form: str, *, since: datetime, key: str = "") -> dict[str, Any] | None:
        """The values of a draft that was saved at or after `since`."""
        mine = (Draft.person == person, Draft.form == form, Draft.key == key, Draft.saved_at >= since)
        found = self.one(self.of(Draft).where(*mine))
        return None if found is None else found.values

    def of_person(self, person: PersonId) -> Sequence[Draft]:
        """All drafts of a person, by form."""
        return self.all(self.of(Draft).where(Draft.person == person).order_by(Draft.form, Draft.key))

    def forget(self, person: PersonId, form: str, *, key: str = "") -> None:
        """The form was submitted, or its draft thrown away."""
        self.unit.execute(self.delete_of(Draft, Draft.person == person, Draft.form == form, Draft.key == key))

    def clear(self, before: datetime) -> int:
        """Retention: forgets drafts saved before that moment; gives how many."""
        return self.unit.execute(self.delete_of(Draft, Draft.saved_at < before)).rowcount
