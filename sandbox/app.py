"""The app as this workspace has installed it: its ids, its secrets, its tokens and what they may do."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field

from sandbox.ids import Mint
from sandbox.jsontypes import Json
from sandbox.manifest import Manifest

ROTATING_LIFE = 43_200


@dataclass
class Token:
    """One token; `expires` is real unix time, 0 for never."""

    value: str
    kind: str  # "bot" or "app"
    scopes: frozenset[str]
    expires: float = 0.0
    revoked: bool = False


@dataclass
class App:
    """One app. The bot's scopes are granted when it is installed, and add up over later installations."""

    manifest: Manifest
    id: str
    bot_user_id: str
    bot_id: str
    client_id: str
    client_secret: str
    signing_secret: str
    verification_token: str
    request_url: str = ""
    installed: bool = False
    granted: frozenset[str] = frozenset()
    tokens: dict[str, Token] = field(default_factory=dict)
    refresh: dict[str, bool] = field(default_factory=dict)  # refresh token -> already used
    used_tickets: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, manifest: Manifest, mint: Mint) -> App:
        return cls(
            manifest=manifest,
            id=mint.id("A"),
            bot_user_id=mint.id("U"),
            bot_id=mint.id("B"),
            client_id=f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}",
            client_secret=secrets.token_hex(16),
            signing_secret=secrets.token_hex(16),
            verification_token=secrets.token_urlsafe(18),
        )

    @property
    def socket_mode(self) -> bool:
        return self.manifest.socket_mode and not self.request_url

    def new_app_token(self) -> Token:
        value = f"xapp-1-{self.id}-{secrets.randbelow(10**12)}-{secrets.token_hex(16)}"
        token = Token(value, "app", frozenset({"connections:write"}))
        self.tokens[value] = token
        return token

    def install(self, scopes: frozenset[str] | None = None, *, life: float = 0.0) -> Token:
        """Grants the scopes (default: all of the manifest's) and makes a bot token; `life` in seconds, 0 for ever."""
        asked = frozenset(self.manifest.scopes) if scopes is None else scopes
        self.granted = (self.granted | asked) if self.installed else asked
        self.installed = True
        value = ("xoxe." if life else "") + f"xoxb-{secrets.randbelow(10**12)}-{secrets.token_urlsafe(18)}"
        token = Token(value, "bot", self.granted, time.time() + life if life else 0.0)
        self.tokens[value] = token
        return token

    def new_refresh_token(self) -> str:
        value = f"xoxe-1-{secrets.token_urlsafe(24)}"
        self.refresh[value] = False
        return value

    def revoke_all(self) -> None:
        """Every bot token is dead from now on."""
        for token in self.tokens.values():
            if token.kind == "bot":
                token.revoked = True

    def bot_profile(self, team: str, updated: int) -> Json:
        return {
            "id": self.bot_id,
            "app_id": self.id,
            "user_id": self.bot_user_id,
            "name": self.manifest.bot_name,
            "icons": {},
            "deleted": False,
            "updated": updated,
            "team_id": team,
        }
