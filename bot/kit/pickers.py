"""Fields that offer something to choose: people, channels, choices, files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.kit.blocks import OPTION_TEXT, Block, clip, option, plain
from bot.kit.fields import Choice, Field, Wrong
from bot.kit.words import say


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
    empty = ()

    def __init__(
        self, label: str, *, hint: str = "", optional: bool = False, at_most: int = 10, dispatch: bool = False
    ) -> None:
        super().__init__(label, hint=hint, optional=optional, dispatch=dispatch)
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
    """One of a few choices: (value, text) pairs given here (and then no others are read) or to `modal(choices=…)`."""

    element_type = "static_select"

    def __init__(
        self,
        label: str,
        choices: Sequence[Choice] = (),
        *,
        hint: str = "",
        optional: bool = False,
        dispatch: bool = False,
    ) -> None:
        super().__init__(label, hint=hint, optional=optional, dispatch=dispatch)
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
        unheard = bool(value and self.choices) and value not in dict(self.choices)
        if unheard or (not value and not self.optional):
            raise Wrong(say("Please choose one."))
        return value


class RadioField(ChoiceField):
    """One of at most ten choices, all in sight."""

    element_type = "radio_buttons"


class ChoicesField(Field[tuple[str, ...]]):
    """Any of a few choices."""

    element_type = "multi_static_select"
    empty = ()

    def __init__(
        self,
        label: str,
        choices: Sequence[Choice] = (),
        *,
        hint: str = "",
        optional: bool = False,
        at_most: int = 0,
        dispatch: bool = False,
    ) -> None:
        super().__init__(label, hint=hint, optional=optional, dispatch=dispatch)
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
        unheard = bool(self.choices) and not set(chosen) <= set(dict(self.choices))
        if unheard or (not chosen and not self.optional):
            raise Wrong(say("Please choose at least one."))
        if self.at_most and len(chosen) > self.at_most:
            raise Wrong(say("Please choose at most {n}.", n=self.at_most))
        return chosen


class ChecksField(ChoicesField):
    """Any of at most ten choices, all in sight."""

    element_type = "checkboxes"


class ExternalField(Field[str]):
    """One of very many choices, of which the door `doors.options(TheForm.field)` offers what fits the words typed.

    It is asked from `at_least` typed characters on (0: at once). What was chosen before is shown where
    `modal(choices=…)` holds it with its text. Nobody has checked what is submitted: the service asks whether it exists.
    """

    element_type = "external_select"
    searches = True

    def __init__(
        self,
        label: str,
        *,
        hint: str = "",
        optional: bool = False,
        at_least: int = 1,
        placeholder: str = "",
        dispatch: bool = False,
    ) -> None:
        super().__init__(label, hint=hint, optional=optional, dispatch=dispatch)
        self.at_least = at_least
        self.placeholder = placeholder

    def element(self, value: Any, choices: Sequence[Choice] | None) -> Block:
        found: Block = {"min_query_length": self.at_least}
        if self.placeholder:
            found["placeholder"] = plain(say(self.placeholder), 150)
        known = dict(choices or ())
        if value in known:
            found["initial_option"] = option(known[value], value)
        return found

    def parse(self, state: Mapping[str, Any]) -> str:
        value = str((state.get("selected_option") or {}).get("value") or "")
        if not value and not self.optional:
            raise Wrong(say("Please choose one."))
        return value


class FileField(Field[tuple[str, ...]]):
    """Uploaded files' ids. `kinds` are endings without the dot."""

    element_type = "file_input"
    empty = ()

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


def picked(choices: Sequence[Choice], value: str) -> str:
    """The text of a choice by its value, cut to what an option can show."""
    return clip(dict(choices).get(value, value), OPTION_TEXT)
