"""Views: what Slack refuses in a modal or a Home tab as a whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sandbox.limits import Complaint, check_view
from tests.sandbox.limits_examples import BLOCKS
from tests.sandbox.limits_payloads import Bad, Json, field, home, modal, mrkdwn, plain, section, x

OPENING = ("views.open", "views.push", "views.update", "response_action")
TYPING: Json = {"type": "plain_text_input", "focus_on_load": True}
SUBMIT = "must define `submit` to use an `input` block in modals"


def without(view: Json, *names: str) -> Json:
    return {name: held for name, held in view.items() if name not in names}


BAD = [
    Bad("a title of 25", modal(section(), title=plain(x(25))), "must be less than 25 characters", "/title/text"),
    Bad("an empty title", modal(section(), title=plain("")), "must be more than 0 characters", "/title/text"),
    Bad("a title in mrkdwn", modal(section(), title=mrkdwn()), "unsupported type: mrkdwn", "/title/type"),
    Bad("a title that is a string", modal(section(), title="Hello"), "must provide an object", "/title"),
    Bad("no title", without(modal(section()), "title"), "missing required field: title"),
    Bad("a submit of 25", modal(section(), submit=plain(x(25))), "must be less than 25 characters", "/submit/text"),
    Bad("a submit of null", modal(section(), submit=None), "must provide an object", "/submit"),
    Bad("a close of 25", modal(section(), close=plain(x(25))), "must be less than 25 characters", "/close/text"),
    Bad("no blocks", modal(), "must provide at least 1 items", "/blocks"),
    Bad("blocks missing", without(modal(), "blocks"), "missing required field: blocks"),
    Bad("101 blocks", modal(*[section()] * 101), "no more than 100 items allowed", "/blocks"),
    Bad("blocks that are an object", modal(section(), blocks={}), "must provide an array", "/blocks"),
    Bad(
        "metadata of 3,001",
        modal(section(), private_metadata=x(3001)),
        "must be less than 3001 characters",
        "/private_metadata",
    ),
    Bad(
        "metadata that is an object",
        modal(section(), private_metadata={}),
        "must provide a string",
        "/private_metadata",
    ),
    Bad(
        "a callback_id of 256", modal(section(), callback_id=x(256)), "must be less than 256 characters", "/callback_id"
    ),
    Bad(
        "an external_id of 256",
        modal(section(), external_id=x(256)),
        "must be less than 256 characters",
        "/external_id",
    ),
    Bad("notify in a word", modal(section(), notify_on_close="yes"), "must provide a boolean", "/notify_on_close"),
    Bad("a view read back from Slack", modal(section(), id="V1"), "invalid additional property: id"),
    Bad("submit_disabled", modal(section(), submit_disabled=True), "invalid additional property: submit_disabled"),
    Bad("an input and no submit", without(modal(section(), field(TYPING)), "submit"), SUBMIT, "/blocks/1/input"),
    Bad(
        "one block_id twice",
        modal(section(block_id="a"), section(), section(block_id="a")),
        '`block_id` "a" already exists',
        "/blocks/2/block_id",
    ),
    Bad(
        "two elements in focus",
        modal(field(TYPING), field(TYPING)),
        "`focus_on_load` can be set on only one element",
        "/blocks/1/element/focus_on_load",
    ),
]

BAD_HOMES = [
    Bad("a Home with submit", home(section(), submit=plain()), "invalid additional property: submit"),
    Bad("a Home with close", home(section(), close=plain()), "invalid additional property: close"),
    Bad("a Home with title", home(section(), title=plain()), "invalid additional property: title"),
    Bad("a Home to be told of", home(section(), notify_on_close=True), "invalid additional property: notify_on_close"),
    Bad("a Home of 101", home(*[section()] * 101), "no more than 100 items allowed", "/blocks"),
    Bad("a Home of nothing", home(), "must provide at least 1 items", "/blocks"),
    Bad(
        "a Home with one block_id twice",
        home(
            BLOCKS["section"], {"type": "carousel", "elements": [{"type": "card", "title": plain(), "block_id": "s"}]}
        ),
        '`block_id` "s" already exists',
        "/blocks/1/elements/0/block_id",
    ),
]


def refused(told: str, pointer: str, error: str = "invalid_arguments") -> list[Complaint]:
    return [Complaint(error, told, f"/view{pointer}")]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.wrong)
def test_a_bad_modal_is_refused_however_it_comes(bad: Bad):
    for method in OPENING:
        assert check_view(bad.part, method=method) == refused(bad.message, bad.pointer)


@pytest.mark.parametrize("bad", BAD_HOMES, ids=lambda bad: bad.wrong)
def test_a_bad_home_is_refused(bad: Bad):
    for method in ("views.publish", "views.update"):
        assert check_view(bad.part, method=method) == refused(bad.message, bad.pointer)


@pytest.mark.parametrize("method", OPENING)
def test_a_modal_with_everything_is_taken(method: str):
    given = modal(
        *[section()] * 99,
        field(TYPING),
        title=plain(x(24)),
        close=plain(x(24)),
        private_metadata=x(3000),
        callback_id=x(255),
        external_id="",
        clear_on_close=True,
        notify_on_close=False,
    )
    assert check_view(given, method=method) == []


def test_a_home_takes_inputs_without_a_submit():
    assert check_view(home(field(TYPING), private_metadata="{}", callback_id="home"), method="views.publish") == []


@pytest.mark.parametrize("method", ["views.open", "views.push", "response_action"])
def test_only_a_modal_is_opened(method: str):
    assert check_view(home(section()), method=method) == refused("must be a valid enum value", "/type")


def test_only_a_home_is_published():
    assert check_view(modal(section()), method="views.publish") == refused("must be a valid enum value", "/type")


@pytest.mark.parametrize("view", [None, [], "modal", 7])
def test_what_is_no_object_is_no_view(view: Any):
    assert check_view(view, method="views.open") == refused("must provide an object", "")


def test_a_view_has_a_type():
    told = refused("missing required field: type", "")
    assert check_view(without(modal(section()), "type"), method="views.open") == told
    assert check_view(modal(section()) | {"type": {}}, method="views.open") == refused(
        "must be a valid enum value", "/type"
    )


def test_a_view_is_at_most_250_kilobytes_of_json():
    last = section(text=mrkdwn("x"))
    given = modal(*[section(text=mrkdwn("é" * 3000))] * 41, last)
    size = len(json.dumps(given, ensure_ascii=False, separators=(",", ":")).encode())
    last["text"]["text"] = "x" * (250_000 - size + 1)
    assert check_view(given, method="views.open") == []
    last["text"]["text"] += "x"
    assert check_view(given, method="views.open") == refused("must be less than 250001 bytes", "", "view_too_large")


def test_one_element_may_have_the_focus():
    assert check_view(modal(field(TYPING), field({"type": "plain_text_input"})), method="views.open") == []


@pytest.mark.parametrize("domains", [None, ("example.com",), ("other.example", "video.example.com")])
def test_a_video_plays_from_the_apps_domains(domains: tuple[str, ...] | None):
    assert check_view(modal(BLOCKS["video"]), method="views.open", unfurl_domains=domains) == []


@pytest.mark.parametrize("domains", [(), ("ample.com",), ("example.org",)])
def test_a_video_plays_from_nowhere_else(domains: tuple[str, ...]):
    told = refused("must be on one of the app's unfurl domains", "/blocks/0/video_url")
    assert check_view(modal(BLOCKS["video"]), method="views.open", unfurl_domains=domains) == told
