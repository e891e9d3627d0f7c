"""A message goes from the outbox to Slack, once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.kit.delivery import RealTime
from storage import Unit
from storage.outbox import Message, Put
from tests.kit.deliveries import ADA, BOB, KUDOS, Post


async def test_a_message_to_a_person_arrives_in_their_conversation_with_the_app(post: Post):
    await post.put("hello", to=BOB)
    report = await post.drain()
    assert (report.sent, report.waiting, report.paused) == (1, 0, None)
    assert post.shown(BOB) == ["hello"]
    row = await post.row("hello")
    assert row.state == "sent"
    assert row.channel is not None
    assert row.channel.startswith("D")
    assert row.slack_ts == post.messages(BOB)[0]["ts"]
    assert row.sent_at == post.clock.now()


async def test_what_is_sent_forgets_its_words(post: Post):
    await post.put("hello")
    await post.drain()
    assert (await post.row("hello")).payload is None


async def test_a_message_put_twice_is_sent_once(post: Post):
    assert await post.put("hello")
    assert not await post.put("hello", message=Message("hello again"))
    await post.drain()
    assert not await post.put("hello", message=Message("and again"))
    await post.drain()
    assert post.shown(BOB) == ["hello"]


async def test_each_message_carries_its_id_and_nothing_that_somebody_wrote(lite: Post):
    await lite.put("hello", message=Message("for the release"))
    await lite.drain()
    metadata = lite.messages(BOB)[0]["metadata"]
    assert metadata == {
        "event_type": "candor_message",
        "event_payload": {"id": str((await lite.row("hello")).id), "v": 1},
    }


async def test_messages_to_one_person_come_in_the_order_of_their_due_times(post: Post):
    await post.put("third", due=post.clock.now())
    await post.put("second", due=post.clock.now() - timedelta(minutes=1), priority=9)
    await post.put("first", due=post.clock.now() - timedelta(minutes=2))
    await post.drain()
    assert post.shown(BOB) == ["first", "second", "third"]


async def test_what_is_due_later_waits(post: Post):
    await post.put("later", due=post.clock.now() + timedelta(hours=1))
    assert (await post.drain()).waiting == 0
    assert post.shown(BOB) == []
    post.clock.move(hours=1)
    await post.drain()
    assert post.shown(BOB) == ["later"]


async def test_a_reply_waits_for_its_parent_and_joins_its_thread(post: Post):
    await post.put("parent", to=KUDOS, due=post.clock.now() + timedelta(minutes=5))
    await post.put("reply", to=KUDOS, under="parent")
    await post.put("other", to=KUDOS)
    await post.drain()
    assert post.shown(KUDOS) == ["other"]
    post.clock.move(minutes=5)
    await post.drain()
    _, parent, reply = post.messages(KUDOS)
    assert (parent["text"], reply["text"]) == ("parent", "reply")
    assert reply["thread_ts"] == parent["ts"]


async def test_a_reply_to_what_is_sent_already_goes_at_once(post: Post):
    await post.put("parent", to=KUDOS)
    await post.drain()
    await post.put("reply", to=KUDOS, under="parent")
    await post.drain()
    assert post.messages(KUDOS)[1]["thread_ts"] == post.messages(KUDOS)[0]["ts"]


async def test_a_reply_to_nothing_is_refused_and_does_not_wait_for_ever(post: Post):
    with pytest.raises(LookupError, match="Nothing was put under parent"):
        await post.put("reply", to=KUDOS, under="parent")
    assert await post.states() == {}

    def together(unit: Unit) -> None:
        parent = Put("parent", Message("parent"), KUDOS, "test", post.clock.now())
        unit.outbox.put_all([parent, replace(parent, key="reply", message=Message("reply"), under="parent")])

    await post.do(together)
    await post.drain()
    assert post.messages(KUDOS)[1]["thread_ts"] == post.messages(KUDOS)[0]["ts"]


async def test_several_conversations_are_served_at_once(post: Post):
    for number in range(5):
        for who in (ADA, BOB, KUDOS):
            await post.put(f"{who} {number}", to=who)
    assert (await post.drain()).sent == 15
    for who in (ADA, BOB, KUDOS):
        assert post.shown(who) == [f"{who} {number}" for number in range(5)]


async def test_two_deliveries_share_the_work_and_double_nothing(post: Post):
    for number in range(40):
        await post.put(f"m{number:02}", to=(ADA, BOB, KUDOS)[number % 3])
    await asyncio.gather(*(post.drain(real=RealTime()) for _ in range(3)))
    assert sorted(text for who in (ADA, BOB, KUDOS) for text in post.shown(who)) == [f"m{n:02}" for n in range(40)]
    for who in (ADA, BOB, KUDOS):
        assert post.shown(who) == sorted(post.shown(who))
