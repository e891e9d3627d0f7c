"""Forms: fields declared once ask (`modal`) and read their own answers (`read`), so the two cannot drift apart.

    class ThanksForm(Form, name="kudos.give", title="Give kudos", submit="Send"):
        to = PeopleField("To whom?")
        words = TextField("What for?", at_least=10)

`ThanksForm.modal(values={"words": "…"})` is a Slack view; `ThanksForm.read(view)` gives an instance whose attributes
hold typed values, or raises `Invalid` with one sentence per field. A field's block id is its name, its action id is
`<form>.<field>`; the form's name is the view's callback id and so the id of its door.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, Generic, Self, TypeVar, overload

from bot.kit.blocks import META, OPTION_TEXT, TITLE, Block, View, clean, clip, option, plain
from bot.kit.errors import Invalid
from bot.kit.words import say

T = TypeVar("T")
Choice = tuple[str, str]
"""(value, text shown)"""


class Wrong(Exception):
    """One field's sentence; gathered into `Invalid` by `Form.read`."""


class Field(Generic[T]):
    """One question. `label` is asked; `hint` stands below the input; an optional field may stay empty."""

    element_type: ClassVar[str] = ""

    def __init__(self, label: str, *, hint: str = "", optional: bool = False) -> None:
        self.label = label
        self.hint = hint
        self.optional = optional
        self.name = ""
        self.action_id = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, form: None, owner: type) -> Self: ...
    @overload
    def __get__(self, form: Form, owner: type) -> T: ...
    def __get__(self, form: Form | None, owner: type) -> Self | T:
        if form is None:
            return self
        found: T = form.answers[self.name]
        return found

    def block(self, value: Any, choices: Sequence[Choice] | None) -> Block:
        """The input block that asks this, filled with `value` (what `read` would return)."""
        asked: Block = {"type": "input", "block_id": self.name, "label": plain(say(self.label), 2000)}
        asked["element"] = {"type": self.element_type, "action_id": self.action_id} | self.element(value, choices)
        if self.hint:
            asked["hint"] = plain(say(self.hint), 2000)
        if self.optional:
            asked["optional"] = True
        return asked

    def element(self, value: Any, choices: Sequence[Choice] | None) -> Block:
        raise NotImplementedError

    def parse(self, state: Mapping[str, Any]) -> T:
        """The value in one element's state; raises `Wrong` with a sentence."""
        raise NotImplementedError

    def need(self) -> Wrong:
        return Wrong(say("Please fill this in."))


class TextField(Field[str]):
    """Words, one line or several. Lengths count characters after trimming."""

    element_type = "plain_text_input"

    def __init__(
        self,
        label: str,
        *,
        hint: str = "",
        optional: bool = False,
        lines: bool = False,
        at_least: int = 0,
        at_most: int = 3000,
        placeholder: str = "",
    ) -> None:
        super().__init__(label, hint=hint, optional=optional)
        self.lines = lines
        self.at_least = at_least
        self.at_most = at_most
        self.placeholder = placeholder

    def element(self, value: Any, choices: Sequence[Choice] | None) -> Block:
        found: Block = {"multiline": self.lines, "max_length": self.at_most}
        if self.placeholder:
            found["placeholder"] = plain(say(self.placeholder), 150)
        if value:
            found["initial_value"] = clip(str(value), self.at_most)
        return found

    def parse(self, state: Mapping[str, Any]) -> str:
        text = clean(str(state.get("value") or "")).strip()
        if not text and not self.optional:
            raise self.need()
        if text and len(text) < self.at_least:
            raise Wrong(say("Please write at least {n} characters; this has {got}.", n=self.at_least, got=len(text)))
        if len(text) > self.at_most:
            raise Wrong(say("Please keep it under {n} characters; this has {got}.", n=self.at_most, got=len(text)))
        return text


