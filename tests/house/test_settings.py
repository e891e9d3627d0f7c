"""Settings equal `.env.example`: each once, nothing else, and the example is harmless."""

from __future__ import annotations

import re

import pytest

from bot.settings import Settings, read_settings
from tests.kit.source import ROOT

LINE = re.compile(r"^#? ?([A-Z][A-Z_]+)=(.*)$", re.MULTILINE)


def example() -> list[tuple[str, str]]:
    return LINE.findall((ROOT / ".env.example").read_text())


def variables() -> list[str]:
    """The environment's name of every field of the settings."""
    return [str(field.alias or name.upper()) for name, field in Settings.model_fields.items()]


def test_the_example_names_every_setting_once():
    names = [name for name, _ in example()]
    assert sorted(names) == sorted(set(names))
    assert set(names) == set(variables())


def test_the_contract_s_settings_are_all_there():
    contract = """SLACK_BOT_TOKEN SLACK_APP_TOKEN SLACK_SIGNING_SECRET SLACK_CLIENT_ID SLACK_CLIENT_SECRET SLACK_API_URL
        DATABASE_URL CANDOR_HOST CANDOR_PORT CANDOR_SECRET_KEY CANDOR_LOG CANDOR_LOG_LEVEL CANDOR_AUTO_MIGRATE
        CANDOR_COMMAND_PREFIX CANDOR_PACE""".split()
    assert set(contract) <= {name for name, _ in example()}


def test_the_example_holds_no_secret():
    for name, value in example():
        if name.endswith(("TOKEN", "SECRET", "KEY")):
            assert value == "" or "your" in value


@pytest.mark.parametrize("field", Settings.model_fields)
def test_variables_of_other_programs_are_not_ours(field: str, monkeypatch: pytest.MonkeyPatch, tmp_path):
    """PORT, HOST or LOG are set on many a machine, by whoever runs programs there."""
    monkeypatch.chdir(tmp_path)
    for name in variables():
        monkeypatch.delenv(name, raising=False)
    ours = read_settings()
    if field.upper() not in variables():
        monkeypatch.setenv(field.upper(), "1234")
    assert read_settings() == ours
