"""Select menus: one or many, of fixed options, of the app's own, of people, conversations and channels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.blockkit.composition import (
    CONVERSATION_FILTER,
    FLAG,
    MENU_OPTION,
    MENU_OPTIONS,
    OPTION_GROUPS,
    initial_is_offered,
)
from sandbox.blockkit.interactive import ASKING, IDS, element
from sandbox.blockkit.schema import Rows, Spec, Text, Walk, exactly_one, whole

_several: Mapping[str, Spec] = {"max_selected_items": whole(1)}


def _no_more_than_allowed(value: Any, at: str, walk: Walk) -> None:
    """No more may be chosen at first than may be chosen at all."""
    most = value.get("max_selected_items")
    for name, held in value.items():
        if most is not None and name.startswith("initial_") and type(held) is list and len(held) > most:
            walk.refuse(f"no more than {most} items allowed", f"{at}/{name}")


def _response_url_in_modals(value: Any, at: str, walk: Walk) -> None:
    if "response_url_enabled" in value and walk.surface != "modal":
        walk.refuse("invalid additional property: response_url_enabled", at)


_to_choose_from: Mapping[str, Spec] = {"options": MENU_OPTIONS, "option_groups": OPTION_GROUPS}
_query: Mapping[str, Spec] = {"min_query_length": whole(0)}
_among: Mapping[str, Spec] = {"filter": CONVERSATION_FILTER, "default_to_current_conversation": FLAG}
_first_options = {"initial_options": Rows(MENU_OPTION, 100, 1, unique=True)}
_either = exactly_one("options", "option_groups")

_conversations: Mapping[str, Spec] = {"initial_conversation": Text(least=1), **_among}
_channels: Mapping[str, Spec] = {"initial_channel": Text(least=1)}

SELECTS = {
    **element(
        "static_select",
        None,
        {**_to_choose_from, "initial_option": MENU_OPTION},
        _either,
        initial_is_offered,
        shared=ASKING,
    ),
    **element("external_select", None, {**_query, "initial_option": MENU_OPTION}, shared=ASKING),
    **element("users_select", None, {"initial_user": Text(least=1)}, shared=ASKING),
    **element("conversations_select", None, _conversations, shared=ASKING),
    **element("channels_select", None, _channels, shared=ASKING),
    **element(
        "multi_static_select",
        None,
        {**_to_choose_from, **_first_options, **_several},
        _either,
        initial_is_offered,
        _no_more_than_allowed,
        shared=ASKING,
    ),
    **element(
        "multi_external_select", None, {**_query, **_first_options, **_several}, _no_more_than_allowed, shared=ASKING
    ),
    **element("multi_users_select", None, {"initial_users": IDS, **_several}, _no_more_than_allowed, shared=ASKING),
    **element(
        "multi_conversations_select",
        None,
        {"initial_conversations": IDS, **_among, **_several},
        _no_more_than_allowed,
        shared=ASKING,
    ),
    **element(
        "multi_channels_select", None, {"initial_channels": IDS, **_several}, _no_more_than_allowed, shared=ASKING
    ),
}

_response_url = {"response_url_enabled": FLAG}
SELECTS_IN_INPUTS = {
    **SELECTS,
    **element(
        "conversations_select", None, {**_conversations, **_response_url}, _response_url_in_modals, shared=ASKING
    ),
    **element("channels_select", None, {**_channels, **_response_url}, _response_url_in_modals, shared=ASKING),
}
