"""The authorize page: who installs, what is asked, and the way back with a code."""

from __future__ import annotations

import html
import secrets
import time
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.jsontypes import Json
from sandbox.workspace import Workspace

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class AuthorizeDoor:
    """`/oauth/v2/authorize`: shows a page; its Allow button redirects with code and state."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws

    def routes(self) -> list[BaseRoute]:
        return [Route("/oauth/v2/authorize", self.answer, methods=["GET", "POST"])]

    async def answer(self, request: Request) -> Response:
        asked = dict(request.query_params)
        if problem := self._problem(asked):
            return HTMLResponse(_page("Something went wrong", f"<p>{html.escape(problem)}</p>"), status_code=400)
        if request.method == "GET":
            return HTMLResponse(self._question(asked))
        form = parse_qs((await request.body()).decode())
        back = self._redirect(asked)
        if form.get("answer") == ["cancel"]:
            return RedirectResponse(_with(back, {"error": "access_denied", "state": asked.get("state", "")}), 302)
        code = secrets.token_hex(16)
        user = (form.get("as") or [next(self._ws.world.full_members()).id])[0]
        self._ws.codes[code] = {
            "scopes": _scopes(asked),
            "redirect_uri": back,
            "explicit": "redirect_uri" in asked,
            "user": user,
            "at": time.monotonic(),
            "used": False,
        }
        return RedirectResponse(_with(back, {"code": code, "state": asked.get("state", "")}), 302)

    def _redirect(self, asked: Json) -> str:
        registered = self._ws.app.manifest.redirect_urls
        return str(asked.get("redirect_uri") or (registered[0] if registered else ""))

    def _problem(self, asked: Json) -> str:
        """Slack's words for a request that it does not show a page for; "" when it is right."""
        page = self._ws.app.manifest
        if asked.get("client_id") != self._ws.app.client_id:
            return "invalid_client_id"
        wanted = _scopes(asked)
        if not wanted:
            return "no_scopes: Missing the scope parameter."
        if strangers := [each for each in wanted if each not in page.scopes]:
            return f"invalid_scope: Invalid permissions requested: {', '.join(strangers)}."
        address = self._redirect(asked)
        parts = urlsplit(address)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            return "bad_redirect_uri: redirect_uri must be https."
        if not any(address == each or address.startswith(each.rstrip("/") + "/") for each in page.redirect_urls):
            return "bad_redirect_uri: redirect_uri did not match any configured URIs."
        if asked.get("team") not in (None, "", self._ws.world.team_id):
            return "invalid_team_for_non_distributed_app"
        return ""

    def _question(self, asked: Json) -> str:
        scopes = "".join(f"<li><code>{html.escape(each)}</code></li>" for each in _scopes(asked))
        people = "".join(
            f'<option value="{each.id}">{html.escape(each.real_name)}</option>'
            for each in self._ws.world.full_members()
        )
        name, team = html.escape(self._ws.app.manifest.name), html.escape(self._ws.world.name)
        return _page(
            f"{name} is requesting permission to access {team}",
            f"<p>{name} will be able to:</p><ul>{scopes}</ul><form method='post'>"
            f"<label>Installing as <select name='as'>{people}</select></label> "
            "<button name='answer' value='allow'>Allow</button> "
            "<button name='answer' value='cancel'>Cancel</button></form>",
        )


def _scopes(asked: Json) -> list[str]:
    return [each for each in str(asked.get("scope", "")).replace(" ", ",").split(",") if each]


def _with(address: str, query: dict[str, str]) -> str:
    parts = urlsplit(address)
    joined = "&".join(each for each in (parts.query, urlencode(query)) if each)
    return urlunsplit(parts._replace(query=joined))


def _page(title: str, body: str) -> str:
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title}</title></head>"
        f"<body><main><h1>{title}</h1>{body}</main></body></html>"
    )
