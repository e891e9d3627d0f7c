"""Every door against every kind of person: whom the policy's words leave out changes nothing and is shown nothing."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from bot.features import FEATURES
from bot.kit import policy
from bot.kit.context import Caller, Role
from bot.kit.doors import ACTION, CLOSED, COMMAND, EVENT, MESSAGE_SHORTCUT, OPTIONS, SHORTCUT, SUBMISSION, Door
from bot.kit.policy import POLICY
from storage import Unit
from storage.unit import TABLES
from tests.bot.conftest import Post
from tests.kit.made import TEAM, Made, Who
from tests.kit.running import Running

DOORS = [door for room in FEATURES for door in room.doors.entries if door.kind != EVENT]
OUTSIDE = ("guest", "elsewhere", "bot", "left", "unknown", "foreign")
TYPES = {
    ACTION: "block_actions",
    SUBMISSION: "view_submission",
    CLOSED: "view_closed",
    SHORTCUT: "shortcut",
    MESSAGE_SHORTCUT: "message_action",
    OPTIONS: "block_suggestion",
}


async def everybody(made: Made) -> dict[str, Who]:
    """One of each kind; `roles` are what the directory and the settings make of them."""
    boss = await made.person("Boss")
    found = {
        "employee": await made.person("Emp", manager=boss),
        "manager": boss,
        "leader": await made.person("Lead", leader=True),
        "hr": await made.person("Hal"),
        "admin": await made.person("Ada", is_admin=True),
        "owner": await made.person("Owen", is_owner=True),
        "guest": await made.person("Gus", is_guest=True),
        "elsewhere": await made.person("Ivo", external="T0PARTNER1"),
        "bot": await made.person("Robot", is_bot=True),
        "left": await made.person("Lea"),
        "unknown": Who("U0NOBODY01", "Nobody"),
        "foreign": Who("U0FOREIGN1", "Foreign"),
    }
    await made.leaves(found["left"])
    await made.settings(hr=found["hr"].id)
    return found


ROLES = {
    "employee": {Role.EMPLOYEE},
    "manager": {Role.EMPLOYEE, Role.MANAGER, Role.LEADER},
    "leader": {Role.EMPLOYEE, Role.LEADER},
    "hr": {Role.EMPLOYEE, Role.HR},
    "admin": {Role.EMPLOYEE, Role.ADMIN},
    "owner": {Role.EMPLOYEE, Role.ADMIN},
} | {kind: set() for kind in OUTSIDE}


async def knock(post: Post, door: Door, who: Who, target: str) -> None:
    """A payload of the door's kind, with ids in it that are somebody else's."""
    team = "T0ELSEWHERE" if who.id == "U0FOREIGN1" else TEAM
    if door.kind == COMMAND:
        text = f"{door.word} {target}".strip()
        await post.command(door.id, text, who.id, team_id=TEAM, trigger_id=f"{time.time_ns()}.9")
        return
    user = {"id": who.id, "team_id": team}
    view = {"id": "V1", "type": "modal", "callback_id": door.id, "private_metadata": f'{{"kudos":"{target}"}}'}
    view |= {"app_installed_team_id": TEAM, "blocks": [], "state": {"values": {}}, "hash": "1"}
    payload: dict[str, Any] = {"type": TYPES[door.kind], "team": {"id": TEAM}, "user": user, "callback_id": door.id}
    payload |= {"action_id": door.id, "value": "", "trigger_id": f"{time.time_ns()}.8", "block_id": "b"}
    if door.kind == ACTION:
        payload["actions"] = [{"type": "button", "action_id": door.id, "block_id": "b", "value": target}]
    elif door.kind in (SUBMISSION, CLOSED):
        payload["view"] = view
    elif door.kind == MESSAGE_SHORTCUT:
        payload |= {"message": {"type": "message", "user": who.id, "ts": "1.1", "text": "x"}, "channel": {"id": "C1"}}
    status, told = await post.interaction(payload)
    assert status == 200, (door.key, told)


def rows(unit: Unit) -> dict[str, int]:
    """How many rows each table holds, words to people aside."""
    counted = {}
    for table in TABLES.sorted_tables:
        asked = select(func.count()).select_from(table)
        if table.name == "outbox":
            asked = asked.where(table.c.kind != "candor.word")
        counted[table.name] = unit.execute(asked).scalar_one()
    return counted


def called(candor: Running, after: int) -> set[str]:
    """What Slack was asked to show or do."""
    names = {entry["name"] for entry in candor.box.workspace.log.after(after)}
    return {name for name in names if name.startswith(("views.", "chat.", "files."))}


@pytest.mark.parametrize("kind", ROLES)
async def test_only_whom_the_policy_names_gets_through(post: Post, made: Made, candor: Running, kind: str):
    people = await everybody(made)
    (kudos,) = await made.kudos(people["manager"], people["leader"], text="for something of theirs")
    for door in DOORS:
        allowed = bool(POLICY[door.may].who & ROLES[kind])
        metrics = candor.candor.house.metrics.registry
        before = await made.storage.read(TEAM, rows)
        log = max((entry["id"] for entry in candor.box.workspace.log.after(0)), default=0)
        failed = metrics.get_sample_value("candor_calls_total", {"kind": door.kind, "outcome": "failed"}) or 0
        await knock(post, door, people[kind], str(kudos.id))
        await candor.candor.house.tasks.drain(10)
        now = metrics.get_sample_value("candor_calls_total", {"kind": door.kind, "outcome": "failed"}) or 0
        if not allowed:
            assert await made.storage.read(TEAM, rows) == before, f"{kind} changed something by {door.key}"
            assert called(candor, log) == set(), f"{kind} was shown something by {door.key}"
        elif kind == "employee" and door.kind not in (SUBMISSION, SHORTCUT, MESSAGE_SHORTCUT):
            assert now == failed, f"{door.key} broke"


@pytest.mark.parametrize("kind", OUTSIDE)
async def test_who_takes_no_part_hears_why_on_every_command(post: Post, made: Made, candor: Running, kind: str):
    people = await everybody(made)
    polite = {"guest": "guests do not take part", "unknown": "I don't know you yet", "foreign": "I don't know you yet"}
    for door in [door for door in DOORS if door.kind == COMMAND and door.word in ("", "wall", "team", "settings")]:
        told = await post.command(door.id, f"{door.word} x".strip(), people[kind].id)
        assert polite.get(kind, "current members") in told["text"], door.key
    await candor.candor.house.tasks.drain(10)


async def test_the_settings_let_guests_in_to_what_members_do_and_no_further(post: Post, made: Made, candor: Running):
    people = await everybody(made)
    await made.settings(guests="on", hr=people["hr"].id)
    assert "guests do not" not in str(await post.command("/people", "", people["guest"].id))
    assert "You may not" in (await post.command("/candor", "settings", people["guest"].id))["text"]


async def test_another_persons_kudos_cannot_be_changed_by_its_id(post: Post, made: Made, candor: Running):
    people = await everybody(made)
    (kudos,) = await made.kudos(people["manager"], people["leader"], text="for something of theirs")
    for door in [door for door in DOORS if door.may == "kudos.change" and door.kind == ACTION]:
        await knock(post, door, people["employee"], str(kudos.id))
    await candor.candor.house.tasks.drain(10)
    found = await made.storage.read(TEAM, lambda unit: unit.kudos.card(kudos.id))
    assert found is not None
    assert (found.text, found.revoked_at) == ("for something of theirs", None)


async def test_an_id_that_is_none_gets_a_sentence(post: Post, made: Made, candor: Running):
    people = await everybody(made)
    sample = candor.candor.house.metrics.registry.get_sample_value
    for door in [door for door in DOORS if door.kind == ACTION]:
        for target in ("", "x", str(uuid4()), "U0NOBODY01", "'; drop table kudos; --", "é\x00"):
            await knock(post, door, people["admin"], target)
    await candor.candor.house.tasks.drain(10)
    assert not sample("candor_calls_total", {"kind": ACTION, "outcome": "failed"})


async def test_a_line_of_next_month_changes_nobody_s_role_before(made: Made):
    boss, heir = await made.people("Boss", "Heir")
    emp = await made.person("Emp", manager=boss)
    today, then = made.clock.now(), made.clock.now() + timedelta(days=30)
    await made.storage.work(TEAM, lambda unit: unit.people.set_managers({emp.id: heir.id}, then, "csv"))

    def managers(unit: Unit, at: Any) -> list[str]:
        roles = {who.name: policy.introduce(unit, Caller(TEAM, who.id), at).roles for who in (boss, heir)}
        return [name for name, found in roles.items() if Role.MANAGER in found]

    assert await made.storage.read(TEAM, managers, today) == ["Boss"]
    assert await made.storage.read(TEAM, managers, then) == ["Heir"]


def test_the_policy_says_in_words_whom_it_lets():
    for verb, statement in POLICY.items():
        assert statement.words.endswith("."), verb
        everyone = statement.words.startswith(("Everyone", "Only the giver", "Public"))
        assert everyone == (Role.EMPLOYEE in statement.who), verb
        assert ("HR" in statement.words) == (Role.HR in statement.who), verb
        assert ("admins" in statement.words) == (Role.ADMIN in statement.who), verb
