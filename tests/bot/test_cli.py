"""The command line: exit status, one clear sentence, and what each call does without a Slack to ask."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.cli import CALLS, harmless, main
from bot.cli_parser import parser
from bot.features import FEATURES
from storage import Unit, open_storage
from tests.kit.clock import MONDAY

NOWHERE = "http://127.0.0.1:9/api/"


@dataclass
class Terminal:
    """Types a call; answers its exit status, standard output and standard error."""

    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch
    folder: Path

    def __call__(self, *typed: str, **variables: str) -> tuple[int, str, str]:
        for name, value in variables.items():
            self.monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            main(typed)
        told = self.capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    def works(self, function: Callable[[Unit], Any], team: str = "T1") -> Any:
        """Something in the database, as if another process did it."""

        async def act() -> Any:
            async with open_storage(os.environ["DATABASE_URL"]) as storage:
                return await storage.work(team, function)

        return asyncio.run(act())

    def installs(self, *teams: str) -> None:
        for team in teams:
            self.works(lambda unit: unit.installations.remember(name="One", now=MONDAY), team)


@pytest.fixture
def candor(capsys, monkeypatch, tmp_path: Path, sqlite_url: str) -> Terminal:
    for name in list(os.environ):
        if name.startswith(("SLACK_", "CANDOR_", "DATABASE_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("SLACK_API_URL", NOWHERE)
    monkeypatch.setenv("CANDOR_SECRET_KEY", "a key of the tests")
    monkeypatch.setattr("bot.cli.set_up_logs", lambda form, level: None)
    monkeypatch.chdir(tmp_path)
    return Terminal(capsys, monkeypatch, tmp_path)


def test_every_call_of_the_contract_has_its_function():
    calls = {"demo", "run", "worker", "tick", "migrate", "doctor", "people", "settings", "export", "seed", "manifest"}
    assert calls <= set(CALLS)
    chosen = next(action for action in parser()._actions if action.dest == "named")
    assert set(chosen.choices or ()) == set(CALLS)


@pytest.mark.parametrize(
    "typed",
    [
        (),
        ("nonsense",),
        ("people",),
        ("settings", "set"),
        ("export",),
        ("export", "x", "--format", "pdf"),
        ("export", "x", "--since", "yesterday"),
        ("tick", "--now", "soon"),
        ("seed", "--people", "0"),
        ("settings", "get", "--team"),
    ],
)
def test_wrong_usage_ends_with_two(candor: Terminal, typed: tuple[str, ...]):
    status, out, errors = candor(*typed)
    assert (status, out) == (2, "")
    assert "usage: candor" in errors


def test_settings_are_set_and_shown_offline_and_in_an_empty_directory(candor: Terminal):
    candor.installs("T1")
    assert candor("settings", "set", "digest_time=9:30", "values=craft, care") == (0, "", "")
    assert candor("settings", "get", "digest_time") == (0, "09:30\n", "")
    status, out, _ = candor("settings", "get")
    assert status == 0
    assert {"digest_time=09:30", "values=craft,care", "kudos_channel="} <= set(out.splitlines())
    assert candor("settings", "set", "hr=U0ADA00001")[0] == 0, "before the first sync the operator's word is taken"
    candor.works(lambda unit: unit.people.save([{"id": "U0BOB00001", "name": "Bob"}], MONDAY))
    status, _, errors = candor("settings", "set", "hr=U0EVE00001", "country=DE")
    assert (status, errors.count("\n")) == (1, 1)
    assert "U0EVE00001 is nobody in the directory" in errors
    assert candor("settings", "get", "country") == (0, "\n", ""), "nothing is set unless all can be"
    actors = candor.works(lambda unit: [(row.actor, row.action, row.subject) for row in unit.audit.page()])
    assert actors == [(None, "candor.setting", key) for key in ("digest_time", "values", "hr")]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("settings", "get", "nothing"), "no setting"),
        (("settings", "set", "nothing=1"), "no setting"),
        (("settings", "set", "digest_time"), "no KEY=VALUE"),
        (("settings", "set", "digest_time=25:00"), "time of day"),
        (("people", "import", "gone.csv"), "cannot be read"),
        (("people", "sync"), "not installed in T1"),
    ],
)
def test_a_refusal_is_one_sentence_and_status_one(candor: Terminal, typed: tuple[str, ...], told: str):
    candor.installs("T1")
    status, out, errors = candor(*typed)
    assert (status, out) == (1, "")
    assert told in errors
    assert errors.startswith("candor: ")
    assert errors.count("\n") == 1


def test_the_workspace_may_be_named_before_or_after_the_call(candor: Terminal):
    candor.installs("T1", "T2")
    status, _, errors = candor("settings", "get", "language")
    assert status == 1
    assert "--team: T1, T2" in errors
    for typed in (
        ("--team", "T2", "settings", "set", "digest_time=08:00"),
        ("settings", "--team", "T2", "set", "digest_time=08:00"),
        ("settings", "set", "digest_time=08:00", "--team", "T2"),
    ):
        assert candor(*typed)[0] == 0, typed
    assert candor("settings", "get", "digest_time", "--team", "T2")[1] == "08:00\n"
    assert candor("--team", "T1", "settings", "get", "digest_time")[1] == "09:00\n"
    assert "no workspace T3" in candor("--team", "T3", "settings", "get")[2]


def test_an_export_writes_a_file_per_kind_and_audits_words(candor: Terminal):
    candor.installs("T1")
    status, out, _ = candor("export", "out/deep", "--format", "csv")
    assert status == 0
    kinds = {kind for room in FEATURES for kind in room.exports}
    assert {place.name for place in (candor.folder / "out" / "deep").iterdir()} == {f"{kind}.csv" for kind in kinds}
    assert {line.partition(":")[0] for line in out.splitlines()} == kinds
    assert candor.works(lambda unit: list(unit.audit.page())) == []
    assert candor("export", "out", "--words")[0] == 0
    assert candor.works(lambda unit: [row.action for row in unit.audit.page()]) == ["candor.export_words"]
    assert json.loads((candor.folder / "out" / "audit.jsonl").read_text())["action"] == "candor.export_words"
    (candor.folder / "file").write_text("")
    status, _, errors = candor("export", "file")
    assert status == 1
    assert "cannot be made" in errors


def test_without_slack_a_command_says_so(candor: Terminal):
    status, out, errors = candor("settings", "get", SLACK_BOT_TOKEN="xoxb-new")
    assert (status, out) == (1, "")
    assert errors == f"candor: Slack cannot be reached at {NOWHERE}.\n"


def test_run_needs_tokens_and_a_free_port(candor: Terminal):
    status, _, errors = candor("run")
    assert (status, "SLACK_BOT_TOKEN is not set" in errors) == (1, True)
    status, _, errors = candor("run", SLACK_BOT_TOKEN="xoxb-1")
    assert (status, "SLACK_APP_TOKEN" in errors) == (1, True)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        status, _, errors = candor("run", SLACK_SIGNING_SECRET="hush", CANDOR_PORT=port)
    assert status == 1
    assert errors == f"candor: Candor cannot listen on 127.0.0.1:{port}: address already in use.\n"


@pytest.mark.parametrize("url", ["nonsense", "mysql://u:p@h/db"])
def test_a_database_that_is_none_is_told_without_its_address(candor: Terminal, url: str):
    status, _, errors = candor("settings", "get", DATABASE_URL=url)
    assert status == 1
    assert "DATABASE_URL" in errors
    assert "u:p" not in errors


def test_on_postgresql_the_key_must_be_given(candor: Terminal):
    status, _, errors = candor("settings", "get", DATABASE_URL="postgresql://u:p@127.0.0.1:9/x", CANDOR_SECRET_KEY="")
    assert (status, "CANDOR_SECRET_KEY is not set" in errors) == (1, True)


def test_a_database_that_is_away_is_told(candor: Terminal):
    status, _, errors = candor("settings", "get", DATABASE_URL="postgresql://u:p@127.0.0.1:9/x")
    assert (status, errors.count("\n")) == (1, 1)
    assert "database" in errors.lower()


def test_another_key_is_refused_until_it_is_accepted(candor: Terminal):
    candor.works(lambda unit: unit.installations.remember(name="One", now=MONDAY, key_print="another"))
    status, _, errors = candor("settings", "get")
    assert (status, "Put the old key back" in errors) == (1, True)
    assert candor("migrate", "--new-key")[0] == 0
    assert candor("settings", "get", "language")[:2] == (0, "en\n")


def test_a_file_is_previewed_and_applied(candor: Terminal):
    candor.installs("T1")
    candor.works(lambda unit: unit.people.save([{"id": "U1", "name": "Ann"}, {"id": "U2", "name": "Bob"}], MONDAY))
    (candor.folder / "people.csv").write_text("id,manager\nU1,U2\n")
    status, out, _ = candor("people", "import", "people.csv")
    assert (status, "Nothing was changed yet" in out) == (0, True)
    assert candor.works(lambda unit: unit.people.manager_of("U1")) is None
    assert candor("people", "import", "people.csv", "--apply")[0] == 0
    assert candor.works(lambda unit: unit.people.manager_of("U1")) == "U2"
    (candor.folder / "people.csv").write_text("id,manager\nU1,U9\n")
    status, out, errors = candor("people", "import", "people.csv", "--apply")
    assert (status, out) == (1, "")
    assert "Line 2, column manager" in errors


def test_the_manifest_is_printed_with_its_prefix(candor: Terminal):
    status, out, _ = candor("manifest", "--prefix", "hr", "--url", "https://candor.example")
    assert status == 0
    assert "/hrkudos" in out
    assert "https://candor.example/slack/events" in out
    assert "socket_mode_enabled: true" in candor("manifest")[1]


def test_the_doctor_tells_what_ails_and_ends_with_one(candor: Terminal):
    status, out, _ = candor("doctor")
    assert status == 1
    assert "FAIL settings: SLACK_BOT_TOKEN is not set" in out
    status, out, _ = candor("doctor", SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1")
    lines = out.splitlines()
    assert status == 1
    assert lines[0] == "ok   settings: Socket Mode (SLACK_APP_TOKEN is set)"
    assert any(line.startswith("ok   database: sqlite, schema") for line in lines)
    assert lines[-1] == f"FAIL token: Slack cannot be reached at {NOWHERE}"


def test_a_file_commands_no_terminal():
    assert harmless("Ann\x1b[2J, title: – → Boss\x07 \u202e") == "Ann�[2J, title: – → Boss� �"
