"""What the methods answer when all is well, by unmodified slack_sdk."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import pytest

from sandbox.server import Sandbox
from sandbox.world import World
from tests.sandbox.rig import button, client_of, manifest, refused, section

GENERAL, KUDOS, PEOPLE = "C0GENERAL1", "C0KUDOS001", "C0PEOPLE01"
ADA, BOB, LEAVER = "U0ADA00000", "U0BOB00000", "U0WANDA000"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
)


async def test_auth_test_names_bot_and_team_and_each_answer_its_scopes(box, client):
    answer = await client.auth_test()
    app = box.workspace.app
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == (app.bot_user_id, app.bot_id, "T0SANDBOX1")
    assert answer["is_enterprise_install"] is False
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")


async def test_a_message_comes_back_as_slack_keeps_it(client):
    await client.conversations_join(channel=KUDOS)
    text = "a & b < c <@U0BOB00000> <https://x.example|x> &amp; 🎉 @here"
    block = section("see https://x.example and @here & you")
    actions = {"type": "actions", "elements": [button(text={"type": "plain_text", "text": "R & D"})]}
    posted = await client.chat_postMessage(channel=KUDOS, text=text, blocks=[block, actions])
    message = posted["message"]
    assert message["text"] == "a &amp; b &lt; c <@U0BOB00000> <https://x.example|x> &amp; :tada: @here"
    assert message["blocks"][0]["text"]["text"] == "see <https://x.example> and <!here> &amp; you"
    assert message["blocks"][1]["elements"][0]["text"]["text"] == "R &amp; D"
    assert message["blocks"][0]["block_id"] and message["bot_id"]


async def test_verbatim_text_is_neither_linked_nor_called_out(client):
    await client.conversations_join(channel=KUDOS)
    block = section("see https://x.example and @here", verbatim=True)
    posted = await client.chat_postMessage(channel=KUDOS, text="x", blocks=[block])
    assert posted["message"]["blocks"][0]["text"]["text"] == "see https://x.example and @here"


async def test_an_update_parses_names_unless_it_is_told_not_to(client):
    await client.conversations_join(channel=KUDOS)
    ts = (await client.chat_postMessage(channel=KUDOS, text="x"))["ts"]
    assert (await client.chat_update(channel=KUDOS, ts=ts, text="@bob @here"))["text"] == f"<@{BOB}> <!here>"
    assert (await client.chat_update(channel=KUDOS, ts=ts, text="@bob", parse="none"))["text"] == "@bob"


async def test_a_user_id_as_channel_opens_the_direct_message(client):
    posted = await client.chat_postMessage(channel=ADA, text="hello")
    assert posted["channel"].startswith("D")
    opened = await client.conversations_open(users=ADA)
    assert opened["channel"]["id"] == posted["channel"]
    again = await client.conversations_open(users=[ADA])
    assert (again["no_op"], again["already_open"]) == (True, True)


async def test_history_pages_are_smaller_than_asked_and_end_with_an_empty_cursor(client):
    await client.conversations_join(channel=KUDOS)
    for number in range(10):
        await client.chat_postMessage(channel=KUDOS, text=str(number))
    texts, cursor, pages = [], "", 0
    while True:
        page = await client.conversations_history(channel=KUDOS, limit=5, cursor=cursor)
        assert len(page["messages"]) < 5
        texts += [each["text"] for each in page["messages"]]
        pages += 1
        cursor = page["response_metadata"]["next_cursor"]
        assert page["has_more"] is bool(cursor)
        if not cursor:
            break
    assert texts[:10] == [str(number) for number in reversed(range(10))] and pages == 3


async def test_metadata_is_shown_only_when_asked_for(client):
    await client.conversations_join(channel=KUDOS)
    metadata = {"event_type": "kudos", "event_payload": {"id": "7"}}
    ts = (await client.chat_postMessage(channel=KUDOS, text="x", metadata=metadata))["ts"]
    plain = await client.conversations_history(channel=KUDOS, latest=ts, oldest=ts, inclusive=True)
    full = await client.conversations_history(
        channel=KUDOS, latest=ts, oldest=ts, inclusive=True, include_all_metadata=True
    )
    assert "metadata" not in plain["messages"][0] and full["messages"][0]["metadata"] == metadata
    reply = await client.chat_postMessage(channel=KUDOS, text="y", thread_ts=ts, metadata=metadata)
    thread = await client.conversations_replies(channel=KUDOS, ts=ts, include_all_metadata=True)
    assert [each["ts"] for each in thread["messages"]] == [ts, reply["ts"]]
    assert thread["messages"][0]["reply_count"] == 1 and thread["messages"][1]["metadata"] == metadata


async def test_everybody_is_listed_leavers_bots_and_slackbot_too(client):
    members, cursor = [], ""
    while True:
        page = await client.users_list(limit=5, cursor=cursor)
        assert len(page["members"]) < 5
        members += page["members"]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    by_id = {each["id"]: each for each in members}
    assert by_id["USLACKBOT"]["is_bot"] is False
    assert by_id[LEAVER]["deleted"] is True and "is_admin" not in by_id[LEAVER]
    assert by_id["U0GUS00000"]["is_restricted"] is True
    assert by_id["U0VISITOR1"]["team_id"] == "T0PARTNER1"
    assert sum(each["is_bot"] for each in members) == 1
    assert by_id[ADA]["profile"]["email"] == "ada@quill.example"


async def test_email_is_absent_without_its_scope():
    async with Sandbox(manifest(scopes=["users:read", "commands", *_event_scopes()]), pace="off") as box:
        answer = await client_of(box).users_info(user=ADA)
    assert "email" not in answer["user"]["profile"]


def _event_scopes():
    return [
        "im:history", "channels:history", "app_mentions:read", "channels:read", "reactions:read", "usergroups:read",
    ]  # fmt: skip


async def test_profiles_carry_the_managers_and_the_team_names_the_field(client):
    field = (await client.team_profile_get())["profile"]["fields"][0]
    profile = (await client.users_profile_get(user=BOB))["profile"]
    assert field["label"] == "Manager" and profile["fields"][field["id"]]["value"] == "U0GRACE000"
    assert not (await client.users_profile_get(user=ADA))["profile"]["fields"]


async def test_conversations_are_those_that_the_bot_may_see(client):
    both = await client.conversations_list(types="public_channel,private_channel", exclude_archived=True)
    assert {each["id"] for each in both["channels"]} >= {GENERAL, KUDOS}
    assert PEOPLE not in {each["id"] for each in both["channels"]}
    await client.conversations_join(channel=KUDOS)
    mine = await client.users_conversations()
    assert [each["id"] for each in mine["channels"]] == [KUDOS]
    info = await client.conversations_info(channel=KUDOS, include_num_members=True)
    assert info["channel"]["is_member"] is True and info["channel"]["num_members"] > 5
    assert ADA in (await client.conversations_members(channel=KUDOS))["members"]


async def test_joining_twice_is_a_warning_and_inviting_puts_people_in(box, client):
    await client.conversations_join(channel="C0ENGINEER")
    assert (await client.conversations_join(channel="C0ENGINEER"))["warning"] == "already_in_channel"
    await client.conversations_invite(channel="C0ENGINEER", users=[ADA])
    assert ADA in (await client.conversations_members(channel="C0ENGINEER"))["members"]
    assert (await refused(client.conversations_invite(channel="C0ENGINEER", users=ADA)))[
        "error"
    ] == "already_in_channel"


async def test_a_picture_is_uploaded_in_two_steps_and_shown_in_a_block(box, client):
    uploaded = await client.files_upload_v2(filename="chart.png", content=PNG, alt_txt="A chart", title="Chart")
    file = uploaded["files"][0]
    assert (file["mimetype"], file["size"], file["alt_txt"]) == ("image/png", len(PNG), "A chart")
    await client.conversations_join(channel=KUDOS)
    image = {"type": "image", "alt_text": "A chart", "slack_file": {"id": file["id"]}}
    posted = await client.chat_postMessage(channel=KUDOS, text="chart", blocks=[image])
    shown = posted["message"]["blocks"][0]["image_url"]
    async with aiohttp.ClientSession() as http, http.get(shown) as page:
        assert await page.read() == PNG
    gone = {"type": "image", "alt_text": "x", "slack_file": {"id": "F404"}}
    answer = await refused(client.chat_postMessage(channel=KUDOS, text="x", blocks=[gone]))
    assert answer["error"] == "invalid_blocks" and "/blocks/0/slack_file" in answer["errors"][0]


async def test_a_private_file_needs_the_token_and_a_deleted_one_is_gone(box, client):
    channel = (await client.conversations_open(users=ADA))["channel"]["id"]
    uploaded = await client.files_upload_v2(filename="a b.csv", content=b"x,y", channel=channel, initial_comment="here")
    file = (await client.files_info(file=uploaded["files"][0]["id"]))["file"]
    assert file["ims"] == [channel]
    async with aiohttp.ClientSession() as http:
        async with http.get(file["url_private"]) as page:
            assert "Sign in" in await page.text()
        async with http.get(file["url_private_download"], headers={"Authorization": f"Bearer {box.bot_token}"}) as page:
            assert await page.read() == b"x,y"
    await client.files_delete(file=file["id"])
    assert (await refused(client.files_info(file=file["id"])))["error"] == "file_deleted"
    messages = (await client.conversations_history(channel=channel))["messages"]
    assert messages[0]["text"] == "here" and messages[0]["files"][0]["mode"] == "tombstone"


async def test_a_picture_that_is_not_scanned_yet_cannot_be_shown():
    async with Sandbox(manifest(), pace="off", scan_seconds=60) as box:
        client = client_of(box)
        file = (await client.files_upload_v2(filename="c.png", content=PNG))["files"][0]
        assert file["mimetype"] == ""
        image = {"type": "image", "alt_text": "x", "slack_file": {"id": file["id"]}}
        answer = await refused(client.chat_postMessage(channel=ADA, text="x", blocks=[image]))
        assert answer["error"] == "invalid_blocks"


async def test_the_smaller_methods_answer_in_slacks_shapes(box, client):
    groups = await client.usergroups_list(include_users=True)
    assert {each["handle"]: each["users"] for each in groups["usergroups"]}["people-team"] == ["U0NOOR0000", ADA]
    assert (await client.usergroups_users_list(usergroup="S0PEOPLE01"))["users"] == ["U0NOOR0000", ADA]
    assert (await client.team_info())["team"]["name"] == "Quill & Co"
    box.change("dnd", user="ada", start=100, end=200)
    window = {"dnd_enabled": True, "next_dnd_start_ts": 100, "next_dnd_end_ts": 200}
    assert (await client.dnd_teamInfo(users=[ADA, BOB]))["users"][ADA] == window
    assert (await client.dnd_info(user=ADA))["dnd_enabled"] is True
    assert (await client.emoji_list())["emoji"] == {}
    assert (await client.users_getPresence(user=ADA))["presence"] == "active"
    assert (await client.users_lookupByEmail(email="ADA@quill.example"))["user"]["id"] == ADA
    assert (await client.bots_info(bot=box.workspace.app.bot_id))["bot"]["name"] == "kudos"
    link = (await client.chat_postMessage(channel=ADA, text="x")).data
    permalink = (await client.chat_getPermalink(channel=link["channel"], message_ts=link["ts"]))["permalink"]
    assert permalink.endswith(f"/archives/{link['channel']}/p{link['ts'].replace('.', '')}")


async def test_bookmarks_are_added_edited_and_removed(client):
    await client.conversations_join(channel=KUDOS)
    added = await client.bookmarks_add(channel_id=KUDOS, title="Wall", type="link", link="https://wall.example")
    bookmark = added["bookmark"]["id"]
    await client.bookmarks_edit(channel_id=KUDOS, bookmark_id=bookmark, title="The wall")
    assert [each["title"] for each in (await client.bookmarks_list(channel_id=KUDOS))["bookmarks"]] == ["The wall"]
    await client.bookmarks_remove(channel_id=KUDOS, bookmark_id=bookmark)
    assert (await client.bookmarks_list(channel_id=KUDOS))["bookmarks"] == []


@pytest.mark.parametrize("encoding", ["json", "form", "query", "multipart"])
async def test_every_encoding_says_the_same(box, client, encoding):
    await client.conversations_join(channel=KUDOS)
    args = {"channel": KUDOS, "text": "hi & <you>", "blocks": json.dumps([section("b")])}
    address = f"{box.api_url}chat.postMessage"
    headers = {"Authorization": f"Bearer {box.bot_token}"}
    form = aiohttp.FormData(args, default_to_multipart=encoding == "multipart")
    how: dict[str, dict[str, Any]] = {
        "json": {"json": args},
        "form": {"data": form},
        "query": {"params": args},
        "multipart": {"data": form},
    }
    async with aiohttp.ClientSession() as http, http.post(address, headers=headers, **how[encoding]) as answer:
        said = await answer.json()
    assert said["ok"] and said["message"]["text"] == "hi &amp; &lt;you&gt;"
    assert said.get("warning") == ("missing_charset" if encoding == "json" else None)


async def test_a_body_of_no_known_kind_is_refused(box):
    headers = {"Authorization": f"Bearer {box.bot_token}", "Content-Type": "text/plain"}
    async with aiohttp.ClientSession() as http:
        async with http.post(f"{box.api_url}auth.test", data=b"x", headers=headers) as answer:
            assert (await answer.json())["error"] == "invalid_post_type"
        headers["Content-Type"] = "application/json"
        async with http.post(f"{box.api_url}auth.test", data=b"{", headers=headers) as answer:
            assert (await answer.json())["error"] == "invalid_json"


async def test_an_organisation_has_its_own_shapes():
    world = World.from_mapping(
        {
            "enterprise": {"id": "E0ORG", "name": "Org"},
            "org_install": True,
            "people": [{"name": "ada"}],
            "channels": [{"id": KUDOS, "name": "kudos"}],
        }
    )
    async with Sandbox(manifest(), world, pace="off") as box:
        client = client_of(box)
        answer = await client.auth_test()
        assert (answer["enterprise_id"], answer["is_enterprise_install"]) == ("E0ORG", True)
        assert (await refused(client.users_list()))["error"] == "missing_argument"
        members = (await client.users_list(team_id=world.team_id))["members"]
        assert any(each["id"].startswith("W") and each["enterprise_user"]["id"] for each in members)


async def test_the_oracles_accept_what_is_right(client):
    assert (await client.api_call("blocks.validate", params={"blocks": json.dumps([section("x")])}))["ok"]
    assert (await client.api_call("apps.manifest.validate", params={"manifest": json.dumps(manifest())}))["ok"]
