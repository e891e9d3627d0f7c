"""What interactive elements have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.blockkit.composition import CONFIRM, DISPATCH_ACTION_CONFIG, FLAG, IDENTIFIER, PLACEHOLDER, kind
from sandbox.blockkit.schema import Rows, Rule, Shape, Spec, Text, Walk

ASKING = "confirm focus_on_load placeholder"
"""The shared fields of an element from which one chooses."""

TYPING = "focus_on_load placeholder dispatch_action_config"
"""The shared fields of an element into which one types."""

IDS = Rows(Text(least=1))


def _note_focus(value: Any, at: str, walk: Walk) -> None:
    if value.get("focus_on_load"):
        walk.count("focus_on_load", f"{at}/focus_on_load")


def element(
    name: str,
    needs: Mapping[str, Spec] | None = None,
    takes: Mapping[str, Spec] | None = None,
    *rules: Rule,
    shared: str = "",
) -> dict[str, Shape]:
    """An element that takes an action_id and the shared fields named in one string of words."""
    common: dict[str, Spec] = {
        "confirm": CONFIRM,
        "focus_on_load": FLAG,
        "placeholder": PLACEHOLDER,
        "dispatch_action_config": DISPATCH_ACTION_CONFIG,
    }
    fields = {"action_id": IDENTIFIER, **{field: common[field] for field in shared.split()}, **(takes or {})}
    return kind(name, needs, fields, *((_note_focus, *rules) if "focus_on_load" in shared else rules))
