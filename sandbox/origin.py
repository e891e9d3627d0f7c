"""Other web sites, open in the same browser, have no business with the sandbox's controls."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

GUARDED = "/sandbox/api/"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SameOrigin:
    """Refuses calls of the page's API that a browser makes for a page from elsewhere.

    `loopback`: the server is this machine's alone, so whoever calls it by another name (which a site can have point
    here, to pass for the page itself) is refused as well.
    """

    def __init__(self, app: ASGIApp, loopback: bool = False) -> None:
        self._app = app
        self._loopback = loopback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and scope["path"].startswith(GUARDED):
            headers = Headers(scope=scope)
            origin, host = headers.get("origin", ""), headers.get("host", "")
            foreign = self._loopback and urlsplit(f"//{host}").hostname not in LOOPBACK
            if foreign or (origin and urlsplit(origin).netloc != host):
                await self._refuse(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4403})
        else:
            answer = PlainTextResponse("The sandbox answers its own page only.", status_code=403)
            await answer(scope, receive, send)
