"""The `candor` command line: what can be typed, and how it is read."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any


def moment(typed: str) -> datetime:
    """`2026-11-23T09:00:00Z`; without a zone it is UTC."""
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{typed!r} is no moment; write one such as 2026-11-23T09:00:00Z") from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{typed!r} is no day; write one such as 2026-11-23") from None


def counted(typed: str) -> int:
    if not typed.isascii() or not typed.isdigit() or int(typed) < 1:
        raise argparse.ArgumentTypeError(f"{typed!r} is no number above 0")
    return int(typed)


def add_people(calls: Any) -> None:
    people = calls.add_parser("people", help="the directory: sync it from Slack, import it from a file")
    doing = people.add_subparsers(dest="doing", required=True)
    doing.add_parser("sync", help="reads everybody from Slack now")
    reads = doing.add_parser("import", help="previews a CSV file; with --apply, imports it")
    reads.add_argument("file", type=Path)
    reads.add_argument("--apply", action="store_true")


def add_settings(calls: Any) -> None:
    settings = calls.add_parser("settings", help="the workspace's settings")
    doing = settings.add_subparsers(dest="doing", required=True)
    shows = doing.add_parser("get", help="shows one setting, or all")
    shows.add_argument("key", nargs="?")
    sets = doing.add_parser("set", help="sets one or several")
    sets.add_argument("pairs", nargs="+", metavar="KEY=VALUE")


def parser() -> argparse.ArgumentParser:
    """The command line of the contract."""
    found = argparse.ArgumentParser(prog="candor", description="Continuous feedback inside Slack.")
    found.add_argument("--team", help="the workspace (T…) or organisation (E…), where several are installed")
    calls = found.add_subparsers(dest="named", required=True, metavar="CALL")

    demo = calls.add_parser("demo", help="a workspace with a fictional company, in your browser")
    demo.add_argument("--port", type=int, default=8700)
    demo.add_argument("--fresh", action="store_true", help="begin anew")
    demo.add_argument("--empty", action="store_true", help="without history")

    runs = calls.add_parser("run", help="the bot, with schedules and delivery")
    runs.add_argument("--no-schedules", action="store_true", help="answers only; run `candor worker` beside it")
    calls.add_parser("worker", help="schedules and delivery only")

    ticks = calls.add_parser("tick", help="does once what is due, delivers what waits, and ends")
    ticks.add_argument("--now", type=moment, help="as if it were this moment")

    migrates = calls.add_parser("migrate", help="brings the database to the current schema")
    migrates.add_argument(
        "--new-key", action="store_true", help="accepts another CANDOR_SECRET_KEY; the old one is lost"
    )
    migrates.add_argument(
        "--restored", action="store_true", help="the database is a backup: look in Slack before sending what waits"
    )
    calls.add_parser("doctor", help="checks settings, token, scopes, database, clock")
    add_people(calls)
    add_settings(calls)

    exports = calls.add_parser("export", help="one file per record kind")
    exports.add_argument("folder", type=Path, metavar="DIR")
    exports.add_argument("--format", choices=("jsonl", "csv", "xlsx"), default="jsonl", dest="form")
    exports.add_argument("--since", type=day, help="only records since this day (UTC)")
    exports.add_argument("--words", action="store_true", help="with what people wrote in confidence; audited")

    seeds = calls.add_parser("seed", help="fills an empty database with a fictional company")
    seeds.add_argument("--people", type=counted, default=120)
    seeds.add_argument("--months", type=counted, default=6)
    seeds.add_argument("--seed", type=int, default=7)

    shows = calls.add_parser("manifest", help="the Slack manifest of this deployment")
    shows.add_argument("--url", help="where Slack reaches this deployment; without it, Socket Mode")
    shows.add_argument("--prefix", help="before each command's name")
    name_team(calls)
    return found


def name_team(calls: Any) -> None:
    """`--team` may stand behind the call as well as before it."""
    for call in calls.choices.values():
        call.add_argument("--team", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        for action in call._actions:
            if isinstance(action, argparse._SubParsersAction):
                name_team(action)
