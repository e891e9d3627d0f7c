"""conversations.open, list, info, members, join, invite, leave."""

from __future__ import annotations

from sandbox.channels import API_TYPES, Channel
from sandbox.errors import Refusal
from sandbox.events import send_membership
from sandbox.jsontypes import Json
from sandbox.pageverbs import enter
from sandbox.shapes import channel_shape
from sandbox.webapi.call import Call, Method

SCOPE_OF = {"public": "channels:read", "private": "groups:read", "im": "im:read", "mpim": "mpim:read"}
READ_SCOPES = tuple(SCOPE_OF.values())
MOST_TOGETHER = 8


def wanted_kinds(call: Call) -> list[str]:
    """The kinds in `types` (default public_channel), each with its scope. Raises Refusal."""
    kinds = {api: kind for kind, api in API_TYPES.items()}
    names = call.names("types") or ["public_channel"]
    if any(name not in kinds for name in names):
        raise Refusal("invalid_types")
    wanted = [kinds[name] for name in names]
    for kind in wanted:
        call.allow(SCOPE_OF[kind])
    return wanted


def open_(call: Call) -> Json:
    """The DM or group DM with these people; `channel` resumes one."""
    ws = call.ws
    if call.text("channel"):
        channel = call.channel()
        if not channel.is_direct:
            raise Refusal("method_not_supported_for_channel_type")
        return _opened(call, channel, already=True)
    names = [each for each in call.names("users") if each != ws.app.bot_user_id]
    if not names:
        raise Refusal("users_list_not_supplied")
    if len(names) > MOST_TOGETHER:
        raise Refusal("too_many_users")
    call.allow("im:write" if len(names) == 1 else "mpim:write")
    for name in names:
        person = ws.world.people.get(name)
        if person is None:
            raise Refusal("user_not_found")
        if person.deleted:
            raise Refusal("user_disabled")
        if person.is_bot:
            raise Refusal("cannot_dm_bot")
    before = len(ws.world.channels)
    channel = ws.world.direct(*names, ws.app.bot_user_id)
    made = len(ws.world.channels) > before
    already = not made and ws.app.bot_user_id in channel.opened_by
    channel.opened_by.add(ws.app.bot_user_id)
    return _opened(call, channel, already=already)


def _opened(call: Call, channel: Channel, *, already: bool) -> Json:
    flags = {"no_op": True, "already_open": True} if already else {}
    shape = {"id": channel.id}
    if call.flag("return_im"):
        shape = channel_shape(call.ws, channel, call.ws.app.bot_user_id)
    return {**flags, "channel": shape}


def list_(call: Call) -> Json:
    call.team_named()
    ws, bot = call.ws, call.ws.app.bot_user_id
    kinds = wanted_kinds(call)
    found = [
        each
        for each in ws.world.channels.values()
        if each.kind in kinds
        and not (call.flag("exclude_archived") and each.archived)
        and (each.kind == "public" or bot in each.members)
    ]
    page, metadata = call.page(found, most=999)
    return {"channels": [channel_shape(ws, each, bot) for each in page], "response_metadata": metadata}


def _read(call: Call) -> Channel:
    channel = call.channel()
    call.allow(SCOPE_OF[channel.kind])
    return channel


def info(call: Call) -> Json:
    channel = _read(call)
    shape = channel_shape(call.ws, channel, call.ws.app.bot_user_id)
    if not call.flag("include_num_members"):
        shape.pop("num_members", None)
    return {"channel": shape}


def members(call: Call) -> Json:
    page, metadata = call.page(list(_read(call).members))
    return {"members": page, "response_metadata": metadata}


def join(call: Call) -> Json:
    channel, bot = call.channel(), call.ws.app.bot_user_id
    if channel.kind != "public":
        raise Refusal("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refusal("is_archived")
    shape = {"channel": channel_shape(call.ws, channel, bot)}
    if bot in channel.members:
        return {**shape, "warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    enter(call.ws, channel, bot)
    return {"channel": channel_shape(call.ws, channel, bot)}


def invite(call: Call) -> Json:
    ws, channel = call.ws, call.channel()
    public = channel.kind == "public"
    call.allow(*(("channels:manage", "channels:write.invites") if public else ("groups:write", "groups:write.invites")))
    if ws.app.bot_user_id not in channel.members:
        raise Refusal("not_in_channel")
    if channel.archived:
        raise Refusal("is_archived")
    users = call.names("users")
    if not users:
        raise Refusal("no_user")
    for user in users:
        if user == ws.app.bot_user_id:
            raise Refusal("cant_invite_self")
        if user not in ws.world.people:
            raise Refusal("user_not_found")
        if user in channel.members:
            raise Refusal("already_in_channel")
        if ws.world.people[user].deleted or ws.world.people[user].is_bot:
            raise Refusal("cant_invite")
    for user in users:
        enter(ws, channel, user, inviter=ws.app.bot_user_id)
    return {"channel": channel_shape(ws, channel, ws.app.bot_user_id)}


def leave(call: Call) -> Json:
    channel, bot = call.channel(), call.ws.app.bot_user_id
    if channel.is_direct:
        raise Refusal("method_not_supported_for_channel_type")
    if bot not in channel.members:
        return {"not_in_channel": True}
    send_membership(call.ws, channel, bot, joined=False)
    channel.members.pop(bot)
    return {}


METHODS = (
    Method("conversations.open", open_, 3, ("im:write", "mpim:write")),
    Method("conversations.list", list_, 2, READ_SCOPES),
    Method("conversations.info", info, 3, READ_SCOPES),
    Method("conversations.members", members, 4, READ_SCOPES),
    Method("conversations.join", join, 3, ("channels:join",)),
    Method("conversations.invite", invite, 3),
    Method("conversations.leave", leave, 3, ("channels:manage", "groups:write")),
)
