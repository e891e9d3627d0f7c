"""Attacks by words: whatever people call themselves, their groups and their teams, or write to others, stays words."""

from __future__ import annotations

import csv
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest

from bot.export import export_kind
from bot.features import FEATURES
from bot.features.kudos import service
from bot.features.kudos.rules import Thanks
from bot.features.people import importing
from bot.features.people.sync import person_row, save_people
from bot.kit import policy
from bot.kit.context import Caller
from storage import Storage, Unit
from tests.kit.clock import FrozenClock
from tests.kit.conversation import Conversation, conversation
from tests.kit.made import Made, Who

EVIL = "<!channel> *bold* _it_ ~s~ `c` <@U0VICTIM01> <https://evil.example|x> <!subteam^S1> & \u202eABC :tada: {name}"
SPEECH = re.compile(r"<!|<https?:|\*bold\*|_it_|~s~|`c`|U0VICTIM01|evil\.example")
"""What Slack would give power to, were it in a text that Slack parses."""


@pytest.fixture
def storage(sqlite: Storage) -> Storage:
    return sqlite


@pytest.fixture
async def slack(made: Made) -> AsyncIterator[Conversation]:
    async with conversation(made) as found:
        yield found


def parsed(node: Any) -> Iterator[str]:
    """Every text in which Slack reads mentions, links or formatting."""
    if isinstance(node, dict):
        if node.get("type") == "mrkdwn":
            yield node["text"]
        for value in node.values():
            yield from parsed(value)
    elif isinstance(node, list):
        for item in node:
            yield from parsed(item)


def addressed(node: Any) -> Iterator[str]:
    """Whom blocks and texts address: people, groups, everybody."""
    if isinstance(node, dict):
        named = (node.get("user_id"), node.get("usergroup_id"), node.get("range"), node.get("url"))
        if node.get("type") in ("user", "usergroup", "broadcast", "link"):
            yield str(next(each for each in named if each))
        kept = node.items() if node.get("type") != "plain_text" and "element" not in node else ()
        if node.get("type") == "text":  # of rich_text: shown as it is
            return
        for key, value in kept:
            yield from addressed(value) if key not in ("private_metadata", "metadata") else ()
    elif isinstance(node, list):
        for item in node:
            yield from addressed(item)
    elif isinstance(node, str):
        yield from re.findall(r"<[@!](\w+)", node)


async def villains(made: Made) -> tuple[Who, Who]:
    """Two people whose every word is an attack."""
    return (
        await made.person(EVIL, title=EVIL, department=EVIL, is_admin=True),
        await made.person("Bob", title=EVIL, department="x" * 250),
    )


def harmless(shown: Any, *people: Who) -> None:
    """Nothing that anybody wrote gained power, and nobody is addressed but these people."""
    assert [text for text in parsed(shown) if SPEECH.search(text)] == []
    assert set(addressed(shown)) <= {who.id for who in people}


async def test_names_titles_and_groups_are_only_ever_words(slack: Conversation, made: Made) -> None:
    eve, bob = await villains(made)
    await made.group("crew", bob)
    speaker = slack.speaks(eve)
    for line in (
        f"/people {bob.mention}",
        "/people",
        "/people bob",
        "/people <!channel>",
        "/people team",
        f"/candor {EVIL}",
    ):
        reply = await speaker.types(line)
        harmless(reply.message, eve, bob)
    harmless(await speaker.home(), eve, bob)
    for line in ("/candor settings", "/kudos wall", "/candor privacy"):
        await speaker.types(line)
        harmless(await speaker.modal(), eve, bob)


async def test_kudos_of_attacks_address_nobody_but_the_receiver(slack: Conversation, made: Made) -> None:
    eve, bob = await villains(made)
    ann = await made.person("Ann")
    await slack.speaks(eve).gives_kudos(bob, f"for {EVIL}")
    (post,) = await slack.speaks(ann).sees("kudos")
    harmless(post, bob)
    await slack.speaks(ann).clicks(post, "kudos.join")
    (post,) = await slack.speaks(ann).sees("kudos")
    harmless(post, bob)
    harmless((await slack.speaks(bob).dms())[-1], eve, bob)
    reply = await slack.speaks(eve).types(f"/kudos {bob.mention} {EVIL} #nothing")
    harmless(reply.message, eve, bob)


@pytest.mark.parametrize(
    "text",
    ["<" * 3000, "&" * 3000, ":a: " * 750, "\u202e" * 3000, "🎉" * 3000, "a\u0300" * 1500, "\x1b[2J\x07\x0b" * 700]
    + ["\ufffe\uffff\u2028\u2029" * 700, "`" * 3000, "<@U|" * 600, "\n" * 1500 + "x" * 1500],
    ids=[
        "less",
        "and",
        "emoji codes",
        "overrides",
        "emoji",
        "accents",
        "escapes",
        "nonchars",
        "ticks",
        "broken",
        "lines",
    ],
)
async def test_the_longest_of_everything_still_fits(slack: Conversation, made: Made, text: str) -> None:
    ann, bob = await made.people("Ann", "Bob")
    reply = await slack.speaks(ann).gives_kudos(bob, f"for words {text}"[: 3000 - len("words") + 4])
    assert "thanked" in reply.text, reply.text[:200]
    (post,) = await slack.speaks(ann).sees("kudos")
    assert list(addressed(post)) == [bob.id] * len(list(addressed(post)))


