"""Each job's moment is played once: by sweeps, by ticks, by several at once, after an hour that was missed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.kit.words import SPEAKING
from schedules.jobs import LATE, PEOPLE, TEAM, Due, Job, Tools
from schedules.playing import TRIES, next_moment
from storage import Unit
from storage.outbox import Message
from tests.kit.deliveries import Post
from tests.kit.made import Made
from tests.kit.timetables import Calls, daily, morning, runner, start, told

SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


async def keys(post: Post) -> list[str]:
    return sorted(await post.states())


async def test_a_sweep_plays_what_is_due_and_a_second_one_nothing(post: Post, made: Made):
    (ann,) = await made.people("Ann")
    post.clock.set(SUNDAY)
    found = runner(post, morning())
    await start(post, found)
    assert await keys(post) == []
    post.clock.set(SUNDAY + timedelta(hours=21))
    assert (await runner(post, morning()).sweep(post.team))["test.morning"] == 1
    assert not await found.sweep(post.team)
    assert await keys(post) == [f"morning:{ann}:2026-11-23"]


async def test_each_person_is_told_at_nine_of_their_own_morning(post: Post, made: Made):
    post.clock.set(SUNDAY)
    tokyo = await made.person("Mei", tz="Asia/Tokyo")
    paris = await made.person("Noor", tz="Europe/Paris")
    york = await made.person("Tom", tz="America/New_York")
    await start(post, runner(post, morning()))
    await runner(post, morning()).tick(post.team, SUNDAY + timedelta(days=1))
    due = {row.recipient: row.due_at for row in await made.outbox()}
    assert due == {
        tokyo.id: datetime(2026, 11, 23, 0, 0, tzinfo=UTC),
        paris.id: datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
        york.id: datetime(2026, 11, 22, 14, 0, tzinfo=UTC),
    }


async def test_a_tick_plays_every_moment_in_between_in_order(post: Post, made: Made):
    post.clock.set(SUNDAY)
    (ann,) = await made.people("Ann", tz="Europe/London")
    found = runner(post, morning())
    await start(post, found)
    await found.tick(post.team, SUNDAY + timedelta(days=14))
    rows = await made.outbox()
    assert [row.due_at for row in rows] == [SUNDAY.replace(hour=9) + timedelta(days=day) for day in range(1, 15)]
    assert {row.recipient for row in rows} == {ann.id}


async def test_ticks_in_steps_and_one_long_tick_do_the_same(post: Post, made: Made):
    post.clock.set(SUNDAY)
    await made.people("Ann", "Bob", tz="America/New_York")
    await start(post, runner(post, morning()))
    for hours in (5, 30, 30, 31, 200):
        await runner(post, morning()).tick(post.team, SUNDAY + timedelta(hours=hours))
    assert len(await keys(post)) == 2 * 9


async def test_the_first_tick_of_all_plays_what_is_due_at_its_moment(post: Post, made: Made):
    await made.people("Ann", tz="Europe/London")
    await runner(post, morning()).tick(post.team, datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    assert len(await keys(post)) == 1


async def test_mornings_keep_to_nine_through_clock_changes(post: Post, made: Made):
    began = datetime(2026, 10, 1, 0, 0, tzinfo=UTC)
    post.clock.set(began)
    zones = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo")
    people = {(await made.person(f"P{number}", tz=name)).id: name for number, name in enumerate(zones)}
    await start(post, runner(post, morning()))
    await runner(post, morning()).tick(post.team, began + timedelta(days=40))
    rows = await made.outbox()
    for person, name in people.items():
        local = [row.due_at.astimezone(ZoneInfo(name)) for row in rows if row.recipient == person]
        assert {moment.time() for moment in local} == {time(9)}
        assert len({moment.date() for moment in local}) == len(local) == 40


async def test_who_moves_to_another_zone_is_told_once_a_day_all_the_same(post: Post, made: Made):
    post.clock.set(SUNDAY)
    (ann,) = await made.people("Ann", tz="Europe/Berlin")
    found = runner(post, morning())
    await start(post, found)
    await found.tick(post.team, datetime(2026, 11, 23, 8, 30, tzinfo=UTC))

    def moves(unit: Unit) -> None:
        unit.people.save([{"id": ann.id, "tz": "America/New_York"}], SUNDAY)
        unit.slots.replan(ann.id)

    await post.do(moves)
    await found.tick(post.team, datetime(2026, 11, 24, 20, 0, tzinfo=UTC))
    assert await keys(post) == [f"morning:{ann}:2026-11-23", f"morning:{ann}:2026-11-24"]
    assert (await post.row(f"morning:{ann}:2026-11-24")).due_at == datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


async def test_who_leaves_is_told_no_more(post: Post, made: Made):
    post.clock.set(SUNDAY)
    ann, bob = await made.people("Ann", "Bob")
    found = runner(post, morning())
    await start(post, found)
    await made.leaves(ann)
    await found.tick(post.team, SUNDAY + timedelta(days=1))
    assert await keys(post) == [f"morning:{bob}:2026-11-23"]
    assert await post.storage.read(post.team, lambda unit: unit.slots.count("test.morning")) == 1


async def test_who_joins_is_planned_when_somebody_says_so(post: Post, made: Made):
    post.clock.set(SUNDAY)
    found = runner(post, morning())
    await start(post, found)
    (ann,) = await made.people("Ann")
    await post.do(lambda unit: unit.slots.replan(ann.id))
    await found.tick(post.team, SUNDAY + timedelta(days=1))
    assert await keys(post) == [f"morning:{ann}:2026-11-23"]


async def test_a_job_that_is_new_is_planned_for_everybody(post: Post, made: Made):
    post.clock.set(SUNDAY)
    await made.people(*(f"P{number}" for number in range(30)))
    await start(post, runner(post))
    await runner(post, morning()).tick(post.team, SUNDAY + timedelta(days=1))
    assert len(await keys(post)) == 30


async def test_a_late_nudge_waits_for_its_next_slot_and_news_comes_all_the_same(post: Post, made: Made):
    post.clock.set(SUNDAY)
    await made.people("Ann", tz="Europe/London")

    def other(unit: Unit, due: Due) -> None:
        unit.outbox.put(f"news:{due.label}", Message("news"), to=due.subject, kind="test", due=due.now)

    jobs = (morning(late=LATE), morning(name="test.news", act=other))
    await start(post, runner(post, *jobs))
    post.clock.set(SUNDAY + timedelta(days=2))
    found = runner(post, *jobs)
    await found.sweep(post.team)
    assert await keys(post) == ["news:2026-11-23", "news:2026-11-24"]
    assert await post.storage.read(post.team, next_moment, post.real.now) == datetime(2026, 11, 25, 9, tzinfo=UTC)


async def test_a_clock_that_is_moved_plays_everything_in_between_whoever_sees_it_first(post: Post, made: Made):
    post.clock.set(SUNDAY)
    await made.people("Ann", tz="Europe/London")
    found = runner(post, morning(late=LATE))
    await start(post, found)
    post.clock.move(days=5)
    await found.sweep(post.team)
    assert len(await keys(post)) == 5


async def test_replicas_that_sweep_and_tick_at_once_do_each_thing_once(post: Post, made: Made):
    post.clock.set(SUNDAY)
    people = await made.people(*(f"P{number}" for number in range(40)), tz="Europe/London")
    await start(post, runner(post, morning()))
    until = SUNDAY + timedelta(days=3)
    await asyncio.gather(*(runner(post, morning()).tick(post.team, until) for _ in range(3)))
    assert len(await keys(post)) == 3 * len(people)
    assert set((await post.states()).values()) <= {"sent", "failed"}


async def test_one_persons_trouble_stays_theirs(post: Post, made: Made):
    post.clock.set(SUNDAY)
    ann, bob, cat = await made.people("Ann", "Bob", "Cat", tz="Europe/London")
    broken = {bob.id}

    def act(unit: Unit, due: Due) -> None:
        told(unit, due)
        if due.subject in broken:
            raise KeyError("something of Bob's")

    found = runner(post, morning(act=act))
    await start(post, found)
    await found.tick(post.team, SUNDAY + timedelta(hours=21))
    assert await keys(post) == [f"morning:{ann}:2026-11-23", f"morning:{cat}:2026-11-23"]
    broken.clear()
    post.real.now += 120
    await found.tick(post.team, SUNDAY + timedelta(hours=21, minutes=5))
    assert len(await keys(post)) == 3


async def test_a_job_that_fails_for_good_is_given_up_and_its_next_slot_planned(post: Post, made: Made):
    post.clock.set(SUNDAY)
    await made.people("Ann", tz="Europe/London")

    def act(unit: Unit, due: Due) -> None:
        if due.label == "2026-11-23":
            raise KeyError("never")
        told(unit, due)

    found = runner(post, morning(act=act))
    await start(post, found)
    for _ in range(6):
        await found.tick(post.team, SUNDAY + timedelta(hours=22))
        post.real.now += 3600
    await found.tick(post.team, SUNDAY + timedelta(days=2))
    assert [key[-10:] for key in await keys(post)] == ["2026-11-24"]


async def test_a_job_that_speaks_to_slack_runs_once_a_night_and_again_if_it_failed(post: Post):
    post.clock.set(SUNDAY)
    calls = Calls(failures=1)
    found = runner(post, calls.job())
    await start(post, found)
    night = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    await found.tick(post.team, night)
    assert calls.slots == []
    post.real.now += 120
    await found.tick(post.team, night + timedelta(minutes=2))
    await found.tick(post.team, night + timedelta(hours=20))
    assert calls.slots == [night]


async def test_a_nightly_chore_is_not_made_up_for_three_times(post: Post):
    post.clock.set(SUNDAY)
    calls = Calls()
    jobs: Job = calls.job(catches_up=False)
    await start(post, runner(post, jobs))
    post.clock.set(SUNDAY + timedelta(days=4))
    await runner(post, jobs).sweep(post.team)
    assert calls.slots == [datetime(2026, 11, 23, 3, 0, tzinfo=UTC)]
    await runner(post, jobs).tick(post.team, SUNDAY + timedelta(days=4, hours=20))
    assert len(calls.slots) == 2


async def test_a_setting_that_changes_moves_the_slots(post: Post, made: Made):
    post.clock.set(SUNDAY)
    calls = Calls()
    found = runner(post, calls.job())
    await start(post, found)
    await made.settings(timezone="Asia/Tokyo")
    await post.do(lambda unit: unit.slots.replan_everybody())
    await found.tick(post.team, SUNDAY + timedelta(hours=12))
    assert calls.slots == [datetime(2026, 11, 22, 18, 0, tzinfo=UTC)]


async def test_a_running_scheduler_sweeps_at_once_and_stops_cleanly(post: Post, made: Made):
    await made.people("Ann", tz="Europe/London")
    seen, stop, loop = asyncio.Event(), asyncio.Event(), asyncio.get_running_loop()

    def act(unit: Unit, due: Due) -> None:
        told(unit, due)
        loop.call_soon_threadsafe(seen.set)

    found = runner(post, morning(act=act, when=daily(time(8, 30))))
    found.storage.teams = lambda: asyncio.sleep(0, [post.team])  # type: ignore[method-assign]
    running = asyncio.create_task(found.run(stop))
    await seen.wait()
    stop.set()
    await running
    assert len(await keys(post)) == 1


async def test_a_job_rests_where_its_room_is_switched_off(post: Post, made: Made):
    post.clock.set(SUNDAY)
    (ann,) = await made.people("Ann")
    (ben,) = await made.people("Ben", country="DE")
    found = runner(post, morning())
    await start(post, found)

    async def switched_off(where: str) -> None:
        await made.settings(rooms_off=where)
        await post.do(lambda unit: unit.slots.replan_everybody())

    await switched_off("test:DE")
    await found.tick(post.team, SUNDAY + timedelta(days=1))
    await switched_off("test")
    await found.tick(post.team, SUNDAY + timedelta(days=2))
    assert await keys(post) == [f"morning:{ann}:2026-11-23"]
    await switched_off("")
    await found.tick(post.team, SUNDAY + timedelta(days=3))
    assert await keys(post) == [
        f"morning:{ann}:2026-11-23",
        f"morning:{ann}:2026-11-25",
        f"morning:{ben}:2026-11-25",
    ]


async def test_a_job_speaks_the_language_of_the_workspace(post: Post, made: Made):
    await made.people("Ann", tz="Europe/London")
    await made.settings(language="xx")
    spoken = []
    job = morning(act=lambda unit, due: spoken.append(SPEAKING.get()))
    await runner(post, job).tick(post.team, datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    assert spoken == ["xx"]


async def test_a_job_without_a_next_time_is_given_up_after_some_tries(post: Post, made: Made):
    (ann,) = await made.people("Ann")
    once = post.clock.now() + timedelta(hours=1)
    tries = []

    def fails(unit: Unit, due: Due) -> None:
        tries.append(due.subject)
        raise RuntimeError("never")

    found = runner(post, morning(when=lambda ground, after: once if after < once else None, act=fails))
    await start(post, found)
    post.clock.set(once)
    for _ in range(2 * TRIES):
        await found.sweep(post.team)
        post.real.now += 3600
    assert set(tries) == {ann.id}
    assert await post.storage.read(post.team, lambda unit: unit.slots.count("test.morning")) == 0


async def test_a_page_of_guests_does_not_end_the_planning(post: Post, made: Made):
    guest = await made.person("Aaron", is_guest=True)
    (ann,) = await made.people("Ann")
    assert guest.id < ann.id
    assert list(await post.storage.read(post.team, lambda unit: PEOPLE.page(unit, "", 1))) == [ann.id]


async def test_a_job_that_takes_long_holds_up_nobody_else_s_and_no_stop(post: Post, made: Made):
    (ann,) = await made.people("Ann", tz="Europe/London")
    begun, stop = [], asyncio.Event()

    async def endless(tools: Tools, due: Due) -> None:
        begun.append(due.slot)
        await asyncio.Event().wait()

    long = Job("test.long", TEAM, daily(time(8, 30)), call=endless)
    found = runner(post, long, morning(when=daily(time(8, 45))))
    found.storage.teams = lambda: asyncio.sleep(0, [post.team])  # type: ignore[method-assign]
    await found.sweep_all()
    await found.sweep_all()
    assert len(begun) == 1
    assert await keys(post) == [f"morning:{ann}:2026-11-23"]
    stop.set()
    async with asyncio.timeout(10):
        await found.run(stop)
