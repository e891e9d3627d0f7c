"""The house's own jobs: the directory at night, retention, the month's recap."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.features.kudos import ROOM
from schedules import kudos, people, retention
from schedules.timetable import JOBS
from storage.held import HeldShelf
from storage.outgoing import NUDGE
from tests.kit.deliveries import BOB, Post
from tests.kit.made import Made
from tests.kit.timetables import runner, start


def test_the_timetable_names_each_job_once():
    names = [job.name for job in JOBS]
    assert len(set(names)) == len(names)
    assert all((job.act is None) != (job.call is None) for job in JOBS)


async def test_the_directory_is_read_every_night(post: Post):
    found = runner(post, people.SYNC)
    await start(post, found)
    assert await post.storage.read(post.team, lambda unit: unit.people.count()) == 0
    await found.tick(post.team, post.clock.now() + timedelta(days=1))
    assert await post.storage.read(post.team, lambda unit: unit.people.get(BOB)) is not None
    assert post.calls("users.list") >= 1


async def test_messages_are_forgotten_after_ninety_days(post: Post):
    await start(post, runner(post, retention.FORGET))
    await post.put("old")
    await post.drain()
    post.clock.move(days=60)
    await post.put("young")
    await post.drain()
    await runner(post, retention.FORGET).tick(post.team, post.clock.now() + timedelta(days=32))
    assert await post.states() == {"young": "sent"}


async def test_what_still_waits_is_not_forgotten(post: Post):
    await post.put("waiting", due=post.clock.now() + timedelta(days=200))
    await post.do(lambda unit: HeldShelf(unit).forget(post.clock.now() + timedelta(days=100), 10))
    assert await post.states() == {"waiting": "waiting"}


async def test_kudos_are_kept_unless_the_settings_say_otherwise(post: Post, made: Made):
    ann, bob = await made.people("Ann", "Bob")
    await made.kudos(ann, bob, at=post.clock.now() - timedelta(days=40))
    night = post.clock.now() + timedelta(days=1)

    async def count() -> int:
        since = datetime(2020, 1, 1, tzinfo=UTC)
        return len(await post.storage.read(post.team, lambda unit: unit.kudos.received(bob.id, since, night)))

    found = runner(post, retention.FORGET, rooms=(ROOM,))
    await start(post, found)
    await found.tick(post.team, night)
    assert await count() == 1
    await made.settings(retention__kudos="30")
    await found.tick(post.team, night + timedelta(days=1))
    assert await count() == 0


async def test_the_recap_comes_on_the_first_of_the_month_and_only_to_who_has_something_to_see(post: Post, made: Made):
    ann, bob, _ = await made.people("Ann", "Bob", "Cat", tz="Europe/London")
    await made.kudos(ann, bob, at=datetime(2026, 11, 10, 12, 0, tzinfo=UTC))
    found = runner(post, kudos.RECAP)
    await start(post, found)
    await found.tick(post.team, datetime(2026, 12, 1, 10, 0, tzinfo=UTC))
    await found.tick(post.team, datetime(2026, 12, 2, 10, 0, tzinfo=UTC))
    recaps = [row for row in await made.outbox() if row.kind == "kudos.recap"]
    assert sorted(row.recipient for row in recaps) == sorted([ann.id, bob.id])
    assert {row.nature for row in recaps} == {NUDGE}


async def test_who_wants_no_recap_gets_none(post: Post, made: Made):
    ann, bob = await made.people("Ann", "Bob", tz="Europe/London")
    await made.kudos(ann, bob, at=datetime(2026, 11, 10, 12, 0, tzinfo=UTC))
    await post.do(lambda unit: unit.preferences.save(bob.id, now=post.clock.now(), optional={"kudos.recap": False}))
    found = runner(post, kudos.RECAP)
    await start(post, found)
    await found.tick(post.team, datetime(2026, 12, 1, 12, 0, tzinfo=UTC))
    assert {row.recipient for row in await made.outbox() if row.kind == "kudos.recap"} == {ann.id}
