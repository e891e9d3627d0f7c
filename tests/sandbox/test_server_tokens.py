"""Installing, revoking, rotating, uninstalling."""

from __future__ import annotations

import time

import aiohttp
import pytest

from sandbox.client import SlackSaid
from sandbox.server import Sandbox
from tests.sandbox.rig import (
    client_of,
    manifest,
    refused,
    soon,
)

GENERAL, KUDOS, ENGINEERING = "C0GENERAL1", "C0KUDOS001", "C0ENGINEER"
ADA, BOB, LEAVER = "U0ADA00000", "U0BOB00000", "U0WANDA000"


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
