"""A second, small Slack: not our sandbox, so that Candor is tried against somebody else's reading of the Web API.

It keeps what was posted, hands out tokens that can be revoked, speaks Socket Mode and signed HTTP, and can lose an
answer after it has taken the message. It knows no views' contents and no blocks: it only remembers them.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import aiohttp
from aiohttp import web

Json = dict[str, Any]
TEAM, BOT_USER, APP = "T0OTHER001", "U0BOT00001", "A0CANDOR01"
ADA, BOB, EVE, GUEST, LEAVER = "U0ADA00001", "U0BOB00001", "U0EVE00001", "U0GUEST001", "U0LEFT0001"
KUDOS = "C0KUDOS001"
SCOPES = "channels:history,chat:write,commands,im:write,users:read"


def user(id: str, name: str, **facts: Any) -> Json:
    profile = {"real_name": name, "display_name": name.lower(), "email": f"{name.lower()}@example.com", "title": ""}
    found: Json = {"id": id, "team_id": TEAM, "name": name.lower(), "real_name": name, "deleted": False}
    found |= {"tz": "Europe/Berlin", "tz_offset": 3600, "is_bot": False, "is_admin": False, "is_owner": False}
    return found | {"is_restricted": False, "is_ultra_restricted": False, "updated": 1, "profile": profile} | facts


PEOPLE = [
    user(ADA, "Ada", is_admin=True),
    user(BOB, "Bob"),
    user(EVE, "Eve", tz="Asia/Kolkata"),
    user(GUEST, "Gus", is_restricted=True),
    user(LEAVER, "Lea", deleted=True),
    user(BOT_USER, "candor", is_bot=True),
    user("USLACKBOT", "Slackbot"),
]


@dataclass
class OtherSlack:
    """Start with `async with`; `url` is the address, `api_url` what SLACK_API_URL wants."""

    secret: str = field(default_factory=lambda: uuid4().hex)
    token: str = "xoxb-first"
    posts: list[Json] = field(default_factory=list)
    updates: list[Json] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    views: list[Json] = field(default_factory=list)
    homes: list[Json] = field(default_factory=list)
    said: list[Json] = field(default_factory=list)
    """What came by response_url."""
    calls: list[str] = field(default_factory=list)
    lose_answers: int = 0
    """So many posts are taken, and the connection cut before the answer."""
    port: int = 0
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    acks: dict[str, asyncio.Future[Json]] = field(default_factory=dict)
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def __aenter__(self) -> OtherSlack:
        app = web.Application(client_max_size=50_000_000)
        app.router.add_route("*", "/api/{method}", self.on_call)
        app.router.add_post("/respond/{key}", self.on_response)
        app.router.add_get("/socket", self.on_socket)
        self.runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        self.port = self.runner.addresses[0][1]
        self.http = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.close()
        for socket in self.sockets:
            await socket.close()
        await self.runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    async def until(self, seen: Any, seconds: float = 30.0) -> None:
        """Waits until `seen()` is true; every call to the server is a chance. Fails after so many seconds."""
        async with asyncio.timeout(seconds), self.changed:
            await self.changed.wait_for(seen)

    def channel_posts(self) -> list[Json]:
        return [post for post in self.posts if post["channel"] == KUDOS]

    # The Web API.

    async def on_call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        args: Json = dict(request.query)
        if request.content_type == "application/json":
            args |= await request.json()
        elif request.can_read_body:
            args |= dict(await request.post())
        self.calls.append(method)
        async with self.changed:
            self.changed.notify_all()
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in (self.token, "xapp-other"):
            return self.answer({"ok": False, "error": "token_revoked" if token.startswith("xoxb-") else "invalid_auth"})
        act = getattr(self, "do_" + method.replace(".", "_"), None)
        if act is None:
            return self.answer({"ok": False, "error": "unknown_method"})
        answer = {"ok": True} | act(args)
        async with self.changed:
            self.changed.notify_all()
        if method == "chat.postMessage" and answer["ok"] and self.lose_answers > 0:
            self.lose_answers -= 1
            assert request.transport is not None
            request.transport.abort()
        return self.answer(answer)

    @staticmethod
    def answer(body: Json) -> web.Response:
        return web.json_response(body, headers={"x-oauth-scopes": SCOPES})

    def do_auth_test(self, args: Json) -> Json:
        names = {"team": "Other", "team_id": TEAM, "user": "candor", "user_id": BOT_USER, "bot_id": "B0BOT00001"}
        return names | {"url": "https://other.slack.com/", "is_enterprise_install": False}

    def do_apps_connections_open(self, args: Json) -> Json:
        return {"url": f"ws://127.0.0.1:{self.port}/socket"}

    def do_users_list(self, args: Json) -> Json:
        start = int(args.get("cursor") or 0)
        after = start + 3
        cursor = str(after) if after < len(PEOPLE) else ""
        return {"members": PEOPLE[start:after], "response_metadata": {"next_cursor": cursor}}

    def do_usergroups_list(self, args: Json) -> Json:
        group = {"id": "S0CREW0001", "handle": "crew", "name": "Crew", "date_delete": 0, "users": [ADA, BOB, EVE]}
        return {"usergroups": [group]}

    def do_users_info(self, args: Json) -> Json:
        found = [one for one in PEOPLE if one["id"] == args.get("user")]
        return {"user": found[0]} if found else {"ok": False, "error": "user_not_found"}

    def do_conversations_info(self, args: Json) -> Json:
        if args.get("channel") != KUDOS:
            return {"ok": False, "error": "channel_not_found"}
        return {"channel": {"id": KUDOS, "name": "kudos", "is_channel": True, "is_private": False, "is_member": True}}

    def do_conversations_open(self, args: Json) -> Json:
        return {"channel": {"id": "D" + str(args["users"])[1:]}}

    def do_chat_postMessage(self, args: Json) -> Json:  # noqa: N802 - Slack's name
        to = str(args["channel"])
        if to == LEAVER:
            return {"ok": False, "error": "user_disabled"}
        ts = f"{int(time.time())}.{next(self.numbers):06}"
        channel = "D" + to[1:] if to.startswith("U") else to
        post = {"channel": channel, "ts": ts, "text": args.get("text", ""), "blocks": decoded(args.get("blocks"))}
        post |= {"metadata": decoded(args.get("metadata")), "thread_ts": args.get("thread_ts"), "type": "message"}
        self.posts.append(post)
        return {"channel": channel, "ts": ts, "message": post}

    def do_chat_update(self, args: Json) -> Json:
        self.updates.append({**args, "blocks": decoded(args.get("blocks"))})
        return {"channel": args["channel"], "ts": args["ts"], "text": args.get("text", "")}

    def do_chat_delete(self, args: Json) -> Json:
        self.deleted.append(str(args["ts"]))
        return {"channel": args["channel"], "ts": args["ts"]}

    def do_conversations_history(self, args: Json) -> Json:
        found = [
            post
            for post in self.posts
            if post["channel"] == args["channel"]
            and float(args.get("oldest") or 0) <= float(post["ts"]) <= float(args.get("latest") or 1e12)
        ]
        return {"messages": found[::-1][: int(args.get("limit") or 100)], "has_more": False}

    def do_views_open(self, args: Json) -> Json:
        view = {**decoded(args["view"]), "id": f"V{next(self.numbers):08}", "trigger": args.get("trigger_id")}
        self.views.append(view)
        return {"view": view}

    def do_views_publish(self, args: Json) -> Json:
        self.homes.append({"user": args["user_id"], "view": decoded(args["view"])})
        return {"view": {"id": "V0HOME"}}

    def do_dnd_teamInfo(self, args: Json) -> Json:  # noqa: N802 - Slack's name
        return {"users": {}}

    async def on_response(self, request: web.Request) -> web.Response:
        self.said.append(await request.json())
        async with self.changed:
            self.changed.notify_all()
        return web.Response(text="ok")

    # Towards the app.

    async def on_socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": APP}})
        self.sockets.append(socket)
        async for message in socket:
            if message.type == aiohttp.WSMsgType.TEXT and message.data.startswith("{"):
                told = json.loads(message.data)
                waiting = self.acks.pop(str(told.get("envelope_id")), None)
                if waiting is not None and not waiting.done():
                    waiting.set_result(told.get("payload") or {})
        self.sockets.remove(socket)
        return socket

    async def by_socket(self, kind: str, payload: Json) -> Json:
        """One envelope over the newest socket; what the app's ack carried."""
        envelope = str(uuid4())
        self.acks[envelope] = asyncio.get_running_loop().create_future()
        body = {"envelope_id": envelope, "type": kind, "payload": payload, "accepts_response_payload": True}
        await self.sockets[-1].send_json(body)
        return await asyncio.wait_for(self.acks[envelope], 10)

    def signed(self, body: str, kind: str, *, at: float | None = None, secret: str | None = None) -> dict[str, str]:
        """The headers of a request that Slack signs (v0)."""
        stamp = str(int(time.time() if at is None else at))
        key = (self.secret if secret is None else secret).encode()
        mark = hmac.new(key, f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mark}", "Content-Type": kind}

    async def post(self, base: str, body: str, headers: dict[str, str]) -> tuple[int, str]:
        async with self.http.post(f"{base}slack/events", data=body.encode(), headers=headers) as answer:
            return answer.status, await answer.text()

    async def by_http(self, base: str, payload: Json, **extra: str) -> tuple[int, str]:
        """A command (form fields), an event (JSON) or an interaction (`payload=`), signed."""
        if "command" in payload:
            body, kind = urlencode(payload), "application/x-www-form-urlencoded"
        elif payload.get("type") == "event_callback":
            body, kind = json.dumps(payload), "application/json"
        else:
            body, kind = urlencode({"payload": json.dumps(payload)}), "application/x-www-form-urlencoded"
        return await self.post(base, body, self.signed(body, kind) | extra)

    # Payloads as Slack makes them.

    def command(self, text: str, *, by: str = ADA, command: str = "/kudos", trigger: str = "") -> Json:
        number = next(self.numbers)
        place = {"team_id": TEAM, "team_domain": "other", "channel_id": "C0GENERAL1", "channel_name": "general"}
        return place | {
            "token": "gone",
            "user_id": by,
            "user_name": "x",
            "command": command,
            "text": text,
            "api_app_id": APP,
            "is_enterprise_install": "false",
            "response_url": f"{self.url}/respond/{number}",
            "trigger_id": trigger or f"{number}.{time.time_ns()}.{uuid4().hex[:8]}",
        }

    def interaction(self, kind: str, *, by: str = ADA, **rest: Any) -> Json:
        who = {"id": by, "username": "x", "name": "x", "team_id": TEAM}
        trigger = f"{next(self.numbers)}.{time.time_ns()}.i"
        found: Json = {"type": kind, "team": {"id": TEAM, "domain": "other"}, "user": who, "api_app_id": APP}
        return (
            found | {"token": "gone", "trigger_id": trigger, "is_enterprise_install": False, "enterprise": None} | rest
        )

    def event(self, **event: Any) -> Json:
        number = next(self.numbers)
        entry = {"enterprise_id": None, "team_id": TEAM, "user_id": BOT_USER, "is_bot": True}
        return {
            "type": "event_callback",
            "token": "gone",
            "team_id": TEAM,
            "api_app_id": APP,
            "event_id": f"Ev{number:08}",
            "event_time": int(time.time()),
            "authorizations": [entry | {"is_enterprise_install": False}],
            "event": event,
        }


def decoded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
