"""The client for tests, and the page's API that it and the page share."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import aiohttp
import pytest

from sandbox.client import Slack, SlackSaid, words_of
from tests.sandbox.rig import button, home, modal, rigged, section

KUDOS, ADA, BOB = "C0KUDOS001", "U0ADA00000", "U0BOB00000"


def _option(value):
    return {"text": {"type": "plain_text", "text": value.title()}, "value": value}


def _input(kind, block_id, **more):
    return {
        "type": "input",
        "block_id": block_id,
        "optional": True,
        "label": {"type": "plain_text", "text": block_id.title()},
        "element": {"type": kind, "action_id": "a", **more},
    }


async def test_every_kind_of_input_is_filled_in_by_plain_values():
    options = [_option("red"), _option("green")]
    fields: dict[str, tuple[str, dict[str, Any], Any, dict[str, Any]]] = {
        "words": ("plain_text_input", {}, "hi", {"value": "hi"}),
        "colour": ("static_select", {"options": options}, "Red", {"selected_option": options[0]}),
        "colours": ("multi_static_select", {"options": options}, ["red"], {"selected_options": [options[0]]}),
        "boxes": ("checkboxes", {"options": options}, ["green"], {"selected_options": [options[1]]}),
        "radio": ("radio_buttons", {"options": options}, "green", {"selected_option": options[1]}),
        "who": ("users_select", {}, BOB, {"selected_user": BOB}),
        "whom": ("multi_users_select", {}, [ADA, BOB], {"selected_users": [ADA, BOB]}),
        "where": ("conversations_select", {}, KUDOS, {"selected_conversation": KUDOS}),
        "day": ("datepicker", {}, date(2026, 12, 24), {"selected_date": "2026-12-24"}),
        "time": ("timepicker", {}, "09:30", {"selected_time": "09:30"}),
        "number": ("number_input", {"is_decimal_allowed": False}, "7", {"value": "7"}),
        "mail": ("email_text_input", {}, "a@b.example", {"value": "a@b.example"}),
        "link": ("url_text_input", {}, "https://b.example", {"value": "https://b.example"}),
        "nothing": ("plain_text_input", {}, None, {"value": None}),
    }
    heard = []
    async with rigged() as rig:

        @rig.app.view("form")
        async def on_submit(ack, view):
            heard.append(view["state"]["values"])
            await ack()

        view = modal(*[_input(kind, name, **more) for name, (kind, more, _, _) in fields.items()])
        await rig.client.views_open(trigger_id=rig.box.workspace.triggers.issue(ADA), view=view)
        ada = await rig.person("ada")
        await ada.submits({name: value for name, (_, _, value, _) in fields.items() if value is not None})
    got = {name: {k: v for k, v in each["a"].items() if k != "type"} for name, each in heard[0].items()}
    assert got == {name: expected for name, (_, _, _, expected) in fields.items()}


@pytest.mark.parametrize(
    ("kind", "more", "value", "words"),
    [
        ("plain_text_input", {"max_length": 3}, "long", "3 characters or fewer"),
        ("plain_text_input", {"min_length": 9}, "short", "at least 9"),
        ("number_input", {"is_decimal_allowed": False}, "1.5", "valid number"),
        ("number_input", {"is_decimal_allowed": True, "max_value": "2"}, "3", "at most 2"),
        ("email_text_input", {}, "nobody", "valid email"),
        ("url_text_input", {}, "nowhere", "valid URL"),
        ("multi_users_select", {"max_selected_items": 1}, [ADA, BOB], "no more than 1"),
    ],
)
async def test_slacks_own_client_refuses_what_does_not_fit(box, client, kind, more, value, words):
    view = modal(_input(kind, "field", **more))
    await client.views_open(trigger_id=box.workspace.triggers.issue(ADA), view=view)
    async with Slack(box.url) as slack:
        with pytest.raises(SlackSaid) as told:
            await (await slack.person("ada")).submits({"Field": value})
    assert words in told.value.errors["field"]


async def test_a_field_or_button_that_is_not_there_is_named(box, client):
    await client.views_open(trigger_id=box.workspace.triggers.issue(ADA), view=modal())
    async with Slack(box.url) as slack:
        ada = await slack.person("ada")
        with pytest.raises(LookupError, match="What for"):
            await ada.submits({"Nowhere": "x"})
        with pytest.raises(LookupError, match="no person zoe"):
            await slack.person("zoe")
        with pytest.raises(LookupError, match="no channel attic"):
            await ada.sees("attic")


async def test_choices_in_messages_and_on_home_reach_the_app(rig):
    heard = []

    @rig.app.action("pick")
    async def on_pick(ack, action):
        await ack()
        heard.append(action["selected_option"]["value"])

    select = {"type": "static_select", "action_id": "pick", "options": [_option("red"), _option("green")]}
    overflow = {"type": "overflow", "action_id": "pick", "options": [_option("red"), _option("green")]}
    await rig.client.chat_postMessage(channel=ADA, text="x", blocks=[section("x") | {"accessory": select}])
    await rig.client.views_publish(user_id=ADA, view=home(section("x") | {"accessory": overflow}))
    ada = await rig.person("ada")
    await ada.clicks((await ada.dms())[-1], "pick", "red")
    await ada.clicks(await ada.home(), "pick", "green")
    assert heard == ["red", "green"]


async def test_mentions_and_unread_messages_are_counted(box, client):
    async with Slack(box.url) as slack:
        ada, bob, noor = [await slack.person(name) for name in ("ada", "bob", "noor")]
        await ada.says("hello all", channel="kudos")
        await ada.says("and @bob, and @people-team", channel="kudos")
        assert await bob.unread("kudos") == (2, 1)
        assert await noor.unread("kudos") == (2, 1)
        assert await ada.unread("kudos") == (0, 0)
        await client.chat_postMessage(channel=KUDOS, text="&lt;!channel&gt; <@U0ADA00000>")
        assert await ada.unread("kudos") == (1, 1)
        blocks = [{"type": "section", "text": {"type": "plain_text", "text": "<!channel> <@U0ADA00000>"}}]
        await client.chat_postMessage(channel=KUDOS, text="plain", blocks=blocks)
        assert await ada.unread("kudos") == (2, 1)
        await client.chat_postMessage(channel=KUDOS, text="x", blocks=[section("hey @here")])
        assert await ada.unread("kudos") == (3, 2)
        await ada.does("read", channel=KUDOS)
        assert await ada.unread("kudos") == (0, 0)
        await client.chat_postMessage(channel=BOB, text="a DM calls")
        assert await bob.unread((await bob.does("home", tab="messages"))["channel"]) == (1, 1)


async def test_threads_edits_reactions_and_deletions_are_seen_live(box):
    async with Slack(box.url) as slack:
        ada, bob = await slack.person("ada"), await slack.person("bob")
        address = f"{box.url}/sandbox/api/live"
        async with slack.http.ws_connect(address, params={"as": bob.id}) as live:
            await asyncio.sleep(0)
            ts = await ada.says("one", channel="random")
            reply = await ada.says("two", channel="random", thread=ts)
            await ada.does("edit", channel="C0RANDOM01", ts=ts, text="one & a half")
            await bob.does("react", channel="C0RANDOM01", ts=ts, name="tada")
            await ada.does("delete", channel="C0RANDOM01", ts=reply)
            news: list[Any] = []
            while not any(each["type"] == "deleted" for each in news):
                news.append(await live.receive_json(timeout=5))
        first = news[0]
        assert (first["type"], first["channel"], first["message"]["text"]) == ("message", "C0RANDOM01", "one")
        assert {"type": "unread", "channel": "C0RANDOM01", "unread": 1, "mentions": 0} in news
        parent = (await bob.sees("random"))[0]
        assert words_of(parent) == "one & a half" and "reply_count" not in parent
        assert parent["reactions"] == [{"name": "tada", "users": [BOB], "count": 1}]
        with pytest.raises(SlackSaid, match="somebody else's"):
            await bob.does("delete", channel="C0RANDOM01", ts=ts)


async def test_private_places_are_closed_to_others(box):
    async with Slack(box.url) as slack:
        bob = await slack.person("bob")
        for verb in ("say", "read", "join", "react"):
            with pytest.raises(SlackSaid, match="channel_not_found"):
                await bob.does(verb, channel="C0PEOPLE01", text="x", ts="1.000001", name="tada")
        answer = await slack.get("messages", **{"as": bob.id, "channel": "C0PEOPLE01"})
        assert answer["error"] == "not_found"


async def test_nobody_acts_in_another_persons_modal(box, client):
    view = (await client.views_open(trigger_id=box.workspace.triggers.issue(ADA), view=modal()))["view"]
    async with Slack(box.url) as slack:
        bob = await slack.person("bob")
        with pytest.raises(SlackSaid, match="no longer on top"):
            await bob.does("submit", view_id=view["id"], state={})
        at = {"type": "view", "view_id": view["id"]}
        with pytest.raises(SlackSaid, match="no longer open"):
            await bob.does("action", container=at, block_id="words", action_id="text", element={})
        assert button()["action_id"] == "go"


async def test_a_leaver_cannot_act_and_an_unknown_verb_is_named(box):
    async with Slack(box.url) as slack:
        with pytest.raises(SlackSaid, match="user_not_found"):
            await (await slack.person("wanda")).says("boo")
        with pytest.raises(SlackSaid, match="unknown_verb"):
            await (await slack.person("ada")).does("dance")


async def test_a_person_uploads_and_shares_a_file(box):
    async with Slack(box.url) as slack:
        ada, bob = await slack.person("ada"), await slack.person("bob")
        file = await ada.uploads("people.csv", b"name\nAda\n")
        await ada.says("the list", channel="random", files=[file])
        shared = (await bob.sees("random"))[-1]["files"][0]
        async with aiohttp.ClientSession() as http, http.get(shared["url"]) as answer:
            assert await answer.read() == b"name\nAda\n"


async def test_the_world_changes_with_the_events_that_slack_sends(rig):
    heard: list[Any] = []

    @rig.app.event("team_join")
    async def on_join(event):
        heard.append(("join", event["user"]["name"]))

    @rig.app.event("user_change")
    async def on_change(event):
        heard.append(("change", event["user"]["name"], event["user"]["deleted"]))

    @rig.app.event("subteam_members_changed")
    async def on_group(event):
        heard.append(("group", event["added_users"], event["removed_users"]))

    slack = rig.slack
    await slack.changes("add_person", name="zoe", real_name="Zoe Park", tz="Asia/Seoul")
    await slack.changes("deactivate", user="bob")
    await slack.changes("set_group", id="S0PEOPLE01", users=["noor", "zoe"])
    await rig.box.settle()
    zoe = await slack.person("zoe")
    assert sorted(heard) == sorted([("join", "zoe"), ("change", "bob", True), ("group", [zoe.id], [ADA])])
    with pytest.raises(SlackSaid, match="A person has no shoe"):
        await slack.changes("change_person", user="zoe", shoe="left")
    with pytest.raises(SlackSaid, match="The world knows"):
        await slack.changes("burn")


async def test_the_developer_log_tells_ways_times_and_complaints_but_no_secret(rig):
    @rig.app.command("/kudos")
    async def on_command(ack, client):
        await ack("hi")

    await (await rig.person("ada")).types("/kudos")
    with pytest.raises(Exception, match="channel_not_found"):
        await rig.client.chat_postMessage(channel="C404", text="x")
    entries = await rig.slack.log()
    names = [each["name"] for each in entries]
    assert "/kudos" in names and "chat.postMessage" in names
    command = entries[names.index("/kudos")]
    assert command["way"] == "to app" and command["ms"] > 0 and "hi" in str(command["response"])
    post = entries[names.index("chat.postMessage")]
    assert post["complaints"] == ["channel_not_found"] and post["way"] == "from app"
    app = rig.box.workspace.app
    secrets = [rig.box.bot_token, rig.box.app_token, app.verification_token, app.signing_secret]
    assert not any(secret in str(entries) for secret in secrets)


async def test_boot_tells_the_page_all_it_needs(box):
    async with Slack(box.url) as slack:
        boot = await slack.boot()
        app = boot["apps"][0]
        assert [each["command"] for each in app["commands"]] == ["/kudos", "/raw"]
        assert (app["home"], app["messages_tab"], app["connected"]) == (True, True, False)
        assert {"id", "name", "real_name", "tz", "is_guest", "is_external", "color"} <= set(boot["people"][0])
        assert boot["emoji"]["tada"] == "🎉" and boot["groups"][0]["users"]
        async with slack.http.get(f"{box.url}/healthz") as answer:
            assert answer.status == 200
        async with slack.http.get(f"{box.url}/") as answer:
            assert answer.status == 200 and "<html" in await answer.text()


async def test_other_web_sites_cannot_play_with_it(box):
    async with aiohttp.ClientSession() as http:
        for origin, status in (("https://evil.example", 403), (box.url, 200)):
            order = {"as": ADA, "verb": "say", "channel": KUDOS, "text": "x"}
            address = f"{box.url}/sandbox/api/do"
            async with http.post(address, json=order, headers={"Origin": origin}) as answer:
                assert answer.status == status
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await http.ws_connect(f"{box.url}/sandbox/api/live?as={ADA}", headers={"Origin": "https://evil.example"})


async def test_a_new_conversation_is_told_before_its_first_message(box, client):
    async with Slack(box.url) as slack:
        async with slack.http.ws_connect(f"{box.url}/sandbox/api/live", params={"as": BOB}) as live:
            await client.chat_postMessage(channel=BOB, text="hello")
            kinds = []
            while "message" not in kinds:
                news = await live.receive_json(timeout=5)
                kinds.append(news["type"])
                if news["type"] == "conversation":
                    assert news["conversation"]["app"] == box.workspace.app.id
        assert kinds.index("conversation") < kinds.index("message")
