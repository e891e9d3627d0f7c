"""conversations.history and .replies, with message metadata where it is asked for."""

from __future__ import annotations

import base64
import binascii
import re

from sandbox.channels import Channel
from sandbox.errors import Refusal
from sandbox.jsontypes import Json
from sandbox.webapi.call import Call, Method

SCOPE_OF = {"public": "channels:history", "private": "groups:history", "im": "im:history", "mpim": "mpim:history"}
SCOPES = tuple(SCOPE_OF.values())
MOST = 999
MOST_FOR_NEW_COMMERCIAL_APPS = 15
MOMENT = re.compile(r"\d+(\.\d{1,6})?")


def _channel(call: Call) -> Channel:
    channel = call.channel()
    call.allow(SCOPE_OF[channel.kind])
    if call.ws.app.bot_user_id not in channel.members:
        raise Refusal("not_in_channel")
    return channel


def _moment(call: Call, name: str) -> str:
    """A ts as it is stored, from what may be a shorter number; "" when absent or 0."""
    value = call.text(name)
    if not value or value in ("0", "now"):
        return ""
    if not MOMENT.fullmatch(value):
        raise Refusal(f"invalid_ts_{name}")
    seconds, _, micros = value.partition(".")
    return f"{int(seconds):010d}.{micros:0<6}"


def _limit(call: Call) -> int:
    strict = call.ws.habits.new_commercial_app
    most = MOST_FOR_NEW_COMMERCIAL_APPS if strict else MOST
    limit = call.whole("limit", most if strict else 100, "invalid_limit")
    if limit < 1 or (limit > MOST + 1 and not strict):
        raise Refusal("invalid_limit")
    return min(limit, most)


def _cursor(call: Call) -> str:
    if not call.text("cursor"):
        return ""
    try:
        word, _, ts = base64.b64decode(call.text("cursor"), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Refusal("invalid_cursor") from None
    if word != "next_ts" or not ts:
        raise Refusal("invalid_cursor")
    return ts


def _next(ts: str) -> Json:
    return {"next_cursor": base64.b64encode(f"next_ts:{ts}".encode()).decode() if ts else ""}


def _shown(call: Call, message: Json) -> Json:
    hidden = () if call.flag("include_all_metadata") else ("metadata",)
    return {key: value for key, value in message.items() if key not in hidden}


def history(call: Call) -> Json:
    """The main flow, newest first. Pages are smaller than `limit`."""
    channel = _channel(call)
    oldest, latest, limit = _moment(call, "oldest"), _moment(call, "latest"), _limit(call)
    found = channel.between(oldest, latest, inclusive=call.flag("inclusive"))
    if cursor := _cursor(call):
        found = [each for each in found if each["ts"] <= cursor]
    size = max(1, limit * 4 // 5) if len(found) > limit * 4 // 5 else limit
    page, rest = found[:size], found[size:]
    return {
        "messages": [_shown(call, each) for each in page],
        "has_more": bool(rest),
        "pin_count": 0,
        "response_metadata": _next(rest[0]["ts"] if rest else ""),
    }


def replies(call: Call) -> Json:
    """The parent and its replies, oldest first; any message's ts does."""
    channel = _channel(call)
    asked = call.need("ts")
    message = channel.messages.get(asked)
    if message is None:
        raise Refusal("thread_not_found")
    found = channel.thread(str(message.get("thread_ts") or asked))
    oldest, latest, limit = _moment(call, "oldest"), _moment(call, "latest"), _limit(call)
    edge = call.flag("inclusive")
    parent, rest = found[:1], found[1:]
    if oldest:
        rest = [each for each in rest if each["ts"] > oldest or (edge and each["ts"] == oldest)]
    if latest:
        rest = [each for each in rest if each["ts"] < latest or (edge and each["ts"] == latest)]
    found = parent + rest
    if cursor := _cursor(call):
        found = [each for each in found if each["ts"] >= cursor]
    size = max(1, limit * 4 // 5) if len(found) > limit * 4 // 5 else limit
    page, rest = found[:size], found[size:]
    return {
        "messages": [_shown(call, each) for each in page],
        "has_more": bool(rest),
        "response_metadata": _next(rest[0]["ts"] if rest else ""),
    }


METHODS = (
    Method("conversations.history", history, 3, SCOPES),
    Method("conversations.replies", replies, 3, SCOPES),
)
