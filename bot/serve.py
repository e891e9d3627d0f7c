"""A running process: Slack on one side (Socket Mode or HTTP), schedules and delivery inside, operators' pages beside.

Order at the start: the pages answer, Slack is identified, an empty directory is synced, then Slack is connected and
schedules begin. At the end: stop taking requests, finish what is inside, let the delivery finish its sends, close.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any

import uvicorn
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient

from bot.compose import Candor
from bot.kit.errors import trace
from bot.web import Doorway, build_web
from storage import StorageDown

log = logging.getLogger("candor.serve")
DRAIN_SECONDS = 10.0
RETRY_SECONDS = (1, 2, 5, 10, 30)


class CannotListen(Exception):
    """Another program has the port, or the address is not this machine's; `str()` is the sentence."""


class Pages(uvicorn.Server):
    """uvicorn without its own signal handling: the process's stop is ours."""

    @contextmanager
    def capture_signals(self) -> Any:
        yield


def stop_on_signals() -> asyncio.Event:
    """Set when the process is asked to end (SIGINT, SIGTERM)."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


@asynccontextmanager
async def pages(candor: Candor, *, slack: bool) -> AsyncIterator[int]:
    """Serves HTTP; gives the port. With `slack`, `/slack/events` is among the pages."""
    settings = candor.settings
    doorway = Doorway(candor.app, settings.token("signing_secret")) if slack else None
    web = build_web(doorway=doorway, ready=candor.troubles, metrics=candor.house.metrics.registry, oauth=candor.oauth)
    try:
        listener = socket.create_server((settings.host, settings.port), backlog=2048)
    except OSError as error:
        place = f"{settings.host}:{settings.port}"
        raise CannotListen(f"Candor cannot listen on {place}: {os.strerror(error.errno or 0).lower()}.") from None
    # Handed down to each connection: without it an answer in two writes waits for the client's delayed ack (40 ms).
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = uvicorn.Config(web, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=10)
    server = Pages(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await serving


async def drained(candor: Candor) -> None:
    """Waits for handlers and tasks that are inside; the doors are closed by now."""
    late = await candor.house.tasks.drain(DRAIN_SECONDS)
    if late:
        log.warning("%d tasks had to be cut off", late)


@asynccontextmanager
async def socket_mode(candor: Candor) -> AsyncIterator[None]:
    """Keeps a Socket Mode connection; `candor.connected` tells whether Slack has said hello on it."""
    handler = AsyncSocketModeHandler(
        candor.app,
        candor.settings.token("app_token"),
        logger=logging.getLogger("slack_sdk.socket_mode"),
        web_client=candor.access.plain(),
    )
    client: AsyncBaseSocketModeClient = handler.client

    async def on_message(client: Any, message: dict[str, Any], raw: str | None) -> None:
        if message.get("type") == "hello":
            candor.greeted = True
            log.info("connected to Slack by Socket Mode")

    async def alive() -> bool:
        return candor.greeted and await client.is_connected()

    client.message_listeners.append(on_message)
    candor.alive = alive
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call]
        yield
    finally:
        await client.disconnect()  # type: ignore[no-untyped-call]
        await drained(candor)
        await handler.close_async()  # type: ignore[no-untyped-call]


async def identified(candor: Candor, stop: asyncio.Event) -> bool:
    """Waits until Slack says who we are; False if the process is to stop first.

    Raises SlackApiError where Slack refuses the token: waiting would not mend that.
    """
    for attempt in range(10**6):
        try:
            await candor.access.identify()
            return True
        except (OSError, TimeoutError, StorageDown) as error:
            log.warning("Slack or the database cannot be reached yet: %s", trace(error))
        except SlackApiError as error:
            if error.response.status_code == 200 and error.response.get("error") not in candor.access.PASSING:
                raise
            log.warning("Slack is not ready yet: %s", error.response.get("error") or error.response.status_code)
        wait = RETRY_SECONDS[min(attempt, len(RETRY_SECONDS) - 1)]
        try:
            await asyncio.wait_for(stop.wait(), wait)
            return False
        except TimeoutError:
            continue
    return False


async def run(candor: Candor, *, web: bool, schedules: bool, stop: asyncio.Event, tell: Callable[[str], None]) -> None:
    """Runs until `stop`. `web` takes requests from Slack, `schedules` runs the timetable and the delivery."""
    by_socket = candor.settings.app_token is not None
    async with AsyncExitStack() as stack:
        stack.push_async_callback(drained, candor)
        port = await stack.enter_async_context(pages(candor, slack=web and not by_socket))
        tell(f"Candor listens on http://{candor.settings.host}:{port}/")
        if not await identified(candor, stop):
            return
        await candor.sync_if_empty()
        if schedules:
            await stack.enter_async_context(candor.working())
        if web and by_socket:
            await stack.enter_async_context(socket_mode(candor))
        else:
            candor.greeted = True  # by `auth.test`: requests come by HTTP, or to another process
        candor.started = True
        tell("Candor is ready.")
        await stop.wait()
        log.info("stopping: finishing what is inside")
