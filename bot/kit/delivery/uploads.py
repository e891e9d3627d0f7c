"""Files that go with a message: made in a worker, uploaded unshared, then named by the message.

Files carry no metadata, so a message is posted with the file in it; that message can be looked up.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.kit.blocks import file_address
from bot.kit.rooms import File

MakeFile = Callable[[Mapping[str, Any]], Awaitable[File]]
"""Makes one file as a message wishes it: `{"maker": name, "args": {…}, "id": short name}`."""


async def upload(client: AsyncWebClient, wanted: list[dict[str, Any]], make: MakeFile) -> dict[str, str]:
    """Makes and uploads each wanted file; short name to Slack's id, and `url:` + short name to its address."""
    found: dict[str, str] = {}
    for number, each in enumerate(wanted):
        name = str(each.get("id") or number)
        id, url = await _put(client, await make(each))
        found |= {name: id, f"url:{name}": url}
    return found


async def _put(client: AsyncWebClient, file: File) -> tuple[str, str]:
    options: dict[str, Any] = {"alt_txt": file.alt} if file.alt else {}
    place = await client.files_getUploadURLExternal(filename=file.name, length=len(file.content), **options)
    await _send(client, str(place["upload_url"]), file.content)
    done = await client.files_completeUploadExternal(files=[{"id": str(place["file_id"]), "title": file.name}])
    found = (done.get("files") or [{}])[0]
    return str(place["file_id"]), str(found.get("permalink") or found.get("url_private") or "")


async def _send(client: AsyncWebClient, url: str, content: bytes) -> None:
    session = client.session
    if session is not None and not session.closed:
        async with session.post(url, data=content) as answer:
            answer.raise_for_status()
        return
    async with aiohttp.ClientSession() as own, own.post(url, data=content) as answer:
        answer.raise_for_status()


def with_files(node: Any, uploaded: Mapping[str, str]) -> Any:
    """The blocks or text with Slack's file ids and addresses in the place of short names."""
    if isinstance(node, Mapping):
        filled = {key: with_files(value, uploaded) for key, value in node.items()}
        if isinstance(node.get("slack_file"), Mapping):
            name = str(node["slack_file"].get("id"))
            filled["slack_file"] = {"id": uploaded.get(name, name)}
        return filled
    if isinstance(node, list):
        return [with_files(item, uploaded) for item in node]
    if isinstance(node, str):
        for name, url in uploaded.items():
            if name.startswith("url:"):
                node = node.replace(file_address(name.removeprefix("url:")), url)
    return node
