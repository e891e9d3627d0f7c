"""Files by the two-step upload, info, delete."""

from __future__ import annotations

import time

from sandbox.attachments import StoredFile
from sandbox.channels import Channel
from sandbox.errors import Refusal
from sandbox.jsontypes import Json
from sandbox.mrkdwn import published
from sandbox.pictures import check_pictures
from sandbox.posting import change, dressed, place
from sandbox.responses import bot_message
from sandbox.shapes import file_shape
from sandbox.webapi.call import Call, Method, RateLimited
from sandbox.workspace import Workspace

LARGEST = 1_000_000_000
LONGEST_ALT = 1000
MOST_CHANNELS = 100


def upload_url(call: Call) -> Json:
    name = call.text("filename")
    length = call.whole("length", 0)
    if not name or length <= 0:
        raise Refusal("missing_argument")
    if length > LARGEST:
        raise Refusal("file_upload_size_restricted")
    if len(call.text("alt_txt")) > LONGEST_ALT:
        raise Refusal("alt_txt_too_large")
    ws = call.ws
    file = StoredFile(ws.world.mint.id("F"), name, ws.app.bot_user_id, alt_txt=call.text("alt_txt"), expected=length)
    file.created = int(ws.clock.unix())
    ws.world.files[file.id] = file
    return {"upload_url": f"{ws.base_url}/upload/v1/{ws.world.mint.id('')}{file.id}", "file_id": file.id}


def take_bytes(ws: Workspace, ticket: str, content: bytes) -> str:
    """What the raw POST to an upload_url answers. Raises Refusal."""
    file = next((each for each in ws.world.files.values() if ticket.endswith(each.id)), None)
    if file is None or file.completed or file.deleted:
        raise Refusal("file_not_found")
    if len(content) != file.expected:
        raise Refusal("invalid_length")
    file.content, file.uploaded = content, True
    return f"OK - {len(content)}"


def complete(call: Call) -> Json:
    """Finishes the uploads and shares them, if channels are named, as one message each."""
    ws = call.ws
    orders = call.decoded("files", "invalid_arguments")
    if not isinstance(orders, list) or not orders:
        raise Refusal("invalid_arguments", messages=["must provide at least 1 items [json-pointer:/files]"])
    files = [_uploaded(ws, order) for order in orders]
    names = [*call.names("channels"), *([call.text("channel_id")] if call.text("channel_id") else [])]
    if len(names) > MOST_CHANNELS:
        raise Refusal("channels_limit_exceeded")
    channels = [_share_target(ws, name) for name in names]
    for channel in channels:
        if wait := ws.pace.post(channel.id):
            raise RateLimited(wait)
    for file, order in zip(files, orders, strict=True):
        file.completed = True
        file.title = str(order.get("title") or file.name)
        file.ready_at = time.monotonic() + ws.habits.scan_seconds
    for channel in channels:
        _share(call, channel, files)
    return {"files": [file_shape(ws, each, ready=is_ready(each)) for each in files]}


def is_ready(file: StoredFile) -> bool:
    return time.monotonic() >= file.ready_at


def _uploaded(ws: Workspace, order: object) -> StoredFile:
    file = ws.world.files.get(str(order.get("id"))) if isinstance(order, dict) else None
    if file is None or file.completed or not file.uploaded:
        raise Refusal("file_not_found")
    return file


def _share_target(ws: Workspace, name: str) -> Channel:
    channel = ws.world.channels.get(name)
    if channel is None:
        raise Refusal("invalid_channel" if name in ws.world.people else "channel_not_found")
    if ws.app.bot_user_id not in channel.members:
        raise Refusal("not_in_channel" if channel.kind == "public" else "channel_not_found")
    if channel.archived:
        raise Refusal("posting_to_channel_denied")
    return channel


def _share(call: Call, channel: Channel, files: list[StoredFile]) -> None:
    ws = call.ws
    for file in files:
        file.channels.append(channel.id)
    message = bot_message(ws, {"text": published(call.text("initial_comment"), ws.world)})
    message |= {"subtype": "file_share", "upload": True, "files": [file_shape(ws, each) for each in files]}
    if blocks := call.decoded("blocks", "invalid_blocks_format"):
        check_pictures(ws, blocks, error="invalid_blocks")
        message["blocks"] = dressed(ws, blocks)
    if call.text("thread_ts"):
        message["thread_ts"] = call.text("thread_ts")
    place(ws, channel, message)


def _file(call: Call) -> StoredFile:
    file = call.ws.world.files.get(call.need("file"))
    if file is None or not file.completed:
        raise Refusal("file_not_found")
    if file.deleted:
        raise Refusal("file_deleted")
    return file


def info(call: Call) -> Json:
    file = _file(call)
    shape = file_shape(call.ws, file, ready=is_ready(file))
    return {"file": shape, "comments": [], "response_metadata": {"next_cursor": ""}}


def delete(call: Call) -> Json:
    """Gone everywhere: messages keep a tombstone where the file was."""
    ws, file = call.ws, _file(call)
    if file.user != ws.app.bot_user_id:
        raise Refusal("cant_delete_file")
    file.deleted, file.content = True, b""
    for channel_id in file.channels:
        channel = ws.world.channels[channel_id]
        for ts in list(channel.order):
            held = channel.messages[ts].get("files") or []
            if any(each.get("id") == file.id for each in held):
                gone = [{"id": file.id, "mode": "tombstone"} if each.get("id") == file.id else each for each in held]
                change(ws, channel, ts, {"files": gone}, "")
    return {}


METHODS = (
    Method("files.getUploadURLExternal", upload_url, 4, ("files:write",)),
    Method("files.completeUploadExternal", complete, 4, ("files:write",)),
    Method("files.info", info, 4, ("files:read",)),
    Method("files.delete", delete, 3, ("files:write",)),
)
