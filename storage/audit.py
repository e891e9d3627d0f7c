"""Audit: who read or changed what about whom. Append only: the database itself refuses changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, tuple_
from sqlalchemy.orm import Mapped

from storage.base import Base, PersonId, key, person_of
from storage.shelf import Shelf


class AuditEntry(Base):
    """One deed. `actor` is None for the operator at the command line and for Candor itself.

    `about` is the person whom it concerns, `subject` what it concerns (a record's id, a setting's name), `detail` ids
    and verbs only: never words, and no person's id (it would outlive their erasure).
    """

    __tablename__ = "audit"

    id: Mapped[UUID] = key()
    at: Mapped[datetime]
    actor: Mapped[PersonId | None]
    action: Mapped[str]
    about: Mapped[PersonId | None]
    subject: Mapped[str | None]
    room: Mapped[str]
    detail: Mapped[dict[str, Any]]

    __table_args__ = (
        person_of("actor"),
        person_of("about"),
        Index("ix_audit_team_at", "team", "at", "id"),
        Index("ix_audit_team_about", "team", "about", "at"),
        Index("ix_audit_team_actor", "team", "actor", "at"),
    )


class AuditHorizon(Base):
    """Audit entries from before this moment may be forgotten. The triggers that guard `audit` look here."""

    __tablename__ = "audit_horizons"

    before: Mapped[datetime]


class AuditShelf(Shelf):
    """Writes and reads the trail."""

    def write(
        self,
        actor: PersonId | None,
        action: str,
        subject: str | None,
        room: str,
        *,
        now: datetime,
        about: PersonId | None = None,
        **detail: Any,
    ) -> None:
        """Adds one entry; `action` is a verb with its room ("kudos.revoke")."""
        row = {"at": now, "actor": actor, "action": action, "subject": subject, "room": room, "about": about}
        self.unit.insert(AuditEntry, [row | {"detail": detail}])

    def read(
        self,
        *,
        about: PersonId | None = None,
        actor: PersonId | None = None,
        room: str | None = None,
        since: datetime | None = None,
        before: tuple[datetime, UUID] | None = None,
        limit: int = 100,
    ) -> Sequence[AuditEntry]:
        """A page, newest first; `before` is (at, id) of the last entry of the page before."""
        entry, chosen = AuditEntry, self.of(AuditEntry)
        if about is not None:
            chosen = chosen.where(entry.about == about)
        if actor is not None:
            chosen = chosen.where(entry.actor == actor)
        if room is not None:
            chosen = chosen.where(entry.room == room)
        if since is not None:
            chosen = chosen.where(entry.at >= since)
        if before is not None:
            chosen = chosen.where(tuple_(entry.at, entry.id) < before)
        return self.all(chosen.order_by(entry.at.desc(), entry.id.desc()).limit(limit))

    def page(
        self, *, since: datetime | None = None, after: tuple[datetime, UUID] | None = None, limit: int = 1_000
    ) -> Sequence[AuditEntry]:
        """A page, oldest first; `after` is (at, id) of the last entry of the page before."""
        entry, chosen = AuditEntry, self.of(AuditEntry)
        if since is not None:
            chosen = chosen.where(entry.at >= since)
        if after is not None:
            chosen = chosen.where(tuple_(entry.at, entry.id) > after)
        return self.all(chosen.order_by(entry.at, entry.id).limit(limit))

    def forget(self, before: datetime, limit: int = 1_000) -> int:
        """Retention: removes entries from before that moment, the oldest `limit` of them; gives how many."""
        self.unit.insert(AuditHorizon, [{"before": before}], update_conflicts_on=("team",), update=("before",))
        entry = AuditEntry
        oldest = self.all(self.of(entry).where(entry.at < before).order_by(entry.at, entry.id).limit(limit))
        if oldest:
            self.unit.execute(self.delete_of(entry, entry.id.in_([row.id for row in oldest])))
        return len(oldest)
