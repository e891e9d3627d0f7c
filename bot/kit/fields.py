"""Fields: each asks one question of a form, and reads its own answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar, overload

from bot.kit.blocks import Block, clean, clip, option, plain
from bot.kit.words import say

if TYPE_CHECKING:
    from bot.kit.forms import Form

T = TypeVar("T")
LONGEST_NUMBER = 15
"""Digits before the point; more is a slip of the keyboard."""
Choice = tuple[str, str]
"""(value, text shown)"""


class Wrong(Exception):
    """One field's sentence; gathered into `Invalid` by `Form.read`."""


class Field(Generic[T]):
    """One question. `label` is asked; `hint` stands below the input; an optional field may stay empty.

    With `dispatch` Slack tells of every change while the modal is open (`Doors.typing`), of words at each pause.
    """

    element_type: ClassVar[str] = ""
    empty: ClassVar[Any] = ""
    """What a form reads where it did not ask this."""
    is_typed: ClassVar[bool] = False
    """Whether it is written with the keyboard, character by character."""
    searches: ClassVar[bool] = False
    """Whether its choices are asked for while the person types, so that none need be known before."""

    def __init__(self, label: str, *, hint: str = "", optional: bool = False, dispatch: bool = False) -> None:
        self.label = label
        self.hint = hint
        self.optional = optional
        self.dispatch = dispatch
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
        if self.dispatch:
            asked["dispatch_action"] = True
            if self.is_typed:
                asked["element"]["dispatch_action_config"] = {"trigger_actions_on": ["on_character_entered"]}
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

    def peek(self, state: Mapping[str, Any]) -> T:
        """What stands there by now: empty while it could not be read."""
        try:
            return self.parse(state)
        except Wrong:
            nothing: T = self.empty
            return nothing

    def need(self) -> Wrong:
        return Wrong(say("Please fill this in."))


class TextField(Field[str]):
    """Words, one line or several. Lengths count characters after trimming."""

    element_type = "plain_text_input"
    is_typed = True

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
        dispatch: bool = False,
    ) -> None:
        super().__init__(label, hint=hint, optional=optional, dispatch=dispatch)
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
        text = self.peek(state)
        if not text and not self.optional:
            raise self.need()
        if text and len(text) < self.at_least:
            raise Wrong(say("Please write at least {n} characters; this has {got}.", n=self.at_least, got=len(text)))
        if len(text) > self.at_most:
            raise Wrong(say("Please keep it under {n} characters; this has {got}.", n=self.at_most, got=len(text)))
        return text

    def peek(self, state: Mapping[str, Any]) -> str:
        """The words as far as they are written, too few or too many."""
        return clean(str(state.get("value") or "")).strip()


class CheckField(Field[bool]):
    """One box to tick; `text` stands beside the box."""

    element_type = "checkboxes"
    empty = False

    def __init__(self, label: str, text: str, *, hint: str = "", dispatch: bool = False) -> None:
        super().__init__(label, hint=hint, optional=True, dispatch=dispatch)
        self.text = text

    def element(self, value: Any, choices: Sequence[Choice] | None) -> Block:
        box = option(say(self.text), "yes")
        return {"options": [box]} | ({"initial_options": [box]} if value else {})

    def parse(self, state: Mapping[str, Any]) -> bool:
        return bool(state.get("selected_options"))


class DateField(Field[date | None]):
    """A day, from a calendar."""

    element_type = "datepicker"
    empty = None

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
        try:
            return f"{time.fromisoformat(chosen):%H:%M}" if chosen else ""
        except ValueError:
            raise Wrong(say("Please choose a time such as 09:00.")) from None


class NumberField(Field[Decimal | None]):
    """A number between `least` and `most`, both included."""

    element_type = "number_input"
    empty = None
    is_typed = True

    def __init__(
        self,
        label: str,
        *,
        hint: str = "",
        optional: bool = False,
        least: int | None = None,
        most: int | None = None,
        decimals: bool = False,
        dispatch: bool = False,
    ) -> None:
        super().__init__(label, hint=hint, optional=optional, dispatch=dispatch)
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
        if not number.is_finite() or number.adjusted() > LONGEST_NUMBER:
            raise Wrong(say("Please write a number, such as 12 or 12.5."))
        if not self.decimals and number != number.to_integral_value():
            raise Wrong(say("Please write a whole number."))
        if self.least is not None and number < self.least:
            raise Wrong(say("Please write a number from {least} on.", least=self.least))
        if self.most is not None and number > self.most:
            raise Wrong(say("Please write a number up to {most}.", most=self.most))
        return number
