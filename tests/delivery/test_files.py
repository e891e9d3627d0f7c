"""Files go with a message: made when it is sent, uploaded unshared, named by the message, deleted after their week."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.kit.blocks import file_address, link, picture
from bot.kit.rooms import File, Maker
from schedules.retention import TAKE_BACK
from storage import Unit
from storage.outbox import Message
from tests.kit.deliveries import BOB, KUDOS, Post
from tests.kit.timetables import runner, start

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def gather(unit: Unit, args: Mapping[str, Any]) -> str:
    return f"{unit.team} {args['month']}"


def draw(facts: str) -> File:
    return File("recap.png", PNG, f"A chart of {facts}")


def broken(facts: str) -> File:
    raise ValueError("cannot draw")


WITH_PICTURE = Message(
    "Your month",
    [picture("recap", "A chart")],
    files=[{"maker": "recap", "args": {"month": "2026-10"}, "id": "recap"}],
)


async def due_files(post: Post) -> list[str]:
    late = post.clock.now() + timedelta(days=30)
    return [row.id for row in await post.storage.read(post.team, lambda unit: unit.files.due(late))]


async def test_a_picture_stands_in_its_message_and_is_remembered_for_deletion(post: Post):
    post.makers["recap"] = Maker(gather, draw)
    await post.put("recap", message=WITH_PICTURE)
    await post.drain()
    (message,) = post.messages(BOB)
    (file,) = await due_files(post)
    assert message["blocks"][0]["slack_file"]["id"] == file
    assert await post.state("recap") == "sent"


async def test_a_file_in_a_channel_stays(post: Post):
    post.makers["recap"] = Maker(gather, draw)
    await post.put("recap", to=KUDOS, message=WITH_PICTURE)
    await post.drain()
    assert len(post.messages(KUDOS)) == 1
    assert await due_files(post) == []


async def test_a_second_try_does_not_upload_again(post: Post):
    post.makers["recap"] = Maker(gather, draw)
    await post.put("recap", message=WITH_PICTURE)
    await post.box.fault("rate_limit", method="chat.postMessage", times=2)
    await post.drain()
    assert len(post.messages(BOB)) == 1
    assert post.calls("files.getUploadURLExternal") == 1


async def test_trouble_while_uploading_is_no_doubt_about_the_message(post: Post):
    post.makers["recap"] = Maker(gather, draw)
    await post.put("recap", message=WITH_PICTURE)
    await post.box.fault("server_error", method="files.completeUploadExternal")
    await post.drain()
    assert len(post.messages(BOB)) == 1
    assert post.calls("conversations.history") == 0


async def test_a_file_that_cannot_be_made_parks_its_message_and_no_other(post: Post):
    post.makers["recap"] = Maker(gather, broken)
    await post.put("recap", message=WITH_PICTURE)
    await post.put("other")
    await post.drain()
    assert (await post.row("recap")).error == "cannot_be_made"
    assert post.shown(BOB) == ["other"]


async def test_an_address_in_a_text_is_filled_in(lite: Post):
    lite.makers["recap"] = Maker(gather, draw)
    files = [{"maker": "recap", "args": {"month": "2026-10"}, "id": "sheet"}]
    told = "The file:sheet is here, profile:sheet, sheet: "
    await lite.put("digest", message=Message(told + link(file_address("sheet"), "recap.png"), files=files))
    await lite.drain()
    (shown,) = lite.shown(BOB)
    assert shown.startswith(told + "<http"), "people's words stay as they are"
    assert shown.endswith("|recap.png>")


async def test_files_of_a_week_ago_are_deleted_at_night(post: Post):
    post.makers["recap"] = Maker(gather, draw)
    found = runner(post, TAKE_BACK)
    await start(post, found)
    await post.put("recap", message=WITH_PICTURE)
    await post.drain()
    (file,) = await due_files(post)
    await found.tick(post.team, post.clock.now() + timedelta(days=6))
    assert await due_files(post) == [file]
    await found.tick(post.team, post.clock.now() + timedelta(days=8))
    assert await due_files(post) == []
    assert post.calls("files.delete") == 1


async def test_a_picture_stands_in_for_blocks_that_slack_refuses(lite: Post):
    lite.makers["recap"] = Maker(gather, draw)
    refused = {"type": "section", "text": {"type": "plain_text", "text": "x" * 3001}}
    plainer = replace(WITH_PICTURE, blocks=[refused], instead=WITH_PICTURE.blocks)
    await lite.put("recap", message=plainer)
    await lite.drain()
    (message,) = lite.messages(BOB)
    (file,) = await due_files(lite)
    assert message["blocks"][0]["slack_file"]["id"] == file
