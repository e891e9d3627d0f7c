"""What the page (and the client for tests) asks: reading, live news, uploads. Doing is in pageverbs."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.attachments import StoredFile
from sandbox.channels import Channel, in_main_flow
from sandbox.errors import Refusal, Trouble
from sandbox.jsontypes import Json
from sandbox.mrkdwn import emoji_by_name
from sandbox.pageverbs import VERBS
from sandbox.people import Person
from sandbox.posting import unread
from sandbox.shapes import file_shape
from sandbox.workspace import Workspace, app_shape

MOST = 200


def person_shape(ws: Workspace, person: Person) -> Json:
    """A person as the page shows them."""
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "display_name": person.display_name,
        "title": person.title,
        "tz": person.tz,
        "deleted": person.deleted,
        "is_bot": person.is_bot,
        "is_guest": bool(person.guest),
        "is_admin": person.is_admin or person.is_owner,
        "is_external": person.team != ws.world.team_id,
        "color": person.color,
        "department": person.department,
    }


def conversation_shape(ws: Workspace, channel: Channel, user: str) -> Json:
    """A conversation as one person's side bar shows it."""
    count, mentions = unread(ws, channel, user) if user in channel.members else (0, 0)
    shape: Json = {
        "id": channel.id,
        "kind": channel.kind,
        "name": channel.name,
        "topic": channel.topic,
        "is_member": user in channel.members,
        "archived": channel.archived,
        "unread": count,
        "mentions": mentions,
        "latest_ts": channel.order[-1] if channel.order else "",
        "last_read": channel.last_read.get(user, ""),
        "members": len(channel.members),
    }
    if channel.kind == "im":
        other = next((each for each in channel.members if each != user), user)
        shape["with"] = other
        shape["name"] = ws.world.people[other].shown_name
        if other == ws.app.bot_user_id:
            shape["app"] = ws.app.id
    return shape


