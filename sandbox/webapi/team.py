"""team.*, dnd.*, emoji.list, bots.info."""

from __future__ import annotations

from sandbox.errors import Refusal
from sandbox.jsontypes import Json
from sandbox.people import Person
from sandbox.webapi.call import Call, Method


def info(call: Call) -> Json:
    world = call.ws.world
    if call.text("team") not in ("", world.team_id):
        raise Refusal("team_not_found")
    shape = {**world.team_shape(), "url": f"https://{world.domain}.slack.com/", "email_domain": "", "icon": {}}
    if world.enterprise:
        shape["enterprise_id"] = world.enterprise.get("id", "")
        shape["enterprise_name"] = world.enterprise.get("name", "")
    return {"team": shape}


def profile(call: Call) -> Json:
    fields = [each.shape(place) for place, each in enumerate(call.ws.world.profile_fields)]
    section = {"id": "PS00000001", "team_id": call.ws.world.team_id, "section_type": "custom", "label": "About"}
    return {"profile": {"fields": fields, "sections": [section]}}


def _window(person: Person) -> Json:
    window = person.dnd
    return {
        "dnd_enabled": window.enabled,
        "next_dnd_start_ts": window.start,
        "next_dnd_end_ts": window.end,
    }


def dnd_info(call: Call) -> Json:
    person = call.ws.world.people.get(call.text("user") or call.ws.app.bot_user_id)
    if person is None:
        raise Refusal("user_not_found")
    return {**_window(person), "snooze_enabled": False}


def dnd_team(call: Call) -> Json:
    call.team_named()
    names = call.names("users")
    if not names:
        raise Refusal("no_users_provided")
    people = call.ws.world.people
    return {"users": {name: _window(people[name]) for name in names[:50] if name in people}}


def emoji_list(call: Call) -> Json:
    return {"emoji": dict(call.ws.world.emoji), "cache_ts": f"{call.ws.clock.unix():.6f}"}


def bot_info(call: Call) -> Json:
    app = call.ws.app
    if call.text("bot") not in ("", app.bot_id):
        raise Refusal("bot_not_found")
    profile_of_bot = app.bot_profile(call.ws.world.team_id, call.ws.bot.updated)
    return {"bot": {**profile_of_bot, "user_id": app.bot_user_id}}


METHODS = (
    Method("team.info", info, 3, ("team:read",)),
    Method("team.profile.get", profile, 3, ("users.profile:read",)),
    Method("dnd.info", dnd_info, 3, ("dnd:read",)),
    Method("dnd.teamInfo", dnd_team, 2, ("dnd:read",)),
    Method("emoji.list", emoji_list, 2, ("emoji:read",)),
    Method("bots.info", bot_info, 3, ("users:read",)),
)
