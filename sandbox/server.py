"""The sandbox as one thing to start and stop: `async with Sandbox(manifest) as box`."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from sandbox.apidoor import ApiDoor
from sandbox.clock import SandboxClock
from sandbox.controls import ControlDoor, cause
from sandbox.default_world import default_world
from sandbox.filedoor import FileDoor
from sandbox.jsontypes import Json
from sandbox.manifest import Manifest
from sandbox.oauth import AuthorizeDoor
from sandbox.origin import LOOPBACK, SameOrigin
from sandbox.page import PageDoor
from sandbox.responsedoor import ResponseDoor
from sandbox.timers import Timers
from sandbox.wire import Wire
from sandbox.workspace import Habits, Workspace
from sandbox.world import World
from sandbox.worldverbs import VERBS

WEB = Path(__file__).parent / "web"


class Sandbox:
    """One workspace with one app, served on loopback. `pace` is "slack" (its limits) or "off".

    With the manifest's Socket Mode on, the app connects with `app_token`; otherwise payloads go, signed with
    `signing_secret`, to `request_url` (default: the manifest's). Other names are those of `Habits`.
    """

    def __init__(
        self,
        manifest: Manifest | Mapping[str, Any],
        world: World | None = None,
        clock: SandboxClock | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        request_url: str = "",
        pace: str = "slack",
        **habits: Any,
    ) -> None:
        self._host, self._port = host, port
        self.clock = clock or SandboxClock()
        self.world = world or default_world()
        self.workspace = Workspace.of(
            manifest, self.world, self.clock, Habits(pace=pace, **habits), request_url=request_url
        )
        app = self.workspace.app
        self._bot_token = app.install().value
        self.app_token = app.new_app_token().value
        self.signing_secret = app.signing_secret
        self.page = PageDoor(self.workspace)
        self._timers = Timers(self.workspace)
        self._api = ApiDoor(self.workspace)
        self._answers = ResponseDoor(self.workspace, self._api)
        self._wire: Wire | None = None
        self._serving: asyncio.Task[None] | None = None
        self._ticking: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return self.workspace.base_url

    @property
    def api_url(self) -> str:
        """For SLACK_API_URL or slack_sdk's `base_url`; ends in `/api/`."""
        return f"{self.url}/api/"

    @property
    def bot_token(self) -> str:
        """The newest bot token that is not revoked; the first one when all are."""
        alive = [each.value for each in self.workspace.app.tokens.values() if each.kind == "bot" and not each.revoked]
        return alive[-1] if alive else self._bot_token

    @property
    def complaints(self) -> list[str]:
        """Everything that Slack would have refused so far."""
        return self.workspace.log.complaints

    async def __aenter__(self) -> Self:
        self._wire = Wire(self._starlette(), self._host, self._port)
        shown = "127.0.0.1" if self._host in ("0.0.0.0", "") else self._host
        self.workspace.base_url = f"http://{shown}:{self._wire.port}"
        self._api.wire = self._wire
        self.workspace.hub.wire = self._wire
        self._serving = asyncio.create_task(self._wire.serve())
        while not self._wire.server.started:
            if self._serving.done():
                await self._serving
                raise RuntimeError("The sandbox's server did not start.")
            await asyncio.sleep(0.002)
        self._ticking = asyncio.create_task(self._timers.run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.workspace.closing.set()
        if self._ticking is not None:
            self._ticking.cancel()
        self.workspace.hub.close()
        await self.workspace.tasks.close()
        await self.workspace.dispatcher.close()
        if self._wire is not None and self._serving is not None:
            self._wire.server.stop()
            await self._serving
            self._wire.close()

    async def fault(self, kind: str, **how: Any) -> str:
        """Causes a fault, as POST /sandbox/api/faults does; its id. Raises ValueError."""
        return await cause(self.workspace, {"kind": kind, **how})

    def change(self, verb: str, **how: Any) -> Json:
        """Changes the world, as POST /sandbox/api/world does. Raises ValueError or KeyError."""
        return VERBS[verb](self.workspace, how)

    async def settle(self) -> None:
        """Waits until every event that is on its way has been delivered (or given up)."""
        await self.workspace.tasks.settle()

    def _starlette(self) -> Starlette:
        routes: list[BaseRoute] = [
            Route("/api/{method:str}", self._api.answer, methods=["GET", "POST"]),
            WebSocketRoute("/link/", self.workspace.hub.attend),
            Route("/sandbox/response/{key:path}", self._answers.answer, methods=["POST"]),
            *self.page.routes(),
            *ControlDoor(self.workspace).routes(),
            *AuthorizeDoor(self.workspace).routes(),
            *FileDoor(self.workspace).routes(),
            Route("/healthz", _healthz),
            Route("/", _index),
            Mount("/static", StaticFiles(directory=WEB, check_dir=False)),
        ]
        return Starlette(routes=routes, middleware=[Middleware(SameOrigin, loopback=self._host in LOOPBACK)])


async def _healthz(request: Request) -> Response:
    return PlainTextResponse("ok")


async def _index(request: Request) -> Response:
    page = WEB / "index.html"
    if not page.exists():
        return PlainTextResponse("The page is not here, but the sandbox is.")
    return Response(page.read_bytes(), media_type="text/html", headers={"Cache-Control": "no-cache"})