class PersonField(Field[str]):
    """One person's id; empty where optional and not chosen."""

    element_type = "users_select"

    def element(self, value: Any, choices: Sequence[Choice] | None) -> Block:
        return {"initial_user": value} if value else {}

    def parse(self, state: Mapping[str, Any]) -> str:
        person = str(state.get("selected_user") or "")
        if not person and not self.optional:
            raise Wrong(say("Please choose a person."))
        return person


class PeopleField(Field[tuple[str, ...]]):
    """Several people's ids, in the order chosen, each once."""

    element_type = "multi_users_select"

    def __init__(self, label: str, *, hint: str = "", optional: bool = False, at_most: int = 10) -> None:
        super().__init__(label, hint=hint, optional=optional)
        self.at_most = at_most

    def element(self, value: Any, choices: Sequence[Choice] | None) -> Block:
        found: Block = {"max_selected_items": self.at_most}
        if value:
            found["initial_users"] = list(value)
        return found

    def parse(self, state: Mapping[str, Any]) -> tuple[str, ...]:
        people = tuple(dict.fromkeys(str(person) for person in state.get("selected_users") or ()))
        if not people and not self.optional:
            raise Wrong(say("Please choose at least one person."))
        if len(people) > self.at_most:
            raise Wrong(say("Please choose at most {n} people.", n=self.at_most))
        return people


class ChannelField(Field[str]):
    """A channel's id; `posts` lets the form answer in it."""

    element_type = "conversations_select"

    def element(self, value: Any, choices: Sequence[Choice] | None) -> Block:
        found: Block = {"filter": {"include": ["public", "private"], "exclude_bot_users": True}}
        if value:
            found["initial_conversation"] = value
        return found

    def parse(self, state: Mapping[str, Any]) -> str:
        chosen = str(state.get("selected_conversation") or "")
        if not chosen and not self.optional:
            raise Wrong(say("Please choose a channel."))
        return chosen


class ChoiceField(Field[str]):
    """One of a few choices: (value, text) pairs given here or to `modal(choices=…)`."""

    element_type = "static_select"

    def __init__(self, label: str, choices: Sequence[Choice] = (), *, hint: str = "", optional: bool = False) -> None:
        super().__init__(label, hint=hint, optional=optional)
        self.choices = tuple(choices)

    def options(self, choices: Sequence[Choice] | None) -> dict[str, Block]:
        offered = self.choices if choices is None else choices
        return {value: option(say(text), value) for value, text in offered}

    def element(self, value: Any, choices: Sequence[Choice] | None) -> Block:
        offered = self.options(choices)
        found: Block = {"options": list(offered.values())}
        if value in offered:
            found["initial_option"] = offered[value]
        return found

    def parse(self, state: Mapping[str, Any]) -> str:
        chosen = state.get("selected_option") or {}
        value = str(chosen.get("value") or "")
        if not value and not self.optional:
            raise Wrong(say("Please choose one."))
        return value


class RadioField(ChoiceField):
    """One of at most ten choices, all in sight."""

    element_type = "radio_buttons"


class ChoicesField(Field[tuple[str, ...]]):
    """Any of a few choices."""

    element_type = "multi_static_select"

    def __init__(
        self, label: str, choices: Sequence[Choice] = (), *, hint: str = "", optional: bool = False, at_most: int = 0
    ) -> None:
        super().__init__(label, hint=hint, optional=optional)
        self.choices = tuple(choices)
        self.at_most = at_most

    def element(self, value: Any, choices: Sequence[Choice] | None) -> Block:
        offered = {v: option(say(text), v) for v, text in (self.choices if choices is None else choices)}
        found: Block = {"options": list(offered.values())}
        if self.at_most and self.element_type == "multi_static_select":
            found["max_selected_items"] = self.at_most
        chosen = [offered[v] for v in value or () if v in offered]
        if chosen:
            found["initial_options"] = chosen
        return found

    def parse(self, state: Mapping[str, Any]) -> tuple[str, ...]:
        chosen = tuple(str(item["value"]) for item in state.get("selected_options") or ())
        if not chosen and not self.optional:
            raise Wrong(say("Please choose at least one."))
        if self.at_most and len(chosen) > self.at_most:
            raise Wrong(say("Please choose at most {n}.", n=self.at_most))
        return chosen


