"""The courier takes one claimed message to Slack and reports what became of it. No database here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.kit.delivery.folding import folded
from bot.kit.delivery.lookup import CannotLook, look_up, metadata
from bot.kit.delivery.pace import CHANGE_MESSAGE, DELETE_MESSAGE, POST_MESSAGE
from bot.kit.delivery.troubles import NOT_THERE, Trouble, Whose, trouble_of
from bot.kit.delivery.uploads import MakeFile, upload, with_files
from bot.kit.errors import trace
from bot.kit.words import speaking
from storage.claims import FOLD, Claim
from storage.outgoing import DELETE, PRESENT, UPDATE

log = logging.getLogger("candor.delivery")

METHOD = {DELETE: DELETE_MESSAGE, UPDATE: CHANGE_MESSAGE}
SHOWN = ("text", "blocks", "instead")
"""Parts of a payload that may name files."""
FILE_PATIENCE = 6
"""Tries while Slack still looks at an uploaded picture."""


class Became(StrEnum):
    """What became of a claim."""

    SENT = "sent"
    CHANGED = "changed"
    GONE = "gone"
    NOT_THERE = "not_there"
    TROUBLE = "trouble"


@dataclass(frozen=True)
class Outcome:
    """The result of one claim, to be written down. `doubt`: Slack may have a post that we know nothing of."""

    claim: Claim
    became: Became
    channel: str = ""
    ts: str = ""
    version: int = 0
    trouble: Trouble | None = None
    doubt: bool = False
    method: str = POST_MESSAGE


class Late(Exception):
    """The lease is nearly over: nothing may be sent under it any more."""


class NotReady(Exception):
    """Slack has the picture, but is still looking at it."""


@dataclass
class Trip:
    """One claim on its way. `doubt` follows what is known: a post that was begun, and not answered, is in doubt."""

    claim: Claim
    client: AsyncWebClient
    channel: str | None
    """The "D…" of a person's conversation, where it is known."""
    method: str = POST_MESSAGE
    doubt: bool = False


