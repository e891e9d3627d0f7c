"""Candor as its own process, started and ended (or killed) as an operator would."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.kit.other_slack import OtherSlack

ROOT = Path(__file__).parent.parent.parent
NUMBERS = itertools.count()
KEY = "a secret key for tests, long enough to be one"


def environment(slack: OtherSlack, database: str, **more: str) -> dict[str, str]:
    """The variables of a Candor that knows this Slack and nothing of the machine's own settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SYSTEMROOT") if name in os.environ}
    own = {
        "SLACK_BOT_TOKEN": slack.token,
        "SLACK_SIGNING_SECRET": slack.secret,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": database,
        "CANDOR_PORT": "0",
        "CANDOR_PACE": "off",
        "CANDOR_SECRET_KEY": KEY,
        "CANDOR_AUTO_MIGRATE": "1",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }
    return kept | own | more


class Bot:
    """A running `candor run`; `base` is its address, `log` what it wrote to standard error."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self.process = process
        self.place = log
        self.base = ""

    @property
    def log(self) -> str:
        return self.place.read_text(encoding="utf-8")

    async def ready(self) -> None:
        assert self.process.stdout is not None
        async with asyncio.timeout(60):
            while line := (await self.process.stdout.readline()).decode():
                if "listens on" in line:
                    self.base = line.split()[-1]
                if "ready" in line:
                    return
        raise AssertionError(f"Candor ended before it was ready:\n{self.log}")

    async def kill(self) -> None:
        """kill -9: no goodbye."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()

    async def stop(self) -> int:
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(30):
            return await self.process.wait()


async def start(folder: Path, env: Mapping[str, str], *call: str, wait: bool = True) -> Bot:
    """`python -m bot run` (or another call that stays), in `folder`; ready when this returns."""
    log = folder / f"candor-{next(NUMBERS)}.log"
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *(call or ("run",))),
            cwd=folder,
            env=dict(env),
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            limit=2**20,
        )
    bot = Bot(process, log)
    if wait:
        await bot.ready()
    return bot


@asynccontextmanager
async def running_bot(folder: Path, env: Mapping[str, str], *call: str) -> AsyncIterator[Bot]:
    bot = await start(folder, env, *call)
    try:
        yield bot
    finally:
        await bot.stop()


async def candor(folder: Path, env: Mapping[str, str], *call: str) -> tuple[int, str, str]:
    """One call that ends by itself: its status, standard output and standard error."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *call),
        cwd=folder,
        env=dict(env),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, errors = await asyncio.wait_for(process.communicate(), 120)
    return process.returncode or 0, out.decode(), errors.decode()


async def exported(folder: Path, env: Mapping[str, str], kind: str, *more: str) -> list[dict[str, Any]]:
    """The records of one kind, by `candor export`."""
    target = folder / "export"
    status, _, errors = await candor(folder, env, "export", str(target), *more)
    assert status == 0, errors
    lines = (target / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