class ChecksField(ChoicesField):
    """Any of at most ten choices, all in sight."""

    element_type = "checkboxes"


class CheckField(Field[bool]):
    """One box to tick; `text` stands beside the box."""

    element_type = "checkboxes"

    def __init__(self, label: str, text: str, *, hint: str = "") -> None:
        super().__init__(label, hint=hint, optional=True)
        self.text = text

    def element(self, value: Any, choices: Sequence[Choice] | None) -> Block:
        box = option(say(self.text), "yes")
        return {"options": [box]} | ({"initial_options": [box]} if value else {})

    def parse(self, state: Mapping[str, Any]) -> bool:
        return bool(state.get("selected_options"))


class DateField(Field[date | None]):
    """A day, from a calendar."""

    element_type = "datepicker"

    def element(self, value: Any, choices: Sequence[Choice] | None) -> Block:
        return {"initial_date": value.isoformat() if isinstance(value, date) else str(value)} if value else {}

    def parse(self, state: Mapping[str, Any]) -> date | None:
        chosen = state.get("selected_date")
        if not chosen:
            if self.optional:
                return None
            raise Wrong(say("Please choose a day."))
        try:
            return date.fromisoformat(str(chosen))
        except ValueError:
            raise Wrong(say("Please choose a day from the calendar.")) from None


class TimeField(Field[str]):
    """A time of day, `HH:MM`; empty where optional and not chosen."""

    element_type = "timepicker"

    def element(self, value: Any, choices: Sequence[Choice] | None) -> Block:
        return {"initial_time": str(value)[:5]} if value else {}

    def parse(self, state: Mapping[str, Any]) -> str:
        chosen = str(state.get("selected_time") or "")
        if not chosen and not self.optional:
            raise Wrong(say("Please choose a time."))
        return chosen


class NumberField(Field[Decimal | None]):
    """A number between `least` and `most`, both included."""

    element_type = "number_input"

    def __init__(
        self,
        label: str,
        *,
        hint: str = "",
        optional: bool = False,
        least: int | None = None,
        most: int | None = None,
        decimals: bool = False,
    ) -> None:
        super().__init__(label, hint=hint, optional=optional)
        self.least = least
        self.most = most
        self.decimals = decimals

    def element(self, value: Any, choices: Sequence[Choice] | None) -> Block:
        found: Block = {"is_decimal_allowed": self.decimals}
        if self.least is not None:
            found["min_value"] = str(self.least)
        if self.most is not None:
            found["max_value"] = str(self.most)
        if value is not None and value != "":
            found["initial_value"] = str(value)
        return found

    def parse(self, state: Mapping[str, Any]) -> Decimal | None:
        typed = state.get("value")
        if typed is None or typed == "":
            if self.optional:
                return None
            raise self.need()
        try:
            number = Decimal(str(typed))
        except InvalidOperation:
            raise Wrong(say("Please write a number, such as 12 or 12.5.")) from None
        too_low = self.least is not None and number < self.least
        too_high = self.most is not None and number > self.most
        if too_low or too_high or not number.is_finite():
            raise Wrong(say("Please write a number from {least} to {most}.", least=self.least, most=self.most))
        return number


class FileField(Field[tuple[str, ...]]):
    """Uploaded files' ids. `kinds` are endings without the dot."""

    element_type = "file_input"

    def __init__(
        self, label: str, *, kinds: Sequence[str], hint: str = "", optional: bool = False, at_most: int = 1
    ) -> None:
        super().__init__(label, hint=hint, optional=optional)
        self.kinds = tuple(kinds)
        self.at_most = at_most

    def element(self, value: Any, choices: Sequence[Choice] | None) -> Block:
        return {"filetypes": list(self.kinds), "max_files": self.at_most}

    def parse(self, state: Mapping[str, Any]) -> tuple[str, ...]:
        files = tuple(str(file["id"]) for file in state.get("files") or ())
        if not files and not self.optional:
            raise Wrong(say("Please add a file."))
        return files


