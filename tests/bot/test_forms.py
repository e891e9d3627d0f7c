"""Forms: what asks also reads, and what no form can have asked is not believed."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.kit.doors import Doors
from bot.kit.elements import said_by
from bot.kit.errors import Invalid
from bot.kit.forms import (
    ChannelField,
    CheckField,
    ChecksField,
    ChoiceField,
    ChoicesField,
    DateField,
    ExternalField,
    FileField,
    Form,
    NumberField,
    PeopleField,
    PersonField,
    RadioField,
    TextField,
    TimeField,
    page_of,
    picked,
)
from sandbox.limits import check_view

COLOURS = [("red", "Red"), ("blue", "Blue")]


class Everything(Form, name="trial.everything", title="Everything", tells_close=True):
    text = TextField("Text?", hint="A hint.", lines=True, at_least=3, at_most=10, placeholder="…")
    who = PersonField("Who?")
    people = PeopleField("People?", at_most=2)
    where = ChannelField("Where?")
    one = ChoiceField("One?", COLOURS)
    radio = RadioField("Radio?", COLOURS)
    some = ChoicesField("Some?", COLOURS, at_most=1)
    ticks = ChecksField("Ticks?", COLOURS)
    tick = CheckField("Tick?", "Yes, do")
    day = DateField("Day?")
    hour = TimeField("Hour?")
    number = NumberField("Number?", least=1, most=5)
    decimal = NumberField("Decimal?", decimals=True, optional=True)
    files = FileField("Files?", kinds=["csv"])


def chosen(*values: str) -> list[dict[str, Any]]:
    return [{"value": value} for value in values]


STATE: dict[str, Any] = {
    "text": {"value": " hello "},
    "who": {"selected_user": "U1"},
    "people": {"selected_users": ["U2", "U1", "U2"]},
    "where": {"selected_conversation": "C1"},
    "one": {"selected_option": {"value": "red"}},
    "radio": {"selected_option": {"value": "blue"}},
    "some": {"selected_options": chosen("red")},
    "ticks": {"selected_options": chosen("red", "blue")},
    "tick": {"selected_options": chosen("yes")},
    "day": {"selected_date": "2026-11-23"},
    "hour": {"selected_time": "09:30"},
    "number": {"value": "3"},
    "decimal": {"value": "2.5"},
    "files": {"files": [{"id": "F1"}]},
}


def submitted(**changes: Any) -> dict[str, Any]:
    values = {key: {f"trial.everything.{key}": state} for key, state in (STATE | changes).items()}
    return Everything.modal(meta={"about": "K1"}) | {"state": {"values": values}}


def test_what_is_asked_is_what_slack_takes():
    view = Everything.modal(values={"text": "x" * 50, "day": date(2026, 1, 2), "one": "red", "ticks": ["blue"]})
    assert check_view(view, method="views.open") == []
    assert [block["block_id"] for block in view["blocks"]] == list(Everything.fields)
    assert view["notify_on_close"] is True


def test_the_answers_are_typed():
    form = Everything.read(submitted())
    assert form.answers == {
        "text": "hello",
        "who": "U1",
        "people": ("U2", "U1"),
        "where": "C1",
        "one": "red",
        "radio": "blue",
        "some": ("red",),
        "ticks": ("red", "blue"),
        "tick": True,
        "day": date(2026, 11, 23),
        "hour": "09:30",
        "number": Decimal(3),
        "decimal": Decimal("2.5"),
        "files": ("F1",),
    }
    assert form.meta == {"about": "K1"}
    assert form.text == "hello"


WRONG = [
    ("text", {"value": "ab"}, "at least 3"),
    ("text", {"value": "x" * 11}, "under 10"),
    ("text", {"value": " \x00 "}, "fill this in"),
    ("text", {}, "fill this in"),
    ("who", {}, "choose a person"),
    ("people", {"selected_users": ["U1", "U2", "U3"]}, "at most 2"),
    ("people", {}, "at least one"),
    ("where", {}, "choose a channel"),
    ("one", {}, "choose one"),
    ("one", {"selected_option": {"value": "forged"}}, "choose one"),
    ("radio", {"selected_option": {"value": "forged"}}, "choose one"),
    ("some", {"selected_options": chosen("red", "blue")}, "at most 1"),
    ("some", {"selected_options": chosen("forged")}, "at least one"),
    ("ticks", {"selected_options": chosen("red", "forged")}, "at least one"),
    ("day", {}, "choose a day"),
    ("day", {"selected_date": "2026-02-30"}, "calendar"),
    ("hour", {}, "choose a time"),
    ("hour", {"selected_time": "25:00"}, "such as 09:00"),
    ("number", {"value": ""}, "fill this in"),
    ("number", {"value": "0"}, "from 1"),
    ("number", {"value": "6"}, "up to 5"),
    ("number", {"value": "1.5"}, "whole"),
    *(("number", {"value": typed}, "a number") for typed in ("three", "NaN", "Infinity", "1e99", "1e999999999")),
    ("files", {}, "add a file"),
]


@pytest.mark.parametrize(("field", "state", "told"), WRONG)
def test_what_cannot_be_is_told_beside_its_field(field: str, state: dict, told: str):
    with pytest.raises(Invalid) as refused:
        Everything.read(submitted(**{field: state}))
    assert list(refused.value.fields) == [field]
    assert told in refused.value.fields[field]


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(Invalid) as refused:
        Everything.read(submitted(text={}, day={}))
    assert set(refused.value.fields) == {"text", "day"}


def test_what_was_not_asked_reads_as_empty():
    without = [key for key in Everything.fields if key != "text"]
    view = Everything.modal(without=without)
    view["state"] = {"values": {"text": {"trial.everything.text": {"value": "hello"}}}}
    form = Everything.read(view)
    assert (form.who, form.people, form.day, form.number, form.files, form.tick) == ("", (), None, None, (), False)


def test_what_a_person_writes_comes_back_as_it_was():
    view = Everything.modal(values={"text": "a&<b>", "people": ["U1"], "number": 3, "hour": "09:30", "tick": True})
    elements = {block["block_id"]: block["element"] for block in view["blocks"]}
    assert elements["text"]["initial_value"] == "a&<b>"
    assert elements["people"]["initial_users"] == ["U1"]
    assert elements["number"]["initial_value"] == "3"
    assert elements["hour"]["initial_time"] == "09:30"
    assert elements["tick"]["initial_options"][0]["value"] == "yes"


def test_a_choice_without_options_is_left_out_of_the_question():
    view = Everything.modal(choices={"one": []})
    assert "one" not in [block["block_id"] for block in view["blocks"]]


def test_too_much_to_carry_along_is_our_own_mistake():
    with pytest.raises(ValueError, match="private_metadata"):
        Everything.modal(meta={"x": "y" * 3000})


@given(some.dictionaries(some.sampled_from(sorted(STATE)), some.sampled_from([{}, *STATE.values()]), max_size=14))
def test_no_state_breaks_the_reading(changes: dict):
    with suppress(Invalid):
        Everything.read(submitted(**changes))


def test_a_choice_s_text_can_be_told():
    assert picked(COLOURS, "red") == "Red"
    assert picked(COLOURS, "gone") == "gone"


class Asking(Form, name="trial.asking", title="Asking"):
    text = TextField("Text?", dispatch=True)
    goal = ExternalField("Goal?", at_least=2, placeholder="Search")
    day = DateField("Day?", optional=True)


class AskingMore(Asking, name="trial.more", title="Asking more"):
    day = None
    text = TextField("Other text?", at_most=5)
    number = NumberField("Number?", optional=True, dispatch=True)


def test_a_form_asks_what_the_form_above_it_asks():
    assert list(Asking.fields) == ["text", "goal", "day"]
    assert list(AskingMore.fields) == ["text", "goal", "number"]
    assert [field.action_id for field in AskingMore.fields.values()] == [
        "trial.more.text", "trial.more.goal", "trial.more.number"
    ]  # fmt: skip
    assert [field.action_id for field in Asking.fields.values()] == [
        "trial.asking.text", "trial.asking.goal", "trial.asking.day"
    ]  # fmt: skip
    state = {"goal": {"trial.more.goal": {"selected_option": {"value": "g1"}}}}
    assert AskingMore.peek(AskingMore.modal() | {"state": {"values": state}}).goal == "g1"


@pytest.mark.parametrize("word", ["title", "name", "meta", "answers", "page", "read"])
def test_a_field_cannot_take_a_form_s_own_word(word: str):
    with pytest.raises(ValueError, match=f"`{word}`"):
        type(Form)("Hiding", (Form,), {word: TextField("Text?")}, name="trial.hiding", title="Hiding")


def test_a_door_for_typing_needs_a_field_that_tells():
    with pytest.raises(ValueError, match="dispatch=True"):
        Doors("trial").typing(Everything, may="kudos.give")


@pytest.mark.parametrize("field", [key for key in Everything.fields if key != "files"])
def test_every_field_but_files_can_tell_of_its_changes(field: str):
    class Telling(Everything, name="trial.telling", title="Telling"):
        pass

    Telling.fields[field].dispatch = True
    assert not Everything.fields[field].dispatch
    assert check_view(Telling.modal(), method="views.open") == []
    (told,) = [block for block in Telling.modal()["blocks"] if block.get("dispatch_action")]
    config = told["element"].get("dispatch_action_config")
    assert (config is not None) == (told["element"]["type"] in ("plain_text_input", "number_input"))


def test_what_is_half_written_can_be_seen():
    half = {"text": {"value": " ab"}, "number": {"value": "three"}, "day": {"selected_date": "x"}, "tick": {}}
    form = Everything.peek(submitted(**half))
    assert (form.text, form.number, form.day, form.tick, form.who) == ("ab", None, None, False, "U1")
    assert form.meta == {"about": "K1"}
    assert Everything.peek({}).answers == {key: field.empty for key, field in Everything.fields.items()}


@given(some.dictionaries(some.sampled_from(sorted(STATE)), some.sampled_from([{}, *STATE.values()]), max_size=14))
def test_no_state_breaks_the_peeking(changes: dict):
    Everything.peek(submitted(**changes))


def test_what_one_searches_for_is_asked_without_choices():
    view = Asking.modal(values={"goal": "g2"}, choices={"goal": []})
    element = next(block["element"] for block in view["blocks"] if block["block_id"] == "goal")
    assert (element["min_query_length"], element.get("initial_option")) == (2, None)
    assert check_view(view, method="views.open") == []
    known = Asking.modal(values={"goal": "g2"}, choices={"goal": [("g2", "x" * 90)]})
    assert check_view(known, method="views.open") == []
    assert "initial_option" in str(known)
    with pytest.raises(Invalid) as refused:
        Asking.read(view | {"state": {"values": {"text": {"trial.asking.text": {"value": "x"}}}}})
    assert list(refused.value.fields) == ["goal"]


def test_a_page_reads_its_own_answers():
    view = Everything.modal(page="kindness", meta={"about": "K1"})
    assert check_view(view, method="views.open") == []
    values = {f"{key}~kindness": {f"trial.everything.{key}": state} for key, state in STATE.items()}
    form = Everything.read(view | {"state": {"values": values}})
    assert (form.page, form.text, form.meta["about"]) == ("kindness", "hello", "K1")
    with pytest.raises(Invalid) as refused:
        Everything.read(view | {"state": {"values": values | {"text~kindness": {}}}})
    assert list(refused.value.fields) == ["text"]


@pytest.mark.parametrize("packed", ["", "{}", '["page"]', 'no json "page"', '{"under":"\\"page\\""}', None])
def test_a_view_of_no_page_has_none(packed: str | None):
    assert page_of({"private_metadata": packed}) == ""


SAID = [
    ({"type": "button", "value": "v"}, ("v",)),
    ({"type": "button"}, ()),
    ({"type": "checkboxes", "selected_options": chosen("a", "b")}, ("a", "b")),
    ({"type": "multi_users_select", "selected_users": ["U2", "U1"]}, ("U2", "U1")),
    ({"type": "multi_conversations_select", "selected_conversations": ["C1"]}, ("C1",)),
    ({"type": "multi_channels_select", "selected_channels": ["C1", "C2"]}, ("C1", "C2")),
    ({"type": "conversations_select", "selected_conversation": "C1"}, ("C1",)),
    ({"type": "channels_select", "selected_channel": "C1"}, ("C1",)),
    ({"type": "users_select", "selected_user": None}, ()),
    ({"type": "static_select", "selected_option": {"value": "a"}}, ("a",)),
    ({"type": "static_select", "selected_option": None}, ()),
    ({"type": "timepicker", "selected_time": "09:30"}, ("09:30",)),
    ({"type": "datepicker", "selected_date": "2026-11-22"}, ("2026-11-22",)),
    ({"type": "datetimepicker", "selected_date_time": 1700000000}, ("1700000000",)),
]


@pytest.mark.parametrize(("element", "told"), SAID)
def test_every_element_says_what_is_chosen(element: dict, told: tuple[str, ...]):
    assert said_by(element) == told
