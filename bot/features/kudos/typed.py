"""What people type after `/kudos`, read by the contract's letter, and their words as they typed them. Pure.

Slack writes mentions into a command's text (`should_escape` in the manifest): `<@U1|ada>`, `<!subteam^S1|@sre>`,
`<#C1|general>`. Everything else arrives raw and is nobody's but the writer's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

MENTION = re.compile(r"<(?:@(?P<person>[UW][A-Z0-9]+)|!subteam\^(?P<group>S[A-Z0-9]+))(?:\|[^<>]*)?>")
BETWEEN = re.compile(r"[\s,;&+]*")
AFTER = re.compile(r"[,;:]?(?:\s+|$)")
LEADING_FOR = re.compile(r"for(?:\s+|$)", re.IGNORECASE)
TAG = re.compile(r"#([^\W_][\w-]{0,39})[,;.]*")
CHANNEL = re.compile(r"<#(?P<id>[CG][A-Z0-9]+)(?:\|(?P<name>[^<>]*))?>[,;.]*")
TAIL = 60
"""Tags at the end of a text that are looked at; no company has so many values."""


@dataclass(frozen=True)
class Typed:
    """A command's parts. `tags` bear no `#` and are not checked yet; `nowhere` is a channel's name that Slack does not
    know; `later` are people whom the text itself mentions."""

    people: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    text: str = ""
    tags: tuple[str, ...] = ()
    channel: str | None = None
    nowhere: str | None = None
    later: tuple[str, ...] = ()


def parse(line: str, values: Collection[str]) -> Typed:
    """The parts of `@ada @grace for unblocking the release #craft in #wins`.

    `values` are the company's: a tag of which there is also a channel arrives as that channel, `<#C1|craft>`.
    """
    people, groups, rest = _receivers(line.strip())
    if opening := LEADING_FOR.match(rest):
        rest = rest[opening.end() :]
    text, tags, channel, nowhere = _tail(rest, {value.casefold() for value in values})
    later = tuple(found["person"] for found in MENTION.finditer(text) if found["person"])
    return Typed(people, groups, text, tags, channel, nowhere, tuple(dict.fromkeys(later)))


def _receivers(line: str) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """The mentions before the first other word, each once, and what follows them."""
    people: dict[str, None] = {}
    groups: dict[str, None] = {}
    place = 0
    while found := MENTION.match(line, _skipped(line, place) if people or groups else place):
        if found["person"]:
            people[found["person"]] = None
        else:
            groups[found["group"]] = None
        place = found.end()
    if place and (comma := AFTER.match(line, place)):
        place = comma.end()
    return tuple(people), tuple(groups), line[place:].strip()


def _skipped(line: str, place: int) -> int:
    found = BETWEEN.match(line, place)
    return found.end() if found else place


def _tail(rest: str, values: set[str]) -> tuple[str, tuple[str, ...], str | None, str | None]:
    """The text without the `#tags` and the `in #channel` at its end."""
    tags: list[str] = []
    channel: str | None = None
    nowhere: str | None = None
    for _ in range(TAIL):
        head, last = _split(rest)
        before, word = _split(head)
        named = word.casefold() == "in"
        if found := CHANNEL.fullmatch(last):
            if named and channel is None:
                channel, rest = found["id"], before
                continue
            if (found["name"] or "").casefold() not in values:
                break
            tag = str(found["name"])
        elif found := TAG.fullmatch(last):
            tag = found[1]
            if named and tag.casefold() not in values:
                nowhere, rest = tag, before
                break
        else:
            break
        tags.append(tag)
        rest = head
    return rest.strip(), tuple(reversed(tags)), channel, nowhere


def _split(text: str) -> tuple[str, str]:
    """What stands before the last word, and that word."""
    parts = text.rsplit(None, 1)
    if len(parts) == 2:
        return parts[0], parts[1]
    return "", parts[0] if parts else ""


SLACKS = re.compile(
    r"<@(?P<person>[UW][A-Z0-9]+)(?:\|(?P<called>[^<>]*))?>"
    r"|<#(?P<channel>[CG][A-Z0-9]+)(?:\|(?P<named>[^<>]*))?>"
    r"|<!(?P<special>[^<>|]+)(?:\|(?P<said>[^<>]*))?>"
    r"|<(?P<url>[^<>|@#!][^<>|]*)(?:\|(?P<label>[^<>]*))?>"
)


def mentioned(message: str) -> set[str]:
    """The people whom a message (as Slack hands it to us) mentions."""
    return {found["person"] for found in SLACKS.finditer(message) if found["person"]}


def read_message(message: str, names: Mapping[str, str]) -> str:
    """A message's text as people read it in Slack: mentions by name, links by label, Slack's escapes undone.

    `names` maps people's ids; whom it lacks becomes `@someone`.
    """

    def readable(found: re.Match[str]) -> str:
        if found["person"]:
            return "@" + (names.get(found["person"]) or found["called"] or "someone")
        if found["channel"]:
            return "#" + (found["named"] or "channel")
        if found["special"]:
            return found["said"] or "@" + found["special"].partition("^")[0]
        return str(found["label"] or found["url"]).removeprefix("mailto:")

    return SLACKS.sub(readable, message).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
