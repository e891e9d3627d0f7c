"""How a person fills in an element: from a plain Python value to what Slack's client would send."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from sandbox.blockids import all_blocks, elements_of, find_element
from sandbox.formstate import VALUES
from sandbox.jsontypes import Json

Ask = Callable[[str], Awaitable[list[Json]]]


def find_field(where: Json, action_id: str, block_id: str) -> tuple[Json, Json]:
    """The block and element of a message or view. Raises LookupError naming those that are there."""
    blocks = list(where.get("blocks") or [])
    for attachment in where.get("attachments") or ():
        blocks += attachment.get("blocks") or []
    found = find_element(blocks, block_id, action_id)
    if found is None:
        there = [element.get("action_id") for block in all_blocks(blocks) for element in elements_of(block)]
        raise LookupError(f"There is no {action_id} here, only {there}.")
    return found


async def chosen(element: Json, value: Any, ask: Ask) -> Json:
    """The value of one element as it stands in state.values or actions[0]. Raises LookupError."""
    kind = element["type"]
    if kind == "overflow":
        return {"type": kind, "selected_option": _option(_offered(element), value)}
    name = VALUES[kind][0]
    if value is None:
        return {"type": kind, name: VALUES[kind][2]}
    if kind in ("static_select", "radio_buttons"):
        return {"type": kind, name: _option(_offered(element), value)}
    if kind in ("multi_static_select", "checkboxes"):
        return {"type": kind, name: [_option(_offered(element), each) for each in value]}
    if kind == "external_select":
        return {"type": kind, name: _option(await ask(str(value)), value)}
    if kind == "multi_external_select":
        return {"type": kind, name: [_option(await ask(str(each)), each) for each in value]}
    if kind == "rich_text_input":
        return {"type": kind, name: _rich(str(value))}
    if kind == "file_input":
        return {"type": kind, name: [each if isinstance(each, dict) else {"id": each} for each in value]}
    return {"type": kind, name: _plain(value)}


def _plain(value: Any) -> Any:
    """Dates, times, numbers and people (anything with an id) as Slack writes them."""
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return getattr(value, "id", value)


def _offered(element: Json) -> list[Json]:
    groups = element.get("option_groups") or [{"options": element.get("options") or []}]
    return [option for group in groups for option in group["options"]]


def _option(options: list[Json], wanted: Any) -> Json:
    """By value, by label, or by the beginning of the label."""
    for matches in (_by_value, _by_label, _by_start):
        for option in options:
            if matches(option, str(wanted)):
                return option
    raise LookupError(f"There is no option {wanted!r}, only {[each['text']['text'] for each in options]}.")


def _by_value(option: Json, wanted: str) -> bool:
    return bool(option.get("value") == wanted)


def _by_label(option: Json, wanted: str) -> bool:
    return bool(option["text"]["text"] == wanted)


def _by_start(option: Json, wanted: str) -> bool:
    return str(option["text"]["text"]).lower().startswith(wanted.lower())


def _rich(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def _fields(view: Json) -> Iterator[tuple[Json, Json, str]]:
    for block in all_blocks(view["blocks"]):
        for element in elements_of(block):
            if element.get("type") in VALUES:
                yield block, element, str((block.get("label") or {}).get("text", ""))


async def wanted_state(view: Json, fields: Mapping[str, Any], asking: Callable[[Json], Ask]) -> Json:
    """state.values with these fields filled in. Raises LookupError for a field that is not there."""
    state: Json = {}
    for name, value in fields.items():
        for block, element, label in _fields(view):
            if name in (block["block_id"], element["action_id"], label):
                at = {"block_id": block["block_id"], "action_id": element["action_id"]}
                state.setdefault(block["block_id"], {})[element["action_id"]] = await chosen(element, value, asking(at))
                break
        else:
            there = [label or element["action_id"] for _, element, label in _fields(view)]
            raise LookupError(f"There is no field {name!r} here, only {there}.")
    return state
