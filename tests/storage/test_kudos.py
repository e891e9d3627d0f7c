"""Kudos: once per source, within the allowance, found by wall, person and value."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from storage import Storage, Unit, circles, new_id
from storage.kudos import KudosCard, KudosShelf
from tests.kit.statements import statements
from tests.storage.people import ANN, BOB, CAT, DAN, EVE, LAST_YEAR, NOON, OTHER, TEAM, settled, thank

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def wall(unit: Unit, /, **asked: Any) -> list[str]:
    return [card.text for card in unit.kudos.wall(within=asked.pop("within", circles.NOBODY), **asked)]


async def test_a_kudos_comes_back_as_it_was_given(storage: Storage):
    await settled(storage)
    typed = "für alles <!channel> *bold* 😀 \u202eעברית"
    fields: dict[str, Any] = {
        "receivers": [DAN, BOB, CAT, BOB],
        "values": ["craft", "care"],
        "text": typed,
        "private": True,
    }
    fields |= {"channel": "C1", "link": "https://example.com/p1", "at": NOON + timedelta(microseconds=7)}
    card, new = await storage.work(TEAM, thank, **fields)
    assert new
    assert (card.receivers, card.values, card.text, card.at) == (
        (DAN, BOB, CAT),
        ("craft", "care"),
        typed,
        fields["at"],
    )
    assert await storage.read(TEAM, lambda unit: unit.kudos.card(card.id)) == card
    assert await storage.read(TEAM, lambda unit: unit.kudos.by_source("view:1")) == card
    assert await storage.read(OTHER, lambda unit: unit.kudos.card(card.id)) is None


async def test_the_same_request_at_the_same_moment_makes_one_kudos(storage: Storage):
    await settled(storage)
    answers = await asyncio.gather(*(storage.work(TEAM, thank, text=f"for trying {n} times") for n in range(12)))
    assert [new for _, new in answers].count(True) == 1
    assert len({card for card, _ in answers}) == 1
    assert len(await storage.read(TEAM, lambda unit: unit.kudos.page())) == 1


async def test_the_same_source_in_two_workspaces_makes_two(storage: Storage):
    await settled(storage, TEAM, OTHER)
    assert (await storage.work(TEAM, thank))[1]
    assert (await storage.work(OTHER, thank))[1]


async def test_an_allowance_holds_however_many_give_at_once(storage: Storage):
    await settled(storage)

    class Spent(Exception):
        pass

    def give(unit: Unit, number: int) -> None:
        used = unit.kudos.allowance_used(ANN, NOON - DAY)
        if used + 2 > 7:
            raise Spent
        thank(unit, f"view:{number}", receivers=[BOB, CAT])

    answers = await asyncio.gather(*(storage.work(TEAM, give, n) for n in range(12)), return_exceptions=True)
    assert [type(answer) for answer in answers].count(Spent) == 9
    assert await storage.read(TEAM, lambda unit: unit.kudos.given_count(ANN, NOON - DAY)) == 6


async def test_what_was_revoked_or_given_before_does_not_count(storage: Storage):
    await settled(storage)

    def received(kudos: KudosShelf, person: str) -> int:
        return len(kudos.received(person, NOON))

    def story(unit: Unit) -> Any:
        kudos = unit.kudos
        card, _ = thank(unit, "1", receivers=[BOB, CAT])
        thank(unit, "2", receivers=[DAN], at=NOON - DAY)
        thank(unit, "3", giver=BOB, receivers=[ANN, CAT])
        before = kudos.given_count(ANN, NOON), kudos.given_count(ANN, NOON - DAY), received(kudos, CAT)
        revoked = kudos.revoke(card.id, NOON + HOUR), kudos.revoke(card.id, NOON + 2 * HOUR)
        after = kudos.given_count(ANN, NOON), kudos.given_count(ANN, NOON - DAY, NOON), received(kudos, CAT)
        return before, revoked, after, kudos.card(card.id)

    before, revoked, after, card = await storage.work(TEAM, story)
    assert (before, revoked, after) == ((2, 3, 2), (True, False), (0, 1, 1))
    assert card.revoked_at == NOON + HOUR


async def test_joining_counts_once_and_keeps_its_order(storage: Storage):
    await settled(storage)
    card, _ = await storage.work(TEAM, thank)

    def join(unit: Unit, person: str, minutes: int) -> bool:
        return unit.kudos.join(card.id, person, NOON + timedelta(minutes=minutes))

    assert sorted(await asyncio.gather(*(storage.work(TEAM, join, EVE, 2) for _ in range(6)))) == [False] * 5 + [True]
    assert await storage.work(TEAM, join, CAT, 1)
    found: Any = await storage.read(TEAM, lambda unit: unit.kudos.card(card.id))
    assert found.joined == (CAT, EVE)
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await storage.work(TEAM, lambda unit: unit.kudos.join(new_id(), CAT, NOON))


async def test_an_edit_changes_words_and_values_alone(storage: Storage):
    await settled(storage)
    card, _ = await storage.work(TEAM, thank, values=["craft", "care"])
    await storage.work(TEAM, lambda unit: unit.kudos.edit(card.id, text="for more", values=["care"], at=NOON + HOUR))
    found: Any = await storage.read(TEAM, lambda unit: unit.kudos.card(card.id))
    assert (found.text, found.values, found.edited_at) == ("for more", ("care",), NOON + HOUR)
    assert (found.at, found.receivers, found.source) == (card.at, card.receivers, card.source)


async def told(storage: Storage) -> None:
    await settled(storage)

    def story(unit: Unit) -> None:
        thank(unit, "1", text="one", at=NOON, values=["craft"])
        thank(unit, "2", text="two", at=NOON + HOUR, giver=CAT, receivers=[ANN, DAN], values=["care", "craft"])
        thank(unit, "3", text="private", at=NOON + 2 * HOUR, giver=CAT, receivers=[BOB], private=True, values=["craft"])
        gone, _ = thank(unit, "4", text="revoked", at=NOON + 3 * HOUR, values=["craft"])
        unit.kudos.revoke(gone.id, NOON + 4 * HOUR)
        thank(unit, "5", text="five", at=NOON + 5 * HOUR, giver=DAN, receivers=[EVE])

    await storage.work(TEAM, story)


async def test_the_wall_shows_private_kudos_to_those_concerned_alone(storage: Storage):
    await told(storage)
    public = ["five", "two", "one"]
    assert await storage.read(TEAM, wall) == public
    for concerned in (BOB, CAT):
        assert "private" in await storage.read(TEAM, wall, within=circles.own(concerned))
    for other in (ANN, DAN, EVE):
        assert await storage.read(TEAM, wall, within=circles.own(other)) == public


async def test_the_wall_narrows_by_value_person_and_period(storage: Storage):
    await told(storage)
    assert await storage.read(TEAM, wall, value="craft") == ["two", "one"]
    assert await storage.read(TEAM, wall, value="unheard of") == []
    assert await storage.read(TEAM, wall, person=ANN) == ["two", "one"]
    assert await storage.read(TEAM, wall, person=CAT, within=circles.own(CAT)) == ["private", "two"]
    assert await storage.read(TEAM, wall, since=NOON + HOUR, until=NOON + 5 * HOUR) == ["two"]


async def test_what_one_received_is_found_by_period(storage: Storage):
    await told(storage)

    def story(unit: Unit) -> Any:
        kudos = unit.kudos
        received = [card.text for card in kudos.received(BOB, LAST_YEAR)]
        early = [card.text for card in kudos.received(BOB, LAST_YEAR, NOON + HOUR)]
        return received, early, kudos.values_received(BOB, LAST_YEAR)

    received, early, values = await storage.read(TEAM, story)
    assert (received, early) == (["private", "one"], ["one"])
    assert values == {"craft": 2}


async def test_pages_of_the_wall_and_of_exports_have_no_gap_and_no_repetition(storage: Storage):
    await settled(storage)

    def story(unit: Unit) -> None:
        for number in range(23):
            thank(unit, str(number), text=f"for {number:02}", at=NOON + (number // 4) * HOUR)

    def walk(unit: Unit) -> tuple[list[KudosCard], list[KudosCard]]:
        back: list[KudosCard] = []
        while page := unit.kudos.wall(
            within=circles.NOBODY, limit=5, before=(back[-1].at, back[-1].id) if back else None
        ):
            back += page
        forth: list[KudosCard] = []
        while page := unit.kudos.page(limit=5, after=(forth[-1].at, forth[-1].id) if forth else None):
            forth += page
        return back, forth

    await storage.work(TEAM, story)
    back, forth = await storage.read(TEAM, walk)
    assert back == forth[::-1]
    assert sorted(card.text for card in forth) == [f"for {number:02}" for number in range(23)]
    late = await storage.read(TEAM, lambda unit: unit.kudos.page(since=NOON + 5 * HOUR))
    assert len(late) == 3


async def test_many_are_saved_at_once_with_all_that_belongs_to_them(storage: Storage):
    await settled(storage)
    cards = [
        KudosCard(
            id=new_id(),
            at=NOON,
            source=f"seed:{n}",
            giver=ANN,
            text="for seeds",
            channel=None,
            private=False,
            link=None,
            edited_at=None,
            revoked_at=None,
            receivers=(BOB, CAT),
            values=("craft",) * (n % 2),
            joined=(DAN,) * (n % 3 == 0),
        )
        for n in range(300)
    ]
    await storage.work(TEAM, lambda unit: unit.kudos.add_many(cards))
    found = await storage.read(TEAM, lambda unit: unit.kudos.page())
    assert sorted(found, key=lambda card: card.id) == sorted(cards, key=lambda card: card.id)


async def test_the_ack_path_needs_few_statements(storage: Storage):
    """Introduce, look up receivers, save; with an allowance also lock and count. The outbox adds its own one."""
    await settled(storage)

    def ack(unit: Unit, source: str) -> Any:
        unit.people.introduce(ANN, NOON)
        unit.settings.all()
        unit.people.many([BOB])
        return thank(unit, source, values=["craft"])

    await storage.work(TEAM, ack, "warm")
    with statements(storage) as seen:
        await storage.work(TEAM, ack, "counted")
    assert len(seen) == {"postgresql": 3, "sqlite": 5}[storage.dialect]
    with statements(storage) as seen:
        await storage.work(TEAM, ack, "counted")
    assert len(seen) == {"postgresql": 5, "sqlite": 5}[storage.dialect]


async def test_a_page_of_the_wall_needs_two_statements_however_long(storage: Storage):
    await told(storage)
    with statements(storage) as seen:
        await storage.work(TEAM, wall, within=circles.own(CAT))
    assert len(seen) == 2
