"""`candor seed` on both databases: what is written, what is refused, and that a failure leaves nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.company import Company
from bot.features import FEATURES
from bot.features.kudos.seed import seed as seed_kudos
from bot.features.people.seed import seed as seed_people
from bot.kit.errors import Refused
from bot.seed import in_order, seed
from storage import open_storage
from storage.base import Base
from storage.kudos_rows import Kudos, KudosJoin, KudosReceiver, KudosValue
from storage.lines import ReportingLine
from storage.outgoing import Outgoing
from storage.people import Person

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
TEAM = Company.team_id


@dataclass(frozen=True)
class Part:
    noun: str
    seed: Callable[..., None] | None
    seed_after: tuple[str, ...] = ()


PEOPLE = Part("people", seed_people)
ROOMS = (Part("kudos", seed_kudos, ("people",)), PEOPLE)


def counted(unit, *models):
    return [unit.execute(select(func.count()).select_from(model)).scalar_one() for model in models]


def everything(unit):
    rows = {}
    for model in (Person, ReportingLine, Kudos, KudosReceiver, KudosValue, KudosJoin):
        table = Base.metadata.tables[model.__tablename__]
        rows[table.name] = [tuple(row) for row in unit.execute(select(table).order_by(*table.primary_key.columns))]
    return rows


async def test_an_empty_database_becomes_a_company_with_a_past(storage):
    line = await seed(storage, TEAM, now=NOW, rooms=ROOMS)
    assert "120 people" in line
    people, lines, kudos, receivers, joins, outbox = await storage.read(
        TEAM, counted, Person, ReportingLine, Kudos, KudosReceiver, KudosJoin, Outgoing
    )
    assert people == 120
    assert lines > 110
    assert 1200 < kudos < 1900
    assert receivers > kudos
    assert joins > 500
    assert outbox == 0, "the past is not sent again"


async def test_the_house_s_own_rooms_fill_the_database(sqlite):
    await seed(sqlite, TEAM, people=30, months=1, now=NOW)
    people, kudos = await sqlite.read(TEAM, counted, Person, Kudos)
    assert people == 30
    assert kudos > 10


async def test_the_directory_is_the_company_s(storage):
    await seed(storage, TEAM, now=NOW, months=1, rooms=[PEOPLE])
    company = Company.generate(120, seed=7, now=NOW)

    def look(unit):
        ada = company["ada"]
        assert set(unit.people.reports_of(ada.id)) == {
            company.id_of(place) for place in company.reports_of(ada.place) if company.person(place).active
        }
        people = unit.people.many(person.id for person in company)
        for person in company:
            row = people[person.id]
            assert (row.name, row.title, row.tz) == (person.name, person.title, person.zone)
            assert row.active == person.active
            assert row.deactivated_at == person.left
        assert unit.people.manager_of(ada.id) == company["tomas"].id
        bao, rasmus = company["bao"], company["rasmus"]
        then = unit.people.reports_of(rasmus.id, NOW - timedelta(days=100))
        assert then
        assert set(then) & set(unit.people.reports_of(bao.id, NOW))
        assert not unit.people.reports_of(rasmus.id, NOW)
        settings = unit.settings.all()
        assert settings["hr"].split(",") == [company["zuzanna"].id, company["marta"].id]
        assert settings["kudos_channel"] == "C07KUDOS000"
        platform = unit.groups.by_handle("platform")
        assert ada.id in unit.groups.members_of([platform.id])[platform.id]
        about = unit.installations.about()
        assert about.name == "Larkmoor"

    await storage.read(TEAM, look)


async def test_the_same_numbers_write_the_same_rows(copies, tmp_path):
    found = []
    for _ in range(2):
        async with open_storage(copies.sqlite(tmp_path)) as storage:
            await seed(storage, TEAM, people=60, months=2, seed=3, now=NOW, rooms=ROOMS)
            found.append(await storage.read(TEAM, everything))
    assert found[0] == found[1]


async def test_kudos_refer_to_people_of_the_directory_and_the_wall_shows_them(storage):
    await seed(storage, TEAM, people=40, months=2, now=NOW, rooms=ROOMS)

    def look(unit):
        page = unit.kudos.page(limit=500)
        assert len(page) > 100
        ids = {each for card in page for each in (card.giver, *card.receivers, *card.joined)}
        assert len(unit.people.many(ids)) == len(ids)
        assert {card.source for card in page} == {f"seed:{number}" for number in range(1, len(page) + 1)}

    await storage.read(TEAM, look)


async def test_a_database_with_people_is_refused_and_left_alone(storage):
    await seed(storage, TEAM, people=5, months=1, now=NOW, rooms=ROOMS)
    before = await storage.read(TEAM, everything)
    with pytest.raises(Refused, match="not empty"):
        await seed(storage, TEAM, people=6, months=1, now=NOW, rooms=ROOMS)
    assert await storage.read(TEAM, everything) == before


async def test_a_database_of_another_workspace_is_refused(storage):
    def remember(unit):
        unit.installations.remember(name="Real Inc.", now=NOW)

    await storage.work("T0REAL", remember)
    with pytest.raises(Refused, match="T0REAL"):
        await seed(storage, TEAM, people=5, months=1, now=NOW, rooms=ROOMS)
    assert await storage.read(TEAM, counted, Person) == [0]


async def test_a_known_workspace_keeps_its_name(sqlite):
    def remember(unit):
        unit.installations.remember(name="Sandbox", now=NOW)

    await sqlite.work(TEAM, remember)
    await seed(sqlite, TEAM, people=5, months=1, now=NOW, rooms=ROOMS)
    about = await sqlite.read(TEAM, lambda unit: unit.installations.about())
    assert about.name == "Sandbox"


async def test_a_failure_half_way_leaves_an_empty_database(storage):
    def breaks(unit, company, rng, *, since, now):
        raise OSError("the power went")

    with pytest.raises(OSError, match="power"):
        await seed(storage, TEAM, people=30, months=1, now=NOW, rooms=[*ROOMS, Part("later", breaks, ("kudos",))])
    assert await storage.read(TEAM, counted, Person, Kudos, ReportingLine) == [0, 0, 0]


async def test_a_room_without_a_past_is_passed_over(sqlite):
    await seed(sqlite, TEAM, people=5, months=1, now=NOW, rooms=[*ROOMS, Part("candor", None)])
    assert await sqlite.read(TEAM, counted, Person) == [5]


async def test_progress_is_told_while_it_runs(sqlite):
    heard: list[str] = []
    await seed(sqlite, TEAM, people=120, months=6, now=NOW, rooms=ROOMS, told=heard.append)
    assert heard[0].startswith("people")
    assert any(line.startswith("kudos: 1,000 until 2026-") for line in heard)


@pytest.mark.parametrize(("people", "months"), [(0, 6), (-3, 6), (10, 0)])
async def test_a_company_without_people_or_past_is_refused(sqlite, people, months):
    with pytest.raises(Refused, match="at least one"):
        await seed(sqlite, TEAM, people=people, months=months, now=NOW, rooms=ROOMS)


async def test_one_person_alone_is_a_company(storage):
    line = await seed(storage, TEAM, people=1, months=1, now=NOW, rooms=ROOMS)
    assert "1 person," in line
    assert await storage.read(TEAM, counted, Person, ReportingLine, Kudos) == [1, 0, 0]


async def test_ten_thousand_people_are_written_with_their_lines(storage):
    await seed(storage, TEAM, people=10_000, months=1, now=NOW, rooms=[PEOPLE])
    people, lines = await storage.read(TEAM, counted, Person, ReportingLine)
    assert people == 10_000
    assert lines > 10_000, "some were led by two managers"


def test_each_room_is_filled_after_those_that_it_refers_to():
    rooms = [Part("goals", None, ("reviews", "people")), Part("reviews", None, ("people",)), PEOPLE, Part("a", None)]
    for order in (rooms, rooms[::-1]):
        assert [room.noun for room in in_order(order)] == ["a", "people", "reviews", "goals"]


def test_rooms_that_wait_for_each_other_are_refused():
    with pytest.raises(ValueError, match=r"in a circle: (goals → reviews → goals|reviews → goals → reviews)"):
        in_order([Part("goals", None, ("reviews",)), Part("reviews", None, ("goals",)), PEOPLE])


def test_a_room_that_is_not_there_cannot_be_waited_for():
    with pytest.raises(ValueError, match="kudos is seeded after persons, which is no room here"):
        in_order([Part("kudos", None, ("persons",)), PEOPLE])


def test_the_house_s_rooms_have_an_order():
    nouns = [room.noun for room in in_order(FEATURES)]
    assert nouns.index("people") < nouns.index("kudos")
