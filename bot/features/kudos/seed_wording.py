"""How the people of the fictional company word their thanks: short or long, plain or merry, each in their way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from bot.company import Company
from bot.company.prose import Bag, Phrase, Phrases, Prose, ended, raised

SHEETS = "bot.features.kudos.seed_words"
EMOJI = {
    "craft": "🛠✨👌🏆",
    "care": "💛🙏🤗☕",
    "courage": "💪🦁🔥👏",
    "clarity": "💡🎯👏🧭",
    "together": "🙌🤝🎉🚢",
    "curiosity": "🔭💡🧪👀",
}
BRIDGES = ("And, while I am at it:", "Also:", "Not to forget", "Second reason:", "And another thing:", "Besides,")
REMEMBERED = 1_000
FEWEST = 24
"""A terse person stops after the first sentence if it says at least so much."""
MANNERS = ("terse", "lower", "lower", "merry", "merry", "long", "long", "plain", "plain", "plain", "plain")


@dataclass(frozen=True)
class Words:
    """What somebody wrote, and the values they put beside it."""

    text: str
    values: tuple[str, ...]


class Wording:
    """All sheets, each drawn through before a line comes again. Deterministic for one `rng`."""

    def __init__(self, company: Company, rng: Random) -> None:
        self._company = company
        self._rng = rng
        self._prose = Prose(rng)
        keys = ("engineering", "product", "field", "care", "sales", "people", "anyone", "short")
        self._deeds = {key: Bag(Phrases.read(SHEETS, key).lines, rng) for key in keys}
        loose = ("openings", "effects", "endings")
        self._loose = {key: Bag(Phrases.read(SHEETS, key, tagged=False).lines, rng) for key in loose}
        foreign = Phrases.read(SHEETS, "other_languages", languages=True).lines
        self._lately: dict[str, None] = {}
        self._manners = {
            "terse": self._terse,
            "lower": self._lower,
            "merry": self._merry,
            "long": self._long,
            "plain": self._plain,
        }
        languages = {phrase.language for phrase in foreign}
        self._foreign = {key: Bag([each for each in foreign if each.language == key], rng) for key in sorted(languages)}

    def thank(self, giver: int, receivers: Sequence[int]) -> Words:
        """What `giver` writes to `receivers` (places in the company); the first of them decides the subject.

        Nothing is said twice within the last thousand texts.
        """
        for _ in range(20):
            words = self._draft(giver, receivers)
            if words.text not in self._lately:
                break
        self._lately[words.text] = None
        if len(self._lately) > REMEMBERED:
            del self._lately[next(iter(self._lately))]
        return words

    def _draft(self, giver: int, receivers: Sequence[int]) -> Words:
        rng, manner = self._rng, MANNERS[giver * 2654435761 % 2**32 % len(MANNERS)]
        language = self._common_language(giver, receivers[0]) if len(receivers) == 1 else ""
        if language and rng.random() < 0.12:
            deed = self._foreign[language].draw()
            text = self._prose.say(deed.text)
        else:
            deed, short = self._deed(self._company.words_of(receivers[0]), terse=manner == "terse")
            text = self._prose.say(deed.text) if short else self._manners[manner](deed)
        if rng.random() < 0.015:
            text = self._prose.slip(text)
        return Words(text, self._values(deed))

    def _common_language(self, giver: int, receiver: int) -> str:
        locale = self._company.language_of(giver)
        if locale != self._company.language_of(receiver):
            return ""
        candidates = ("hi",) if locale == "en-IN" else (locale, locale.partition("-")[0])
        return next((each for each in candidates if each in self._foreign), "")

    def _deed(self, department: str, *, terse: bool) -> tuple[Phrase, bool]:
        """What the thanks are for, and whether it is one of the short ones, which stand alone."""
        draw = self._rng.random()
        if draw < (0.4 if terse else 0.03):
            return self._deeds["short"].draw(), True
        return self._deeds["anyone" if draw > 0.77 else department].draw(), False

    def _values(self, deed: Phrase) -> tuple[str, ...]:
        rng = self._rng
        if rng.random() < 0.22:
            return ()
        if rng.random() < 0.04:
            return (rng.choice(tuple(EMOJI)),)
        both = len(deed.tags) > 1 and rng.random() < 0.35
        return deed.tags[: 2 if both else 1]

    # Manners. A deed begins small where it continues "thank you for", and large where it is a sentence.

    def _terse(self, deed: Phrase) -> str:
        text = self._prose.say(deed.text)
        first = text.split(". ")[0]
        return first if len(first) > FEWEST and self._rng.random() < 0.5 else text

    def _lower(self, deed: Phrase) -> str:
        text = self._prose.say(deed.text)
        if self._rng.random() < 0.25:
            text = f"{ended(text)} {self._prose.say(self._loose['effects'].draw().text)}"
        text = text if text.startswith("I ") else text[:1].lower() + text[1:]
        return text.removesuffix(".")

    def _merry(self, deed: Phrase) -> str:
        text = self._plain(deed)
        marks = EMOJI[deed.tags[0]] if deed.tags else "🎉👏"
        if self._rng.random() < 0.3:
            text = text.removesuffix(".") + "!" if text.endswith(".") else text
        return f"{text} {self._rng.choice(marks)}" if self._rng.random() < 0.7 else text

    def _plain(self, deed: Phrase) -> str:
        rng, text = self._rng, self._prose.say(deed.text)
        fragment = text[:1].islower()
        if fragment and rng.random() < 0.2:
            text = f"{self._loose['openings'].draw().text} {text}"
        elif fragment and rng.random() < 0.35:
            text = raised(text)
        if rng.random() < 0.38:
            text = f"{ended(text)} {self._prose.say(self._loose['effects'].draw().text)}"
        if rng.random() < 0.1:
            text = f"{ended(text)} {self._loose['endings'].draw().text}"
        return ended(text) if rng.random() < 0.6 else text

    def _long(self, deed: Phrase) -> str:
        rng, text = self._rng, self._prose.say(deed.text)
        if text[:1].islower():
            text = f"{self._loose['openings'].draw().text} {text}" if rng.random() < 0.5 else raised(text)
        parts = [ended(text), self._prose.say(self._loose["effects"].draw().text)]
        if rng.random() < 0.25:
            more = self._prose.say(self._deeds["anyone"].draw().text)
            parts.append(ended(f"{rng.choice(BRIDGES)} {more}"))
        if rng.random() < 0.6:
            parts.append(self._loose["endings"].draw().text)
        return " ".join(parts)
