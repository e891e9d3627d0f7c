"""Changes of the world from outside, each with the events that Slack would send."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sandbox.errors import Trouble
from sandbox.events import send_event, send_person
from sandbox.jsontypes import Json
from sandbox.pageverbs import enter
from sandbox.people import DoNotDisturb, Group, Person
from sandbox.shapes import group_shape
from sandbox.webapi.auth import revoke_tokens, uninstall_app
from sandbox.workspace import Workspace

WorldVerb = Callable[[Workspace, Json], Json]


def _person(ws: Workspace, order: Json) -> Person:
    return ws.world.person(str(order.pop("user", "")))


def _tell(ws: Workspace, person: Person, kind: str = "user_change") -> Json:
    person.updated = int(ws.clock.unix())
    ws.live.tell_all({"type": "person", "id": person.id})
    send_person(ws, kind, person.id)
    return {"user": person.id}


def add_person(ws: Workspace, order: Json) -> Json:
    """Also into the public channels named in `channels` (default: general)."""
    names = order.pop("channels", ["general"])
    person = ws.world.add_person(**order)
    answer = _tell(ws, person, "team_join")
    for name in names:
        channel = ws.world.channels.get(name) or ws.world.channel_named(name)
        if channel is not None:
            enter(ws, channel, person.id)
    return answer


def change_person(ws: Workspace, order: Json) -> Json:
    person = _person(ws, order)
    if unknown := person.change(order):
        raise ValueError(f"A person has no {', '.join(unknown)}.")
    return _tell(ws, person)


def deactivate(ws: Workspace, order: Json) -> Json:
    person = _person(ws, order)
    person.deleted = True
    for channel in ws.world.channels.values():
        if not channel.is_direct:
            channel.members.pop(person.id, None)
    for group in ws.world.groups.values():
        if person.id in group.users:
            group.users.remove(person.id)
    ws.stacks.pop(person.id, None)
    return _tell(ws, person)


def reactivate(ws: Workspace, order: Json) -> Json:
    person = _person(ws, order)
    person.deleted = False
    return _tell(ws, person)


def add_channel(ws: Workspace, order: Json) -> Json:
    """With its creator in it, or with the `members` named, or with everybody."""
    members = [order["creator"]] if order.get("creator") else "all"
    channel = ws.world.add_channel(**{"created": int(ws.clock.unix()), "members": members, **order})
    if channel.kind == "public":
        shape = {"id": channel.id, "name": channel.name, "created": channel.created, "creator": channel.creator}
        send_event(ws, {"type": "channel_created", "channel": shape})
    ws.live.tell_all({"type": "conversation", "id": channel.id})
    return {"channel": channel.id}


def archive(ws: Workspace, order: Json) -> Json:
    """`undo: true` opens it again."""
    channel = ws.world.channels[order["channel"]]
    channel.archived = not order.get("undo", False)
    kind = "channel" if channel.kind == "public" else "group"
    event = f"{kind}_archive" if channel.archived else f"{kind}_unarchive"
    send_event(ws, {"type": event, "channel": channel.id, "user": order.get("user", channel.creator)})
    ws.live.tell_all({"type": "conversation", "id": channel.id})
    return {"channel": channel.id, "archived": channel.archived}


def invite(ws: Workspace, order: Json) -> Json:
    """Puts a person, or the app ("app"), into a channel."""
    channel = ws.world.channels[order["channel"]]
    user = ws.app.bot_user_id if order["user"] == "app" else ws.world.person(order["user"]).id
    enter(ws, channel, user, inviter=order.get("inviter", ""))
    return {"channel": channel.id}


def add_group(ws: Workspace, order: Json) -> Json:
    group = ws.world.add_group(**{**order, "users": [ws.world.person(each).id for each in order.get("users", ())]})
    group.created = group.updated = int(ws.clock.unix())
    _tell_pages(ws, group)
    send_event(ws, {"type": "subteam_created", "subteam": group_shape(ws, group)})
    return {"group": group.id}


def _tell_pages(ws: Workspace, group: Group) -> None:
    shape = {"id": group.id, "handle": group.handle, "name": group.name, "users": group.users, "gone": group.deleted}
    ws.live.tell_all({"type": "group", "group": shape})


def set_group(ws: Workspace, order: Json) -> Json:
    """New members, or `disabled`."""
    group: Group = ws.world.groups[order["id"]]
    before = list(group.users)
    if "users" in order:
        group.users = [ws.world.person(each).id for each in order["users"]]
    group.deleted = bool(order.get("disabled", group.deleted))
    group.updated = int(ws.clock.unix())
    _tell_pages(ws, group)
    send_event(ws, {"type": "subteam_updated", "subteam": group_shape(ws, group)})
    added = [each for each in group.users if each not in before]
    removed = [each for each in before if each not in group.users]
    if added or removed:
        changed: Json = {"subteam_id": group.id, "team_id": ws.world.team_id, "date_update": group.updated}
        changed |= {"added_users": added, "added_users_count": len(added)}
        changed |= {"removed_users": removed, "removed_users_count": len(removed)}
        send_event(ws, {"type": "subteam_members_changed", **changed})
    return {"group": group.id}


def dnd(ws: Workspace, order: Json) -> Json:
    """`start` and `end` in unix seconds; without them Do Not Disturb is off."""
    person = _person(ws, order)
    start, end = int(order.get("start") or 1), int(order.get("end") or 1)
    person.dnd = DoNotDisturb(end > 1, start, end)
    status = {"dnd_enabled": person.dnd.enabled, "next_dnd_start_ts": start, "next_dnd_end_ts": end}
    send_event(ws, {"type": "dnd_updated_user", "user": person.id, "dnd_status": status})
    return {"user": person.id}


def revoke_token(ws: Workspace, order: Json) -> Json:
    revoke_tokens(ws)
    return {}


def new_token(ws: Workspace, order: Json) -> Json:
    """Installs (again) and answers the new bot token; `scopes` as in an authorize request, default the manifest's."""
    scopes = order.get("scopes")
    token = ws.app.install(frozenset(scopes) if scopes is not None else None)
    return {"bot_token": token.value}


def uninstall(ws: Workspace, order: Json) -> Json:
    if not ws.app.installed:
        raise Trouble("not_installed", "The app is not installed.")
    uninstall_app(ws)
    return {}


VERBS: Mapping[str, WorldVerb] = {
    "add_person": add_person,
    "change_person": change_person,
    "deactivate": deactivate,
    "reactivate": reactivate,
    "add_channel": add_channel,
    "archive": archive,
    "invite": invite,
    "add_group": add_group,
    "set_group": set_group,
    "dnd": dnd,
    "revoke_token": revoke_token,
    "new_token": new_token,
    "uninstall": uninstall,
}
