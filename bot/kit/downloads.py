"""Files that people gave to Slack for us, fetched with our token."""

from __future__ import annotations

from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.kit.errors import Missing
from bot.kit.words import say

SECONDS = 30


def slacks(address: str, api: str) -> bool:
    """Whether an address is Slack's own: on the API's host, or one of slack.com."""
    asked, known = urlsplit(address), urlsplit(api)
    if (asked.scheme, asked.netloc) == (known.scheme, known.netloc):
        return True
    return asked.scheme == "https" and (asked.hostname or "").endswith(".slack.com") and asked.port in (None, 443)


async def download(client: AsyncWebClient, file: str, by: str, at_most: int) -> bytes:
    """The bytes of a file that `by` uploaded, `at_most` and one more where it is larger; else `Missing`.

    We can read files that the person who names one cannot, such as what we sent to others; and the address of a file
    that lies elsewhere is anybody's, so our token goes to Slack alone.
    """
    try:
        found = (await client.files_info(file=file))["file"]
    except SlackApiError as refused:
        raise Missing(
            say("Slack did not give me that file ({error}).", error=refused.response.get("error"))
        ) from refused
    address = str(found.get("url_private") or "")
    if found.get("user") != by or not slacks(address, client.base_url):
        raise Missing(say("That file is not one that you gave to me; please upload it again."))
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
