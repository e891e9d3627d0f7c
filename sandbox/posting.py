"""Messages on their way into conversations: kept, shown, counted, told to the app."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from sandbox.blockids import keep_ids, with_ids
from sandbox.channels import Channel, in_main_flow
from sandbox.events import send_message_event
from sandbox.jsontypes import Json
from sandbox.mrkdwn import pinged, plain, published
from sandbox.workspace import Workspace


def place(ws: Workspace, channel: Channel, message: Json) -> Json:
    """Puts a finished message (with its ts) into the conversation and tells everybody whom it concerns."""
    channel.put(message)
    if channel.is_direct and len(channel.order) == 1:
        ws.live.tell(channel.members, {"type": "conversation", "id": channel.id})
    author = message.get("user", "")
    if author in channel.members and in_main_flow(message):
        channel.last_read[author] = message["ts"]
    show(ws, channel, message)
    parent = message.get("thread_ts")
    if parent and parent != message["ts"]:
        count_reply(ws, channel, parent)
    tell_unread(ws, channel, but=author)
    send_message_event(ws, channel, {**message, "event_ts": message["ts"]})
    return message


def audience(ws: Workspace, channel: Channel) -> set[str]:
    return ws.live.watchers if channel.kind == "public" else ws.live.watchers & set(channel.members)


def show(ws: Workspace, channel: Channel, message: Json, kind: str = "message") -> None:
    if watching := audience(ws, channel):
        ws.live.tell(watching, {"type": kind, "channel": channel.id, "message": message})


def count_reply(ws: Workspace, channel: Channel, parent_ts: str) -> None:
    """Brings the parent's reply figures up to date."""
    parent = channel.messages.get(parent_ts)
    if parent is None:
        return
    replies = [channel.messages[ts] for ts in channel.threads.get(parent_ts, [])]
    if replies:
        users = list(dict.fromkeys(str(each.get("user") or each.get("bot_id")) for each in replies))
        parent |= {
            "thread_ts": parent_ts,
            "reply_count": len(replies),
            "reply_users": users[:5],
            "reply_users_count": len(users),
            "latest_reply": replies[-1]["ts"],
            "is_locked": False,
            "subscribed": False,
        }
    else:
        names = ("thread_ts", "reply_count", "reply_users", "reply_users_count", "latest_reply", "is_locked")
        for name in (*names, "subscribed"):
            parent.pop(name, None)
    show(ws, channel, parent, "changed")


def unread(ws: Workspace, channel: Channel, user: str) -> tuple[int, int]:
    """Unread messages of the main flow, and how many of all new ones call for this person."""
    count = mentions = 0
    for message in channel.after(channel.last_read.get(user, "")):
        if message.get("user") == user:
            continue
        flows = in_main_flow(message)
        count += flows
        if channel.is_direct:
            mentions += flows
            continue
        users, everybody = pinged(message, ws.world)
        mentions += user in users or (everybody and flows)
    return count, mentions


def tell_unread(ws: Workspace, channel: Channel, *, but: str = "") -> None:
    for user in ws.live.watchers & set(channel.members) - {but}:
        count, mentions = unread(ws, channel, user)
        ws.live.tell([user], {"type": "unread", "channel": channel.id, "unread": count, "mentions": mentions})


def change(ws: Workspace, channel: Channel, ts: str, changes: Json, editor: str) -> Json:
    """Edits a message in place and sends message_changed."""
    message = channel.messages[ts]
    before = {**message}
    message.update(changes)
    now = ws.next_ts()
    if editor:
        message["edited"] = {"user": editor, "ts": now}
    show(ws, channel, message, "changed")
    tell_unread(ws, channel)
    news = {"subtype": "message_changed", "message": {**message}, "previous_message": before, "hidden": True}
    send_message_event(ws, channel, {**news, "ts": now, "event_ts": now})
    return message


