"""The tables of kudos; their queries stand in `storage.kudos`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, PersonId, key, person_of


class Kudos(Base):
    """One thanks. `source` is the natural key of the request that made it; `channel` is where it was posted, if at all.

    `link` leads to the message that it is about; `quote` has that message's words, where everybody could read them.
    """

    __tablename__ = "kudos"

    id: Mapped[UUID] = key()
    at: Mapped[datetime]
    source: Mapped[str]
    giver: Mapped[PersonId]
    text: Mapped[str]
    channel: Mapped[str | None]
    private: Mapped[bool] = mapped_column(default=False)
    link: Mapped[str | None]
    quote: Mapped[str | None]
    edited_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    __table_args__ = (
        person_of("giver"),
        UniqueConstraint("team", "source"),
        Index("ix_kudos_team_at", "team", "at", "id"),
        Index("ix_kudos_team_giver", "team", "giver", "at", "id"),
    )


class KudosReceiver(Base):
    """Somebody thanked. `position` keeps the order as typed; `at` is the kudos's, so that one index answers Home."""

    __tablename__ = "kudos_receivers"

    kudos: Mapped[UUID] = mapped_column(primary_key=True)
    person: Mapped[PersonId] = mapped_column(primary_key=True)
    position: Mapped[int]
    at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["team", "kudos"], ["kudos.team", "kudos.id"], ondelete="CASCADE"),
        person_of("person"),
        Index("ix_kudos_receivers_team_person", "team", "person", "at", "kudos"),
    )


class KudosValue(Base):
    """A company value that a kudos names, without its `#`."""

    __tablename__ = "kudos_values"

    kudos: Mapped[UUID] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["team", "kudos"], ["kudos.team", "kudos.id"], ondelete="CASCADE"),
        Index("ix_kudos_values_team_value", "team", "value", "at", "kudos"),
    )


class KudosJoin(Base):
    """Somebody who joined in ("Add yours")."""

    __tablename__ = "kudos_joins"

    kudos: Mapped[UUID] = mapped_column(primary_key=True)
    person: Mapped[PersonId] = mapped_column(primary_key=True)
    at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["team", "kudos"], ["kudos.team", "kudos.id"], ondelete="CASCADE"),
        person_of("person"),
        Index("ix_kudos_joins_team_person", "team", "person", "at"),
    )
