"""No query crosses workspaces: every method of every shelf is called in an empty one, beside a full one.

The full one has a row in every table, made from the models, so a new table or a new method is tested by being there.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, NoResultFound, SQLAlchemyError

from storage import Storage, Unit
from storage.base import Moment
from storage.circles import EVERYONE
from storage.outbox import Message
from storage.shelf import Shelf
from storage.unit import TABLES
from tests.storage.people import ANN, BOB, LAST_YEAR, NOON, OTHER, TEAM

WORD = "elsewhere"
ID = UUID("01900000-0000-7000-8000-000000000001")

ROWS: dict[tuple[str, str], Any] = {
    ("people", "id"): ANN,
    ("people", "folded"): f" {WORD}",
    ("people", "active"): True,
    ("people", "external"): None,
    ("people", "is_admin"): True,
    ("reporting_lines", "manager"): BOB,
    ("groups", "active"): True,
    ("oauth_states", "expires_at"): NOON + timedelta(days=30),
    ("moves", "kind"): "manager",
    ("outbox", "kind"): f"{WORD}.word",
    ("outbox", "state"): "waiting",
    ("outbox", "wanted"): "present",
    ("outbox", "work"): "post",
    ("outbox", "folded_into"): None,
}
"""Where a row must hold something in particular for the shelves to care about it."""

ARGUMENTS: dict[str, Any] = {
    "addresses": [WORD],
    "cards": [],
    "changed": {ANN: (None, BOB)},
    "fresh": bytes,
    "groups": [WORD],
    "manager": BOB,
    "message": Message("elsewhere, too"),
    "members": [ANN],
    "moved": {ANN: (None, BOB)},
    "prefix": WORD,
    "puts": [],
    "rows": [{"id": ANN, "name": "Here"}],
    "scopes": ["here"],
    "subjects": [WORD],
    "until": NOON + timedelta(days=1),
    "values": ["here"],
    "wanted": {ANN: BOB},
    "within": EVERYONE,
}
"""What to pass by name; whatever is not here is chosen by its annotation."""

PARTICULAR: dict[str, dict[str, Any]] = {
    "marks.claim_all": {"wanted": [(WORD, WORD)]},
    "moves.note": {"kind": "left"},
    "people.more_than": {"number": 0},
    "preferences.save": {"workdays": "mon"},
    "settings.change": {"values": {WORD: "here"}},
    "slots.put_off": {"until": 1.0},
}
MAKES_ITS_OWN = {"give", "put", "claim", "claim_all", "save", "change", "adopt", "set_managers", "set_manager"}
"""Methods that may answer yes in an empty workspace, because they make a row there."""
NO_ROWS = {"kudos.ids_of"}
"""Methods that give a statement to build on."""
REPEATS = {
    "add",
    "add_many",
    "adopt",
    "claim",
    "claim_all",
    "go_on",
    "join",
    "keep_state",
    "put",
    "put_all",
    "remember",
}
REPEATS |= {"save", "set_manager", "set_managers", "stands_at", "use_key"}
"""Methods that change nothing when they say what is there already."""
OF_FAILED_ROWS = {"outbox.failed", "outbox.revive"}
"""Methods about messages in a state that the one row is not in."""


def filled(column: sa.Column[Any]) -> Any:
    """A value for a column by its type, or what ROWS says."""
    if (column.table.name, column.name) in ROWS:
        return ROWS[column.table.name, column.name]
    if isinstance(column.type, Moment):
        return None if column.nullable else NOON
    for kind, value in (
        (sa.Uuid, ID),
        (sa.Boolean, False),
        (sa.Integer, 1),
        (sa.Float, None if column.nullable else 1.0),
        (sa.JSON, {WORD: WORD}),
        (sa.LargeBinary, WORD.encode()),
    ):
        if isinstance(column.type, kind):
            return value
    return WORD


def fill(unit: Unit) -> None:
    """One row in every table of the unit's workspace; Bob stands beside Ann, to be her manager."""
    for table in TABLES.sorted_tables:
        row = {column.name: filled(column) for column in table.columns} | {"team": unit.team}
        for reference in table.foreign_key_constraints:
            for element in reference.elements:
                if (table.name, element.parent.name) not in ROWS and element.parent.name != "team":
                    row[element.parent.name] = filled(element.column)
        unit.execute(sa.insert(table), row)
        if table.name == "people":
            unit.execute(sa.insert(table), row | {"id": BOB})


def everything(unit: Unit) -> dict[str, list[Any]]:
    """All rows of the unit's workspace, by table."""
    return {
        table.name: sorted(map(repr, unit.execute(sa.select(table).where(table.c.team == unit.team))))
        for table in TABLES.sorted_tables
    }


