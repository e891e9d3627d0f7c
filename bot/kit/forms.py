"""Forms: fields declared once ask (`modal`) and read their own answers (`read`), so the two cannot drift apart.

    class ThanksForm(Form, name="kudos.give", title="Give kudos", submit="Send"):
        to = PeopleField("To whom?")
        words = TextField("What for?", at_least=10)

`ThanksForm.modal(values={"words": "…"})` is a Slack view; `ThanksForm.read(view)` gives an instance whose attributes
hold typed values, or raises `Invalid` with one sentence per field. A field's block id is its name, its action id is
`<form>.<field>`; the form's name is the view's callback id and so the id of its door.

A form may be shown page by page, the same questions on each: `ThanksForm.modal(page=2)` puts the page behind every
block id (`words~2`), since Slack keeps what stands in an input of the same ids; `form.page` tells which was answered.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any, ClassVar, Self

from bot.kit.blocks import META, TITLE, Block, View, plain
from bot.kit.errors import Invalid
from bot.kit.fields import CheckField, Choice, DateField, Field, NumberField, TextField, TimeField, Wrong
from bot.kit.pickers import (
    ChannelField,
    ChecksField,
    ChoiceField,
    ChoicesField,
    ExternalField,
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
    "ExternalField",
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
    "asked_by",
    "page_of",
    "picked",
]

PAGE = "~"
"""Stands between a field's name and the page in a block id; no name holds it."""


def asked_by(block_id: object) -> str:
    """The field that a block asks."""
    return str(block_id).partition(PAGE)[0]


def page_of(view: Mapping[str, Any]) -> str:
    """The page that `Form.modal(page=…)` made; empty where a view has none."""
    packed = str(view.get("private_metadata") or "")
    if '"page"' not in packed:
        return ""
    try:
        meta = json.loads(packed)
    except ValueError:  # of a view that is no form's
        return ""
    return str(meta.get("page") or "") if isinstance(meta, dict) else ""


def _states(view: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """What stands in each block's elements, by the field that the block asks."""
    values: Mapping[str, Mapping[str, Any]] = (view.get("state") or {}).get("values") or {}
    return {asked_by(block_id): state for block_id, state in values.items()}


def _meta(view: Mapping[str, Any]) -> dict[str, Any]:
    packed = view.get("private_metadata") or ""
    return json.loads(packed) if packed else {}


class Form:
    """A modal that asks. Subclass with `name`, `title` and fields as class attributes.

    Fields of the classes above it are asked as well, first; `words = None` leaves one of those out for good.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    submit: ClassVar[str]
    tells_close: ClassVar[bool]
    fields: ClassVar[dict[str, Field[Any]]]

    def __init_subclass__(cls, *, name: str, title: str, submit: str = "Save", tells_close: bool = False) -> None:
        super().__init_subclass__()
        declared: dict[str, Any] = {}
        for part in reversed(cls.__mro__):
            declared |= vars(part) if part is not Form else {}
        found = {key: each for key, each in declared.items() if isinstance(each, Field)}
        if taken := [key for key in found if hasattr(Form, key) or key in ("answers", "meta", *Form.__annotations__)]:
            raise ValueError(f"{name}: a form has a `{taken[0]}` of its own, so a field needs another name")
        cls.name = name
        cls.title = title
        cls.submit = submit
        cls.tells_close = tells_close
        cls.fields = {}
        for key, each in found.items():
            cls.fields[key] = own = each if key in vars(cls) else copy(each)
            own.action_id = f"{name}.{key}"
            setattr(cls, key, own)

    def __init__(self, answers: Mapping[str, Any], meta: Mapping[str, Any] | None = None) -> None:
        self.answers = dict(answers)
        self.meta = dict(meta or {})

    @property
    def page(self) -> str:
        """The page that was answered, as `modal` was given it; empty for a form of one page."""
        return str(self.meta.get("page") or "")

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
        page: int | str | None = None,
        title: str | None = None,
        submit: str | None = None,
    ) -> View:
        """The view. `values` fill fields in; `choices` offer options; `notice`, `before[field]` and `after` are blocks
        to read; `without` leaves fields out; `meta` (JSON, 3,000 characters) comes back as `form.meta`, and `page` (a
        number or a short id) as `form.page`."""
        meta = meta if page is None else {**(meta or {}), "page": str(page)}
        blocks = list(notice)
        for key, asked in cls.fields.items():
            offered = (choices or {}).get(key)
            if key in without or (offered is not None and not offered and not asked.searches):
                continue
            blocks += (before or {}).get(key, ())
            block = asked.block((values or {}).get(key), offered)
            blocks.append(block if page is None else block | {"block_id": f"{key}{PAGE}{page}"})
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
        states = _states(view)
        asked = {asked_by(block.get("block_id")) for block in view.get("blocks", ())}
        answers: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for key, found in cls.fields.items():
            state = states.get(key, {}).get(found.action_id, {})
            try:
                answers[key] = found.parse(state)
            except Wrong as problem:
                if key in asked:
                    wrong[key] = str(problem)
                else:
                    answers[key] = found.empty
        if wrong:
            raise Invalid(**wrong)
        return cls(answers, _meta(view))

    @classmethod
    def peek(cls, view: Mapping[str, Any]) -> Self:
        """What stands in an open view by now, for drafts and live checks: nothing is refused."""
        states = _states(view)
        answers = {key: found.peek(states.get(key, {}).get(found.action_id, {})) for key, found in cls.fields.items()}
        return cls(answers, _meta(view))
