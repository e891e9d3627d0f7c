"""Candor as other programs see it: its own process, against a Slack that is not our sandbox."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import pytest

from tests.kit.other_slack import ADA, BOB, EVE, GUEST, KUDOS, LEAVER, OtherSlack
from tests.kit.process import candor, environment, exported, running_bot

pytestmark = pytest.mark.timeout(300)
FORM = "application/x-www-form-urlencoded"
HOSTILE = "<!channel> *bold* <@U0EVE00001> <https://x|y> & _"


@pytest.fixture
async def slack():
    async with OtherSlack() as found:
        yield found


async def test_kudos_by_text_and_by_modal_arrive_over_http(
    slack: OtherSlack, tmp_path: Path, database_url: str
) -> None:
    env = environment(slack, database_url)
    async with running_bot(tmp_path, env) as bot:
        await configured(tmp_path, env)
        status, body = await slack.by_http(bot.base, slack.command(f"<@{BOB}|bob> for unblocking the release"))
        assert status == 200
        assert json.loads(body)["response_type"] == "ephemeral"
        status, body = await slack.by_http(bot.base, slack.command(""))
        assert (status, body) == (200, "")
        await slack.until(lambda: slack.views)
        status, body = await slack.by_http(bot.base, submission(slack, slack.views[0], [EVE], "for the quiet work"))
        assert (status, body) == (200, "")
        await slack.until(lambda: len(slack.channel_posts()) == 2 and len(slack.posts) == 5)
    records = await exported(tmp_path, env, "kudos")
    assert [(one["giver"], one["receivers"], one["text"]) for one in records] == [
        (ADA, [BOB], "unblocking the release"),
        (ADA, [EVE], "for the quiet work"),
    ]
    assert all(one["channel"] == KUDOS and one["private"] is False for one in records)
    assert {one["state"] for one in await exported(tmp_path, env, "messages")} == {"sent"}


async def test_kudos_by_text_and_by_modal_arrive_over_socket_mode(
    slack: OtherSlack, tmp_path: Path, sqlite_url: str
) -> None:
    env = environment(slack, sqlite_url, SLACK_APP_TOKEN="xapp-other")
    async with running_bot(tmp_path, env) as bot:
        await configured(tmp_path, env)
        answer = await slack.by_socket("slash_commands", slack.command(f"<@{BOB}> for unblocking the release"))
        assert "thanked" in answer["text"]
        await slack.by_socket("slash_commands", slack.command(""))
        await slack.until(lambda: slack.views)
        await slack.by_socket("interactive", submission(slack, slack.views[0], [EVE], "for the quiet work"))
        await slack.until(lambda: len(slack.channel_posts()) == 2)
        async with slack.http.get(f"{bot.base}readyz") as ready:
            assert ready.status == 200
        async with slack.http.get(f"{bot.base}metrics") as metrics:
            told = await metrics.text()
        assert "candor_calls_total" in told
        assert 'candor_messages_total{outcome="sent"}' in told
    assert len(await exported(tmp_path, env, "kudos")) == 2


async def test_a_worker_is_ready_once_slack_knows_it(slack: OtherSlack, tmp_path: Path, sqlite_url: str) -> None:
    async with running_bot(tmp_path, environment(slack, sqlite_url), "worker") as bot:
        async with slack.http.get(f"{bot.base}readyz") as ready:
            assert (ready.status, await ready.json()) == (200, {"ready": True})
        async with slack.http.post(f"{bot.base}slack/events") as events:
            assert events.status == 404


async def test_the_same_request_on_two_replicas_at_once_is_one_kudos(
    slack: OtherSlack, tmp_path: Path, postgresql_url: str
) -> None:
    env = environment(slack, postgresql_url)
    async with running_bot(tmp_path, env) as one, running_bot(tmp_path, env) as two:
        await configured(tmp_path, env)
        for _ in range(10):
            payload = slack.command(f"<@{BOB}> for unblocking the release")
            retry = {"x-slack-retry-num": "1", "x-slack-retry-reason": "http_timeout"}
            answers = await asyncio.gather(
                slack.by_http(one.base, payload),
                slack.by_http(two.base, payload, **retry),
                slack.by_http(two.base, payload),
                slack.by_http(one.base, payload, **retry),
            )
            assert set(answers) == {answers[0]}
        await slack.until(lambda: len(slack.posts) >= 21)
        await candor(tmp_path, env, "tick")
    assert len(await exported(tmp_path, env, "kudos")) == 10
    assert len(slack.channel_posts()) == 10
    assert len(slack.posts) == 21, "ten cards, ten direct messages, and the word that Ada is HR now"


async def test_what_people_type_appears_exactly_so_and_pings_nobody(
    slack: OtherSlack, tmp_path: Path, sqlite_url: str
) -> None:
    env = environment(slack, sqlite_url)
    async with running_bot(tmp_path, env) as bot:
        await configured(tmp_path, env)
        long = "".join(f"{word} " for word in ["&<>", "🎉", "שלום", "a_b*c~d`e"] * 180)[:2990]
        for text in (HOSTILE, long, "مرحبا بالعالم شكرا لك"):
            status, _ = await slack.by_http(bot.base, slack.command(f"<@{BOB}> for {text}"))
            assert status == 200
        await slack.until(lambda: len(slack.channel_posts()) == 3)
    records = await exported(tmp_path, env, "kudos")
    assert [one["text"] for one in records] == [HOSTILE, long.strip(), "مرحبا بالعالم شكرا لك"]
    for post, typed in zip(slack.channel_posts(), [HOSTILE, long.strip(), "مرحبا بالعالم شكرا لك"], strict=True):
        assert typed in texts(post["blocks"])
        assert "<!channel>" not in post["text"]
        assert "<@U0EVE00001>" not in post["text"]
        assert len(post["text"]) <= 4000
        assert len(json.dumps(post["blocks"])) < 50_000
    assert HOSTILE not in bot.log


async def test_requests_that_are_not_slacks_get_their_status_and_leave_no_trace(
    slack: OtherSlack, tmp_path: Path, sqlite_url: str
) -> None:
    env = environment(slack, sqlite_url)
    async with running_bot(tmp_path, env) as bot:
        body = "command=%2Fkudos&user_id=U0ADA00001&text=SECRETWORDS"
        good = slack.signed(body, FORM)
        assert (await slack.post(bot.base, body, {"Content-Type": FORM}))[0] == 401
        assert (await slack.post(bot.base, body, slack.signed(body, FORM, secret="wrong")))[0] == 401
        assert (await slack.post(bot.base, body, slack.signed(body, FORM, at=time.time() - 301)))[0] == 401
        assert (await slack.post(bot.base, body + "x", good))[0] == 401
        assert (await slack.post(bot.base, "{", {"Content-Type": "application/json"}))[0] == 401
        for broken in ("{SECRETWORDS", "[]", '"SECRETWORDS"', "{}", '{"type": "event_callback"}', "[" * 100_000):
            assert (await slack.post(bot.base, broken, slack.signed(broken, "application/json")))[0] == 400, broken
        for broken in ("payload=%7BSECRETWORDS", "SECRETWORDS", "payload=[]", ""):
            assert (await slack.post(bot.base, broken, slack.signed(broken, FORM)))[0] == 400, broken
        assert "SECRETWORDS" not in bot.log


async def test_unknown_commands_and_buttons_get_a_clear_sentence(
    slack: OtherSlack, tmp_path: Path, sqlite_url: str
) -> None:
    env = environment(slack, sqlite_url)
    async with running_bot(tmp_path, env) as bot:
        status, body = await slack.by_http(bot.base, slack.command("x", command="/kudoz"))
        assert (status, "/kudos" in body) == (200, True)
        click = {"type": "button", "action_id": "of.yesteryear", "block_id": "b", "value": "1", "action_ts": "1.1"}
        payload = slack.interaction("block_actions", actions=[click], response_url=f"{slack.url}/respond/1")
        assert (await slack.by_http(bot.base, payload))[0] == 200
        await slack.until(lambda: slack.said)
        assert "no longer works" in slack.said[0]["text"]
        status, body = await slack.by_http(bot.base, slack.command("help"))
        assert "/kudos" in json.loads(body)["text"]


async def test_whoever_may_not_hears_why(slack: OtherSlack, tmp_path: Path, sqlite_url: str) -> None:
    env = environment(slack, sqlite_url)
    async with running_bot(tmp_path, env) as bot:
        for text, by, told in [
            (f"<@{ADA}> for being myself today", ADA, "yourself"),
            (f"<@{LEAVER}> for the years together", ADA, "left"),
            ("<@U0BOT00001> for being a bot", ADA, "bot"),
            (f"<@{BOB}> thanks", ADA, "10"),
            (f"<@{BOB}> for the good work done #unheardof", ADA, "unheardof"),
            (f"<@{BOB}> for the good work done", GUEST, "guests"),
            (f"<@{BOB}> for the good work done", LEAVER, "current members"),
            (f"<@{BOB}> for the good work done", "U0STRANGER", "don't know you"),
        ]:
            status, body = await slack.by_http(bot.base, slack.command(text, by=by))
            assert status == 200
            assert told in json.loads(body)["text"], (text, body)
    assert await exported(tmp_path, env, "kudos") == []


async def configured(folder: Path, env: dict[str, str]) -> None:
    status, _, errors = await candor(folder, env, "settings", "set", f"kudos_channel={KUDOS}", f"hr={ADA}")
    assert status == 0, errors
    status, _, errors = await candor(folder, env, "tick")
    assert status == 0, errors


def submission(slack: OtherSlack, view: dict, to: list[str], words: str) -> dict:
    values = {
        "to": {"kudos.give.to": {"type": "multi_users_select", "selected_users": to}},
        "words": {"kudos.give.words": {"type": "plain_text_input", "value": words}},
    }
    return slack.interaction("view_submission", view={**view, "state": {"values": values}}, response_urls=[])


def texts(node: object) -> str:
    if isinstance(node, dict):
        shown = node.get("type") in ("text", "plain_text") and isinstance(node.get("text"), str)
        own = str(node["text"]) if shown else ""
        return own + "".join(texts(value) for value in node.values() if not isinstance(value, str))
    return "".join(texts(item) for item in node) if isinstance(node, list) else ""
