"""The rich_text block that Slack's composer makes of what a person typed."""

from __future__ import annotations

import re

from sandbox.ids import Mint
from sandbox.jsontypes import Json
from sandbox.mrkdwn import TOKEN, unescape

EMOJI = re.compile(r":([a-z0-9_+\-']+)(?:::skin-tone-(\d))?:")


def rich_text(text: str, mint: Mint) -> list[Json]:
    """One rich_text block for escaped text with tokens; formatting marks stay as typed."""
    elements: list[Json] = []
    place = 0
    for match in TOKEN.finditer(text):
        elements += _words(text[place : match.start()])
        elements.append(_token(match.group()[1:-1]))
        place = match.end()
    elements += _words(text[place:])
    section = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "block_id": mint.id("")[1:6], "elements": [section]}]


def _words(text: str) -> list[Json]:
    found: list[Json] = []
    place = 0
    for match in EMOJI.finditer(text):
        if match.start() > place:
            found.append({"type": "text", "text": unescape(text[place : match.start()])})
        found.append({"type": "emoji", "name": match.group(1)})
        place = match.end()
    if place < len(text):
        found.append({"type": "text", "text": unescape(text[place:])})
    return found


def _token(token: str) -> Json:
    body, _, label = token.partition("|")
    if body.startswith("@"):
        return {"type": "user", "user_id": body[1:]}
    if body.startswith("#"):
        return {"type": "channel", "channel_id": body[1:]}
    if body.startswith("!subteam^"):
        return {"type": "usergroup", "usergroup_id": body.removeprefix("!subteam^")}
    if body in ("!here", "!channel", "!everyone"):
        return {"type": "broadcast", "range": body[1:]}
    link: Json = {"type": "link", "url": unescape(body)}
    return link | ({"text": unescape(label)} if label else {})
