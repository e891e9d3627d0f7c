"""Noise: news at once, nudges within a person's hours and budget, and what has waited as one message."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from bot.kit.delivery.folding import folded
from bot.kit.noise import Budget, Held, bundle_moment, decide, wants_bundled
from bot.kit.times import Rhythm
from sandbox.people import DoNotDisturb as Dnd
from schedules.outbox import DoNotDisturb, let_go
from storage.outbox import Message
from storage.outgoing import NEWS, NUDGE
from tests.kit.deliveries import BOB, JumpingTime, Post
from tests.kit.made import Made, Who
from tests.kit.timetables import runner

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LONDON = Rhythm(ZoneInfo("Europe/London"), quiet=(time(18), time(9)))
BOB_HERE = Who(BOB, "Bob")


def held(number: int, *, waited: bool = False, foldable: bool = True, nature: str = NUDGE) -> list[Held]:
    return [Held(uuid4(), nature, waited, foldable) for _ in range(number)]


def ids(some: list[Held]) -> tuple[UUID, ...]:
    return tuple(one.id for one in some)


def budget(today: int = 0, week: int = 0) -> Budget:
    return Budget(2, 5, today, week)


# The rules.


def test_two_nudges_a_day_go_and_the_third_waits_for_tomorrow():
    three = held(3)
    decision = decide(three, LONDON, budget(), MONDAY, None)
    assert decision.go == ((three[0].id,), (three[1].id,))
    assert decision.wait == (three[2].id,)
    assert decision.until == MONDAY + timedelta(days=1)


def test_the_sixth_of_a_week_waits_for_monday():
    decision = decide(held(1), LONDON, budget(week=5), MONDAY, None)
    assert decision.go == ()
    assert decision.until == MONDAY + timedelta(days=7)


def test_what_has_waited_comes_as_one_message():
    waited, fresh = held(4, waited=True), held(2)
    decision = decide([*waited, *fresh], LONDON, budget(), MONDAY, None)
    assert decision.go == (ids(waited), (fresh[0].id,))
    assert decision.wait == (fresh[1].id,)


def test_what_cannot_be_folded_goes_alone():
    with_file, plain = held(1, waited=True, foldable=False), held(2, waited=True)
    decision = decide([*with_file, *plain], LONDON, budget(), MONDAY, None)
    assert decision.go == (ids(plain), ids(with_file))


def test_quiet_hours_and_do_not_disturb_put_everything_off():
    one = held(1)
    assert decide(one, LONDON, budget(), MONDAY - timedelta(hours=3), None).until == MONDAY
    quiet_until = MONDAY + timedelta(hours=1, minutes=20)
    assert decide(one, LONDON, budget(), MONDAY, quiet_until).until == quiet_until
    assert decide(one, LONDON, budget(), MONDAY, MONDAY + timedelta(hours=12)).until == MONDAY + timedelta(days=1)


def test_who_has_quiet_hours_all_day_is_looked_at_again_tomorrow():
    always = Rhythm(ZoneInfo("Europe/London"), quiet=(time(0), time(0)))
    decision = decide(held(1), always, budget(), MONDAY, None)
    assert decision.go == ()
    assert decision.until == datetime(2026, 11, 24, 0, 0, tzinfo=UTC)


def test_bundled_news_needs_no_budget_and_comes_as_one():
    news = held(3, nature=NEWS, waited=True)
    assert decide(news, LONDON, budget(2, 5), MONDAY, None).go == (ids(news),)


def test_the_days_news_comes_in_the_afternoon_of_a_working_day():
    assert bundle_moment(LONDON, MONDAY) == MONDAY.replace(hour=16)
    assert bundle_moment(LONDON, MONDAY.replace(hour=17)) == MONDAY.replace(day=24, hour=16)
    friday_evening = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
    assert bundle_moment(LONDON, friday_evening).weekday() == 0


def test_a_room_stands_for_all_its_kinds():
    assert wants_bundled({"kudos": True}, "kudos.received")
    assert wants_bundled({"kudos.received": True}, "kudos.received")
    assert not wants_bundled({"kudos": False}, "kudos.received")
    assert not wants_bundled({}, "kudos.received")


# Folding.


def part(text: str, **more: Any) -> dict[str, Any]:
    return {
        "text": text,
        "blocks": [{"type": "section", "block_id": "b", "text": {"type": "mrkdwn", "text": text}}],
        **more,
    }


def test_a_fold_keeps_each_parts_blocks_with_ids_of_their_own():
    payload = folded([part("first"), part("second")])
    assert payload["text"] == "2 things for you\n• first\n• second"
    named = [block["block_id"] for block in payload["blocks"] if "block_id" in block]
    assert named == ["b.0", "b.1"]


def test_a_fold_that_would_be_too_long_is_a_list_of_lines():
    payload = folded([part("x" * 2900, summary=f"line {number}") for number in range(8)])
    texts = [block["text"]["text"] for block in payload["blocks"]]
    assert texts == ["8 things for you", *(f"• line {number}" for number in range(8))]
    assert len(folded([part("a") for _ in range(60)])["blocks"]) == 50


def test_a_fold_of_one_is_that_one():
    assert folded([part("alone")]) == part("alone")


# With a database and Slack.


async def here(made: Made, **facts: Any) -> None:
    """Bob of the sandbox stands in the directory too."""
    facts = {"id": BOB, "name": "Bob", "tz": "Europe/London", **facts}
    await made.storage.work(made.team, lambda unit: unit.people.save([facts], made.clock.now()))


async def sweep(post: Post) -> None:
    await runner(post).sweep(post.team)
    await post.drain()


async def test_nudges_go_within_the_budget_and_the_rest_as_one_message_the_next_morning(post: Post, made: Made):
    await here(made)
    for number in range(5):
        await post.put(f"nudge {number}", nature=NUDGE)
    await post.drain()
    assert post.shown(BOB) == []
    await sweep(post)
    assert post.shown(BOB) == ["nudge 0", "nudge 1"]
    post.clock.move(hours=3)
    await sweep(post)
    assert len(post.shown(BOB)) == 2
    post.clock.set(MONDAY + timedelta(days=1))
    await sweep(post)
    assert post.shown(BOB)[2] == "3 things for you\n• nudge 2\n• nudge 3\n• nudge 4"
    assert set((await post.states()).values()) == {"sent"}
    row = await post.row("nudge 3")
    assert row.slack_ts == post.messages(BOB)[2]["ts"]


async def test_answering_one_cancels_it_wherever_it_waits(post: Post, made: Made):
    await here(made)
    await made.settings(nudges_per_day="1")
    for number in range(4):
        await post.put(f"nudge {number}", nature=NUDGE)
    await sweep(post)
    await post.tell("cancel", "nudge 1")
    post.clock.set(MONDAY + timedelta(days=1))
    await runner(post).sweep(post.team)
    assert await post.tell("cancel", "nudge 3")
    await post.drain()
    assert post.shown(BOB) == ["nudge 0", "nudge 2"]


async def test_a_fold_whose_parts_are_all_answered_is_never_sent(post: Post, made: Made):
    await here(made)
    await made.settings(nudges_per_day="1")
    for number in range(3):
        await post.put(f"nudge {number}", nature=NUDGE)
    await sweep(post)
    post.clock.set(MONDAY + timedelta(days=1))
    await runner(post).sweep(post.team)
    await post.tell("cancel", "nudge 1")
    await post.tell("withdraw", "nudge 2")
    await post.drain()
    assert post.shown(BOB) == ["nudge 0"]
    assert {state for key, state in (await post.states()).items() if key.startswith("fold:")} == {"cancelled"}


async def test_a_part_of_a_sent_fold_can_still_change_and_go(post: Post, made: Made):
    await here(made)
    await made.settings(nudges_per_day="1")
    for number in range(4):
        await post.put(f"nudge {number}", nature=NUDGE)
    await sweep(post)
    post.clock.set(MONDAY + timedelta(days=1))
    await sweep(post)
    await post.tell("change", "nudge 2", Message("done, thanks"))
    await post.drain()
    assert post.shown(BOB)[1] == "3 things for you\n• nudge 1\n• done, thanks\n• nudge 3"
    await post.tell("withdraw", "nudge 1")
    await post.drain()
    assert post.shown(BOB)[1] == "2 things for you\n• done, thanks\n• nudge 3"
    for key in ("nudge 2", "nudge 3"):
        await post.tell("withdraw", key)
    await post.drain()
    assert post.shown(BOB) == ["nudge 0"]


async def test_nudges_wait_over_night_weekend_and_holiday(post: Post, made: Made):
    await here(made, country="DE", tz="Europe/Berlin")
    post.clock.set(datetime(2026, 12, 24, 18, 0, tzinfo=UTC))
    await post.put("nudge", nature=NUDGE)
    for hours in (0, 15, 39, 63):
        post.clock.set(datetime(2026, 12, 24, 18, 0, tzinfo=UTC) + timedelta(hours=hours))
        await sweep(post)
        assert post.shown(BOB) == []
    post.clock.set(datetime(2026, 12, 28, 8, 0, tzinfo=UTC))
    await sweep(post)
    assert post.shown(BOB) == ["nudge"]


async def test_a_snooze_that_is_taken_back_lets_nudges_go(post: Post, made: Made):
    await here(made)

    async def snooze(until: datetime | None) -> None:
        def save(unit: Any) -> None:
            unit.preferences.save(BOB, now=post.clock.now(), snooze_until=until)
            unit.slots.replan(BOB)

        await post.do(save)

    await snooze(MONDAY + timedelta(days=3))
    await post.put("nudge", nature=NUDGE)
    await sweep(post)
    assert post.shown(BOB) == []
    await snooze(None)
    await sweep(post)
    assert post.shown(BOB) == ["nudge"]


async def test_do_not_disturb_is_asked_of_slack_and_kept(post: Post, made: Made):
    await here(made)
    post.box.workspace.world.people[BOB].dnd = _dnd(MONDAY - timedelta(hours=1), MONDAY + timedelta(hours=1))
    await post.put("nudge", nature=NUDGE)
    await sweep(post)
    assert post.shown(BOB) == []
    post.clock.set(MONDAY + timedelta(hours=1))
    await sweep(post)
    assert post.shown(BOB) == ["nudge"]


async def test_when_slack_does_not_say_who_is_disturbed_nudges_go(post: Post, made: Made):
    await here(made)
    await post.box.fault("error", method="dnd.teamInfo", error="internal_error")
    await post.put("nudge", nature=NUDGE)
    await sweep(post)
    assert post.shown(BOB) == ["nudge"]


async def test_slack_is_asked_in_groups_of_fifty_and_not_too_often():
    asked: list[int] = []

    async def ask(team: str, people: Any) -> dict[str, Any]:
        asked.append(len(people))
        return {}

    found = DoNotDisturb(ask, JumpingTime())
    await found.until("T1", [f"U{number}" for number in range(1200)], MONDAY)
    assert asked == [50] * 18


async def test_nudges_for_somebody_who_left_are_cancelled(post: Post, made: Made):
    await here(made, active=False)
    await post.put("nudge", nature=NUDGE)
    await sweep(post)
    assert await post.state("nudge") == "cancelled"


async def test_replicas_that_release_at_once_keep_the_budget(post: Post, made: Made):
    await here(made)
    for number in range(6):
        await post.put(f"nudge {number}", nature=NUDGE)

    async def nobody(team: str, people: Any) -> dict[str, Any]:
        return {}

    dnd = DoNotDisturb(nobody, JumpingTime())
    await asyncio.gather(*(let_go(post.storage, dnd, post.team, MONDAY) for _ in range(8)))
    await post.drain()
    assert post.shown(BOB) == ["nudge 0", "nudge 1"]


async def test_news_that_somebody_wants_once_a_day_comes_once_a_day(post: Post, made: Made):
    await here(made)
    await post.do(lambda unit: unit.preferences.save(BOB, now=MONDAY, bundles={"kudos": True}))
    for number in range(3):
        await post.put(f"thanks {number}", kind="kudos.received")
    await post.put("feedback", kind="feedback.given")
    await sweep(post)
    assert post.shown(BOB) == ["feedback"]
    post.clock.set(MONDAY.replace(hour=16))
    await sweep(post)
    assert post.shown(BOB) == ["feedback", "3 things for you\n• thanks 0\n• thanks 1\n• thanks 2"]


def _dnd(start: datetime, end: datetime) -> Any:
    return Dnd(True, int(start.timestamp()), int(end.timestamp()))
