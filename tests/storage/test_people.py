"""The directory: introductions, bulk changes, pages, search."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from storage import Storage, Unit
from storage.people import Introduction, Person
from tests.kit.statements import statements
from tests.storage.people import ANN, BOB, CAT, DAN, EVE, NOON, OTHER, TEAM, settle, settled, uid


def introduce(unit: Unit, person: str, at: Any = None) -> Introduction | None:
    return unit.people.introduce(person, at)


async def test_an_introduction_tells_person_reports_and_groups_in_one_statement(storage: Storage):
    await settled(storage)

    def prepare(unit: Unit) -> None:
        unit.people.set_manager(BOB, ANN, NOON, "hr")
        for group in ("S1", "S2"):
            unit.groups.save(group, [ANN, CAT], handle=group.lower(), name=group, now=NOON)

    await storage.work(TEAM, prepare)
    with statements(storage) as seen:
        ann: Any = await storage.work(TEAM, introduce, ANN)
    assert len(seen) == 1
    assert (ann.person.id, ann.person.name, ann.person.tz) == (ANN, "Ann", "UTC")
    assert ann.has_reports
    assert ann.groups == {"S1", "S2"}
    bob: Any = await storage.work(TEAM, introduce, BOB)
    assert not bob.has_reports
    assert bob.groups == frozenset()


async def test_nobody_is_introduced_from_elsewhere(storage: Storage):
    await settled(storage, OTHER)
    assert await storage.work(TEAM, introduce, ANN) is None


async def test_an_introduction_knows_who_reports_at_a_moment(storage: Storage):
    await settled(storage)
    await storage.work(TEAM, lambda unit: unit.people.set_manager(BOB, ANN, NOON, "hr"))
    for at, expected in ((NOON - timedelta(seconds=1), False), (NOON, True)):
        ann: Any = await storage.work(TEAM, introduce, ANN, at)
        assert ann.has_reports is expected


async def test_saving_tells_what_changed(storage: Storage):
    await settled(storage)

    def save(unit: Unit) -> Any:
        rows: list[dict[str, Any]] = [
            {"id": ANN, "title": "Engineer", "tz": "UTC"},
            {"id": BOB, "name": "Bob"},
            {"id": CAT, "active": False},
            {"id": uid("new"), "name": "New", "email": "new@example.com"},
        ]
        return unit.people.save(rows, NOON)

    saved = await storage.work(TEAM, save)
    assert saved.added == [uid("new")]
    assert saved.changed == {ANN: {"title": (None, "Engineer")}, CAT: {"active": (True, False)}}
    assert saved.left == [CAT]
    cat: Any = await storage.read(TEAM, lambda unit: unit.people.get(CAT))
    assert cat.deactivated_at == NOON


async def test_saving_the_same_again_writes_nothing(storage: Storage):
    await settled(storage)
    with statements(storage) as seen:
        saved = await storage.work(TEAM, lambda unit: unit.people.save([{"id": ANN, "name": "Ann"}], NOON))
    assert (saved.added, saved.changed, len(seen)) == ([], {}, 1)


async def test_who_comes_back_has_not_left(storage: Storage):
    await settled(storage)
    await storage.work(TEAM, lambda unit: unit.people.save([{"id": ANN, "active": False}], NOON))
    await storage.work(TEAM, lambda unit: unit.people.save([{"id": ANN, "active": True}], NOON))
    ann: Any = await storage.read(TEAM, lambda unit: unit.people.get(ANN))
    assert (ann.active, ann.deactivated_at) == (True, None)


async def test_a_field_that_there_is_not_is_refused(storage: Storage):
    with pytest.raises(ValueError, match="no salary"):
        await storage.work(TEAM, lambda unit: unit.people.save([{"id": ANN, "name": "Ann", "salary": 1}], NOON))


async def test_thousands_are_saved_and_paged_by_id(storage: Storage):
    rows = [{"id": f"U{number:05}", "name": f"Person {number}", "is_bot": number % 7 == 0} for number in range(1_300)]

    def walk(unit: Unit) -> list[str]:
        found: list[str] = []
        while page := unit.people.active(limit=300, after=found[-1] if found else ""):
            found += [person.id for person in page]
        return found

    saved = await storage.work(TEAM, lambda unit: unit.people.save(rows, NOON))
    assert len(saved.added) == 1_300
    found = await storage.read(TEAM, walk)
    assert found == [row["id"] for row in rows if not row["is_bot"]]
    assert await storage.read(TEAM, lambda unit: unit.people.count()) == len(found)
    assert len(await storage.read(TEAM, lambda unit: unit.people.everyone(limit=2_000))) == 1_300


async def test_search_finds_beginnings_of_words_in_any_script_and_takes_signs_as_typed(storage: Storage):
    def prepare(unit: Unit) -> None:
        unit.people.save(
            [
                {"id": "U1", "name": "Ada Lovelace", "display_name": "ada", "email": "ada@example.com"},
                {"id": "U2", "name": "ÉMILE Zola"},
                {"id": "U3", "name": "100% Lovely_"},
                {"id": "U4", "name": "Ada Gone", "active": False},
                {"id": "U5", "name": "Ada Bot", "is_bot": True},
                {"id": "U6", "name": "نور الهدى"},
            ],
            NOON,
        )

    await storage.work(TEAM, prepare)

    async def found(prefix: str) -> list[str]:
        return [person.id for person in await storage.read(TEAM, lambda unit: unit.people.search(prefix))]

    assert await found("ADA") == ["U1"]
    assert await found("love") == ["U3", "U1"]
    assert await found("émile z") == ["U2"]
    assert await found("%") == []
    assert await found("lovely_") == ["U3"]
    assert await found("نور") == ["U6"]
    assert await found("velace") == []
    assert len(await found("")) == 4


async def test_an_address_finds_its_person_whatever_its_case(storage: Storage):
    def prepare(unit: Unit) -> None:
        unit.people.save(
            [
                {"id": "U1", "name": "Ada", "email": "Ada@Example.com"},
                {"id": "U2", "name": "Ada, before", "email": "ada@example.com", "active": False},
                {"id": "U3", "name": "Bea", "email": None},
            ],
            NOON,
        )

    await storage.work(TEAM, prepare)
    asked = ["ADA@example.com ", "nobody@example.com"]
    assert await storage.read(TEAM, lambda unit: unit.people.by_email(asked)) == {"ada@example.com": "U1"}


async def test_nobody_asked_for_is_nobody_found_without_asking(storage: Storage):
    def ask(unit: Unit) -> Any:
        return unit.people.many([]), unit.people.managers_of([]), unit.groups.members_of([]), unit.preferences.many([])

    with statements(storage) as seen:
        assert await storage.work(TEAM, ask) == ({}, {}, {}, {})
    assert seen == []


async def test_groups_keep_the_members_that_the_directory_knows(storage: Storage):
    await settled(storage)

    def story(unit: Unit) -> Any:
        unit.groups.save("S1", [ANN, BOB, "U0STRANGER"], handle="backend", name="Backend", now=NOON)
        unit.groups.save("S2", [DAN], handle="old", name="Old", now=NOON, active=False)
        first = unit.groups.members_of(["S1", "S2", "S3"])
        unit.groups.save("S1", [BOB, CAT], handle="core", name="Core", now=NOON)
        unit.groups.save("S3", [], handle="empty", name="Empty", now=NOON)
        return first, unit.groups.members_of(["S1", "S3"]), unit.groups.groups_of(BOB), unit.groups.by_handle("old")

    assert await storage.work(TEAM, story) == ({"S1": [ANN, BOB]}, {"S1": [BOB, CAT]}, ["S1"], None)
    core: Any = await storage.read(TEAM, lambda unit: unit.groups.by_handle("core"))
    assert (core.id, core.name) == ("S1", "Core")
    assert [group.id for group in await storage.read(TEAM, lambda unit: unit.groups.everyone())] == ["S1", "S2", "S3"]


async def test_renaming_an_id_once_renames_it_everywhere(storage: Storage):
    await settled(storage)

    def story(unit: Unit) -> Any:
        unit.people.set_manager(BOB, ANN, NOON, "hr")
        unit.preferences.save(ANN, now=NOON, workdays="mon-thu")
        unit.audit.write(ANN, "people.read", None, "people", now=NOON, about=EVE)
        unit.kudos.give(source="x", giver=ANN, receivers=[BOB], text="thanks for all", at=NOON)
        unit.execute(unit.people.update_of(Person, Person.id == ANN).values(id="U0GONE"))
        entry = unit.audit.read()[0]
        return unit.people.manager_of(BOB), unit.kudos.page()[0].giver, entry.actor, unit.preferences.get("U0GONE")

    manager, giver, actor, preference = await storage.work(TEAM, story)
    assert (manager, giver, actor) == ("U0GONE", "U0GONE", "U0GONE")
    assert preference is not None


async def test_people_who_are_spoken_of_cannot_be_deleted(storage: Storage):
    await settled(storage)
    await storage.work(TEAM, lambda unit: settle(unit, "fay"))
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await storage.work(TEAM, _give_and_delete)


def _give_and_delete(unit: Unit) -> None:
    from_bob = {"giver": BOB, "receivers": [ANN], "text": "thanks for all", "at": NOON}
    unit.kudos.give(source="y", **from_bob)  # type: ignore[arg-type]
    unit.connection.exec_driver_sql(f"DELETE FROM people WHERE team = '{TEAM}' AND id = '{BOB}'")
