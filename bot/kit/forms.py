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
from typing import Any, ClassVar, Self

from bot.kit.blocks import META, TITLE, Block, View, plain
from bot.kit.errors import Invalid
from bot.kit.fields import CheckField, Choice, DateField, Field, NumberField, TextField, TimeField, Wrong
from bot.kit.pickers import (
    ChannelField,
    ChecksField,
    ChoiceField,
    ChoicesField,
    FileField,
    PeopleField,
    PersonField,
    RadioField,
    picked,
)
from bot.kit.words import say

__all__ = [
    "ChannelField",
    "CheckField",
    "ChecksField",
    "Choice",
    "ChoiceField",
    "ChoicesField",
    "DateField",
    "Field",
    "FileField",
    "Form",
    "NumberField",
    "PeopleField",
    "PersonField",
    "RadioField",
    "TextField",
    "TimeField",
    "Wrong",
    "picked",
]


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
                    answers[key] = found.empty
        if wrong:
            raise Invalid(**wrong)
        packed = view.get("private_metadata") or ""
        return cls(answers, json.loads(packed) if packed else {})
