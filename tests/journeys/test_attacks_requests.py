"""Attacks by forged requests: whoever manipulates payloads gets a sentence, and nothing that is not theirs.

The attacker holds the signing secret, so that nothing but Candor's own checks stands in their way.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from storage import Unit, open_storage
from storage.outbox import Outgoing
from tests.kit.attacker import NOWHERE, SECRET, Attacked, attacked, form, give
from tests.kit.databases import Copies
from tests.kit.other_slack import ADA, BOB, EVE, GUEST, KUDOS, LEAVER, TEAM

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]
FORM = "application/x-www-form-urlencoded"
STRANGER = "U0STRANGER"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def it(copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Attacked]:
    folder = tmp_path_factory.mktemp("attacks")
    async with attacked(folder, copies.sqlite(folder)) as found:
        yield found


async def given(it: Attacked, words: str, *, by: str = ADA, to: str = BOB, private: bool = False) -> str:
    """A kudos by command; its id, read off the giver's own buttons."""
    before = len(it.slack.posts)
    typed = f"{'private ' if private else ''}<@{to}> for {words}"
    payload = it.slack.command(typed, by=by)
    status, body = await it.slack.by_http(it.bot.base, payload)
    assert status == 200
    ids = [e["value"] for block in json.loads(body)["blocks"] for e in block.get("elements", ()) if "value" in e]
    await it.slack.until(lambda: len(it.slack.posts) >= before + (1 if private else 2))
    return str(ids[0])


async def test_a_command_that_speaks_of_a_payload_is_still_a_command(it: Attacked) -> None:
    assert "thanked" in await it.says(f"<@{BOB}> for shipping the payload={SECRET} parser")


async def test_nobody_changes_what_another_gave(it: Attacked) -> None:
    kudos = await given(it, f"the {SECRET} that stays as it is")
    updates, deleted = len(it.slack.updates), len(it.slack.deleted)
    for by in (BOB, EVE):
        for action in ("kudos.change", "kudos.revoke", "kudos.repost"):
            assert "giver" in await it.hears(action, kudos, by=by), action
        values = {"words": {"kudos.edit.words": {"type": "plain_text_input", "value": f"I am a fool, {SECRET}"}}}
        told = await it.submits(form("kudos.edit", {"kudos": kudos}, blocks=("words",)), values, by=by)
        assert "giver" in told
    (record,) = [each for each in await it.records("kudos") if each["id"] == kudos]
    assert (record["edited_at"], record["revoked_at"], record["text"]) == (
        None,
        None,
        f"the {SECRET} that stays as it is",
    )
    assert (len(it.slack.updates), len(it.slack.deleted)) == (updates, deleted)


async def test_a_private_kudos_looks_like_none_to_everybody_else(it: Attacked) -> None:
    kudos = await given(it, f"the {SECRET} of a hard week", private=True)
    for action in ("kudos.join", "kudos.change", "kudos.revoke", "kudos.unseal"):
        sentences = {await it.hears(action, each, by=EVE) for each in (kudos, NOWHERE)}
        assert len(sentences) == 1, (action, sentences)


async def test_no_filter_of_the_wall_shows_a_private_kudos_to_others(it: Attacked) -> None:
    await given(it, f"the {SECRET} nobody else reads", private=True)
    public = await given(it, "something that everybody may read")
    assert public
    forged: list[dict] = [{"person": BOB}, {"person": ADA, "days": "365"}, {"person": BOB, "mine": True}, {"mine": 1}]
    for meta in forged:
        shown = len(it.slack.refreshed)
        await it.clicks("kudos.newer", by=EVE, view=form("kudos.wall", meta))
        await it.slack.until(lambda shown=shown: len(it.slack.refreshed) > shown)
    for typed in (f"wall <@{BOB}>", f"wall <@{ADA}> today", "wall", "mine"):
        assert "nobody else reads" not in json.dumps(await it.opens(typed, by=EVE)), typed
    assert "nobody else reads" not in json.dumps(it.slack.said) + json.dumps(it.slack.refreshed)


@pytest.mark.parametrize(
    "meta",
    ["{", "[]", "7", '"x"', "[" * 5000, '{"trail": 5}', '{"days": "x"}', '{"days": 1e9}', '{"since": "tomorrow"}']
    + [
        '{"value": []}',
        '{"person": {"a": 1}}',
        '{"x": 1}',
        '{"trail": ["x/y", "2026-01-01/0"]}',
        '{"until": "\\u0000"}',
    ],
)
async def test_a_wall_of_nonsense_is_a_plain_wall_or_a_sentence(it: Attacked, meta: str) -> None:
    said, shown = len(it.slack.said), len(it.slack.refreshed)
    await it.clicks("kudos.newer", by=EVE, view=form("kudos.wall", meta))
    await it.slack.until(lambda: len(it.slack.said) > said or len(it.slack.refreshed) > shown)


