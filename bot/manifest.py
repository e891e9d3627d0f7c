"""The Slack manifest of one deployment, made from the one in `manifest.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

PLACE = Path(__file__).resolve().parent.parent / "manifest.yml"


def read_manifest() -> dict[str, Any]:
    """The project's manifest, as Slack's manifest schema (version 2) has it."""
    found: dict[str, Any] = yaml.safe_load(PLACE.read_text(encoding="utf-8"))
    return found


def scopes() -> list[str]:
    """The bot scopes that the app asks for, in the manifest's order."""
    return list(read_manifest()["oauth_config"]["scopes"]["bot"])


def manifest_for(*, url: str | None = None, prefix: str = "") -> dict[str, Any]:
    """With `url` requests come by HTTP to `<url>/slack/events`, else by Socket Mode.

    With `prefix`, `/kudos` becomes `/<prefix>kudos`.
    """
    found = read_manifest()
    features, settings = found["features"], found["settings"]
    for command in features["slash_commands"]:
        command["command"] = "/" + prefix + command["command"].removeprefix("/")
    settings["socket_mode_enabled"] = url is None
    if url is not None:
        base = url.rstrip("/")
        events = f"{base}/slack/events"
        for command in features["slash_commands"]:
            command["url"] = events
        settings["event_subscriptions"]["request_url"] = events
        settings["interactivity"] |= {"request_url": events, "message_menu_options_url": events}
        found["oauth_config"]["redirect_urls"] = [f"{base}/slack/oauth_redirect"]
    return found


def printed(manifest: Mapping[str, Any]) -> str:
    """The manifest as YAML, keys in Slack's order."""
    return yaml.safe_dump(dict(manifest), sort_keys=False, allow_unicode=True, width=100)
