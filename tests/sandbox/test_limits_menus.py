"""Bad menus, boxes and options: one complaint each, in Slack's words, at the right place."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.limits_examples import refusals_of
from tests.sandbox.limits_payloads import Bad, groups, mrkdwn, option, options, plain, select, x


def element(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, **more}


def many(**more: Any) -> dict[str, Any]:
    return element("multi_static_select", options=options(3), **more)


ENUM, NOT_OFFERED = "must be a valid enum value", "must be one of the provided options"
UNKNOWN = "invalid additional property: {}"

BAD = [
    Bad("no options", select(options=[]), "must provide at least 1 items", "/options"),
    Bad("101 options", select(options=options(101)), "no more than 100 items allowed", "/options"),
    Bad("neither options nor groups", element("static_select"), "must define either `options` or `option_groups`"),
    Bad("options and groups", select(option_groups=groups(1)), "must define only one of `options` or `option_groups`"),
    Bad(
        "101 groups",
        element("static_select", option_groups=groups(101)),
        "no more than 100 items allowed",
        "/option_groups",
    ),
    Bad(
        "101 options in a group",
        element("static_select", option_groups=[{"label": plain(), "options": options(101)}]),
        "no more than 100 items allowed",
        "/option_groups/0/options",
    ),
    Bad(
        "a group label of 76",
        element("static_select", option_groups=[{"label": plain(x(76)), "options": options(1)}]),
        "must be less than 76 characters",
        "/option_groups/0/label/text",
    ),
    Bad(
        "an option text of 76",
        select(options=[option(text=plain(x(76)))]),
        "must be less than 76 characters",
        "/options/0/text/text",
    ),
    Bad(
        "a menu option in mrkdwn",
        select(options=[option(text=mrkdwn())]),
        "unsupported type: mrkdwn",
        "/options/0/text/type",
    ),
    Bad(
        "an option value of 151",
        select(options=[option(x(151), text=plain())]),
        "must be less than 151 characters",
        "/options/0/value",
    ),
    Bad("an empty option value", select(options=[option("")]), "must be more than 0 characters", "/options/0/value"),
    Bad("an option without value", select(options=[{"text": plain()}]), "missing required field: value", "/options/0"),
    Bad(
        "a description of 76",
        select(options=[option(description=plain(x(76)))]),
        "must be less than 76 characters",
        "/options/0/description/text",
    ),
    Bad("a choice not offered", select(initial_option=option("9")), NOT_OFFERED, "/initial_option"),
    Bad(
        "a choice that differs in its description",
        select(initial_option=option("1", description=plain())),
        NOT_OFFERED,
        "/initial_option",
    ),
    Bad(
        "a choice that differs in emoji",
        select(initial_option={"text": plain("Option 1", emoji=True), "value": "1"}),
        NOT_OFFERED,
        "/initial_option",
    ),
    Bad("a choice of null", select(initial_option=None), "must provide an object", "/initial_option"),
    Bad(
        "a choice not offered by the groups",
        element("static_select", option_groups=groups(2), initial_option=option("9")),
        NOT_OFFERED,
        "/initial_option",
    ),
    Bad("many choices for one", select(initial_options=options(1)), UNKNOWN.format("initial_options")),
    Bad("one choice for many", many(initial_option=option()), UNKNOWN.format("initial_option")),
    Bad("choices not offered", many(initial_options=[option("0"), option("9")]), NOT_OFFERED, "/initial_options"),
    Bad("no choices as a list", many(initial_options=[]), "must provide at least 1 items", "/initial_options"),
    Bad(
        "one choice twice", many(initial_options=[option("1"), option("1")]), "items must be unique", "/initial_options"
    ),
    Bad("at most none", many(max_selected_items=0), "must be greater than or equal to 1", "/max_selected_items"),
    Bad(
        "more chosen than allowed",
        many(max_selected_items=1, initial_options=options(2)),
        "no more than 1 items allowed",
        "/initial_options",
    ),
    Bad(
        "more people than allowed",
        element("multi_users_select", max_selected_items=1, initial_users=["U1", "U2"]),
        "no more than 1 items allowed",
        "/initial_users",
    ),
    Bad(
        "a placeholder of 151",
        select(placeholder=plain(x(151))),
        "must be less than 151 characters",
        "/placeholder/text",
    ),
    Bad("a placeholder in mrkdwn", select(placeholder=mrkdwn()), "unsupported type: mrkdwn", "/placeholder/type"),
    Bad(
        "a query of -1",
        element("external_select", min_query_length=-1),
        "must be greater than or equal to 0",
        "/min_query_length",
    ),
    Bad("options of an external select", element("external_select", options=options(1)), UNKNOWN.format("options")),
    Bad(
        "an empty filter",
        element("conversations_select", filter={"include": []}),
        "must provide at least 1 items",
        "/filter/include",
    ),
    Bad("a filter of no kind", element("conversations_select", filter={"include": ["dm"]}), ENUM, "/filter/include/0"),
    Bad("a person that is a number", element("users_select", initial_user=1), "must provide a string", "/initial_user"),
    Bad(
        "people that are one",
        element("multi_users_select", initial_users="U1"),
        "must provide an array",
        "/initial_users",
    ),
    Bad("eleven boxes", element("checkboxes", options=options(11)), "no more than 10 items allowed", "/options"),
    Bad("no boxes", element("checkboxes", options=[]), "must provide at least 1 items", "/options"),
    Bad(
        "a box ticked that is not there",
        element("checkboxes", options=options(1), initial_options=[option("5")]),
        NOT_OFFERED,
        "/initial_options",
    ),
    Bad(
        "eleven radio buttons",
        element("radio_buttons", options=options(11)),
        "no more than 10 items allowed",
        "/options",
    ),
    Bad(
        "radio buttons with a placeholder",
        element("radio_buttons", options=options(1), placeholder=plain()),
        UNKNOWN.format("placeholder"),
    ),
    Bad("an empty overflow menu", element("overflow", options=[]), "must provide at least 1 items", "/options"),
    Bad("an overflow menu of six", element("overflow", options=options(6)), "no more than 5 items allowed", "/options"),
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.wrong)
def test_a_bad_menu_is_refused_wherever_it_may_stand(bad: Bad):
    for told, wanted in refusals_of(bad):
        assert told == wanted
