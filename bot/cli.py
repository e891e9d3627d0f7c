"""The `candor` command: one function per call of the contract.

Exit status: 0 done, 1 refused with one clear sentence on standard error, 2 wrong usage.
"""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace as Arguments
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, time

import aiohttp
import uvloop
from slack_sdk.errors import SlackApiError

from bot.access import NotInstalled
from bot.cli_parser import parser
from bot.company import Company
from bot.compose import Candor, RealClock, candor, key_of
from bot.demo import run_demo
from bot.doctor import examine
from bot.export import NotWritten, export_kind
from bot.features import FEATURES
from bot.features.candor import settings as candor_settings
from bot.features.people import importing, sync
from bot.kit.blocks import clip
from bot.kit.config import SETTINGS, Config
from bot.kit.errors import Sentence
from bot.kit.keys import KeyLost
from bot.logs import set_up_logs
from bot.manifest import manifest_for, printed
from bot.seed import seed
from bot.serve import CannotListen, run, stop_on_signals
from bot.settings import Settings, SettingsWrong, read_settings
from storage import OldSchema, StorageDown, Unit, migrate, open_storage


class Refusal(Exception):
    """The one sentence with which a call ends at exit status 1."""


async def with_team(settings: Settings, chosen: str | None, act: Callable[[Candor, str], Awaitable[int]]) -> int:
    """Opens everything, finds the workspace meant, and acts on it."""
    async with candor(settings, RealClock()) as found:
        return await act(found, await found.access.one_team(chosen))


def demo_call(asked: Arguments, settings: Settings) -> int:
    return run_demo(settings, port=asked.port, fresh=asked.fresh, empty=asked.empty)


async def _serve(settings: Settings, *, web: bool, schedules: bool) -> int:
    if not settings.token("bot_token") and not settings.client_id:
        raise Refusal("SLACK_BOT_TOKEN is not set. Put the token of your Slack app into the environment or .env.")
    if web and settings.app_token is None and settings.signing_secret is None:
        raise Refusal("Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.")
    async with candor(settings, RealClock()) as found:
        await run(
            found, web=web, schedules=schedules, stop=stop_on_signals(), tell=lambda line: print(line, flush=True)
        )
    return 0


def run_call(asked: Arguments, settings: Settings) -> int:
    return uvloop.run(_serve(settings, web=True, schedules=not asked.no_schedules))


def worker_call(asked: Arguments, settings: Settings) -> int:
    return uvloop.run(_serve(settings, web=False, schedules=True))


def tick_call(asked: Arguments, settings: Settings) -> int:
    async def act(found: Candor, team: str) -> int:
        for line in await found.tick(team, asked.now or found.clock.now()):
            print(line)
        return 0

    return asyncio.run(with_team(settings, asked.team, act))


def migrate_call(asked: Arguments, settings: Settings) -> int:
    migrate(settings.database_url)
    print("The database is at the current schema.")
    if asked.new_key:
        asyncio.run(accept_key(settings))
        print("The new key is accepted. What the old one encrypted is lost: install the app again where it used OAuth.")
    if asked.restored:
        count = asyncio.run(doubt_everything(settings))
        print(f"{count} waiting messages will be looked up in Slack before they are sent.")
    return 0


async def accept_key(settings: Settings) -> None:
    """From now on the present key is the right one, for every workspace."""
    async with open_storage(settings.database_url) as storage:
        for team in await storage.teams():
            await storage.work(team, use_key, key_of(settings).fingerprint)


async def doubt_everything(settings: Settings) -> int:
    """What a backup believes unsent may stand in Slack."""
    count = 0
    async with open_storage(settings.database_url) as storage:
        for team in await storage.teams():
            while marked := await storage.work(team, doubt_some):
                count += marked
    return count


def doubt_some(unit: Unit) -> int:
    return unit.outbox.restored()


def use_key(unit: Unit, fingerprint: str) -> None:
    unit.installations.use_key(fingerprint)


def doctor_call(asked: Arguments, settings: Settings) -> int:
    async def act() -> int:
        failed = False
        async for check in examine(settings, asked.team):
            print(check.line)
            failed |= not check.passed
        return int(failed)

    return asyncio.run(act())


def harmless(line: str) -> str:
    """A line with words from a file, without the characters by which a terminal is commanded."""
    return "".join(one if one.isprintable() else "�" for one in line)


def people_call(asked: Arguments, settings: Settings) -> int:
    async def act(found: Candor, team: str) -> int:
        if asked.doing == "sync":
            print((await sync.everyone(found.storage, await found.access.patient(team), team, found.clock.now())).line)
            return 0
        try:
            content = asked.file.read_bytes()
        except OSError as error:
            raise Refusal(f"{asked.file} cannot be read: {error.strerror}.") from None
        preview = await found.storage.work(
            team, importing.from_file, content, apply=asked.apply, actor=None, now=found.clock.now()
        )
        for line in preview.lines:
            print(harmless(line), file=sys.stderr if preview.wrong else sys.stdout)
        return int(bool(preview.wrong))

    return asyncio.run(with_team(settings, asked.team, act))


