"""Triggers, view stacks, hashes, ids and answers: strict as Slack is."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from slack_bolt.response import BoltResponse

from sandbox.client import Slack, SlackSaid
from sandbox.server import Sandbox
from tests.sandbox.rig import (
    client_of,
    home,
    manifest,
    modal,
    refused,
    rigged,
    section,
    text_input,
)

GENERAL, KUDOS, ENGINEERING = "C0GENERAL1", "C0KUDOS001", "C0ENGINEER"
ADA, BOB, LEAVER = "U0ADA00000", "U0BOB00000", "U0WANDA000"


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


async def test_a_select_starts_with_the_conversation_one_is_in():
    select = {"type": "conversations_select", "action_id": "a", "default_to_current_conversation": True}
    block = {"type": "input", "block_id": "w", "label": {"type": "plain_text", "text": "Where"}, "element": select}
    async with rigged() as rig:

        @rig.app.command("/kudos")
        async def on_command(ack, command, client):
            await ack()
            await client.views_open(trigger_id=command["trigger_id"], view=modal(block))

        ada = await rig.person("ada")
        await ada.types("/kudos", channel="random")
        view = await ada.waits_for(ada.modal)
    assert view["state"]["values"]["w"]["a"]["selected_conversation"] == "C0RANDOM01"


async def test_a_file_input_brings_whole_files_and_needs_its_scope():
    element = {"type": "file_input", "action_id": "a", "filetypes": ["csv"]}
    block = {"type": "input", "block_id": "f", "label": {"type": "plain_text", "text": "File"}, "element": element}
    heard = []
    async with rigged() as rig:

        @rig.app.view("form")
        async def on_submit(ack, view):
            heard.extend(view["state"]["values"]["f"]["a"]["files"])
            await ack()

        trigger = rig.box.workspace.triggers
        await rig.client.views_open(trigger_id=trigger.issue(ADA), view=modal(block))
        ada = await rig.person("ada")
        await ada.submits({"File": [await ada.uploads("people.csv", b"name")]})
        headers = {"Authorization": f"Bearer {rig.box.bot_token}"}
        address = heard[0]["url_private_download"]
        async with aiohttp.ClientSession() as http, http.get(address, headers=headers) as answer:
            assert await answer.read() == b"name"
        rig.box.change("revoke_token")
        token = rig.box.change("new_token")["bot_token"]
        rig.box.workspace.app.tokens[token].scopes -= {"files:read"}
        poor = client_of(rig.box)
        told = await refused(poor.views_open(trigger_id=trigger.issue(ADA), view=modal(block)))
        assert told["needed"] == "files:read"


BUTTON = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}


async def test_a_button_that_stays_where_a_view_or_message_changes_can_be_clicked_all_the_while(box, client):
    row = {"type": "actions", "elements": [BUTTON]}
    before = (await client.views_publish(user_id=ADA, view=home(section("Old"), row)))["view"]["blocks"]
    after = (await client.views_publish(user_id=ADA, view=home(section("New"), row, row)))["view"]["blocks"]
    assert after[1]["block_id"] == before[1]["block_id"]
    assert len({block["block_id"] for block in after}) == 3
    sent = await client.chat_postMessage(channel=ADA, text="old", blocks=[row])
    place = {"channel": sent["channel"], "ts": sent["ts"]}
    changed = await client.chat_update(**place, text="new", blocks=[section("New"), row])
    assert changed["message"]["blocks"][1]["block_id"] == sent["message"]["blocks"][0]["block_id"]


async def test_what_holds_a_choice_begins_anew_where_a_view_changes(box, client):
    select = {"type": "users_select", "action_id": "who", "placeholder": {"type": "plain_text", "text": "Who"}}
    row = {"type": "actions", "elements": [BUTTON, select]}
    before = (await client.views_publish(user_id=ADA, view=home(row)))["view"]["blocks"]
    after = (await client.views_publish(user_id=ADA, view=home(row)))["view"]["blocks"]
    assert after[0]["block_id"] != before[0]["block_id"]
