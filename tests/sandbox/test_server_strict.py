"""The strictness checklist, a test or more for each line."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from urllib.parse import parse_qs

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError

from sandbox.client import Slack, SlackSaid
from sandbox.responses import new_response_url
from sandbox.server import Sandbox
from tests.sandbox.rig import (
    QUIET,
    button,
    by_socket,
    client_of,
    home,
    manifest,
    modal,
    refused,
    rigged,
    soon,
    text_input,
)

GENERAL, KUDOS, ENGINEERING = "C0GENERAL1", "C0KUDOS001", "C0ENGINEER"
ADA, BOB, LEAVER = "U0ADA00000", "U0BOB00000", "U0WANDA000"


# 1. Unknown properties, long texts, duplicate ids, forbidden blocks (the table of payloads is the validator's own)


async def test_external_ids_are_unique_in_the_workspace(box, client):
    trigger = box.workspace.triggers
    await client.views_open(trigger_id=trigger.issue(ADA), view=modal(external_id="one"))
    answer = await refused(client.views_open(trigger_id=trigger.issue(BOB), view=modal(external_id="one")))
    assert answer["error"] == "duplicate_external_id"
    await client.views_update(external_id="one", view=modal(external_id="one"))


async def test_a_duplicate_block_id_and_an_unknown_property_are_refused(client):
    twice = [{"type": "divider", "block_id": "b"}, {"type": "divider", "block_id": "b"}]
    assert (await refused(client.chat_postMessage(channel=ADA, text="x", blocks=twice)))["error"] == "invalid_blocks"
    strange = [{"type": "divider", "colour": "red"}]
    answer = await refused(client.chat_postMessage(channel=ADA, text="x", blocks=strange))
    assert "invalid additional property: colour" in answer["errors"][0]


# 2. Triggers, stack, hash, errors


async def test_a_trigger_is_good_once(box, client):
    trigger = box.workspace.triggers.issue(ADA)
    await client.views_open(trigger_id=trigger, view=modal())
    again = await refused(client.views_open(trigger_id=trigger, view=modal()))
    assert again["error"] == "exchanged_trigger_id"


async def test_a_trigger_is_good_for_three_real_seconds():
    async with Sandbox(manifest(), pace="off", trigger_life=0.02) as box:
        trigger = box.workspace.triggers.issue(ADA)
        await asyncio.sleep(0.05)
        answer = await refused(client_of(box).views_open(trigger_id=trigger, view=modal()))
        assert answer["error"] == "expired_trigger_id"
    assert Sandbox(manifest()).workspace.habits.trigger_life == 3.0


async def test_three_views_are_the_most(box, client):
    triggers = box.workspace.triggers
    view = (await client.views_open(trigger_id=triggers.issue(ADA), view=modal()))["view"]
    for _ in range(2):
        view = (await client.views_push(trigger_id=triggers.issue(ADA, view_id=view["id"]), view=modal()))["view"]
    answer = await refused(client.views_push(trigger_id=triggers.issue(ADA, view_id=view["id"]), view=modal()))
    assert answer["error"] == "push_limit_reached"


async def test_nothing_is_pushed_from_home_or_a_message(box, client):
    triggers = box.workspace.triggers
    for trigger in (triggers.issue(ADA, home=True), triggers.issue(ADA)):
        answer = await refused(client.views_push(trigger_id=trigger, view=modal()))
        assert answer["error"] == "invalid_arguments"
        assert "must match the `type` of the root view" in answer["response_metadata"]["messages"][0]


async def test_a_stale_hash_is_a_conflict(box, client):
    first = (await client.views_publish(user_id=ADA, view=home()))["view"]
    second = (await client.views_publish(user_id=ADA, view=home(), hash=first["hash"]))["view"]
    assert second["id"] == first["id"] and second["hash"] != first["hash"]
    assert (await refused(client.views_publish(user_id=ADA, view=home(), hash=first["hash"])))["error"] == (
        "hash_conflict"
    )
    opened = (await client.views_open(trigger_id=box.workspace.triggers.issue(ADA), view=modal()))["view"]
    update = client.views_update(view_id=opened["id"], view=modal(), hash="1.stale")
    assert (await refused(update))["error"] == "hash_conflict"


async def test_home_switched_off_is_not_enabled():
    app_home = {"home_tab_enabled": False, "messages_tab_enabled": True}
    async with Sandbox(manifest(app_home=app_home), pace="off") as box:
        assert (await refused(client_of(box).views_publish(user_id=ADA, view=home())))["error"] == "not_enabled"


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "dance"},
        {"text": "thanks"},
    ],
    ids=["stranger", "empty", "bad-view", "unknown", "words"],
)
async def test_an_answer_that_slack_does_not_understand_leaves_the_modal_and_is_shown(answer):
    async with rigged() as rig:

        @rig.app.view("form")
        async def on_submit(ack):
            await ack(answer) if "text" in answer else await _raw(ack, answer)

        await rig.client.views_open(trigger_id=rig.box.workspace.triggers.issue(ADA), view=modal())
        ada = await rig.person("ada")
        with pytest.raises(SlackSaid) as told:
            await ada.submits({"words": "hello"})
        assert told.value.error == "invalid_arguments" and told.value.errors == {}
        assert await ada.modal() is not None
        assert any(each.startswith("form: invalid_arguments") for each in rig.box.complaints)


async def _raw(ack, answer):
    """What an app in another language could answer; Bolt's own ack refuses some of it."""
    ack.response = BoltResponse(status=200, body=answer)


