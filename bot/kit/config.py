"""The workspace's settings, typed. Stored as text under the contract's names; read as `Config`.

`parse("digest_time", "9:00")` checks one setting as a person typed it and answers the text to store, or raises
`Invalid(value=sentence)`. Adding a setting is one line in `SETTINGS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from difflib import get_close_matches
from zoneinfo import available_timezones

import holidays

from bot.kit.errors import Invalid
from bot.kit.words import languages, listed, say

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PERSON = re.compile(r"^<?@?([UW][A-Z0-9]+)(?:\|[^>]*)?>?$")
GROUP = re.compile(r"^(?:<!subteam\^)?(S[A-Z0-9]+)(?:\|[^>]*)?>?$")
CHANNEL = re.compile(r"^<?#?([CG][A-Z0-9]+)(?:\|[^>]*)?>?$")
TAG = re.compile(r"^#?([^\W_][\w-]{0,39})$")
RETENTION = {
    "messages": 90,
    "checkins": 180,
    "feedback": 730,
    "coaching": 730,
    "reviews": 1095,
    "talent": 1095,
    "audit": 1095,
    "kudos": 0,
    "goals": 0,
    "growth": 0,
    "people": 0,
    "digest": 0,
}
"""Days kept, by room (product.md, Leaving), and of what the house itself keeps: messages and audit; 0 keeps.

Expectations, plans and activities are all growth's."""
ROOMS = (
    *("kudos", "feedback", "checkins", "coaching", "goals", "reviews", "growth", "talent", "people", "digest"),
    "candor",
)
"""The nouns of all rooms, those to come included."""
HOME_OF_SETTINGS = "candor"
"""Switched off, nobody in Slack could switch it on again."""


def _people_or_group(typed: str) -> str:
    found = []
    for item in filter(None, (part.strip() for part in typed.split(","))):
        match = PERSON.match(item) or GROUP.match(item)
        if match is None:
            raise ValueError(say("“{item}” is neither a person's id (U…) nor a user group's (S…).", item=item))
        found.append(match.group(1))
    return ",".join(dict.fromkeys(found))


def _channel(typed: str) -> str:
    match = CHANNEL.match(typed)
    if typed and match is None:
        raise ValueError(say("Give the channel's id, such as C0123ABCD (channel details show it)."))
    return match.group(1) if match else ""


def _values(typed: str) -> str:
    found: dict[str, str] = {}
    for item in filter(None, (part.strip() for part in typed.split(","))):
        match = TAG.match(item)
        if match is None:
            raise ValueError(say("“{item}” cannot be a value: use letters, digits, - and _.", item=item))
        found.setdefault(match.group(1).casefold(), match.group(1))
    return ",".join(found.values())


def _zone(typed: str) -> str:
    if typed not in available_timezones():
        raise ValueError(say("“{typed}” is no time zone; write one such as Europe/Berlin.", typed=typed))
    return typed


def _country(typed: str) -> str:
    code = typed.upper()
    if code and code not in holidays.list_supported_countries():
        raise ValueError(say("“{typed}” is no country that I know; write two letters such as DE.", typed=typed))
    return code


def _day(typed: str) -> str:
    day = typed.lower()[:3]
    if day not in DAYS:
        raise ValueError(say("“{typed}” is no day; write one of {days}.", typed=typed, days=listed(list(DAYS))))
    return day


def _workdays(typed: str) -> str:
    """`mon-fri`, `sun-thu`, `mon,wed,fri`; a range may pass the week's end."""
    ranges = []
    for part in filter(None, (piece.strip() for piece in typed.split(","))):
        first, dash, last = part.partition("-")
        ranges.append(_day(first.strip()) + (f"-{_day(last.strip())}" if dash else ""))
    if not ranges:
        raise ValueError(say("Name at least one working day, such as mon-fri."))
    return ",".join(ranges)


def _time(typed: str) -> str:
    match = re.fullmatch(r"([0-9]{1,2})[:.h]([0-9]{2})", typed)
    if match is None or int(match.group(1)) > 23 or int(match.group(2)) > 59:
        raise ValueError(say("“{typed}” is no time of day; write one such as 09:00.", typed=typed))
    return f"{int(match.group(1)):02}:{match.group(2)}"


