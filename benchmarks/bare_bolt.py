"""The baseline of ack.py: a Bolt AsyncApp as Slack's guides have it, which only acknowledges. Prints its address."""

from __future__ import annotations

import asyncio
import socket
import sys

import uvicorn
import uvloop
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult


def bare(secret: str) -> AsyncApp:
    known = AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-x", bot_id="B1", bot_user_id="U9")

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return known

    app = AsyncApp(signing_secret=secret, authorize=authorize)

    @app.command("/kudos")
    async def on_kudos(ack: AsyncAck) -> None:
        await ack("You thanked them.")

    return app


async def serve(secret: str) -> None:
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = uvicorn.Config(AsyncSlackRequestHandler(bare(secret)), log_config=None, access_log=False, lifespan="off")
    print(f"http://127.0.0.1:{listener.getsockname()[1]}/ ready", flush=True)
    await uvicorn.Server(config).serve(sockets=[listener])


if __name__ == "__main__":
    try:
        uvloop.run(serve(sys.argv[1]))
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.exit(0)
