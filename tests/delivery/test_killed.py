"""kill -9 at every boundary, and anywhere: nothing is lost, nothing comes twice."""

from __future__ import annotations

import asyncio
import random
import signal
import sys

import pytest

from tests.kit.deliveries import ADA, BOB, GRACE, Post

MANY = 18
BOUNDARIES = ("after commit", "after claim", "before send", "after send", "before completion", "after completion")


async def process(post: Post, *fatal: str) -> asyncio.subprocess.Process:
    arguments = (post.storage.url, post.box.api_url, post.box.bot_token, str(MANY), *fatal)
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.delivery.driver", *arguments, stdout=asyncio.subprocess.PIPE
    )


async def ended(running: asyncio.subprocess.Process) -> int:
    await running.communicate()
    assert running.returncode is not None
    return running.returncode


async def everything_once(post: Post) -> None:
    shown = [text for who in (ADA, BOB, GRACE) for text in post.shown(who)]
    assert sorted(shown) == [f"m{number:03}" for number in range(MANY)]
    for who in (ADA, BOB, GRACE):
        assert post.shown(who) == sorted(post.shown(who))
    assert set((await post.states()).values()) == {"sent"}


@pytest.mark.slow
async def test_a_process_killed_at_each_boundary_loses_and_doubles_nothing(post: Post):
    for boundary in BOUNDARIES:
        assert await ended(await process(post, boundary, "2")) == -signal.SIGKILL
    assert await ended(await process(post)) == 0
    await everything_once(post)


@pytest.mark.slow
async def test_a_process_killed_anywhere_with_a_slack_that_loses_answers_sends_each_message_once(post: Post):
    await post.box.fault("lost_answer", method="chat.postMessage", times=4)
    for _ in range(3):
        running = await process(post)
        assert running.stdout is not None
        for _ in range(random.randrange(1, 2 * MANY + 10)):
            if not await running.stdout.readline():
                break
        if running.returncode is None:
            running.kill()
        await ended(running)
    assert await ended(await process(post)) == 0
    await everything_once(post)
