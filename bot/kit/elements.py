"""What the elements of a message or view say when they are used, whatever their type calls it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ONE = (
    "value",
    "selected_user",
    "selected_date",
    "selected_time",
    "selected_date_time",
    "selected_conversation",
    "selected_channel",
)
SEVERAL = ("selected_users", "selected_conversations", "selected_channels")


def said_by(element: Mapping[str, Any]) -> tuple[str, ...]:
    """Everything that is chosen or written in it, in its order: an option's value, an id, a day, a time, a text."""
    options = [*(element.get("selected_options") or ()), element.get("selected_option") or {}]
    found = [option.get("value") for option in options]
    found += [each for name in SEVERAL for each in element.get(name) or ()]
    found += [element.get(name) for name in ONE]
    return tuple(str(each) for each in found if each)