def _hours(typed: str) -> str:
    if typed.lower() in ("", "off", "none"):
        return ""
    start, dash, end = typed.partition("-")
    if not dash:
        raise ValueError(say("Write two times with a dash between, such as 18:00-09:00, or “off”."))
    found = f"{_time(start.strip())}-{_time(end.strip())}"
    if found[:5] == found[6:]:
        raise ValueError(say("Both times are the same, so nothing could ever be said; write “off” for none."))
    return found


def _number(least: int, most: int) -> Callable[[str], str]:
    def check(typed: str) -> str:
        if not re.fullmatch(r"[0-9]{1,9}", typed) or not least <= int(typed) <= most:
            raise ValueError(say("Write a whole number from {least} to {most}.", least=least, most=most))
        return str(int(typed))

    return check


def _switch(typed: str) -> str:
    word = typed.lower()
    if word in ("on", "yes", "true", "1"):
        return "on"
    if word in ("off", "no", "false", "0", ""):
        return "off"
    raise ValueError(say("Write “on” or “off”."))


def _language(typed: str) -> str:
    if typed not in languages():
        raise ValueError(say("I speak {languages}.", languages=listed(languages())))
    return typed


def _text(typed: str) -> str:
    return typed[:200]


def _rooms(typed: str) -> str:
    """`talent, digest:DE`: rooms switched off, for everyone or for one country."""
    found = []
    for item in filter(None, (part.strip() for part in typed.split(","))):
        room, _, country = (part.strip().lower() for part in item.partition(":"))
        if room not in ROOMS:
            near = get_close_matches(room, ROOMS, n=1, cutoff=0.0)
            raise ValueError(say("“{item}” is no room; did you mean “{near}”?", item=item, near=near[0]))
        if room == HOME_OF_SETTINGS:
            raise ValueError(say("The room that holds the settings cannot be switched off."))
        found.append(f"{room}:{_country(country)}" if country else room)
    return ",".join(dict.fromkeys(found))


@dataclass(frozen=True)
class Setting:
    """One setting: its section of the form, its default, its check, and what it means in one sentence.

    `moves`: schedules are planned anew when it changes, since a job's next moment depends on it.
    """

    section: str
    default: str
    check: Callable[[str], str]
    means: str
    moves: bool = False


SECTIONS: Mapping[str, str] = {
    "roles": "Who is who",
    "kudos": "Kudos",
    "time": "Time and quiet",
    "rhythm": "The weekly rhythm",
    "privacy": "Privacy and retention",
}
"""The form's sections, in its order, each with its title."""
SETTINGS: Mapping[str, Setting] = {
    "hr": Setting("roles", "", _people_or_group, "Who is HR: people's ids or one user group's id, comma-separated."),
    "admins": Setting("roles", "", _people_or_group, "Who administers Candor besides workspace admins and owners."),
    "guests": Setting("roles", "off", _switch, "Whether guests may take part.", moves=True),
    "manager_field": Setting("roles", "", _text, "The name of the Slack profile field that holds the manager."),
    "language": Setting("roles", "en", _language, "The language that Candor speaks."),
    "kudos_channel": Setting("kudos", "", _channel, "Where kudos are posted."),
    "values": Setting("kudos", "", _values, "The company's values, comma-separated; kudos can bear them as #tags."),
    "kudos_weekly_allowance": Setting("kudos", "0", _number(0, 1000), "How many a person may thank a week; 0: any."),
    "timezone": Setting("time", "UTC", _zone, "The company's time zone, for people whose own is unknown.", moves=True),
    "country": Setting("time", "", _country, "Whose public holidays count for people without a country.", moves=True),
    "workdays": Setting("time", "mon-fri", _workdays, "The company's working days.", moves=True),
    "quiet_hours": Setting("time", "18:00-09:00", _hours, "When nobody is nudged, in their local time.", moves=True),
    "nudges_per_day": Setting("time", "2", _number(0, 20), "The most nudges a person gets in a day."),
    "nudges_per_week": Setting("time", "5", _number(0, 100), "The most nudges a person gets in a week."),
    "checkin_day": Setting("rhythm", "fri", _day, "The day of the weekly check-in.", moves=True),
    "checkin_time": Setting("rhythm", "10:00", _time, "The local time of the weekly check-in.", moves=True),
    "digest_day": Setting("rhythm", "mon", _day, "The day of the weekly digest.", moves=True),
    "digest_time": Setting("rhythm", "09:00", _time, "The local time of the weekly digest.", moves=True),
    "hr_channel": Setting("rhythm", "", _channel, "Where the weekly digest is posted."),
    "coaching_cadence_days": Setting("rhythm", "14", _number(1, 365), "Days until a pair is overdue.", moves=True),
    "goal_cadence_days": Setting("rhythm", "7", _number(1, 365), "Days until goal updates are asked for.", moves=True),
    "anonymity_threshold": Setting("privacy", "3", _number(3, 50), "The fewest answers of a group a review shows."),
    "pulse_threshold": Setting("privacy", "5", _number(5, 100), "The fewest answers that a pulse shows."),
    "anonymous_feedback": Setting("privacy", "off", _switch, "Whether feedback may be given anonymously."),
    "rooms_off": Setting(
        "privacy", "", _rooms, "Rooms switched off, for all (talent) or by country (digest:DE).", moves=True
    ),
} | {
    f"retention.{room}": Setting("privacy", str(days), _number(0, 36500), f"Days that {room} records stay; 0: always.")
    for room, days in RETENTION.items()
}
"""In the order in which a section asks them."""


