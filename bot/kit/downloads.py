"""Files that people gave to Slack for us, fetched with our token."""

from __future__ import annotations

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.kit.errors import Missing
from bot.kit.words import say

SECONDS = 30


async def download(client: AsyncWebClient, file: str, at_most: int) -> bytes:
    """The file's bytes, `at_most` and one more where it is larger; `Missing` where Slack does not hand it out."""
    try:
        address = str((await client.files_info(file=file))["file"]["url_private"])
    except SlackApiError as refused:
        raise Missing(
            say("Slack did not give me that file ({error}).", error=refused.response.get("error"))
        ) from refused
    assert client.session is not None
    headers = {"Authorization": f"Bearer {client.token}"}
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with client.session.get(address, headers=headers, timeout=timeout) as answer:
        if answer.status != 200:
            raise Missing(say("Slack did not give me that file (HTTP {status}).", status=answer.status))
        parts: list[bytes] = []
        size = 0
        async for part in answer.content.iter_chunked(65536):
            parts.append(part)
            size += len(part)
            if size > at_most:
                break
    return b"".join(parts)[: at_most + 1]