async def test_halves_of_characters_and_nothings_do_no_harm(slack: Conversation, made: Made) -> None:
    ann, bob = await made.people("Ann", "Bob")
    give = Thanks((bob.id,), "the \x00 long \ud800 work")
    await made.storage.work(made.team, give_as, ann.id, give, made.clock)
    (record,) = await records(made, "kudos")
    assert record["text"] == "the  long  work"
    row = person_row({"id": "U1", "real_name": "A\x00\ud800da", "profile": {"title": "\udfff"}}, made.team)
    await made.storage.work(made.team, lambda unit: save_people(unit, [row], now=made.clock.now()))


def give_as(unit: Unit, person: str, thanks: Thanks, clock: FrozenClock) -> None:
    service.give(unit, policy.introduce(unit, Caller("T", person), clock.now()), thanks, source="x", now=clock.now())


async def records(made: Made, kind: str) -> list[dict[str, Any]]:
    found = next(room.exports[kind] for room in FEATURES if kind in room.exports)
    now = made.clock.now()
    return await made.storage.read(made.team, lambda unit: list(found.records(unit, None, True, now)))


CELLS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    '=HYPERLINK("http://evil.example";"x")',
    "a;=1+1",
]


async def test_cells_of_exports_run_nothing_and_read_nowhere(made: Made, tmp_path: Path) -> None:
    ann, bob = await made.people("Ann", "Bob")
    for cell in [*CELLS, "\ufffe\uffff\x1b\x0b and more", "x" * 40_000]:
        await made.kudos(ann, bob, text=cell)
        await made.person(cell[:80], title=cell[:200])
    for kind in ("kudos", "people"):
        found = next(room.exports[kind] for room in FEATURES if kind in room.exports)
        for form in ("csv", "xlsx"):
            now = made.clock.now()
            await made.storage.read(made.team, export_kind, kind, found, tmp_path, form, None, True, now=now)
            assert (tmp_path / f"{kind}.{form}").stat().st_mode & 0o077 == 0, "people's words are the owner's to read"
        with (tmp_path / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
            cells = [cell for line in csv.reader(file) for cell in line]
        assert [cell for cell in cells if re.match(r"[=+@\t\r\n＝]|-.", cell)] == [], kind
        with ZipFile(tmp_path / f"{kind}.xlsx") as book:
            sheet = book.read("xl/worksheets/sheet1.xml")
            assert b"<f>" not in sheet
            assert b"hyperlink" not in sheet
            ET.fromstring(sheet)


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00", b"id\n\xff\xfe", b"id," * 100_000, b"id\n" + b'"' * 100_000, b"email\n" + b"x" * 200_000]
    + [b"id,title\nU1,<!channel>", b"id,manager\nU0,=cmd|'/c calc'!A0", b"id\n" + b"U1\n" * 30_000]
    + [b"id;id\nU1;U1", b"id,since,manager\nU1,9999-99-99,U1", b"\r\r\r\r", b"id,country\nU1," + b"D" * 9000],
)
async def test_files_of_nonsense_change_nothing_and_are_told_in_short(made: Made, content: bytes) -> None:
    before = await records(made, "people")
    for apply in (False, True):
        preview = await made.storage.work(made.team, read, content, apply=apply, clock=made.clock)
        assert preview.wrong
        assert len("\n".join(preview.lines)) < 20_000
    assert await records(made, "people") == before


async def test_days_outside_of_all_calendars_are_told_as_such(slack: Conversation, made: Made) -> None:
    await made.settings(timezone="Asia/Kolkata")
    ann, bob = await made.people("Ann", "Bob", tz="Asia/Kolkata")
    content = f"id,manager,since\n{ann},{bob},0001-01-01".encode()
    preview = await made.storage.work(made.team, read, content, apply=True, clock=made.clock)
    assert "0001-01-01" in preview.lines[0]
    for typed in ("0001-01", "9999-12", "0001-01-01", "since 1 Jan 0001", "until 9999-12-31", "in 99999999 years"):
        reply = await slack.speaks(ann).types(f"/kudos wall {typed}")
        assert "do not understand" in reply.text, (typed, reply.text)


def read(unit: Unit, content: bytes, *, apply: bool, clock: FrozenClock) -> importing.Preview:
    return importing.from_file(unit, content, apply=apply, actor=None, now=clock.now())


async def test_settings_of_nonsense_are_refused_and_shown_as_words(slack: Conversation, made: Made) -> None:
    eve, bob = await villains(made)
    speaker = slack.speaks(eve)
    for typed in (
        f"values={EVIL}",
        "kudos_channel=<!channel>",
        f"timezone={EVIL}",
        f"hr={EVIL}",
        f"{EVIL}=x",
        "=",
        "hr",
    ):
        harmless((await speaker.types(f"/candor settings {typed}")).message, eve, bob)
    await speaker.types(f"/candor settings manager_field={EVIL}")
    await speaker.types("/candor settings")
    shown = await speaker.modal()  # what admins write for each other may be bold, and no more
    assert [text for text in parsed(shown) if re.search(r"<!|<https?:|<@U0VICTIM01", text)] == []
    assert set(addressed(shown)) <= {eve.id, bob.id}
