"""Bad days: processes killed, databases stopped, tokens revoked, keys lost. What was acknowledged stays, once."""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
from collections import Counter
from pathlib import Path

import aiohttp
import pytest

from tests.journeys.test_from_outside import configured
from tests.kit.other_slack import BOB, EVE, OtherSlack
from tests.kit.postgres import PostgresServer
from tests.kit.process import Bot, candor, environment, exported, running_bot, start

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
async def slack():
    async with OtherSlack() as found:
        yield found


class Callers:
    """People who give kudos, one request each; who is refused or cut off does not know whether it was saved."""

    def __init__(self, slack: OtherSlack, kudos: int) -> None:
        self.slack = slack
        self.left = iter(range(kudos))
        self.acknowledged: set[str] = set()
        self.asked: set[str] = set()

    async def give(self, bot: Bot) -> None:
        """Gives until everything is given or the process is gone; what was cut off is given up."""
        for number in self.left:
            text = f"the work on number {number}"
            self.asked.add(text)
            try:
                status, body = await self.slack.by_http(bot.base, self.slack.command(f"<@{BOB}> for {text}"))
            except (aiohttp.ClientError, OSError):
                return
            if status == 200 and "thanked" in json.loads(body)["text"]:
                self.acknowledged.add(text)


@pytest.mark.parametrize(("kudos", "kills", "pace"), [(1000, 5, "off"), (24, 2, "slack")])
async def test_nothing_acknowledged_is_lost_and_nothing_doubled_by_kill_9(
    slack: OtherSlack, tmp_path: Path, database_url: str, kudos: int, kills: int, pace: str
) -> None:
    chance = random.Random(kudos)
    env = environment(slack, database_url, CANDOR_PACE=pace, CANDOR_LOG_LEVEL="WARNING")
    status, _, errors = await candor(tmp_path, env, "migrate")
    assert status == 0, errors
    callers = Callers(slack, kudos)
    bot = await start(tmp_path, env)
    await configured(tmp_path, env)
    for kill in range(kills):
        until = (kill + 1) * kudos // (kills + 1)
        giving = [asyncio.create_task(callers.give(bot)) for _ in range(8)]
        await slack.until(lambda until=until: len(slack.channel_posts()) + chance.randrange(9) >= until, 240)
        await bot.kill()
        await asyncio.gather(*giving)
        bot = await start(tmp_path, env)
    await asyncio.gather(*(callers.give(bot) for _ in range(8)))
    async with asyncio.timeout(240):
        while (await candor(tmp_path, env, "tick"))[0] != 0 or await waiting(tmp_path, env):
            pass
    await bot.stop()
    records = await exported(tmp_path, env, "kudos")
    texts = Counter(record["text"] for record in records)
    assert callers.acknowledged <= texts.keys() <= callers.asked
    assert set(texts.values()) == {1}
    posted = Counter(quoted(post["blocks"]) for post in slack.channel_posts())
    assert posted == texts
    messages = Counter(post["channel"] for post in slack.posts)
    assert messages["D" + BOB[1:]] == len(records)


async def waiting(folder: Path, env: dict[str, str]) -> list[object]:
    return [one for one in await exported(folder, env, "messages") if one["state"] == "waiting"]


async def test_a_send_whose_answer_was_lost_is_not_repeated(
    slack: OtherSlack, tmp_path: Path, database_url: str
) -> None:
    env = environment(slack, database_url)
    async with running_bot(tmp_path, env) as bot:
        await configured(tmp_path, env)
        slack.lose_answers = 2
        await slack.by_http(bot.base, slack.command(f"<@{BOB}> <@{EVE}> for the patience with me"))
        await slack.until(lambda: slack.calls.count("conversations.history") >= 2)
        async with asyncio.timeout(60):
            while await waiting(tmp_path, env):
                pass
    assert len(slack.posts) == 4
    assert {one["state"] for one in await exported(tmp_path, env, "messages")} == {"sent"}


async def test_a_stopped_database_costs_nothing_but_time(
    slack: OtherSlack, tmp_path: Path, own_postgres: PostgresServer
) -> None:
    env = environment(slack, own_postgres.url("postgres"))
    async with running_bot(tmp_path, env) as bot:
        await configured(tmp_path, env)
        callers = Callers(slack, 200)
        giving = [asyncio.create_task(callers.give(bot)) for _ in range(4)]
        await slack.until(lambda: len(slack.channel_posts()) > 20)
        own_postgres.stop()
        status, body = await slack.by_http(bot.base, slack.command(f"<@{BOB}> for trying without a database"))
        assert (status, "cannot reach my database" in body) == (200, True)
        async with slack.http.get(f"{bot.base}readyz") as ready:
            assert ready.status == 503
        async with slack.http.get(f"{bot.base}healthz") as alive:
            assert alive.status == 200
        own_postgres.start()
        await asyncio.gather(*giving)
        async with asyncio.timeout(120):
            while await waiting(tmp_path, env):
                pass
        async with slack.http.get(f"{bot.base}readyz") as ready:
            assert ready.status == 200
    records = await exported(tmp_path, env, "kudos")
    texts = Counter(record["text"] for record in records)
    assert callers.acknowledged <= texts.keys()
    assert len(callers.acknowledged) >= 100
    assert Counter(quoted(post["blocks"]) for post in slack.channel_posts()) == texts
    assert {one["state"] for one in await exported(tmp_path, env, "messages")} == {"sent"}


