"""Did Slack get it? A send whose answer never came is searched for by the metadata that it carried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.kit.delivery.troubles import NOT_THERE, Whose, trouble_of
from storage.claims import Claim

EVENT = "candor_message"
PAGE = 200
PAGES = 100
MARGIN = 60.0
"""Slack's own clocks may differ a little among each other."""


class CannotLook(Exception):
    """Slack does not let us see the conversation; `str()` is its error code. What was sent there stays unknown."""


@dataclass(frozen=True)
class Found:
    """The message is there, in this version."""

    channel: str
    ts: str
    version: int


def metadata(claim: Claim) -> dict[str, Any]:
    """What each message carries, so that it can be found again; no words of anybody."""
    return {"event_type": EVENT, "event_payload": {"id": str(claim.id), "v": claim.version}}


async def look_up(client: AsyncWebClient, claim: Claim, channel: str | None) -> Found | None:
    """The claim's message, if Slack has it. Begins at what Slack last acknowledged before the doubtful send.

    Raises CannotLook where Slack refuses us the conversation, and what the client raises in any other trouble.
    """
    try:
        where = channel or await _conversation(client, claim.recipient)
        return await _search(client, claim, where)
    except SlackApiError as error:
        trouble = trouble_of(error)
        if trouble is None or trouble.whose is not Whose.MESSAGE:
            raise
        if trouble.code in NOT_THERE:
            return None
        raise CannotLook(trouble.code) from None


async def _conversation(client: AsyncWebClient, recipient: str) -> str:
    if recipient[:1] not in "UW":
        return recipient
    opened = await client.conversations_open(users=[recipient])
    return str((opened.get("channel") or {})["id"])


async def _search(client: AsyncWebClient, claim: Claim, channel: str) -> Found | None:
    oldest = "0" if claim.after_ts is None else f"{max(0.0, float(claim.after_ts) - MARGIN):.6f}"
    cursor = ""
    for _ in range(PAGES):
        options: dict[str, Any] = {"oldest": oldest, "limit": PAGE, "include_all_metadata": True}
        if cursor:
            options["cursor"] = cursor
        if claim.thread_ts is not None:
            page = await client.conversations_replies(channel=channel, ts=claim.thread_ts, **options)
        else:
            page = await client.conversations_history(channel=channel, **options)
        for message in page.get("messages") or []:
            if (version := _is(message, claim)) is not None:
                return Found(channel, str(message["ts"]), version)
        cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return None
    raise CannotLook("too_many_messages")


def _is(message: Mapping[str, Any], claim: Claim) -> int | None:
    carried = message.get("metadata") or {}
    payload = carried.get("event_payload") or {}
    if carried.get("event_type") != EVENT or payload.get("id") != str(claim.id):
        return None
    return int(payload.get("v") or 1)
