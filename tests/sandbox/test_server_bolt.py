"""An unmodified Bolt app and people at the page, in both modes."""

from __future__ import annotations

import pytest

from sandbox.client import SlackSaid, words_of
from tests.sandbox.rig import button, home, modal, section, soon, text_input

GENERAL, KUDOS = "C0GENERAL1", "C0KUDOS001"


async def test_a_command_answers_in_its_acknowledgement(rig):
    @rig.app.command("/kudos")
    async def on_command(ack, command):
        await ack(f"{command['user_name']} in {command['channel_name']}: {command['text']}")

    ada = await rig.person("ada")
    said = await ada.types("/kudos @bob for the launch in #random")
    assert words_of(said["response"]) == "ada in general: <@U0BOB00000|bob> for the launch in <#C0RANDOM01|random>"
    assert [each["ts"] for each in await ada.ephemerals()] == [said["response"]["ts"]]
    assert await (await rig.person("bob")).ephemerals() == []


async def test_a_command_without_should_escape_gets_the_text_as_typed(rig):
    heard = []

    @rig.app.command("/raw")
    async def on_command(ack, command):
        heard.append(command["text"])
        await ack()

    ada = await rig.person("ada")
    assert "response" not in await ada.types("/raw @bob <!channel> & *bold*")
    assert heard == ["@bob <!channel> & *bold*"]


async def test_a_modal_opens_shows_errors_and_closes(rig):
    heard = []

    @rig.app.shortcut("give")
    async def on_shortcut(ack, shortcut, client):
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=modal(notify_on_close=True))

    @rig.app.view("form")
    async def on_submit(ack, view):
        words = view["state"]["values"]["words"]["text"]["value"]
        heard.append(words)
        if len(words) < 5:
            await ack(response_action="errors", errors={"words": "A few more words, please."})
        else:
            await ack()

    ada = await rig.person("ada")
    await ada.runs_shortcut("give")
    await ada.waits_for(ada.modal)
    with pytest.raises(SlackSaid) as empty:
        await ada.submits()
    assert empty.value.errors == {"words": "Please complete this required field."}
    with pytest.raises(SlackSaid) as short:
        await ada.submits({"What for?": "hm"})
    assert short.value.errors == {"words": "A few more words, please."}
    await ada.submits({"words": "for the launch & <b>"})
    assert heard == ["hm", "for the launch & <b>"]
    assert await ada.modal() is None


async def test_views_are_pushed_updated_and_cleared_by_answers(rig):
    @rig.app.shortcut("give")
    async def on_shortcut(ack, shortcut, client):
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=modal(callback_id="first"))

    @rig.app.view("first")
    async def on_first(ack):
        await ack(response_action="push", view=modal(callback_id="second"))

    @rig.app.view("second")
    async def on_second(ack):
        await ack(response_action="update", view=modal(text_input("other"), callback_id="third"))

    @rig.app.view("third")
    async def on_third(ack):
        await ack(response_action="clear")

    ada = await rig.person("ada")
    await ada.runs_shortcut("give")
    await ada.waits_for(ada.modal)
    await ada.submits({"words": "one"})
    first, second = await ada.stack()
    assert (second["previous_view_id"], second["root_view_id"]) == (first["id"], first["id"])
    await ada.submits({"words": "two"})
    assert [each["callback_id"] for each in await ada.stack()] == ["first", "third"]
    assert (await ada.modal())["id"] == second["id"]
    await ada.submits({"other": "three"})
    assert await ada.stack() == []


async def test_a_button_in_a_message_updates_it_through_its_response_url(rig):
    heard = []

    @rig.app.action("go")
    async def on_click(ack, body, respond):
        await ack()
        heard.append(body)
        await respond(text="done", replace_original=True)

    await rig.client.conversations_join(channel=KUDOS)
    blocks = [{"type": "actions", "block_id": "b", "elements": [button(value="7")]}]
    posted = await rig.client.chat_postMessage(channel=KUDOS, text="click", blocks=blocks)
    bob = await rig.person("bob")
    message = await bob.last("kudos")
    await bob.clicks(message, "go")
    await soon(lambda: heard)
    body = heard[0]
    assert body["actions"][0]["value"] == "7"
    assert body["container"]["message_ts"] == posted["ts"] == body["message"]["ts"]
    assert body["user"]["id"] == "U0BOB00000" and body["channel"] == {"id": KUDOS, "name": "kudos"}

    async def done():
        return (await bob.last("kudos"))["text"] == "done"

    await bob.waits_for(done)


async def test_a_message_shortcut_brings_the_message(rig):
    heard = []

    @rig.app.shortcut("quote")
    async def on_shortcut(ack, shortcut, respond):
        await ack()
        heard.append(shortcut)
        await respond("noted")

    ada = await rig.person("ada")
    ts = await ada.says("well done @bob", channel="random")
    message = await ada.last("random")
    await ada.runs_message_shortcut("quote", message)
    await ada.waits_for(lambda: ada.ephemerals("random"))
    assert heard[0]["message_ts"] == ts and heard[0]["message"]["text"] == "well done <@U0BOB00000>"


