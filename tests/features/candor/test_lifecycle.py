"""What Candor does by itself around a person: welcome, answer, own data, and the day that it is uninstalled."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from bot.features import FEATURES
from bot.features.candor import service
from bot.kit import policy
from bot.kit.context import Caller
from storage import Unit
from storage.held import HeldShelf
from storage.outbox import Message
from tests.kit.conversation import Conversation
from tests.kit.made import Made, Who

FAR = datetime(2100, 1, 1, tzinfo=UTC)


async def welcomes(slack: Conversation, who: Who) -> int:
    return sum("I am Candor" in each["text"] for each in await slack.speaks(who).dms())


async def test_the_welcome_comes_once_in_a_life(slack: Conversation, made: Made):
    ann = await made.person("Ann")
    await slack.speaks(ann).home()
    assert await welcomes(slack, ann) == 1
    await made.storage.work(made.team, forget_messages_and_marks)
    await slack.speaks(ann).types("/candor preferences")
    await slack.speaks(ann).submits(bundles=["kudos"])
    await slack.moves_clock(days=500)
    await slack.speaks(ann).home()
    assert await welcomes(slack, ann) == 1, "though its message, and every mark, is long forgotten"


def forget_messages_and_marks(unit: Unit) -> None:
    HeldShelf(unit).forget(FAR, 1_000)
    unit.marks.forget(FAR)


async def test_nobody_is_welcomed_who_takes_no_part(slack: Conversation, made: Made):
    gus = await made.person("Gus", is_guest=True)
    ivo = await made.person("Ivo", external="T0PARTNER1")
    for who in (gus, ivo):
        await slack.speaks(who).home()
        assert await welcomes(slack, who) == 0
    await made.settings(guests="on")
    await slack.speaks(gus).home()
    assert await welcomes(slack, gus) == 1


async def test_a_guest_who_writes_hears_why_there_is_no_answer(slack: Conversation, made: Made):
    gus = await made.person("Gus", is_guest=True)
    await slack.speaks(gus).hand.tells_app("hello?")
    await slack.settles()
    assert "guests do not take part" in await slack.speaks(gus).reads_dms()


async def test_each_word_to_candor_is_answered_once(slack: Conversation, made: Made):
    ann = await made.person("Ann")
    for _ in range(2):
        await slack.speaks(ann).hand.tells_app("what can you do?")
        await slack.settles()
    answers = [row for row in await made.outbox() if row.kind == "candor.answer"]
    assert [row.state for row in answers] == ["sent", "sent"]


async def data(slack: Conversation, who: Who) -> dict:
    await slack.speaks(who).types("/candor my data")
    return json.loads(list(slack.running.box.world.files.values())[-1].content)


async def test_the_file_holds_what_every_room_knows(slack: Conversation, made: Made):
    eve = await made.person("Eve")
    ann, bob = await made.people("Ann", "Bob", manager=eve, title="Cook", email="a@quill.example")
    await made.group("crew", ann)
    await made.kudos(ann, bob, text="for the thing that I gave")
    await made.kudos(bob, ann, text="for the thing between us", private=True)
    await made.kudos(bob, eve, text="for the thing of others", private=True)
    await slack.speaks(ann).types("/candor preferences")
    await slack.speaks(ann).submits(bundles=["kudos"])
    await made.storage.work(
        made.team, lambda unit: unit.drafts.keep(ann.id, "kudos.give", {"words": "a draft"}, now=made.clock.now())
    )
    found = await data(slack, ann)
    assert set(found) == {room.noun for room in FEATURES if room.about is not None}
    text = json.dumps(found)
    for mine in ("for the thing that I gave", "between us", "Cook", "a@quill.example", eve.id, "a draft", "CREW"):
        assert mine in text, mine
    assert "of others" not in text
    assert found["candor"]["preferences"]["bundles"] == {"kudos": True}
    assert found["candor"]["audit"][0]["action"] == "candor.about"
    assert found["candor"]["audit"][0]["at"].endswith("Z")
    assert "candor.about" in {each["kind"] for each in found["candor"]["messages"]}


async def test_the_file_is_taken_back_after_a_week(slack: Conversation, made: Made):
    ann = await made.person("Ann")
    await data(slack, ann)
    files = slack.running.box.world.files
    assert len(files) == 1
    await slack.moves_clock(days=6, hours=12)
    assert [file for file in files.values() if not getattr(file, "deleted", False)]
    await slack.moves_clock(days=2)
    assert [file for file in files.values() if not getattr(file, "deleted", False)] == []


async def test_a_word_that_is_no_subcommand_is_no_request_for_data(slack: Conversation, made: Made):
    ann = await made.person("Ann")
    for line in ("/candor my", "/candor my goals"):
        assert "“my data”" in (await slack.speaks(ann).types(line)).text
    assert await made.outbox() == []


async def test_the_same_request_twice_sends_and_audits_one_file(made: Made):
    ann = await made.person("Ann")

    def ask(unit: Unit) -> None:
        actor = policy.introduce(unit, Caller(unit.team, ann.id), made.clock.now())
        service.ask_my_data(unit, actor, "t:1", now=made.clock.now())

    for _ in range(2):
        await made.storage.work(made.team, ask)
    assert len(await made.outbox()) == 1
    assert len(await made.storage.read(made.team, lambda unit: unit.audit.page())) == 1


async def test_after_an_uninstall_nothing_is_lost_and_nothing_fails(slack: Conversation, made: Made):
    ann, bob = await made.people("Ann", "Bob")
    await slack.speaks(ann).gives_kudos(bob, "for the days before")
    slack.expected += ["token_revoked", "account_inactive", "not_authed", "invalid_auth"]
    slack.running.box.change("uninstall")
    await slack.settles()
    await made.kudos(ann, bob, text="for the days after")
    await made.storage.work(made.team, put, bob.id, made)
    await slack.running.candor.delivery.drain(made.team, 0)
    row = (await made.outbox())[-1]
    assert row.state == "waiting"


def put(unit: Unit, person: str, made: Made) -> None:
    unit.outbox.put("trial:1", Message("hello"), to=person, kind="trial.message", due=made.clock.now())


async def test_a_leaver_is_told_nothing_more(slack: Conversation, made: Made):
    ann = await made.person("Ann")
    await slack.speaks(ann).home()
    await made.leaves(ann)
    await slack.speaks(ann).home()
    assert "current members" in str(await slack.speaks(ann).hand.home())
