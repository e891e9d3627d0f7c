"""What the benchmarks share: a machine's description, a load generator, processes pinned to a core, medians."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import platform
import statistics
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent
SERVER_CORE, LOAD_CORE = 0, min(1, (os.cpu_count() or 1) - 1)


@dataclass(frozen=True)
class Load:
    """What a burst of requests did. Times in seconds; `cpu` is the server process's CPU per request."""

    per_second: float
    p50: float
    p99: float
    cpu: float
    refused: int


def machine() -> str:
    """One line about where this ran."""
    with Path("/proc/cpuinfo").open() as lines:
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "?")
    cores, memory = os.cpu_count(), psutil.virtual_memory().total / 2**30
    return f"{model}, {cores} cores, {memory:.0f} GiB, Python {platform.python_version()}, {platform.system()}"


def clean_environment(**more: str) -> dict[str, str]:
    """No proxy has a say in local calls, and no variable of the machine's own Candor."""
    kept = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    return {key: value for key, value in kept.items() if not key.startswith(("SLACK_", "CANDOR_", "DATABASE_"))} | more


def pin(core: int, process: int = 0) -> None:
    """Keeps a process (this one by default) on one core, where the system can do that."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(process, {core})


@asynccontextmanager
async def served(
    call: Sequence[str], env: Mapping[str, str], folder: Path, ready: str
) -> AsyncIterator[tuple[psutil.Process, str]]:
    """A server process on its own core; gives it, and its last line with an address when one with `ready` has come."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *call,
        cwd=folder,
        env={**env, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    pin(SERVER_CORE, process.pid)  # before it has started threads, which inherit this
    try:
        address = ""
        while line := (await process.stdout.readline()).decode().strip():
            address = line if "http://" in line else address
            if ready in line:
                break
        else:
            raise RuntimeError(f"{' '.join(call)} ended before it was ready")
        yield psutil.Process(process.pid), address
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), 30)


def signed(secret: str, body: bytes, host: str) -> bytes:
    """A whole HTTP/1.1 request as Slack signs it."""
    stamp = str(int(time.time()))
    mark = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    head = (
        f"POST /slack/events HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={mark}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def answered(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Status and body of one HTTP/1.1 answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    length = next(
        (int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")), 0
    )
    return status, await reader.readexactly(length)


async def load(
    port: int, make: Callable[[], bytes], *, concurrency: int, requests: int, server: psutil.Process, good: bytes
) -> Load:
    """`requests` requests over `concurrency` kept connections; a body without `good` counts as refused."""
    times: list[float] = []
    left = iter(range(requests))
    refused = 0

    async def caller() -> None:
        nonlocal refused
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in left:
            request = make()
            start = time.perf_counter()
            writer.write(request)
            status, body = await answered(reader)
            times.append(time.perf_counter() - start)
            refused += status != 200 or good not in body
        writer.close()

    before, began = sum(server.cpu_times()[:2]), time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(concurrency)))
    took = time.perf_counter() - began
    times.sort()
    return Load(
        requests / took,
        times[len(times) // 2],
        times[min(len(times) - 1, int(len(times) * 0.99))],
        (sum(server.cpu_times()[:2]) - before) / requests,
        refused,
    )


def middle(loads: Sequence[Load]) -> Load:
    """The medians of several runs."""
    return Load(
        statistics.median(one.per_second for one in loads),
        statistics.median(one.p50 for one in loads),
        statistics.median(one.p99 for one in loads),
        statistics.median(one.cpu for one in loads),
        sum(one.refused for one in loads),
    )


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join("---" for _ in head) + " |"]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])