def settings_call(asked: Arguments, settings: Settings) -> int:
    async def act(found: Candor, team: str) -> int:
        if asked.doing == "get":
            config = Config(await found.storage.read(team, stored_settings))
            if asked.key and asked.key not in SETTINGS:
                raise Refusal(f"There is no setting {asked.key!r}.")
            for key in [asked.key] if asked.key else SETTINGS:
                print(config.text(key) if asked.key else f"{key}={config.text(key)}")
            return 0
        pairs = {}
        for pair in asked.pairs:
            key, sign, value = pair.partition("=")
            if not sign:
                raise Refusal(f"{clip(pair, 60)!r} is no KEY=VALUE.")
            pairs[key.strip()] = value
        await found.storage.work(team, candor_settings.change, None, pairs, now=found.clock.now())
        return 0

    return asyncio.run(with_team(settings, asked.team, act))


def stored_settings(unit: Unit) -> dict[str, str]:
    return unit.settings.all()


def export_call(asked: Arguments, settings: Settings) -> int:
    async def act(found: Candor, team: str) -> int:
        since = datetime.combine(asked.since, time(), tzinfo=UTC) if asked.since else None
        try:
            asked.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Refusal(f"{asked.folder} cannot be made: {error.strerror}.") from None
        if asked.words:
            await found.storage.work(team, audit_words, now=found.clock.now())
        for room in FEATURES:
            for kind, export in room.exports.items():
                count = await found.storage.read(
                    team,
                    export_kind,
                    kind,
                    export,
                    asked.folder,
                    asked.form,
                    since,
                    asked.words,
                    now=found.clock.now(),
                )
                print(f"{kind}: {count}")
        return 0

    return asyncio.run(with_team(settings, asked.team, act))


def audit_words(unit: Unit, *, now: datetime) -> None:
    unit.audit.write(None, "candor.export_words", None, "candor", now=now)


def progress(line: str) -> None:
    """Long work on one line of a terminal, each step over the one before."""
    print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)


def seed_call(asked: Arguments, settings: Settings) -> int:
    async def act() -> int:
        async with candor(settings, RealClock()) as found:
            team = asked.team or await found.access.only_team() or Company.generate(1, now=found.clock.now()).team_id
            line = await seed(
                found.storage,
                team,
                people=asked.people,
                months=asked.months,
                seed=asked.seed,
                now=found.clock.now(),
                told=progress if sys.stderr.isatty() else None,
            )
            if sys.stderr.isatty():
                progress("")
            print(line)
        return 0

    return asyncio.run(act())


def manifest_call(asked: Arguments, settings: Settings) -> int:
    prefix = settings.command_prefix if asked.prefix is None else asked.prefix
    print(printed(manifest_for(url=asked.url, prefix=prefix)), end="")
    return 0


def main(typed: Sequence[str] | None = None) -> None:
    """Runs the command line and exits with the contract's status."""
    asked = parser().parse_args(typed)
    try:
        settings = read_settings()
        set_up_logs(settings.log, settings.log_level)
        status = CALLS[asked.named](asked, settings)
    except (Refusal, Sentence, NotWritten, CannotListen, ValueError) as told:
        status = refused(str(told))
    except (SettingsWrong, NotInstalled, KeyLost, OldSchema, StorageDown) as told:
        status = refused(str(told))
    except SlackApiError as error:
        status = refused(slack_said(error))
    except (aiohttp.ClientError, TimeoutError):
        status = refused(f"Slack cannot be reached at {settings.api_url}.")
    except KeyboardInterrupt:
        status = 0
    sys.exit(status)


def refused(told: str) -> int:
    print(f"candor: {told}", file=sys.stderr)
    return 1


TOKEN_TROUBLE = ("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired")


def slack_said(error: SlackApiError) -> str:
    """Slack's code, and where it lies with the token, what to do."""
    code = error.response.get("error") or f"HTTP {error.response.status_code}"
    if code in TOKEN_TROUBLE:
        return f"Slack refused the token ({code}). Put the token of your installed Slack app into SLACK_BOT_TOKEN."
    return f"Slack refused: {code}."


CALLS: Mapping[str, Callable[[Arguments, Settings], int]] = {
    "demo": demo_call,
    "run": run_call,
    "worker": worker_call,
    "tick": tick_call,
    "migrate": migrate_call,
    "doctor": doctor_call,
    "people": people_call,
    "settings": settings_call,
    "export": export_call,
    "seed": seed_call,
    "manifest": manifest_call,
}
