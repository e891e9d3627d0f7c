"""Who we are in each workspace: remembered for offline, installed by OAuth, forgotten when Slack says so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from yarl import URL

from bot.access import Access, Installs, NotInstalled
from bot.compose import Candor, build
from bot.kit.keys import KeyLost, Keys
from bot.serve import drained, pages
from bot.settings import Settings
from sandbox.clock import SandboxClock
from sandbox.events import send_event
from sandbox.server import Sandbox
from storage import Storage, Unit
from storage.installations import Installation, Team
from storage.outbox import Message
from tests.kit.clock import FrozenClock
from tests.kit.made import TEAM
from tests.kit.running import KEY, Running, empty_world, our_manifest

# slack_sdk's own way of saying who we are when it exchanges a code.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
NOWHERE = "http://127.0.0.1:9/api/"


@asynccontextmanager
async def access(storage: Storage, *, key: str = KEY, **settings: object) -> AsyncIterator[Access]:
    found = Settings(_env_file=None, database_url=storage.url, pace="off", **settings)  # type: ignore[arg-type]
    async with aiohttp.ClientSession() as session:
        yield Access(storage, found, Keys(key), session)


async def test_the_team_is_asked_once_and_remembered_offline(candor: Running, storage: Storage):
    async with access(storage, bot_token=candor.box.bot_token, api_url=NOWHERE) as offline:
        assert await offline.one_team(None) == TEAM
        assert await offline.only_team() == TEAM
    async with access(storage, bot_token="xoxb-another", api_url=NOWHERE) as other:
        with pytest.raises(aiohttp.ClientError):
            await other.one_team(None)
        assert await other.only_team() is None
        assert await other.one_team(TEAM) == TEAM, "a team that is named needs nobody to be asked"


async def test_a_token_that_was_renewed_is_used_at_once(candor: Running, storage: Storage):
    async with access(storage, bot_token=candor.box.bot_token, api_url=candor.box.api_url) as found:
        found.token = lambda: candor.box.bot_token
        first = (await found.client(TEAM)).token
        candor.box.change("revoke_token")
        candor.box.change("new_token")
        renewed = await found.client(TEAM)
        assert renewed.token != first
        assert (await renewed.auth_test())["ok"]


async def test_a_workspace_that_nobody_knows_is_named_with_those_that_are(storage: Storage):
    async with access(storage) as found:
        with pytest.raises(NotInstalled, match="No workspace is known yet"):
            await found.one_team(None)
        await storage.work("T1", remembered, "One")
        assert await found.one_team(None) == "T1"
        await storage.work("T2", remembered, "Two")
        with pytest.raises(NotInstalled, match="--team: T1, T2"):
            await found.one_team(None)
        with pytest.raises(NotInstalled, match="known are: T1, T2"):
            await found.one_team("T3")
        assert await found.one_team("T2") == "T2"
        with pytest.raises(NotInstalled, match="not installed in T1"):
            await found.client("T1")


def remembered(unit: Unit, name: str) -> None:
    unit.installations.remember(name=name, now=FrozenClock().now())


@dataclass
class Public:
    """A Candor without a token of its own, to be installed by /slack/install."""

    box: Sandbox
    candor: Candor
    url: str
    http: aiohttp.ClientSession

    async def begins(self) -> str:
        """Opens the install page; the address of Slack's page, with the state in it."""
        async with self.http.get(f"{self.url}/slack/install") as page:
            assert page.status == 200
            text = await page.text()
        found = next(part for part in text.split('"') if "/oauth/v2/authorize" in part)
        return found.replace("&amp;", "&")

    async def allows(self, authorize: str, answer: str = "allow") -> str:
        """Presses Allow there; the address to which Slack sends the person back."""
        async with self.http.get(authorize) as page:
            assert page.status == 200, await page.text()
        async with self.http.post(authorize, data={"answer": answer}, allow_redirects=False) as sent:
            assert sent.status == 302
            return sent.headers["Location"]

    async def returns(self, address: str) -> tuple[int, str]:
        async with self.http.get(address) as page:
            return page.status, await page.text()


@pytest.fixture
async def public(storage: Storage, clock: FrozenClock) -> AsyncIterator[Public]:
    world = empty_world()
    world.add_person(id="U0ADA00001", name="ada", real_name="Ada")
    async with Sandbox(our_manifest(), world, SandboxClock(clock.now()), pace="off") as box:
        app = box.workspace.app
        settings = Settings(
            _env_file=None,
            client_id=app.client_id,
            client_secret=app.client_secret,
            signing_secret=box.signing_secret,
            api_url=box.api_url,
            database_url=storage.url,
            port=0,
            pace="off",
        )
        async with aiohttp.ClientSession() as session:
            candor = build(settings, clock, storage, Access(storage, settings, Keys(KEY), session))
            async with pages(candor, slack=True) as port:
                url = f"http://127.0.0.1:{port}"
                app.manifest = replace(app.manifest, redirect_urls=(f"{url}/slack/oauth_redirect",))
                # The state's cookie is for https alone.
                jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=URL(url))
                async with aiohttp.ClientSession(cookie_jar=jar) as http:
                    yield Public(box, candor, url, http)
                await drained(candor)


