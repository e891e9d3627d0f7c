"""Composition objects: texts, options, confirmation dialogs and other small parts that blocks and elements share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sandbox.blockkit.schema import Anything, Choice, Flag, Rows, Rule, Shape, Spec, Text, Walk, exactly_one, one_of

FLAG = Flag()
IDENTIFIER = Text(255, 1)
STYLE = one_of("primary", "danger")


def link(most: int, schemes: str = r"https?://") -> Text:
    """An address of at most `most` characters that begins with one of these schemes."""
    told = "must be a valid HTTPS URL" if schemes == "https://" else "must be a valid URL"
    return Text(most, 1, re.compile(rf"(?:{schemes})\S+"), told)


LINK = link(3000, r"[A-Za-z][A-Za-z0-9+.\-]*:")
WEB_LINK = link(3000)

_named_by_choice = Anything()


def kind(
    name: str, needs: Mapping[str, Spec] | None = None, takes: Mapping[str, Spec] | None = None, *rules: Rule
) -> dict[str, Shape]:
    """A shape under the `type` that names it, ready for a Choice."""
    return {name: Shape({"type": _named_by_choice, **(needs or {})}, takes or {}, rules)}


def plain_text(most: int) -> Choice:
    """A plain_text object of 1 to `most` characters."""
    return Choice(kind("plain_text", {"text": Text(most, 1)}, {"emoji": FLAG}))


def any_text(most: int) -> Choice:
    """A plain_text or mrkdwn object of 1 to `most` characters."""
    mrkdwn = kind("mrkdwn", {"text": Text(most, 1)}, {"verbatim": FLAG})
    return Choice({**plain_text(most).shapes, **mrkdwn})


PLACEHOLDER = plain_text(150)

CONFIRM = Shape(
    {"title": plain_text(100), "text": any_text(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": STYLE},
)

DISPATCH_ACTION_CONFIG = Shape(
    {"trigger_actions_on": Rows(one_of("on_enter_pressed", "on_character_entered"), 2, 1, unique=True)}
)

CONVERSATION_FILTER = Shape(
    takes={
        "include": Rows(one_of("im", "mpim", "private", "public"), 4, 1, unique=True),
        "exclude_external_shared_channels": FLAG,
        "exclude_bot_users": FLAG,
    }
)

SLACK_FILE = Shape(takes={"id": Text(least=1), "url": WEB_LINK}, rules=(exactly_one("id", "url"),))

IMAGE_SOURCE: Mapping[str, Spec] = {"image_url": WEB_LINK, "slack_file": SLACK_FILE}

WORKFLOW = Shape(
    {
        "trigger": Shape(
            {"url": WEB_LINK},
            {"customizable_input_parameters": Rows(Shape({"name": Text(least=1), "value": Text()}))},
        )
    }
)


def _option(text: Spec, extra: Mapping[str, Spec] | None = None) -> Shape:
    return Shape({"text": text, "value": Text(150, 1)}, {"description": text, **(extra or {})})


MENU_OPTION = _option(plain_text(75))
"""An option of a select menu."""

BOX_OPTION = _option(any_text(75))
"""An option of checkboxes or radio buttons, which may be mrkdwn."""

OVERFLOW_OPTION = _option(plain_text(75), {"url": LINK})
"""An option of an overflow menu, which alone may open an address."""

MENU_OPTIONS = Rows(MENU_OPTION, 100, 1)
OPTION_GROUPS = Rows(Shape({"label": plain_text(75), "options": MENU_OPTIONS}), 100, 1)


def offered(element: Mapping[str, Any]) -> list[Any]:
    """The options that an element offers, those of its groups included."""
    groups = element.get("option_groups", ())
    return [*element.get("options", ()), *(option for group in groups for option in group["options"])]


def initial_is_offered(element: Any, at: str, walk: Walk) -> None:
    """The rule that what is chosen at first equals an offered option exactly, each chosen once."""
    first, many = element.get("initial_option"), element.get("initial_options")
    if first is None and many is None:
        return
    options = offered(element)
    if first is not None and first not in options:
        walk.refuse("must be one of the provided options", f"{at}/initial_option")
    if many is not None and any(option not in options for option in many):
        walk.refuse("must be one of the provided options", f"{at}/initial_options")
