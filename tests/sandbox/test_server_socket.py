"""Acks, redelivery and connections in Socket Mode."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp

from sandbox.client import Slack, SlackSaid
from sandbox.server import Sandbox
from tests.sandbox.rig import (
    QUIET,
    by_socket,
    client_of,
    manifest,
    soon,
)

GENERAL, KUDOS, ENGINEERING = "C0GENERAL1", "C0KUDOS001", "C0ENGINEER"
ADA, BOB, LEAVER = "U0ADA00000", "U0BOB00000", "U0WANDA000"


async def test_an_unacknowledged_event_comes_again_with_the_same_id():
    async with Sandbox(manifest(), pace="off", patience=0.1, retries=(0.01, 0.01, 0.01)) as box, _socket(box) as socket:
        box.change("change_person", user="ada", title="Founder")
        seen = [await socket.receive_json() for _ in range(4)]
        assert [each["retry_attempt"] for each in seen] == [0, 1, 2, 3]
        assert [each["retry_reason"] for each in seen] == ["", "timeout", "timeout", "timeout"]
        assert len({each["payload"]["event_id"] for each in seen}) == 1
        assert len({each["envelope_id"] for each in seen}) == 4
        assert seen[0]["payload"]["event"]["user"]["profile"]["title"] == "Founder"
        assert seen[0]["accepts_response_payload"] is False
        await box.settle()


def _socket(box, **query):
    return _Socket(box, query)


class _Socket:
    """A hand-held connection that acknowledges nothing by itself."""

    def __init__(self, box, query):
        self.box, self.query = box, query

    async def __aenter__(self):
        self.http = aiohttp.ClientSession()
        ticket = self.box.workspace.hub.ticket()
        address = f"{self.box.url.replace('http', 'ws', 1)}/link/"
        self.socket = await self.http.ws_connect(address, params={"ticket": ticket, **self.query}, autoping=False)
        self.hello = await self.socket.receive_json()
        return self.socket

    async def __aexit__(self, *_):
        await self.socket.close()
        await self.http.close()


async def test_a_command_is_never_repeated_and_times_out_with_slacks_words():
    async with Sandbox(manifest(), pace="off", patience=0.1) as box, _socket(box) as socket, Slack(box.url) as slack:
        ada = await slack.person("ada")
        with pytest.raises(SlackSaid) as told:
            await ada.types("/kudos")
        assert told.value.text == '/kudos failed with the error "operation_timeout"'
        assert (await socket.receive_json())["accepts_response_payload"] is True
        with pytest.raises(TimeoutError):
            await socket.receive(timeout=0.3)


async def test_without_any_connection_the_app_cannot_be_reached(box):
    async with Slack(box.url) as slack:
        with pytest.raises(SlackSaid, match="dispatch_failed"):
            await (await slack.person("ada")).types("/kudos")


async def test_each_payload_goes_to_one_connection_and_ten_are_the_most(box):
    sockets = [_Socket(box, {}) for _ in range(10)]
    opened = [await each.__aenter__() for each in sockets]
    assert sockets[-1].hello["num_connections"] == 10
    eleventh = _Socket(box, {})
    await eleventh.__aenter__()
    assert (eleventh.hello["type"], eleventh.hello["reason"]) == ("disconnect", "too_many_websockets")
    box.change("change_person", user="ada", title="Founder")
    waiting = [asyncio.create_task(each.receive_json()) for each in opened]
    done, others = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    assert len(done) == 1
    for other in others:
        other.cancel()
    for socket in [*sockets, eleventh]:
        await socket.__aexit__()


async def test_a_ticket_opens_one_connection_only(box):
    ticket = box.workspace.hub.ticket()
    address = f"{box.url.replace('http', 'ws', 1)}/link/"
    async with aiohttp.ClientSession() as http:
        async with http.ws_connect(address, params={"ticket": ticket}) as socket:
            assert (await socket.receive_json())["type"] == "hello"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await http.ws_connect(address, params={"ticket": ticket})


async def test_a_connection_ages_warns_and_is_asked_to_refresh(monkeypatch):
    monkeypatch.setattr("sandbox.socketmode.WARNING_AHEAD", 0.05)
    async with Sandbox(manifest(), pace="off", socket_life=0.1) as box, _socket(box) as socket:
        reasons = [(await socket.receive_json())["reason"] for _ in range(2)]
    assert reasons == ["warning", "refresh_requested"]


async def test_a_ping_is_answered_with_its_own_payload(box):
    async with _socket(box) as socket:
        await socket.ping(b"sdk-ping-pong:123.4")
        pong = await socket.receive()
        assert (pong.type, pong.data) == (aiohttp.WSMsgType.PONG, b"sdk-ping-pong:123.4")


async def test_an_unmodified_socket_client_survives_a_restart_of_its_connection(box):
    app = AsyncApp(client=client_of(box), logger=QUIET)
    heard = []

    @app.event("user_change")
    async def on_change(event):
        heard.append(event["user"]["id"])

    async with by_socket(box, app, ping_interval=0.1):
        await box.fault("disconnect", reason="refresh_requested")
        await soon(lambda: box.workspace.hub.count == 1)
        box.change("change_person", user="ada", title="Founder")
        await soon(lambda: heard == [ADA])
