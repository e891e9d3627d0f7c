"""HTTP: Slack's requests at the door, and what operators ask of a process.

The guard stands before Bolt: an unsigned or badly signed request gets 401 whatever its body, a signed one that cannot
be read gets 400, and nothing of either is logged.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.response import BoltResponse
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

LARGEST = 4 * 1024 * 1024
"""Bytes; Slack's largest payload, a view of 250 KB with its state, is far below."""

SECONDS = 10.0
"""A body that takes longer holds a place for nothing: Slack gives up after three."""
FRESH_SECONDS = 300
"""How old a signature may be (Slack, Verifying requests)."""
STAMP = re.compile(r"[0-9]{1,12}")
"""Unix seconds."""

Ready = Callable[[], Awaitable[Mapping[str, str]]]
"""What is wrong, by part (`database`, `schema`, `slack`); empty when the process is ready."""


@dataclass
class Doorway:
    """Takes Slack's HTTP requests: checks the signature, reads, hands over to Bolt. An ASGI application."""

    app: AsyncApp
    signing_secret: str
    """Empty: nothing is taken to be Slack's."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self.answer(Request(scope, receive))
        await response(scope, receive, send)

    async def answer(self, request: Request) -> Response:
        try:
            async with asyncio.timeout(SECONDS):
                body = await self._body(request)
        except ClientDisconnect:
            return Response(status_code=400)
        except TimeoutError:
            return PlainTextResponse("", 408)
        if not self._signed(body, request):
            return PlainTextResponse("", 401)
        found = readable(body, request.headers.get("content-type", ""))
        if found is None:
            return PlainTextResponse("", 400)
        # As Socket Mode hands it over, already read: Bolt's own reading takes a command that speaks of a "payload" for
        # an interaction, and of a field that stands there twice the other one.
        answer = await self.app.async_dispatch(AsyncBoltRequest(body=found, mode="socket_mode"))
        return http(answer)

    def _signed(self, body: bytes, request: Request) -> bool:
        stamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        if not self.signing_secret or not STAMP.fullmatch(stamp) or not signature.isascii():
            return False
        if len(body) > LARGEST or abs(time.time() - int(stamp)) > FRESH_SECONDS:
            return False
        # Of the bytes as they came: slack_sdk's verifier stumbles over bytes that are no UTF-8.
        mark = hmac.new(self.signing_secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(f"v0={mark}", signature)

    async def _body(self, request: Request) -> bytes:
        """The body; cut one byte above the largest, which no signature can fit."""
        parts: list[bytes] = []
        size = 0
        async for part in request.stream():
            parts.append(part)
            size += len(part)
            if size > LARGEST:
                break
        return b"".join(parts)[: LARGEST + 1]


def readable(body: bytes, content_type: str) -> dict[str, Any] | None:
    """What the body says if it is one of the shapes that Slack sends, else None."""
    try:
        text = body.decode("utf-8")
        if "json" in content_type:
            return shaped(json.loads(text))
        form = parse_qs(text, keep_blank_values=True, strict_parsing=True, errors="strict")
        if any(len(values) > 1 for values in form.values()):
            return None
        if "payload" in form:
            return shaped(json.loads(form["payload"][0]))
    except (ValueError, RecursionError):
        return None
    known = "ssl_check" in form or all(form.get(key, [""])[0] for key in ("command", "user_id"))
    return {name: values[0] for name, values in form.items()} if known else None


PARTS: Mapping[str, type | tuple[type, ...]] = {
    "event": dict,
    "view": dict,
    "user": dict,
    "channel": dict,
    "message": dict,
    "enterprise": dict,
    "container": dict,
    "team": (dict, str),
    "authorizations": list,
    "actions": list,
}
"""What stands in a payload's parts, where they are there at all."""


def shaped(found: object) -> dict[str, Any] | None:
    """The payload if it has what its type needs to find its door, else None."""
    if not isinstance(found, dict) or not isinstance(found.get("type"), str):
        return None
    if any(found.get(part) is not None and not isinstance(found[part], kind) for part, kind in PARTS.items()):
        return None
    if not all(isinstance(each, dict) for part in ("authorizations", "actions") for each in found.get(part) or ()):
        return None
    actions, view = found.get("actions") or (), found.get("view") or {}
    is_view = all(isinstance(view.get(name), str) for name in ("type", "callback_id"))
    needed = {
        "event_callback": isinstance((found.get("event") or {}).get("type"), str),
        "block_actions": bool(actions) and all(isinstance(each.get("action_id"), str) for each in actions),
        "view_submission": is_view,
        "view_closed": is_view,
    }
    return found if needed.get(found["type"], True) else None


def http(answer: BoltResponse) -> Response:
    """Bolt's answer as Starlette's; every cookie keeps a header of its own."""
    response = Response(content=answer.body, status_code=answer.status)
    for name, values in answer.headers.items():
        for value in values:
            if name.lower() == "set-cookie":
                response.headers.append(name, value)
            else:
                response.headers[name] = value
    return response


def oauth_routes(flow: AsyncOAuthFlow) -> list[Route]:
    """The two addresses that install the app in further workspaces."""

    async def bolt_request(request: Request) -> AsyncBoltRequest:
        headers: dict[str, str | Sequence[str]] = {name: [value] for name, value in request.headers.items()}
        return AsyncBoltRequest(body="", query=request.url.query, headers=headers)

    async def install(request: Request) -> Response:
        return http(await flow.handle_installation(await bolt_request(request)))

    async def callback(request: Request) -> Response:
        return http(await flow.handle_callback(await bolt_request(request)))

    return [Route("/slack/install", install), Route("/slack/oauth_redirect", callback)]


def build_web(
    *, doorway: Doorway | None, ready: Ready, metrics: CollectorRegistry, oauth: AsyncOAuthFlow | None = None
) -> Starlette:
    """`/healthz`, `/readyz`, `/metrics` for every process; `/slack/events` where there is a doorway."""

    async def healthz(request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(request: Request) -> Response:
        troubles = await ready()
        return JSONResponse({"ready": not troubles, **troubles}, 503 if troubles else 200)

    async def show_metrics(request: Request) -> Response:
        return Response(generate_latest(metrics), media_type=CONTENT_TYPE_LATEST)

    routes = [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", show_metrics)]
    if doorway is not None:  # first: routes are tried in their order
        routes.insert(0, Route("/slack/events", doorway, methods=["POST"]))
    if oauth is not None:
        routes += oauth_routes(oauth)
    return Starlette(routes=routes)
