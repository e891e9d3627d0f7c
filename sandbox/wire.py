"""The TCP side of connections: cut one off, or stop reading it, as a broken network would."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from websockets.protocol import State


class EmbeddedServer(uvicorn.Server):
    """Uvicorn inside somebody else's process: signals are theirs, and it stops when told to, not at its next tick."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._told = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        counter = 0
        while not await self.on_tick(counter):
            counter = (counter + 1) % 864_000
            with suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), 0.1)

    def leaving(self) -> list[Any]:
        """WebSockets whose peer has begun to close them; they may still have something to write."""
        gone = (State.CLOSING, State.CLOSED)
        connections: list[Any] = list(self.server_state.connections)
        return [each for each in connections if getattr(getattr(each, "conn", None), "state", None) in gone]

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Lets go of those that are leaving first: websockets refuses to close a connection a second time."""
        while leaving := self.leaving():
            for connection in leaving:
                connection.transport.abort()
            await asyncio.sleep(0)
        await super().shutdown(sockets)

    def stop(self) -> None:
        self.should_exit = True
        self._told.set()


class Wire:
    """Listens on loopback; knows every open connection by the peer's address."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        self.host = host
        self._socket = _listening(host, port)
        self.port: int = self._socket.getsockname()[1]
        config = uvicorn.Config(
            app,
            log_config=None,
            log_level="warning",
            access_log=False,
            lifespan="off",
            ws="websockets-sansio",
            ws_ping_interval=None,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=1,
            timeout_keep_alive=120,
        )
        self.server = EmbeddedServer(config)

    async def serve(self) -> None:
        await self.server.serve(sockets=[self._socket])

    def close(self) -> None:
        self._socket.close()

    def _connections(self, client: tuple[str, int] | None) -> list[Any]:
        return [each for each in self.server.server_state.connections if getattr(each, "client", None) == client]

    def abort(self, client: tuple[str, int] | None) -> None:
        """Cuts the connection; what was not sent yet never is."""
        for connection in self._connections(client):
            connection.transport.abort()

    def go_deaf(self, client: tuple[str, int] | None) -> None:
        """Stops reading: pings stay unanswered, while the connection looks open."""
        for connection in self._connections(client):
            connection.transport.pause_reading()


def _listening(host: str, port: int) -> socket.socket:
    """A bound socket that says it is TCP: asyncio sets TCP_NODELAY only then, and without it answers wait 40 ms."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((host, port))
    bound.listen(512)
    return bound
