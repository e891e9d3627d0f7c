"""The doors of files: the raw upload, the private download for apps, the open one for the page, avatars."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.arguments import bearer
from sandbox.attachments import StoredFile
from sandbox.errors import Refusal
from sandbox.webapi.files import take_bytes
from sandbox.workspace import Workspace

INLINE = ("image/png", "image/jpeg", "image/gif", "application/pdf", "text/plain")


class FileDoor:
    """Bytes in and out. What a browser might run is sent as a download."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/upload/v1/{ticket:str}", self.upload, methods=["POST"]),
            Route("/files-pri/{where:str}/{name:path}", self.private),
            Route("/sandbox/files/{file_id:str}/{name:path}", self.shown),
            Route("/sandbox/avatars/{name:str}", self.avatar),
        ]

    async def upload(self, request: Request) -> Response:
        try:
            return PlainTextResponse(take_bytes(self._ws, str(request.path_params["ticket"]), await _bytes(request)))
        except Refusal as refused:
            return PlainTextResponse(refused.code, status_code=400)

    async def private(self, request: Request) -> Response:
        """Needs a living bot token with files:read; without one Slack shows its sign-in page."""
        token = self._ws.app.tokens.get(bearer(request, {}))
        if token is None or token.revoked or "files:read" not in token.scopes:
            return HTMLResponse("<!doctype html><title>Sign in</title><h1>Sign in to the workspace</h1>")
        return _answer(self._ws.world.files.get(str(request.path_params["where"]).rpartition("-")[2]))

    async def shown(self, request: Request) -> Response:
        return _answer(self._ws.world.files.get(str(request.path_params["file_id"])))

    async def avatar(self, request: Request) -> Response:
        """A square with the person's initial, drawn as SVG."""
        person = self._ws.world.people.get(str(request.path_params["name"]).partition("-")[0])
        if person is None:
            return PlainTextResponse("There is no such person.", status_code=404)
        letter = person.shown_name[:1].upper()
        svg = (
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 48 48'>"
            f"<rect width='48' height='48' rx='6' fill='#{person.color}'/>"
            f"<text x='24' y='32' font-family='sans-serif' font-size='24' fill='#fff' text-anchor='middle'>"
            f"{'' if letter in '<&>' else letter}</text></svg>"
        )
        return Response(svg, media_type="image/svg+xml")


async def _bytes(request: Request) -> bytes:
    """The raw body; of a form upload, the file in it."""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        form = await request.form()
        for part in form.values():
            if not isinstance(part, str):
                return await part.read()
    return await request.body()


def _answer(file: StoredFile | None) -> Response:
    if file is None or file.deleted:
        return PlainTextResponse("file_not_found", status_code=404)
    how = "inline" if file.mimetype in INLINE else "attachment"
    headers = {
        "Content-Disposition": f"{how}; filename*=UTF-8''{quote(file.name)}",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(file.content, media_type=file.mimetype, headers=headers)