async def test_an_install_is_kept_encrypted_and_the_directory_is_read(public: Public, storage: Storage):
    authorize = await public.begins()
    assert parse_qs(urlsplit(authorize).query)["scope"][0].split(",")
    home = await public.allows(authorize)
    status, told = await public.returns(home)
    assert status == 200, told
    await public.candor.house.tasks.drain(10)
    found = await storage.read(TEAM, installed)
    assert found is not None
    assert b"xoxb" not in found.bot_token
    assert Keys(KEY).unlock(found.bot_token).startswith("xox")
    assert (await public.candor.access.identity(TEAM)).bot_user == public.box.workspace.app.bot_user_id
    assert await public.candor.access.teams() == [TEAM]
    assert await storage.read(TEAM, lambda unit: unit.people.get("U0ADA00001")) is not None
    await (await public.candor.access.client(TEAM)).auth_test()
    status, _ = await public.returns(home)
    assert status != 200, "a state is good once"


async def test_a_state_that_nobody_issued_or_that_is_old_installs_nothing(
    public: Public, storage: Storage, clock: FrozenClock
):
    home = await public.allows(await public.begins())
    forged = home.replace("state=", "state=x")
    assert (await public.returns(forged))[0] != 200
    clock.move(minutes=11)
    assert (await public.returns(home))[0] != 200
    assert await storage.read(TEAM, installed) is None


async def test_a_state_needs_the_browser_that_asked_for_it(public: Public, storage: Storage):
    home = await public.allows(await public.begins())
    public.http.cookie_jar.clear()
    assert (await public.returns(home))[0] != 200
    assert await storage.read(TEAM, installed) is None


async def test_a_refusal_at_slack_installs_nothing(public: Public, storage: Storage):
    await public.returns(await public.allows(await public.begins(), answer="cancel"))
    assert await storage.read(TEAM, installed) is None


async def test_a_workspace_that_uninstalls_is_forgotten_and_may_come_back(public: Public, storage: Storage):
    await public.returns(await public.allows(await public.begins()))
    await public.candor.house.tasks.drain(10)
    app = public.box.workspace.app
    app.request_url = f"{public.url}/slack/events"
    public.box.change("uninstall")
    await public.box.settle()
    assert await storage.read(TEAM, installed) is None
    with pytest.raises(NotInstalled):
        await public.candor.access.client(TEAM)
    assert await storage.read(TEAM, lambda unit: unit.people.count()) == 1, "people's records stay"
    await public.returns(await public.allows(await public.begins()))
    await public.candor.house.tasks.drain(10)
    assert await storage.read(TEAM, installed) is not None
    await public.candor.access.client(TEAM)


async def test_with_another_key_the_tokens_cannot_be_read_and_delivery_only_waits(
    public: Public, storage: Storage, clock: FrozenClock
):
    await public.returns(await public.allows(await public.begins()))
    await public.candor.house.tasks.drain(10)
    await storage.work(TEAM, put, clock)
    async with access(storage, key="another", api_url=public.box.api_url) as other:
        with pytest.raises(KeyLost, match="another CANDOR_SECRET_KEY"):
            await other.client(TEAM)
        public.candor.delivery.slack_for = other.client
        report = await public.candor.delivery.drain(TEAM, 0)
    assert (report.sent, report.paused) == (0, "no_token")
    assert await storage.read(TEAM, lambda unit: unit.outbox.state("key:1")) == "waiting"


def put(unit: Unit, clock: FrozenClock) -> None:
    unit.outbox.put("key:1", Message("hello"), to="U0ADA00001", kind="trial.message", due=clock.now())


def installed(unit: Unit) -> Installation | None:
    return unit.installations.find()


def test_an_organisation_stands_for_all_its_workspaces():
    assert Installs.team_of("E1", "T1", True) == "E1"
    assert Installs.team_of("E1", "T1", False) == "T1"
    assert Installs.team_of("E1", None, True) == "E1"


async def test_an_older_fingerprint_stays_when_the_team_is_remembered_anew(candor: Running, storage: Storage):
    before = await storage.read(TEAM, about)
    await candor.candor.access.identify()
    after = await storage.read(TEAM, about)
    assert before is not None and after is not None
    assert after.key_print == before.key_print == Keys(KEY).fingerprint


def about(unit: Unit) -> Team | None:
    return unit.installations.about()


async def test_a_bot_token_taken_back_is_forgotten_and_a_person_s_is_not(public: Public, storage: Storage):
    await public.returns(await public.allows(await public.begins()))
    await public.candor.house.tasks.drain(10)
    app = public.box.workspace.app
    app.request_url = f"{public.url}/slack/events"
    send_event(public.box.workspace, {"type": "tokens_revoked", "tokens": {"oauth": ["U0ADA00001"]}})
    await public.box.settle()
    assert await storage.read(TEAM, installed) is not None
    public.box.change("revoke_token")
    await public.box.settle()
    assert await storage.read(TEAM, installed) is None
