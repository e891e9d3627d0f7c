"""Elements: what stands inside section, actions, context, input and context_actions blocks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.blockkit.composition import (
    BOX_OPTION,
    FLAG,
    IMAGE_SOURCE,
    LINK,
    OVERFLOW_OPTION,
    STYLE,
    WORKFLOW,
    any_text,
    initial_is_offered,
    kind,
    plain_text,
)
from sandbox.blockkit.interactive import ASKING, IDS, TYPING, element
from sandbox.blockkit.richtext import RICH_TEXT
from sandbox.blockkit.schema import Choice, Rows, Shape, Text, Walk, exactly_one, in_order, one_of, whole
from sandbox.blockkit.selects import SELECTS, SELECTS_IN_INPUTS

MESSAGE_ONLY = frozenset({"message"})
MODAL_ONLY = frozenset({"modal"})

SURFACES: Mapping[str, frozenset[str]] = {
    "datetimepicker": frozenset({"message", "modal"}),
    "rich_text_input": frozenset({"modal", "home"}),
    "number_input": MODAL_ONLY,
    "email_text_input": MODAL_ONLY,
    "url_text_input": MODAL_ONLY,
    "file_input": MODAL_ONLY,
    "workflow_button": MESSAGE_ONLY,
    "feedback_buttons": MESSAGE_ONLY,
    "icon_button": MESSAGE_ONLY,
}
"""Elements that are not everywhere, and where they are."""

_label = Text(75)


def _is_a_day(value: Any, at: str, walk: Walk) -> None:
    try:
        date.fromisoformat(value.get("initial_date", "2000-01-01"))
    except ValueError:
        walk.refuse("must be a valid date", f"{at}/initial_date")


def _is_a_zone(value: Any, at: str, walk: Walk) -> None:
    try:
        ZoneInfo(value.get("timezone", "UTC"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        walk.refuse("must be a valid timezone", f"{at}/timezone")


def _numbers_agree(value: Any, at: str, walk: Walk) -> None:
    """Numbers come as strings: whole ones unless decimals are allowed, and initial stands between the bounds."""
    numbers = {name: Decimal(value[name]) for name in ("min_value", "max_value", "initial_value") if name in value}
    for name, number in numbers.items():
        if not value["is_decimal_allowed"] and number != number.to_integral_value():
            walk.refuse("must be an integer", f"{at}/{name}")
    low, high, first = numbers.get("min_value"), numbers.get("max_value"), numbers.get("initial_value")
    if low is not None and high is not None and low > high:
        walk.refuse("`min_value` must not be greater than `max_value`", f"{at}/min_value")
    elif first is not None and ((low is not None and first < low) or (high is not None and first > high)):
        walk.refuse("must be between `min_value` and `max_value`", f"{at}/initial_value")


BUTTON = element(
    "button",
    {"text": plain_text(75)},
    {
        "value": Text(2000, 1),
        "url": LINK,
        "style": STYLE,
        "accessibility_label": _label,
        "agent_prompt": Text(4000, 1),
        "agent_prompt_display": Text(),
        "visible_to_user_ids": IDS,
    },
    shared="confirm",
)

IMAGE = kind("image", {"alt_text": Text(2000, 1)}, IMAGE_SOURCE, exactly_one("image_url", "slack_file"))

_boxes = {
    **element(
        "checkboxes",
        {"options": Rows(BOX_OPTION, 10, 1)},
        {"initial_options": Rows(BOX_OPTION, 10, 1, unique=True)},
        initial_is_offered,
        shared="confirm focus_on_load",
    ),
    **element(
        "radio_buttons",
        {"options": Rows(BOX_OPTION, 10, 1)},
        {"initial_option": BOX_OPTION},
        initial_is_offered,
        shared="confirm focus_on_load",
    ),
}

_overflow = element("overflow", {"options": Rows(OVERFLOW_OPTION, 5, 1)}, shared="confirm")

_pickers = {
    **element(
        "datepicker",
        None,
        {"initial_date": Text(pattern=re.compile(r"\d{4}-\d{2}-\d{2}"), says="must be a valid date")},
        _is_a_day,
        shared=ASKING,
    ),
    **element(
        "timepicker",
        None,
        {
            "initial_time": Text(pattern=re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d"), says="must be a valid time"),
            "timezone": Text(least=1),
        },
        _is_a_zone,
        shared=ASKING,
    ),
}
_moment = element(
    "datetimepicker",
    takes={"initial_date_time": whole(1_000_000_000, 9_999_999_999)},
    shared="confirm focus_on_load",
)

_number = Text(pattern=re.compile(r"-?\d{1,30}(?:\.\d{1,30})?"), says="must be a valid number")

RICH_TEXT_INPUT = element(
    "rich_text_input",
    None,
    {"initial_value": RICH_TEXT, "min_lines": whole(1, 100), "max_lines": whole(1, 100)},
    in_order("min_lines", "max_lines"),
    shared=TYPING,
)

_inputs = {
    **element(
        "plain_text_input",
        None,
        {
            "initial_value": Text(3000),
            "multiline": FLAG,
            "min_length": whole(0, 3000),
            "max_length": whole(1, 3000),
        },
        in_order("min_length", "max_length"),
        shared=TYPING,
    ),
    **element("email_text_input", None, {"initial_value": Text()}, shared=TYPING),
    **element("url_text_input", None, {"initial_value": Text()}, shared=TYPING),
    **element(
        "number_input",
        {"is_decimal_allowed": FLAG},
        dict.fromkeys(("initial_value", "min_value", "max_value"), _number),
        _numbers_agree,
        shared=TYPING,
    ),
    **element("file_input", None, {"filetypes": Rows(Text(least=1), None, 1), "max_files": whole(1, 10)}),
    **RICH_TEXT_INPUT,
}

_workflow_button = element(
    "workflow_button",
    {"text": plain_text(75), "workflow": WORKFLOW},
    {"style": STYLE, "accessibility_label": _label},
)

_feedback_button = Shape({"text": plain_text(75), "value": Text(2000, 1)}, {"accessibility_label": _label})

_context_actions = {
    **element("feedback_buttons", {"positive_button": _feedback_button, "negative_button": _feedback_button}),
    **element(
        "icon_button",
        {"icon": one_of("trash"), "text": plain_text(75)},
        {"value": Text(2000, 1), "accessibility_label": _label, "visible_to_user_ids": Rows(Text(least=1), 10)},
        shared="confirm",
    ),
}

BUTTONS = Choice(BUTTON, SURFACES)
IMAGES = Choice(IMAGE, SURFACES)
ACCESSORIES = Choice({**BUTTON, **IMAGE, **_boxes, **_overflow, **_pickers, **SELECTS, **_workflow_button}, SURFACES)
ACTIONS = Choice(
    {**BUTTON, **_boxes, **_overflow, **_pickers, **_moment, **SELECTS, **RICH_TEXT_INPUT, **_workflow_button},
    SURFACES,
)
INPUTS = Choice({**_boxes, **_pickers, **_moment, **SELECTS_IN_INPUTS, **_inputs}, SURFACES)
CONTEXTS = Choice({**IMAGE, **any_text(3000).shapes}, SURFACES)
CONTEXT_ACTIONS = Choice(_context_actions, SURFACES)


def action_ids_differ(elements: Any, at: str, walk: Walk) -> None:
    """The rule that no two elements of one block share an action_id."""
    seen = set()
    for place, each in enumerate(elements):
        action_id = each.get("action_id")
        if action_id is not None and action_id in seen:
            walk.refuse(f'`action_id` "{action_id}" already exists', f"{at}/{place}/action_id")
        seen.add(action_id)
