"""Slack's side of each installed workspace: who we are there, and the clients that speak for us.

One workspace: the token comes from the environment, `auth.test` tells the team, which is remembered so that later
commands work offline. Several: tokens come from installs by OAuth and are stored encrypted. `auth.test` is never asked
on the way of a request.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler, AsyncServerErrorRetryHandler
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from bot.kit.keys import Keys
from bot.settings import Settings
from storage import Storage, Unit
from storage.installations import NOBODY
from storage.installations import Installation as Installed

REQUEST_SECONDS = 10
STATE_MINUTES = 10
TOKEN_SECONDS = 60.0
"""How long a token read from the database is believed, so that a new install reaches every replica."""


class NotInstalled(Exception):
    """There is no such workspace, or none yet, or several to choose from; `str()` says what to do."""


@dataclass(frozen=True)
class Identity:
    """Who we are in one workspace."""

    team: str
    token: str
    bot_id: str | None
    bot_user: str | None
    scopes: frozenset[str] = frozenset()


class Access:
    """Tokens, identities and Web API clients by team."""

    PASSING = frozenset({"ratelimited", "service_unavailable", "internal_error", "fatal_error", "request_timeout"})

    def __init__(self, storage: Storage, settings: Settings, keys: Keys, session: aiohttp.ClientSession) -> None:
        self.storage = storage
        self.settings = settings
        self.keys = keys
        self.session = session
        self.token: Callable[[], str] = lambda: settings.token("bot_token")
        """The token of the one workspace; asked each time, since the demo's can be renewed while it runs."""
        self.own: Identity | None = None
        self.known: dict[str, tuple[float, Identity]] = {}

    def plain(self, token: str | None = None) -> AsyncWebClient:
        """A client that repeats nothing by itself: a repeated post would be a double."""
        return AsyncWebClient(
            token=token,
            base_url=self.settings.api_url,
            timeout=REQUEST_SECONDS,
            session=self.session,
            trust_env_in_session=False,
            retry_handlers=[],
        )

    async def identify(self) -> Identity | None:
        """Asks Slack who we are with the environment's token and remembers the team. None without such a token."""
        token = self.token()
        if not token:
            return None
        answer = await self.plain(token).auth_test()
        team = str(answer["enterprise_id"] if answer.get("is_enterprise_install") else answer["team_id"])
        scopes = frozenset(filter(None, str(answer.headers.get("x-oauth-scopes", "")).replace(" ", "").split(",")))
        self.own = Identity(team, token, answer.get("bot_id"), answer.get("user_id"), scopes)
        await self.storage.work(
            team,
            remember,
            name=str(answer.get("team") or team),
            url=answer.get("url"),
            enterprise=answer.get("enterprise_id"),
            bot_id=answer.get("bot_id"),
            bot_user=answer.get("user_id"),
            token_seal=self.keys.seal("token", token),
            key_print=self.keys.fingerprint,
        )
        return self.own

    async def identity(self, team: str) -> Identity:
        """Who we are in `team`; raises `NotInstalled`."""
        if self.settings.bot_token is not None:
            if self.own is None or self.own.token != self.token():
                await self.identify()
            assert self.own is not None
            if team in ("", self.own.team):
                return self.own
        remembered = self.known.get(team)
        if remembered is not None and time.monotonic() - remembered[0] < TOKEN_SECONDS:
            return remembered[1]
        found = await self.storage.read(team, installation)
        if found is None:
            raise NotInstalled(f"Candor is not installed in {team or 'any workspace'}.")
        identity = Identity(
            team,
            self.keys.unlock(found.bot_token),
            found.bot_id,
            found.bot_user,
            frozenset(found.scopes.split(",")),
        )
        self.known[team] = (time.monotonic(), identity)
        return identity

    def forget(self, team: str) -> None:
        """The installation changed; the next question reads it anew."""
        self.known.pop(team, None)

    async def client(self, team: str) -> AsyncWebClient:
        """The Web API for a team, without retries of its own."""
        return self.plain((await self.identity(team)).token)

    async def patient(self, team: str) -> AsyncWebClient:
        """The same for reading: waits out rate limits and repeats after a server's error."""
        client = await self.client(team)
        client.retry_handlers = [
            AsyncRateLimitErrorRetryHandler(max_retry_count=5),
            AsyncServerErrorRetryHandler(max_retry_count=3),
        ]
        return client

    async def authorize(self, enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        """Bolt's question at each request, answered from memory."""
        for team in filter(None, (team_id, enterprise_id)):
            try:
                found = await self.identity(team)
            except NotInstalled:
                continue
            return AuthorizeResult(
                enterprise_id=enterprise_id,
                team_id=team_id,
                bot_token=found.token,
                bot_id=found.bot_id,
                bot_user_id=found.bot_user,
            )
        return None

    async def teams(self) -> list[str]:
        """The workspaces we speak in."""
        if self.own is not None:
            return [self.own.team]
        return [team for team in await self.storage.teams() if team]

    async def only_team(self) -> str | None:
        """The remembered workspace, or the token's; None where nothing is known and Slack cannot be asked."""
        try:
            return await self.one_team(None)
        except (NotInstalled, aiohttp.ClientError, OSError, SlackApiError):
            return None

    async def one_team(self, chosen: str | None) -> str:
        """The workspace a command means: the chosen, the token's, or the only one. Works offline once remembered."""
        known = [team for team in await self.storage.teams() if team]
        if chosen:
            if chosen not in known:
                raise NotInstalled(f"There is no workspace {chosen} here; known are: {', '.join(known) or 'none'}.")
            return chosen
        token = self.settings.token("bot_token")
        if token:
            seal = self.keys.seal("token", token)
            for team in known:
                if await self.storage.read(team, last_token) == seal:
                    return team
            identity = await self.identify()
            assert identity is not None
            return identity.team
        if len(known) == 1:
            return known[0]
        if not known:
            raise NotInstalled("No workspace is known yet. Set SLACK_BOT_TOKEN, or install the app at /slack/install.")
        raise NotInstalled(f"Several workspaces are installed; say which with --team: {', '.join(known)}.")


def remember(unit: Unit, /, *, name: str, key_print: str, **fields: Any) -> None:
    """Keeps the team as Slack tells it; the key's fingerprint only if there is none yet."""
    known = unit.installations.about()
    if known is None or known.token_seal != fields.get("token_seal", known.token_seal):
        unit.outbox.try_now()
    kept = known.key_print if known is not None and known.key_print else key_print
    unit.installations.remember(name=name, now=datetime.now(UTC), key_print=kept, **fields)


def last_token(unit: Unit) -> str | None:
    found = unit.installations.about()
    return None if found is None else found.token_seal


def installation(unit: Unit) -> Installed | None:
    return unit.installations.find()


class Installs(AsyncInstallationStore):
    """Bolt's OAuth flow keeps its installations here: encrypted, one per workspace."""

    def __init__(self, access: Access, now: Callable[[], datetime]) -> None:
        self.access = access
        self.now = now
        self.installed: Callable[[str], None] = lambda team: None
        """Hears of each workspace that was installed: its directory is to be read."""

    @staticmethod
    def team_of(enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None) -> str:
        return str((enterprise_id if is_enterprise_install else team_id) or team_id or enterprise_id or "")

    async def async_save(self, installation: Installation) -> None:
        team = self.team_of(installation.enterprise_id, installation.team_id, installation.is_enterprise_install)
        name = installation.team_name or installation.enterprise_name or team
        fields = {"bot_id": installation.bot_id, "bot_user": installation.bot_user_id, "app_id": installation.app_id}
        await self.access.storage.work(
            team,
            save_installation,
            name=name,
            bot_token=self.access.keys.lock(installation.bot_token or ""),
            scopes=list(installation.bot_scopes or ()),
            is_enterprise_install=bool(installation.is_enterprise_install),
            installed_by=installation.user_id,
            enterprise=installation.enterprise_id,
            key_print=self.access.keys.fingerprint,
            now=self.now(),
            **fields,
        )
        self.access.forget(team)
        self.installed(team)

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        return None

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        await self.revoke(team_id or enterprise_id or "")

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        await self.revoke(team_id or enterprise_id or "")

    async def revoke(self, team: str) -> None:
        """The workspace took its token back; people's records stay until they are erased."""
        await self.access.storage.work(team, revoke, now=self.now())
        self.access.forget(team)


def save_installation(
    unit: Unit, /, *, name: str, now: datetime, bot_token: bytes, scopes: list[str], **fields: Any
) -> None:
    about = {key: fields[key] for key in ("bot_id", "bot_user", "app_id", "enterprise")}
    remember(unit, name=name, key_print=fields.pop("key_print"), **about)
    unit.outbox.try_now()
    unit.installations.save(bot_token=bot_token, scopes=scopes, now=now, **fields)


def revoke(unit: Unit, *, now: datetime) -> None:
    unit.installations.revoke(now)


class States(AsyncOAuthStateStore):
    """States of installs on their way: each is good once, on whichever replica it comes back."""

    def __init__(self, storage: Storage, now: Callable[[], datetime], make: Callable[[], str]) -> None:
        self.storage = storage
        self.now = now
        self.make = make

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        state = self.make()
        await self.storage.work(NOBODY, keep_state, state, self.now())
        return state

    async def async_consume(self, state: str) -> bool:
        return await self.storage.work(NOBODY, take_state, state, self.now())


def keep_state(unit: Unit, state: str, now: datetime) -> None:
    unit.installations.keep_state(state, now + timedelta(minutes=STATE_MINUTES), now)


def take_state(unit: Unit, state: str, now: datetime) -> bool:
    return unit.installations.take_state(state, now)
