"""Rate limits and membership: who may post where, and how fast."""

from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from sandbox.client import Slack, SlackSaid
from sandbox.server import Sandbox
from tests.sandbox.rig import (
    client_of,
    manifest,
    refused,
)

GENERAL, KUDOS, ENGINEERING = "C0GENERAL1", "C0KUDOS001", "C0ENGINEER"
ADA, BOB, LEAVER = "U0ADA00000", "U0BOB00000", "U0WANDA000"


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


async def test_a_new_commercial_app_reads_fifteen_messages_a_minute():
    async with Sandbox(manifest(), new_commercial_app=True) as box:
        client = client_of(box)
        await client.conversations_join(channel=KUDOS)
        for number in range(20):
            await box.page.carry_out({"as": ADA, "verb": "say", "channel": KUDOS, "text": str(number)})
        assert len((await client.conversations_history(channel=KUDOS, limit=200))["messages"]) <= 15
        assert (await refused(client.conversations_history(channel=KUDOS)))["error"] == "ratelimited"
