"""Bad elements and composition objects: one complaint each, in Slack's words, at the right place."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.limits_examples import ELEMENT_SURFACES, ELEMENTS, PLACES, POINTERS, refusals_of
from tests.sandbox.limits_payloads import (
    Bad,
    button,
    complaints,
    confirm,
    expected,
    feedback_buttons,
    field,
    icon_button,
    image,
    mrkdwn,
    number_input,
    placed,
    plain,
    rich,
    rich_section,
    section,
    words,
    workflow_button,
    x,
)


def element(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, **more}


def typing(**more: Any) -> dict[str, Any]:
    return element("plain_text_input", **more)


ENUM = "must be a valid enum value"
UNKNOWN = "invalid additional property: {}"

BAD = [
    Bad("a button text of 76", button(text=plain(x(76))), "must be less than 76 characters", "/text/text"),
    Bad("a button in mrkdwn", button(text=mrkdwn()), "unsupported type: mrkdwn", "/text/type"),
    Bad("a button text that is a string", button(text="Go"), "must provide an object", "/text"),
    Bad("a button without text", element("button"), "missing required field: text"),
    Bad("a button value of 2,001", button(value=x(2001)), "must be less than 2001 characters", "/value"),
    Bad("a button value that is a number", button(value=1), "must provide a string", "/value"),
    Bad("a button address of 3,001", button(url=f"https://{x(2993)}"), "must be less than 3001 characters", "/url"),
    Bad("a button address that is none", button(url="example"), "must be a valid URL", "/url"),
    Bad("a button style of null", button(style=None), ENUM, "/style"),
    Bad("a default style by name", button(style="default"), ENUM, "/style"),
    Bad(
        "a label for readers of 76",
        button(accessibility_label=x(76)),
        "must be less than 76 characters",
        "/accessibility_label",
    ),
    Bad("a prompt of 4,001", button(agent_prompt=x(4001)), "must be less than 4001 characters", "/agent_prompt"),
    Bad("an action_id of 256", button(action_id=x(256)), "must be less than 256 characters", "/action_id"),
    Bad("an empty action_id", button(action_id=""), "must be more than 0 characters", "/action_id"),
    Bad("focus on a button", button(focus_on_load=True), UNKNOWN.format("focus_on_load")),
    Bad("a placeholder on a button", button(placeholder=plain()), UNKNOWN.format("placeholder")),
    Bad(
        "a confirm title of 101",
        button(confirm=confirm(title=plain(x(101)))),
        "must be less than 101 characters",
        "/confirm/title/text",
    ),
    Bad(
        "a confirm title in mrkdwn",
        button(confirm=confirm(title=mrkdwn())),
        "unsupported type: mrkdwn",
        "/confirm/title/type",
    ),
    Bad(
        "a confirm text of 301",
        button(confirm=confirm(text=mrkdwn(x(301)))),
        "must be less than 301 characters",
        "/confirm/text/text",
    ),
    Bad(
        "a confirm of 31",
        button(confirm=confirm(confirm=plain(x(31)))),
        "must be less than 31 characters",
        "/confirm/confirm/text",
    ),
    Bad(
        "a deny of 31",
        button(confirm=confirm(deny=plain(x(31)))),
        "must be less than 31 characters",
        "/confirm/deny/text",
    ),
    Bad("a confirm of a loud style", button(confirm=confirm(style="loud")), ENUM, "/confirm/style"),
    Bad("a confirm with more", button(confirm=confirm(extra=1)), UNKNOWN.format("extra"), "/confirm"),
    Bad("words for an image that are a number", image(alt_text=7), "must provide a string", "/alt_text"),
    Bad("a day in words", element("datepicker", initial_date="tomorrow"), "must be a valid date", "/initial_date"),
    Bad("30 February", element("datepicker", initial_date="2026-02-30"), "must be a valid date", "/initial_date"),
    Bad(
        "a day without dashes", element("datepicker", initial_date="20260228"), "must be a valid date", "/initial_date"
    ),
    Bad("24 o'clock", element("timepicker", initial_time="24:00"), "must be a valid time", "/initial_time"),
    Bad("an hour of one digit", element("timepicker", initial_time="9:00"), "must be a valid time", "/initial_time"),
    Bad("a time zone of nowhere", element("timepicker", timezone="Mars/Base"), "must be a valid timezone", "/timezone"),
    Bad(
        "a time zone outside", element("timepicker", timezone="../etc/passwd"), "must be a valid timezone", "/timezone"
    ),
    Bad(
        "a moment in milliseconds",
        element("datetimepicker", initial_date_time=1628633820000),
        "must be less than or equal to 9999999999",
        "/initial_date_time",
    ),
    Bad(
        "a moment in a string",
        element("datetimepicker", initial_date_time="1628633820"),
        "must provide an integer",
        "/initial_date_time",
    ),
    Bad("at most 3,001 characters", typing(max_length=3001), "must be less than or equal to 3000", "/max_length"),
    Bad("at most no character", typing(max_length=0), "must be greater than or equal to 1", "/max_length"),
    Bad("at least 3,001 characters", typing(min_length=3001), "must be less than or equal to 3000", "/min_length"),
    Bad(
        "more at least than at most",
        typing(min_length=9, max_length=8),
        "`min_length` must not be greater than `max_length`",
        "/min_length",
    ),
    Bad(
        "3,001 characters at first",
        typing(initial_value=x(3001)),
        "must be less than 3001 characters",
        "/initial_value",
    ),
    Bad("words of null at first", typing(initial_value=None), "must provide a string", "/initial_value"),
    Bad("a confirm on a text", typing(confirm=confirm()), UNKNOWN.format("confirm")),
    Bad("a response_url for a text", typing(response_url_enabled=True), UNKNOWN.format("response_url_enabled")),
    Bad(
        "no action to dispatch on",
        typing(dispatch_action_config={"trigger_actions_on": []}),
        "must provide at least 1 items",
        "/dispatch_action_config/trigger_actions_on",
    ),
    Bad(
        "an unknown action to dispatch on",
        typing(dispatch_action_config={"trigger_actions_on": ["on_tab"]}),
        ENUM,
        "/dispatch_action_config/trigger_actions_on/0",
    ),
    Bad(
        "an empty dispatch configuration",
        typing(dispatch_action_config={}),
        "missing required field: trigger_actions_on",
        "/dispatch_action_config",
    ),
    Bad("a number without word on decimals", element("number_input"), "missing required field: is_decimal_allowed"),
    Bad("a number that is a number", number_input(min_value=1), "must provide a string", "/min_value"),
    Bad("a number in words", number_input(initial_value="ten"), "must be a valid number", "/initial_value"),
    Bad("a decimal where none may be", number_input(max_value="1.5"), "must be an integer", "/max_value"),
    Bad(
        "bounds that cross",
        number_input(min_value="9", max_value="10", initial_value="8"),
        "must be between `min_value` and `max_value`",
        "/initial_value",
    ),
    Bad(
        "bounds the wrong way",
        number_input(min_value="10", max_value="9"),
        "`min_value` must not be greater than `max_value`",
        "/min_value",
    ),
    Bad("no files", element("file_input", max_files=0), "must be greater than or equal to 1", "/max_files"),
    Bad("eleven files", element("file_input", max_files=11), "must be less than or equal to 10", "/max_files"),
    Bad("no kind of file", element("file_input", filetypes=[]), "must provide at least 1 items", "/filetypes"),
    Bad("a placeholder for files", element("file_input", placeholder=plain()), UNKNOWN.format("placeholder")),
    Bad("101 lines", element("rich_text_input", max_lines=101), "must be less than or equal to 100", "/max_lines"),
    Bad(
        "rich words that are plain",
        element("rich_text_input", initial_value="Hi"),
        "must provide an object",
        "/initial_value",
    ),
    Bad(
        "rich words with an empty one",
        element("rich_text_input", initial_value=rich(rich_section(words("")))),
        "must be more than 0 characters",
        "/initial_value/elements/0/elements/0/text",
    ),
    Bad("a workflow of nothing", element("workflow_button", text=plain()), "missing required field: workflow"),
    Bad("a workflow without trigger", workflow_button(workflow={}), "missing required field: trigger", "/workflow"),
    Bad("a workflow button of 76", workflow_button(text=plain(x(76))), "must be less than 76 characters", "/text/text"),
    Bad(
        "feedback of one side",
        element("feedback_buttons", positive_button={"text": plain(), "value": "1"}),
        "missing required field: negative_button",
    ),
    Bad(
        "feedback without value",
        feedback_buttons(positive_button={"text": plain()}),
        "missing required field: value",
        "/positive_button",
    ),
    Bad(
        "feedback of 2,001",
        feedback_buttons(negative_button={"text": plain(), "value": x(2001)}),
        "must be less than 2001 characters",
        "/negative_button/value",
    ),
    Bad("an icon that is no bin", icon_button(icon="star"), ENUM, "/icon"),
    Bad(
        "an icon for eleven people",
        icon_button(visible_to_user_ids=["U1"] * 11),
        "no more than 10 items allowed",
        "/visible_to_user_ids",
    ),
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.wrong)
def test_a_bad_element_is_refused_wherever_it_may_stand(bad: Bad):
    for told, wanted in refusals_of(bad):
        assert told == wanted


def test_texts_keep_to_their_own_switches():
    assert complaints("message", section(text=mrkdwn(emoji=True))) == expected(
        "message", "invalid additional property: emoji", "/text"
    )
    assert complaints("message", section(text=plain(verbatim=True))) == expected(
        "message", "invalid additional property: verbatim", "/text"
    )


@pytest.mark.parametrize("kind", ["conversations_select", "channels_select"])
def test_a_response_url_comes_from_a_modals_input_alone(kind: str):
    asking = {"type": kind, "response_url_enabled": True}
    assert complaints("modal", field(asking)) == []
    told = "invalid additional property: response_url_enabled"
    for surface, block, pointer in (
        ("message", field(asking), "/element"),
        ("home", field(asking), "/element"),
        ("modal", section(accessory=asking), "/accessory"),
        ("modal", placed("actions", asking), "/elements/0"),
    ):
        assert complaints(surface, block) == expected(surface, told, pointer)


def test_a_file_input_dispatches_nothing():
    told = "`dispatch_action` cannot be used with a `file_input`"
    asking = field({"type": "file_input"}, dispatch_action=True)
    assert complaints("modal", asking) == expected("modal", told, "/dispatch_action")


@pytest.mark.parametrize("name", ELEMENTS)
def test_every_element_refuses_what_it_does_not_know(name: str):
    place = next(place for place in PLACES if name in PLACES[place])
    surface = ELEMENT_SURFACES[name][0]
    told = complaints(surface, placed(place, {**ELEMENTS[name], "colour": "red"}))
    pointer = POINTERS.get(place, "/elements/0")
    assert told == expected(surface, "invalid additional property: colour", pointer)
