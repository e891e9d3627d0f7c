"""users.*"""

from __future__ import annotations

from sandbox.errors import Refusal
from sandbox.jsontypes import Json
from sandbox.people import Person
from sandbox.shapes import channel_shape, profile_shape, user_shape
from sandbox.webapi.call import Call, Method
from sandbox.webapi.conversations import READ_SCOPES, wanted_kinds

MANY = 500


def _person(call: Call) -> Person:
    person = call.ws.world.people.get(call.need("user"))
    if person is None:
        raise Refusal("user_not_found")
    return person


def list_(call: Call) -> Json:
    """Everybody, deactivated users, bots and Slackbot included. Without `limit` a large workspace refuses."""
    call.team_named()
    people = list(call.ws.world.people.values())
    if not call.text("limit") and len(people) > MANY:
        raise Refusal("limit_required")
    default = 100 if call.text("limit") else len(people) * 5 // 4 + 1
    page, metadata = call.page(people, default=default)
    email = call.may("users:read.email")
    members = [user_shape(call.ws, each, email=email) for each in page]
    if call.flag("include_locale"):
        members = [{**shape, "locale": person.locale} for shape, person in zip(members, page, strict=True)]
    return {"members": members, "cache_ts": int(call.ws.clock.unix()), "response_metadata": metadata}


def info(call: Call) -> Json:
    person = _person(call)
    shape = user_shape(call.ws, person, email=call.may("users:read.email"))
    if call.flag("include_locale"):
        shape["locale"] = person.locale
    return {"user": shape}


def profile(call: Call) -> Json:
    person = _person(call)
    return {"profile": profile_shape(call.ws, person, email=call.may("users:read.email"), fields=True)}


def by_email(call: Call) -> Json:
    wanted = call.need("email").lower()
    for person in call.ws.world.people.values():
        if person.email and person.email.lower() == wanted and not person.deleted:
            return {"user": user_shape(call.ws, person, email=True)}
    raise Refusal("users_not_found")


def conversations(call: Call) -> Json:
    """The conversations of `user` (default: the bot) that the bot may know of."""
    call.team_named()
    ws, bot = call.ws, call.ws.app.bot_user_id
    kinds = wanted_kinds(call)
    user = call.text("user") or bot
    if user not in ws.world.people:
        raise Refusal("user_not_found")
    hidden = call.flag("exclude_archived")
    found = [
        each
        for each in ws.world.conversations_of(user)
        if each.kind in kinds and not (hidden and each.archived) and (each.kind == "public" or bot in each.members)
    ]
    page, metadata = call.page(found, most=999)
    return {"channels": [channel_shape(ws, each, bot) for each in page], "response_metadata": metadata}


def presence(call: Call) -> Json:
    person = _person(call)
    return {"presence": "away" if person.deleted else person.presence}


METHODS = (
    Method("users.list", list_, 2, ("users:read",)),
    Method("users.info", info, 4, ("users:read",)),
    Method("users.profile.get", profile, 4, ("users.profile:read",)),
    Method("users.lookupByEmail", by_email, 3, ("users:read.email",)),
    Method("users.conversations", conversations, 3, READ_SCOPES),
    Method("users.getPresence", presence, 3, ("users:read",)),
)