async def test_what_was_typed_survives_an_update_of_the_same_fields(box, client):
    view = (await client.views_open(trigger_id=box.workspace.triggers.issue(ADA), view=modal()))["view"]
    async with Slack(box.url) as slack:
        ada = await slack.person("ada")
        with pytest.raises(SlackSaid):
            await ada.submits({"words": "kept"}, view=view)
        updated = await client.views_update(view_id=view["id"], view=modal(text_input(), text_input("other")))
    values = updated["view"]["state"]["values"]
    assert values["words"]["text"]["value"] == "kept" and values["other"]["text"]["value"] is None


# 3. Acks, redelivery, connections


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
    for each in others:
        each.cancel()
    for each in [*sockets, eleventh]:
        await each.__aexit__()


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


# 4. Limits: tests of scopes stand with the methods


async def test_a_method_over_its_tier_gets_429_for_itself_only():
    async with Sandbox(manifest()) as box:
        client = client_of(box)
        for _ in range(20):
            await client.emoji_list()
        async with aiohttp.ClientSession() as http:
            headers = {"Authorization": f"Bearer {box.bot_token}"}
            async with http.get(f"{box.api_url}emoji.list", headers=headers) as answer:
                assert answer.status == 429 and int(answer.headers["Retry-After"]) >= 1
                assert await answer.json() == {"ok": False, "error": "ratelimited"}
        await client.users_list()


async def test_a_channel_takes_one_post_a_second_with_short_bursts():
    async with Sandbox(manifest()) as box:
        client = client_of(box)
        told = [await _post(client, ADA) for _ in range(8)]
        assert told[:3] == ["ok"] * 3 and told[-1] == "ratelimited"
        assert await _post(client, BOB) == "ok"
        channel = (await client.conversations_open(users=ADA))["channel"]["id"]
        ephemeral = client.chat_postEphemeral(channel=channel, user=ADA, text="x")
        assert (await refused(ephemeral))["error"] == "ratelimited"


async def _post(client, channel):
    try:
        await client.chat_postMessage(channel=channel, text="x")
    except SlackApiError as error:
        return error.response["error"]
    return "ok"


async def test_the_workspace_takes_some_hundreds_of_posts_a_minute():
    async with Sandbox(manifest(), workspace_per_minute=60) as box:
        client = client_of(box)
        people = [box.world.add_person(name=f"p{number}").id for number in range(40)]
        told = [await _post(client, each) for each in people]
        assert told.count("ok") < 40 and "ratelimited" in told


# 5. Membership


async def test_posting_needs_membership_or_the_public_scope():
    scopes = [each for each in manifest()["oauth_config"]["scopes"]["bot"] if each != "chat:write.public"]
    async with Sandbox(manifest(scopes=scopes), pace="off") as box:
        client = client_of(box)
        assert (await refused(client.chat_postMessage(channel=KUDOS, text="x")))["error"] == "not_in_channel"
        await client.conversations_join(channel=KUDOS)
        await client.chat_postMessage(channel=KUDOS, text="x")
    async with Sandbox(manifest(), pace="off") as box:
        await client_of(box).chat_postMessage(channel=KUDOS, text="x")


async def test_a_leaver_gets_nothing_any_more(box, client):
    channel = (await client.chat_postMessage(channel=BOB, text="x"))["channel"]
    box.change("deactivate", user="bob")
    for where in (BOB, channel):
        assert (await refused(client.chat_postMessage(channel=where, text="x")))["error"] == "channel_not_found"
    assert (await refused(client.conversations_open(users=BOB)))["error"] == "user_disabled"


async def test_an_archived_channel_takes_nothing(box, client):
    ts = (await client.chat_postMessage(channel=KUDOS, text="x"))["ts"]
    box.change("archive", channel=KUDOS)
    assert (await refused(client.chat_postMessage(channel=KUDOS, text="x")))["error"] == "is_archived"
    add = client.reactions_add(channel=KUDOS, timestamp=ts, name="wave")
    assert (await refused(add))["error"] == "is_archived"


async def test_restricted_channels_say_so(box, client):
    box.world.channels[KUDOS].restricted = "thread_only"
    answer = await refused(client.chat_postMessage(channel=KUDOS, text="x"))
    assert answer["error"] == "restricted_action_thread_only_channel"
    box.world.channels[KUDOS].restricted = "read_only"
    answer = await refused(client.chat_postMessage(channel=KUDOS, text="x"))
    assert answer["error"] == "restricted_action_read_only_channel"