def methods() -> Iterator[str]:
    for noun, prop in vars(Unit).items():
        if isinstance(prop, cached_property):
            shelf: type = typing.get_type_hints(prop.func)["return"]
            for name, _ in inspect.getmembers(shelf, inspect.isfunction):
                if not name.startswith("_") and not (
                    hasattr(Shelf, name) and getattr(shelf, name) is getattr(Shelf, name)
                ):
                    yield f"{noun}.{name}"


def arguments(name: str, method: Callable[..., Any], full: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """What to pass to a method so that it would meet the other workspace's rows, if it could."""
    first: list[Any] = []
    named: dict[str, Any] = dict(PARTICULAR.get(name, {}))
    for parameter in inspect.signature(method).parameters.values():
        if parameter.name in named or parameter.kind is parameter.VAR_KEYWORD:
            continue
        value = ARGUMENTS[parameter.name] if parameter.name in ARGUMENTS else chosen(parameter, full)
        if parameter.kind is parameter.VAR_POSITIONAL:
            first.extend(value)
        else:
            named[parameter.name] = value
    return (first, named) if first else ([], named)


def chosen(parameter: inspect.Parameter, full: dict[str, Any]) -> Any:
    kind = str(parameter.annotation).removesuffix(" | None")
    late = NOON + timedelta(days=1)
    by_kind: dict[str, Any] = {
        "PersonId": ANN,
        "Iterable[PersonId]": [ANN, BOB],
        "Sequence[PersonId]": [BOB],
        "Collection[PersonId]": [ANN, BOB],
        "str": WORD,
        "UUID": ID,
        "int": 10,
        "float": 1e12,
        "bool": False,
        "bytes": b"here",
        "datetime": LAST_YEAR if parameter.name == "since" else late,
        "dict[str, Any]": {"here": True},
        "tuple[datetime, UUID]": None,
        **full,
    }
    if parameter.name == "after" and kind in ("UUID", "PersonId"):
        return parameter.default if parameter.default is not parameter.empty else None
    return by_kind[kind]


def there(unit: Unit) -> dict[str, Any]:
    """Rows of the full workspace, as other methods hand them out."""
    (slot,) = unit.slots.take(NOON + timedelta(days=1), 1e12, 1)
    (request,) = unit.slots.requests(1)
    return {"Planned": slot, "Iterable[Planned]": [slot], "Replan": request, "Iterable[Replan]": [request]}


class Undo(Exception):
    """Ends a unit without saving it."""


async def test_no_method_meets_another_workspace(storage: Storage):
    await storage.work(OTHER, fill)
    full = await storage.work(OTHER, there)
    before = await storage.read(OTHER, everything)
    assert all(before.values())
    faults: list[str] = []

    def call(unit: Unit, name: str) -> None:
        try:
            result = called(unit, name, full)
        except KeyError as unknown:
            faults.append(f"{name}: tell this test what to pass for {unknown}")
            raise Undo from unknown
        makes = name.split(".")[1] in MAKES_ITS_OWN
        if name not in NO_ROWS and not makes and (WORD in repr(result) or result):
            faults.append(f"{name} finds {result!r}")
        if everything(Unit(unit.connection, OTHER, {})) != before:
            faults.append(f"{name} changes rows")
        raise Undo

    for name in methods():
        with pytest.raises((Undo, IntegrityError, LookupError, NoResultFound)):
            await storage.work(TEAM, call, name)
    assert faults == []


async def test_the_same_calls_would_find_something_in_the_full_workspace(storage: Storage):
    """So that an empty answer above means something."""
    await storage.work(OTHER, fill)
    full = await storage.work(OTHER, there)
    finds: set[str] = set()

    def call(unit: Unit, name: str) -> None:
        result = called(unit, name, full)
        if name in NO_ROWS or result or everything(unit) != before:
            finds.add(name)
        raise Undo

    before = await storage.read(OTHER, everything)
    for name in methods():
        with pytest.raises((Undo, SQLAlchemyError, LookupError, ValueError)):
            await storage.work(OTHER, call, name)
    silent = {name for name in set(methods()) - finds if name.split(".")[1] not in REPEATS}
    assert silent <= OF_FAILED_ROWS, (
        "Give their row, or their arguments, something to find, or say above why they don't."
    )


def called(unit: Unit, name: str, full: dict[str, Any]) -> Any:
    noun, verb = name.split(".")
    method = getattr(getattr(unit, noun), verb)
    first, named = arguments(name, method, full)
    return method(*first, **named)