class Courier:
    """Posts, changes and deletes.

    `make` makes files, `kept` writes down those that are uploaded, `boundary` is told where a send stands.
    """

    def __init__(
        self,
        make: MakeFile,
        kept: Callable[[Claim, dict[str, str]], Awaitable[None]],
        request: float,
        boundary: Callable[[str], None],
    ) -> None:
        self.make = make
        self.kept = kept
        self.request = request
        self.boundary = boundary

    async def take(
        self, claim: Claim, client: AsyncWebClient, channel: str | None, in_time: Callable[[], bool]
    ) -> Outcome:
        """Brings Slack to what the claim wants; every trouble becomes an outcome."""
        trip = Trip(claim, client, channel, METHOD.get(claim.work, POST_MESSAGE), claim.look_up)
        try:
            if claim.work == DELETE:
                return await self._delete(trip)
            if claim.work == UPDATE:
                return await self._change(trip)
            return await self._post(trip, in_time)
        except Late:
            return self._troubled(trip, Trouble(Whose.MOMENT, "lease_over"))
        except NotReady:
            return self._troubled(trip, Trouble(Whose.MOMENT, "file_not_ready"))
        except CannotLook as why:
            return self._troubled(trip, Trouble(Whose.MESSAGE, f"unconfirmed_{why}"))
        except Exception as error:
            trouble = trouble_of(error)
            if trouble is None:
                log.error("message %s cannot be made: %s", claim.id, trace(error))
                trouble = Trouble(Whose.MESSAGE, "cannot_be_made")
            return self._troubled(trip, trouble)

    def _troubled(self, trip: Trip, trouble: Trouble) -> Outcome:
        gone = trouble.code in NOT_THERE and trip.claim.work in METHOD
        if gone:
            became = Became.GONE if trip.claim.work == DELETE else Became.NOT_THERE
            return Outcome(trip.claim, became, method=trip.method)
        return Outcome(trip.claim, Became.TROUBLE, trouble=trouble, doubt=trip.doubt, method=trip.method)

    async def _delete(self, trip: Trip) -> Outcome:
        where, ts = str(trip.claim.channel), str(trip.claim.slack_ts)
        await self._call(trip.client.chat_delete(channel=where, ts=ts))
        return Outcome(trip.claim, Became.GONE, method=trip.method)

    async def _change(self, trip: Trip) -> Outcome:
        payload = await self._payload(trip)
        await self._reword(trip, payload, payload.get("blocks") or [])
        return Outcome(trip.claim, Became.CHANGED, version=trip.claim.version, method=trip.method)

    async def _reword(self, trip: Trip, payload: dict[str, Any], blocks: list[Any]) -> None:
        where, ts = str(trip.claim.channel), str(trip.claim.slack_ts)
        shown = {"text": payload.get("text", ""), "blocks": blocks}
        try:
            await self._call(
                trip.client.chat_update(channel=where, ts=ts, parse="none", metadata=metadata(trip.claim), **shown)
            )
        except SlackApiError as error:
            plainer = _plainer(trip.claim, payload, blocks, trouble_of(error))
            if plainer is None:
                raise
            await self._reword(trip, payload, plainer)

    async def _post(self, trip: Trip, in_time: Callable[[], bool]) -> Outcome:
        claim = trip.claim
        if claim.look_up:
            trip.method = "conversations.replies" if claim.thread_ts else "conversations.history"
            found = await self._call(look_up(trip.client, claim, trip.channel), pages=True)
            trip.method, trip.doubt = POST_MESSAGE, False
            if found is not None:
                return Outcome(claim, Became.SENT, found.channel, found.ts, found.version)
            if claim.wanted != PRESENT:
                return Outcome(claim, Became.GONE)
        payload = await self._payload(trip)
        answer = await self._say(trip, payload, payload.get("blocks") or [], in_time)
        return Outcome(claim, Became.SENT, str(answer["channel"]), str(answer["ts"]), claim.version)

    async def _say(self, trip: Trip, payload: dict[str, Any], blocks: list[Any], in_time: Callable[[], bool]) -> Any:
        if not in_time():
            raise Late
        claim, has_files = trip.claim, bool(payload.get("files"))
        arguments: dict[str, Any] = {"text": payload.get("text", ""), "metadata": metadata(claim)}
        if blocks:
            arguments["blocks"] = blocks
        if claim.thread_ts is not None:
            arguments["thread_ts"] = claim.thread_ts
        self.boundary("before send")
        trip.doubt = True
        try:
            answer = await self._call(
                trip.client.chat_postMessage(
                    channel=claim.recipient, unfurl_links=has_files, unfurl_media=False, **arguments
                )
            )
        except Exception as error:
            trouble = trouble_of(error)
            trip.doubt = trouble is None or trouble.doubt
            plainer = _plainer(claim, payload, blocks, trouble)
            if plainer is None:
                raise
            return await self._say(trip, payload, plainer, in_time)
        self.boundary("after send")
        return answer

    async def _payload(self, trip: Trip) -> dict[str, Any]:
        claim = trip.claim
        with speaking(claim.language):
            payload = folded(claim.parts) if claim.kind == FOLD else dict(claim.payload or {})
        if not payload.get("files"):
            return payload
        uploaded = claim.uploaded
        if uploaded is None:
            method, trip.method = trip.method, "files.getUploadURLExternal"
            uploaded = await upload(trip.client, payload["files"], self.make)
            await self.kept(claim, uploaded)
            trip.method = method
        return {**payload, **{key: with_files(payload[key], uploaded) for key in SHOWN if key in payload}}

    async def _call(self, call: Any, *, pages: bool = False) -> Any:
        async with asyncio.timeout(self.request * (3 if pages else 1)):
            return await call


def _plainer(claim: Claim, payload: dict[str, Any], blocks: list[Any], trouble: Trouble | None) -> list[Any] | None:
    """What to try in the place of blocks that Slack refused, if there is anything; `NotReady` while it is a picture."""
    if trouble is None or trouble.whose is not Whose.MESSAGE:
        return None
    if trouble.code not in ("invalid_blocks", "msg_blocks_too_long"):
        return None
    if payload.get("files") and "slack" in trouble.detail.lower() and claim.attempts < FILE_PATIENCE:
        raise NotReady from None
    instead: list[Any] | None = payload.get("instead")
    return instead if instead and blocks is not instead else None
