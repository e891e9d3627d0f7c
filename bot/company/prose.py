"""Sentences from hand-written lines: a line offers choices `[one|other]` and takes words from the vocabulary `{place}`.

A sheet of phrases has one line per phrase, `craft care: text`; comments begin with `#`. `language` is only in sheets
whose lines begin with one (`pt-BR craft: text`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from random import Random
from typing import Generic, TypeVar

from bot.company.sheets import vocabulary

T = TypeVar("T")
CHOICE = re.compile(r"\[([^\[\]]+)\]")
WORD = re.compile(r"\{(\w+)\}")
TYPO_FREE = 5


@dataclass(frozen=True)
class Phrase:
    """A hand-written line; `tags` are the values it fits, in order."""

    text: str
    tags: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True)
class Phrases:
    """A sheet of phrases."""

    lines: Sequence[Phrase]

    @classmethod
    def read(cls, package: str, name: str, *, tagged: bool = True, languages: bool = False) -> Phrases:
        """Reads the sheet `name` (a `.txt` file) of a package. Raises ValueError for a line without its tags."""
        found = []
        for line in (files(package) / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            if not line or line.startswith("#"):
                continue
            head, colon, text = line.partition(": ") if tagged else ("", ":", line)
            if not colon:
                raise ValueError(f"A line of {name}.txt has no tags: {line}")
            language, _, tags = head.partition(" ") if languages else ("", "", head)
            found.append(Phrase(text.strip(), tuple(tags.split()), language))
        return cls(tuple(found))


class Bag(Generic[T]):
    """Draws all of its items in random order before any of them comes again, and never one twice running."""

    def __init__(self, items: Sequence[T], rng: Random) -> None:
        if not items:
            raise ValueError("A bag needs something in it.")
        self._items = list(items)
        self._rng = rng
        self._left: list[T] = []
        self._last: T | None = None

    def draw(self) -> T:
        if not self._left:
            self._left = self._rng.sample(self._items, len(self._items))
            if len(self._left) > 1 and self._left[-1] is self._last:
                self._left.insert(0, self._left.pop())
        self._last = self._left.pop()
        return self._last


class Prose:
    """Turns phrases into what somebody wrote. Each word of the vocabulary has a bag of its own, so that texts vary."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._words = {name: Bag(words, rng) for name, words in vocabulary().items()}

    def say(self, text: str) -> str:
        """The line with its choices made and its words filled in. Raises KeyError for an unknown word."""
        while choice := CHOICE.search(text):
            text = text[: choice.start()] + self._rng.choice(choice.group(1).split("|")) + text[choice.end() :]
        return WORD.sub(lambda found: self._words[found.group(1)].draw(), text)

    def slip(self, text: str) -> str:
        """The text with two letters of one longer word swapped, as fingers do."""
        places = [found.start() for found in re.finditer(r"[a-z]{6,}", text)]
        if not places:
            return text
        at = self._rng.choice(places) + self._rng.randint(1, TYPO_FREE - 2)
        return f"{text[:at]}{text[at + 1]}{text[at]}{text[at + 2 :]}"


def raised(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]


def ended(text: str) -> str:
    """With a full stop, unless it ends with some mark already."""
    return text if text.endswith((".", "!", "?", "…", ")", "。", "！", "🙏")) else f"{text}."