async def test_a_revoked_token_pauses_and_a_new_one_goes_on(slack: OtherSlack, tmp_path: Path, sqlite_url: str) -> None:
    env = environment(slack, sqlite_url)
    async with running_bot(tmp_path, env) as bot:
        await configured(tmp_path, env)
        slack.token = "xoxb-second"
        await slack.by_http(bot.base, slack.command(f"<@{BOB}> for carrying on regardless"))
        await slack.until(lambda: slack.calls.count("chat.postMessage") >= 2)
        assert slack.channel_posts() == []
        status, out, _ = await candor(tmp_path, env, "doctor")
        assert (status, "token_revoked" in out) == (1, True)
    assert {one["state"] for one in await exported(tmp_path, env, "messages")} == {"sent", "waiting"}
    env = environment(slack, sqlite_url)
    async with running_bot(tmp_path, env):
        await slack.until(lambda: len(slack.channel_posts()) == 1)
        async with asyncio.timeout(60):
            while await waiting(tmp_path, env):
                pass
        status, out, _ = await candor(tmp_path, env, "doctor")
        assert "delivery: running" in out


async def test_a_restored_backup_sends_nothing_twice(slack: OtherSlack, tmp_path: Path, sqlite_url: str) -> None:
    env = environment(slack, sqlite_url)
    place = Path(sqlite_url.removeprefix("sqlite:///"))
    revoked, slack.token = slack.token, "xoxb-second"
    await candor(tmp_path, environment(slack, sqlite_url), "people", "sync")
    async with running_bot(tmp_path, environment(slack, sqlite_url)) as bot:
        await configured(tmp_path, environment(slack, sqlite_url))
        slack.token = revoked
        for number in range(3):
            await slack.by_http(bot.base, slack.command(f"<@{BOB}> for the night of the outage, part {number}"))
        assert slack.channel_posts() == []
        with sqlite3.connect(place) as source, sqlite3.connect(tmp_path / "backup.db") as target:
            source.backup(target)
    async with running_bot(tmp_path, env):
        await slack.until(lambda: len(slack.channel_posts()) == 3)
        async with asyncio.timeout(60):
            while await waiting(tmp_path, env):
                pass
    restored = environment(slack, f"sqlite:///{tmp_path}/backup.db")
    posts = len(slack.posts)
    status, out, errors = await candor(tmp_path, restored, "migrate", "--restored")
    assert (status, "waiting messages will be looked up" in out) == (0, True), (out, errors)
    async with running_bot(tmp_path, restored):
        async with asyncio.timeout(60):
            while await waiting(tmp_path, restored):
                pass
    assert len(slack.posts) == posts
    assert {one["state"] for one in await exported(tmp_path, restored, "messages")} == {"sent"}


async def test_another_key_is_noticed_at_the_start(slack: OtherSlack, tmp_path: Path, sqlite_url: str) -> None:
    env = environment(slack, sqlite_url)
    await candor(tmp_path, env, "people", "sync")
    status, _, errors = await candor(
        tmp_path, env | {"CANDOR_SECRET_KEY": "quite another key than before"}, "export", "x"
    )
    assert status == 1
    assert "Put the old key back" in errors
    status, _, errors = await candor(tmp_path, env, "export", "x")
    assert status == 0, errors


async def test_an_older_schema_is_refused_with_the_command_that_mends_it(slack: OtherSlack, tmp_path: Path) -> None:
    env = environment(slack, f"sqlite:///{tmp_path}/new.db", CANDOR_AUTO_MIGRATE="0")
    status, _, errors = await candor(tmp_path, env, "run")
    assert status == 1
    assert "candor migrate" in errors
    assert (await candor(tmp_path, env, "migrate"))[0] == 0
    async with running_bot(tmp_path, env):
        pass


def quoted(blocks: list[dict]) -> str:
    """A card's quoted words."""
    for block in blocks:
        for element in block.get("elements", ()):
            if element.get("type") == "rich_text_quote":
                return "".join(piece.get("text", "") for piece in element["elements"])
    raise AssertionError(f"no quotation in {blocks}")
