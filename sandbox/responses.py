"""response_url: five uses within thirty real minutes."""

from __future__ import annotations

import secrets
import time
from typing import Any

from sandbox import limits
from sandbox.errors import Refusal
from sandbox.jsontypes import Json
from sandbox.pictures import check_pictures
from sandbox.posting import body_of, change, drop_ephemeral, find_ephemeral, place, remove, show_ephemeral
from sandbox.workspace import Workspace

MOST_USES = 5
LIFE = 1800.0


def new_response_url(ws: Workspace, user: str, channel: str, *, ts: str = "", thread_ts: str = "") -> str:
    """An address for answers to this person in this conversation; `ts` is the message it came from, if any."""
    key = f"{ws.world.team_id}/{secrets.randbelow(10**13)}/{secrets.token_urlsafe(18)}"
    ws.answers[key] = {
        "user": user,
        "channel": channel,
        "ts": ts,
        "thread_ts": thread_ts,
        "uses": 0,
        "until": time.monotonic() + LIFE,
    }
    return f"{ws.base_url}/sandbox/response/{key}"


def use_response_url(ws: Workspace, key: str, payload: Any) -> Json | None:
    """Carries out one answer; the message it made or changed. Raises Refusal."""
    ticket = ws.answers.get(key)
    if ticket is None:
        raise Refusal("invalid_url")
    if time.monotonic() > ticket["until"]:
        raise Refusal("expired_url")
    if ticket["uses"] >= MOST_USES:
        raise Refusal("used_url")
    if not isinstance(payload, dict):
        raise Refusal("invalid_payload")
    if payload.get("delete_original"):
        if not ticket["ts"]:
            raise Refusal("invalid_arguments", messages=["a slash command has no original to delete"])
        ticket["uses"] += 1
        _delete(ws, ticket)
        return None
    refuse_bad_answer(ws, payload)
    ticket["uses"] += 1
    return answer(ws, ticket, payload)


def refuse_bad_answer(ws: Workspace, payload: Json) -> None:
    if complaints := limits.check_response_url(payload):
        raise Refusal(complaints[0].error, messages=[each.line for each in complaints])
    check_pictures(ws, payload.get("blocks") or [], error="invalid_blocks")


def answer(ws: Workspace, ticket: Json, payload: Json) -> Json:
    """Posts the answer, or replaces the original, in the name of the app."""
    user, channel_id = ticket["user"], ticket["channel"]
    channel = ws.world.channels[channel_id]
    body = body_of(ws, payload)
    if payload.get("replace_original") and ticket["ts"]:
        hidden = find_ephemeral(ws, channel_id, user, ticket["ts"])
        if hidden is not None:
            for name in ("blocks", "attachments"):
                hidden.pop(name, None)
            hidden.update(body)
            ws.live.tell([user], {"type": "changed", "channel": channel_id, "message": hidden})
            return hidden
        if ticket["ts"] in channel.messages:
            original = channel.messages[ticket["ts"]]
            for name in ("blocks", "attachments"):
                original.pop(name, None)
            return change(ws, channel, ticket["ts"], body, ws.app.bot_user_id)
    message = bot_message(ws, body)
    if thread := payload.get("thread_ts") or ticket["thread_ts"]:
        message["thread_ts"] = thread
    if payload.get("metadata") and payload.get("response_type") == "in_channel":
        message["metadata"] = payload["metadata"]
    if payload.get("response_type") == "in_channel":
        return place(ws, channel, message)
    return show_ephemeral(ws, channel_id, user, message)


def bot_message(ws: Workspace, body: Json) -> Json:
    """A message by the app's bot with its own ts."""
    return {
        "type": "message",
        "user": ws.app.bot_user_id,
        "bot_id": ws.app.bot_id,
        "app_id": ws.app.id,
        "team": ws.world.team_id,
        "bot_profile": ws.app.bot_profile(ws.world.team_id, ws.bot.updated),
        "ts": ws.next_ts(),
        **body,
    }


def _delete(ws: Workspace, ticket: Json) -> None:
    channel = ws.world.channels[ticket["channel"]]
    if drop_ephemeral(ws, channel.id, ticket["user"], ticket["ts"]):
        return
    if ticket["ts"] in channel.messages:
        remove(ws, channel, ticket["ts"])
