"""Each kind of fault, as an unmodified client meets it."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from sandbox.client import Slack, SlackSaid
from sandbox.faults import KINDS
from sandbox.responses import new_response_url
from sandbox.server import Sandbox
from tests.sandbox.rig import by_socket, client_of, manifest, refused, rigged, soon

ADA, KUDOS = "U0ADA00000", "C0KUDOS001"


async def test_rate_limit_answers_429_with_retry_after_for_its_method_only(box, client):
    await box.fault("rate_limit", method="chat.postMessage", retry_after=7)
    with pytest.raises(SlackApiError) as told:
        await client.chat_postMessage(channel=ADA, text="x")
    assert told.value.response.status_code == 429 and told.value.response.headers["Retry-After"] == "7"
    assert told.value.response["error"] == "ratelimited"
    await client.chat_postMessage(channel=ADA, text="x")


async def test_a_server_error_has_its_status_and_no_json(box, client):
    await box.fault("server_error", status=503, times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError) as told:
            await client.auth_test()
        assert told.value.response.status_code == 503
    assert (await client.auth_test())["ok"]


async def test_a_timeout_never_answers_and_does_nothing(box):
    await box.fault("timeout", method="chat.postMessage")
    client = client_of(box, timeout=1, retry_handlers=[])
    with pytest.raises(TimeoutError):
        await client.chat_postMessage(channel=KUDOS, text="lost")
    assert not box.world.channels[KUDOS].messages


async def test_a_slow_answer_comes_after_all(box, client):
    await box.fault("slow", method="auth.test", seconds=0.2)
    loop = asyncio.get_running_loop()
    started = loop.time()
    assert (await client.auth_test())["ok"]
    assert loop.time() - started >= 0.2


async def test_a_lost_answer_means_that_slack_has_the_message(box):
    await box.fault("lost_answer", method="chat.postMessage")
    client = client_of(box, retry_handlers=[])
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=KUDOS, text="kept")
    assert [each["text"] for each in box.world.channels[KUDOS].messages.values()] == ["kept"]


async def test_slack_sdks_own_retry_posts_a_lost_answer_twice(box, client):
    await box.fault("lost_answer", method="chat.postMessage")
    await client.chat_postMessage(channel=KUDOS, text="twice")
    assert [each["text"] for each in box.world.channels[KUDOS].messages.values()] == ["twice", "twice"]


async def test_a_dropped_socket_is_opened_again_by_the_client():
    async with rigged() as rig:
        hub = rig.box.workspace.hub
        first = hub._connections[0]
        await rig.box.fault("drop_socket")
        await soon(lambda: hub.count == 1 and hub._connections[0] is not first, seconds=20)


async def test_a_half_dead_socket_looks_open_until_the_client_notices():
    async with rigged() as rig:
        hub = rig.box.workspace.hub
        rig.app.event("user_change")(_nothing)
        async with by_socket(rig.box, rig.app, ping_interval=0.2):
            await soon(lambda: hub.count == 2)
            old = list(hub._connections)
            await rig.box.fault("half_dead_socket")
            assert hub.count == 2 and all(each.half_dead for each in old)
            await soon(lambda: any(each not in old for each in hub._connections), seconds=15)


async def _nothing():
    """Acknowledged by Bolt."""


async def test_disconnect_makes_the_client_come_again():
    async with rigged() as rig:
        hub = rig.box.workspace.hub
        first = hub._connections[0]
        await rig.box.fault("disconnect", reason="warning")
        await soon(lambda: hub.count == 1 and hub._connections[0] is not first)


async def test_a_duplicate_event_bears_the_same_event_id(rig):
    heard = []

    @rig.app.event("user_change")
    async def on_change(body):
        heard.append(body["event_id"])

    await rig.box.fault("duplicate")
    rig.box.change("change_person", user="ada", title="Founder")
    await soon(lambda: len(heard) == 2)
    assert heard[0] == heard[1]


async def test_a_duplicate_command_arrives_twice_with_one_trigger(rig):
    heard = []

    @rig.app.command("/kudos")
    async def on_command(ack, command):
        await ack()
        heard.append(command["trigger_id"])

    await rig.box.fault("duplicate", method="/kudos")
    await (await rig.person("ada")).types("/kudos hi")
    await soon(lambda: len(heard) == 2)
    assert heard[0] == heard[1]


async def test_an_ignored_ack_brings_the_event_again_as_a_retry(rig):
    heard = []

    @rig.app.event("user_change")
    async def on_change(body, request):
        heard.append((body["event_id"], request.headers.get("x-slack-retry-num", ["0"])[0]))

    await rig.box.fault("retry", method="user_change")
    rig.box.change("change_person", user="ada", title="Founder")
    await soon(lambda: len(heard) == 2)
    await rig.box.settle()
    assert heard[0][0] == heard[1][0] and [each[1] for each in heard] == ["0", "1"]


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        ({"kind": "token_revoked"}, {"error": "token_revoked"}),
        ({"kind": "missing_scope", "scope": "chat:write"}, {"error": "missing_scope", "needed": "chat:write"}),
        ({"kind": "error", "error": "fatal_error"}, {"error": "fatal_error"}),
    ],
    ids=lambda each: each.get("kind", ""),
)
async def test_slacks_errors_come_by_name(box, client, fault, answer):
    await box.fault(**fault)
    assert (await refused(client.auth_test())).items() >= answer.items()
    assert (await client.auth_test())["ok"]


async def test_faults_are_listed_and_taken_back_over_http(box, client):
    async with Slack(box.url) as slack:
        first = await slack.causes("error", error="fatal_error", times=3)
        await slack.causes("server_error", method="users.list")
        waiting = (await slack.get("faults"))["faults"]
        assert [(each["kind"], each["times"]) for each in waiting] == [("error", 3), ("server_error", 1)]
        async with slack.http.delete(f"{box.url}/sandbox/api/faults/{first}") as answer:
            assert (await answer.json())["gone"] == 1
        async with slack.http.delete(f"{box.url}/sandbox/api/faults") as answer:
            assert (await answer.json())["gone"] == 1
        with pytest.raises(SlackSaid, match="There is no fault 'rain'"):
            await slack.causes("rain")
        with pytest.raises(SlackSaid, match="A fault has no colour"):
            await slack.causes("slow", colour="red")
    assert (await client.auth_test())["ok"]
    assert len(set(KINDS)) == 13


async def test_a_response_url_fails_on_demand_too():
    async with Sandbox(manifest(), pace="off") as box:
        url = _url(box)
        await box.fault("server_error", method="response_url")
        async with aiohttp.ClientSession() as http:
            async with http.post(url, json={"text": "x"}) as answer:
                assert answer.status == 500
            async with http.post(url, json={"text": "x"}) as answer:
                assert answer.status == 200


def _url(box):
    return new_response_url(box.workspace, ADA, "C0GENERAL1")
