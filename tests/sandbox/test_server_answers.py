"""response_url, and signed HTTP with its retries."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from urllib.parse import parse_qs

import aiohttp
from aiohttp import web

from sandbox.client import Slack
from sandbox.responses import new_response_url
from sandbox.server import Sandbox
from tests.sandbox.rig import (
    button,
    manifest,
    rigged,
)

GENERAL, KUDOS, ENGINEERING = "C0GENERAL1", "C0KUDOS001", "C0ENGINEER"
ADA, BOB, LEAVER = "U0ADA00000", "U0BOB00000", "U0WANDA000"


async def _answer(url, payload):
    async with aiohttp.ClientSession() as http, http.post(url, json=payload) as answer:
        return answer.status, await answer.text()


async def test_a_response_url_is_good_five_times():
    async with rigged() as rig:
        urls = []

        @rig.app.command("/kudos")
        async def on_command(ack, command):
            await ack()
            urls.append(command["response_url"])

        ada = await rig.person("ada")
        await ada.types("/kudos")
        for _ in range(5):
            assert await _answer(urls[0], {"text": "hi"}) == (200, "ok")
        status, text = await _answer(urls[0], {"text": "hi"})
        assert status == 404 and json.loads(text)["error"] == "used_url"
        assert len(await ada.ephemerals()) == 5


async def test_a_response_url_is_good_for_thirty_minutes_and_needs_sound_blocks(monkeypatch, box):
    url = new_response_url(box.workspace, ADA, GENERAL)
    status, text = await _answer(url, {"text": "x", "blocks": [{"type": "nothing"}]})
    assert status == 400 and json.loads(text)["error"] == "invalid_blocks"
    assert (await _answer(url, {"response_type": "in_channel", "text": "all"}))[0] == 200
    assert [each["text"] for each in box.world.channels[GENERAL].messages.values()] == ["all"]
    box.workspace.answers[url.partition("/sandbox/response/")[2]]["until"] = time.monotonic() - 1
    status, text = await _answer(url, {"text": "x"})
    assert status == 404 and json.loads(text)["error"] == "expired_url"


async def test_an_ephemeral_is_replaced_and_deleted_by_its_own_address(rig):
    @rig.app.command("/kudos")
    async def on_command(ack):
        await ack(text="x", blocks=[{"type": "actions", "block_id": "b", "elements": [button("a"), button("z")]}])

    @rig.app.action("a")
    async def on_replace(ack, respond, body):
        assert "message" not in body and body["container"]["is_ephemeral"] is True
        await ack()
        await respond(text="replaced", replace_original=True, blocks=body.get("blocks"))

    @rig.app.action("z")
    async def on_delete(ack, respond):
        await ack()
        await respond(delete_original=True)

    ada = await rig.person("ada")
    await ada.types("/kudos")
    await ada.types("/kudos")
    first, second = await ada.ephemerals()
    await ada.clicks(first, "a")

    async def replaced():
        return [each for each in await ada.ephemerals() if each["text"] == "replaced"]

    assert [each["ts"] for each in await ada.waits_for(replaced)] == [first["ts"]]
    await ada.clicks(second, "z")

    async def gone():
        return len(await ada.ephemerals()) == 1

    await ada.waits_for(gone)


async def test_http_payloads_are_signed_and_retries_say_so():
    seen = []

    async def take(request):
        seen.append((dict(request.headers), (await request.read()).decode()))
        return web.Response(status=500 if len(seen) < 3 else 200)

    async with (
        _listening(take) as url,
        Sandbox(manifest(), pace="off", retries=(0.0, 0.0, 0.0), request_url=url) as box,
    ):
        box.change("change_person", user="ada", title="Founder")
        await box.settle()
        secret = box.signing_secret
    assert [each[0].get("X-Slack-Retry-Num") for each in seen] == [None, "1", "2"]
    assert seen[1][0]["X-Slack-Retry-Reason"] == "http_error"
    assert len({json.loads(each[1])["event_id"] for each in seen}) == 1
    for headers, body in seen:
        stamp = headers["X-Slack-Request-Timestamp"]
        mac = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        assert headers["X-Slack-Signature"] == f"v0={mac}"
        assert abs(time.time() - int(stamp)) < 60


async def test_an_app_may_ask_for_no_retry_and_commands_are_form_fields():
    seen = []

    async def take(request):
        body = (await request.read()).decode()
        seen.append(body)
        if request.content_type == "application/json":
            return web.Response(status=500, headers={"x-slack-no-retry": "1"})
        return web.json_response({"text": "hi"})

    async with _listening(take) as url, Sandbox(manifest(), pace="off", request_url=url) as box:
        box.change("change_person", user="ada", title="Founder")
        await box.settle()
        assert len(seen) == 1
        async with Slack(box.url) as slack:
            said = await (await slack.person("ada")).types("/kudos hi there")
    assert said["response"]["text"] == "hi"
    fields = parse_qs(seen[1])
    assert fields["command"] == ["/kudos"] and fields["text"] == ["hi there"] and "trigger_id" in fields


async def test_the_request_url_is_verified_by_a_challenge():
    async def take(request):
        return web.Response(text=(await request.json())["challenge"])

    async with _listening(take) as url, Sandbox(manifest(), request_url=url) as box:
        assert await box.workspace.dispatcher.verify_request_url() is True


def _listening(handler):
    return _Listening(handler)


class _Listening:
    def __init__(self, handler):
        app = web.Application()
        app.router.add_post("/in", handler)
        self.runner = web.AppRunner(app, access_log=None)

    async def __aenter__(self):
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{self.runner.addresses[0][1]}/in"

    async def __aexit__(self, *_):
        await self.runner.cleanup()
