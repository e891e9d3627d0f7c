"""chat.postMessage, postEphemeral, update, delete, getPermalink."""

from __future__ import annotations

from typing import Any

from sandbox import limits
from sandbox.channels import Channel
from sandbox.errors import Refusal
from sandbox.jsontypes import Json
from sandbox.mrkdwn import unescape
from sandbox.pictures import check_pictures
from sandbox.posting import body_of, change, place, remove, show_ephemeral
from sandbox.responses import bot_message
from sandbox.webapi.call import Call, Method, RateLimited
from sandbox.workspace import Workspace

LONGEST_TEXT = 40_000
NEEDS_CUSTOMIZE = ("username", "icon_url", "icon_emoji")


def payload_of(call: Call) -> Json:
    """The message in the call with its JSON parts decoded, checked against Slack's limits. Raises Refusal."""
    payload: Json = dict(call.args)
    payload["blocks"] = call.decoded("blocks", "invalid_blocks_format")
    payload["attachments"] = call.decoded("attachments", "invalid_attachments_format")
    payload["metadata"] = call.decoded("metadata", "invalid_metadata_format")
    payload = {key: value for key, value in payload.items() if value is not None}
    if payload.get("markdown_text") and (payload.get("text") or payload.get("blocks")):
        raise Refusal("markdown_text_conflict")
    if complaints := limits.check_message(payload, method=call.method):
        raise Refusal(complaints[0].error, messages=[each.line for each in complaints])
    check_pictures(call.ws, payload.get("blocks") or [], error="invalid_blocks")
    if payload.get("text"):
        payload["text"] = str(payload["text"])[:LONGEST_TEXT]
    return payload


def where_to_post(call: Call) -> Channel:
    """The conversation; a user id opens the DM. Raises Refusal where Slack would."""
    ws, wanted = call.ws, call.need("channel")
    if wanted in ws.world.people:
        person = ws.world.people[wanted]
        if person.deleted or person.id == "USLACKBOT":
            raise Refusal("channel_not_found")
        if person.is_bot:
            raise Refusal("cannot_dm_bot")
        channel = ws.world.direct(person.id, ws.app.bot_user_id)
    else:
        found = ws.world.channels.get(wanted) or (ws.world.channel_named(wanted) if wanted.startswith("#") else None)
        if found is None:
            raise Refusal("channel_not_found")
        channel = found
    refuse_closed(ws, channel)
    if ws.app.bot_user_id not in channel.members:
        if channel.kind != "public":
            raise Refusal("channel_not_found")
        if not call.may("chat:write.public"):
            raise Refusal("not_in_channel")
    return channel


def refuse_closed(ws: Workspace, channel: Channel) -> None:
    """Archived channels, DMs of leavers, Messages tab off."""
    if channel.archived:
        raise Refusal("is_archived")
    if channel.kind == "im" and ws.app.bot_user_id in channel.members:
        if any(ws.world.people[each].deleted for each in channel.members):
            raise Refusal("channel_not_found")
        if not ws.app.manifest.messages_tab:
            raise Refusal("messages_tab_disabled")


def thread_of(channel: Channel, thread_ts: str) -> str:
    """The parent's ts; replying to a reply goes to its thread."""
    parent = channel.messages.get(thread_ts)
    if parent is None:
        raise Refusal("thread_not_found")
    return str(parent.get("thread_ts") or thread_ts)


def post_message(call: Call) -> Json:
    ws = call.ws
    if any(call.text(name) for name in NEEDS_CUSTOMIZE):
        call.allow("chat:write.customize")
    payload = payload_of(call)
    channel = where_to_post(call)
    _refuse_restricted(channel, call.text("thread_ts"))
    thread = thread_of(channel, call.text("thread_ts")) if call.text("thread_ts") else ""
    if wait := ws.pace.post(channel.id):
        raise RateLimited(wait)
    message = message_of(ws, call, payload)
    if thread:
        message |= {"thread_ts": thread, "parent_user_id": channel.messages[thread].get("user", "")}
        if call.flag("reply_broadcast"):
            message["subtype"] = "thread_broadcast"
            message["root"] = dict(channel.messages[thread])
    place(ws, channel, message)
    return {"channel": channel.id, "ts": message["ts"], "message": without_payload(message)}


