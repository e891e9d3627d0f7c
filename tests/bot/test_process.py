"""Candor as a process of its own, where only a process will do: exit status and log lines."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.kit.other_slack import ADA, OtherSlack
from tests.kit.process import candor, environment, running_bot


@pytest.fixture
async def other() -> AsyncIterator[OtherSlack]:
    async with OtherSlack() as found:
        yield found


async def test_a_wrong_token_ends_the_start_with_one_sentence(other: OtherSlack, tmp_path: Path, sqlite_url: str):
    env = environment(other, sqlite_url, SLACK_BOT_TOKEN="xoxb-wrong")
    status, out, errors = await candor(tmp_path, env, "run")
    assert status == 1
    assert out.startswith("Candor listens on ")
    told = "Slack refused the token (token_revoked). Put the token of your installed Slack app into SLACK_BOT_TOKEN."
    assert errors.splitlines()[-1] == f"candor: {told}"
    assert "Traceback" not in errors
    assert "xoxb-wrong" not in errors


async def test_every_line_of_a_json_log_is_an_object_without_words(other: OtherSlack, tmp_path: Path, sqlite_url: str):
    env = environment(other, sqlite_url, CANDOR_LOG="json", CANDOR_LOG_LEVEL="DEBUG")
    async with running_bot(tmp_path, env) as bot:
        await other.by_http(bot.base, other.command("PEOPLESWORDS", command="/nonsense"))
        await other.by_http(bot.base, other.command("<@U0BOB00001> PEOPLESWORDS for the long night", by=ADA))
        await other.by_http(bot.base, other.event(type="team_join", user={"name": "PEOPLESWORDS"}))
        await other.by_http(bot.base, {"type": "dialog_submission", "text": "PEOPLESWORDS"})
    lines = [json.loads(line) for line in bot.log.splitlines()]
    assert lines
    assert all(set(line) == {"at", "level", "logger", "message"} for line in lines)
    assert "PEOPLESWORDS" not in bot.log
    assert other.token not in bot.log
    assert {line["logger"].partition(".")[0] for line in lines} == {"candor"}
