"""reactions.add, remove, get, list."""

from __future__ import annotations

import re

from sandbox.channels import Channel
from sandbox.errors import Refusal
from sandbox.jsontypes import Json
from sandbox.mrkdwn import emoji_by_name
from sandbox.pageverbs import toggle_reaction
from sandbox.webapi.call import Call, Method
from sandbox.webapi.chat import link_to

MOMENT = re.compile(r"\d{10}\.\d{6}")


def _message(call: Call) -> tuple[Channel, Json]:
    if not call.text("channel") or not call.text("timestamp"):
        raise Refusal("no_item_specified")
    if not MOMENT.fullmatch(call.text("timestamp")):
        raise Refusal("bad_timestamp")
    channel = call.channel()
    message = channel.messages.get(call.text("timestamp"))
    if message is None:
        raise Refusal("message_not_found")
    return channel, message


def _name(call: Call) -> str:
    name = call.text("name").strip(":")
    known = name.partition("::skin-tone-")[0]
    if known not in emoji_by_name() and known not in call.ws.world.emoji:
        raise Refusal("invalid_name")
    return name


def add(call: Call) -> Json:
    name = _name(call)
    channel, message = _message(call)
    if channel.archived:
        raise Refusal("is_archived")
    if channel.kind != "public" and call.ws.app.bot_user_id not in channel.members:
        raise Refusal("not_in_channel")
    if not toggle_reaction(call.ws, channel, message, call.ws.app.bot_user_id, name, remove=False):
        raise Refusal("already_reacted")
    return {}


def remove(call: Call) -> Json:
    name = _name(call)
    channel, message = _message(call)
    if not toggle_reaction(call.ws, channel, message, call.ws.app.bot_user_id, name, remove=True):
        raise Refusal("no_reaction")
    return {}


def get(call: Call) -> Json:
    channel, message = _message(call)
    shown = {**message, "permalink": link_to(call.ws, channel, message)}
    return {"type": "message", "channel": channel.id, "message": shown}


def list_(call: Call) -> Json:
    ws = call.ws
    user = call.text("user") or ws.app.bot_user_id
    if user not in ws.world.people:
        raise Refusal("user_not_found")
    found = [
        {"type": "message", "channel": channel.id, "message": message}
        for channel in ws.world.channels.values()
        if channel.kind == "public" or ws.app.bot_user_id in channel.members
        for message in channel.messages.values()
        if any(user in each["users"] for each in message.get("reactions") or ())
    ]
    page, metadata = call.page(found)
    return {"items": page, "response_metadata": metadata}


METHODS = (
    Method("reactions.add", add, 3, ("reactions:write",)),
    Method("reactions.remove", remove, 2, ("reactions:write",)),
    Method("reactions.get", get, 3, ("reactions:read",)),
    Method("reactions.list", list_, 2, ("reactions:read",)),
)