class Form:
    """A modal that asks. Subclass with `name`, `title` and fields as class attributes."""

    name: ClassVar[str]
    title: ClassVar[str]
    submit: ClassVar[str]
    tells_close: ClassVar[bool]
    fields: ClassVar[dict[str, Field[Any]]]

    def __init_subclass__(cls, *, name: str, title: str, submit: str = "Save", tells_close: bool = False) -> None:
        super().__init_subclass__()
        cls.name = name
        cls.title = title
        cls.submit = submit
        cls.tells_close = tells_close
        cls.fields = {key: found for key, found in vars(cls).items() if isinstance(found, Field)}
        for found in cls.fields.values():
            found.action_id = f"{name}.{found.name}"

    def __init__(self, answers: Mapping[str, Any], meta: Mapping[str, Any] | None = None) -> None:
        self.answers = dict(answers)
        self.meta = dict(meta or {})

    @classmethod
    def modal(
        cls,
        *,
        values: Mapping[str, Any] | None = None,
        choices: Mapping[str, Sequence[Choice]] | None = None,
        meta: Mapping[str, Any] | None = None,
        notice: Sequence[Block] = (),
        before: Mapping[str, Sequence[Block]] | None = None,
        after: Sequence[Block] = (),
        without: Sequence[str] = (),
        title: str | None = None,
        submit: str | None = None,
    ) -> View:
        """The view. `values` fill fields in; `choices` offer options; `notice`, `before[field]` and `after` are blocks
        to read; `without` leaves fields out; `meta` (JSON, 3,000 characters) comes back as `form.meta`."""
        blocks = list(notice)
        for key, asked in cls.fields.items():
            if key in without or (choices is not None and key in choices and not choices[key]):
                continue
            blocks += (before or {}).get(key, ())
            blocks.append(asked.block((values or {}).get(key), (choices or {}).get(key)))
        packed = json.dumps(meta, separators=(",", ":")) if meta else ""
        if len(packed) > META:
            raise ValueError(f"{cls.name}: private_metadata would have {len(packed)} characters, Slack allows {META}")
        view: View = {
            "type": "modal",
            "callback_id": cls.name,
            "title": plain(say(title or cls.title), TITLE),
            "submit": plain(say(submit or cls.submit), TITLE),
            "close": plain(say("Cancel"), TITLE),
            "blocks": [*blocks, *after],
        }
        if packed:
            view["private_metadata"] = packed
        if cls.tells_close:
            view["notify_on_close"] = True
        return view

    @classmethod
    def read(cls, view: Mapping[str, Any]) -> Self:
        """The answers in a submitted view. Fields that the view did not ask read as empty. Raises `Invalid`."""
        values: Mapping[str, Any] = view.get("state", {}).get("values", {})
        asked = {block.get("block_id") for block in view.get("blocks", ())}
        answers: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for key, found in cls.fields.items():
            state = values.get(key, {}).get(found.action_id, {})
            try:
                answers[key] = found.parse(state)
            except Wrong as problem:
                if key in asked:
                    wrong[key] = str(problem)
                else:
                    answers[key] = () if isinstance(found, PeopleField | ChoicesField | FileField) else ""
        if wrong:
            raise Invalid(**wrong)
        packed = view.get("private_metadata") or ""
        return cls(answers, json.loads(packed) if packed else {})


def picked(choices: Sequence[Choice], value: str) -> str:
    """The text of a choice by its value, cut to what an option can show."""
    return clip(dict(choices).get(value, value), OPTION_TEXT)
