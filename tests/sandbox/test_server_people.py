"""What people do besides commands and forms, and how Slack's own refusals read to them."""

from __future__ import annotations

import aiohttp
import pytest

from sandbox.client import Slack, SlackSaid
from sandbox.server import Sandbox
from tests.sandbox.rig import button, client_of, manifest, modal, rigged, section, soon

ADA, BOB, KUDOS, RANDOM, OLD = "U0ADA00000", "U0BOB00000", "C0KUDOS001", "C0RANDOM01", "C0OLDNEWS1"


@pytest.fixture
async def ada(box):
    async with Slack(box.url) as slack:
        yield await slack.person("ada")


async def test_people_join_leave_and_write_to_each_other(box, ada):
    bob = await ada.slack.person("bob")
    await ada.does("join", channel="C0ENGINEER")
    assert (await ada.last("engineering"))["subtype"] == "channel_join"
    await ada.does("leave", channel="C0ENGINEER")
    with pytest.raises(SlackSaid, match="Join #engineering first"):
        await ada.says("x", channel="engineering")
    where = (await ada.does("dm", **{"with": bob.id}))["channel"]
    await ada.says("psst", channel=where)
    assert await bob.unread(where) == (1, 1)
    group = (await ada.does("dm", **{"with": [bob.id, "U0MEI00000"]}))["channel"]
    assert box.world.channels[group].kind == "mpim"
    assert (await ada.does("dm", **{"with": bob.id}))["channel"] == where


