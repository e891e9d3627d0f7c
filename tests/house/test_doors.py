"""Manifest equals doors; every id in a view has a door, every door an id in the manifest or in a view."""

from __future__ import annotations

import ast
import inspect
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.features import FEATURES
from bot.kit import blocks
from bot.kit.doors import ACTION, CLOSED, COMMAND, EVENT, MESSAGE_SHORTCUT, OPTIONS, SHORTCUT, SUBMISSION, Door
from bot.kit.forms import Field, Form
from bot.kit.policy import POLICY
from sandbox.manifest import Manifest
from tests.kit.source import ROOT, calls, modules, named, tree

SHORTER = {"checkins": "checkin", "coaching": "coach", "goals": "goal", "reviews": "review"}
"""Rooms whose command is a shorter word than their noun (product.md, The rooms)."""
ADDRESS = re.compile(r"[a-z_]+\.[a-z_]+")


def of(doors: list[Door], *kinds: str) -> set[str]:
    return {door.id for door in doors if door.kind in kinds}


def test_manifest_names_every_command(manifest: Manifest, doors: list[Door]):
    assert {each.command for each in manifest.commands} == of(doors, COMMAND)


def test_manifest_names_every_shortcut(manifest: Manifest, doors: list[Door]):
    assert {each.callback_id for each in manifest.shortcuts if each.type == "global"} == of(doors, SHORTCUT)
    assert {each.callback_id for each in manifest.shortcuts if each.type == "message"} == of(doors, MESSAGE_SHORTCUT)


def test_manifest_names_every_event(manifest: Manifest, doors: list[Door]):
    types = {event.split(".")[0] if event.startswith("message.") else event for event in manifest.bot_events}
    assert types == of(doors, EVENT)


def test_no_door_is_hung_twice(doors: list[Door]):
    twice = [key for key, times in Counter(door.key for door in doors if door.kind != EVENT).items() if times > 1]
    assert twice == []


