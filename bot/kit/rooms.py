"""What a room shows to the rest of the house: one constant, `ROOM`, in its `__init__.py`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pkgutil import resolve_name
from typing import Any

from bot.kit.blocks import Block
from bot.kit.context import Actor
from bot.kit.doors import Doors
from bot.kit.fields import Choice
from storage import Unit
from storage.moves import Move

Card = Callable[[Unit, Actor, datetime], list[Block]]
"""A room's blocks for one person's Home tab; queries are bounded. An empty list shows nothing."""

Records = Callable[[Unit, datetime | None, bool, datetime], Iterator[dict[str, Any]]]
"""`(unit, since, words, now)`: one room's export, a dictionary per record, oldest first."""

Retain = Callable[[Unit, datetime], int]
"""Deletes or strips some of what is older than the moment; answers how many records it touched. Called until it touches
none, each time in a transaction of its own, so that no lock is held for long."""

Past = Callable[[Unit, Mapping[str, str]], list[dict[str, Any]]]
"""`(unit, poster)`: what a made-up past has posted already, as Slack's message objects with their `channel`, oldest
first; `poster` (`user`, `bot_id`, `app_id`) is who posted them. For the demo alone."""


Handover = Callable[[Unit, Move, datetime], None]
"""`(unit, move, now)`: hands on, or closes, what the room has open with somebody who left, came back or got another
manager. Called once per move, each person's in their order, in the transaction that forgets the move."""


@dataclass(frozen=True)
class File:
    """A file for Slack: its bytes, and for pictures the text that says what they show."""

    name: str
    content: bytes
    alt: str = ""


@dataclass(frozen=True)
class Maker:
    """Makes a file for a message: `gather(unit, args)` reads the facts when it is sent, `make(facts)` draws them.

    `make` runs in a worker process, so it is a plain function of picklable facts that never sees the database; or the
    name of one, `package.module:function`, where what it imports is heavy and only the worker shall bear it.
    """

    gather: Callable[[Unit, Mapping[str, Any]], Any]
    make: Callable[[Any], File] | str

    @property
    def work(self) -> Callable[[Any], File]:
        """What a worker is given: it finds the function where it runs."""
        return self.make if callable(self.make) else partial(made_by, self.make)


def made_by(name: str, facts: Any) -> File:
    """Calls the maker of that name."""
    found: File = resolve_name(name)(facts)
    return found


@dataclass(frozen=True)
class Export:
    """One kind of record: its fields, in the contract's order, and the records, each with all of them and no other."""

    fields: tuple[str, ...]
    records: Records


@dataclass(frozen=True)
class Use:
    """One line of help: what to type, what it does, and the policy statement that lets one do it."""

    typed: str
    does: str
    may: str


@dataclass(frozen=True)
class Room:
    """A room's table of contents.

    `noun` names its folder, its command (`/<noun>`) and its setting prefix; `title` heads its help and card.
    `waiting` comes first on Home, `card` after it; `about` tells one person what the room knows about them.
    `optional` are kinds of messages that each person may do without, `bundles` kinds (or the noun, for all of them)
    that each may have once a day; both (kind, label) for the preferences. `seed_after` are the rooms whose part of a
    made-up company must be there before this one's.
    """

    noun: str
    title: str
    story: str
    doors: Doors
    uses: Sequence[Use]
    command: str = ""
    card: Card | None = None
    waiting: Card | None = None
    makers: Mapping[str, Maker] = field(default_factory=dict)
    exports: Mapping[str, Export] = field(default_factory=dict)
    about: Callable[[Unit, str], Mapping[str, Any]] | None = None
    retain: Retain | None = None
    handover: Handover | None = None
    optional: Sequence[Choice] = ()
    bundles: Sequence[Choice] = ()
    seed: Callable[..., None] | None = None
    seed_after: tuple[str, ...] = ()
    past: Past | None = None


Publish = Callable[[str, str], Awaitable[None]]
"""`(team, person)`: composes and publishes that person's Home tab."""
