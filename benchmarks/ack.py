"""From a signed `/kudos @x text` to its acknowledgement, record and outbox rows committed; against bare Bolt.

Method: every server runs alone on one core, the load generator (and PostgreSQL's processes) on the other. Rounds take
the servers in turn, so that a noisy minute hits all of them; the table shows medians over the rounds and their ratio to
bare Bolt in the same run. `loop` is the same transaction without Bolt and HTTP (benchmarks/statements.py).
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import uvloop

from benchmarks.rig import LOAD_CORE, ROOT, Load, clean_environment, load, machine, middle, pin, served, signed, table
from bot.manifest import manifest_for
from sandbox.server import Sandbox
from tests.kit.postgres import PostgresServer

CONCURRENCIES = (1, 8, 32)
REQUESTS = {1: 300, 8: 1200, 32: 1600}
numbers = itertools.count(1)


def request(box: Sandbox, giver: str, receiver: str, host: str) -> bytes:
    number = next(numbers)
    fields = {
        "token": "x",
        "team_id": box.world.team_id,
        "team_domain": "d",
        "channel_id": "C0GENERAL",
        "channel_name": "general",
        "user_id": giver,
        "user_name": "x",
        "command": "/kudos",
        "text": f"<@{receiver}|x> for unblocking the release, and for saying so early, number {number}",
        "api_app_id": "A1",
        "is_enterprise_install": "false",
        "response_url": f"{box.url}/sandbox/response/none",
        "trigger_id": f"{number}.{time.time_ns()}.x",
    }
    return signed(box.signing_secret, urlencode(fields).encode(), host)


async def measured(
    call: list[str], env: dict[str, str], folder: Path, box: Sandbox, pair: tuple[str, str]
) -> dict[int, Load]:
    """One server's loads at each concurrency."""
    found = {}
    async with served(call, env, folder, "ready") as (process, line):
        address = next(word for word in line.split() if word.startswith("http://"))
        port = urlsplit(address).port
        assert port is not None

        def make() -> bytes:
            return request(box, *pair, f"127.0.0.1:{port}")

        await load(port, make, concurrency=4, requests=100, server=process, good=b"thanked")
        for concurrency in CONCURRENCIES:
            found[concurrency] = await load(
                port, make, concurrency=concurrency, requests=REQUESTS[concurrency], server=process, good=b"thanked"
            )
    return found


def looped(url: str, team: str, pair: tuple[str, str], folder: Path, concurrency: int) -> float:
    call = [sys.executable, str(ROOT / "benchmarks/statements.py"), url, team, *pair, str(concurrency), "1600"]
    done = subprocess.run(
        ["taskset", "-c", "0", *call],
        cwd=folder,
        env=clean_environment(PYTHONPATH=str(ROOT)),
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


async def compare(postgres: str, folder: Path, rounds: int) -> str:
    loads: dict[tuple[str, int], list[Load]] = defaultdict(list)
    loops: dict[str, list[float]] = defaultdict(list)
    async with Sandbox(manifest_for(url="http://127.0.0.1:1"), pace="off") as box:
        people = [one.id for one in box.world.people.values() if not one.is_bot and one.id != "USLACKBOT"]
        pair = (people[0], people[1])
        urls = {"sqlite": f"sqlite:///{folder}/ack.db", "postgresql": postgres}
        for turn in range(rounds):
            cases = {"bare Bolt": (["benchmarks/bare_bolt.py", box.signing_secret], clean_environment())}
            for name, url in urls.items():
                env = clean_environment(
                    SLACK_BOT_TOKEN=box.bot_token,
                    SLACK_SIGNING_SECRET=box.signing_secret,
                    SLACK_API_URL=box.api_url,
                    DATABASE_URL=url,
                    CANDOR_PORT="0",
                    CANDOR_SECRET_KEY="a key for benchmarks only, long enough",
                    CANDOR_AUTO_MIGRATE="1",
                    CANDOR_LOG_LEVEL="WARNING",
                )
                cases[name] = (["-m", "bot", "run", "--no-schedules"], env)
            for name, (call, env) in cases.items():
                script = [str(ROOT / call[0]), *call[1:]] if call[0].endswith(".py") else call
                for concurrency, one in (await measured(script, env, folder, box, pair)).items():
                    loads[name, concurrency].append(one)
            for name, url in urls.items():
                loops[name].append(await asyncio.to_thread(looped, url, box.world.team_id, pair, folder, 32))
            print(f"round {turn + 1} of {rounds}", file=sys.stderr, flush=True)
    return report({key: middle(found) for key, found in loads.items()}, loops)


def report(loads: dict[tuple[str, int], Load], loops: dict[str, list[float]]) -> str:
    rows = []
    for concurrency in CONCURRENCIES:
        bare = loads["bare Bolt", concurrency]
        for name in ("bare Bolt", "sqlite", "postgresql"):
            one = loads[name, concurrency]
            rows.append(
                [
                    name,
                    concurrency,
                    f"{one.per_second:.0f}",
                    f"{one.p50 * 1000:.2f}",
                    f"{one.p99 * 1000:.2f}",
                    f"{one.cpu * 1000:.2f}",
                    f"{one.p50 / bare.p50:.2f}",
                    f"{one.per_second / bare.per_second:.2f}",
                    one.refused,
                ]
            )
    head = ["server", "c", "requests/s", "p50 ms", "p99 ms", "CPU ms", "p50 / bare", "requests/s / bare", "refused"]
    text = table(head, rows)
    lines = []
    for name, found in loops.items():
        loop = statistics.median(found)
        share = loads[name, 32].per_second / loop
        lines.append(f"- {name}: the same statements in a loop {loop:.0f}/s; through Bolt at c=32 {share:.2f} of that")
    return text + "\n\n" + "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Acknowledgement of /kudos, against bare Bolt.")
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    pin(LOAD_CORE)
    with tempfile.TemporaryDirectory() as place:
        server = PostgresServer(fsync="on", synchronous_commit="on").start()
        try:
            server.create("ack")
            print(machine() + "\n")
            print(uvloop.run(compare(server.url("ack"), Path(place), rounds)))
        finally:
            server.remove()


if __name__ == "__main__":
    main()
