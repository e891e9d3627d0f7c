"""Several waiting messages as one: each part with its own buttons, so that each can still be answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.kit.blocks import MESSAGE_BLOCKS, Block, clip, divider, header, section
from bot.kit.words import count

TEXT_IN_BLOCKS = 11_000
"""Slack refuses messages whose blocks hold more than about 12,000 characters of text."""
LINE = 300


def folded(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The payload of the message that stands for these payloads; one part alone stays as it is."""
    if len(parts) == 1:
        return dict(parts[0])
    title = count(len(parts), "{n} thing for you", "{n} things for you")
    lines = [clip(str(part.get("summary") or part.get("text") or ""), LINE) for part in parts]
    blocks: list[Block] = [header(title)]
    for number, part in enumerate(parts):
        blocks += [divider(), *_numbered(part.get("blocks") or [section(lines[number])], number)]
    if len(blocks) > MESSAGE_BLOCKS or sum(map(_letters, blocks)) > TEXT_IN_BLOCKS:
        blocks = [header(title), *(section("• " + line) for line in lines[: MESSAGE_BLOCKS - 1])]
    return {"text": clip("\n".join([title, *("• " + line for line in lines)]), 3000), "blocks": blocks}


def _numbered(blocks: Sequence[Block], number: int) -> list[Block]:
    """Block ids must differ within a message; what a button does stands in its action id and value."""
    return [
        {**block, "block_id": f"{block['block_id'][:250]}.{number}"} if "block_id" in block else block
        for block in blocks
    ]


def _letters(node: Any) -> int:
    if isinstance(node, Mapping):
        own = len(node["text"]) if isinstance(node.get("text"), str) else 0
        return own + sum(_letters(value) for value in node.values() if not isinstance(value, str))
    if isinstance(node, list | tuple):
        return sum(_letters(item) for item in node)
    return 0