async def test_with_the_messages_tab_off_nobody_is_written_to():
    app_home = {"home_tab_enabled": True, "messages_tab_enabled": False}
    async with Sandbox(manifest(app_home=app_home), pace="off") as box:
        answer = await refused(client_of(box).chat_postMessage(channel=ADA, text="x"))
        assert answer["error"] == "messages_tab_disabled"


async def test_a_read_only_messages_tab_takes_no_words_from_people():
    app_home = {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": True,
    }
    async with Sandbox(manifest(app_home=app_home), pace="off") as box, Slack(box.url) as slack:
        with pytest.raises(SlackSaid, match="messages_tab_disabled"):
            await (await slack.person("ada")).tells_app("hello")


# 6. response_url and signatures


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


# 7. Tokens, installation, removal


async def test_uninstalling_is_told_and_kills_the_token(rig):
    heard = []

    @rig.app.event("app_uninstalled")
    async def on_gone(body):
        heard.append(body["event"]["type"])

    @rig.app.event("tokens_revoked")
    async def on_revoked(event):
        heard.append(event["tokens"]["bot"])

    bot = rig.box.workspace.app.bot_user_id
    rig.box.change("uninstall")
    await soon(lambda: len(heard) == 2)
    assert sorted(heard, key=str) == sorted(["app_uninstalled", [bot]], key=str)
    assert (await refused(rig.client.auth_test()))["error"] == "account_inactive"
    ada = await rig.person("ada")
    with pytest.raises(SlackSaid):
        await ada.types("/kudos")


async def test_a_revoked_token_is_dead_and_a_new_one_works(box, client):
    assert (await client.auth_revoke(test=True))["revoked"] is False
    assert (await client.auth_revoke())["revoked"] is True
    assert (await refused(client.auth_test()))["error"] == "token_revoked"
    fresh = box.change("new_token")["bot_token"]
    assert box.bot_token == fresh
    assert (await client_of(box).auth_test())["ok"]


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")  # slack_sdk still uses it
async def test_oauth_gives_a_code_that_works_once(box):
    app = box.workspace.app
    query = {
        "client_id": app.client_id,
        "scope": "commands,chat:write",
        "state": "s1",
        "redirect_uri": "https://kudos.example/slack/oauth_redirect",
    }
    async with aiohttp.ClientSession() as http:
        address = f"{box.url}/oauth/v2/authorize"
        async with http.get(address, params=query) as page:
            assert page.status == 200 and "chat:write" in await page.text()
        async with http.post(address, params=query, data={"answer": "allow"}, allow_redirects=False) as page:
            assert page.status == 302
            back = page.headers["Location"]
        async with http.get(address, params={**query, "redirect_uri": "https://evil.example/"}) as page:
            assert page.status == 400 and "bad_redirect_uri" in await page.text()
    assert back.startswith(query["redirect_uri"] + "?code=") and back.endswith("&state=s1")
    code = back.partition("code=")[2].partition("&")[0]
    client = client_of(box)
    give = {"client_id": app.client_id, "client_secret": app.client_secret, "redirect_uri": query["redirect_uri"]}
    wrong = {**give, "client_secret": "x"}
    assert (await refused(client.oauth_v2_access(**wrong, code=code)))["error"] == "bad_client_secret"
    elsewhere = {**give, "redirect_uri": "https://kudos.example/slack"}
    assert (await refused(client.oauth_v2_access(**elsewhere, code=code)))["error"] == "bad_redirect_uri"
    answer = await client.oauth_v2_access(**give, code=code)
    assert answer["access_token"].startswith("xoxb-") and "bot_id" not in answer.data
    assert answer["authed_user"]["id"] and answer["team"]["id"] == "T0SANDBOX1"
    assert (await refused(client.oauth_v2_access(**give, code=code)))["error"] == "invalid_code"
    assert (await client_of(box, answer["access_token"]).auth_test())["ok"]


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")
async def test_rotating_tokens_are_refreshed_once():
    async with Sandbox(manifest(token_rotation_enabled=True), pace="off") as box:
        app, client = box.workspace.app, client_of(box)
        who = {"client_id": app.client_id, "client_secret": app.client_secret}
        first = await client.oauth_v2_exchange(**who, token=box.bot_token)
        assert first["access_token"].startswith("xoxe.xoxb-") and first["expires_in"] == 43_200
        renew = {**who, "grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
        second = await client.oauth_v2_access(**renew)
        assert second["access_token"] != first["access_token"]
        assert (await refused(client.oauth_v2_access(**renew)))["error"] == "invalid_refresh_token"
        app.tokens[second["access_token"]].expires = time.time() - 1
        answer = await refused(client_of(box, second["access_token"]).auth_test())
        assert answer["error"] == "token_expired"


# 8. Pagination and users.list stand with the methods


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
