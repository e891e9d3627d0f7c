"""`candor doctor`: checks settings, database, key, Slack, scopes and clock; one line each."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.access import NotInstalled
from bot.compose import Candor, RealClock, candor, key_of
from bot.kit.blocks import clip
from bot.kit.keys import KeyLost
from bot.manifest import scopes
from bot.settings import Settings
from storage import OldSchema, StorageDown, Unit

SKEW_SECONDS = 60
"""Slack refuses signatures from 300 s on; a minute is worth a word."""
TOLD = 20
"""Undelivered messages named one by one."""
LOOKED_AT = 1_000
"""Undelivered messages that are looked at, the latest first."""
YOUNG = timedelta(days=7)
"""What could not be delivered longer ago is a note: it is mended by now, or nobody misses it."""


@dataclass(frozen=True)
class Check:
    """One line of the examination."""

    part: str
    passed: bool
    words: str

    @property
    def line(self) -> str:
        return f"{'ok  ' if self.passed else 'FAIL'} {self.part}: {self.words}"


async def examine(settings: Settings, team: str | None) -> AsyncIterator[Check]:
    """Checks from the inside out; what depends on something broken is not asked."""
    yield mode(settings)
    try:
        key_of(settings)
        yield Check("secret key", True, "present")
    except KeyLost as lost:
        yield Check("secret key", False, str(lost))
        return
    try:
        async with candor(settings, RealClock()) as found:
            yield Check("database", True, f"{found.storage.dialect}, schema {found.storage.head()}")
            async for check in with_slack(found, team):
                yield check
    except (StorageDown, OldSchema, KeyLost, ValueError) as wrong:
        yield Check("database", False, str(wrong))


def mode(settings: Settings) -> Check:
    if settings.bot_token is None and settings.client_id is None:
        return Check("settings", False, "SLACK_BOT_TOKEN is not set")
    if settings.app_token is not None:
        return Check("settings", True, "Socket Mode (SLACK_APP_TOKEN is set)")
    if settings.signing_secret is None:
        return Check("settings", False, "set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP")
    return Check("settings", True, f"HTTP on {settings.host}:{settings.port}")


async def with_slack(found: Candor, team: str | None) -> AsyncIterator[Check]:
    """Token, scopes and clock, by asking Slack; then what the outbox could not deliver."""
    try:
        identity = await found.access.identify()
        if identity is None:
            identity = await found.access.identity(await found.access.one_team(team))
        answer = await found.access.plain(identity.token).auth_test()
    except SlackApiError as refused:
        yield Check("token", False, f"Slack says {refused.response.get('error')}")
        return
    except (aiohttp.ClientError, OSError, TimeoutError):
        yield Check("token", False, f"Slack cannot be reached at {found.settings.api_url}")
        return
    except (NotInstalled, KeyLost) as told:
        yield Check("token", False, str(told))
        return
    yield Check("token", True, f"{answer.get('team')} ({identity.team}), as {answer.get('user')}")
    missing = sorted(set(scopes()) - identity.scopes) if identity.scopes else []
    yield Check(
        "scopes", not missing, f"missing: {', '.join(missing)}; reinstall the app" if missing else "all granted"
    )
    yield clock(answer.headers.get("Date") or answer.headers.get("date"))
    async for check in mail(found, identity.team):
        yield check


def clock(told: str | None) -> Check:
    """This machine's clock against Slack's `Date` header."""
    if not told:
        return Check("clock", True, "Slack told no time to compare with")
    skew = abs((datetime.now(UTC) - parsedate_to_datetime(told)).total_seconds())
    words = f"{skew:.0f} s apart from Slack's"
    return Check("clock", skew <= SKEW_SECONDS, words)


async def mail(found: Candor, team: str) -> AsyncIterator[Check]:
    """The team's pause, if any, and messages that could not be delivered: ids and reasons, no words."""
    paused = await found.storage.read(team, paused_for)
    yield Check("delivery", paused is None, f"paused: {paused}" if paused else "running")
    parked = await found.storage.read(team, undelivered, found.clock.now())
    yield Check("messages", not parked.to_mend, clip(parked.words, 2000))


def paused_for(unit: Unit) -> str | None:
    paused = unit.outbox.paused()
    return None if paused is None else paused.reason


@dataclass
class Parked:
    """What could not be delivered: named where an operator can mend it, else counted by reason."""

    to_mend: list[str] = field(default_factory=list)
    left: int = 0
    old: Counter[str] = field(default_factory=Counter)

    @property
    def words(self) -> str:
        notes = [f"{self.left} to people who are no longer here"] if self.left else []
        if self.old:
            reasons = ", ".join(f"{error} {number}" for error, number in sorted(self.old.items()))
            notes.append(f"{self.old.total()} older than {YOUNG.days} days ({reasons})")
        named = self.to_mend[:TOLD]
        if more := len(self.to_mend) - len(named):
            named.append(f"and {more} more")
        if notes:
            named.append(f"{'not counted' if named else 'none to mend; undelivered'}: {', '.join(notes)}")
        return "; ".join(named) or "none undeliverable"


def undelivered(unit: Unit, now: datetime) -> Parked:
    """Ids and reasons of what could not be delivered, no words.

    Nobody can mend that somebody left before a message reached them; whatever else happened lately somebody can.
    """
    rows = unit.outbox.failed(LOOKED_AT)
    known = unit.people.many(row.recipient for row in rows if row.recipient[:1] in "UW")
    found = Parked()
    for row in rows:
        if row.recipient[:1] in "UW" and (row.recipient not in known or not known[row.recipient].active):
            found.left += 1
        elif row.due_at < now - YOUNG:
            found.old[row.error or "unknown"] += 1
        else:
            found.to_mend.append(f"{row.dedupe_key} to {row.recipient}: {row.error}")
    return found
