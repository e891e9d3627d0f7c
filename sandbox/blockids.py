"""Block ids and action ids that Slack fills in, and finding elements by them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.ids import Mint
from sandbox.jsontypes import Json

SILENT = ("image", "mrkdwn", "plain_text", "text", "raw_text")


def with_ids(blocks: list[Json], mint: Mint) -> list[Json]:
    """The same blocks, each with a block_id, each interactive element with an action_id."""
    for block in blocks:
        if isinstance(block, dict):
            block.setdefault("block_id", mint.id("")[1:6])
            for element in elements_of(block):
                element.setdefault("action_id", mint.id("")[1:6])
    return blocks


def keep_ids(blocks: list[Any], before: list[Json]) -> None:
    """Buttons that stand in a view as they stood keep their block's id: somebody may be clicking on them just now.

    Blocks that hold a choice get a new one, as a view's new state asks for.
    """
    known = [(each["block_id"], _without_id(each)) for each in before if _clickable(each)]
    for block in blocks:
        if isinstance(block, dict) and "block_id" not in block and _clickable(block):
            found = next((each for each in known if each[1] == block), None)
            if found:
                block["block_id"] = found[0]
                known.remove(found)


def _clickable(block: Json) -> bool:
    elements = list(elements_of(block))
    return bool(elements) and all(each.get("type") == "button" for each in elements)


def _without_id(block: Json) -> Json:
    return {key: value for key, value in block.items() if key != "block_id"}


def elements_of(block: Json) -> Iterator[Json]:
    """The interactive elements of a block, those of nested blocks included."""
    kind = block.get("type")
    if kind in ("rich_text", "context", "table", "data_table"):
        return
    for name in ("element", "accessory"):
        if isinstance(block.get(name), dict) and block[name].get("type") not in SILENT:
            yield block[name]
    for name in ("actions",) if kind == "carousel" else ("elements", "actions"):
        for each in block.get(name) or ():
            if isinstance(each, dict) and each.get("type") not in SILENT:
                yield each
    for each in nested_in(block):
        yield from elements_of(each)


def nested_in(block: Json) -> list[Json]:
    """The blocks inside a block: a container's children, a carousel's cards."""
    held = block.get("elements" if block.get("type") == "carousel" else "child_blocks") or ()
    return [each for each in held if isinstance(each, dict)]


def all_blocks(blocks: list[Json]) -> Iterator[Json]:
    for block in blocks:
        yield block
        yield from all_blocks(nested_in(block))


def find_element(blocks: list[Json], block_id: str, action_id: str) -> tuple[Json, Json] | None:
    """The block and the element with these ids; an empty block_id means whichever block has it."""
    for block in all_blocks(blocks):
        if block_id and block.get("block_id") != block_id:
            continue
        for element in elements_of(block):
            if element.get("action_id") == action_id:
                return block, element
    return None
