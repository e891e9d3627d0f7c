"""The small language in which payloads are described, and the walk that reads it.

A spec says what one JSON value may be. Specs nest: a `Shape` has fields, `Rows` have items, a `Choice` picks a shape
by the value's `type`. `spec.check(value, at, walk)` walks spec and value together and notes every flaw in the walk,
in the payload's order; `at` is the JSON pointer of the value. What concerns several fields at once is a rule, a
plain function that a shape carries; rules run only on a shape whose own fields are sound, so they need not check
types again.

Lengths are counted as Slack counts them: in characters, which are Unicode code points of the text as it was sent.
So an escaped `&amp;` counts five, an emoji of one code point counts one, a flag or a family as many as it has parts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol


class Flaw(NamedTuple):
    """One thing that Slack would refuse: its sentence and the JSON pointer of the place."""

    message: str
    pointer: str


@dataclass(slots=True)
class Walk:
    """What one check has learnt so far: the flaws, and notes that rules leave for a rule further out.

    `surface` is where the payload is headed ("message", "modal", "home"; "" when that does not matter);
    `unfurl_domains` are those of the app's manifest, None when they are not known.
    """

    surface: str = ""
    unfurl_domains: tuple[str, ...] | None = None
    flaws: list[Flaw] = field(default_factory=list)
    tally: dict[str, list[Any]] = field(default_factory=dict)

    def refuse(self, message: str, at: str) -> None:
        self.flaws.append(Flaw(message, at))

    def count(self, kind: str, thing: Any) -> None:
        """Remember a thing (a block id, a text's length) for a rule that looks at the whole payload."""
        self.tally.setdefault(kind, []).append(thing)


class Spec(Protocol):
    """What one JSON value may be."""

    def check(self, value: Any, at: str, walk: Walk) -> None: ...


Rule = Callable[[Any, str, Walk], None]


@dataclass(frozen=True, slots=True)
class Text:
    """A string of `least` to `most` characters; `pattern` must match all of it, else `says` is the complaint."""

    most: int | None = None
    least: int = 0
    pattern: re.Pattern[str] | None = None
    says: str = "must be a valid value"

    def check(self, value: Any, at: str, walk: Walk) -> None:
        if type(value) is not str:
            walk.refuse("must provide a string", at)
        elif len(value) < self.least:
            walk.refuse(f"must be more than {self.least - 1} characters", at)
        elif self.most is not None and len(value) > self.most:
            walk.refuse(f"must be less than {self.most + 1} characters", at)
        elif self.pattern is not None and not self.pattern.fullmatch(value):
            walk.refuse(self.says, at)


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false; 0, 1 and "true" are not."""

    def check(self, value: Any, at: str, walk: Walk) -> None:
        if value is not True and value is not False:
            walk.refuse("must provide a boolean", at)


@dataclass(frozen=True, slots=True)
class Number:
    """A JSON number between `least` and `most`, both included; `above` excludes its bound; `whole` wants an integer."""

    least: float | None = None
    most: float | None = None
    above: float | None = None
    whole: bool = False

    def check(self, value: Any, at: str, walk: Walk) -> None:
        if type(value) is not int and (self.whole or type(value) is not float):
            walk.refuse("must provide an integer" if self.whole else "must provide a number", at)
        elif self.least is not None and not value >= self.least:
            walk.refuse(f"must be greater than or equal to {self.least}", at)
        elif self.above is not None and not value > self.above:
            walk.refuse(f"must be greater than {self.above}", at)
        elif self.most is not None and not value <= self.most:
            walk.refuse(f"must be less than or equal to {self.most}", at)


def whole(least: int | None = None, most: int | None = None) -> Number:
    """An integer between two bounds, both included."""
    return Number(least, most, whole=True)


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few fixed values."""

    values: tuple[Any, ...]

    def check(self, value: Any, at: str, walk: Walk) -> None:
        if not any(value == allowed and type(value) is type(allowed) for allowed in self.values):
            walk.refuse("must be a valid enum value", at)


def one_of(*values: Any) -> OneOf:
    """One of these values, compared with their type: 1 is not True."""
    return OneOf(values)


@dataclass(frozen=True, slots=True)
class Rows:
    """An array of `least` to `most` items; `nullable` lets an item be null; `unique` refuses equal items."""

    item: Spec
    most: int | None = None
    least: int = 0
    nullable: bool = False
    unique: bool = False
    rules: tuple[Rule, ...] = ()

    def check(self, value: Any, at: str, walk: Walk) -> None:
        if type(value) is not list:
            walk.refuse("must provide an array", at)
            return
        if len(value) < self.least:
            walk.refuse(f"must provide at least {self.least} items", at)
        elif self.most is not None and len(value) > self.most:
            walk.refuse(f"no more than {self.most} items allowed", at)
        elif self.unique and any(item in value[:place] for place, item in enumerate(value)):
            walk.refuse("items must be unique", at)
        else:
            before = len(walk.flaws)
            check = self.item.check
            for place, item in enumerate(value):
                if not (item is None and self.nullable):
                    check(item, f"{at}/{place}", walk)
            if len(walk.flaws) == before:
                for rule in self.rules:
                    rule(value, at, walk)


@dataclass(frozen=True, slots=True)
class Shape:
    """An object with exactly these fields: `needs` must be there, `takes` may; any other is refused, and so is null."""

    needs: Mapping[str, Spec] = field(default_factory=dict)
    takes: Mapping[str, Spec] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()

    def check(self, value: Any, at: str, walk: Walk) -> None:
        if type(value) is not dict:
            walk.refuse("must provide an object", at)
            return
        before = len(walk.flaws)
        needs, takes = self.needs, self.takes
        for name in needs:
            if name not in value:
                walk.refuse(f"missing required field: {name}", at)
        for name, held in value.items():
            spec = needs.get(name) or takes.get(name)
            if spec is None:
                walk.refuse(f"invalid additional property: {name}", at)
            else:
                spec.check(held, f"{at}/{name}", walk)
        if len(walk.flaws) == before:
            for rule in self.rules:
                rule(value, at, walk)

    @property
    def fields(self) -> Mapping[str, Spec]:
        """Every field, needed or not, with its spec."""
        return {**self.needs, **self.takes}


@dataclass(frozen=True, slots=True)
class Choice:
    """An object whose `type` names one of these shapes; shapes describe `type` themselves or leave it to the choice.

    `surfaces` may narrow the choice: a kind listed there is allowed only on the surfaces beside it.
    """

    shapes: Mapping[str, Shape]
    surfaces: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()

    def check(self, value: Any, at: str, walk: Walk) -> None:
        if type(value) is not dict:
            walk.refuse("must provide an object", at)
            return
        kind = value.get("type")
        if kind is None:
            walk.refuse("missing required field: type", at)
            return
        shape = self.shapes.get(kind) if type(kind) is str else None
        allowed = self.surfaces.get(kind) if shape is not None else None
        if shape is None or (allowed is not None and walk.surface not in allowed):
            walk.refuse(f"unsupported type: {kind}", f"{at}/type")
            return
        before = len(walk.flaws)
        shape.check(value, at, walk)
        if len(walk.flaws) == before:
            for rule in self.rules:
                rule(value, at, walk)


@dataclass(frozen=True, slots=True)
class Anything:
    """Any JSON value; `mapping` wants an object with whatever fields."""

    mapping: bool = False

    def check(self, value: Any, at: str, walk: Walk) -> None:
        if self.mapping and type(value) is not dict:
            walk.refuse("must provide an object", at)


def exactly_one(*names: str) -> Rule:
    """The rule that one and only one of these fields is given."""
    listed = " or ".join(f"`{name}`" for name in names)

    def rule(value: Any, at: str, walk: Walk) -> None:
        given = sum(value.get(name) is not None for name in names)
        if given == 0:
            walk.refuse(f"must define either {listed}", at)
        elif given > 1:
            walk.refuse(f"must define only one of {listed}", at)

    return rule


def at_least_one(*names: str) -> Rule:
    """The rule that one or more of these fields are given."""
    listed = " or ".join(f"`{name}`" for name in names)

    def rule(value: Any, at: str, walk: Walk) -> None:
        if all(value.get(name) is None for name in names):
            walk.refuse(f"must define either {listed}", at)

    return rule


def at_most_one(*names: str) -> Rule:
    """The rule that no two of these fields are given together."""
    listed = " or ".join(f"`{name}`" for name in names)

    def rule(value: Any, at: str, walk: Walk) -> None:
        if sum(value.get(name) is not None for name in names) > 1:
            walk.refuse(f"must define only one of {listed}", at)

    return rule


def in_order(low: str, high: str) -> Rule:
    """The rule that the number under `low` does not exceed the number under `high`, where both are given."""

    def rule(value: Any, at: str, walk: Walk) -> None:
        lower, upper = value.get(low), value.get(high)
        if lower is not None and upper is not None and lower > upper:
            walk.refuse(f"`{low}` must not be greater than `{high}`", f"{at}/{low}")

    return rule