@pytest.mark.parametrize(
    "value", ["", "x", NOWHERE, "\x00", "\u202e", "1" * 2000, "'; drop table kudos; --", "../../etc/passwd"]
)
async def test_buttons_with_made_up_values_get_a_sentence(it: Attacked, value: str) -> None:
    for action in ("kudos.join", "kudos.revoke", "kudos.change", "kudos.repost"):
        assert "not there any more" in await it.hears(action, value, by=EVE), action


async def test_a_section_of_the_settings_is_for_hr_and_admins_only(it: Attacked) -> None:
    for by in (BOB, EVE):
        for action in ("candor.settings", "candor.section", "candor.setup", "people.sync", "people.open_import"):
            assert "HR and admins" in await it.hears(action, "roles", by=by), action
        for callback, meta in (("candor.settings_section", {"section": "roles"}), ("candor.setup", None)):
            values = {"hr": {f"{callback}.hr": {"type": "multi_users_select", "selected_users": [by]}}}
            told = await it.submits(form(callback, meta, blocks=("hr",)), values, by=by)
            assert "HR and admins" in told, callback
        for callback, meta in (("people.import", None), ("people.apply", "F0STOLEN01")):
            values = {"file": {"people.import.file": {"type": "file_input", "files": [{"id": "F0STOLEN01"}]}}}
            assert "HR and admins" in await it.submits(form(callback, meta, blocks=("file",)), values, by=by)
        for line in (f"candor settings hr={by}", "candor settings", "candor setup", "people import", "people sync"):
            room, _, typed = line.partition(" ")
            assert "HR and admins" in await it.is_told(typed, by=by, command=f"/{room}"), line
    assert "files.info" not in it.slack.calls
    assert {each["action"] for each in await it.records("audit") if each["actor"] in (BOB, EVE)} == set()


async def test_guests_leavers_bots_and_people_from_elsewhere_get_a_refusal_at_every_door(it: Attacked) -> None:
    kudos = await given(it, f"the {SECRET} that outsiders leave alone")
    abroad = {"id": "U0ABROAD01", "team_id": "T0ELSEWHERE", "name": "x", "username": "x"}
    for by in (GUEST, LEAVER, "U0BOT00001", "USLACKBOT"):
        for action in (
            "kudos.join",
            "kudos.open",
            "kudos.wall",
            "candor.preferences",
            "candor.help",
            "candor.settings",
        ):
            assert "members" in await it.hears(action, kudos, by=by), (by, action)
        for command, text in (
            ("/people", ""),
            ("/candor", "my data"),
            ("/candor", "help"),
            ("/kudos", f"<@{BOB}> for {SECRET}"),
        ):
            assert "members" in await it.says(text, by=by, command=command), (by, command)
        told = await it.submits(form("kudos.give", blocks=("to", "words")), give([BOB], f"for {SECRET} work"), by=by)
        assert "members" in told
    assert "members of the workspace" in await it.hears("kudos.join", kudos, user=abroad, team={"id": TEAM})
    (record,) = [each for each in await it.records("kudos") if each["id"] == kudos]
    assert record["joined"] == []


async def test_the_home_of_another_is_only_ever_shown_to_them(it: Attacked) -> None:
    before = len(it.slack.homes)
    event = it.slack.event(type="app_home_opened", user=BOB, tab="home", channel="D0EVE00001")
    assert (await it.slack.by_http(it.bot.base, event | {"user": {"id": EVE}}))[0] == 200
    await it.slack.until(lambda: len(it.slack.homes) > before)
    assert {each["user"] for each in it.slack.homes[before:]} <= {BOB, EVE}


async def test_a_copied_request_does_nothing_new(it: Attacked) -> None:
    kudos = await given(it, f"the {SECRET} of being copied", by=BOB, to=EVE)
    payload = it.slack.command(f"<@{BOB}> for a {SECRET} that is replayed")
    answers = {(await it.slack.by_http(it.bot.base, payload))[1] for _ in range(3)}
    assert len(answers) == 1
    assert "giver" in json.loads((await it.slack.by_http(it.bot.base, payload | {"user_id": EVE}))[1])["text"]
    taken = {
        await it.submits(form("kudos.give", id="V0COPIED01"), give([BOB], f"twice the {SECRET}")) for _ in range(3)
    }
    assert taken == {""}
    for _ in range(3):
        await it.clicks("kudos.join", kudos, by=ADA)
    found = await it.records("kudos", words=True)
    assert [each["text"] for each in found].count(f"a {SECRET} that is replayed") == 1
    assert [each["text"] for each in found].count(f"twice the {SECRET}") == 1
    assert next(each for each in found if each["id"] == kudos)["joined"] == [ADA]


