"""The wall: filters as people type them, pages, and whose kudos stand on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.kudos import reading, service, wall
from bot.features.kudos.rules import Thanks
from bot.features.kudos.wall import Filters, read_filters
from bot.kit.errors import Invalid, Missing
from storage import Storage
from tests.kit.clock import MONDAY
from tests.kit.made import Made, Who
from tests.kit.statements import statements

from .conftest import Acting

TODAY = date(2026, 11, 25)  # a Wednesday
VALUES = ("Craft", "care")


def read(line: str) -> Filters:
    return read_filters(line, VALUES, today=TODAY, locale="en-GB")


@pytest.mark.parametrize(
    ("line", "person", "value", "since", "until"),
    [
        ("", None, None, None, None),
        ("<@U1|ada>", "U1", None, None, None),
        ("<@U1> #craft", "U1", "Craft", None, None),
        ("craft", None, "Craft", None, None),
        ("#care <@U1> since monday", "U1", "care", "2026-11-23", None),
        ("since mon", None, None, "2026-11-23", None),
        ("since friday", None, None, "2026-11-20", None),
        ("since 12 Dec", None, None, "2025-12-12", None),
        ("since 2026-11-01", None, None, "2026-11-01", None),
        ("since 1 Nov until 15 Nov", None, None, "2026-11-01", "2026-11-15"),
        ("until 2026-11-15", None, None, None, "2026-11-15"),
        ("since last month", None, None, "2026-10-01", None),
        ("today", None, None, "2026-11-25", "2026-11-25"),
        ("yesterday", None, None, "2026-11-24", "2026-11-24"),
        ("this week", None, None, "2026-11-23", "2026-11-25"),
        ("last week", None, None, "2026-11-16", "2026-11-22"),
        ("Last Month", None, None, "2026-10-01", "2026-10-31"),
        ("this year", None, None, "2026-01-01", "2026-11-25"),
        ("last year", None, None, "2025-01-01", "2025-12-31"),
        ("2026-02", None, None, "2026-02-01", "2026-02-28"),
    ],
)
def test_filters_are_read_as_people_type_them(line, person, value, since, until):
    found = read(line)
    assert (found.person, found.value, found.since, found.until) == (person, value, since, until)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("since the beginning of time", "do not understand"),
        ("since " + "12 dec " * 400, "do not understand"),
        ("<@U1> <@U2>", "one person"),
        ("<!subteam^S1|@sre>", "not by a group"),
        ("#carft", "Did you mean #Craft"),
        ("since 20 Nov until 1 Nov", "ends before it begins"),
    ],
)
def test_what_is_not_understood_is_told(line: str, sentence: str):
    with pytest.raises(Invalid, match=sentence):
        read(line)


def test_a_period_is_the_viewers_own_days():
    tokyo = ZoneInfo("Asia/Tokyo")
    since, until = Filters(since="2026-11-24", until="2026-11-24").span(TODAY, tokyo)
    assert since == datetime(2026, 11, 23, 15, tzinfo=UTC)
    assert until == datetime(2026, 11, 24, 15, tzinfo=UTC)
    assert Filters(days="7").span(TODAY, tokyo)[0] == datetime(2026, 11, 18, 15, tzinfo=UTC)
    assert Filters().span(TODAY, tokyo) == (None, None)


@given(st.text(max_size=60))
def test_a_state_that_we_did_not_write_is_the_plain_wall_or_harmless(packed: str):
    assert isinstance(Filters.unpack(packed), Filters)


def test_the_state_survives_the_way_through_slack():
    filters = Filters("U1", "craft", "2026-11-01", None, None, False, ("2026-11-23T09:00:00+00:00/x",))
    assert Filters.unpack(filters.pack()) == filters
    assert filters.before() is None  # "x" is no id


@pytest.fixture
async def cast(made: Made) -> tuple[Who, ...]:
    await made.settings(kudos_channel="C0KUDOS", values="craft,care")
    return await made.people("Ann", "Bob", "Cat")


def texts(view) -> list[str]:
    """The words of the kudos on a view, in order."""
    found = []
    for block in view["blocks"]:
        if block["type"] == "rich_text":
            found.append(block["elements"][1]["elements"][0]["text"])
    return found


async def test_pages_lead_down_and_back_up(acting: Acting, made: Made, cast):
    ann, bob, _ = cast
    count = 2 * wall.PAGE + 3
    for number in range(count):
        await made.kudos(ann, bob, text=f"number {number:02}", at=MONDAY + timedelta(minutes=number // 2))
    later = MONDAY + timedelta(hours=1)
    seen: list[str] = []
    filters = Filters()
    pages = []
    while True:
        view = await acting(ann, reading.wall_page, filters, now=later)
        pages.append(texts(view))
        seen += pages[-1]
        older = [e for b in view["blocks"] for e in b.get("elements", ()) if e.get("action_id") == "kudos.older"]
        if not older:
            break
        filters = replace(filters, trail=(*filters.trail, older[0]["value"]))
    assert sorted(seen) == sorted(f"number {number:02}" for number in range(count))
    assert [len(page) for page in pages] == [wall.PAGE, wall.PAGE, 3]
    back = await acting(ann, reading.wall_page, filters.newer(), now=later)
    assert texts(back) == pages[1]


async def test_the_wall_filters_by_value_person_and_period(acting: Acting, made: Made, cast):
    ann, bob, cat = cast
    await made.kudos(ann, bob, text="craft of long ago", values=["craft"], at=MONDAY - timedelta(days=40))
    await made.kudos(ann, cat, text="craft of today", values=["craft"])
    await made.kudos(bob, cat, text="care of today", values=["care"])

    async def shown(**filters) -> list[str]:
        return texts(await acting(cat, reading.wall_page, Filters(**filters), now=MONDAY))

    assert await shown(value="craft") == ["craft of today", "craft of long ago"]
    assert await shown(person=bob.id) == ["care of today", "craft of long ago"]
    assert set(await shown(days="7")) == {"care of today", "craft of today"}
    assert await shown(value="care", person=ann.id) == []
    typed = await acting(cat, reading.wall_typed, f"{ann.mention} #craft last month", now=MONDAY)
    assert texts(typed) == ["craft of long ago"]


async def test_private_and_revoked_kudos_stand_on_no_wall(acting: Acting, made: Made, cast):
    ann, bob, cat = cast
    await made.kudos(ann, bob, text="between us two", private=True)
    (gone,) = await made.kudos(ann, bob, text="never said so")
    await acting(ann, service.revoke, gone.id, now=MONDAY)
    for who in (ann, bob, cat):
        assert texts(await acting(who, reading.wall_page, Filters(), now=MONDAY)) == []
    assert texts(await acting(ann, reading.wall_page, Filters(mine=True), now=MONDAY)) == ["between us two"]
    assert texts(await acting(bob, reading.wall_page, Filters(mine=True), now=MONDAY)) == ["between us two"]
    assert texts(await acting(cat, reading.wall_page, Filters(mine=True), now=MONDAY)) == []
    assert texts(await acting(cat, reading.wall_page, Filters(mine=True, person=bob.id), now=MONDAY)) == []


async def test_the_wall_of_somebody_unknown_is_told(acting: Acting, cast):
    with pytest.raises(Missing):
        await acting(cast[0], reading.wall_typed, "<@U0NOBODY>", now=MONDAY)


async def test_home_shows_what_came_and_what_went_in_few_statements(acting: Acting, made: Made, storage: Storage, cast):
    ann, bob, cat = cast
    assert "Give kudos" in str(await acting(ann, reading.card, MONDAY))
    await made.kudos(bob, ann, text="for my first week", at=MONDAY - timedelta(hours=1))
    await made.kudos(cat, ann, bob, text="for the second week", times=5)
    await acting(ann, service.give, Thanks((cat.id,), "for the third week"), source="s1", now=MONDAY)
    card = await acting(ann, reading.card, MONDAY)
    assert texts({"blocks": card}).count("for the second week") == reading.ON_HOME
    assert "for the third week" in str(card)
    assert str(card).count("kudos.revoke") == 1

    with statements(storage) as seen:
        await acting(ann, reading.card, MONDAY)
    assert len(seen) == 1 + 2 * 2, "\n".join(seen)
