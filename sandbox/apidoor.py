"""The door of the Web API: tokens, scopes, limits, faults, Slack's answers and their headers."""

from __future__ import annotations

import asyncio
import time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.app import Token
from sandbox.arguments import basic, bearer, read_arguments
from sandbox.errors import Refusal
from sandbox.faults import OF_CALLS, Fault
from sandbox.jsontypes import Json
from sandbox.webapi import all_methods
from sandbox.webapi.call import Call, Method, RateLimited
from sandbox.wire import Wire
from sandbox.workspace import Workspace

BEFORE = tuple(kind for kind in OF_CALLS if kind != "lost_answer")
HISTORIES = ("conversations.history", "conversations.replies")
WITH_ERRORS = ("invalid_blocks", "invalid_blocks_format", "invalid_attachments")


class ApiDoor:
    """Answers `/api/<method>`."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._methods = all_methods()
        self.wire: Wire | None = None

    async def answer(self, request: Request) -> Response:
        started = time.perf_counter()
        name = str(request.path_params["method"])
        args: Json = {}
        provided = ""
        try:
            args, warnings = await read_arguments(request)
            token_value = bearer(request, args)
            fault = self._ws.faults.take(BEFORE, name)
            if fault is not None and (broken := await self.break_down(request, fault)) is not None:
                self._note(name, args, broken, started, [f"fault: {fault.kind}"])
                return broken
            method = self._methods.get(name)
            if method is None:
                raise Refusal("unknown_method", req_method=name)
            call = Call(self._ws, name, args, basic=basic(request, args), bearer=token_value)
            call.token = self._admit(method, token_value, fault)
            provided = ",".join(sorted(call.token.scopes)) if call.token else ""
            if wait := self._ws.pace.call(name, self._tier(method)):
                raise RateLimited(wait)
            body = {"ok": True, **method.handle(call)}
            if warnings:
                body["warning"] = ",".join(warnings)
                body.setdefault("response_metadata", {})["warnings"] = warnings
            answer: Response = JSONResponse(body)
        except Refusal as refused:
            body = refusal_body(name, refused)
            answer = JSONResponse(body)
            if isinstance(refused, RateLimited):
                answer = JSONResponse(body, status_code=429, headers={"Retry-After": str(refused.retry_after)})
        answer.headers["x-oauth-scopes"] = provided
        self._note(name, args, answer, started, complaints_of(body), body)
        if self._ws.faults.take(("lost_answer",), name):
            await self.lose(request)
        return answer

    def _tier(self, method: Method) -> int:
        """New commercial apps outside the marketplace read histories once a minute."""
        return 1 if self._ws.habits.new_commercial_app and method.name in HISTORIES else method.tier

    def _admit(self, method: Method, value: str, fault: Fault | None) -> Token | None:
        """The token, if it may call this. Raises Refusal."""
        if method.token in ("none", "client"):
            return None
        if not value:
            raise Refusal("not_authed")
        token = self._ws.app.tokens.get(value)
        if token is None:
            raise Refusal("invalid_auth")
        if fault is not None and fault.kind == "token_revoked":
            raise Refusal("token_revoked")
        if token.revoked:
            raise Refusal("token_revoked" if self._ws.app.installed else "account_inactive")
        if token.expires and time.time() > token.expires:
            raise Refusal("token_expired")
        if method.token in ("bot", "app") and method.token != token.kind:
            raise Refusal("not_allowed_token_type")
        provided = ",".join(sorted(token.scopes))
        if fault is not None and fault.kind == "missing_scope":
            needed = fault.scope or ",".join(method.scopes) or "unknown"
            raise Refusal("missing_scope", needed=needed, provided=provided)
        if method.scopes and not token.scopes & set(method.scopes):
            raise Refusal("missing_scope", needed=",".join(method.scopes), provided=provided)
        return token

    async def break_down(self, request: Request, fault: Fault) -> Response | None:
        """What a fault answers instead; None when the call goes on."""
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        elif fault.kind == "rate_limit":
            headers = {"Retry-After": str(fault.retry_after)}
            return JSONResponse({"ok": False, "error": "ratelimited"}, status_code=429, headers=headers)
        elif fault.kind == "server_error":
            return Response("upstream connect error", status_code=fault.status, media_type="text/plain")
        elif fault.kind == "error":
            raise Refusal(fault.error)
        elif fault.kind == "timeout":
            await self._say_nothing(request)
            return Response(status_code=504)
        return None

    async def _say_nothing(self, request: Request) -> None:
        """Until the caller gives up, or the sandbox closes."""
        gone = asyncio.create_task(_until_gone(request))
        closing = asyncio.create_task(self._ws.closing.wait())
        await asyncio.wait({gone, closing}, return_when=asyncio.FIRST_COMPLETED)
        gone.cancel()
        closing.cancel()

    async def lose(self, request: Request) -> None:
        client = request.client
        if self.wire is not None and client is not None:
            self.wire.abort((client.host, client.port))

    def _note(
        self, name: str, args: Json, answer: Response, started: float, complaints: list[str], body: Json | None = None
    ) -> None:
        self._ws.log.note(
            way="from app",
            name=name,
            transport="web api",
            status=answer.status_code,
            ms=(time.perf_counter() - started) * 1000,
            request=args,
            response=body or {},
            complaints=complaints,
        )


async def _until_gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def refusal_body(method: str, refused: Refusal) -> Json:
    """Slack's answer to what it refuses; block errors of chat.* stand in `errors` too."""
    body: Json = {"ok": False, "error": refused.code, **refused.extra}
    if refused.messages:
        if method.startswith("chat.") and refused.code in WITH_ERRORS:
            body["errors"] = refused.messages
        body["response_metadata"] = {"messages": [f"[ERROR] {each}" for each in refused.messages]}
    return body


def complaints_of(body: Json) -> list[str]:
    if body.get("ok"):
        return []
    words = f"{body['error']}"
    if body["error"] == "missing_scope":
        words += f" (needs {body.get('needed')})"
    if body["error"] == "unknown_method":
        words += f" (the sandbox does not speak {body.get('req_method')})"
    return [words, *body.get("response_metadata", {}).get("messages", [])]
