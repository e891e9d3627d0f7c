"""Other web sites, open in the same browser, have no business with the sandbox's controls."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

GUARDED = "/sandbox/api/"


class SameOrigin:
    """Refuses calls of the page's API that a browser makes for a page from elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and scope["path"].startswith(GUARDED):
            headers = Headers(scope=scope)
            origin = headers.get("origin", "")
            if origin and urlsplit(origin).netloc != headers.get("host", ""):
                await self._refuse(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4403})
        else:
            answer = PlainTextResponse("The sandbox answers its own page only.", status_code=403)
            await answer(scope, receive, send)
