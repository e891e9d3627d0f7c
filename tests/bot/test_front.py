"""The front: every payload finds its door, and whatever goes wrong becomes a sentence and no trace of words."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.kit.blocks import message
from bot.kit.call import Call
from bot.kit.doors import Doors, Table
from bot.kit.errors import Invalid, Missing
from bot.kit.forms import Form, TextField
from bot.kit.front import caller_of
from storage import StorageDown
from tests.bot.conftest import Post
from tests.kit.conversation import Conversation, words
from tests.kit.made import TEAM, Made
from tests.kit.running import Running, running

WORDS = "PEOPLESWORDS"
doors = Doors("kudos")


class Asking(Form, name="kudos.asking", title="Asking"):
    first = TextField("First?")
    second = TextField("Second?")


@doors.command("/trial", may="kudos.give")
async def on_trial(call: Call) -> None:
    await call.reply(message(f"heard {call.text}"))


@doors.command("/trial", "breaks", may="kudos.give")
async def on_breaking(call: Call) -> None:
    raise RuntimeError(f"somebody wrote {call.text}")


@doors.command("/trial", "offline", may="kudos.give")
async def on_offline(call: Call) -> None:
    raise StorageDown("The database cannot be reached.")


@doors.command("/trial", "missing", may="kudos.give")
async def on_missing(call: Call) -> None:
    raise Missing("That is not there.")


@doors.command("/trial", "later", may="kudos.give")
async def on_later(call: Call) -> None:
    async def fails() -> None:
        raise RuntimeError(WORDS)

    call.soon(fails())
    await call.ack()


@doors.submission(Asking, may="kudos.give")
async def on_asking(call: Call) -> None:
    form = Asking.read(call.view)
    if form.first == "both":
        raise Invalid(first="The first.", second="The second.")
    if form.first == "elsewhere":
        raise Invalid(nowhere="Nowhere to be seen.")
    if form.first == "breaks":
        raise RuntimeError(form.second)


@doors.event("team_join")
async def on_join(call: Call) -> None:
    raise RuntimeError(WORDS)


@pytest.fixture
async def candor(made: Made) -> AsyncIterator[Running]:
    async with running(made.storage, made.clock) as found:
        found.candor.house.table = Table([doors])
        yield found


async def test_a_command_finds_its_door_by_its_first_word(post: Post, made: Made):
    ann = await made.person("Ann")
    assert (await post.command("/trial", "  what  is typed ", ann.id))["text"] == "heard what  is typed"
    assert (await post.command("/trial", "MISSING link", ann.id))["text"] == "That is not there."


async def test_an_unforeseen_error_has_a_reference_and_leaves_no_words(post: Post, made: Made, caplog):
    caplog.set_level(logging.DEBUG)
    ann = await made.person("Ann")
    told = await post.command("/trial", f"breaks {WORDS}", ann.id)
    assert "nothing was saved" in told["text"]
    reference = told["text"].rstrip(".").rpartition(" ")[2]
    assert len(reference) == 8
    assert f"{reference} at command /trial: RuntimeError at test_front.py:" in caplog.text
    assert WORDS not in caplog.text
    assert f"/trial breaks {WORDS}" in json.dumps(told["blocks"]), "what they typed is never lost"


async def test_an_error_behind_an_event_is_told_to_slack_alone(post: Post, made: Made, caplog):
    caplog.set_level(logging.DEBUG)
    status, _ = await post.event(type="team_join", user={"id": "U1", "name": WORDS})
    assert status == 500, "so Slack tries again"
    assert WORDS not in caplog.text


async def test_a_database_out_of_reach_is_said_plainly(post: Post, made: Made):
    ann = await made.person("Ann")
    assert "cannot reach my database" in (await post.command("/trial", "offline", ann.id))["text"]


async def test_what_fails_after_the_answer_is_told_all_the_same(post: Post, made: Made, candor: Running, caplog):
    ann = await made.person("Ann")
    assert await post.command("/trial", "later", ann.id) == {}
    await candor.candor.house.tasks.drain(5)
    assert [row.kind for row in await made.outbox()] == ["candor.word"]
    assert WORDS not in caplog.text


def submission(by: str, **answers: str) -> dict[str, Any]:
    values = {key: {f"kudos.asking.{key}": {"value": value}} for key, value in answers.items()}
    view = Asking.modal() | {"id": "V1", "state": {"values": values}}
    return {"type": "view_submission", "team": {"id": TEAM}, "user": {"id": by, "team_id": TEAM}, "view": view}


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        ({"first": "both", "second": "x"}, {"first": "The first.", "second": "The second."}),
        ({"first": "elsewhere", "second": "x"}, {"first": "Nowhere to be seen."}),
        ({"first": "x"}, {"second": "Please fill this in."}),
        ({"first": " ", "second": "\x00"}, {"first": "Please fill this in.", "second": "Please fill this in."}),
    ],
)
async def test_errors_stand_beside_their_fields(post: Post, made: Made, answers: dict, wanted: dict):
    ann = await made.person("Ann")
    status, told = await post.interaction(submission(ann.id, **answers))
    assert status == 200
    assert json.loads(told) == {"response_action": "errors", "errors": wanted}


async def test_a_modal_stays_open_with_its_words_when_all_goes_wrong(post: Post, made: Made, caplog):
    ann = await made.person("Ann")
    _, told = await post.interaction(submission(ann.id, first="breaks", second=WORDS))
    assert "Reference" in json.loads(told)["errors"]["first"]
    assert WORDS not in caplog.text


@pytest.mark.parametrize("kind", ["block_actions", "shortcut", "message_action", "view_submission", "block_suggestion"])
async def test_an_id_of_another_version_gets_an_answer(post: Post, kind: str):
    payload = {"type": kind, "team": {"id": TEAM}, "user": {"id": "U1"}, "callback_id": "of.old", "action_id": "of.old"}
    payload |= {"actions": [{"action_id": "of.old"}], "view": {"type": "modal", "callback_id": "of.old"}, "value": ""}
    assert (await post.interaction(payload))[0] == 200


async def test_an_unknown_command_names_the_nearest(slack: Conversation, made: Made):
    async with aiohttp.ClientSession() as http:
        post = Post(slack.running, str(slack.running.box.workspace.app.request_url), http)
        assert "/kudos" in (await post.command("/kudoz", "", "U1"))["text"]


async def test_a_prefix_stands_before_every_name(slack: Conversation, made: Made):
    slack.running.candor.house.prefix = "x"
    ann, bob = await made.people("Ann", "Bob")
    async with aiohttp.ClientSession() as http:
        post = Post(slack.running, str(slack.running.box.workspace.app.request_url), http)
        told = await post.command("/xkudos", f"{bob.mention} for the long way round", ann.id)
        assert "thanked" in told["text"]
        helped = json.dumps(await post.command("/xcandor", "help", ann.id))
        assert "/xkudos" in helped
        assert "`/kudos" not in helped
        assert "/xkudos" in json.dumps(await post.command("/xcandor", "kudos help", ann.id))
    await slack.settles()


@pytest.mark.parametrize("line", ["/candor kudos", "/candor KUDOS", "/candor people", "/candor candor help"])
async def test_every_room_is_also_behind_candor(slack: Conversation, made: Made, line: str):
    ann = await made.person("Ann")
    assert "I don't know" not in (await slack.speaks(ann).types(line)).text


@pytest.mark.parametrize("room", ["kudos", "people", "candor"])
async def test_every_room_answers_help(slack: Conversation, made: Made, room: str):
    ann = await made.person("Ann")
    reply = await slack.speaks(ann).types(f"/{room} help")
    assert f"/{room}" in words([dict(reply.message or {})])
    assert not reply.error


def test_the_caller_is_who_slack_says():
    view = {"app_installed_team_id": "T1"}
    grid = {"is_enterprise_install": "true", "enterprise_id": "E1", "team_id": "T9", "user_id": "U1"}
    for body, wanted in [
        ({"team_id": "T1", "user_id": "U1"}, ("T1", "U1", False)),
        ({"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}}, ("T1", "U1", False)),
        ({"team": {"id": "T2"}, "user": {"id": "U1", "team_id": "T2"}, "view": view}, ("T1", "U1", True)),
        ({"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T2"}}, ("T1", "U1", True)),
        ({"team_id": "T1", "authorizations": [{"team_id": "T1"}], "event": {"user": "U1"}}, ("T1", "U1", False)),
        (
            {"team_id": "T1", "authorizations": [{"team_id": "T1"}], "event": {"user": {"id": "U2"}}},
            ("T1", "U2", False),
        ),
        (grid, ("E1", "U1", False)),
        ({"authorizations": [{"is_enterprise_install": True, "enterprise_id": "E1"}], "event": {}}, ("E1", "", False)),
    ]:
        found = caller_of(body)
        assert (found.team, found.user, found.foreign) == wanted, body
