"""What the inputs of a view or message hold, and what Slack's client refuses before anything is submitted."""

from __future__ import annotations

import re
from typing import Any

from sandbox.blockids import all_blocks, elements_of
from sandbox.jsontypes import Json

# element type -> name of its value, name of its initial value, value when untouched
VALUES: dict[str, tuple[str, str, Any]] = {
    "plain_text_input": ("value", "initial_value", None),
    "email_text_input": ("value", "initial_value", None),
    "url_text_input": ("value", "initial_value", None),
    "number_input": ("value", "initial_value", None),
    "rich_text_input": ("rich_text_value", "initial_value", None),
    "static_select": ("selected_option", "initial_option", None),
    "external_select": ("selected_option", "initial_option", None),
    "radio_buttons": ("selected_option", "initial_option", None),
    "users_select": ("selected_user", "initial_user", None),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "channels_select": ("selected_channel", "initial_channel", None),
    "multi_static_select": ("selected_options", "initial_options", []),
    "multi_external_select": ("selected_options", "initial_options", []),
    "checkboxes": ("selected_options", "initial_options", []),
    "multi_users_select": ("selected_users", "initial_users", []),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
    "multi_channels_select": ("selected_channels", "initial_channels", []),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
    "file_input": ("files", "", []),
}
REQUIRED = "Please complete this required field."


def initial_state(blocks: list[Json], touched: Json) -> Json:
    """`values` of the state: what the person touched (same block_id and action_id), else initial values, else null."""
    values: Json = {}
    for block in all_blocks(blocks):
        for element in elements_of(block):
            kind = element.get("type", "")
            if kind not in VALUES:
                continue
            name, initial, untouched = VALUES[kind]
            held = touched.get(block["block_id"], {}).get(element["action_id"])
            if held is None or held.get("type", kind) != kind:
                held = {name: element.get(initial, untouched) if initial else untouched}
            values.setdefault(block["block_id"], {})[element["action_id"]] = _entry(element, {**held, "type": kind})
    return values


def _entry(element: Json, held: Json) -> Json:
    kind = held["type"]
    name, _, untouched = VALUES[kind]
    value = held.get(name, untouched)
    if kind == "timepicker" and element.get("timezone"):
        return {"type": kind, name: value, "timezone": element["timezone"]}
    return {"type": kind, name: None if value == "" else value}


def field_errors(blocks: list[Json], values: Json) -> dict[str, str]:
    """Block id -> what Slack's client says beside the field; empty when the form may be sent."""
    errors: dict[str, str] = {}
    for block in blocks:
        if block.get("type") != "input":
            continue
        element = block["element"]
        entry = values.get(block["block_id"], {}).get(element["action_id"], {})
        value = entry.get(VALUES[element["type"]][0])
        complaint = _complaint(element, value)
        if value in (None, "", []):
            complaint = "" if block.get("optional") else REQUIRED
        if complaint:
            errors[block["block_id"]] = complaint
    return errors


def _complaint(element: Json, value: Any) -> str:
    kind = element["type"]
    if kind == "plain_text_input" and isinstance(value, str):
        most, least = element.get("max_length", 3000), element.get("min_length", 0)
        if len(value) > most:
            return f"Please use {most} characters or fewer."
        return f"Please use at least {least} characters." if len(value) < least else ""
    if kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", str(value or "")):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not re.fullmatch(r"https?://\S+", str(value or "")):
        return "Please enter a valid URL."
    if kind == "number_input":
        return _number_complaint(element, str(value or ""))
    most = element.get("max_selected_items")
    if most and isinstance(value, list) and len(value) > most:
        return f"Please select no more than {most} items."
    return ""


def _number_complaint(element: Json, value: str) -> str:
    pattern = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "Please enter a valid number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return ""
