"""Names of people, drawn so that nobody shares a full name until a culture's combinations are used up."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from random import Random

from bot.company.sheets import Culture

SPELLED = str.maketrans(
    {"ł": "l", "ø": "o", "ß": "ss", "đ": "d", "ı": "i", "æ": "ae", "å": "aa", "ö": "oe", "ü": "ue", "ä": "ae"}
)


@dataclass(frozen=True)
class Name:
    """`given` alone is the whole name of people who have one name; `number` tells later namesakes apart (from 2)."""

    given: str
    family: str
    number: int = 1

    @property
    def full(self) -> str:
        return f"{self.given} {self.family}".strip()

    @property
    def handle(self) -> str:
        """`soeren.lueders`, `soeren.lueders2`: ASCII, at most 60 characters."""
        plain = ".".join(filter(None, (ascii_of(self.given), ascii_of(self.family))))[:56]
        return plain if self.number == 1 else f"{plain}{self.number}"


class Names:
    """The names of one culture by rank: `names.of(0)`, `names.of(1)`, …"""

    def __init__(self, culture: Culture, rng: Random) -> None:
        self.given = rng.sample(culture.given, len(culture.given))
        self.family = rng.sample(culture.family, len(culture.family))
        self.every = round(1 / culture.one_name) if culture.one_name else 0

    def of(self, rank: int) -> Name:
        """The name of the rank-th person. Every combination comes once before one comes again, with a number."""
        if self.every and rank % self.every == self.every - 1:
            turn, which = divmod(rank // self.every, len(self.given))
            return Name(self.given[which], "", turn + 1)
        again, step = divmod(rank, len(self.given) * len(self.family))
        shift, which = divmod(step, len(self.given))
        return Name(self.given[which], self.family[(which + shift) % len(self.family)], again + 1)


def ascii_of(name: str) -> str:
    """`Łęcka` as `lecka`, `von und zu` as `vonundzu`."""
    spelled = unicodedata.normalize("NFC", name).lower().translate(SPELLED)
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", spelled))
