"""A send that was cut off between Slack's acceptance and our commit is looked up before it is repeated."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.kit.delivery import lookup
from sandbox.server import Sandbox
from storage.outbox import Message
from tests.kit.deliveries import BOB, KUDOS, QUICK, JumpingTime, Post


class Killed(BaseException):
    """The process ends here."""


def dies_at(name: str) -> Callable[[str], None]:
    def boundary(reached: str) -> None:
        if reached == name:
            raise Killed

    return boundary


async def joined(box: Sandbox) -> None:
    """The app becomes a member of the kudos channel, without which Slack shows it no history."""
    workspace = box.workspace
    workspace.world.channels[KUDOS].members[workspace.app.bot_user_id] = None


async def killed(post: Post, at: str) -> None:
    """A worker that dies there, and nobody until its lease is over."""
    with pytest.raises(Killed):
        await post.drain(boundary=dies_at(at))
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        if task.get_name().startswith("message "):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    real = post.real
    assert isinstance(real, JumpingTime)
    real.now += post.pace.lease + 1


@pytest.mark.parametrize("where", [BOB, KUDOS])
@pytest.mark.parametrize("at", ["after claim", "before completion", "after completion"])
async def test_a_worker_that_dies_loses_nothing_and_doubles_nothing(post: Post, where: str, at: str):
    await joined(post.box)
    await post.put("before", to=where)
    await post.drain()
    await post.put("hello", to=where)
    await post.put("behind", to=where)
    await killed(post, at)
    await post.drain()
    assert post.shown(where) == ["before", "hello", "behind"]
    assert set((await post.states()).values()) == {"sent"}


async def test_the_very_first_message_to_a_person_is_looked_up_too(post: Post):
    await post.put("hello")
    await killed(post, "before completion")
    await post.drain()
    assert post.shown(BOB) == ["hello"]
    assert post.calls("chat.postMessage") == 1


@pytest.mark.parametrize("fault", ["lost_answer", "timeout", "server_error"])
async def test_an_answer_that_never_comes_is_asked_for(post: Post, fault: str):
    await joined(post.box)
    await post.put("hello", to=KUDOS)
    await post.box.fault(fault, method="chat.postMessage")
    await post.drain(pace=replace(QUICK, request=0.5))
    assert post.shown(KUDOS) == ["hello"]
    assert post.calls("conversations.history") == 1


async def test_a_reply_is_looked_up_in_its_thread(post: Post):
    await joined(post.box)
    await post.put("parent", to=KUDOS)
    await post.put("reply", to=KUDOS, under="parent")
    await post.box.fault("lost_answer", method="chat.postMessage", times=2)
    await post.drain()
    assert post.shown(KUDOS) == ["parent", "reply"]
    assert post.calls("conversations.replies") == 1


async def test_the_look_up_pages_through_a_busy_channel(lite: Post, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lookup, "PAGE", 20)
    await joined(lite.box)
    client = await lite.client(lite.team)
    await lite.put("hello", to=KUDOS)
    await killed(lite, "before completion")
    for number in range(45):
        await client.chat_postMessage(channel=KUDOS, text=f"chatter {number}")
    await lite.drain()
    assert lite.shown(KUDOS).count("hello") == 1
    assert lite.calls("conversations.history") == 3
    assert await lite.state("hello") == "sent"


async def test_a_change_asked_for_meanwhile_is_made_to_the_message_that_is_found(post: Post):
    await post.put("hello", message=Message("first words"))
    await killed(post, "before completion")
    await post.tell("change", "hello", Message("better words"))
    await post.drain()
    assert post.shown(BOB) == ["better words"]
    assert post.calls("chat.postMessage") == 1


async def test_a_message_withdrawn_meanwhile_is_found_and_deleted(post: Post):
    await post.put("hello")
    await killed(post, "before completion")
    await post.tell("withdraw", "hello")
    await post.drain()
    assert post.shown(BOB) == []
    assert await post.state("hello") == "cancelled"


async def test_a_message_withdrawn_meanwhile_that_never_went_is_not_sent(post: Post):
    await post.put("hello")
    await killed(post, "after claim")
    await post.tell("withdraw", "hello")
    await post.drain()
    assert post.calls("chat.postMessage") == 0
    assert await post.state("hello") == "cancelled"


async def test_a_message_cancelled_meanwhile_stays_if_it_went(post: Post):
    await post.put("hello")
    await killed(post, "before completion")
    await post.tell("cancel", "hello")
    await post.drain()
    assert post.shown(BOB) == ["hello"]
    assert await post.state("hello") == "sent"


async def test_where_slack_shows_no_history_the_message_is_parked_for_a_person_to_look(lite: Post):
    await lite.put("hello", to=KUDOS)
    await lite.box.fault("lost_answer", method="chat.postMessage")
    await lite.drain()
    assert lite.shown(KUDOS) == ["hello"]
    row = await lite.row("hello")
    assert (row.state, row.error) == ("failed", "unconfirmed_not_in_channel")


async def test_a_connection_that_was_never_made_needs_no_look_up(lite: Post):
    await lite.put("hello")
    there = lite.box.workspace.base_url

    async def nowhere(team: str) -> Any:
        client = await Post.client(lite, team)
        client.base_url = "http://127.0.0.1:9/api/"
        return client

    lite.client = nowhere  # type: ignore[method-assign]
    await lite.drain(patience=3)
    row = await lite.row("hello")
    assert (row.state, row.doubt, row.error) == ("waiting", False, "no_connection")
    del lite.client
    assert there
    await lite.drain()
    assert lite.shown(BOB) == ["hello"]
    assert lite.calls("conversations.history") == 0


async def test_slack_clients_do_not_repeat_a_send_by_themselves(lite: Post):
    await lite.put("hello")
    await lite.box.fault("lost_answer", method="chat.postMessage")
    await lite.drain()
    assert lite.calls("chat.postMessage") == 1
    assert lite.shown(BOB) == ["hello"]


async def test_a_worker_that_was_frozen_past_its_lease_writes_nothing(post: Post):
    await post.put("hello")
    await post.box.fault("slow", method="chat.postMessage", seconds=0.4)
    reached = asyncio.Event()
    first = asyncio.create_task(post.drain(boundary=lambda name: reached.set() if name == "before send" else None))
    await reached.wait()
    real = post.real
    assert isinstance(real, JumpingTime)
    real.now += post.pace.lease + 1
    await asyncio.gather(first, post.drain())
    row = await post.row("hello")
    assert row.state == "sent"
    assert row.slack_ts in [message["ts"] for message in post.messages(BOB)]
