"""Forms: what asks also reads, and what no form can have asked is not believed."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.kit.errors import Invalid
from bot.kit.forms import (
    ChannelField,
    CheckField,
    ChecksField,
    ChoiceField,
    ChoicesField,
    DateField,
    FileField,
    Form,
    NumberField,
    PeopleField,
    PersonField,
    RadioField,
    TextField,
    TimeField,
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
