"""Trouble of one message parks it; trouble of the workspace pauses everything and ends by itself."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.kit.delivery.troubles import WORKSPACE
from storage.outbox import Message
from tests.kit.deliveries import ADA, BOB, KUDOS, LEAVER, OLD, PRIVATE, JumpingTime, Post

TOO_LONG = {"type": "section", "text": {"type": "plain_text", "text": "x" * 3001}}


async def pause_of(post: Post) -> str | None:
    found = await post.storage.read(post.team, lambda unit: unit.outbox.paused())
    return None if found is None else str(found.reason)


@pytest.mark.parametrize(
    ("to", "message", "error"),
    [
        (LEAVER, Message("hello"), "channel_not_found"),
        (OLD, Message("hello"), "is_archived"),
        (PRIVATE, Message("hello"), "channel_not_found"),
        (KUDOS, Message("hello", [TOO_LONG]), "invalid_blocks"),
    ],
)
async def test_a_message_that_slack_refuses_is_parked_with_its_reason(
    lite: Post, to: str, message: Message, error: str
):
    await lite.put("bad", to=to, message=message)
    await lite.put("good", to=KUDOS)
    report = await lite.drain()
    assert (await lite.states(), report.waiting) == ({"bad": "failed", "good": "sent"}, 0)
    assert (await lite.row("bad")).error == error
    assert lite.shown(KUDOS) == ["good"]


async def test_a_parked_message_holds_back_nobody_in_its_conversation(post: Post):
    await post.put("bad", to=KUDOS, message=Message("x", [TOO_LONG]))
    await post.put("good", to=KUDOS)
    await post.drain()
    assert post.shown(KUDOS) == ["good"]


async def test_replies_to_a_parked_message_are_parked_with_it(post: Post):
    await post.put("bad", to=KUDOS, message=Message("x", [TOO_LONG]))
    await post.put("reply", to=KUDOS, under="bad")
    await post.drain()
    await post.put("late reply", to=KUDOS, under="bad")
    await post.drain()
    assert await post.states() == {"bad": "failed", "reply": "failed", "late reply": "cancelled"}


async def test_parked_messages_are_listed_and_can_be_sent_once_mended(post: Post):
    await post.put("news", to=OLD)
    await post.drain()
    failed = await post.storage.read(post.team, lambda unit: [row.dedupe_key for row in unit.outbox.failed()])
    assert failed == ["news"]
    post.box.workspace.world.channels[OLD].archived = False
    assert await post.tell("revive", "news")
    await post.drain()
    assert post.shown(OLD) == ["news"]


async def test_plainer_blocks_go_when_slack_refuses_the_first_ones(lite: Post):
    plain = {"type": "section", "text": {"type": "plain_text", "text": "in words"}}
    await lite.put("chart", to=KUDOS, message=Message("a chart", [TOO_LONG], instead=[plain]))
    await lite.drain()
    assert lite.messages(KUDOS)[0]["blocks"][0]["text"]["text"] == "in words"


async def test_plainer_blocks_go_when_slack_refuses_a_change_too(lite: Post):
    plain = {"type": "section", "text": {"type": "plain_text", "text": "in words"}}
    await lite.put("chart", to=KUDOS)
    await lite.drain()
    assert await lite.tell("change", "chart", Message("a chart", [TOO_LONG], instead=[plain]))
    await lite.drain()
    assert lite.messages(KUDOS)[0]["blocks"][0]["text"]["text"] == "in words"
    assert await lite.tell("change", "chart", Message("a chart", [TOO_LONG], instead=[TOO_LONG]))
    await lite.drain()
    assert (await lite.row("chart")).error == "invalid_blocks"


@pytest.mark.parametrize("fault", ["token_revoked", "missing_scope"])
async def test_trouble_of_the_workspace_pauses_and_turns_nothing_into_a_failure(post: Post, fault: str):
    for number in range(10):
        await post.put(f"m{number}", to=(ADA, BOB, KUDOS)[number % 3])
    await post.box.fault(fault, times=1000)
    report = await post.drain(patience=20)
    assert (report.sent, report.waiting) == (0, 10)
    assert report.paused == fault
    assert await pause_of(post) == fault
    assert set((await post.states()).values()) == {"waiting"}
    post.box.workspace.faults.clear()
    report = await post.drain(patience=70)
    assert (report.sent, report.waiting, report.paused) == (10, 0, None)
    assert await pause_of(post) is None


async def test_while_paused_one_message_at_a_time_tries_and_ever_less_often(post: Post):
    real = post.real
    assert isinstance(real, JumpingTime)
    for number in range(10):
        await post.put(f"m{number}", to=(ADA, BOB, KUDOS)[number % 3])
    await post.box.fault("error", error="account_inactive", times=1000)
    began = real.now
    await post.drain(patience=50)
    calls = post.calls("chat.postMessage")
    assert real.now - began < 130
    assert 3 <= calls <= 3 + 7
    row = await post.row("m0")
    assert row.attempts == 0


async def test_a_new_token_is_tried_at_once_when_somebody_says_so(post: Post):
    await post.put("hello")
    await post.box.fault("token_revoked", times=1000)
    await post.drain(patience=100)
    post.box.workspace.faults.clear()
    await post.do(lambda unit: unit.outbox.try_now())
    assert (await post.drain(patience=0.5)).sent == 1


async def test_no_token_at_all_pauses_too(post: Post):
    async def none_there(team: str) -> AsyncWebClient:
        raise LookupError(team)

    await post.put("hello")
    there, post.client = post.client, none_there  # type: ignore[method-assign]
    report = await post.drain(patience=3)
    assert (report.sent, report.waiting, report.paused) == (0, 1, "no_token")
    post.client = there  # type: ignore[method-assign]
    assert (await post.drain(patience=70)).sent == 1


async def test_429_moves_the_gate_and_is_no_attempt(post: Post):
    real = post.real
    assert isinstance(real, JumpingTime)
    await post.put("hello")
    await post.box.fault("rate_limit", method="chat.postMessage", retry_after=7)
    began = real.now
    assert (await post.drain()).sent == 1
    assert real.now - began >= 7
    assert post.calls("chat.postMessage") == 2


async def test_429_of_one_method_lets_the_others_go_on(post: Post):
    await post.put("card", to=KUDOS)
    await post.drain()
    await post.tell("change", "card", Message("better"))
    await post.put("next", to=KUDOS)
    await post.box.fault("rate_limit", method="chat.update", retry_after=500)
    report = await post.drain(patience=60)
    assert post.shown(KUDOS) == ["card", "next"]
    assert report.waiting == 1


async def test_a_refusal_longer_than_the_patience_is_left_for_later(post: Post):
    await post.put("hello")
    await post.box.fault("rate_limit", method="chat.postMessage", retry_after=600)
    report = await post.drain(patience=60)
    assert (report.sent, report.waiting) == (0, 1)
    assert await post.state("hello") == "waiting"


async def test_a_retry_holds_back_the_messages_behind_it(post: Post):
    await post.put("first")
    await post.put("second")
    await post.box.fault("rate_limit", method="chat.postMessage")
    await post.drain()
    assert post.shown(BOB) == ["first", "second"]


async def test_codes_of_the_workspace_and_of_messages_are_told_apart():
    assert {
        "invalid_auth",
        "account_inactive",
        "token_revoked",
        "missing_scope",
        "team_access_not_granted",
    } <= WORKSPACE
    assert (
        not {"user_not_found", "channel_not_found", "is_archived", "not_in_channel", "messages_tab_disabled"}
        & WORKSPACE
    )
