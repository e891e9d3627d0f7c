"""Socket Mode: tickets, connections, envelopes, acknowledgements."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Callable
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.app import App
from sandbox.jsontypes import Json
from sandbox.wire import Wire

MOST_CONNECTIONS = 10
WARNING_AHEAD = 10.0


class Connection:
    """One open socket of the app. A half-dead one looks open, and nothing goes through it in either direction."""

    def __init__(self, socket: WebSocket, life: float) -> None:
        self.socket = socket
        self.life = life
        self.half_dead = False

    @property
    def client(self) -> tuple[str, int] | None:
        client = self.socket.client
        return (client.host, client.port) if client else None

    async def send(self, message: Json) -> None:
        """Raises WebSocketDisconnect or RuntimeError when the socket is gone."""
        if not self.half_dead:
            await self.socket.send_text(json.dumps(message))


class SocketHub:
    """The app's connections. Each payload goes to exactly one of them, in turn."""

    def __init__(self, app: App, *, life: float, on_change: Callable[[], None]) -> None:
        self._app = app
        self._life = life
        self._on_change = on_change
        self._tickets: set[str] = set()
        self._connections: list[Connection] = []
        self._turn = 0
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self.wire: Wire | None = None

    @property
    def connected(self) -> bool:
        return bool(self._connections)

    @property
    def count(self) -> int:
        return len(self._connections)

    def ticket(self) -> str:
        """Opens one connection."""
        value = secrets.token_urlsafe(24)
        self._tickets.add(value)
        return value

    async def attend(self, socket: WebSocket) -> None:
        """Serves one connection from its hello to its end."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close(code=4404)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        life = 360.0 if socket.query_params.get("debug_reconnects") == "true" else self._life
        connection = Connection(socket, life)
        if self.count >= MOST_CONNECTIONS:
            await connection.send(_goodbye("too_many_websockets"))
            await socket.close()
            return
        self._connections.append(connection)
        self._on_change()
        ageing = asyncio.create_task(self._age(connection))
        try:
            await connection.send(self._hello(connection))
            while True:
                self._take(await socket.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            ageing.cancel()
            if connection in self._connections:
                self._connections.remove(connection)
            self._on_change()

    def _hello(self, connection: Connection) -> Json:
        return {
            "type": "hello",
            "num_connections": self.count,
            "debug_info": {
                "host": "sandbox",
                "started": time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime()),
                "build_number": 1,
                "approximate_connection_time": int(connection.life),
            },
            "connection_info": {"app_id": self._app.id},
        }

    async def _age(self, connection: Connection) -> None:
        await asyncio.sleep(max(connection.life - WARNING_AHEAD, 0.0))
        await connection.send(_goodbye("warning"))
        await asyncio.sleep(min(WARNING_AHEAD, connection.life))
        await connection.send(_goodbye("refresh_requested"))

    def _take(self, text: str) -> None:
        try:
            answer = json.loads(text)
        except ValueError:
            return
        if not isinstance(answer, dict):
            return
        waiting = self._waiting.pop(str(answer.get("envelope_id", "")), None)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer.get("payload"))

    async def deliver(self, envelope: Json, patience: float) -> Any:
        """Answers what came with the ack (None: nothing). Raises ConnectionError without a socket, TimeoutError."""
        if not self._connections:
            raise ConnectionError("The app is not connected.")
        self._turn += 1
        connection = self._connections[self._turn % len(self._connections)]
        waiting: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = waiting
        try:
            await connection.send(envelope)
            return await asyncio.wait_for(waiting, patience)
        except (WebSocketDisconnect, RuntimeError) as trouble:
            raise ConnectionError("The app's connection broke.") from trouble
        finally:
            self._waiting.pop(envelope["envelope_id"], None)

    async def disconnect(self, reason: str) -> int:
        """Tells every connection to go and come again; answers how many were told."""
        for connection in list(self._connections):
            await connection.send(_goodbye(reason))
        return self.count

    def drop(self) -> int:
        """Cuts every connection without a word."""
        for connection in self._connections:
            if self.wire:
                self.wire.abort(connection.client)
        return self.count

    def go_half_dead(self) -> int:
        """Every connection stays open, answers no ping and carries nothing."""
        for connection in self._connections:
            connection.half_dead = True
            if self.wire:
                self.wire.go_deaf(connection.client)
        return self.count

    def close(self) -> None:
        self.drop()
        for waiting in self._waiting.values():
            waiting.cancel()


def _goodbye(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
