"""The controls beside the page: clock, faults, and changes of the world from outside."""

from __future__ import annotations

from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.errors import Trouble
from sandbox.jsontypes import Json
from sandbox.workspace import Workspace
from sandbox.worldverbs import VERBS


class ControlDoor:
    """Clock, faults and world under /sandbox/api."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/sandbox/api/clock", self.clock, methods=["GET", "POST"]),
            Route("/sandbox/api/faults", self.faults, methods=["GET", "POST", "DELETE"]),
            Route("/sandbox/api/faults/{fault_id}", self.take_back, methods=["DELETE"]),
            Route("/sandbox/api/world", self.world, methods=["POST"]),
        ]

    async def clock(self, request: Request) -> Response:
        clock = self._ws.clock
        if request.method == "POST":
            order = await _order(request)
            try:
                if "set" in order:
                    await clock.set(datetime.fromisoformat(str(order["set"])))
                else:
                    await clock.move(float(order["move"]))
            except (KeyError, TypeError, ValueError):
                return _wrong("The clock takes `set` (a moment in ISO 8601) or `move` (seconds).")
        now = clock.now().isoformat()
        if request.method == "POST":
            self._ws.live.tell_all({"type": "clock", "now": now})
        return JSONResponse({"ok": True, "now": now})

    async def faults(self, request: Request) -> Response:
        book = self._ws.faults
        if request.method == "GET":
            return JSONResponse({"faults": book.waiting()})
        if request.method == "DELETE":
            return JSONResponse({"ok": True, "gone": book.clear()})
        try:
            fault = await cause(self._ws, await _order(request))
        except (TypeError, ValueError) as trouble:
            return _wrong(str(trouble))
        return JSONResponse({"ok": True, "id": fault})

    async def take_back(self, request: Request) -> Response:
        return JSONResponse({"ok": True, "gone": self._ws.faults.clear(str(request.path_params["fault_id"]))})

    async def world(self, request: Request) -> Response:
        order = await _order(request)
        verb = VERBS.get(str(order.pop("verb", "")))
        if verb is None:
            return _wrong(f"The world knows {', '.join(VERBS)}.")
        try:
            return JSONResponse({"ok": True, **verb(self._ws, order)})
        except (KeyError, TypeError, ValueError, Trouble) as trouble:
            return _wrong(trouble.text if isinstance(trouble, Trouble) else str(trouble))


async def cause(ws: Workspace, order: Json) -> str:
    """Books a fault, or does it at once where it is one of sockets; its id. Raises ValueError with a sentence."""
    fault = ws.faults.add(order)
    if fault.kind == "drop_socket":
        ws.hub.drop()
    elif fault.kind == "half_dead_socket":
        ws.hub.go_half_dead()
    elif fault.kind == "disconnect":
        await ws.hub.disconnect(fault.reason)
    return fault.id


async def _order(request: Request) -> Json:
    try:
        order = await request.json()
    except ValueError:
        return {}
    return order if isinstance(order, dict) else {}


def _wrong(text: str) -> Response:
    return JSONResponse({"ok": False, "error": "invalid_arguments", "text": text}, 400)
