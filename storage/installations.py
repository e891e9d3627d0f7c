"""Installations: the workspaces, the tokens by which we speak there, and the states of installs on their way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.shelf import Shelf

NOBODY = ""
"""The team of what belongs to no workspace yet: open a unit for it to keep and to take OAuth states."""


class Team(Base):
    """A workspace, or an organisation that installed Candor for all of its workspaces. `synced_at`: the directory."""

    __tablename__ = "teams"

    name: Mapped[str]
    url: Mapped[str | None]
    enterprise: Mapped[str | None]
    app_id: Mapped[str | None]
    bot_id: Mapped[str | None]
    bot_user: Mapped[str | None]
    synced_at: Mapped[datetime | None]
    token_seal: Mapped[str | None]
    """A keyed hash of the token that named this workspace, so that commands find it offline."""
    key_print: Mapped[str | None]
    """The fingerprint of the secret key in use, so that a lost one is noticed."""
    created_at: Mapped[datetime]


class Installation(Base):
    """A workspace's own token, encrypted by the caller: storage never sees it plain."""

    __tablename__ = "installations"

    bot_token: Mapped[bytes]
    scopes: Mapped[str]
    bot_id: Mapped[str | None]
    bot_user: Mapped[str | None]
    app_id: Mapped[str | None]
    enterprise: Mapped[str | None]
    is_enterprise_install: Mapped[bool] = mapped_column(default=False)
    installed_by: Mapped[str | None]
    installed_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class OAuthState(Base):
    """A secret that an install carries there and back. Its team is nobody's yet."""

    __tablename__ = "oauth_states"

    state: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime]

    __table_args__ = (Index("ix_oauth_states_team_expires_at", "team", "expires_at"),)


def installed_teams(connection: Connection) -> list[str]:
    """All workspaces: the one statement of storage that is not about a single one."""
    return list(connection.execute(select(Team.team).order_by(Team.team)).scalars())


class InstallationsShelf(Shelf):
    """The unit's workspace, its installation, and (in the unit of NOBODY) OAuth states."""

    def about(self) -> Team | None:
        """What we know of the workspace; None if it never installed Candor."""
        return self.one(self.of(Team))

    def remember(self, *, name: str, now: datetime, **fields: Any) -> None:
        """The workspace as `auth.test` tells it; fields are columns of Team."""
        row = {"name": name, "created_at": now, **fields}
        self.unit.insert(Team, [row], update_conflicts_on=("team",), update=["name", *sorted(fields)])

    def use_key(self, fingerprint: str) -> None:
        """Another secret key took the place of the one that was in use."""
        self.unit.execute(self.update_of(Team).values(key_print=fingerprint))

    def synced(self, now: datetime) -> None:
        """The directory was read in full."""
        self.unit.execute(self.update_of(Team).values(synced_at=now))

    def save(self, *, bot_token: bytes, scopes: Sequence[str], now: datetime, **fields: Any) -> None:
        """An installation, or the same one again with a new token; fields are columns of Installation."""
        row: dict[str, Any] = {"is_enterprise_install": False, **fields}
        row |= {"bot_token": bot_token, "scopes": ",".join(scopes), "installed_at": now, "revoked_at": None}
        self.unit.insert(Installation, [row], update_conflicts_on=("team",), update=sorted(row))

    def find(self) -> Installation | None:
        """The workspace's installation unless it was revoked."""
        return self.one(self.of(Installation).where(Installation.revoked_at.is_(None)))

    def revoke(self, now: datetime) -> None:
        """The workspace took its token back: it is forgotten, the rest stays."""
        values = {"revoked_at": now, "bot_token": b""}
        self.unit.execute(self.update_of(Installation, Installation.revoked_at.is_(None)).values(values))

    def keep_state(self, state: str, expires_at: datetime, now: datetime) -> None:
        """Keeps the state of an install that begins; those that are past their time are cleared away."""
        self.unit.execute(self.delete_of(OAuthState, OAuthState.expires_at <= now))
        self.unit.insert(OAuthState, [{"state": state, "expires_at": expires_at}])

    def take_state(self, state: str, now: datetime) -> bool:
        """True once for a state that was kept and has not expired; of two who ask at the same time one gets it."""
        taken = self.delete_of(OAuthState, OAuthState.state == state, OAuthState.expires_at > now)
        return self.unit.execute(taken).rowcount == 1
