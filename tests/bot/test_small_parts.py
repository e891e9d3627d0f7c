"""Keys, tasks, logs, settings: the parts that every process leans on."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import stat
from pathlib import Path

import pytest

from bot.kit.errors import Invalid, trace
from bot.kit.keys import KeyLost, Keys, keep_key_beside
from bot.kit.tasks import Tasks
from bot.logs import Json, Redacting, set_up_logs
from bot.settings import Settings, SettingsWrong, read_settings


def test_what_one_key_locks_another_cannot_open():
    keys = Keys("one secret")
    locked = keys.lock("xoxb-1-token")
    assert b"xoxb" not in locked
    assert Keys("one secret").unlock(locked) == "xoxb-1-token"
    with pytest.raises(KeyLost, match="another CANDOR_SECRET_KEY"):
        Keys("other secret").unlock(locked)


def test_seals_depend_on_key_purpose_and_parts():
    keys = Keys("one secret")
    seals = {
        keys.seal("pulse", "U1", "W47"),
        keys.seal("pulse", "U1W", "47"),
        keys.seal("other", "U1", "W47"),
        Keys("two").seal("pulse", "U1", "W47"),
    }
    assert len(seals) == 4
    assert keys.seal("pulse", "U1", "W47") in seals
    assert keys.fingerprint != Keys("two").fingerprint


def test_the_key_beside_the_database_is_made_once_for_its_owner_alone(tmp_path: Path):
    made = keep_key_beside(tmp_path / "new" / "candor.db")
    place = tmp_path / "new" / "candor.db.key"
    assert keep_key_beside(tmp_path / "new" / "candor.db") == made
    assert len(made) > 30
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert [entry.name for entry in place.parent.iterdir()] == [place.name], "no drafts are left"
    place.write_text("")
    with pytest.raises(KeyLost, match="is empty"):
        keep_key_beside(tmp_path / "new" / "candor.db")


async def test_tasks_are_waited_for_with_what_they_start():
    tasks, done = Tasks(), []

    async def second() -> None:
        await asyncio.sleep(0)
        done.append("second")

    async def first() -> None:
        await asyncio.sleep(0)
        tasks.start(second())

    tasks.start(first())
    assert await tasks.drain(5) == 0
    assert done == ["second"]


async def test_tasks_that_never_end_are_cut_off_and_counted():
    tasks = Tasks()
    tasks.start(asyncio.Event().wait())
    assert await tasks.drain(0.01) == 1
    assert not tasks.running


async def test_what_a_task_raises_is_told_and_logged_without_words(caplog):
    tasks, heard = Tasks(), []

    async def fails() -> None:
        raise ValueError("PEOPLESWORDS")

    async def tell(error: BaseException) -> None:
        heard.append(str(error))
        raise KeyError("PEOPLESWORDS")

    tasks.start(fails(), tell)
    await tasks.drain(5)
    assert heard == ["PEOPLESWORDS"]
    assert "PEOPLESWORDS" not in caplog.text
    assert "ValueError at test_small_parts.py" in caplog.text


def test_a_trace_holds_places_and_no_words():
    try:
        try:
            raise KeyError("PEOPLESWORDS")
        except KeyError as cause:
            raise ValueError("PEOPLESWORDS") from cause
    except ValueError as error:
        told = trace(error)
    assert told.startswith("ValueError at test_small_parts.py:")
    assert told.endswith("; from KeyError")


def test_a_sentence_without_a_field_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="at least one"):
        Invalid()


def record(message: str, *args: object, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, None) if error is not None else None
    return logging.LogRecord("candor.test", logging.INFO, "x.py", 1, message, args, info)


@pytest.mark.parametrize("form", [Redacting(), Json()])
def test_tokens_and_words_of_errors_never_stand_in_a_log(form: logging.Formatter):
    secrets = ("xoxb-12-34-abc", "xoxe.xoxb-1-abc", "xoxp-1", "xapp-1-A1-2-abc", "xoxe-1-abc")
    for secret in secrets:
        assert secret not in form.format(record("token %s here", secret))
    told = form.format(record("it failed", error=ValueError("PEOPLESWORDS")))
    assert "PEOPLESWORDS" not in told
    assert "(ValueError)" in told


def test_each_line_of_a_json_log_is_one_object():
    told = Json().format(record('two\nlines, "quotes" and é %s', {"a": 1}))
    assert "\n" not in told
    assert json.loads(told) | {"at": ""} == {
        "at": "",
        "level": "INFO",
        "logger": "candor.test",
        "message": "two\nlines, \"quotes\" and é {'a': 1}",
    }


def test_libraries_that_print_payloads_are_kept_quiet():
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    try:
        set_up_logs("json", "DEBUG")
        assert root.level == logging.DEBUG
        for name in ("slack_sdk.web.async_client", "slack_bolt.AsyncApp", "aiohttp.access", "alembic.runtime"):
            assert not logging.getLogger(name).isEnabledFor(logging.INFO), name
        assert logging.getLogger("candor.front").isEnabledFor(logging.DEBUG)
    finally:
        root.handlers[:] = kept
        root.setLevel(level)


@pytest.fixture
def environment(monkeypatch, tmp_path: Path):
    """No variable of this machine's, and no `.env`."""
    for name in os.environ:
        if name.startswith(("SLACK_", "CANDOR_", "DATABASE_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return monkeypatch


def test_without_anything_set_the_defaults_hold(environment):
    found = read_settings()
    assert (found.host, found.port, found.api_url) == ("127.0.0.1", 3000, "https://slack.com/api/")
    assert (found.database_url, found.log, found.pace) == ("sqlite:///var/candor.db", "text", "slack")
    assert found.migrates_itself
    assert found.authorize_url == "https://slack.com/oauth/v2/authorize"


def test_an_empty_variable_counts_as_unset_and_env_files_are_read(environment, tmp_path: Path):
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-file\nCANDOR_PORT=\nCANDOR_LOG_LEVEL=debug\n")
    environment.setenv("SLACK_APP_TOKEN", "")
    environment.setenv("DATABASE_URL", "postgresql://u:p@h/db?sslmode=require")
    environment.setenv("SLACK_API_URL", "http://127.0.0.1:1/api")
    found = read_settings()
    assert (found.token("bot_token"), found.app_token, found.port) == ("xoxb-file", None, 3000)
    assert found.log_level == "DEBUG"
    assert not found.migrates_itself
    assert found.api_url == "http://127.0.0.1:1/api/"
    assert found.authorize_url == "http://127.0.0.1:1/oauth/v2/authorize"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CANDOR_PORT", "99999"),
        ("CANDOR_PORT", "SECRETVALUE"),
        ("CANDOR_LOG", "xml"),
        ("CANDOR_LOG_LEVEL", "LOUD"),
        ("CANDOR_PACE", "fast"),
        ("CANDOR_AUTO_MIGRATE", "perhaps"),
        ("CANDOR_COMMAND_PREFIX", "Not This"),
        ("SLACK_API_URL", "slack.com"),
        ("SLACK_API_URL", "https://slack.com"),
        ("SLACK_API_URL", "https://slack.com/"),
        ("SLACK_API_URL", "https://slack.com/myapi/"),
        ("SLACK_API_URL", "https://slack.com/api/?x=/api/"),
        ("DATABASE_URL", "mysql://SECRETVALUE@h/db"),
    ],
)
def test_a_variable_that_cannot_be_used_is_named_without_its_value(environment, name: str, value: str):
    environment.setenv(name, value)
    with pytest.raises(SettingsWrong) as told:
        read_settings()
    assert name in str(told.value)
    assert "SECRETVALUE" not in str(told.value)


def test_secrets_do_not_show_when_settings_are_printed():
    found = Settings(_env_file=None, bot_token="xoxb-1", signing_secret="hush", secret_key="key", client_secret="cs")
    shown = f"{found!r} {found}"
    assert all(secret not in shown for secret in ("xoxb-1", "hush", "'key'", "'cs'"))
