"""Every block on every surface, every element in every place: taken where Slack takes it, refused where it does not."""

from __future__ import annotations

import copy

import pytest

from sandbox.blockkit import blocks, elements
from sandbox.limits import check_view
from tests.sandbox.limits_examples import BLOCK_SURFACES, BLOCKS, ELEMENT_SURFACES, ELEMENTS, PLACES, POINTERS
from tests.sandbox.limits_payloads import SURFACES, complaints, expected, modal, placed

EVERYWHERE = [(place, name, surface) for place in PLACES for name in ELEMENTS for surface in SURFACES]


def test_there_is_an_example_of_every_block_and_element():
    assert set(blocks.BLOCKS.shapes) == set(BLOCKS)
    known = {**elements.ACCESSORIES.shapes, **elements.ACTIONS.shapes, **elements.INPUTS.shapes}
    assert {*known, *elements.CONTEXT_ACTIONS.shapes} == set(ELEMENTS)


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_stands_only_where_slack_shows_it(name: str, surface: str):
    refused = [] if surface in BLOCK_SURFACES[name] else expected(surface, f"unsupported type: {name}", "/type")
    assert complaints(surface, BLOCKS[name]) == refused


@pytest.mark.parametrize(("place", "name", "surface"), EVERYWHERE)
def test_an_element_stands_only_where_slack_shows_it(place: str, name: str, surface: str):
    block = placed(place, ELEMENTS[name])
    told = complaints(surface, block)
    if surface not in BLOCK_SURFACES[block["type"]]:
        assert told == expected(surface, f"unsupported type: {block['type']}", "/type")
    elif name in PLACES[place] and surface in ELEMENT_SURFACES[name]:
        assert told == []
    else:
        pointer = f"{POINTERS.get(place, '/elements/0')}/type"
        assert told == expected(surface, f"unsupported type: {name}", pointer)


@pytest.mark.parametrize("kind", ["file", "call", "auth_provider", "section ", "Section", "", None, 7, ["section"], {}])
def test_a_block_that_no_app_can_post_is_refused_by_name(kind: object):
    told = complaints("message", {"type": kind})
    missing = expected("message", "missing required field: type", "")
    assert told == (missing if kind is None else expected("message", f"unsupported type: {kind}", "/type"))


@pytest.mark.parametrize("surface", SURFACES)
def test_a_payload_is_left_as_it_was(surface: str):
    given = [BLOCKS[name] for name in BLOCKS if surface in BLOCK_SURFACES[name]]
    before = copy.deepcopy(given)
    complaints(surface, *given)
    assert given == before


def test_every_example_together_makes_one_modal():
    given = [BLOCKS[name] for name in BLOCKS if "modal" in BLOCK_SURFACES[name]]
    assert check_view(modal(*given), method="views.push") == []