async def test_home_is_opened_published_and_acted_upon(rig):
    heard = []

    @rig.app.event("app_home_opened")
    async def on_home(event, client):
        heard.append(event)
        view = home({"type": "actions", "block_id": "b", "elements": [button()]})
        await client.views_publish(user_id=event["user"], view=view)

    @rig.app.action("go")
    async def on_click(ack, body):
        await ack()
        heard.append(body)

    ada = await rig.person("ada")
    await ada.opens_home()
    view = await ada.waits_for(ada.home)
    await ada.clicks(view, "go")
    assert heard[0]["tab"] == "home" and "view" not in heard[0]
    assert heard[1]["view"]["id"] == view["id"] and heard[1]["container"]["type"] == "view"
    assert "response_url" not in heard[1]


async def test_external_options_are_asked_for_while_typing(rig):
    select = {"type": "external_select", "action_id": "who", "min_query_length": 1}
    block = {"type": "input", "block_id": "w", "label": {"type": "plain_text", "text": "Who"}, "element": select}
    heard = []

    @rig.app.shortcut("give")
    async def on_shortcut(ack, shortcut, client):
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=modal(block))

    @rig.app.options("who")
    async def on_options(ack, payload):
        heard.append(payload["value"])
        await ack(options=[{"text": {"type": "plain_text", "text": f"{payload['value']}!"}, "value": "v1"}])

    @rig.app.view("form")
    async def on_submit(ack, view):
        heard.append(view["state"]["values"]["w"]["who"]["selected_option"]["value"])
        await ack()

    ada = await rig.person("ada")
    await ada.runs_shortcut("give")
    await ada.waits_for(ada.modal)
    await ada.submits({"Who": "bo"})
    assert heard == ["bo", "v1"]


async def test_cancel_and_the_cross_are_told_as_they_are(rig):
    heard = []

    @rig.app.shortcut("give")
    async def on_shortcut(ack, shortcut, client):
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=modal(notify_on_close=True, callback_id="root"))

    @rig.app.view("root")
    async def on_root(ack):
        await ack(response_action="push", view=modal(notify_on_close=True, callback_id="top"))

    @rig.app.view_closed("top")
    async def on_top(ack, body):
        await ack()
        heard.append((body["view"]["callback_id"], body["is_cleared"]))

    @rig.app.view_closed("root")
    async def on_root_closed(ack, body):
        await ack()
        heard.append((body["view"]["callback_id"], body["is_cleared"]))
        assert body["view"]["state"]["values"] == {}

    ada = await rig.person("ada")
    await ada.runs_shortcut("give")
    await ada.waits_for(ada.modal)
    await ada.submits({"words": "one"})
    await ada.closes()
    assert len(await ada.stack()) == 1
    await ada.submits({"words": "two"})
    await ada.closes(clear=True)
    await soon(lambda: len(heard) == 2)
    assert heard == [("top", False), ("root", True)]


async def test_a_direct_message_and_a_mention_reach_the_app_as_events(rig):
    heard = []

    @rig.app.event("message")
    async def on_message(event):
        heard.append(("message", event["channel_type"], event["text"]))

    @rig.app.event("app_mention")
    async def on_mention(event):
        heard.append(("mention", event["channel"], event["user"]))

    ada = await rig.person("ada")
    await ada.tells_app("hello <you> & me")
    await soon(lambda: heard)
    assert heard == [("message", "im", "hello &lt;you&gt; &amp; me")]
    heard.clear()
    await ada.says("@kudos hi", channel="general")
    await rig.client.conversations_join(channel=GENERAL)
    await ada.says("@kudos hi", channel="general")
    await soon(lambda: len(heard) >= 2)
    await rig.box.settle()
    assert ("mention", GENERAL, "U0ADA00000") in heard
    assert [each[0] for each in heard].count("mention") == 1


async def test_an_unknown_command_is_refused_by_slack_itself(rig):
    ada = await rig.person("ada")
    with pytest.raises(SlackSaid, match="is not a valid command"):
        await ada.types("/nothing at all")


async def test_a_handler_that_fails_is_told_as_slack_tells_it(rig):
    rig.box.workspace.dispatcher._patience = 0.3

    @rig.app.command("/kudos")
    async def on_command(ack):
        raise RuntimeError("no")

    ada = await rig.person("ada")
    with pytest.raises(SlackSaid) as told:
        await ada.types("/kudos")
    expected = "operation_timeout" if rig.box.workspace.app.socket_mode else "http_service_error"
    assert told.value.error == expected
    assert told.value.text == f'/kudos failed with the error "{expected}"'
    assert section("x")["type"] == "section"
