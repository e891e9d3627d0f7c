"""Each method's main errors, by unmodified slack_sdk."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.rig import button, client_of, home, modal, refused, section

GENERAL, KUDOS, PEOPLE, OLD = "C0GENERAL1", "C0KUDOS001", "C0PEOPLE01", "C0OLDNEWS1"
ADA, LEAVER = "U0ADA00000", "U0WANDA000"
NINE = [f"U{n}" for n in range(9)]

# method, arguments, Slack's error
REFUSED = [
    ("users.info", {"user": "U404"}, "user_not_found"),
    ("users.profile.get", {"user": "U404"}, "user_not_found"),
    ("users.lookupByEmail", {"email": "no@one.example"}, "users_not_found"),
    ("users.list", {"cursor": "nonsense"}, "invalid_cursor"),
    ("users.getPresence", {"user": "U404"}, "user_not_found"),
    ("users.conversations", {"types": "rooms"}, "invalid_types"),
    ("users.conversations", {"user": "U404"}, "user_not_found"),
    ("conversations.open", {}, "users_list_not_supplied"),
    ("conversations.open", {"users": "U404"}, "user_not_found"),
    ("conversations.open", {"users": LEAVER}, "user_disabled"),
    ("conversations.open", {"users": ",".join(NINE)}, "too_many_users"),
    ("conversations.open", {"channel": "D404"}, "channel_not_found"),
    ("conversations.list", {"types": "rooms"}, "invalid_types"),
    ("conversations.list", {"limit": 1000}, "invalid_limit"),
    ("conversations.list", {"cursor": "nonsense"}, "invalid_cursor"),
    ("conversations.info", {"channel": "C404"}, "channel_not_found"),
    ("conversations.info", {"channel": PEOPLE}, "channel_not_found"),
    ("conversations.members", {"channel": "C404"}, "channel_not_found"),
    ("conversations.join", {"channel": OLD}, "is_archived"),
    ("conversations.join", {"channel": "C404"}, "channel_not_found"),
    ("conversations.invite", {"channel": GENERAL, "users": ADA}, "not_in_channel"),
    ("conversations.history", {"channel": GENERAL}, "not_in_channel"),
    ("conversations.history", {"channel": PEOPLE}, "channel_not_found"),
    ("conversations.replies", {"channel": KUDOS, "ts": "1.000000"}, "thread_not_found"),
    ("chat.postMessage", {"channel": "C404", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": PEOPLE, "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": OLD, "text": "x"}, "is_archived"),
    ("chat.postMessage", {"channel": LEAVER, "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": KUDOS}, "no_text"),
    ("chat.postMessage", {"channel": KUDOS, "text": "x", "thread_ts": "1.000000"}, "thread_not_found"),
    ("chat.postMessage", {"channel": KUDOS, "blocks": "{not json"}, "invalid_blocks_format"),
    ("chat.postMessage", {"channel": KUDOS, "blocks": [{"type": "nothing"}]}, "invalid_blocks"),
    ("chat.postMessage", {"channel": KUDOS, "text": "x", "attachments": [{"text": "a"}] * 101}, "too_many_attachments"),
    ("chat.postMessage", {"channel": KUDOS, "text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
    ("chat.postMessage", {"channel": KUDOS, "blocks": [section("x" * 2999)] * 6}, "msg_blocks_too_long"),
    ("chat.postEphemeral", {"channel": KUDOS, "user": "U404", "text": "x"}, "user_not_in_channel"),
    ("chat.postEphemeral", {"channel": GENERAL, "user": ADA, "text": "x"}, "not_in_channel"),
    ("chat.update", {"channel": KUDOS, "ts": "1.000000", "text": "x"}, "message_not_found"),
    ("chat.update", {"channel": KUDOS, "ts": "1.000000", "text": "x" * 4001}, "msg_too_long"),
    ("chat.delete", {"channel": KUDOS, "ts": "1.000000"}, "message_not_found"),
    ("chat.getPermalink", {"channel": KUDOS, "message_ts": "1.000000"}, "message_not_found"),
    ("chat.scheduleMessage", {"channel": KUDOS, "text": "x", "post_at": 1}, "time_in_past"),
    ("chat.scheduleMessage", {"channel": KUDOS, "text": "x", "post_at": 99999999999}, "time_too_far"),
    ("chat.scheduleMessage", {"channel": KUDOS, "text": "x", "post_at": "soon"}, "invalid_time"),
    ("chat.deleteScheduledMessage", {"channel": KUDOS, "scheduled_message_id": "Q1"}, "invalid_scheduled_message_id"),
    ("chat.scheduledMessages.list", {"channel": "C404"}, "invalid_channel"),
    ("views.open", {"trigger_id": "1.2.x", "view": modal()}, "invalid_trigger_id"),
    ("views.open", {"view": modal()}, "invalid_arguments"),
    ("views.open", {"trigger_id": "1.2.x", "view": home()}, "invalid_arguments"),
    ("views.push", {"trigger_id": "1.2.x", "view": modal()}, "invalid_trigger_id"),
    ("views.update", {"view_id": "V404", "view": modal()}, "not_found"),
    ("views.publish", {"user_id": "U404", "view": home()}, "invalid_arguments"),
    ("files.getUploadURLExternal", {"filename": "a.txt", "length": 0}, "missing_argument"),
    ("files.getUploadURLExternal", {"filename": "a.txt", "length": 1, "alt_txt": "x" * 1001}, "alt_txt_too_large"),
    ("files.completeUploadExternal", {"files": '[{"id":"F404"}]'}, "file_not_found"),
    ("files.info", {"file": "F404"}, "file_not_found"),
    ("files.delete", {"file": "F404"}, "file_not_found"),
    ("usergroups.users.list", {"usergroup": "S404"}, "no_such_subteam"),
    ("reactions.add", {"name": "wave"}, "no_item_specified"),
    ("reactions.add", {"name": "nosuchname", "channel": KUDOS, "timestamp": "1795000000.000001"}, "invalid_name"),
    ("reactions.add", {"name": "wave", "channel": KUDOS, "timestamp": "yesterday"}, "bad_timestamp"),
    ("reactions.add", {"name": "wave", "channel": KUDOS, "timestamp": "1795000000.000001"}, "message_not_found"),
    ("reactions.list", {"user": "U404"}, "user_not_found"),
    ("team.info", {"team": "T404"}, "team_not_found"),
    ("bookmarks.add", {"channel_id": KUDOS, "title": "t", "type": "link", "link": "ftp://x"}, "invalid_link"),
    (
        "bookmarks.add",
        {"channel_id": KUDOS, "title": "t", "type": "file", "link": "https://x"},
        "invalid_bookmark_type",
    ),
    ("bookmarks.remove", {"channel_id": KUDOS, "bookmark_id": "Bk1"}, "not_found"),
    ("bookmarks.list", {"channel_id": "C404"}, "channel_not_found"),
    ("dnd.info", {"user": "U404"}, "user_not_found"),
    ("dnd.teamInfo", {}, "no_users_provided"),
    ("bots.info", {"bot": "B404"}, "bot_not_found"),
    ("oauth.v2.access", {"client_id": "1.1", "client_secret": "x", "code": "c"}, "invalid_client_id"),
    ("apps.uninstall", {"client_id": "1.1", "client_secret": "x"}, "invalid_client_id"),
    ("apps.manifest.validate", {"manifest": "{}"}, "invalid_manifest"),
    ("blocks.validate", {}, "invalid_arguments"),
    ("blocks.validate", {"blocks": '[{"type":"divider","x":1}]'}, "invalid_blocks"),
    ("apps.connections.open", {}, "not_allowed_token_type"),
    ("calls.add", {}, "unknown_method"),
]


@pytest.mark.parametrize(("method", "args", "error"), REFUSED, ids=[f"{each[0]}-{each[2]}" for each in REFUSED])
async def test_slack_refuses(box, client, method, args, error):
    await client.conversations_join(channel=KUDOS)
    json_too = method.startswith(("chat.post", "chat.update", "chat.schedule", "views."))
    for how in ("json", "params"):
        if how == "params" and any(not isinstance(value, (str, int)) for value in args.values()):
            continue
        if how == "json" and not json_too:
            continue
        answer = await refused(client.api_call(method, **{how: args}))
        assert answer["error"] == error
    assert any(error in complaint for complaint in box.complaints)


NEEDED: dict[str, tuple[dict[str, Any], str]] = {
    "users.list": ({}, "users:read"),
    "users.profile.get": ({"user": ADA}, "users.profile:read"),
    "users.lookupByEmail": ({"email": "ada@quill.example"}, "users:read.email"),
    "chat.postMessage": ({"channel": KUDOS, "text": "x"}, "chat:write"),
    "conversations.join": ({"channel": KUDOS}, "channels:join"),
    "conversations.list": ({}, "channels:read,groups:read,im:read,mpim:read"),
    "usergroups.list": ({}, "usergroups:read"),
    "reactions.add": ({"channel": KUDOS, "name": "wave", "timestamp": "1.000001"}, "reactions:write"),
    "files.getUploadURLExternal": ({"filename": "a", "length": 1}, "files:write"),
    "team.info": ({}, "team:read"),
    "dnd.info": ({}, "dnd:read"),
    "emoji.list": ({}, "emoji:read"),
    "bookmarks.list": ({"channel_id": KUDOS}, "bookmarks:read"),
}


@pytest.mark.parametrize("method", NEEDED)
async def test_a_missing_scope_is_named_with_what_there_is(box, method):
    args, needed = NEEDED[method]
    box.change("revoke_token")
    poor = box.change("new_token", scopes=["commands"])["bot_token"]
    box.workspace.app.tokens[poor].scopes = frozenset({"commands"})
    answer = await refused(client_of(box, poor).api_call(method, params=args))
    assert (answer["error"], answer["needed"], answer["provided"]) == ("missing_scope", needed, "commands")


async def test_tokens_are_told_apart(box):
    assert (await refused(client_of(box, "xoxb-wrong").auth_test()))["error"] == "invalid_auth"
    assert (await refused(client_of(box, "").api_call("users.list")))["error"] == "not_authed"
    assert (await refused(client_of(box, box.app_token).users_list()))["error"] == "not_allowed_token_type"
    opened = await client_of(box).apps_connections_open(app_token=box.app_token)
    assert opened["url"].startswith("ws://127.0.0.1") and "ticket=" in opened["url"]


async def test_a_block_error_has_slacks_words_and_pointer_twice(client):
    answer = await refused(client.chat_postMessage(channel=KUDOS, text="x", blocks=[section("x" * 3001)]))
    line = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert answer["errors"] == [line]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {line}"]


async def test_a_view_error_stands_in_the_metadata_only(client):
    view = modal(title={"type": "plain_text", "text": "x" * 25})
    answer = await refused(client.views_open(trigger_id="1.2.x", view=view))
    assert "errors" not in answer
    line = "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    assert answer["response_metadata"]["messages"] == [line]


async def test_somebody_elses_message_is_neither_changed_nor_deleted(box, client):
    from_ada = await box.page.carry_out({"as": ADA, "verb": "say", "channel": KUDOS, "text": "mine"})
    await client.conversations_join(channel=KUDOS)
    for call, error in (
        (client.chat_update(channel=KUDOS, ts=from_ada["ts"], text="x"), "cant_update_message"),
        (client.chat_delete(channel=KUDOS, ts=from_ada["ts"]), "cant_delete_message"),
    ):
        assert (await refused(call))["error"] == error


async def test_reactions_are_given_once_and_taken_once(client):
    await client.conversations_join(channel=KUDOS)
    ts = (await client.chat_postMessage(channel=KUDOS, text="x"))["ts"]
    await client.reactions_add(channel=KUDOS, timestamp=ts, name="wave")
    again = await refused(client.reactions_add(channel=KUDOS, timestamp=ts, name="wave"))
    assert again["error"] == "already_reacted"
    got = await client.reactions_get(channel=KUDOS, timestamp=ts)
    assert got["message"]["reactions"][0] | {"users": []} == {"name": "wave", "count": 1, "users": []}
    await client.reactions_remove(channel=KUDOS, timestamp=ts, name="wave")
    assert (await refused(client.reactions_remove(channel=KUDOS, timestamp=ts, name="wave")))["error"] == "no_reaction"
    assert button()["type"] == "button"
