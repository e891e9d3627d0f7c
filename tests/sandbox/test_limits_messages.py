"""Messages as a whole: texts, sums, attachments, metadata; answers to a response_url and to block_suggestion."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from sandbox.limits import Complaint, check_message, check_options, check_response_url
from tests.sandbox.limits_examples import BLOCKS
from tests.sandbox.limits_payloads import (
    Json,
    button,
    groups,
    message,
    mrkdwn,
    option,
    options,
    plain,
    section,
    x,
)

METADATA: Json = {"event_type": "kudos_given", "event_payload": {"id": "01J", "to": ["U1"]}}


def told(payload: Json, method: str = "chat.postMessage") -> list[tuple[str, str, str]]:
    return [(each.error, each.message, each.pointer) for each in check_message(payload, method=method)]


@pytest.mark.parametrize(
    "payload", [{}, {"text": ""}, {"blocks": []}, {"text": None, "blocks": None}, {"metadata": METADATA}]
)
def test_a_message_of_nothing_has_no_text(payload: Json):
    assert [error for error, _, _ in told(payload)] == ["no_text"]


@pytest.mark.parametrize(
    "payload",
    [
        {"text": "Hello"},
        {"blocks": [section()]},
        {"attachments": [{"text": "Hello"}]},
        {"markdown_text": x(12_000)},
        {"text": "Hello", "blocks": [], "attachments": [], "metadata": METADATA},
        message(*[section()] * 50),
        message(*(BLOCKS[name] for name in BLOCKS if name not in ("alert", "data_visualization"))),
    ],
)
def test_a_message_of_something_is_taken(payload: Json):
    for method in ("chat.postMessage", "chat.postEphemeral", "chat.scheduleMessage", "chat.update"):
        assert told(payload, method) == []


class Refusal(NamedTuple):
    """A message that Slack refuses: what is wrong in words, the message, Slack's code and sentence, the pointer."""

    wrong: str
    payload: Json
    error: str
    message: str
    pointer: str


BAD = [
    Refusal("51 blocks", message(*[section()] * 51), "invalid_blocks", "no more than 50 items allowed", "/blocks"),
    Refusal("blocks in a string", message(blocks="[]"), "invalid_blocks_format", "must provide an array", "/blocks"),
    Refusal(
        "blocks in an object",
        message(blocks={"blocks": []}),
        "invalid_blocks_format",
        "must provide an array",
        "/blocks",
    ),
    Refusal("a text of numbers", {"text": 7}, "invalid_arguments", "must provide a string", "/text"),
    Refusal(
        "markdown beside text",
        {"text": "a", "markdown_text": "a"},
        "markdown_text_conflict",
        "must not be used together with `text` or `blocks`",
        "/markdown_text",
    ),
    Refusal(
        "markdown beside blocks",
        {"blocks": [section()], "markdown_text": "a"},
        "markdown_text_conflict",
        "must not be used together with `text` or `blocks`",
        "/markdown_text",
    ),
    Refusal(
        "markdown of 12,001",
        {"markdown_text": x(12_001)},
        "msg_too_long",
        "must be less than 12001 characters",
        "/markdown_text",
    ),
    Refusal(
        "101 attachments",
        message(attachments=[{"text": "a"}] * 101),
        "too_many_attachments",
        "no more than 100 items allowed",
        "/attachments",
    ),
    Refusal(
        "attachments in an object",
        message(attachments={}),
        "invalid_attachments",
        "must provide an array",
        "/attachments",
    ),
    Refusal(
        "an attachment that is a string",
        message(attachments=["a"]),
        "invalid_attachments",
        "must provide an object",
        "/attachments/0",
    ),
    Refusal(
        "an attachment with more",
        message(attachments=[{"indent": False}]),
        "invalid_attachments",
        "invalid additional property: indent",
        "/attachments/0",
    ),
    Refusal(
        "a footer of 301",
        message(attachments=[{"footer": x(301)}]),
        "invalid_attachments",
        "must be less than 301 characters",
        "/attachments/0/footer",
    ),
    Refusal(
        "a colour of no kind",
        message(attachments=[{"color": "reddish"}]),
        "invalid_attachments",
        "must be a valid colour",
        "/attachments/0/color",
    ),
    Refusal(
        "a bad moment",
        message(attachments=[{"ts": "now"}]),
        "invalid_attachments",
        "must be a timestamp",
        "/attachments/0/ts",
    ),
    Refusal(
        "a bad block in an attachment",
        message(attachments=[{"text": "a"}, {"blocks": [section(), section(text=plain(""))]}]),
        "invalid_attachments",
        "must be more than 0 characters",
        "/attachments/1/blocks/1/text/text",
    ),
    Refusal(
        "one block_id in both",
        message(section(block_id="a"), attachments=[{"blocks": [section(block_id="a")]}]),
        "invalid_attachments",
        '`block_id` "a" already exists',
        "/attachments/0/blocks/0/block_id",
    ),
    Refusal(
        "one block_id twice",
        message(section(block_id="a"), section(block_id="a")),
        "invalid_blocks",
        '`block_id` "a" already exists',
        "/blocks/1/block_id",
    ),
    Refusal(
        "texts of 12,001 together",
        message(*[section(text=mrkdwn(x(3_000)))] * 4, section(text=plain("!"))),
        "msg_blocks_too_long",
        "must be less than 12001 characters in all",
        "/blocks",
    ),
    Refusal(
        "metadata of a string",
        message(metadata="{}"),
        "invalid_metadata_format",
        "must provide an object",
        "/metadata",
    ),
    Refusal(
        "metadata without type",
        message(metadata={"event_payload": {}}),
        "invalid_metadata_format",
        "missing required field: event_type",
        "/metadata",
    ),
    Refusal(
        "metadata without payload",
        message(metadata={"event_type": "a"}),
        "invalid_metadata_format",
        "missing required field: event_payload",
        "/metadata",
    ),
    Refusal(
        "metadata that is a list",
        message(metadata={"event_type": "a", "event_payload": []}),
        "invalid_metadata_format",
        "must provide an object",
        "/metadata/event_payload",
    ),
    Refusal(
        "metadata of too much",
        message(metadata={"event_type": "a", "event_payload": {"a": x(16_000)}}),
        "metadata_too_large",
        "must be less than 16001 bytes",
        "/metadata",
    ),
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.wrong)
def test_a_bad_message_is_refused(bad: Refusal):
    for method in ("chat.postMessage", "chat.update"):
        assert told(bad.payload, method) == [(bad.error, bad.message, bad.pointer)]