def test_ids_are_addresses(doors: list[Door]):
    spoken = of(doors, ACTION, SUBMISSION, CLOSED, SHORTCUT, MESSAGE_SHORTCUT, OPTIONS)
    assert [id for id in spoken if not re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", id)] == []
    strangers = [
        door.id for door in doors if door.kind in (ACTION, SUBMISSION) and not door.id.startswith(f"{door.room}.")
    ]
    assert strangers == [], "an id begins with its room's noun"


def test_every_door_but_an_event_names_a_statement_of_the_policy(doors: list[Door]):
    assert {door.may for door in doors if door.kind != EVENT} <= set(POLICY)


def test_every_statement_is_asked_for(doors: list[Door]):
    written = {door.may for door in doors}
    for path in modules("bot"):
        if named(path) != "bot/kit/policy.py":
            written |= {node.value for node in ast.walk(tree(path)) if _is_text(node)}
    assert set(POLICY) <= written


def test_every_id_in_a_view_has_a_door(doors: list[Door]):
    hung = of(doors, ACTION)
    assert {id: place for id, place in ids_in_views().items() if id not in hung} == {}


def test_every_action_door_stands_in_a_view(doors: list[Door]):
    assert of(doors, ACTION) - set(ids_in_views()) == set()


def test_every_form_has_a_door_and_every_submission_a_form(doors: list[Door]):
    forms = {form.name for form in all_forms()}
    plain = {id for id in callbacks_in_views() if id not in forms}
    assert of(doors, SUBMISSION) == forms | (plain & of(doors, SUBMISSION))
    assert of(doors, SUBMISSION) - forms - plain == set()


def test_every_closed_door_has_a_form_that_tells(doors: list[Door]):
    telling = {form.name for form in all_forms() if form.tells_close}
    assert of(doors, CLOSED) == telling


def test_every_searching_field_has_a_door_that_offers(doors: list[Door]):
    assert of(doors, OPTIONS) == {id for id, (_, field) in fields_asked().items() if field.searches}


def test_form_names_are_unique():
    names = Counter(form.name for form in all_forms())
    assert [name for name, times in names.items() if times > 1] == []


def test_the_table_of_contents_lists_every_folder():
    folders = {path.name for path in (ROOT / "bot" / "features").iterdir() if (path / "__init__.py").exists()}
    assert [room.noun for room in FEATURES if room.noun not in folders] == []
    assert folders == {room.noun for room in FEATURES}


@pytest.mark.parametrize("room", FEATURES, ids=lambda room: room.noun)
def test_a_room_bears_one_noun_everywhere(room):
    assert room.doors.room == room.noun
    assert {door.id for door in room.doors.entries if door.kind == COMMAND} <= {room.command}
    assert room.command in ("", f"/{room.noun}", f"/{SHORTER.get(room.noun, room.noun)}")
    assert (ROOT / "tests" / "features" / room.noun).is_dir(), "a room has tests"
    assert room.uses, "a room tells how it is used"


def ids_in_views() -> dict[str, str]:
    """Every action id that a view gives to an element, with where: `{"kudos.join": "bot/features/kudos/views.py:41"}`.

    A form's field with `dispatch` gives its own, `<form>.<field>`, for which `doors.typing` hangs the door.

    The words of `bot.kit.blocks` that make such elements call that argument `action`. It must be a plain string (or a
    constant of the module), so that this test and a reader can find it.
    """
    makers = {
        name: list(inspect.signature(word).parameters).index("action")
        for name, word in vars(blocks).items()
        if inspect.isfunction(word) and "action" in inspect.signature(word).parameters
    }
    found: dict[str, str] = {}
    for path in modules("bot"):
        if named(path) == "bot/kit/blocks.py":
            continue
        constants = dict(_constants(path))
        for name, call in calls(path):
            if name not in makers:
                continue
            given = next((each.value for each in call.keywords if each.arg == "action"), None)
            if given is None and len(call.args) > makers[name]:
                given = call.args[makers[name]]
            place = f"{named(path)}:{call.lineno}"
            for id in _texts(given, constants):
                if ADDRESS.match(id):
                    found[id] = place
        for id, line in _literal_action_ids(path):
            found[id] = f"{named(path)}:{line}"
    return found | {id: place for id, (place, field) in fields_asked().items() if field.dispatch}


def fields_asked() -> dict[str, tuple[str, Field[Any]]]:
    """Every field of every form by its action id, with its form's module.""" ""
    return {field.action_id: (form.__module__, field) for form in all_forms() for field in form.fields.values()}


def callbacks_in_views() -> set[str]:
    """Callback ids of modals without a form."""
    found = set()
    for path in modules("bot"):
        constants = dict(_constants(path))
        for _, call in calls(path):
            for each in call.keywords:
                if each.arg == "callback":
                    found |= set(_texts(each.value, constants))
    return found


def all_forms() -> list[type[Form]]:
    def below(form: type[Form]) -> Iterator[type[Form]]:
        for child in form.__subclasses__():
            yield child
            yield from below(child)

    return [form for form in below(Form) if form.__module__.startswith("bot.")]


def _constants(path: Path) -> Iterator[tuple[str, str]]:
    for node in tree(path).body:
        if isinstance(node, ast.Assign) and _is_text(node.value) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value.value  # type: ignore[attr-defined]


def _texts(node: ast.AST | None, constants: dict[str, str]) -> Iterator[str]:
    """The strings that an expression may be: a constant, a name of one, or either side of a choice."""
    if node is None:
        return
    if _is_text(node):
        yield node.value  # type: ignore[attr-defined]
    elif isinstance(node, ast.Name) and node.id in constants:
        yield constants[node.id]
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, constants)
        yield from _texts(node.orelse, constants)


def _literal_action_ids(path: Path) -> Iterator[tuple[str, int]]:
    """`{"action_id": "room.verb"}` and `external_id="room.verb"` written out by hand."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if _is_text(key) and key.value == "action_id" and _is_text(value):  # type: ignore[union-attr]
                    yield value.value, node.lineno  # type: ignore[attr-defined]


def _is_text(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