def parse(key: str, typed: str) -> str:
    """The text to store for a setting as typed; `Invalid(value=…)` says how to mend it."""
    setting = SETTINGS.get(key)
    if setting is None:
        near = get_close_matches(key, SETTINGS, n=1, cutoff=0.0)
        raise Invalid(value=say("There is no setting “{key}”; did you mean “{near}”?", key=key, near=near[0]))
    try:
        return setting.check(typed.strip())
    except ValueError as wrong:
        raise Invalid(value=say("{key}: {wrong}", key=key, wrong=wrong)) from None


def weekdays(stored: str) -> frozenset[int]:
    """`mon-fri` as weekday numbers, Monday 0."""
    found: set[int] = set()
    for part in stored.split(","):
        first, _, last = part.partition("-")
        start, end = DAYS.index(first[:3]), DAYS.index((last or first)[:3])
        found |= {(start + step) % 7 for step in range((end - start) % 7 + 1)}
    return frozenset(found)


def hours(stored: str) -> tuple[time, time] | None:
    """`18:00-09:00` as two times of day; None where there are none."""
    if not stored:
        return None
    start, _, end = stored.partition("-")
    return time.fromisoformat(start), time.fromisoformat(end)


@dataclass(frozen=True)
class Config:
    """A snapshot of one workspace's settings; absent ones have their defaults."""

    stored: Mapping[str, str]

    def text(self, key: str) -> str:
        return self.stored.get(key, SETTINGS[key].default)

    def number(self, key: str) -> int:
        return int(self.text(key))

    def on(self, key: str) -> bool:
        return self.text(key) == "on"

    def several(self, key: str) -> tuple[str, ...]:
        return tuple(filter(None, self.text(key).split(",")))

    @property
    def language(self) -> str:
        return self.text("language")

    @property
    def values(self) -> tuple[str, ...]:
        return self.several("values")

    @property
    def workdays(self) -> frozenset[int]:
        return weekdays(self.text("workdays"))

    @property
    def quiet_hours(self) -> tuple[time, time] | None:
        return hours(self.text("quiet_hours"))

    def retention(self, room: str) -> int:
        """Days for which a room's records are kept; 0 keeps them."""
        return self.number(f"retention.{room}")

    def off(self, room: str, country: str | None) -> bool:
        """Whether a room is switched off for people of this country."""
        closed = self.several("rooms_off")
        return room in closed or (bool(country) and f"{room}:{country}" in closed)
