"""How little is enough, one character, one item, but for a few places; and how much, where no registry says it."""

from __future__ import annotations

import pytest

from tests.sandbox.limits_probes import PROBES, greatest, holds, least

LEAST = {
    "DATA_TABLE_ROWS": 2,  # a header and a row
    "SELECT_MIN_QUERY_LENGTH": 0,
    "PLAIN_TEXT_INPUT_MIN_LENGTH": 0,
    "DATA_TABLE_ROW_HEADER_COLUMN_INDEX": 0,
    "RICH_TEXT_LIST_INDENT": 0,
    "RICH_TEXT_LIST_OFFSET": 0,
    "RICH_TEXT_LIST_BORDER": 0,
    "RICH_TEXT_QUOTE_BORDER": 0,
    "RICH_TEXT_PREFORMATTED_BORDER": 0,
    "INITIAL_MOMENT": 1_000_000_000,  # ten digits
}
"""Where the least is not one."""

MOST = {
    "BOX_TEXT": 75,
    "BOX_DESCRIPTION": 75,
    "OVERFLOW_TEXT": 75,
    "ICON_BUTTON_TEXT": 75,
    "CONTEXT_TEXT": 3000,
    "EXTERNAL_INITIAL_OPTIONS": 100,
    "INITIAL_MOMENT": 9_999_999_999,
    "SKIN_TONE": 6,
    "NESTED_BLOCK_ID": 255,
}
"""What neither slackblocks nor slack_sdk declares: the place takes a shared object, or the page gives the format."""

EMPTY_IS_FINE = {
    # Texts for the app's own use, and for readers, that Slack keeps as they come.
    "BUTTON_ACCESSIBILITY_LABEL",
    "FEEDBACK_BUTTON_ACCESSIBILITY_LABEL",
    "ICON_BUTTON_ACCESSIBILITY_LABEL",
    "WORKFLOW_BUTTON_ACCESSIBILITY_LABEL",
    "VIEW_PRIVATE_METADATA",
    "VIEW_CALLBACK_ID",
    "VIEW_EXTERNAL_ID",
    "ATTACHMENT_FOOTER",
    # Lists that say nothing when they are empty.
    "MESSAGE_BLOCKS",
    "MESSAGE_ATTACHMENTS",
    "MESSAGE_DATA_VISUALIZATIONS",
    "ATTACHMENT_ACTIONS",
    "ICON_BUTTON_VISIBLE_TO_USER_IDS",
    "TABLE_COLUMN_SETTINGS",
    "PLAN_TASKS",
}

ADDRESSES = {name for name in PROBES if name.endswith("_URL")}
"""Their shortest is more than a character; the tables of bad payloads have what is no address."""

SUMS = {"DATA_TABLE_CONTENT": 2, "DATA_TABLE_TOTAL_CONTENT": 4, "MARKDOWN_TOTAL_TEXT": 2}
"""Sums of several parts, each of which holds a character."""


@pytest.mark.parametrize("name", sorted(PROBES.keys() - EMPTY_IS_FINE - ADDRESSES))
def test_one_is_the_least(name: str):
    assert least(name, {**LEAST, **SUMS}.get(name, 1))


@pytest.mark.parametrize("name", sorted(EMPTY_IS_FINE))
def test_none_is_enough(name: str):
    assert holds(name, 0)
    assert holds(name, 1)


@pytest.mark.parametrize("name", sorted(MOST))
def test_a_limit_of_no_registry_is_held(name: str):
    assert greatest(name, MOST[name])


def test_the_exceptions_are_probes():
    assert LEAST.keys() | SUMS.keys() | EMPTY_IS_FINE | ADDRESSES | MOST.keys() <= PROBES.keys()