class PageDoor:
    """The HTTP doors under /sandbox/api."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws

    def routes(self) -> list[BaseRoute]:
        reads: dict[str, Callable[[Request], Awaitable[Response]]] = {
            "boot": self.boot,
            "conversations": self.conversations,
            "messages": self.messages,
            "views": self.views,
            "home": self.home,
            "log": self.log,
        }
        routes: list[BaseRoute] = [Route(f"/sandbox/api/{name}", door) for name, door in reads.items()]
        return [
            *routes,
            Route("/sandbox/api/do", self.do, methods=["POST"]),
            Route("/sandbox/api/upload", self.upload, methods=["POST"]),
            WebSocketRoute("/sandbox/api/live", self.live),
        ]

    def _person(self, request: Request | WebSocket) -> Person | None:
        return self._ws.world.people.get(request.query_params.get("as", ""))

    async def boot(self, request: Request) -> Response:
        ws = self._ws
        return JSONResponse(
            {
                "team": ws.world.team_shape(),
                "apps": [app_shape(ws.app, ws.hub)],
                "people": [person_shape(ws, each) for each in ws.world.people.values()],
                "groups": [
                    {"id": each.id, "handle": each.handle, "name": each.name, "users": each.users}
                    for each in ws.world.groups.values()
                    if not each.deleted
                ],
                "clock": {"now": ws.clock.now().isoformat()},
                "emoji": emoji_by_name(),
            }
        )

    async def conversations(self, request: Request) -> Response:
        ws, person = self._ws, self._person(request)
        if person is None:
            return _unknown()
        seen = [each for each in ws.world.channels.values() if each.kind == "public" or person.id in each.members]
        return JSONResponse({"conversations": [conversation_shape(ws, each, person.id) for each in seen]})

    async def messages(self, request: Request) -> Response:
        ws, person = self._ws, self._person(request)
        query = request.query_params
        channel = ws.world.channels.get(query.get("channel", ""))
        if person is None or channel is None or (channel.kind != "public" and person.id not in channel.members):
            return _unknown()
        thread, before = query.get("thread", ""), query.get("before", "")
        hidden = ws.ephemerals.get(person.id, {}).get(channel.id, [])
        if thread:
            found = channel.thread(thread) + [each for each in hidden if each.get("thread_ts") == thread]
        else:
            shown = [each for each in channel.messages.values() if in_main_flow(each)]
            found = shown + [each for each in hidden if not each.get("thread_ts")]
        found = sorted((each for each in found if not before or each["ts"] < before), key=lambda each: str(each["ts"]))
        limit = min(int(query.get("limit", "50") or 50), MOST)
        return JSONResponse({"messages": found[-limit:], "has_more": len(found) > limit})

    async def views(self, request: Request) -> Response:
        person = self._person(request)
        return _unknown() if person is None else JSONResponse({"stack": self._ws.stacks.get(person.id, [])})

    async def home(self, request: Request) -> Response:
        person = self._person(request)
        return _unknown() if person is None else JSONResponse({"view": self._ws.homes.get(person.id)})

    async def log(self, request: Request) -> Response:
        return JSONResponse({"entries": self._ws.log.after(int(request.query_params.get("after", "0") or 0))})

    async def do(self, request: Request) -> Response:
        try:
            order = await request.json()
        except ValueError:
            order = None
        if not isinstance(order, dict):
            return JSONResponse({"ok": False, "error": "invalid_json", "text": "The order is not JSON."}, 400)
        return JSONResponse(await self.carry_out(order))

    async def carry_out(self, order: Json) -> Json:
        """Does what a person asked; answers `ok`, or the error with the words that Slack would show."""
        person = self._ws.world.people.get(str(order.get("as", "")))
        verb = VERBS.get(str(order.get("verb", "")))
        if person is None or person.deleted:
            return {"ok": False, "error": "user_not_found", "text": "Nobody of that name can act here."}
        if verb is None:
            return {"ok": False, "error": "unknown_verb", "text": f"There is no verb {order.get('verb')!r}."}
        try:
            return {"ok": True, **(await verb(self._ws, person, order))}
        except Trouble as trouble:
            answer: Json = {"ok": False, "error": trouble.code, "text": trouble.text}
            if trouble.errors is not None:
                answer["errors"] = trouble.errors
            return answer
        except Refusal as refused:
            return {"ok": False, "error": refused.code, "text": f"Slack refused that: {refused.code}."}

    async def upload(self, request: Request) -> Response:
        ws, person = self._ws, self._person(request)
        if person is None:
            return _unknown()
        async with request.form() as form:
            part: Any = next((each for each in form.values() if isinstance(each, UploadFile)), None)
            if part is None:
                return JSONResponse({"ok": False, "error": "no_file", "text": "There is no file in the upload."}, 400)
            file = StoredFile(ws.world.mint.id("F"), part.filename or "file", person.id, await part.read())
        file.uploaded = file.completed = True
        file.created = int(ws.clock.unix())
        ws.world.files[file.id] = file
        shape = file_shape(ws, file)
        kept = {name: shape[name] for name in ("id", "name", "mimetype", "size", "url")}
        return JSONResponse({"ok": True, "file": kept})

    async def live(self, socket: WebSocket) -> None:
        person = self._person(socket)
        await socket.accept()
        if person is None:
            await socket.close(code=4004)
            return
        queue = self._ws.live.watch(person.id)
        listening = asyncio.create_task(_until_left(socket))
        try:
            while not listening.done():
                news = asyncio.create_task(queue.get())
                await asyncio.wait({news, listening}, return_when=asyncio.FIRST_COMPLETED)
                if not news.done():
                    news.cancel()
                    break
                await socket.send_json(self._for(person, news.result()))
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening
            self._ws.live.leave(queue)

    def _for(self, person: Person, news: Json) -> Json:
        """Conversations and people are told as this person sees them."""
        if news["type"] == "conversation":
            channel = self._ws.world.channels[news["id"]]
            return {"type": "conversation", "conversation": conversation_shape(self._ws, channel, person.id)}
        if news["type"] == "person":
            return {"type": "person", "person": person_shape(self._ws, self._ws.world.people[news["id"]])}
        return news


async def _until_left(socket: WebSocket) -> None:
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        while True:
            await socket.receive_text()


def _unknown() -> Response:
    return JSONResponse({"ok": False, "error": "not_found", "text": "There is no such person or place."}, 404)
