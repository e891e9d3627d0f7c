"""The sandbox's clock: set, moved, and who goes by it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.client import Slack, SlackSaid
from sandbox.clock import SandboxClock
from sandbox.server import Sandbox
from tests.sandbox.rig import client_of, manifest, refused, soon

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ADA, KUDOS = "U0ADA00000", "C0KUDOS001"


async def test_the_clock_runs_from_the_moment_it_was_set_to():
    clock = SandboxClock(MONDAY)
    first = clock.now()
    await asyncio.sleep(0.02)
    assert MONDAY <= first < clock.now() < MONDAY + timedelta(minutes=1)


async def test_callbacks_are_awaited_before_the_move_returns():
    clock, seen = SandboxClock(MONDAY), []

    async def hear(old, new):
        await asyncio.sleep(0)
        seen.append(round((new - old).total_seconds()))

    clock.on_move(hear)
    await clock.move(3600)
    await clock.set(MONDAY.replace(tzinfo=None))
    assert seen == [3600, -3600]


async def test_moves_take_turns():
    clock, seen = SandboxClock(MONDAY), []

    async def hear(old, new):
        seen.append("in")
        await asyncio.sleep(0.01)
        seen.append("out")

    clock.on_move(hear)
    await asyncio.gather(clock.move(1), clock.move(2))
    assert seen == ["in", "out", "in", "out"]


async def test_message_timestamps_never_go_back():
    async with Sandbox(manifest(), clock=SandboxClock(MONDAY), pace="off") as box:
        client = client_of(box)
        first = (await client.chat_postMessage(channel=KUDOS, text="x"))["ts"]
        await box.clock.set(MONDAY - timedelta(days=30))
        second = (await client.chat_postMessage(channel=KUDOS, text="x"))["ts"]
        assert float(first) == pytest.approx(MONDAY.timestamp(), abs=60)
        assert second > first


async def test_a_scheduled_message_comes_when_the_clock_reaches_it():
    async with Sandbox(manifest(), clock=SandboxClock(MONDAY), pace="off") as box:
        client = client_of(box)
        at = int(MONDAY.timestamp())
        for minutes in (60, 30):
            await client.chat_scheduleMessage(channel=KUDOS, text=f"in {minutes}", post_at=at + minutes * 60)
        kept = await client.chat_scheduledMessages_list(channel=KUDOS)
        assert [each["text"] for each in kept["scheduled_messages"]] == ["in 30", "in 60"]
        dropped = await client.chat_scheduleMessage(channel=KUDOS, text="never", post_at=at + 600)
        await client.chat_deleteScheduledMessage(channel=KUDOS, scheduled_message_id=dropped["scheduled_message_id"])
        async with Slack(box.url) as slack:
            await slack.moves_clock(7200)
        posted = list(box.world.channels[KUDOS].messages.values())
        assert [each["text"] for each in posted] == ["in 30", "in 60"]
        assert [round(float(each["ts"])) - at for each in posted] == [1800, 3600]
        assert (await client.chat_scheduledMessages_list())["scheduled_messages"] == []


async def test_a_scheduled_message_comes_by_itself_too():
    async with Sandbox(manifest(), pace="off") as box:
        await client_of(box).chat_scheduleMessage(channel=KUDOS, text="x", post_at=int(box.clock.unix()) + 2)
        await soon(lambda: box.world.channels[KUDOS].messages)


async def test_thirty_messages_in_five_minutes_are_the_most():
    async with Sandbox(manifest(), clock=SandboxClock(MONDAY), pace="off") as box:
        client, at = client_of(box), int(MONDAY.timestamp()) + 600
        for _ in range(30):
            await client.chat_scheduleMessage(channel=KUDOS, text="x", post_at=at)
        answer = await refused(client.chat_scheduleMessage(channel=KUDOS, text="x", post_at=at))
        assert answer["error"] == "restricted_too_many"


async def test_triggers_go_by_real_time_not_by_the_clock(box, client):
    trigger = box.workspace.triggers.issue(ADA)
    await box.clock.move(86_400)
    assert box.workspace.triggers.redeem(trigger).user == ADA


async def test_the_clock_is_read_set_and_moved_over_http(box):
    async with Slack(box.url) as slack:
        assert (await slack.sets_clock("2026-11-23T09:00:00Z")).startswith("2026-11-23T09:00:00")
        assert (await slack.moves_clock(3600)).startswith("2026-11-23T10:00:0")
        assert (await slack.get("clock"))["now"].startswith("2026-11-23T10:00:0")
        with pytest.raises(SlackSaid, match="ISO 8601"):
            await slack.sets_clock("tea time")
