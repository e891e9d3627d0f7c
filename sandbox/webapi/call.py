"""One call of the Web API: its arguments in whichever encoding, and the table entry of a method."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sandbox.app import Token
from sandbox.channels import Channel
from sandbox.errors import Refusal
from sandbox.jsontypes import Json
from sandbox.workspace import Workspace

Item = TypeVar("Item")
PAGE = 100


class RateLimited(Refusal):
    """HTTP 429 with `Retry-After` in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after


@dataclass
class Call:
    """Arguments are read by name; a wrong one is refused as Slack refuses it."""

    ws: Workspace
    method: str
    args: Json
    token: Token | None = None
    basic: tuple[str, str] = ("", "")
    bearer: str = ""

    def text(self, name: str, default: str = "") -> str:
        value = self.args.get(name)
        return default if value is None else str(value)

    def need(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise Refusal("invalid_arguments", messages=[f"missing required field: {name}"])
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.args.get(name)
        if value is None or value == "":
            return default
        return value is True or str(value).lower() in ("1", "true", "yes")

    def whole(self, name: str, default: int, error: str = "invalid_arguments") -> int:
        value = self.args.get(name)
        if value is None or value == "":
            return default
        try:
            return int(float(value))
        except (TypeError, ValueError):
            raise Refusal(error, messages=[f"must be an integer [json-pointer:/{name}]"]) from None

    def decoded(self, name: str, error: str) -> Any:
        """A JSON argument: an object already in JSON bodies, JSON text in forms. None when absent."""
        value = self.args.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise Refusal(error) from None

    def names(self, name: str) -> list[str]:
        """A list argument: comma-joined, JSON text or a JSON array."""
        value = self.args.get(name)
        if isinstance(value, list):
            return [str(each) for each in value]
        text = str(value or "").strip()
        if text.startswith("["):
            return [str(each) for each in json.loads(text)]
        return [each.strip() for each in text.split(",") if each.strip()]

    def allow(self, *scopes: str) -> None:
        """Refuses with `missing_scope` unless the token has one of these."""
        provided = self.token.scopes if self.token else frozenset()
        if not provided & set(scopes):
            raise Refusal("missing_scope", needed=",".join(scopes), provided=",".join(sorted(provided)))

    def may(self, scope: str) -> bool:
        return self.token is not None and scope in self.token.scopes

    def team_named(self) -> None:
        """List methods need `team_id` with the token of an organisation."""
        if self.ws.world.org_install and not self.text("team_id"):
            raise Refusal("missing_argument", messages=["missing required field: team_id"])
        if self.text("team_id") not in ("", self.ws.world.team_id):
            raise Refusal("team_access_not_granted")

    def channel(self, name: str = "channel", *, error: str = "channel_not_found") -> Channel:
        """The conversation with this id, if the bot may know of it."""
        channel = self.ws.world.channels.get(self.need(name))
        if channel is None or (channel.kind != "public" and self.ws.app.bot_user_id not in channel.members):
            raise Refusal(error)
        return channel

    def page(self, items: Sequence[Item], *, default: int = PAGE, most: int = 1000) -> tuple[list[Item], Json]:
        """One page (deliberately smaller than `limit`) and its response_metadata."""
        limit = self.whole("limit", default, "invalid_limit")
        if limit < 0 or limit > most:
            raise Refusal("invalid_limit")
        start = _offset(self.text("cursor"), len(items))
        size = max(1, (limit or default) * 4 // 5)
        end = start + size
        cursor = base64.b64encode(f"place:{end}".encode()).decode() if end < len(items) else ""
        return list(items[start:end]), {"next_cursor": cursor}


def _offset(cursor: str, most: int) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
        place = int(number)
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise Refusal("invalid_cursor") from None
    if word != "place" or not 0 <= place <= most:
        raise Refusal("invalid_cursor")
    return place


@dataclass(frozen=True)
class Method:
    """A method's place in the table. `tier` 0 is special; `scopes` any one; `token` bot, app, client or none."""

    name: str
    handle: Callable[[Call], Json]
    tier: int
    scopes: tuple[str, ...] = ()
    token: str = "bot"
