"""The handover: each room hears of each move once, in order, and one person's trouble stays theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.features.kudos import ROOM as KUDOS
from bot.kit.rooms import Room
from schedules import people
from storage import Unit
from storage.moves import Move
from storage.outgoing import NUDGE
from tests.kit.deliveries import Post
from tests.kit.made import Made, Who
from tests.kit.timetables import runner, start


class Heard:
    """A room that remembers what it was asked to hand over; it fails for whom it is told to."""

    def __init__(self) -> None:
        self.moves: list[tuple[str, str, Any, Any]] = []
        self.fails_for: set[str] = set()

    def __call__(self, unit: Unit, move: Move, now: datetime) -> None:
        assert move.at <= now
        if move.person in self.fails_for:
            raise RuntimeError("not now")
        self.moves.append((move.person, move.kind, move.before, move.after))

    @property
    def room(self) -> Room:
        return replace(KUDOS, handover=self)


async def led(post: Post, person: Who, manager: Who | None, at: datetime) -> None:
    await post.do(lambda unit: unit.people.set_manager(person.id, manager and manager.id, at, "hr"))


async def activity(post: Post, person: Who, active: bool) -> None:
    now = post.clock.now()
    await post.do(lambda unit: unit.people.save([{"id": person.id, "active": active}], now))


async def test_each_room_hears_of_each_move_once_and_in_order(post: Post, made: Made):
    ann, bob, cat = await made.people("Ann", "Bob", "Cat")
    heard = Heard()
    found = runner(post, people.HANDOVER, rooms=(KUDOS, heard.room))
    await led(post, ann, bob, post.clock.now() - timedelta(days=9))
    await start(post, found)
    await led(post, ann, cat, post.clock.now())
    await activity(post, ann, active=False)
    await activity(post, ann, active=True)
    post.clock.move(seconds=20)
    await found.sweep(post.team)
    expected = [
        (ann.id, "manager", bob.id, cat.id),
        (ann.id, "left", None, None),
        (ann.id, "manager", cat.id, None),
        (ann.id, "returned", None, None),
    ]
    assert heard.moves == expected
    post.clock.move(minutes=30)
    await found.sweep(post.team)
    await runner(post, people.HANDOVER, rooms=(heard.room,)).tick(post.team, post.clock.now() + timedelta(days=3))
    assert heard.moves == expected


async def test_a_manager_from_next_month_on_is_handed_to_next_month(post: Post, made: Made):
    ann, bob, cat = await made.people("Ann", "Bob", "Cat")
    heard = Heard()
    found = runner(post, people.HANDOVER, rooms=(heard.room,))
    await start(post, found)
    await led(post, ann, bob, post.clock.now() - timedelta(days=9))
    await led(post, ann, cat, post.clock.now() + timedelta(days=30))
    await found.tick(post.team, post.clock.now() + timedelta(days=29))
    assert heard.moves == []
    await found.tick(post.team, post.clock.now() + timedelta(days=31))
    assert heard.moves == [(ann.id, "manager", bob.id, cat.id)]


async def test_a_room_that_fails_for_one_person_is_asked_again_and_others_are_not_kept_waiting(post: Post, made: Made):
    ann, bob = await made.people("Ann", "Bob")
    heard = Heard()
    heard.fails_for = {ann.id}
    found = runner(post, people.HANDOVER, rooms=(heard.room,))
    await start(post, found)
    await activity(post, ann, active=False)
    await activity(post, bob, active=False)
    post.clock.move(seconds=20)
    await found.sweep(post.team)
    assert heard.moves == [(bob.id, "left", None, None)]
    heard.fails_for = set()
    post.real.now += 120
    post.clock.move(minutes=2)
    await found.sweep(post.team)
    assert heard.moves == [(bob.id, "left", None, None), (ann.id, "left", None, None)]


async def test_kudos_that_wait_for_somebody_who_left_are_not_sent(post: Post, made: Made):
    ann, bob = await made.people("Ann", "Bob")
    found = runner(post, people.HANDOVER, rooms=(KUDOS,))
    await start(post, found)
    for person in (ann, bob):
        await post.put(f"dm:{person.id}", to=person.id, kind="kudos.dm")
        await post.put(f"recap:{person.id}", to=person.id, kind="kudos.recap", nature=NUDGE)
        await post.put(f"word:{person.id}", to=person.id, kind="candor.word")
    await activity(post, ann, active=False)
    await found.tick(post.team, post.clock.now() + timedelta(seconds=1))
    states = await post.states()
    gone = [key for key, state in states.items() if state == "cancelled"]
    assert sorted(gone) == [f"dm:{ann.id}", f"recap:{ann.id}"]


async def test_who_came_back_meanwhile_is_sent_what_waits(post: Post, made: Made):
    (ann,) = await made.people("Ann")
    found = runner(post, people.HANDOVER, rooms=(KUDOS,))
    await start(post, found)
    await activity(post, ann, active=False)
    await activity(post, ann, active=True)
    await post.put("dm", to=ann.id, kind="kudos.dm", due=post.clock.now() + timedelta(days=1))
    await found.tick(post.team, post.clock.now() + timedelta(seconds=1))
    assert await post.state("dm") == "waiting"
