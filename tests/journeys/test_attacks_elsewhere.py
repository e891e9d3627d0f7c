"""Attacks from elsewhere: other organisations, other people's files, installs that others began, other web sites."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from http.cookies import SimpleCookie
from pathlib import Path

import aiohttp
import pytest

from bot.access import Access
from bot.compose import build
from bot.features.people.sync import person_row, save_people
from bot.kit.context import Caller
from bot.kit.downloads import download, slacks
from bot.kit.errors import Missing, Refused
from bot.kit.keys import Keys, keep_key_beside
from bot.kit.policy import introduce
from bot.serve import pages
from bot.settings import Settings
from sandbox.attachments import StoredFile
from sandbox.clock import SandboxClock
from sandbox.server import Sandbox
from storage import Storage, migrate
from tests.kit.clock import FrozenClock
from tests.kit.made import TEAM, Made
from tests.kit.running import KEY, empty_world, our_manifest, running


@pytest.fixture
def storage(sqlite: Storage) -> Storage:
    return sqlite


ABROAD = [
    {"team_id": "T0ELSEWHERE"},
    {"team_id": "T0ELSEWHERE", "enterprise_user": {"enterprise_id": "E0THEIRS", "teams": ["T0ELSEWHERE"]}},
    {"team_id": "E0THEIRS", "enterprise_user": {"enterprise_id": "E0THEIRS"}},
    {"team_id": TEAM, "is_stranger": True},
]
AT_HOME = [
    {"team_id": TEAM},
    {},
    {"team_id": "E0OURS", "enterprise_user": {"enterprise_id": "E0OURS", "teams": ["T0SISTER01", TEAM]}},
]


@pytest.mark.parametrize("facts", ABROAD)
async def test_people_of_other_workspaces_are_strangers_whatever_organisation_they_have(
    made: Made, facts: dict
) -> None:
    row = person_row({"id": "U0SHARED01", "name": "mallory", **facts}, TEAM)
    await made.storage.work(TEAM, lambda unit: save_people(unit, [row], now=made.clock.now()))
    with pytest.raises(Refused):
        await made.storage.read(TEAM, introduce, Caller(TEAM, "U0SHARED01", True), made.clock.now())


@pytest.mark.parametrize("facts", AT_HOME)
def test_people_of_this_workspace_are_at_home_in_whichever_organisation(facts: dict) -> None:
    assert person_row({"id": "U1", "name": "ann", **facts}, TEAM)["external"] is None


def test_people_of_the_organisation_that_installed_candor_are_at_home() -> None:
    user = {"id": "W1", "name": "ann", "team_id": "T0SISTER01", "enterprise_user": {"enterprise_id": "E0OURS"}}
    assert person_row(user, "E0OURS")["external"] is None


async def test_nobody_imports_a_file_that_is_not_theirs(made: Made, clock: FrozenClock) -> None:
    async with running(made.storage, clock) as parts:
        mine = StoredFile("F0MINE0001", "people.csv", "U0HR000001", b"id,title\n", uploaded=True, completed=True)
        others = StoredFile("F0OTHERS01", "candor-about-me.json", "U0BOB00001", b'{"quiet": "words"}', uploaded=True)
        others.completed = True
        parts.box.world.files |= {mine.id: mine, others.id: others}
        client = await parts.candor.access.client(TEAM)
        assert await download(client, mine.id, "U0HR000001", 100) == b"id,title\n"
        for file in (others.id, "F0NOTHING1", "../../etc/passwd"):
            with pytest.raises(Missing):
                await download(client, file, "U0HR000001", 100)
        parts.box.workspace.log.complaints.clear()


@pytest.mark.parametrize(
    ("address", "ours"),
    [("https://files.slack.com/files-pri/T1-F1/x", True), ("http://127.0.0.1:9/files-pri/x", True)]
    + [("https://docs.google.com/x", False), ("https://slack.com.evil.example/x", False), ("file:///etc/passwd", False)]
    + [("http://files.slack.com/x", False), ("https://evil.example/.slack.com", False), ("", False)]
    + [
        ("http://127.0.0.1:10/x", False),
        ("https://files.slack.com@evil.example/x", False),
        ("//files.slack.com/", False),
    ],
)
def test_our_token_goes_to_slack_alone(address: str, ours: bool) -> None:
    assert slacks(address, "http://127.0.0.1:9/api/") is ours


def test_the_database_and_its_key_are_their_owners_to_read(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path}/var/candor.db")
    keep_key_beside(tmp_path / "var" / "candor.db")
    for file in (tmp_path / "var").iterdir():
        assert file.stat().st_mode & 0o077 == 0, file.name


@pytest.fixture
async def install(storage: Storage, clock: FrozenClock) -> AsyncIterator[tuple[aiohttp.ClientSession, str, Sandbox]]:
    """A Candor that can be installed by OAuth, a browser that follows nothing by itself, and the workspace."""
    async with (
        Sandbox(our_manifest(), empty_world(), SandboxClock(clock.now())) as box,
        aiohttp.ClientSession() as session,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser,
    ):
        app = box.workspace.app
        settings = Settings(
            _env_file=None,
            client_id=app.client_id,
            client_secret=app.client_secret,
            signing_secret=box.signing_secret,
            api_url=box.api_url,
            database_url=storage.url,
            port=0,
        )
        candor = build(settings, clock, storage, Access(storage, settings, Keys(KEY), session))
        async with pages(candor, slack=True) as port:
            yield browser, f"http://127.0.0.1:{port}/slack", box


async def begun(browser: aiohttp.ClientSession, base: str) -> tuple[str, SimpleCookie]:
    """The state of an install that begins, and its cookie."""
    async with browser.get(f"{base}/install?next=https://evil.example", allow_redirects=False) as page:
        shown = await page.text()
        cookie = SimpleCookie(page.headers["Set-Cookie"])
        assert "evil.example" not in shown + str(page.headers)
    found = re.search(r"state=([\w-]+)", shown)
    assert found is not None, shown
    return found[1], cookie


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")  # slack_sdk still uses it
async def test_an_install_ends_in_the_browser_that_began_it_and_once(install, caplog: pytest.LogCaptureFixture) -> None:
    browser, base, box = install
    state, cookie = await begun(browser, base)
    (morsel,) = cookie.values()
    assert (morsel["httponly"], morsel["secure"]) == (True, True)
    mine = {"Cookie": f"{morsel.key}={morsel.value}"}
    query = f"{base}/oauth_redirect?code=SECRETCODE&state="
    attacks = [
        (state, {}),
        (state, {"Cookie": f"{morsel.key}=other"}),
        ("made-up", {"Cookie": f"{morsel.key}=made-up"}),
        ("", mine),
    ]
    for sent, headers in attacks:
        async with browser.get(query + sent, headers=headers, allow_redirects=False) as page:
            assert page.status in (400, 401), (sent, headers)
    box_calls = [entry for entry in box.workspace.log.after(0) if "oauth" in str(entry.get("name"))]
    assert box_calls == [], "a code was redeemed for a browser that had not asked"
    for times in (1, 2):
        async with browser.get(query + state, headers=mine, allow_redirects=False) as page:
            assert page.status in (400, 401, 500), times
    calls = [entry for entry in box.workspace.log.after(0) if "oauth" in str(entry.get("name"))]
    assert len(calls) == 1, "a state is good once"
    assert "SECRETCODE" not in caplog.text


async def test_the_install_pages_show_no_script_of_others(install) -> None:
    browser, base, _ = install
    _, cookie = await begun(browser, base)
    (morsel,) = cookie.values()
    headers = {"Cookie": f"{morsel.key}={morsel.value}"}
    for query in (
        "error=<script>alert(1)</script>",
        "code=x&state=<script>alert(1)</script>",
        "error=%3Cimg%20src=x%3E&state=x",
    ):
        async with browser.get(f"{base}/oauth_redirect?{query}", headers=headers, allow_redirects=False) as page:
            assert not re.search(r"<script>alert|<img", await page.text()), query
            assert "evil" not in page.headers.get("Location", "")


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    async with Sandbox(our_manifest(), empty_world()) as found:
        yield found


async def test_other_web_sites_cannot_act_in_the_sandbox(box: Sandbox) -> None:
    port = box.url.rsplit(":", 1)[1]
    strangers = [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": f"http://127.0.0.1.evil.example:{port}"},
        {"Origin": f"http://evil.example:{port}", "Host": f"evil.example:{port}"},
        {"Host": f"evil.example:{port}"},
    ]
    async with aiohttp.ClientSession() as http:
        for headers in strangers:
            for method, path in (
                ("POST", "do"),
                ("POST", "clock"),
                ("POST", "faults"),
                ("POST", "world"),
                ("GET", "boot"),
            ):
                async with http.request(method, f"{box.url}/sandbox/api/{path}", headers=headers, data="{}") as answer:
                    assert answer.status == 403, (headers, path)
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await http.ws_connect(f"{box.url}/sandbox/api/live?as=x", headers=headers)
        for headers in ({}, {"Origin": box.url}, {"Host": f"localhost:{port}", "Origin": f"http://localhost:{port}"}):
            async with http.get(f"{box.url}/sandbox/api/boot", headers=headers) as answer:
                assert answer.status == 200, headers


async def test_no_path_leads_out_of_the_sandbox(box: Sandbox) -> None:
    port = int(box.url.rsplit(":", 1)[1])
    person = box.world.add_person(name="eve", real_name="<script>alert(1)</script>")
    for name in ("../../../etc/passwd", "a\r\nSet-Cookie: x=1", 'x".html', "evil.svg", "evil.html"):
        file = StoredFile(
            box.world.mint.id("F"), name, person.id, b"<script>alert(1)</script>", uploaded=True, completed=True
        )
        box.world.files[file.id] = file
    async with aiohttp.ClientSession() as http:
        for path in ("static/../server.py", "static/%2e%2e/server.py", "static/..%2fserver.py", "static//etc/passwd"):
            status, text = await raw(port, f"/{path}")
            assert (status, "import" in text, "root:" in text) == (404, False, False), path
        for file in list(box.world.files.values()):
            async with http.get(f"{box.url}/sandbox/files/{file.id}/x/../../../server.py") as answer:
                assert "import" not in await answer.text()
            async with http.get(f"{box.url}/sandbox/files/{file.id}/x") as answer:
                assert "Set-Cookie" not in answer.headers
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert answer.headers["Content-Disposition"].startswith("attachment"), file.name
        async with http.get(f"{box.url}/sandbox/avatars/{person.id}-48") as answer:
            assert "<script" not in await answer.text()


async def raw(port: int, path: str) -> tuple[int, str]:
    """A request whose path no client tidies up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
    answer = (await reader.read()).decode("utf-8", "replace")
    writer.close()
    await writer.wait_closed()
    return int(answer.split(" ", 2)[1]), answer.partition("\r\n\r\n")[2]
