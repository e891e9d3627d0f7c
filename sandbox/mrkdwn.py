"""Slack's text: what a composer makes of typed words, what the server makes of an app's text, and whom it pings."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

import emoji

from sandbox.jsontypes import Json
from sandbox.world import World

TOKEN = re.compile(
    r"<(?:[@#][A-Z0-9]+(?:\|[^<>]*)?|![a-z]+(?:\^[^<>]*)?(?:\|[^<>]*)?|(?:https?://|mailto:|slack://|tel:)[^<>\s]+?(?:\|[^<>]*)?)>"
)
BARE_URL = re.compile(r"(?<![\w<|/])https?://[^\s<>|`]+[^\s<>|`.,;:!?)\]'\"*_~]")
BROADCAST = re.compile(r"(?<![\w@&;])@(here|channel|everyone)\b")
NAME = re.compile(r"(?<![\w@])@([A-Za-z0-9][\w.\-]*)")
HASH = re.compile(r"(?<![\w&])#([a-z0-9][a-z0-9_\-]*)")
LOOSE_AMPERSAND = re.compile(r"&(?!amp;|lt;|gt;)")
MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
SUBTEAM = re.compile(r"<!subteam\^(S[A-Z0-9]+)")
TO_ALL = re.compile(r"<!(?:here|channel|everyone)\b")
TONES = {0x1F3FB: 2, 0x1F3FC: 3, 0x1F3FD: 4, 0x1F3FE: 5, 0x1F3FF: 6}


def escape(text: str) -> str:
    """For words that are nothing but words."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@functools.cache
def emoji_names() -> dict[str, str]:
    """Unicode emoji without skin tone -> Slack's short name."""
    names: dict[str, str] = {}
    for character, facts in emoji.EMOJI_DATA.items():
        if not any(chr(tone) in character for tone in TONES):
            names[character] = (facts.get("alias") or [facts["en"]])[0].strip(":").lower()
    return names


@functools.cache
def emoji_by_name() -> dict[str, str]:
    """Every short name that is understood -> Unicode."""
    found: dict[str, str] = {}
    for character, facts in emoji.EMOJI_DATA.items():
        if not any(chr(tone) in character for tone in TONES):
            for name in (*facts.get("alias", ()), facts["en"]):
                found.setdefault(name.strip(":").lower(), character)
    return found


def _short(character: str, facts: dict[str, Any]) -> str:
    tone = next((number for point, number in TONES.items() if chr(point) in character), 0)
    plain = "".join(each for each in character if ord(each) not in TONES)
    name = emoji_names().get(plain) or emoji_names().get(plain + "\ufe0f") or facts["en"].strip(":")
    return f":{name}::skin-tone-{tone}:" if tone else f":{name}:"


def with_emoji_names(text: str) -> str:
    """Unicode emoji become `:name:`, as they do when Slack publishes a text."""
    return text if text.isascii() else emoji.replace_emoji(text, replace=_short)


def _outside_tokens(text: str) -> Iterator[tuple[str, bool]]:
    place = 0
    for match in TOKEN.finditer(text):
        yield text[place : match.start()], False
        yield match.group(), True
        place = match.end()
    yield text[place:], False


def _loose(text: str) -> str:
    return LOOSE_AMPERSAND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")


def published(text: str, world: World, *, links: bool = True, names: bool = False, broadcasts: bool = False) -> str:
    """An app's mrkdwn as Slack keeps it: tokens stay, loose `& < >` are escaped, bare addresses are linked if `links`,
    `@name` and `#channel` if `names`, a bare `@here` if `broadcasts`."""
    parts = []
    for part, is_token in _outside_tokens(text):
        if is_token:
            parts.append(part)
            continue
        part = _loose(part)
        if links:
            part = BARE_URL.sub(lambda match: f"<{match.group()}>", part)
        if broadcasts or names:
            part = BROADCAST.sub(r"<!\1>", part)
        if names:
            part = _linked_names(part, world)
        parts.append(part)
    return with_emoji_names("".join(parts))