def remove(ws: Workspace, channel: Channel, ts: str) -> None:
    """Deletes a message and sends message_deleted. A parent with replies stays as a tombstone."""
    message = channel.messages[ts]
    before = {**message}
    if channel.threads.get(ts):
        for name in ("blocks", "attachments", "files", "metadata", "reactions"):
            message.pop(name, None)
        message |= {"subtype": "tombstone", "text": "This message was deleted.", "hidden": True}
        show(ws, channel, message, "changed")
    else:
        channel.drop(ts)
        ws.live.tell(audience(ws, channel), {"type": "deleted", "channel": channel.id, "ts": ts})
        parent = before.get("thread_ts")
        if parent and parent != ts:
            count_reply(ws, channel, parent)
    tell_unread(ws, channel)
    now = ws.next_ts()
    news = {"subtype": "message_deleted", "deleted_ts": ts, "previous_message": before, "hidden": True}
    send_message_event(ws, channel, {**news, "ts": now, "event_ts": now})


def show_ephemeral(ws: Workspace, channel: str, user: str, message: Json) -> Json:
    """Keeps a message that only this person sees."""
    message = {**message, "ephemeral": True, "is_ephemeral": True, "type": "message"}
    ws.ephemerals.setdefault(user, {}).setdefault(channel, []).append(message)
    ws.live.tell([user], {"type": "message", "channel": channel, "message": message})
    return message


def find_ephemeral(ws: Workspace, channel: str, user: str, ts: str) -> Json | None:
    kept = ws.ephemerals.get(user, {}).get(channel, [])
    return next((each for each in kept if each["ts"] == ts), None)


def drop_ephemeral(ws: Workspace, channel: str, user: str, ts: str) -> bool:
    kept = ws.ephemerals.get(user, {}).get(channel, [])
    message = find_ephemeral(ws, channel, user, ts)
    if message is None:
        return False
    kept.remove(message)
    ws.live.tell([user], {"type": "deleted", "channel": channel, "ts": ts})
    return True


def body_of(
    ws: Workspace, payload: Json, *, parse: str = "none", link_names: bool = False, old: Json | None = None
) -> Json:
    """Text, blocks and attachments of an app's payload as Slack keeps them: escaped, linked, with block ids.

    `old` is the message that takes this instead of what it says.
    """
    names = link_names or parse in ("full", "client")
    text = published(str(payload.get("text") or ""), ws.world, names=names, broadcasts=names)
    body: Json = {"text": text}
    if payload.get("blocks"):
        blocks = dressed(ws, payload["blocks"])
        keep_ids(blocks, (old or {}).get("blocks") or [])
        body["blocks"] = with_ids(blocks, ws.world.mint)
    if payload.get("attachments"):
        attachments = [dressed(ws, each) for each in payload["attachments"]]
        for number, each in enumerate(attachments, start=1):
            each.setdefault("id", number)
            each.setdefault("fallback", "[no preview available]")
            if "blocks" in each:
                each["blocks"] = with_ids(each["blocks"], ws.world.mint)
        body["attachments"] = attachments
    if "blocks" not in body and isinstance(payload.get("markdown_text"), str):
        body["text"] = published(payload["markdown_text"], ws.world)
        body["blocks"] = with_ids([{"type": "markdown", "text": payload["markdown_text"]}], ws.world.mint)
    return body


def dressed(ws: Workspace, part: Any) -> Any:
    """A copy of the blocks with every text object as Slack keeps it, and files behind `slack_file` filled in."""
    if isinstance(part, list):
        return [dressed(ws, each) for each in part]
    if not isinstance(part, dict):
        return part
    copy = {key: dressed(ws, value) for key, value in part.items()}
    kind, text = part.get("type"), part.get("text")
    if kind == "mrkdwn" and isinstance(text, str):
        bare = not part.get("verbatim", False)
        copy["text"] = published(text, ws.world, links=bare, broadcasts=bare)
        copy["verbatim"] = not bare
    elif kind == "plain_text" and isinstance(text, str):
        copy["text"] = plain(text)
        copy.setdefault("emoji", True)
    elif kind == "image" and "slack_file" in part:
        copy |= _picture_of(ws, part["slack_file"])
    return copy


def _picture_of(ws: Workspace, reference: Json) -> Json:
    """Raises nothing: the caller has checked that the file is there."""
    wanted = str(reference.get("id") or reference.get("url") or "")
    file = next((each for each in ws.world.files.values() if each.id == wanted or f"{each.id}/" in wanted), None)
    if file is None:
        return {}
    return {
        "image_url": f"{ws.base_url}/sandbox/files/{file.id}/{quote(file.name)}",
        "image_bytes": len(file.content),
        "is_animated": file.mimetype == "image/gif",
    }
