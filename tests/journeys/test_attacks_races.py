"""Attacks by haste: the same or contrary wishes at the same moment, at two replicas on one database."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from tests.kit.attacker import SECRET, Attacked, attacked, form, give
from tests.kit.databases import Copies
from tests.kit.other_slack import ADA, BOB, EVE
from tests.kit.postgres import PostgresServer
from tests.kit.process import candor, running_bot

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def both(
    copies: Copies, postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Attacked, Attacked]]:
    folder = tmp_path_factory.mktemp("races")
    name, url = copies.postgresql(postgres)
    async with attacked(folder, url, "kudos_weekly_allowance=4") as one, running_bot(folder, one.env) as second:
        yield one, replace(one, bot=second)
    postgres.drop(name)


async def text_and_id(it: Attacked, text: str, *, by: str) -> tuple[str, str]:
    """A command's answer, and the kudos that its buttons speak of; empty where there are none."""
    _, body = await it.slack.by_http(it.bot.base, it.slack.command(text, by=by))
    told = json.loads(body)
    ids = [each["value"] for block in told["blocks"] for each in block.get("elements", ()) if "value" in each]
    return told["text"], "".join(ids[:1])


async def test_the_allowance_holds_against_a_rush_on_both_replicas(both: tuple[Attacked, Attacked]) -> None:
    rush = [both[n % 2].says(f"<@{BOB}> for {SECRET} number {n}", by=EVE) for n in range(8)]
    forms = [
        both[n % 2].submits(
            form("kudos.give", id=f"V0RUSH{n}", blocks=("to",)), give([BOB], f"more {SECRET} {n}"), by=EVE
        )
        for n in range(4)
    ]
    await asyncio.gather(*rush, *forms)
    given = [each for each in await both[0].records("kudos") if each["giver"] == EVE]
    assert len(given) == 4


async def test_whoever_clicks_twice_on_two_replicas_joins_once(both: tuple[Attacked, Attacked]) -> None:
    _, kudos = await text_and_id(both[0], f"<@{BOB}> for the {SECRET} that all join", by=ADA)
    await asyncio.gather(*(it.clicks("kudos.join", kudos, by=EVE) for it in both for _ in range(5)))
    (record,) = [each for each in await both[0].records("kudos") if each["id"] == kudos]
    assert record["joined"] == [EVE]
    await asyncio.gather(*(it.clicks("kudos.revoke", kudos, by=ADA) for it in both for _ in range(3)))
    trail = [each for each in await both[0].records("audit") if each["action"] == "kudos.revoke"]
    assert len([each for each in trail if each["subject"] == kudos]) == 1


async def test_what_is_revoked_or_edited_while_it_is_being_sent_stands_so_in_the_end(
    both: tuple[Attacked, Attacked],
) -> None:
    one, two = both
    before = len(one.slack.posts)
    for round_ in range(3):
        told, kudos = await text_and_id(one, f"<@{EVE}> for the {SECRET} of round {round_}", by=BOB)
        assert kudos, told
        values = {"words": {"kudos.edit.words": {"type": "plain_text_input", "value": f"better {SECRET} words"}}}
        view = form("kudos.edit", {"kudos": kudos}, blocks=("words",), id=f"V0EDIT{round_}")
        await asyncio.gather(
            two.submits(view, values, by=BOB),
            two.clicks("kudos.revoke", kudos, by=BOB),
            one.clicks("kudos.join", kudos, by=ADA),
        )
    for _ in range(2):
        status, out, errors = await candor(one.folder, one.env, "tick")
        assert status == 0, out + errors
    gone = set(one.slack.deleted)
    left = [post for post in one.slack.posts[before:] if post["ts"] not in gone and "round" in json.dumps(post)]
    assert left == []
    states = {each["state"] for each in await one.records("messages")}
    assert states <= {"sent", "cancelled"}


async def test_who_becomes_hr_at_the_same_moment_is_told_of_and_nobody_is_lost(both: tuple[Attacked, Attacked]) -> None:
    one, two = both
    told = await asyncio.gather(
        one.says(f"settings hr={ADA},{BOB}", command="/candor"), two.says(f"settings hr={ADA},{EVE}", command="/candor")
    )
    assert all("Saved" in each for each in told)
    assert "HR and admins" not in await one.says("settings hr", by=ADA, command="/candor")
    await one.slack.until(lambda: sum("changed who is in HR" in post["text"] for post in one.slack.posts) >= 4)
