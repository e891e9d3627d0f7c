"""Opening Home in a company of 100,000 people and 1,000,000 kudos, against one of 1,000 people and 10,000 kudos.

Everybody has given and received about ten kudos in both, so whatever differs comes from the company's size. Home is
composed as `app_home_opened` does it, up to the view that is handed to Slack. Work is what the database did for it:
rows read on PostgreSQL (pg_stat_xact_user_tables), thousands of virtual machine steps on SQLite.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import uvloop
from sqlalchemy import update

from benchmarks.rig import ROOT, machine, table
from bot.features import FEATURES
from bot.home import compose
from bot.kit.blocks import View
from bot.kit.context import Caller
from storage import Storage, Unit, migrate, open_storage
from storage.kudos import KudosCard
from storage.lines import ReportingLine
from storage.opening import sqlite_path
from storage.outbox import Message, Put
from storage.outgoing import SENT, WAITING, Outgoing
from tests.kit.postgres import PostgresServer
from tests.kit.statements import statements

TEAM = "T0BENCH"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
REPORTS = 8
KUDOS_EACH = 10
TOGETHER = 2_000
OPENINGS = 60


def person(number: int) -> str:
    return f"U{number:09}"


@dataclass(frozen=True)
class Company:
    """Person 0 leads; each has up to eight reports. The last one is HR. Kudos lie within one year."""

    people: int

    def batches(self, size: int) -> Iterator[range]:
        yield from (range(start, min(size, start + TOGETHER)) for start in range(0, size, TOGETHER))

    async def build(self, storage: Storage) -> None:
        for some in self.batches(self.people):
            await storage.work(TEAM, add_people, some)
        for some in self.batches(self.people * KUDOS_EACH):
            await storage.work(TEAM, add_kudos, some, self.people)
        settings = {"hr": person(self.people - 1), "kudos_channel": "C0KUDOS001", "admins": person(self.people - 1)}
        await storage.work(TEAM, lambda unit: unit.settings.change(settings, by=None, now=NOW))
        await storage.work(TEAM, lambda unit: unit.installations.remember(name="Bench", now=NOW))

    def kinds(self) -> dict[str, list[str]]:
        """People to open Home for, by what they are."""
        inner = (self.people - 2) // REPORTS  # those below have reports, those above have none
        managers = [person(1 + number * 7919 % (inner - 1)) for number in range(OPENINGS)]
        leaves = [person(inner + 1 + number * 7919 % (self.people - inner - 2)) for number in range(OPENINGS)]
        return {"employee": leaves, "manager": managers, "HR": [person(self.people - 1)] * OPENINGS}


def add_people(unit: Unit, numbers: range) -> None:
    unit.people.save([{"id": person(number), "name": f"Person {number}"} for number in numbers], NOW)
    lines = [
        {"person": person(number), "manager": person((number - 1) // REPORTS), "starts_at": NOW - timedelta(days=400)}
        for number in numbers
        if number
    ]
    unit.insert(ReportingLine, [{**line, "ends_at": None, "source": "csv"} for line in lines])


def add_kudos(unit: Unit, numbers: range, people: int) -> None:
    """Kudos, and for one of ten its message in the outbox, sent."""
    cards = [kudos_of(number, people) for number in numbers]
    unit.kudos.add_many(cards)
    unit.outbox.put_all(
        Put(f"kudos:{card.id}", Message(""), card.receivers[0], "kudos.dm", card.at) for card in cards[::10]
    )
    unit.execute(update(Outgoing).where(Outgoing.state == WAITING).values(state=SENT, work=None, payload=None))


def kudos_of(number: int, people: int) -> KudosCard:
    giver = number * 7919 % people
    receiver = (giver + 1 + number % (people - 1)) % people
    return KudosCard(
        id=UUID(int=(0x019A << 112) + number),
        at=NOW - timedelta(days=365) * (1 - number / (people * KUDOS_EACH)),
        source=f"bench:{number}",
        giver=person(giver),
        text="for unblocking the release, and for saying so early",
        channel="C0KUDOS001",
        private=False,
        link=None,
        edited_at=None,
        revoked_at=None,
        receivers=(person(receiver),),
        values=("craft",),
    )


def opened(unit: Unit, who: str) -> View:
    return compose(unit, Caller(TEAM, who), FEATURES, NOW, "")


def work_of(unit: Unit, who: str) -> int:
    """What the database does for one opening."""
    if unit.dialect == "postgresql":
        read = "SELECT coalesce(sum(seq_tup_read + idx_tup_fetch), 0) FROM pg_stat_xact_user_tables"
        before = unit.connection.exec_driver_sql(read).scalar_one()
        opened(unit, who)
        return int(unit.connection.exec_driver_sql(read).scalar_one() - before)
    steps = 0

    def on_steps() -> int:
        nonlocal steps
        steps += 1
        return 0

    driver = unit.connection.connection.driver_connection
    assert driver is not None
    driver.set_progress_handler(on_steps, 1_000)
    try:
        opened(unit, who)
    finally:
        driver.set_progress_handler(None, 0)
    return steps


@dataclass(frozen=True)
class Opening:
    """What one kind of person's Home costs, in one company."""

    statements: int
    work: int
    seconds: float
    peak: int
    size: int


