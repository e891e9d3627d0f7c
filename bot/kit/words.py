"""The catalogue of sentences: English stands in the code, other languages are one JSON file each.

`say("Only {name} may do this.", name=...)` looks the English sentence up in the catalogue of the language that is
being spoken and fills it in. A sentence without a translation stays English: half a catalogue is no failure.
Catalogues live in `bot/catalogues/<language>.json`, an object from English sentence to translation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import resources

SPEAKING: ContextVar[str] = ContextVar("candor_language", default="en")


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """The translations of one language; empty for English and for a language without a file."""
    if language == "en" or not language.isalnum():
        return {}
    file = resources.files("bot").joinpath("catalogues", f"{language}.json")
    if not file.is_file():
        return {}
    found = json.loads(file.read_text(encoding="utf-8"))
    return {str(english): str(translated) for english, translated in found.items()}


def languages() -> list[str]:
    """Every language that has a file, English first."""
    folder = resources.files("bot").joinpath("catalogues")
    entries = folder.iterdir() if folder.is_dir() else ()
    others = [entry.name.removesuffix(".json") for entry in entries if entry.name.endswith(".json")]
    return ["en", *sorted(others)]


def say(sentence: str, /, **values: object) -> str:
    """The sentence in the language being spoken, with `{names}` filled in. Values are inserted as they are."""
    spoken = catalogue(SPEAKING.get()).get(sentence, sentence)
    return spoken.format(**values) if values else spoken


def count(number: int, one: str, many: str, /, **values: object) -> str:
    """`one` or `many` by number, with `{n}` as the number: two sentences, since languages differ in more than an s."""
    return say(one if number == 1 else many, n=number, **values)


def listed(items: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) <= 1:
        return "".join(items)
    return say("{first} and {last}", first=", ".join(items[:-1]), last=items[-1])


def either(items: list[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    if len(items) <= 1:
        return "".join(items)
    return say("{first} or {last}", first=", ".join(items[:-1]), last=items[-1])


def speak(language: str) -> None:
    """From here on, in this task, everything is said in this language."""
    SPEAKING.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Everything said inside is said in this language."""
    token = SPEAKING.set(language)
    try:
        yield
    finally:
        SPEAKING.reset(token)