def message_of(ws: Workspace, call: Call, payload: Json) -> Json:
    message = bot_message(ws, body_of(ws, payload, parse=call.text("parse"), link_names=call.flag("link_names")))
    if payload.get("metadata"):
        message["metadata"] = payload["metadata"]
    if call.text("client_msg_id"):
        message["client_msg_id"] = call.text("client_msg_id")
    if call.text("username"):
        message |= {"username": call.text("username"), "subtype": "bot_message"}
    for name in ("icon_url", "icon_emoji"):
        if call.text(name):
            message.setdefault("icons", {})[name.removeprefix("icon_")] = call.text(name)
    return message


def without_payload(message: Json) -> Json:
    return dict(message)


def _refuse_restricted(channel: Channel, thread_ts: str) -> None:
    if channel.restricted == "read_only":
        raise Refusal("restricted_action_read_only_channel")
    if channel.restricted == "thread_only" and not thread_ts:
        raise Refusal("restricted_action_thread_only_channel")


def post_ephemeral(call: Call) -> Json:
    ws = call.ws
    payload = payload_of(call)
    user = call.need("user")
    channel = call.channel()
    refuse_closed(ws, channel)
    if ws.app.bot_user_id not in channel.members:
        raise Refusal("not_in_channel")
    if user not in channel.members or ws.world.people[user].deleted:
        raise Refusal("user_not_in_channel")
    if wait := ws.pace.post(channel.id):
        raise RateLimited(wait)
    message = bot_message(ws, body_of(ws, payload, parse=call.text("parse"), link_names=call.flag("link_names")))
    if call.text("thread_ts"):
        message["thread_ts"] = call.text("thread_ts")
    return {"message_ts": show_ephemeral(ws, channel.id, user, message)["ts"]}


def update(call: Call) -> Json:
    ws = call.ws
    payload = payload_of(call)
    channel = call.channel()
    message = _own_message(call, channel, "cant_update_message")
    if channel.archived:
        raise Refusal("is_archived")
    body = body_of(ws, payload, parse=call.text("parse", "client"), link_names=call.flag("link_names"), old=message)
    if payload.get("metadata") is not None:
        body["metadata"] = payload["metadata"]
    for name in ("blocks", "attachments"):
        if payload.get(name) == []:
            message.pop(name, None)
    if "text" not in payload:
        body.pop("text")
    changed = change(ws, channel, message["ts"], body, ws.app.bot_user_id)
    return {"channel": channel.id, "ts": message["ts"], "text": changed["text"], "message": without_payload(changed)}


def _own_message(call: Call, channel: Channel, error: str) -> Json:
    message = channel.messages.get(call.need("ts"))
    if message is None or message.get("subtype") == "tombstone":
        raise Refusal("message_not_found")
    if message.get("bot_id") != call.ws.app.bot_id:
        raise Refusal(error)
    return message


def delete(call: Call) -> Json:
    channel = call.channel()
    message = _own_message(call, channel, "cant_delete_message")
    remove(call.ws, channel, message["ts"])
    return {"channel": channel.id, "ts": message["ts"]}


def permalink(call: Call) -> Json:
    channel = call.channel()
    message = channel.messages.get(call.need("message_ts"))
    if message is None:
        raise Refusal("message_not_found")
    return {"channel": channel.id, "permalink": link_to(call.ws, channel, message)}


def link_to(ws: Workspace, channel: Channel, message: Json) -> str:
    """The message's permalink; a reply's names its thread."""
    link = f"https://{ws.world.domain}.slack.com/archives/{channel.id}/p{message['ts'].replace('.', '')}"
    thread: Any = message.get("thread_ts")
    return f"{link}?thread_ts={thread}&cid={channel.id}" if thread and thread != message["ts"] else link


def notification_text(message: Json) -> str:
    """The message as a person hears it read out."""
    return unescape(str(message.get("text", "")))


METHODS = (
    Method("chat.postMessage", post_message, 0, ("chat:write",)),
    Method("chat.postEphemeral", post_ephemeral, 4, ("chat:write",)),
    Method("chat.update", update, 3, ("chat:write",)),
    Method("chat.delete", delete, 3, ("chat:write",)),
    Method("chat.getPermalink", permalink, 0),
)
