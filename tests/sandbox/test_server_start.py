"""Starting it: from the command line, with a world of one's own, with a manifest that Slack would refuse."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import aiohttp
import pytest
import yaml

from sandbox.manifest import ManifestRefused
from sandbox.server import Sandbox
from sandbox.world import World
from tests.sandbox.rig import manifest

ROOT = Path(__file__).parents[2]


async def _start(*arguments, cwd):
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", *arguments, cwd=cwd, env=env,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def test_the_command_prints_how_to_point_an_app_at_it_and_writes_no_file(tmp_path):
    page = tmp_path / "manifest.yml"
    page.write_text(yaml.safe_dump(manifest()))
    world = tmp_path / "world.json"
    world.write_text(json.dumps({"team": {"name": "Ours"}, "people": [{"name": "zoe"}]}))
    before = sorted(tmp_path.rglob("*"))
    process = await _start("--manifest", str(page), "--world", str(world), cwd=tmp_path)
    lines = {}
    async with asyncio.timeout(30):
        while "SLACK_APP_TOKEN" not in lines:
            name, _, value = (await process.stdout.readline()).decode().strip().removeprefix("export ").partition("=")
            lines[name] = value
    headers = {"Authorization": f"Bearer {lines['SLACK_BOT_TOKEN']}"}
    address = f"{lines['SLACK_API_URL']}auth.test"
    async with aiohttp.ClientSession() as http, http.post(address, headers=headers) as answer:
        assert (await answer.json())["team"] == "Ours"
    process.send_signal(signal.SIGINT)
    _, errors = await process.communicate()
    assert process.returncode == 0 and errors == b""
    assert sorted(tmp_path.rglob("*")) == before


async def test_the_command_says_in_one_sentence_why_it_does_not_start(tmp_path):
    process = await _start("--manifest", str(tmp_path / "none.yml"), cwd=tmp_path)
    _, errors = await process.communicate()
    assert process.returncode == 1
    assert errors.decode().startswith("The sandbox did not start:") and errors.count(b"\n") == 1


def test_a_manifest_that_slack_would_refuse_is_refused():
    with pytest.raises(ManifestRefused, match="one of Slack's own"):
        Sandbox(manifest(slash_commands=[{"command": "/remind", "description": "x"}]))


@pytest.mark.parametrize(
    ("world", "sentence"),
    [
        ({"people": [{"name": "ada", "shoe": 42}]}, "A person has no shoe"),
        ({"people": [{}]}, "needs a name"),
        ({"channels": [{"name": "x", "members": ["nobody"]}]}, "no person nobody"),
        ({"channels": [{"name": "x", "kind": "attic"}]}, "not attic"),
    ],
)
def test_a_world_that_makes_no_sense_is_refused_with_a_sentence(world, sentence):
    with pytest.raises(ValueError, match=sentence):
        World.from_mapping(world)


def test_without_a_world_a_dozen_people_live_here():
    box = Sandbox(manifest())
    assert sum(each.team == box.world.team_id for each in box.world.people.values()) == 14  # Slackbot and the bot too
    assert box.world.channel_named("kudos") is not None