def plain(text: str) -> str:
    """A plain_text object's text as Slack keeps it in a message."""
    return with_emoji_names(_loose(text))


def typed(text: str, world: World, *, escaped: bool = False) -> str:
    """What a person typed in the composer: `@name`, `#channel`, `@here` become tokens, everything else is escaped.

    `escaped`: the composer did that already, so that `<!channel>` spelled out by hand is no token.
    """
    parts = []
    for part, is_token in _outside_tokens(text):
        if is_token:
            parts.append(part)
            continue
        part = BARE_URL.sub(lambda match: f"<{match.group()}>", part if escaped else escape(part))
        parts.append(_linked_names(BROADCAST.sub(r"<!\1>", part), world))
    return with_emoji_names("".join(parts))


def typed_command(text: str, world: World, *, should_escape: bool) -> str:
    """What a slash command receives: tokens only where the manifest says `should_escape`; otherwise as typed."""
    if not should_escape:
        return MENTION.sub(lambda match: "@" + _handle(match.group(1), world), text)
    parts = []
    for part, is_token in _outside_tokens(text):
        parts.append(_with_labels(part, world) if is_token else _with_labels(_linked_names(part, world), world))
    return "".join(parts)


def _handle(user: str, world: World) -> str:
    return world.people[user].name if user in world.people else user


def _with_labels(text: str, world: World) -> str:
    """Mentions of people with their names; what looks like one and names nobody stays as typed."""

    def label(match: re.Match[str]) -> str:
        user = match.group(1)
        return f"<@{user}|{world.people[user].name}>" if user in world.people else match.group()

    return re.sub(r"<@([UW][A-Z0-9]+)>", label, text)


def _linked_names(text: str, world: World) -> str:
    people = {person.name: person.id for person in world.people.values() if not person.deleted}
    groups = {group.handle: group.id for group in world.groups.values() if not group.deleted}

    def person(match: re.Match[str]) -> str:
        name = match.group(1)
        rest = ""
        while name and name not in people and name not in groups and name[-1] in ".-_":
            name, rest = name[:-1], name[-1] + rest
        if name in people:
            return f"<@{people[name]}>{rest}"
        return f"<!subteam^{groups[name]}|@{name}>{rest}" if name in groups else match.group()

    def channel(match: re.Match[str]) -> str:
        found = world.channel_named(match.group(1))
        return f"<#{found.id}|{found.name}>" if found and found.kind == "public" else match.group()

    return HASH.sub(channel, NAME.sub(person, text))


def pinged(message: Json, world: World) -> tuple[set[str], bool]:
    """Whom a stored message mentions by name or group, and whether it calls everybody."""
    users: set[str] = set()
    everybody = False
    for text in _texts(message):
        users.update(MENTION.findall(text))
        for group in SUBTEAM.findall(text):
            users.update(world.groups[group].users if group in world.groups else ())
        everybody = everybody or bool(TO_ALL.search(text))
    return users, everybody


def _texts(message: Json) -> Iterator[str]:
    yield message.get("text", "")
    for part in [*message.get("blocks", ()), *message.get("attachments", ())]:
        yield from _texts_in(part)


def _texts_in(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for each in part:
            yield from _texts_in(each)
    elif isinstance(part, dict):
        kind = part.get("type")
        if kind == "mrkdwn" or kind == "markdown":
            yield str(part.get("text", ""))
        elif kind == "user":
            yield f"<@{part.get('user_id')}>"
        elif kind == "usergroup":
            yield f"<!subteam^{part.get('usergroup_id')}>"
        elif kind == "broadcast":
            yield f"<!{part.get('range')}>"
        else:
            for name, each in part.items():
                if name in ("text", "pretext", "fallback") and isinstance(each, str) and "type" not in part:
                    yield each
                elif isinstance(each, (dict, list)):
                    yield from _texts_in(each)