async def test_forms_never_opened_and_fields_never_asked_are_checked_all_the_same(it: Attacked) -> None:
    whom: list[tuple[list, str]] = [
        ([ADA], "yourself"),
        ([LEAVER], "left"),
        (["U0BOT00001"], "bot"),
        ([GUEST], "guest"),
        ([], "whom"),
    ]
    for to, wanted in whom:
        told = await it.submits(form("kudos.give", blocks=("to", "words")), give(to, f"for {SECRET} things"))
        assert wanted in told, (to, told)
    assert "10" in await it.submits(form("kudos.give", blocks=("to", "words")), give([BOB], "thanks"))
    many = [f"U0NOBODY{n:04}" for n in range(10_000)]
    assert "10" in await it.submits(form("kudos.give", blocks=("to", "words")), give(many, f"for {SECRET} all"))
    untold = {"values": {"kudos.give.values": {"selected_options": [{"value": "<!channel>"}]}}}
    told = await it.submits(
        form("kudos.give", blocks=("to", "words", "values")), give([BOB], f"for {SECRET}s", **untold)
    )
    assert "no value" in told


@pytest.mark.parametrize(
    "where", ["U0EVE00001", "D0EVE00001", "W0EVE00001", "#general", "<!channel>", "C0 x", "\x00", "c" * 5000]
)
async def test_a_card_goes_to_channels_only(it: Attacked, where: str) -> None:
    channel = {"channel": {"kudos.give.channel": {"selected_conversation": where}}}
    view = form("kudos.give", blocks=("to", "words", "channel"), id=f"V{abs(hash(where))}")
    told = await it.submits(view, give([BOB], f"for {SECRET} in a wrong place", **channel))
    assert "channel" in json.loads(told)["errors"], told


@pytest.mark.parametrize(
    "meta",
    [{"link": "https://evil.example/login"}, {"link": "javascript:alert(1)"}, {"link": ["x"]}, {"link": 7}]
    + [{"link": "https://other.slack.com.evil.example/archives/C1/p1"}, {"quote": "x" * 100_000}, {"quote": {"a": 1}}]
    + [{"link": "https://other.slack.com/archives/../logout"}, {"quote": "\ud800\x00"}],
)
async def test_what_a_form_carries_is_not_believed(it: Attacked, meta: dict) -> None:
    before = len(it.slack.channel_posts())
    view = form("kudos.give", meta, id=f"V{abs(hash(str(meta)))}")
    assert await it.submits(view, give([EVE], f"for {SECRET} with a false link")) == ""
    await it.slack.until(lambda: len(it.slack.channel_posts()) > before)
    shown = json.dumps(it.slack.channel_posts()[before:])
    assert '"type": "link"' not in shown
    assert "evil" not in shown
    assert len(shown) < 5_000


async def test_one_command_cannot_have_slack_asked_for_hundreds_of_people(it: Attacked) -> None:
    before = it.slack.calls.count("users.info")
    many = " ".join(f"<@U0NOBODY{n:03}>" for n in range(500))
    assert "10" in await it.says(f"{many} for {SECRET}")
    assert "don't know" in await it.says(f"<@{STRANGER}> for {SECRET} work")
    await it.slack.until(lambda: it.slack.calls.count("users.info") > before)
    assert it.slack.calls.count("users.info") - before <= 10


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "view_submission", "view": {"id": [], "callback_id": "kudos.give", "state": []}},
        {"type": "view_submission", "view": {"callback_id": "kudos.edit", "private_metadata": "{"}},
        {"type": "view_submission", "view": {"callback_id": "kudos.edit", "private_metadata": '{"kudos": {}}'}},
        {"type": "view_submission", "view": {"callback_id": "candor.settings_section", "private_metadata": "[]"}},
        {"type": "view_submission", "view": {"callback_id": "candor.preferences", "state": {"values": []}}},
        {"type": "view_submission", "view": {"callback_id": {"a": 1}}},
        {"type": "view_closed", "view": {"callback_id": "kudos.give"}},
        {"type": "block_actions", "actions": [{}]},
        {"type": "block_actions", "actions": [{"action_id": "kudos.by_person", "selected_user": {"a": 1}}]},
        {"type": "block_actions", "actions": [{"action_id": "candor.section", "value": "nowhere"}]},
        {"type": "block_actions", "actions": [{"action_id": "kudos.join", "selected_option": "x"}]},
        {"type": "block_suggestion", "action_id": "x", "value": SECRET},
        {"type": "shortcut", "callback_id": "kudos.nothing"},
        {
            "type": "message_action",
            "callback_id": "kudos.quote",
            "channel": {"id": "C1"},
            "message": {"text": [SECRET], "user": [1]},
        },
    ],
)
async def test_payloads_of_wrong_shapes_get_an_answer_and_change_nothing(it: Attacked, payload: dict) -> None:
    before = len(await it.records("kudos"))
    kind = str(payload["type"])
    rest = {key: value for key, value in payload.items() if key != "type"}
    status, _ = await it.slack.by_http(it.bot.base, it.slack.interaction(kind, by=ADA, **rest))
    assert status in (200, 400)
    assert len(await it.records("kudos")) == before


