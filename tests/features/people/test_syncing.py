"""The directory from Slack: in full, page by page, and what may go wrong on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_sdk.errors import SlackApiError

from bot.features.people import sync
from sandbox.world import World
from storage import Unit
from storage.people import Person
from tests.kit.made import Made
from tests.kit.running import Running, empty_world, running


@pytest.fixture
def world() -> World:
    found = empty_world()
    found.add_person(id="U0ADA00001", name="ada", real_name="Ada Low", tz="Asia/Kolkata", is_admin=True)
    found.add_person(id="U0BOB00001", name="bob", real_name="Bob", guest="multi")
    return found


@pytest.fixture
async def candor(made: Made, world: World) -> AsyncIterator[Running]:
    async with running(made.storage, made.clock, world) as found:
        yield found


async def everyone(candor: Running) -> sync.Report:
    access = candor.candor.access
    client = await access.patient(candor.team)
    return await sync.everyone(candor.candor.storage, client, candor.team, candor.clock.now())


async def known(made: Made) -> dict[str, Person]:
    return await made.storage.read(made.team, lambda unit: {row.id: row for row in unit.people.everyone()})


async def test_everybody_is_read_with_what_slack_knows(candor: Running, made: Made):
    report = await everyone(candor)
    people = await known(made)
    ada, bob = people["U0ADA00001"], people["U0BOB00001"]
    assert (ada.name, ada.tz, ada.is_admin, ada.active, ada.is_bot) == ("Ada Low", "Asia/Kolkata", True, True, False)
    assert bob.is_guest
    assert people["USLACKBOT"].is_bot
    assert people[candor.box.workspace.app.bot_user_id].is_bot
    assert report.seen == len(people)
    assert str(report.seen) in report.line
    assert (await everyone(candor)).saved.changed == {}, "what stayed the same is not written again"


async def test_a_large_workspace_comes_page_by_page(candor: Running, made: Made):
    for number in range(2 * sync.PAGE + 5):
        candor.box.world.add_person(id=f"U1{number:08}", name=f"p{number}", real_name=f"Person {number}")
    report = await everyone(candor)
    assert report.seen > 2 * sync.PAGE
    assert len(await known(made)) == report.seen
    calls = [entry for entry in candor.box.workspace.log.after(0) if entry["name"] == "users.list"]
    assert len(calls) == 3


async def test_who_left_or_is_no_longer_listed_is_inactive(candor: Running, made: Made):
    ann = await made.person("Ann")
    await everyone(candor)
    assert not (await known(made))[ann.id].active, "Slack never heard of them"
    candor.box.world.people["U0ADA00001"].deleted = True
    candor.clock.move(days=1)
    report = await everyone(candor)
    assert report.saved.left == ["U0ADA00001"]
    assert not (await known(made))["U0ADA00001"].active


async def test_who_joins_while_pages_come_is_not_taken_for_gone(candor: Running, made: Made):
    began = candor.clock.now()
    candor.clock.move(minutes=1)
    row = {"id": "U0NEW00001", "name": "Nia"}
    await made.storage.work(made.team, sync.save_people, [row], now=candor.clock.now())
    assert await made.storage.work(made.team, sync.drop_unlisted, {"U0ADA00001"}, now=began) == 0
    assert (await known(made))["U0NEW00001"].active


async def test_nobody_is_dropped_for_an_empty_list(candor: Running, made: Made):
    ann = await made.person("Ann")
    assert await made.storage.work(made.team, sync.drop_unlisted, set(), now=candor.clock.now()) == 0
    assert (await known(made))[ann.id].active


async def test_groups_come_along_and_go_again(candor: Running, made: Made):
    candor.box.world.add_group(id="S0CREW0001", handle="crew", name="Crew", users=["U0ADA00001"])
    assert (await everyone(candor)).groups == 1
    group = await made.storage.read(made.team, lambda unit: unit.groups.get("S0CREW0001"))
    assert group is not None and group.active
    del candor.box.world.groups["S0CREW0001"]
    await everyone(candor)
    group = await made.storage.read(made.team, lambda unit: unit.groups.get("S0CREW0001"))
    assert group is not None and not group.active


class Profiles:
    """The two calls about profile fields, answered from a table; `refuses` by person or for all ("")."""

    def __init__(self, managers: dict[str, str], refuses: dict[str, str] | None = None) -> None:
        self.managers = managers
        self.refuses = refuses or {}

    def check(self, who: str) -> None:
        if who in self.refuses:
            raise SlackApiError("refused", {"ok": False, "error": self.refuses[who]})  # type: ignore[arg-type]

    async def team_profile_get(self) -> dict:
        self.check("")
        return {"profile": {"fields": [{"id": "Xf1", "label": "Pronouns"}, {"id": "Xf2", "label": "Manager"}]}}

    async def users_profile_get(self, *, user: str) -> dict:
        self.check(user)
        value = {"Xf2": {"value": self.managers[user]}} if user in self.managers else None
        return {"profile": {"fields": value}}


async def field(made: Made, profiles: Profiles, label: str = "Manager") -> int:
    client: object = profiles
    return await sync.managers(made.storage, client, made.team, label, made.clock.now())  # type: ignore[arg-type]


async def test_managers_come_from_a_profile_field(made: Made):
    ann, bob, eve = await made.people("Ann", "Bob", "Eve")
    told = {ann.id: eve.id, bob.id: bob.id, eve.id: "U0NOBODY01"}
    assert await field(made, Profiles(told)) == 1
    assert await made.storage.read(made.team, lambda unit: unit.people.open_lines()) == {ann.id: eve.id}
    assert await field(made, Profiles(told)) == 0, "and again changes nothing"
    assert await field(made, Profiles({}, {ann.id: "user_not_found"})) == 0
    assert await made.storage.read(made.team, lambda unit: unit.people.open_lines()) == {ann.id: eve.id}
    assert await field(made, Profiles(told), label="Boss") == 0


async def test_without_the_scope_the_field_is_left_alone_and_the_sync_goes_on(made: Made):
    await made.people("Ann")
    assert await field(made, Profiles({}, {"": "missing_scope"})) == 0
    with pytest.raises(SlackApiError):
        await field(made, Profiles({}, {"": "fatal_error"}))


@pytest.mark.parametrize(
    ("user", "wanted"),
    [
        ({"deleted": True}, {"active": False}),
        ({"is_bot": True}, {"is_bot": True}),
        ({"is_restricted": True}, {"is_guest": True}),
        ({"is_ultra_restricted": True}, {"is_guest": True}),
        ({"is_primary_owner": True}, {"is_owner": True}),
        ({"team_id": "T0PARTNER1"}, {"external": "T0PARTNER1"}),
        ({"is_stranger": True, "team_id": None}, {"external": "elsewhere"}),
        ({"team_id": "T2", "enterprise_user": {"enterprise_id": "E1", "teams": ["T1", "T2"]}}, {"external": None}),
        ({"team_id": "T2", "enterprise_user": {"enterprise_id": "E9"}}, {"external": "T2"}),
        ({"tz": "Mars/Olympus"}, {"tz": "absent"}),
        ({"tz": "Europe/Kyiv"}, {"tz": "Europe/Kyiv"}),
        (
            {"profile": {"real_name": "Ada", "email": "a@x", "title": ""}},
            {"name": "Ada", "email": "a@x", "title": "absent"},
        ),
        ({"profile": {"display_name": "ad"}}, {"name": "ad", "display_name": "ad"}),
        ({"name": "handle"}, {"name": "handle"}),
        ({}, {"name": "U1", "active": True, "is_bot": False, "is_guest": False, "external": None}),
        ({"id": "USLACKBOT"}, {"is_bot": True}),
    ],
)
def test_a_row_is_what_slack_says_of_a_person(user: dict, wanted: dict):
    row = sync.person_row({"id": "U1", "team_id": "T1", **user}, "T1")
    assert {key: row.get(key, "absent") for key in wanted} == wanted


async def test_schedules_are_planned_anew_for_who_comes_moves_or_leaves(made: Made):
    ann = await made.person("Ann")
    asked: list[tuple[str, ...]] = []

    def save(unit: Unit, row: dict) -> None:
        unit.slots.replan = lambda *subjects, job="": job or asked.append(subjects)  # type: ignore[method-assign]
        sync.save_people(unit, [row], now=made.clock.now())

    for row in ({"name": "Anne"}, {"tz": "Asia/Kathmandu"}, {"active": False}):
        await made.storage.work(made.team, save, {"id": ann.id, **row})
    await made.storage.work(made.team, save, {"id": "U0NEW00001", "name": "Nia"})
    assert asked == [(ann.id,), (ann.id,), ("U0NEW00001",)]
