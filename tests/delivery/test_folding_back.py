"""What is changed, withdrawn or cancelled while its message is on the way."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.kit import words
from bot.kit.delivery import RealTime
from storage import Unit
from storage.held import HeldShelf
from storage.outbox import Message
from storage.outgoing import NUDGE
from tests.kit.deliveries import BOB, KUDOS, Post

THINGS = "{n} things for you"


class Holding:
    """A boundary at which a send stands still until the test lets it go on."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self.names: list[str] = []

    def __call__(self, name: str) -> None:
        self.names.append(name)
        if name == "before send":
            self.reached.set()


async def during(post: Post, verb: str, *arguments: Any) -> None:
    """Tells the outbox something while Slack is slow to answer the first message."""
    await post.box.fault("slow", method="chat.postMessage", seconds=0.3)
    holding = Holding()
    drain = asyncio.create_task(post.drain(boundary=holding, real=RealTime()))
    await holding.reached.wait()
    await post.tell(verb, *arguments)
    await drain


async def test_an_edit_before_the_send_is_all_that_is_ever_seen(post: Post):
    await post.put("card", to=KUDOS, message=Message("first words"))
    await post.tell("change", "card", Message("better words"))
    await post.drain()
    assert post.shown(KUDOS) == ["better words"]
    assert post.calls("chat.update") == 0


async def test_an_edit_after_the_send_changes_the_message(post: Post):
    await post.put("card", to=KUDOS, message=Message("first words"))
    await post.drain()
    assert await post.tell("change", "card", Message("better words"))
    await post.drain()
    assert post.shown(KUDOS) == ["better words"]
    row = await post.row("card")
    assert (row.state, row.work, row.payload) == ("sent", None, None)


async def test_an_edit_during_the_send_is_caught_up_with(post: Post):
    await post.put("card", to=KUDOS, message=Message("first words"))
    await during(post, "change", "card", Message("better words"))
    assert post.shown(KUDOS) == ["better words"]


async def test_many_edits_at_once_become_one(lite: Post):
    await lite.put("card", to=KUDOS)
    await lite.drain()
    for number in range(10):
        await lite.tell("change", "card", Message(f"{number} people joined"))
    await lite.drain()
    assert lite.shown(KUDOS) == ["9 people joined"]
    assert lite.calls("chat.update") == 1


async def test_a_withdrawn_message_never_appears(post: Post):
    await post.put("card", to=KUDOS)
    await post.put("reply", to=KUDOS, under="card")
    assert await post.tell("withdraw", "card")
    await post.drain()
    assert post.shown(KUDOS) == []
    assert await post.states() == {"card": "cancelled", "reply": "cancelled"}


async def test_a_sent_message_that_is_withdrawn_is_deleted(post: Post):
    await post.put("card", to=KUDOS)
    await post.drain()
    await post.tell("withdraw", "card")
    await post.drain()
    assert post.shown(KUDOS) == []
    assert await post.state("card") == "cancelled"


async def test_a_message_withdrawn_during_its_send_is_deleted_right_after(post: Post):
    await post.put("card", to=KUDOS)
    await during(post, "withdraw", "card")
    assert post.shown(KUDOS) == []
    assert await post.state("card") == "cancelled"


async def test_what_is_withdrawn_takes_no_more_changes(lite: Post):
    await lite.put("card", to=KUDOS)
    await lite.tell("withdraw", "card")
    assert not await lite.tell("change", "card", Message("still there?"))
    await lite.drain()
    assert lite.shown(KUDOS) == []


async def test_a_cancelled_message_is_not_sent_and_a_sent_one_stays(post: Post):
    await post.put("one")
    await post.put("two")
    assert await post.tell("cancel", "one")
    await post.drain()
    assert not await post.tell("cancel", "two")
    await post.drain()
    assert post.shown(BOB) == ["two"]
    assert await post.states() == {"one": "cancelled", "two": "sent"}


async def test_a_message_cancelled_during_its_send_stays(post: Post):
    await post.put("one")
    await during(post, "cancel", "one")
    assert post.shown(BOB) == ["one"]
    assert await post.state("one") == "sent"


async def test_all_messages_about_one_thing_are_cancelled_by_the_beginning_of_their_keys(post: Post):
    for key in ("ask:1:remind", "ask:1:late", "ask:10:remind", "other"):
        await post.put(key)
    assert await post.storage.work(post.team, lambda unit: unit.outbox.cancel_like("ask:1:")) == 2
    await post.drain()
    assert sorted(post.shown(BOB)) == ["ask:10:remind", "other"]


async def test_a_change_of_a_message_that_somebody_deleted_in_slack_is_let_go(lite: Post):
    await lite.put("card", to=KUDOS)
    await lite.drain()
    client = await lite.client(lite.team)
    await client.chat_delete(channel=KUDOS, ts=lite.messages(KUDOS)[0]["ts"])
    await lite.tell("change", "card", Message("better words"))
    assert (await lite.drain()).waiting == 0
    row = await lite.row("card")
    assert (row.state, row.error, row.work) == ("sent", "message_not_found", None)


async def test_a_message_whose_row_is_gone_can_be_taken_up_again(lite: Post):
    client = await lite.client(lite.team)
    answer = await client.chat_postMessage(channel=KUDOS, text="long ago")
    adopt = {"kind": "kudos.card", "to": KUDOS, "channel": KUDOS, "slack_ts": answer["ts"], "now": lite.clock.now()}
    assert await lite.do(lambda unit: unit.outbox.adopt("card", **adopt))
    assert await lite.tell("change", "card", Message("long ago, and joined today"))
    await lite.drain()
    assert lite.shown(KUDOS) == ["long ago, and joined today"]


async def test_several_in_one_are_put_together_in_the_language_of_the_workspace(lite: Post, monkeypatch):
    monkeypatch.setattr(words, "catalogue", lambda language: {THINGS: "⟦" + THINGS + "⟧"} if language == "xx" else {})
    for key in ("one", "two"):
        await lite.put(key, nature=NUDGE)

    def fold(unit: Unit) -> None:
        unit.settings.change({"language": "xx"}, by=None, now=lite.clock.now())
        HeldShelf(unit).fold(HeldShelf(unit).waiting(BOB, lite.clock.now()), lite.clock.now())

    await lite.do(fold)
    await lite.drain()
    assert lite.messages(BOB)[0]["text"].startswith("⟦2 things for you⟧")
