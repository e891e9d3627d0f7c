"""usergroups.list and usergroups.users.list."""

from __future__ import annotations

from sandbox.errors import Refusal
from sandbox.jsontypes import Json
from sandbox.shapes import group_shape
from sandbox.webapi.call import Call, Method


def list_(call: Call) -> Json:
    call.team_named()
    groups = [each for each in call.ws.world.groups.values() if call.flag("include_disabled") or not each.deleted]
    users = call.flag("include_users")
    shapes = [group_shape(call.ws, each, users=users) for each in groups]
    if not call.flag("include_count"):
        for shape in shapes:
            shape.pop("user_count")
    return {"usergroups": shapes}


def users(call: Call) -> Json:
    call.team_named()
    group = call.ws.world.groups.get(call.need("usergroup"))
    if group is None or (group.deleted and not call.flag("include_disabled")):
        raise Refusal("no_such_subteam")
    return {"users": list(group.users)}


METHODS = (
    Method("usergroups.list", list_, 2, ("usergroups:read",)),
    Method("usergroups.users.list", users, 2, ("usergroups:read",)),
)
