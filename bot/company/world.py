"""The company's workspace as a sandbox world: a plain mapping, so that the sandbox stays a stranger to us."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from bot.company import sheets
from bot.company.company import Company, slack_id
from bot.company.person import Person

MANAGER, DEPARTMENT, COUNTRY = "Xf07MANAGER", "Xf07DEPARTM", "Xf07COUNTRY"
COLORS = ("9f69e7", "4bbe2e", "e7392d", "3c989f", "674b1b", "e96699", "e0a729", "684b6c", "5b89d5", "2b6836", "99a949")
QUIET = {"clementine": (21, 9), "bodhi": (19, 7)}
"""Members of the cast who are in Do Not Disturb at night: local hours."""
NAMED = re.compile(r"(?<![\w/])([@#])([\w-]+)")


def channel_id(key: str) -> str:
    """The id of one of the company's channels, by its key in channels.yml."""
    return slack_id("C", key)


def world_of(company: Company) -> dict[str, Any]:
    """What `sandbox.world.World.from_mapping` takes, and `messages`: what was said lately, oldest first, as Slack's
    message objects with their `channel`. Ids equal those that `bot.seed` writes into Candor's directory."""
    return {
        "team": {"id": company.team_id, "name": company.house.name, "domain": company.house.domain},
        "profile_fields": [
            {"id": MANAGER, "label": "Manager", "type": "user"},
            {"id": DEPARTMENT, "label": "Department", "type": "text"},
            {"id": COUNTRY, "label": "Country", "type": "text"},
        ],
        "people": [_member(company, person) for person in company],
        "groups": [
            {"id": group.id, "handle": group.handle, "name": group.name, "users": list(group.members)}
            for group in company.groups()
        ],
        "channels": [_channel(company, room) for room in sheets.channels()],
        "messages": sorted(_said(company), key=lambda message: str(message["ts"])),
    }


def _member(company: Company, person: Person) -> dict[str, Any]:
    fields = {MANAGER: person.manager, DEPARTMENT: person.department, COUNTRY: person.country}
    member: dict[str, Any] = {
        "id": person.id,
        "name": person.handle,
        "real_name": person.name,
        "display_name": person.display,
        "email": person.email,
        "title": person.title,
        "department": person.department,
        "tz": person.zone,
        "locale": person.locale,
        "color": COLORS[person.place % len(COLORS)],
        "guest": "multi" if person.guest else "",
        "is_admin": person.admin,
        "is_owner": person.owner,
        "is_primary_owner": person.owner,
        "deleted": not person.active,
        "updated": int((person.left or person.joined).timestamp()),
        "fields": {key: value for key, value in fields.items() if value},
    }
    if person.handle in QUIET:
        member["dnd"] = _night(company.now, *QUIET[person.handle])
    return member


def _night(now: datetime, start: int, end: int) -> dict[str, Any]:
    """The next window of Do Not Disturb that has not ended, in unix seconds."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    begins, ends = midnight + timedelta(hours=start), midnight + timedelta(hours=24 + end)
    return {"enabled": True, "start": int(begins.timestamp()), "end": int(ends.timestamp())}


def _channel(company: Company, room: sheets.Room) -> dict[str, Any]:
    created = int((company.now - timedelta(days=1500)).timestamp())
    facts = {"id": channel_id(room.key), "name": room.name, "kind": room.kind, "topic": room.topic, "created": created}
    return {**facts, "members": [person.id for person in company if person.active and _belongs(company, person, room)]}


def _belongs(company: Company, person: Person, room: sheets.Room) -> bool:
    if person.guest:
        return room.key == "random"
    words = company.words_of(person.place)
    return "all" in room.who or words in room.who or person.handle in room.who


def _said(company: Company) -> Iterator[dict[str, Any]]:
    for each in sheets.chatter():
        if each["who"] not in company:
            continue
        at = _said_at(company, each)
        first = _message(company, each["channel"], each["who"], each["text"], at)
        if reactions := _reactions(company, each.get("reactions", {})):
            first["reactions"] = reactions
        answers = [answer for answer in each.get("replies", ()) if answer[1] in company]
        if answers:
            people = list(dict.fromkeys(company[who].id for _, who, _ in answers))
            first |= {"thread_ts": first["ts"], "reply_count": len(answers), "reply_users": people}
            first |= {"reply_users_count": len(people)}
        for number, (after, who, text) in enumerate(answers):
            when = min(at + timedelta(hours=float(after)), company.now - timedelta(minutes=5)) + timedelta(
                seconds=number
            )
            reply = _message(company, each["channel"], who, text, when) | {"thread_ts": first["ts"]}
            first["latest_reply"] = reply["ts"]
            yield reply
        yield first


def _said_at(company: Company, said: Mapping[str, Any]) -> datetime:
    """About so many hours ago, but on a weekday and in the speaker's office hours; storms keep no hours."""
    at = company.now - timedelta(hours=float(said["ago"]))
    if said["channel"] == "storm-watch":
        return at
    day, minute = at.date(), crc32(said["text"].encode()) % (9 * 60)
    while True:
        if day.weekday() < 5:
            local = datetime.combine(day, time(8), ZoneInfo(company[said["who"]].zone)) + timedelta(minutes=minute)
            if local.astimezone(UTC) < company.now - timedelta(minutes=15):
                return local.astimezone(UTC)
        day -= timedelta(days=1)


def _message(company: Company, channel: str, who: str, text: str, at: datetime) -> dict[str, Any]:
    said = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {
        "channel": channel_id(channel),
        "type": "message",
        "user": company[who].id,
        "text": NAMED.sub(lambda found: _mention(company, found), said),
        "ts": stamp(at, text),
        "team": company.team_id,
    }


def _mention(company: Company, found: re.Match[str]) -> str:
    kind, name = found.groups()
    if kind == "@" and name in company:
        return f"<@{company[name].id}>"
    if kind == "#" and name in {room.name for room in sheets.channels()}:
        return f"<#{channel_id(name)}|{name}>"
    return found.group()


def _reactions(company: Company, given: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    people = {name: [company[who].id for who in whose if who in company] for name, whose in given.items()}
    return [{"name": name, "users": users, "count": len(users)} for name, users in people.items() if users]


def stamp(at: datetime, salt: str) -> str:
    """A Slack timestamp for that moment; the salt sets the last digits, so that two of one second differ."""
    return f"{int(at.timestamp())}.{sum(salt.encode()) * 7919 % 1_000_000:06d}"


def channels_for_settings() -> dict[str, str]:
    """Candor's channel settings, such as `kudos_channel`, with the ids of the company's channels."""
    return {room.setting: channel_id(room.key) for room in sheets.channels() if room.setting}
