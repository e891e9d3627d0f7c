"""To the app: by Socket Mode or by signed HTTP, with three seconds to acknowledge, and redelivery of events."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from sandbox.app import App
from sandbox.faults import FaultBook
from sandbox.jsontypes import Json
from sandbox.log import DeveloperLog
from sandbox.socketmode import SocketHub
from sandbox.tasks import TaskSet

PATIENCE = 3.0
SOCKET_RETRIES = (1.0, 1.0, 1.0)  # after the three seconds without an ack
HTTP_RETRIES = (0.0, 60.0, 300.0)


@dataclass(frozen=True)
class Reply:
    """What the app answered. `error` is "" when it acknowledged in time; `payload` is None for an empty answer."""

    error: str
    payload: Any = None
    status: int = 200
    ms: float = 0.0
    no_retry: bool = False


def sign(secret: str, timestamp: str, body: str) -> str:
    """Slack's v0 signature of a raw body."""
    mac = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256)
    return f"v0={mac.hexdigest()}"


class Dispatcher:
    """Carries payloads to the app and brings its answers back. All its times are real time."""

    def __init__(
        self,
        app: App,
        hub: SocketHub,
        faults: FaultBook,
        log: DeveloperLog,
        tasks: TaskSet,
        *,
        patience: float = PATIENCE,
        retries: tuple[float, ...] | None = None,
    ) -> None:
        self._app = app
        self._hub = hub
        self._faults = faults
        self._log = log
        self._tasks = tasks
        self._patience = patience
        self._retries = retries
        self._http: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()

    @property
    def connected(self) -> bool:
        return self._hub.connected if self._app.socket_mode else bool(self._app.request_url)

    async def ask(self, kind: str, name: str, payload: Json) -> Reply:
        """A command or an interaction ("slash_commands", "interactive"): never repeated, the person waits."""
        if self._faults.take(("duplicate",), name):
            self._tasks.start(self._once(kind, name, payload))
        reply = await self._once(kind, name, payload)
        if self._faults.take(("retry",), name):
            reply = await self._once(kind, name, payload)
        return reply

    def tell(self, name: str, payload: Json) -> None:
        """An event: sent in the background, again with the same event_id until it is acknowledged."""
        self._tasks.start(self._until_acknowledged(name, payload))
        if self._faults.take(("duplicate",), name):
            self._tasks.start(self._until_acknowledged(name, payload))

    async def _until_acknowledged(self, name: str, payload: Json) -> None:
        waits = self._retries
        if waits is None:
            waits = SOCKET_RETRIES if self._app.socket_mode else HTTP_RETRIES
        reason = ""
        for attempt in range(len(waits) + 1):
            if attempt:
                await asyncio.sleep(waits[attempt - 1])
            reply = await self._once("events_api", name, payload, attempt=attempt, reason=reason)
            ignored = attempt == 0 and self._faults.take(("retry",), name) is not None
            if (not reply.error and not ignored) or reply.no_retry:
                return
            reason = _reason(reply, ignored=ignored, socket=self._app.socket_mode)

    async def _once(self, kind: str, name: str, payload: Json, *, attempt: int = 0, reason: str = "") -> Reply:
        started = time.perf_counter()
        if self._app.socket_mode:
            transport, reply = "socket", await self._by_socket(kind, payload, attempt, reason)
        else:
            transport, reply = "http", await self._by_http(kind, payload, attempt, reason)
        ms = (time.perf_counter() - started) * 1000
        complaints = [_complaint(reply, self._patience)] if reply.error else []
        self._log.note(
            way="to app",
            name=name + (f" (retry {attempt})" if attempt else ""),
            transport=transport,
            status=reply.error or reply.status,
            ms=ms,
            request=payload,
            response=reply.payload,
            complaints=complaints,
        )
        return Reply(reply.error, reply.payload, reply.status, ms, reply.no_retry)

    async def _by_socket(self, kind: str, payload: Json, attempt: int, reason: str) -> Reply:
        envelope: Json = {
            "envelope_id": str(uuid.uuid4()),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        try:
            return Reply("", await self._hub.deliver(envelope, self._patience) or None)
        except TimeoutError:
            return Reply("operation_timeout", status=0)
        except ConnectionError:
            return Reply("dispatch_failed", status=0)

    async def _by_http(self, kind: str, payload: Json, attempt: int, reason: str) -> Reply:
        body, content_type = encode(kind, payload)
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(self._app.signing_secret, timestamp, body),
        }
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        try:
            return await asyncio.wait_for(self._post(body, headers), self._patience)
        except TimeoutError:
            return Reply("operation_timeout", status=0)
        except aiohttp.ClientError:
            return Reply("dispatch_failed", status=0)

    async def _post(self, body: str, headers: dict[str, str]) -> Reply:
        if self._http is None:
            self._http = aiohttp.ClientSession(trust_env=False)
        async with self._http.post(self._app.request_url, data=body.encode(), headers=headers) as answer:
            text = await answer.text()
            no_retry = answer.headers.get("x-slack-no-retry") == "1"
            if answer.status >= 300:
                error = "http_service_error" if answer.status >= 500 else "http_client_error"
                return Reply(error, text, answer.status, no_retry=no_retry)
            if not text:
                return Reply("", None, answer.status)
            if "json" in answer.headers.get("content-type", ""):
                try:
                    return Reply("", json.loads(text), answer.status)
                except ValueError:
                    return Reply("", text, answer.status)
            return Reply("", text, answer.status)

    async def verify_request_url(self) -> bool:
        """Slack's `url_verification`: whether the app echoes the challenge."""
        challenge = uuid.uuid4().hex
        payload = {"token": self._app.verification_token, "challenge": challenge, "type": "url_verification"}
        reply = await self._once("events_api", "url_verification", payload)
        echoed = reply.payload.get("challenge") if isinstance(reply.payload, dict) else reply.payload
        return not reply.error and echoed == challenge


def encode(kind: str, payload: Json) -> tuple[str, str]:
    """Body and content type of an HTTP delivery: events JSON, commands form fields, interactivity `payload=`."""
    if kind == "events_api":
        return json.dumps(payload), "application/json"
    if kind == "slash_commands":
        return urlencode(payload), "application/x-www-form-urlencoded"
    return urlencode({"payload": json.dumps(payload)}), "application/x-www-form-urlencoded"


def _reason(reply: Reply, *, ignored: bool, socket: bool) -> str:
    if socket:
        return "timeout"
    if ignored or reply.error == "operation_timeout":
        return "http_timeout"
    return "connection_failed" if reply.error == "dispatch_failed" else "http_error"


def _complaint(reply: Reply, patience: float) -> str:
    return {
        "operation_timeout": f"The app did not acknowledge within {patience:g} seconds.",
        "dispatch_failed": "The app could not be reached.",
    }.get(reply.error, f"The app answered HTTP {reply.status}.")
