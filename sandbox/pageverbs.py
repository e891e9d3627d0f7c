"""The verbs of a person: what can be done in Slack with keyboard and mouse."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping

from sandbox import forms, interactions
from sandbox.channels import Channel
from sandbox.errors import Trouble
from sandbox.events import send_event, send_membership
from sandbox.jsontypes import Json
from sandbox.mrkdwn import typed
from sandbox.people import Person
from sandbox.posting import change, drop_ephemeral, place, remove, show, tell_unread
from sandbox.richtext import rich_text
from sandbox.shapes import file_shape
from sandbox.workspace import Workspace

Verb = Callable[[Workspace, Person, Json], Awaitable[Json]]
LONGEST = 40_000


def conversation(ws: Workspace, person: Person, order: Json, *, member: bool = True) -> Channel:
    """The conversation in the order, if this person may be there. Raises Trouble."""
    channel = ws.world.channels.get(str(order.get("channel", "")))
    if channel is None or (channel.kind != "public" and person.id not in channel.members):
        raise Trouble("channel_not_found", "That conversation does not exist.")
    if member and person.id not in channel.members:
        raise Trouble("not_in_channel", f"Join #{channel.name} first.")
    return channel


async def say(ws: Workspace, person: Person, order: Json) -> Json:
    channel = conversation(ws, person, order)
    text = str(order.get("text") or "")
    files = [ws.world.files[each] for each in order.get("files") or () if each in ws.world.files]
    if not text.strip() and not files:
        raise Trouble("no_text", "There is nothing to send.")
    if len(text) > LONGEST:
        raise Trouble("msg_too_long", "That message is too long.")
    if channel.archived:
        raise Trouble("is_archived", "That channel is archived.")
    _refuse_closed_tab(ws, channel)
    message: Json = {
        "type": "message",
        "user": person.id,
        "team": person.team,
        "text": typed(text, ws.world, escaped=bool(order.get("escaped"))),
        "ts": ws.next_ts(),
        "client_msg_id": str(uuid.uuid4()),
    }
    if message["text"]:
        message["blocks"] = rich_text(message["text"], ws.world.mint)
    if files:
        message |= {"subtype": "file_share", "files": [file_shape(ws, each) for each in files], "upload": True}
        for file in files:
            file.channels.append(channel.id)
    if thread := str(order.get("thread_ts") or ""):
        if thread not in channel.messages:
            raise Trouble("thread_not_found", "That thread is gone.")
        parent = channel.messages[thread]
        message |= {"thread_ts": parent.get("thread_ts", thread), "parent_user_id": parent.get("user", "")}
    return {"ts": place(ws, channel, message)["ts"]}


def _refuse_closed_tab(ws: Workspace, channel: Channel) -> None:
    if channel.kind != "im" or ws.app.bot_user_id not in channel.members:
        return
    page = ws.app.manifest
    if not page.messages_tab or page.messages_tab_read_only:
        raise Trouble("messages_tab_disabled", "Sending messages to this app has been turned off.")


async def command(ws: Workspace, person: Person, order: Json) -> Json:
    channel = conversation(ws, person, order)
    name, text = str(order.get("command", "")), str(order.get("text") or "").strip()
    return await interactions.run_command(ws, person, channel, name, text)


async def shortcut(ws: Workspace, person: Person, order: Json) -> Json:
    await interactions.run_shortcut(ws, person, str(order.get("callback_id", "")))
    return {}


async def message_shortcut(ws: Workspace, person: Person, order: Json) -> Json:
    channel = conversation(ws, person, order, member=False)
    callback_id, ts = str(order.get("callback_id", "")), str(order.get("ts", ""))
    await interactions.run_message_shortcut(ws, person, callback_id, channel, ts)
    return {}


async def action(ws: Workspace, person: Person, order: Json) -> Json:
    await interactions.act(ws, person, order)
    return {}


async def suggest(ws: Workspace, person: Person, order: Json) -> Json:
    return await interactions.suggest(ws, person, order)


async def submit(ws: Workspace, person: Person, order: Json) -> Json:
    await forms.submit(ws, person, str(order.get("view_id", "")), order.get("state") or {})
    return {}


async def close(ws: Workspace, person: Person, order: Json) -> Json:
    await forms.close(ws, person, str(order.get("view_id", "")), clear=bool(order.get("clear")))
    return {}


async def home(ws: Workspace, person: Person, order: Json) -> Json:
    return await interactions.open_app(ws, person, str(order.get("tab") or "home"))


async def react(ws: Workspace, person: Person, order: Json) -> Json:
    channel = conversation(ws, person, order, member=False)
    message = channel.messages.get(str(order.get("ts", "")))
    if message is None:
        raise Trouble("message_not_found", "That message is gone.")
    toggle_reaction(ws, channel, message, person.id, str(order.get("name", "")), remove=bool(order.get("remove")))
    return {}


def toggle_reaction(ws: Workspace, channel: Channel, message: Json, user: str, name: str, *, remove: bool) -> bool:
    """Adds or takes back a reaction; answers whether anything changed. The app hears of it where the bot is."""
    reactions = message.setdefault("reactions", [])
    held = next((each for each in reactions if each["name"] == name), None)
    if remove == (held is None or user not in held["users"]):
        if not reactions:
            message.pop("reactions")
        return False
    if held is None:
        held = {"name": name, "users": [], "count": 0}
        reactions.append(held)
    held["users"].remove(user) if remove else held["users"].append(user)
    held["count"] = len(held["users"])
    if not held["users"]:
        reactions.remove(held)
    if not reactions:
        message.pop("reactions")
    show(ws, channel, message, "changed")
    if ws.app.bot_user_id in channel.members:
        item = {"type": "message", "channel": channel.id, "ts": message["ts"]}
        event = {"type": "reaction_removed" if remove else "reaction_added", "user": user, "reaction": name}
        send_event(ws, {**event, "item": item, "item_user": message.get("user", "")})
    return True


async def edit(ws: Workspace, person: Person, order: Json) -> Json:
    channel, ts = conversation(ws, person, order), str(order.get("ts", ""))
    _own(channel, person, ts)
    text = typed(str(order.get("text") or ""), ws.world)
    change(ws, channel, ts, {"text": text, "blocks": rich_text(text, ws.world.mint)}, person.id)
    return {"ts": ts}


async def delete(ws: Workspace, person: Person, order: Json) -> Json:
    channel, ts = conversation(ws, person, order), str(order.get("ts", ""))
    _own(channel, person, ts)
    remove(ws, channel, ts)
    return {}


def _own(channel: Channel, person: Person, ts: str) -> None:
    message = channel.messages.get(ts)
    if message is None:
        raise Trouble("message_not_found", "That message is gone.")
    if message.get("user") != person.id:
        raise Trouble("cant_update_message", "That message is somebody else's.")


async def join(ws: Workspace, person: Person, order: Json) -> Json:
    channel = conversation(ws, person, order, member=False)
    if channel.archived:
        raise Trouble("is_archived", "That channel is archived.")
    enter(ws, channel, person.id)
    return {"channel": channel.id}


def enter(ws: Workspace, channel: Channel, user: str, *, inviter: str = "") -> None:
    """Puts a member into a channel, if they are not there yet, with the message and event that Slack makes of it."""
    if user in channel.members:
        return
    channel.members[user] = None
    channel.last_read[user] = channel.order[-1] if channel.order else ""
    note = {"type": "message", "subtype": "channel_join", "user": user, "text": f"<@{user}> has joined the channel"}
    if inviter:
        note["inviter"] = inviter
    place(ws, channel, {**note, "ts": ws.next_ts()})
    ws.live.tell_all({"type": "conversation", "id": channel.id})
    send_membership(ws, channel, user, joined=True, inviter=inviter)


async def leave(ws: Workspace, person: Person, order: Json) -> Json:
    channel = conversation(ws, person, order)
    send_membership(ws, channel, person.id, joined=False)
    channel.members.pop(person.id)
    ws.live.tell_all({"type": "conversation", "id": channel.id})
    return {}


async def dm(ws: Workspace, person: Person, order: Json) -> Json:
    wanted = order.get("with") or []
    others = [wanted] if isinstance(wanted, str) else list(wanted)
    if not others or any(each not in ws.world.people for each in others):
        raise Trouble("user_not_found", "There is nobody of that name.")
    channel = ws.world.direct(person.id, *others)
    ws.live.tell(channel.members, {"type": "conversation", "id": channel.id})
    return {"channel": channel.id}


async def read(ws: Workspace, person: Person, order: Json) -> Json:
    channel = conversation(ws, person, order, member=False)
    channel.last_read[person.id] = str(order.get("ts") or (channel.order[-1] if channel.order else ""))
    tell_unread(ws, channel)
    return {}


async def dismiss(ws: Workspace, person: Person, order: Json) -> Json:
    if not drop_ephemeral(ws, str(order.get("channel", "")), person.id, str(order.get("ts", ""))):
        raise Trouble("message_not_found", "That message is gone.")
    return {}


VERBS: Mapping[str, Verb] = {
    "say": say,
    "command": command,
    "shortcut": shortcut,
    "message_shortcut": message_shortcut,
    "action": action,
    "suggest": suggest,
    "submit": submit,
    "close": close,
    "home": home,
    "react": react,
    "edit": edit,
    "delete": delete,
    "join": join,
    "leave": leave,
    "dm": dm,
    "read": read,
    "dismiss": dismiss,
}
