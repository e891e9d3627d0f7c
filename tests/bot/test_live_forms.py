"""Forms while they are open: drafts and checks as one types, pages, searches, and messages that change in place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.kit import drafts
from bot.kit.blocks import actions, button, context, message, option, section
from bot.kit.call import Call
from bot.kit.config import Config
from bot.kit.context import Actor, Caller
from bot.kit.doors import ACTION, Doors, Table
from bot.kit.errors import Invalid, Refused
from bot.kit.forms import (
    CheckField,
    ChoicesField,
    DateField,
    ExternalField,
    Form,
    NumberField,
    PersonField,
    TextField,
    TimeField,
    page_of,
)
from sandbox.limits import check_view
from storage import Unit
from tests.kit.conversation import Conversation, Speaker
from tests.kit.made import TEAM, Made

doors = Doors("kudos")
GOALS = {"g1": "Grow the orchard", "g2": "Grow the team", "g3": "Rest"}
sources: list[str] = []
answers: list[tuple[str, str, int]] = []


class Common:
    about = PersonField("About whom?", optional=True)
    words = TextField("What?", lines=True, at_least=10, dispatch=True)


class Noting(Common, Form, name="kudos.noting", title="Note"):
    """Inherits its first questions."""

    day = DateField("When?", optional=True, dispatch=True)
    hour = TimeField("At what time?", optional=True)
    grade = NumberField("How much?", optional=True, most=5)
    tags = ChoicesField("Which?", [("a", "A"), ("b", "B")], optional=True)
    loud = CheckField("Loud?", "Yes", dispatch=True)
    goal = ExternalField("Which goal?", optional=True)


class Rating(Form, name="kudos.rating", title="Rate"):
    words = TextField("Why?", at_least=3)
    grade = NumberField("How good?", least=1, most=5)


def noting(unit: Unit, actor: Actor, now: Any) -> dict[str, Any]:
    kept = drafts.find(unit, actor, Noting, now=now)
    return Noting.modal(values=kept, choices={"goal": list(GOALS.items())})


@doors.command("/kudos", may="kudos.give")
async def on_note(call: Call) -> None:
    call.soon(call.open(await call.read(noting, call.now)))
    await call.ack()


@doors.typing(Noting, may="kudos.give")
async def on_typing(call: Call) -> None:
    form = Noting.peek(call.view)
    if "never" in form.words:
        raise Refused("This is said to nobody.")
    await call.work(drafts.keep, form, now=call.now)
    hint = [context("Try not to say always.")] if "always" in form.words else []
    call.soon(call.refresh(Noting.modal(notice=hint)))
    await call.ack()


@doors.submission(Noting, may="kudos.give")
async def on_noted(call: Call) -> None:
    Noting.read(call.view)
    await call.work(drafts.forget, Noting)


@doors.options(Noting.goal, may="kudos.give")
async def on_search(call: Call) -> None:
    await call.offer([option(name, id) for id, name in GOALS.items() if name.lower().startswith(call.value.lower())])


@doors.command("/kudos", "rate", may="kudos.give")
async def on_rate(call: Call) -> None:
    call.soon(call.open(Rating.modal(page=1, meta={"about": "U1"})))
    await call.ack()


@doors.submission(Rating, may="kudos.give")
async def on_rated(call: Call) -> None:
    form = Rating.read(call.view)
    if form.words == "because":
        raise Invalid(grade="Say why.", words="Say more.")
    if form.words == "refused":
        raise Refused("Not now.")
    sources.append(call.source)
    answers.append((form.page, form.words, int(form.grade or 0)))
    if form.page == "1":
        await call.show(Rating.modal(page=2, meta={"about": form.meta["about"]}))


@doors.command("/kudos", "list", may="kudos.give")
async def on_list(call: Call) -> None:
    await call.reply(listed("open"))


@doors.command("/kudos", "post", may="kudos.give")
async def on_post(call: Call) -> None:
    client = await call.slack()
    shown = listed("open")
    await client.chat_postMessage(channel="C0GENERAL1", text=shown.text, blocks=shown.blocks)
    await call.ack()


@doors.action("kudos.tick", may="kudos.give")
async def on_tick(call: Call) -> None:
    await call.replace(listed(f"done by {call.caller.user}"))


def listed(state: str) -> Any:
    return message(state, section(f"The task is {state}."), actions(button("Done", "kudos.tick", "1")))


@pytest.fixture
async def ann(slack: Conversation, made: Made) -> Speaker:
    slack.running.candor.house.table = Table([doors])
    sources.clear()
    answers.clear()
    return slack.speaks(await made.person("Ann"))


async def kept(made: Made, who: Speaker) -> dict[str, Any]:
    rows = await made.storage.read(TEAM, lambda unit: unit.drafts.of_person(who.hand.id))
    return rows[0].values if rows else {}


async def test_what_was_typed_is_there_again_when_the_form_was_closed(ann: Speaker, made: Made):
    await ann.types("/kudos")
    await ann.clicks(await ann.modal(), "kudos.noting.words", "too few")
    await ann.clicks(await ann.modal(), "kudos.noting.day", date(2026, 12, 1))
    await ann.hand.closes()
    assert await kept(made, ann) == {"words": "too few", "day": "2026-12-01"}
    await ann.types("/kudos")
    states = (await ann.modal())["state"]["values"]
    assert states["words"]["kudos.noting.words"]["value"] == "too few"
    assert states["day"]["kudos.noting.day"]["selected_date"] == "2026-12-01"


async def test_a_draft_is_forgotten_with_the_submission_when_emptied_and_after_seven_days(
    ann: Speaker, slack: Conversation, made: Made
):
    await ann.types("/kudos")
    await ann.clicks(await ann.modal(), "kudos.noting.words", "words enough for it")
    assert not (await ann.submits()).error
    assert await kept(made, ann) == {}
    await ann.types("/kudos")
    await ann.clicks(await ann.modal(), "kudos.noting.words", "other words")
    await ann.clicks(await ann.modal(), "kudos.noting.words", " ")
    assert await kept(made, ann) == {}
    await ann.clicks(await ann.modal(), "kudos.noting.words", "other words")
    await ann.hand.closes()
    slack.running.clock.move(days=7, seconds=1)
    await ann.types("/kudos")
    assert (await ann.modal())["state"]["values"]["words"]["kudos.noting.words"]["value"] is None


async def test_a_check_speaks_while_one_types_and_leaves_the_words_alone(ann: Speaker):
    await ann.types("/kudos")
    await ann.clicks(await ann.modal(), "kudos.noting.words", "you always do")
    shown = await ann.modal()
    assert "not to say always" in str(shown["blocks"][0])
    assert shown["state"]["values"]["words"]["kudos.noting.words"]["value"] == "you always do"
    await ann.clicks(await ann.modal(), "kudos.noting.words", "you often do")
    assert "not to say always" not in str((await ann.modal())["blocks"])


async def test_whatever_goes_wrong_while_one_types_disturbs_nobody(ann: Speaker, made: Made):
    await ann.types("/kudos")
    await ann.clicks(await ann.modal(), "kudos.noting.words", "you never do")
    assert (await ann.dms(), await made.outbox(), await kept(made, ann)) == ([], [], {})


@pytest.mark.parametrize("quiet", [True, False])
async def test_a_check_that_comes_late_or_fails_is_not_reported(
    ann: Speaker, slack: Conversation, made: Made, quiet: bool
):
    house = slack.running.candor.house
    door = house.table.find(ACTION, "kudos.noting.words" if quiet else "kudos.tick")
    assert door is not None
    call = Call(house, door, Caller(TEAM, ann.hand.id), {"view": {"id": "V0GONE0001", "type": "modal"}}, AsyncAck())
    slack.expected.append("not_found")
    await call.refresh(Noting.modal())

    async def fails() -> None:
        raise RuntimeError

    call.soon(fails())
    await slack.settles()
    assert len(await made.outbox()) == (0 if quiet else 1)


async def test_drafts_hold_every_kind_of_answer(ann: Speaker, made: Made):
    form = Noting({"about": "U1", "words": "w", "day": date(2026, 1, 2), "hour": "09:30", "grade": Decimal(0)}
                  | {"tags": ("b",), "loud": True, "goal": "g2"})  # fmt: skip
    actor = Actor(ann.hand.id, "Ann", frozenset(), Config({}))
    now = made.clock.now()
    await made.storage.work(TEAM, lambda unit: drafts.keep(unit, actor, form, now=now, key="U1"))
    found = await made.storage.read(TEAM, lambda unit: drafts.find(unit, actor, Noting, now=now, key="U1"))
    view = Noting.modal(values=found, choices={"goal": list(GOALS.items())})
    assert check_view(view, method="views.open") == []
    elements = {block["block_id"]: block["element"] for block in view["blocks"]}
    assert elements["grade"]["initial_value"] == "0"
    assert elements["tags"]["initial_options"][0]["value"] == "b"
    assert elements["goal"]["initial_option"]["text"]["text"] == "Grow the team"
    assert elements["day"]["initial_date"] == "2026-01-02"
    assert await made.storage.read(TEAM, lambda unit: drafts.find(unit, actor, Noting, now=now)) == {}


async def test_a_field_may_search_among_very_many(ann: Speaker):
    await ann.types("/kudos")
    offered = await ann.hand.suggestions(await ann.modal(), "kudos.noting.goal", "grow")
    assert [each["value"] for each in offered] == ["g1", "g2"]
    assert not (await ann.submits(words="words enough for it", goal="Rest")).error


async def test_each_page_asks_anew_and_counts_for_itself(ann: Speaker):
    await ann.types("/kudos rate")
    assert not (await ann.submits(**{"words~1": "clear", "grade~1": "4"})).error
    second = await ann.modal()
    assert page_of(second) == "2"
    assert {block["block_id"] for block in second["blocks"]} == {"words~2", "grade~2"}
    assert second["state"]["values"]["words~2"]["kudos.rating.words"]["value"] is None
    assert not (await ann.submits(**{"words~2": "quick", "grade~2": "5"})).error
    assert answers == [("1", "clear", 4), ("2", "quick", 5)]
    assert len(set(sources)) == 2


async def test_a_page_s_errors_stand_beside_its_fields(ann: Speaker):
    await ann.types("/kudos rate")
    told = await ann.submits(**{"words~1": "because", "grade~1": "4"})
    assert told.fields == {"words~1": "Say more.", "grade~1": "Say why."}
    assert (await ann.submits(**{"words~1": "no"})).fields == {"words~1": told_short()}
    assert (await ann.submits(**{"words~1": "refused"})).fields == {"words~1": "Not now."}


def told_short() -> str:
    return "Please write at least 3 characters; this has 2."


async def test_an_ephemeral_message_changes_in_place(ann: Speaker):
    await ann.types("/kudos list")
    (shown,) = await ann.hand.ephemerals()
    await ann.clicks(shown, "kudos.tick")
    (after,) = await ann.hand.ephemerals()
    assert after["ts"] == shown["ts"]
    assert f"done by {ann.hand.id}" in str(after["blocks"])


async def test_a_channel_s_message_changes_in_place_for_everybody(ann: Speaker, slack: Conversation, made: Made):
    bob = slack.speaks(await made.person("Bob"))
    await ann.types("/kudos post")
    posted = (await bob.sees("general"))[-1]
    await ann.clicks(posted, "kudos.tick")
    after = (await bob.sees("general"))[-1]
    assert (after["ts"], after["text"]) == (posted["ts"], f"done by {ann.hand.id}")