async def test_preferences_that_nobody_could_choose_are_refused(it: Attacked) -> None:
    values = {
        "workdays": {"candor.preferences.workdays": {"selected_options": [{"value": "someday"}]}},
        "quiet_from": {"candor.preferences.quiet_from": {"selected_time": "99:99"}},
        "snooze": {"candor.preferences.snooze": {"selected_option": {"value": "for ever"}}},
    }
    told = await it.submits(form("candor.preferences", blocks=("workdays", "quiet_from", "snooze")), values, by=EVE)
    assert set(json.loads(told)["errors"]) == {"workdays", "quiet_from", "snooze"}
    half = {"quiet_from": {"candor.preferences.quiet_from": {"selected_time": "09:00"}}}
    await it.submits(form("candor.preferences"), half, by=EVE)  # no field was asked that it could stand beside
    await it.slack.until(lambda: any("both times" in post["text"] for post in it.slack.posts))


async def test_a_slow_or_huge_body_keeps_nobody_else_waiting(it: Attacked) -> None:
    host, port = "127.0.0.1", int(it.bot.base.rstrip("/").rsplit(":", 1)[1])
    held = []
    for _ in range(50):
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\npayload=")
        held.append((reader, writer))
    assert "thanked" in await it.says(f"<@{BOB}> for {SECRET} while others dawdle")
    for _, writer in held:
        writer.close()


LONG = 50_000
"""Characters; Slack takes far fewer, our door far more."""


@pytest.mark.parametrize(
    ("command", "text"),
    [("/kudos", "<"), ("/kudos", "x "), ("/kudos", f"<@{BOB}> "), ("/kudos", "<@U1|x"), ("/kudos", "#value ")]
    + [
        ("/kudos", "wall 1"),
        ("/candor", "y"),
        ("/candor", "settings hr=U1,"),
        ("/people", "search z"),
        ("/people", "%_"),
    ]
    + [
        ("/candor", "settings rooms_off=q"),
        ("/candor", "settings timezone=../../etc/"),
        ("/kudoz", "y"),
        ("/people", "é"),
    ],
)
async def test_no_text_however_long_holds_the_answer_up(it: Attacked, command: str, text: str) -> None:
    room, _, repeated = text.rpartition(" ") if text.startswith(("wall", "settings", "search")) else ("", "", text)
    async with asyncio.timeout(3):
        told = await it.says(f"{room} {repeated * (LONG // len(repeated))} {SECRET}".strip(), command=command)
    assert told
    assert "went wrong" not in told


async def test_what_was_sent_keeps_no_words_in_the_outbox(it: Attacked) -> None:
    await given(it, f"the {SECRET} that is forgotten here")
    async with open_storage(it.env["DATABASE_URL"]) as storage:
        rows = await storage.read(TEAM, outgoing)
    assert any(row.state == "sent" for row in rows)
    assert [row.kind for row in rows if row.state != "waiting" and row.payload is not None] == []


def outgoing(unit: Unit) -> list[Outgoing]:
    return list(unit.outbox.all(unit.outbox.of(Outgoing)))


async def test_operators_pages_tell_no_names_and_no_words(it: Attacked) -> None:
    await given(it, f"the {SECRET} that is counted")
    for page in ("healthz", "readyz", "metrics", "slack/events", "nothing"):
        async with it.slack.http.get(it.bot.base + page) as answer:
            shown = await answer.text()
        for word in (SECRET, ADA, BOB, "Ada", it.slack.token, it.slack.secret, KUDOS, "sqlite", str(it.folder)):
            assert word not in shown, (page, word)


async def test_an_export_without_words_has_none_that_were_said_in_private(it: Attacked) -> None:
    kudos = await given(it, f"the {SECRET} between us", private=True)
    (record,) = [each for each in await it.records("kudos") if each["id"] == kudos]
    assert (record["text"], record["link"], record.get("quote")) == (None, None, None)
    (record,) = [each for each in await it.records("kudos", words=True) if each["id"] == kudos]
    assert record["text"] == f"the {SECRET} between us"
    for kind in ("audit", "messages"):
        assert SECRET not in str(await it.records(kind)), kind