def test_an_updated_text_is_at_most_4000_and_a_posted_one_is_cut():
    assert told({"text": x(4_000)}, "chat.update") == []
    assert told({"text": x(4_001)}, "chat.update") == [("msg_too_long", "must be less than 4001 characters", "/text")]
    assert told({"text": x(40_001)}, "chat.postMessage") == []
    for method in ("chat.postEphemeral", "chat.scheduleMessage"):
        assert told({"text": x(40_000)}, method) == []
        assert told({"text": x(40_001)}, method) == [("msg_too_long", "must be less than 40001 characters", "/text")]


def test_all_texts_count_towards_the_sum():
    filled = section(text=mrkdwn(x(2_994)), accessory=button(text=plain("Thanks")))
    assert told(message(*[filled] * 4)) == []
    assert told(message(*[filled] * 4, section(text=plain("!"))))[0][0] == "msg_blocks_too_long"


def test_a_response_url_counts_no_sum():
    assert check_response_url({"blocks": [section(text=mrkdwn(x(3_000)))] * 10}) == []


@pytest.mark.parametrize(
    "answer",
    [
        {"text": "Hello"},
        {"text": "Hello", "response_type": "in_channel", "replace_original": False, "thread_ts": "1.2"},
        {"blocks": [section()], "replace_original": True},
        {"delete_original": True},
        {"delete_original": True, "response_type": "ephemeral"},
    ],
)
def test_an_answer_to_a_response_url_is_taken(answer: Json):
    assert check_response_url(answer) == []


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ([], Complaint("invalid_payload", "must provide an object")),
        ({}, Complaint("no_text", "must provide text, blocks or attachments")),
        ({"replace_original": True}, Complaint("no_text", "must provide text, blocks or attachments")),
        (
            {"text": "a", "response_type": "loud"},
            Complaint("invalid_payload", "must be a valid enum value", "/response_type"),
        ),
        (
            {"text": "a", "replace_original": "true"},
            Complaint("invalid_payload", "must provide a boolean", "/replace_original"),
        ),
        (
            {"text": "a", "delete_original": True},
            Complaint("invalid_payload", "must not be used together with `delete_original`", "/text"),
        ),
        ({"blocks": [BLOCKS["alert"]]}, Complaint("invalid_blocks", "unsupported type: alert", "/blocks/0/type")),
        ({"blocks": [section()] * 51}, Complaint("invalid_blocks", "no more than 50 items allowed", "/blocks")),
    ],
)
def test_a_bad_answer_to_a_response_url_is_refused(answer: Any, complaint: Complaint):
    assert check_response_url(answer) == [complaint]


@pytest.mark.parametrize("answer", [{"options": []}, {"options": options(100)}, {"option_groups": groups(100)}])
def test_suggestions_are_taken(answer: Json):
    assert check_options(answer) == []


@pytest.mark.parametrize(
    ("answer", "message_", "pointer"),
    [
        ({}, "must define either `options` or `option_groups`", ""),
        ({"options": [], "option_groups": groups(1)}, "must define only one of `options` or `option_groups`", ""),
        ({"options": options(101)}, "no more than 100 items allowed", "/options"),
        ({"option_groups": groups(101)}, "no more than 100 items allowed", "/option_groups"),
        ({"options": [option(text=plain(x(76)))]}, "must be less than 76 characters", "/options/0/text/text"),
        ({"options": [option(text=mrkdwn())]}, "unsupported type: mrkdwn", "/options/0/text/type"),
        ({"options": [], "more": True}, "invalid additional property: more", ""),
        ([], "must provide an object", ""),
    ],
)
def test_bad_suggestions_are_refused(answer: Any, message_: str, pointer: str):
    assert check_options(answer) == [Complaint("invalid_options", message_, pointer)]
