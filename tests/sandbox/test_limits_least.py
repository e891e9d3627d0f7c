"""How little is enough: one character, one item, everywhere but in the places listed here."""

from __future__ import annotations

import pytest

from tests.sandbox.limits_probes import PROBES, holds, least

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
}
"""Where the least is not one."""

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


def test_the_exceptions_are_probes():
    assert LEAST.keys() | SUMS.keys() | EMPTY_IS_FINE | ADDRESSES <= PROBES.keys()
