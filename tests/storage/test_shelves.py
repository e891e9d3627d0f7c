"""The small shelves: preferences, drafts, files, installations, and circles."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from storage import Storage, Unit, circles
from storage.installations import NOBODY
from storage.people import Person
from tests.storage.people import ANN, BOB, CAT, DAN, EVE, NOON, OTHER, TEAM, settled

DAY = timedelta(days=1)


async def test_preferences_keep_what_was_not_named(storage: Storage):
    await settled(storage)

    def story(unit: Unit) -> Any:
        shelf = unit.preferences
        assert shelf.get(ANN) is None
        shelf.save(ANN, now=NOON, workdays="mon-thu", bundles={"kudos": True})
        shelf.save(ANN, now=NOON + DAY, snooze_until=NOON + 2 * DAY)
        shelf.save(BOB, now=NOON, optional={"recap": False})
        return shelf.get(ANN), shelf.many([ANN, BOB, CAT])

    ann, both = await storage.work(TEAM, story)
    assert (ann.workdays, ann.quiet_hours, ann.snooze_until) == ("mon-thu", None, NOON + 2 * DAY)
    assert (ann.bundles, ann.optional, ann.changed_at) == ({"kudos": True}, {}, NOON + DAY)
    assert both.keys() == {ANN, BOB}
    assert both[BOB].optional == {"recap": False}
    await storage.work(TEAM, lambda unit: unit.preferences.forget(ANN))
    assert await storage.read(TEAM, lambda unit: unit.preferences.get(ANN)) is None
    with pytest.raises(ValueError, match="no colour"):
        await storage.work(TEAM, lambda unit: unit.preferences.save(ANN, now=NOON, colour="red"))


async def test_a_draft_is_there_for_its_days_and_only_for_its_owner(storage: Storage):
    await settled(storage)
    words = {"text": "half a thought <!channel> 😀", "to": [BOB]}

    def story(unit: Unit) -> Any:
        shelf = unit.drafts
        shelf.keep(ANN, "kudos.give", {"text": "older"}, now=NOON - DAY)
        shelf.keep(ANN, "kudos.give", words, now=NOON)
        shelf.keep(ANN, "kudos.give", {"text": "another"}, now=NOON, key="C1")
        week_ago = NOON - 7 * DAY
        return (
            shelf.find(ANN, "kudos.give", since=week_ago),
            shelf.find(ANN, "kudos.give", since=NOON + DAY),
            shelf.find(BOB, "kudos.give", since=week_ago),
            shelf.clear(NOON),
        )

    assert await storage.work(TEAM, story) == (words, None, None, 0)
    await storage.work(TEAM, lambda unit: unit.drafts.forget(ANN, "kudos.give"))
    assert await storage.read(TEAM, lambda unit: unit.drafts.find(ANN, "kudos.give", since=NOON)) is None
    assert await storage.work(TEAM, lambda unit: unit.drafts.clear(NOON + DAY)) == 1


async def test_files_are_due_until_they_are_gone(storage: Storage):
    await settled(storage)

    def story(unit: Unit) -> Any:
        shelf = unit.files
        for file, days in (("F1", 7), ("F2", 6), ("F3", 8), ("F1", 9)):
            shelf.add(file, person=ANN, purpose="candor.about_me", delete_at=NOON + days * DAY)
        due = [file.id for file in shelf.due(NOON + 7 * DAY)]
        shelf.forget("F2")
        shelf.put_off("F1", NOON + 30 * DAY)
        return due, [file.id for file in shelf.due(NOON + 9 * DAY)]

    assert await storage.work(TEAM, story) == (["F2", "F1"], ["F3"])


async def test_an_installation_is_found_until_it_is_revoked(storage: Storage):
    def install(unit: Unit, token: bytes) -> None:
        unit.installations.remember(name="Acme", now=NOON, bot_user="U0BOT")
        unit.installations.save(bot_token=token, scopes=["commands", "chat:write"], now=NOON, bot_user="U0BOT")

    await storage.work(TEAM, install, b"sealed \x00\xff")
    await storage.work(OTHER, install, b"other")
    assert await storage.teams() == [TEAM, OTHER]
    found: Any = await storage.read(TEAM, lambda unit: unit.installations.find())
    assert (found.bot_token, found.scopes) == (b"sealed \x00\xff", "commands,chat:write")
    await storage.work(TEAM, lambda unit: unit.installations.revoke(NOON))
    await storage.work(TEAM, lambda unit: unit.installations.synced(NOON))
    assert await storage.read(TEAM, lambda unit: unit.installations.find()) is None
    about: Any = await storage.read(TEAM, lambda unit: unit.installations.about())
    assert (about.name, about.bot_user, about.synced_at) == ("Acme", "U0BOT", NOON)
    await storage.work(TEAM, install, b"new")
    found = await storage.read(TEAM, lambda unit: unit.installations.find())
    assert found.bot_token == b"new"
    assert await storage.read(OTHER, lambda unit: unit.installations.find()) is not None


async def test_an_oauth_state_is_good_once_and_for_a_while(storage: Storage):
    def keep(unit: Unit) -> None:
        for state in ("one", "two"):
            unit.installations.keep_state(state, NOON + DAY, NOON)

    def take(unit: Unit, state: str, now: Any) -> bool:
        return unit.installations.take_state(state, now)

    await storage.work(NOBODY, keep)
    taken = await asyncio.gather(*(storage.work(NOBODY, take, "one", NOON) for _ in range(6)))
    assert sorted(taken) == [False] * 5 + [True]
    assert not await storage.work(NOBODY, take, "two", NOON + DAY)
    assert not await storage.work(NOBODY, take, "three", NOON)


async def test_circles_hold_whom_they_say(storage: Storage):
    await settled(storage)

    def prepare(unit: Unit) -> None:
        unit.people.set_managers({BOB: ANN, CAT: BOB, DAN: ANN}, NOON, "slack")
        unit.people.set_manager(DAN, None, NOON + DAY, "slack")

    def inside(unit: Unit, circle: circles.Circle) -> list[str]:
        where = (Person.team == unit.team, circle.holds(Person.id, unit.team))
        return list(unit.execute(select(Person.id).where(*where).order_by(Person.id)).scalars())

    await storage.work(TEAM, prepare)
    for circle, expected in (
        (circles.NOBODY, []),
        (circles.EVERYONE, [ANN, BOB, CAT, DAN, EVE]),
        (circles.own(ANN), [ANN]),
        (circles.these([EVE, CAT]), [CAT, EVE]),
        (circles.reports(ANN, NOON + DAY), [BOB]),
        (circles.reports(ANN, NOON), [BOB, DAN]),
        (circles.reports(ANN, NOON - DAY), []),
        (circles.tree(ANN, NOON + DAY), [BOB, CAT]),
        (circles.own(ANN) | circles.reports(ANN, NOON + DAY), [ANN, BOB]),
        (circles.own(EVE) | circles.tree(ANN, NOON), [BOB, CAT, DAN, EVE]),
        (circles.EVERYONE | circles.NOBODY, [ANN, BOB, CAT, DAN, EVE]),
    ):
        assert await storage.read(TEAM, inside, circle) == expected, circle
    assert await storage.read(OTHER, inside, circles.tree(ANN, NOON)) == []


def test_circles_of_different_moments_are_not_mixed():
    with pytest.raises(ValueError, match="same moment"):
        circles.reports(ANN, NOON) | circles.tree(ANN, NOON + DAY)