@pytest.mark.parametrize(
    ("verb", "order", "error"),
    [
        ("say", {"channel": RANDOM, "text": " "}, "no_text"),
        ("say", {"channel": RANDOM, "text": "x" * 40_001}, "msg_too_long"),
        ("say", {"channel": OLD, "text": "x"}, "is_archived"),
        ("say", {"channel": RANDOM, "text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ("command", {"channel": OLD, "command": "/kudos"}, "is_archived"),
        ("join", {"channel": OLD}, "is_archived"),
        ("dm", {"with": "U404"}, "user_not_found"),
        ("edit", {"channel": RANDOM, "ts": "1.000001", "text": "x"}, "message_not_found"),
        ("react", {"channel": RANDOM, "ts": "1.000001", "name": "tada"}, "message_not_found"),
        ("dismiss", {"channel": RANDOM, "ts": "1.000001"}, "message_not_found"),
        ("shortcut", {"callback_id": "quote"}, "unknown_shortcut"),
        ("message_shortcut", {"channel": RANDOM, "callback_id": "give", "ts": "1.000001"}, "unknown_shortcut"),
        ("message_shortcut", {"channel": RANDOM, "callback_id": "quote", "ts": "1.000001"}, "message_not_found"),
        ("action", {"container": {"type": "view", "view_id": "V404"}, "action_id": "x"}, "not_found"),
        ("action", {"container": {"type": "message", "channel": "C0PEOPLE0X", "ts": "1"}}, "channel_not_found"),
        ("action", {"container": {"type": "message", "channel": RANDOM, "ts": "1"}}, "message_not_found"),
        ("suggest", {"container": {"type": "message", "channel": RANDOM, "ts": "1"}}, "message_not_found"),
        ("submit", {"view_id": "V404"}, "not_found"),
        ("close", {"view_id": "V404"}, "not_found"),
    ],
)
async def test_what_cannot_be_done_is_said(ada, verb, order, error):
    with pytest.raises(SlackSaid) as told:
        await ada.does(verb, **order)
    assert told.value.error == error and told.value.text


async def test_an_ephemeral_can_be_dismissed(client, ada):
    await client.conversations_join(channel=KUDOS)
    sent = await client.chat_postEphemeral(channel=KUDOS, user=ADA, text="only you")
    seen = await ada.ephemerals("kudos")
    assert [each["ts"] for each in seen] == [sent["message_ts"]]
    await ada.does("dismiss", channel=KUDOS, ts=sent["message_ts"])
    assert await ada.ephemerals("kudos") == []


async def test_a_deleted_parent_stays_as_a_tombstone(box, client, ada):
    await client.conversations_join(channel=KUDOS)
    parent = (await client.chat_postMessage(channel=KUDOS, text="p", blocks=[section("p")]))["ts"]
    await client.chat_postMessage(channel=KUDOS, text="r", thread_ts=parent)
    await client.chat_delete(channel=KUDOS, ts=parent)
    thread = await ada.sees("kudos", thread=parent)
    assert [each.get("subtype") for each in thread] == ["tombstone", None] and "blocks" not in thread[0]


async def test_a_broadcast_reply_shows_in_the_channel_too(client, ada):
    await client.conversations_join(channel=KUDOS)
    parent = (await client.chat_postMessage(channel=KUDOS, text="p"))["ts"]
    await client.chat_postMessage(channel=KUDOS, text="quiet", thread_ts=parent)
    await client.chat_postMessage(channel=KUDOS, text="loud", thread_ts=parent, reply_broadcast=True)
    texts = [each["text"] for each in await ada.sees("kudos") if each.get("bot_id")]
    assert texts == ["p", "loud"]


async def test_another_name_and_attachments_are_kept(client, ada):
    await client.conversations_join(channel=KUDOS)
    inside = {"type": "actions", "elements": [button("deep")]}
    await client.chat_postMessage(
        channel=KUDOS, text="x", username="Herald", icon_emoji=":tada:", attachments=[{"blocks": [inside]}]
    )
    message = await ada.last("kudos")
    assert (message["username"], message["icons"]) == ("Herald", {"emoji": ":tada:"})
    assert message["attachments"][0]["blocks"][0]["elements"][0]["action_id"] == "deep"
    with pytest.raises(SlackSaid, match="dispatch_failed"):
        await ada.clicks(message, "deep")


async def test_an_edit_is_told_with_what_was_before(rig):
    heard = []

    @rig.app.event("message")
    async def on_message(event):
        heard.append((event.get("subtype"), event.get("previous_message", {}).get("text")))

    ada = await rig.person("ada")
    ts = await ada.tells_app("one")
    where = (await ada.does("home", tab="messages"))["channel"]
    await ada.does("edit", channel=where, ts=ts, text="two")
    await ada.does("delete", channel=where, ts=ts)
    await soon(lambda: len(heard) == 3)
    assert sorted(heard, key=str) == sorted(
        [(None, None), ("message_changed", "one"), ("message_deleted", "two")], key=str
    )


async def test_a_command_answer_that_slack_would_refuse_is_shown_as_such(rig):
    @rig.app.command("/kudos")
    async def on_command(ack):
        await ack(text="x", blocks=[section("x" * 3001)])

    with pytest.raises(SlackSaid, match='failed with the error "invalid_blocks"'):
        await (await rig.person("ada")).types("/kudos")
    assert any("must be less than 3001 characters" in each for each in rig.box.complaints)


async def test_too_many_options_are_refused_and_shown(rig):
    select = {"type": "external_select", "action_id": "who"}
    block = {"type": "input", "block_id": "w", "label": {"type": "plain_text", "text": "Who"}, "element": select}

    @rig.app.options("who")
    async def on_options(ack):
        await ack(options=[{"text": {"type": "plain_text", "text": "x"}, "value": str(n)} for n in range(101)])

    trigger = rig.box.workspace.triggers.issue(ADA)
    view = (await rig.client.views_open(trigger_id=trigger, view=modal(block)))["view"]
    ada = await rig.person("ada")
    with pytest.raises(SlackSaid, match="Nothing could be loaded"):
        await ada.suggestions(view, "who", "x")


async def test_a_dispatching_field_acts_while_it_is_filled_in(rig):
    heard = []

    @rig.app.action("text")
    async def on_text(ack, body, action):
        await ack()
        heard.append((action["value"], body["view"]["state"]["values"]["words"]["text"]["value"]))

    block = {
        "type": "input",
        "block_id": "words",
        "dispatch_action": True,
        "label": {"type": "plain_text", "text": "Words"},
        "element": {"type": "plain_text_input", "action_id": "text"},
    }
    trigger = rig.box.workspace.triggers.issue(ADA)
    view = (await rig.client.views_open(trigger_id=trigger, view=modal(block)))["view"]
    await (await rig.person("ada")).clicks(view, "text", "hello")
    assert heard == [("hello", "hello")]


async def test_a_field_that_answers_where_it_points_brings_response_urls():
    select = {"type": "conversations_select", "action_id": "a", "response_url_enabled": True}
    block = {"type": "input", "block_id": "w", "label": {"type": "plain_text", "text": "Where"}, "element": select}
    async with rigged() as rig:
        urls = []

        @rig.app.view("form")
        async def on_submit(ack, body):
            await ack()
            urls.extend(body["response_urls"])

        await rig.client.views_open(trigger_id=rig.box.workspace.triggers.issue(ADA), view=modal(block))
        await (await rig.person("ada")).submits({"Where": RANDOM})
        assert [(each["block_id"], each["channel_id"]) for each in urls] == [("w", RANDOM)]
        async with aiohttp.ClientSession() as http:
            order = {"text": "here", "response_type": "in_channel"}
            async with http.post(urls[0]["response_url"], json=order) as answer:
                assert answer.status == 200
        assert [each["text"] for each in rig.box.world.channels[RANDOM].messages.values()] == ["here"]


async def test_without_interactivity_clicks_lead_nowhere():
    async with Sandbox(manifest(interactivity={"is_enabled": False}), pace="off") as box, Slack(box.url) as slack:
        ada = await slack.person("ada")
        with pytest.raises(SlackSaid, match="app_missing_action_url"):
            await ada.runs_shortcut("give")


async def test_the_world_has_groups_channels_and_quiet_hours_of_its_own(box, ada):
    slack = ada.slack
    group = (await slack.changes("add_group", handle="cooks", users=["ada", "bob"]))["group"]
    await ada.says("@cooks dinner?", channel="random")
    assert await (await slack.person("bob")).unread("random") == (1, 1)
    await slack.changes("set_group", id=group, disabled=True)
    assert group not in {each["id"] for each in (await slack.boot())["groups"]}
    made = (await slack.changes("add_channel", name="kitchen", creator=ADA))["channel"]
    assert list(box.world.channels[made].members) == [ADA]
    await slack.changes("invite", channel=made, user="app")
    assert box.workspace.app.bot_user_id in box.world.channels[made].members
    assert (await slack.changes("archive", channel=made))["archived"] is True
    assert (await slack.changes("archive", channel=made, undo=True))["archived"] is False
    await slack.changes("reactivate", user="wanda")
    assert await (await slack.person("wanda")).says(
        "back", channel=(await slack.changes("add_channel", name="w"))["channel"]
    )


async def test_an_upload_of_the_wrong_length_is_refused(box, client):
    given = await client.files_getUploadURLExternal(filename="a.txt", length=3)
    async with aiohttp.ClientSession() as http:
        async with http.post(given["upload_url"], data=b"four") as answer:
            assert (answer.status, await answer.text()) == (400, "invalid_length")
        async with http.post(given["upload_url"], data=b"abc") as answer:
            assert await answer.text() == "OK - 3"
        async with http.get(f"{box.url}/sandbox/avatars/{ADA}-48.png") as answer:
            assert answer.content_type == "image/svg+xml"


async def test_an_app_can_take_itself_away(box):
    app, client = box.workspace.app, client_of(box)
    await client.apps_uninstall(client_id=app.client_id, client_secret=app.client_secret)
    assert app.installed is False and not any(not each.revoked for each in app.tokens.values() if each.kind == "bot")
    assert BOB in box.world.people
