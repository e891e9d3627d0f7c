"""bookmarks.add, edit, remove, list."""

from __future__ import annotations

from sandbox.channels import Channel
from sandbox.errors import Refusal
from sandbox.jsontypes import Json
from sandbox.webapi.call import Call, Method

MOST = 100
LINKS = ("https://", "http://", "mailto:")


def _channel(call: Call) -> Channel:
    channel = call.channel("channel_id")
    if call.ws.app.bot_user_id not in channel.members:
        raise Refusal("permission_denied")
    return channel


def _held(call: Call, channel: Channel) -> Json:
    found = next((each for each in channel.bookmarks if each["id"] == call.need("bookmark_id")), None)
    if found is None:
        raise Refusal("not_found")
    return found


def _link(call: Call) -> str:
    if not call.text("link").startswith(LINKS):
        raise Refusal("invalid_link")
    return call.text("link")


def _emoji(call: Call) -> str:
    value = call.text("emoji")
    if value and not (value.startswith(":") and value.endswith(":")):
        raise Refusal("invalid_emoji")
    return value


def add(call: Call) -> Json:
    channel = _channel(call)
    title = call.need("title")
    if call.need("type") != "link":
        raise Refusal("invalid_bookmark_type")
    if len(channel.bookmarks) >= MOST:
        raise Refusal("too_many_bookmarks")
    now = int(call.ws.clock.unix())
    bookmark: Json = {
        "id": call.ws.world.mint.id("Bk"),
        "channel_id": channel.id,
        "title": title,
        "link": _link(call),
        "emoji": _emoji(call),
        "icon_url": "",
        "type": "link",
        "entity_id": None,
        "date_created": now,
        "date_updated": 0,
        "rank": f"{len(channel.bookmarks):04d}",
        "last_updated_by_user_id": call.ws.app.bot_user_id,
        "last_updated_by_team_id": call.ws.world.team_id,
        "app_id": call.ws.app.id,
    }
    channel.bookmarks.append(bookmark)
    return {"bookmark": bookmark}


def edit(call: Call) -> Json:
    bookmark = _held(call, _channel(call))
    if call.text("title"):
        bookmark["title"] = call.text("title")
    if call.text("link"):
        bookmark["link"] = _link(call)
    if "emoji" in call.args:
        bookmark["emoji"] = _emoji(call)
    bookmark["date_updated"] = int(call.ws.clock.unix())
    return {"bookmark": bookmark}


def remove(call: Call) -> Json:
    channel = _channel(call)
    channel.bookmarks.remove(_held(call, channel))
    return {}


def list_(call: Call) -> Json:
    return {"bookmarks": list(call.channel("channel_id").bookmarks)}


METHODS = (
    Method("bookmarks.add", add, 2, ("bookmarks:write",)),
    Method("bookmarks.edit", edit, 2, ("bookmarks:write",)),
    Method("bookmarks.remove", remove, 2, ("bookmarks:write",)),
    Method("bookmarks.list", list_, 3, ("bookmarks:read",)),
)
