"""The doctor against a Slack that can be asked, and a process that says when it is ready."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.compose import RealClock
from bot.compose import candor as opened
from bot.doctor import clock, examine
from bot.serve import run
from bot.settings import Settings
from storage import Storage, Unit
from storage.gates import GatesShelf
from storage.outbox import Message
from tests.kit.made import TEAM, Made
from tests.kit.running import KEY, Running


@pytest.fixture
async def settings(candor: Running) -> Settings:
    """A process beside the running one, on the same database and the same Slack."""
    return candor.candor.settings.model_copy(update={"secret_key": Settings(_env_file=None, secret_key=KEY).secret_key})


async def lines(settings: Settings) -> dict[str, str]:
    return {check.part: check.line async for check in examine(settings, None)}


async def test_a_healthy_deployment_passes_every_check(settings: Settings):
    found = await lines(settings)
    assert list(found) == ["settings", "secret key", "database", "token", "scopes", "clock", "delivery", "messages"]
    assert [line for line in found.values() if not line.startswith("ok ")] == []


async def test_a_revoked_token_and_missing_scopes_are_named(settings: Settings, candor: Running):
    candor.box.change("revoke_token")
    assert (await lines(settings))["token"] == "FAIL token: Slack says token_revoked"
    candor.box.workspace.app.granted = frozenset()  # scopes add up from one install to the next
    token = candor.box.change("new_token", scopes=["chat:write", "commands"])["bot_token"]
    found = await lines(settings.model_copy(update={"bot_token": Settings(_env_file=None, bot_token=token).bot_token}))
    assert found["token"].startswith("ok ")
    assert found["scopes"].startswith("FAIL scopes: missing: ")
    assert "users:read" in found["scopes"]


async def test_what_could_not_be_delivered_is_named_without_words(
    settings: Settings, candor: Running, storage: Storage, made: Made
):
    ann, now = await made.person("Ann"), datetime.now(UTC)
    await storage.work(TEAM, put, ann.id, now)
    await candor.candor.delivery.drain(TEAM, 0, now=now)
    found = await lines(settings)
    assert found["messages"].startswith("FAIL messages: trial:1 to U")
    assert "hello" not in found["messages"]
    await storage.work(TEAM, lambda unit: GatesShelf(unit).pause("missing_scope", GatesShelf(unit).clock(None)))
    assert (await lines(settings))["delivery"] == "FAIL delivery: paused: missing_scope"


async def test_a_leaver_and_what_is_long_ago_are_a_note(
    settings: Settings, candor: Running, storage: Storage, made: Made
):
    ann, lea = await made.people("Ann", "Lea")
    now = datetime.now(UTC)
    await made.leaves(lea)
    await storage.work(TEAM, put, lea.id, now)
    await storage.work(TEAM, put, ann.id, now - timedelta(days=8), "trial:2")
    await candor.candor.delivery.drain(TEAM, 0, now=now)
    told = "1 to people who are no longer here, 1 older than 7 days (channel_not_found 1)"
    assert (await lines(settings))["messages"] == f"ok   messages: none to mend; undelivered: {told}"
    await storage.work(TEAM, put, "C0GONE0001", now - timedelta(days=6), "trial:3")
    await candor.candor.delivery.drain(TEAM, 0, now=now)
    found = (await lines(settings))["messages"]
    assert found == f"FAIL messages: trial:3 to C0GONE0001: channel_not_found; not counted: {told}"


def put(unit: Unit, person: str, now: datetime, key: str = "trial:1") -> None:
    unit.outbox.put(key, Message("hello"), to=person, kind="trial.message", due=now)


def test_a_clock_that_is_wrong_is_told_in_seconds():
    now = datetime.now(UTC)
    assert clock(format_datetime(now, usegmt=True)).passed
    late = clock(format_datetime(now - timedelta(seconds=90), usegmt=True))
    assert not late.passed
    assert "s apart" in late.words
    assert clock(None).passed


async def test_a_process_says_when_it_listens_and_when_it_is_ready_and_syncs_first(
    settings: Settings, candor: Running, storage: Storage
):
    candor.box.world.add_person(id="U0ADA00001", name="ada", real_name="Ada")
    stop, told = asyncio.Event(), []

    def tell(line: str) -> None:
        told.append(line)
        if "ready" in line:
            stop.set()

    async with asyncio.timeout(20), candor_of(settings) as found:
        assert (await found.troubles())["slack"] == "not connected"
        await run(found, web=True, schedules=True, stop=stop, tell=tell)
        assert await found.troubles() == {}
    assert told[0].startswith("Candor listens on http://127.0.0.1:")
    assert told[1] == "Candor is ready."
    assert await storage.read(TEAM, lambda unit: unit.people.get("U0ADA00001")) is not None


async def test_a_stop_while_slack_is_away_ends_the_process(settings: Settings):
    stop, told = asyncio.Event(), []
    away = settings.model_copy(update={"api_url": "http://127.0.0.1:9/api/"})

    def tell(line: str) -> None:
        told.append(line)
        asyncio.get_running_loop().call_later(0.05, stop.set)

    async with asyncio.timeout(20), candor_of(away) as found:
        await run(found, web=True, schedules=True, stop=stop, tell=tell)
    assert len(told) == 1


async def test_socket_mode_is_ready_once_slack_said_hello(settings: Settings, candor: Running):
    stop, ready = asyncio.Event(), asyncio.Event()
    by_socket = settings.model_copy(
        update={"app_token": Settings(_env_file=None, app_token=candor.box.app_token).app_token}
    )
    async with asyncio.timeout(20), candor_of(by_socket) as found:

        def tell(line: str) -> None:
            if "ready" in line:
                ready.set()

        running = asyncio.create_task(run(found, web=True, schedules=False, stop=stop, tell=tell))
        await ready.wait()
        while "slack" in await found.troubles():  # asking is itself a wait for the database
            assert not running.done()
        assert await found.troubles() == {}
        stop.set()
        await running
        assert (await found.troubles())["slack"] == "not connected"


def candor_of(settings: Settings):
    return opened(settings, RealClock())
