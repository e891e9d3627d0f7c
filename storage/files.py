"""Files that we gave to Slack and must take back: exports and pictures sent by DM."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, PersonId, person_of
from storage.shelf import Shelf


class SentFile(Base):
    """A file in Slack. `id` is Slack's ("F…"), `purpose` what it was made for ("candor.about_me")."""

    __tablename__ = "files"

    id: Mapped[str] = mapped_column(primary_key=True, sort_order=-90)
    person: Mapped[PersonId | None]
    purpose: Mapped[str]
    delete_at: Mapped[datetime]

    __table_args__ = (person_of("person"), Index("ix_files_team_delete_at", "team", "delete_at"))


class FilesShelf(Shelf):
    """Which files to delete, and when."""

    def add(self, file: str, *, person: PersonId | None, purpose: str, delete_at: datetime) -> None:
        """A file was uploaded; telling it twice changes nothing."""
        row = {"id": file, "person": person, "purpose": purpose, "delete_at": delete_at}
        self.unit.insert(SentFile, [row], ignore_conflicts_on=("team", "id"))

    def due(self, now: datetime, limit: int = 100) -> Sequence[SentFile]:
        """Files whose time is over, the longest overdue first."""
        return self.all(self.of(SentFile).where(SentFile.delete_at <= now).order_by(SentFile.delete_at).limit(limit))

    def put_off(self, file: str, until: datetime) -> None:
        """Slack would not delete it now."""
        self.unit.execute(self.update_of(SentFile, SentFile.id == file).values(delete_at=until))

    def forget(self, file: str) -> None:
        """The file is gone from Slack."""
        self.unit.execute(self.delete_of(SentFile, SentFile.id == file))
