"""Manifests: what Slack takes becomes a typed page, what it refuses is refused in sentences."""

from __future__ import annotations

import copy
import dataclasses
from pathlib import Path
from typing import Any

import pytest

from sandbox.manifest import Manifest, ManifestRefused, Shortcut, SlashCommand, complaints_about
from sandbox.manifest_rules import EVENT_SCOPES, RESERVED_COMMANDS, UNSPOKEN
from tests.sandbox.manifest_payloads import BEYOND, SCHEMA, command, given

KUDOS = """
_metadata: {major_version: 2, minor_version: 1}
display_information: {name: Kudos, description: Say thanks, background_color: "#2a9d8f"}
features:
  app_home: {home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false}
  bot_user: {display_name: kudos, always_online: true}
  slash_commands:
    - {command: /kudos, description: Thank someone, usage_hint: "@ada for help", should_escape: true}
    - {command: /wall, description: All kudos}
  shortcuts:
    - {name: Give kudos, type: message, callback_id: kudos.quote, description: Thank the author}
    - {name: Give kudos, type: global, callback_id: kudos.open, description: Thank someone}
  unfurl_domains: [example.com]
oauth_config:
  redirect_urls: ["https://bot.example.com/slack/oauth_redirect"]
  scopes: {bot: [commands, "chat:write", "im:history", "users:read"], bot_optional: ["users:read"], user: []}
settings:
  event_subscriptions: {bot_events: [app_home_opened, message.im, team_join]}
  interactivity: {is_enabled: true}
  socket_mode_enabled: true
"""


def test_a_manifest_is_read_into_a_frozen_page(tmp_path: Path):
    (tmp_path / "manifest.yml").write_text(KUDOS, encoding="utf-8")
    page = Manifest.load(tmp_path / "manifest.yml")
    assert (page.name, page.bot_name, page.background_color) == ("Kudos", "kudos", "#2a9d8f")
    assert page.commands == (
        SlashCommand("/kudos", "Thank someone", "@ada for help", True, ""),
        SlashCommand("/wall", "All kudos", "", False, ""),
    )
    assert page.shortcut("kudos.open") == Shortcut("kudos.open", "Give kudos", "global", "Thank someone")
    assert page.shortcut("kudos.shut") is None
    assert page.command("/wall") == page.commands[1]
    assert page.command("wall") is None
    assert page.scopes == ("commands", "chat:write", "im:history", "users:read")
    assert page.listens("message.im")
    assert not page.listens("reaction_added")
    assert (page.home_tab, page.messages_tab, page.messages_tab_read_only) == (True, True, False)
    assert (page.socket_mode, page.interactivity, page.token_rotation, page.org_deploy) == (True, True, False, False)
    assert (page.unfurl_domains, page.user_scopes) == (("example.com",), ())
    assert page.redirect_urls == ("https://bot.example.com/slack/oauth_redirect",)
    with pytest.raises(dataclasses.FrozenInstanceError):
        page.name = "Other"  # type: ignore[misc]


def test_the_smallest_manifest_is_a_name():
    page = Manifest.from_mapping({"display_information": {"name": "K"}})
    assert (page.name, page.bot_name, page.commands, page.scopes, page.socket_mode) == ("K", "K", (), (), False)
    assert (page.home_tab, page.messages_tab, page.interactivity, page.events_url) == (False, False, False, "")


def test_json_is_a_manifest_too():
    assert Manifest.parse('{"display_information": {"name": "Kudos"}}').name == "Kudos"


def test_reading_changes_nothing():
    manifest = given(features__slash_commands=[command()])
    before = copy.deepcopy(manifest)
    Manifest.from_mapping(manifest)
    assert manifest == before


@pytest.mark.parametrize(
    ("manifest", "sentence"), SCHEMA + BEYOND, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_bad_manifest_is_refused_in_one_sentence(manifest: dict[str, Any], sentence: str):
    assert complaints_about(manifest) == (sentence,)
    with pytest.raises(ManifestRefused) as refused:
        Manifest.from_mapping(manifest)
    assert refused.value.sentences == (sentence,)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("name", sorted(RESERVED_COMMANDS))
def test_slacks_own_commands_sink_the_manifest(name: str):
    for written in (f"/{name}", f"/{name.upper()}"):
        (sentence,) = complaints_about(given(features__slash_commands=[command(written)]))
        assert written in sentence


def test_nineteen_commands_are_slacks_own():
    assert len(RESERVED_COMMANDS) == 19


@pytest.mark.parametrize("event", sorted(EVENT_SCOPES))
def test_an_event_with_its_scope_is_taken(event: str):
    for scope in EVENT_SCOPES[event]:
        manifest = given(settings__event_subscriptions__bot_events=[event], oauth_config__scopes__bot=[scope])
        assert complaints_about(manifest) == ()


@pytest.mark.parametrize("name", UNSPOKEN)
def test_what_the_sandbox_does_not_speak_is_refused_by_name(name: str):
    assert f"`{name}`" in complaints_about(given(**{name: {"a": {}}}))[0]
    assert complaints_about(given(**{name: {}})) == ()


def test_every_flaw_is_told():
    manifest = given(display_information__name="", features__slash_commands=[command("/x", url="nowhere")], more=1)
    assert len(complaints_about(manifest)) == 3


@pytest.mark.parametrize("text", ["", "- a", "just words", "7"])
def test_what_is_no_mapping_is_no_manifest(text: str):
    with pytest.raises(ManifestRefused, match="must be a mapping"):
        Manifest.parse(text)


def test_what_is_no_yaml_is_no_manifest():
    with pytest.raises(ManifestRefused, match="The manifest is not YAML"):
        Manifest.parse("display_information: {name: [")


def test_a_yaml_tag_makes_no_object():
    with pytest.raises(ManifestRefused, match="not YAML"):
        Manifest.parse("display_information: !!python/object/apply:os.system [ls]")


def test_without_socket_mode_every_door_needs_an_address():
    closed = given(
        settings__socket_mode_enabled=False,
        settings__event_subscriptions__bot_events=["app_home_opened"],
        settings__interactivity__is_enabled=True,
        features__slash_commands=[command()],
    )
    assert Manifest.from_mapping(closed).without_door == (
        "/kudos requires a url or Socket Mode.",
        "Event Subscription requires either Request URL or Socket Mode Enabled.",
        "Interactivity requires a Request URL or Socket Mode Enabled.",
    )
    address = "https://bot.example.com/slack/events"
    closed["settings"]["event_subscriptions"]["request_url"] = address
    closed["settings"]["interactivity"]["request_url"] = address
    closed["features"]["slash_commands"][0]["url"] = address
    opened = Manifest.from_mapping(closed)
    assert opened.without_door == ()
    assert (opened.events_url, opened.interactivity_url, opened.commands[0].url) == (address,) * 3
    assert Manifest.parse(KUDOS).without_door == ()
