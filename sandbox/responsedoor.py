"""The HTTP door of response_url, with its faults, limits and its line in the developer pane."""

from __future__ import annotations

import json
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox.apidoor import BEFORE, ApiDoor, refusal_body
from sandbox.errors import Refusal
from sandbox.jsontypes import Json
from sandbox.responses import use_response_url
from sandbox.webapi.call import RateLimited
from sandbox.workspace import Workspace

NAME = "response_url"
GONE = ("used_url", "expired_url", "invalid_url")


class ResponseDoor:
    """Answers a response_url: `ok` as text, 404 when it is used up, 400 when the payload is wrong."""

    def __init__(self, ws: Workspace, api: ApiDoor) -> None:
        self._ws = ws
        self._api = api

    async def answer(self, request: Request) -> Response:
        started = time.perf_counter()
        payload: Any = None
        body: Json = {"ok": True}
        answer: Response = PlainTextResponse("ok")
        try:
            payload = json.loads(await request.body() or b"null")
            fault = self._ws.faults.take(BEFORE, NAME)
            if fault is not None and (broken := await self._api.break_down(request, fault)) is not None:
                return broken
            use_response_url(self._ws, str(request.path_params["key"]), payload)
        except (ValueError, Refusal) as trouble:
            refused = trouble if isinstance(trouble, Refusal) else Refusal("invalid_payload")
            body = refusal_body("chat.response_url", refused)
            answer = JSONResponse(body, status_code=404 if refused.code in GONE else 400)
            if isinstance(refused, RateLimited):
                retry = {"Retry-After": str(refused.retry_after)}
                answer = JSONResponse(body, status_code=429, headers=retry)
        self._ws.log.note(
            way="from app",
            name=NAME,
            transport=NAME,
            status=answer.status_code,
            ms=(time.perf_counter() - started) * 1000,
            request=payload,
            response=body,
            complaints=[] if body["ok"] else [body["error"], *body.get("errors", [])],
        )
        if self._ws.faults.take(("lost_answer",), NAME):
            await self._api.lose(request)
        return answer
