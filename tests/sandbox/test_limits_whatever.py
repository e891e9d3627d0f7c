"""Whatever JSON comes: the answer is complaints, never an exception, and the payload stays as it was."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sandbox.limits import Complaint, check_message, check_options, check_response_url, check_view
from sandbox.manifest import complaints_about
from tests.sandbox.limits_examples import BLOCKS, ELEMENTS, PLACES
from tests.sandbox.limits_payloads import groups, home, message, modal, options, placed
from tests.sandbox.manifest_payloads import BEYOND, SCHEMA

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
)

GOOD = [
    *BLOCKS.values(),
    *(placed(place, element) for place in PLACES for name, element in ELEMENTS.items() if name in PLACES[place]),
]


def ways(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path to every part of a JSON value."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way, *(found for name, part in parts for found in ways(part, (*way, name)))]


@st.composite
def spoilt(draw: st.DrawFn, whole: Any) -> Any:
    """The same JSON with one part replaced by whatever, dropped, or given a property too many."""
    value = copy.deepcopy(whole)
    way = draw(st.sampled_from(ways(value)))
    if not way:
        return draw(JSON)
    place = value
    for step in way[:-1]:
        place = place[step]
    match draw(st.integers(0, 2)):
        case 0:
            place[way[-1]] = draw(JSON)
        case 1:
            del place[way[-1]]
        case _ if isinstance(place, dict):
            place[draw(st.text(max_size=9))] = draw(JSON)
    return value


BLOCK = st.sampled_from(GOOD).flatmap(spoilt)


def assert_complaints(told: list[Complaint]) -> None:
    for each in told:
        assert each.error.replace("_", "").isalpha()
        assert each.message
        assert each.pointer == "" or each.pointer.startswith("/")
        json.dumps(each.line)


@given(BLOCK)
def test_a_block_of_whatever_gets_an_answer(block: Any):
    before = copy.deepcopy(block)
    assert_complaints(check_message(message(block, attachments=[{"blocks": [block]}]), method="chat.postMessage"))
    assert_complaints(check_view(modal(block), method="views.open", unfurl_domains=("example.com",)))
    assert_complaints(check_view(home(block), method="views.publish"))
    assert_complaints(check_response_url(message(block)))
    assert block == before


@given(
    spoilt(message(*BLOCKS.values(), attachments=[{"text": "a"}], metadata={"event_type": "a", "event_payload": {}}))
)
def test_a_message_of_whatever_gets_an_answer(payload: Any):
    assert_complaints(check_response_url(payload))
    if isinstance(payload, dict):
        assert_complaints(check_message(payload, method="chat.update"))


@given(spoilt(modal(*BLOCKS.values())))
def test_a_view_of_whatever_gets_an_answer(view: Any):
    for method in ("views.open", "views.publish", "views.update"):
        assert_complaints(check_view(view, method=method))


@given(spoilt({"options": options(2)}) | spoilt({"option_groups": groups(2)}))
def test_suggestions_of_whatever_get_an_answer(answer: Any):
    assert_complaints(check_options(answer))


@given(st.sampled_from([manifest for manifest, _ in SCHEMA + BEYOND]).flatmap(spoilt))
def test_a_manifest_of_whatever_gets_an_answer(manifest: Any):
    for sentence in complaints_about(manifest):
        assert sentence.endswith(".")
