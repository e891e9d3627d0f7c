"""The limits held against slackblocks, whose registry of limits somebody else keeps."""

from __future__ import annotations

import re

import pytest
from slackblocks import _limits, _surfaces, objects

from sandbox.blockkit.blocks import BLOCKS
from sandbox.blockkit.icons import SLACK_ICONS
from tests.sandbox.limits_examples import BLOCK_SURFACES
from tests.sandbox.limits_probes import greatest, least

REGISTRY = {name: value for name, value in vars(_limits).items() if name.isupper()}
ENDING = re.compile(r"(?P<stem>.+?)_(?P<ending>EXCLUSIVE_MIN|MIN_LENGTH|MAX_LENGTH|MIN_ITEMS|MAX_ITEMS|MIN|MAX)")

DIFFERENT = {
    # Slack says "must be less than 200 characters", and 50, and slack_sdk takes it at its word.
    "VIDEO_TITLE_MAX_LENGTH": 199,
    "VIDEO_DESCRIPTION_MAX_LENGTH": 199,
    "VIDEO_AUTHOR_NAME_MAX_LENGTH": 49,
}
"""Where the sandbox keeps to another number, and which."""

ELSEWHERE = {
    # An empty channel is no flaw of the payload: the server answers channel_not_found.
    "MESSAGE_CHANNEL_MIN_LENGTH",
}
"""What the payload's rules have nothing to say about."""

OTHER_SURFACES = {
    ("file", "message"),  # Slack writes file blocks itself; an app's are refused.
    ("card", "modal"),  # The documentation says so; from the field it is refused.
    ("table", "home"),  # The documentation says so; from the field it shows only in messages.
    ("data_visualization", "home"),  # From the field: unsupported type, in a published view.
}
"""Blocks that slackblocks allows on a surface where Slack, by slack-facts' reports from the field, does not."""


def fits(name: str, value: int) -> bool:
    """Whether the sandbox has the same limit, at exactly the same number."""
    found = ENDING.fullmatch(name)
    assert found is not None, f"{name} is a limit of no known kind"
    stem, ending = found["stem"], found["ending"]
    if ending == "EXCLUSIVE_MIN":
        return least(stem, value + 1)
    return least(stem, value) if ending.startswith("MIN") else greatest(stem, value)


def test_the_registry_is_there():
    assert len(REGISTRY) > 120


@pytest.mark.parametrize("name", sorted(REGISTRY.keys() - DIFFERENT - ELSEWHERE))
def test_a_limit_agrees(name: str):
    assert fits(name, REGISTRY[name])


@pytest.mark.parametrize("name", sorted(DIFFERENT))
def test_a_known_difference_is_still_one(name: str):
    assert not fits(name, REGISTRY[name])
    assert fits(name, DIFFERENT[name])


def test_each_exception_is_in_the_registry():
    assert DIFFERENT.keys() | ELSEWHERE <= REGISTRY.keys()


def test_blocks_stand_on_the_same_surfaces():
    theirs = {(block, surface) for surface, blocks in _surfaces._BLOCK_TYPES_BY_SURFACE.items() for block in blocks}
    ours = {(block, surface) for block, surfaces in BLOCK_SURFACES.items() for surface in surfaces}
    assert set(BLOCK_SURFACES) == set(BLOCKS.shapes)
    assert theirs - ours == OTHER_SURFACES
    assert ours - theirs == set()


def test_the_icons_are_the_same():
    assert set(SLACK_ICONS) == objects._SLACK_ICON_NAMES