async def measured(storage: Storage, people: list[str]) -> Opening:
    await storage.read(TEAM, opened, people[0])
    with statements(storage) as seen:
        view = await storage.work(TEAM, opened, people[0])
    count = len(seen)
    work = max([await storage.work(TEAM, work_of, who) for who in people[:5]])
    times = []
    for who in people:
        began = time.perf_counter()
        await storage.read(TEAM, opened, who)
        times.append(time.perf_counter() - began)
    tracemalloc.start()
    await storage.read(TEAM, opened, people[1])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return Opening(count, work, statistics.median(times), peak, len(json.dumps(view)))


async def compare(name: str, urls: dict[int, str], built: set[int]) -> list[list[object]]:
    """Rows of the table: each kind of person, small company against large, in turns of the same run."""
    found: dict[tuple[str, int], Opening] = {}
    for people, url in urls.items():
        company = Company(people)
        if people not in built:
            began = time.perf_counter()
            await asyncio.to_thread(migrate, url)
            async with open_storage(url) as storage:
                await company.build(storage)
            print(f"{name}: {people} people built in {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
        async with open_storage(url) as storage:
            if storage.dialect == "postgresql":  # as autovacuum would have done; the tests' server has none
                await storage.work(TEAM, lambda unit: unit.connection.exec_driver_sql("ANALYZE").close())
            for kind, some in company.kinds().items():
                found[kind, people] = await measured(storage, some)
    small, large = urls
    return [row(name, kind, found[kind, small], found[kind, large]) for kind in Company(small).kinds()]


def row(name: str, kind: str, small: Opening, large: Opening) -> list[object]:
    return [
        name,
        kind,
        f"{small.statements} / {large.statements}",
        f"{small.work} / {large.work}",
        f"{small.seconds * 1000:.1f} / {large.seconds * 1000:.1f}",
        f"{large.seconds / small.seconds:.2f}",
        f"{small.peak / 1024:.0f} / {large.peak / 1024:.0f}",
        f"{large.peak / small.peak:.2f}",
        f"{small.size} / {large.size}",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description="Opening Home, in a small company and in a large one.")
    parser.add_argument("--people", type=int, default=100_000, help="in the large company; ten kudos each")
    parser.add_argument("--small", type=int, default=1_000)
    asked = parser.parse_args()
    sizes = (asked.small, asked.people)
    place = ROOT / "var" / "bench"  # SQLite's files stay here for the next time
    place.mkdir(parents=True, exist_ok=True)
    kept = {people: f"sqlite:///{place}/home-{people}.db" for people in sizes}
    built = {people for people, url in kept.items() if finished(sqlite_path(url)).exists()}
    rows = uvloop.run(compare("SQLite", kept, built))
    for url in kept.values():
        finished(sqlite_path(url)).touch()
    server = PostgresServer(autovacuum="on").start()
    try:
        rows += uvloop.run(compare("PostgreSQL", {people: server.create(f"home{people}") for people in sizes}, set()))
    finally:
        server.remove()
    head = ["database", "who", "statements", "work", "ms", "ratio", "KiB at most", "ratio", "bytes of view"]
    print(f"{machine()}; {asked.small} / {asked.people} people, ten kudos each\n\n{table(head, rows)}")


def finished(database: Path) -> Path:
    """The mark that a cached database is whole."""
    return database.with_suffix(".built")


if __name__ == "__main__":
    main()
