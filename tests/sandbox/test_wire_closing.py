"""The sandbox stops cleanly while somebody is just leaving."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sandbox.server import Sandbox
from tests.kit.gallery import MANIFEST

HANDSHAKE = (
    "GET /sandbox/api/live?as=U0ADA00000 HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
GOODBYE = bytes([0x88, 0x80, 0, 0, 0, 0])


MUCH = {"type": "notice", "text": "x" * 1_000_000}


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        for _ in iter(true, True):
            await asyncio.sleep(0)


async def test_the_sandbox_stops_at_the_very_moment_when_a_page_leaves():
    async with Sandbox(MANIFEST) as box:
        wire = box._wire
        assert wire is not None
        reader, writer = await asyncio.open_connection("127.0.0.1", wire.port, limit=1024)
        writer.write(HANDSHAKE.encode())
        await reader.readuntil(b"\r\n\r\n")
        await until(lambda: bool(box.workspace.live.watchers))
        for _ in range(40):
            box.workspace.live.tell_all(MUCH)
        writer.write(GOODBYE)
        await until(lambda: bool(wire.server.leaving()))
        await wire.server.shutdown()
        assert wire.server.leaving() == []
    writer.close()
