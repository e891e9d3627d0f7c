"""The app's manifest: refused as Slack refuses it, then a typed, frozen page that the rest of the sandbox reads.

Rules and lengths are those of Slack's manifest schema, version 2, and the few that Slack adds beside it: reserved
command names, the scopes that commands and events need, optional scopes that must stand in the full list as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import yaml

from sandbox.blockkit.schema import Walk
from sandbox.manifest_rules import EVENT_SCOPES, MANIFEST, RESERVED_COMMANDS, UNSPOKEN


class ManifestRefused(ValueError):
    """Slack would refuse this manifest; `sentences` say why, one each."""

    def __init__(self, sentences: tuple[str, ...]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A slash command as the manifest declares it; `command` starts with a slash, `url` is "" in Socket Mode."""

    command: str
    description: str
    usage_hint: str
    should_escape: bool
    url: str


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut; `type` is "global" or "message"."""

    callback_id: str
    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a workspace knows of an app. Lists are in the manifest's order; an absent address is ""."""

    name: str
    description: str
    background_color: str
    bot_name: str
    always_online: bool
    commands: tuple[SlashCommand, ...]
    shortcuts: tuple[Shortcut, ...]
    scopes: tuple[str, ...]
    user_scopes: tuple[str, ...]
    bot_events: tuple[str, ...]
    socket_mode: bool
    home_tab: bool
    messages_tab: bool
    messages_tab_read_only: bool
    interactivity: bool
    events_url: str
    interactivity_url: str
    options_url: str
    redirect_urls: tuple[str, ...]
    unfurl_domains: tuple[str, ...]
    token_rotation: bool
    org_deploy: bool

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a manifest file, YAML or JSON. Raises ManifestRefused, or OSError when it cannot be read."""
        return cls.parse(path.read_text(encoding="utf-8"))

    @classmethod
    def parse(cls, text: str) -> Self:
        """The manifest in this text, YAML or JSON. Raises ManifestRefused."""
        try:
            return cls.from_mapping(yaml.safe_load(text))
        except yaml.YAMLError as trouble:
            raise ManifestRefused((f"The manifest is not YAML: {' '.join(str(trouble).split())}.",)) from trouble

    @classmethod
    def from_mapping(cls, manifest: Any) -> Self:
        """The manifest as decoded YAML or JSON. Raises ManifestRefused."""
        if sentences := complaints_about(manifest):
            raise ManifestRefused(sentences)
        return cls(**_pages(manifest))

    def command(self, name: str) -> SlashCommand | None:
        """The slash command of this name, slash included."""
        return next((command for command in self.commands if command.command == name), None)

    def shortcut(self, callback_id: str) -> Shortcut | None:
        """The shortcut with this callback id."""
        return next((shortcut for shortcut in self.shortcuts if shortcut.callback_id == callback_id), None)

    def listens(self, event: str) -> bool:
        """Whether the app subscribed to this event, by the subscription's name ("message.im", "team_join")."""
        return event in self.bot_events

    @property
    def without_door(self) -> tuple[str, ...]:
        """What Slack would refuse once the manifest is installed: features with neither Socket Mode nor an address."""
        if self.socket_mode:
            return ()
        sentences = [f"{each.command} requires a url or Socket Mode." for each in self.commands if not each.url]
        if self.bot_events and not self.events_url:
            sentences.append("Event Subscription requires either Request URL or Socket Mode Enabled.")
        if self.interactivity and not self.interactivity_url:
            sentences.append("Interactivity requires a Request URL or Socket Mode Enabled.")
        return tuple(sentences)


def complaints_about(manifest: Any) -> tuple[str, ...]:
    """Every reason for which Slack would refuse this manifest (decoded YAML or JSON), as sentences; none: accepted."""
    if not isinstance(manifest, dict):
        return ("The manifest must be a mapping with `display_information` in it.",)
    walk = Walk()
    MANIFEST.check(manifest, "", walk)
    if walk.flaws:
        return tuple(_sentence(flaw.message, flaw.pointer) for flaw in walk.flaws)
    return tuple(_complaints_beyond_the_schema(manifest))


def _sentence(message: str, pointer: str) -> str:
    return f"{'.'.join(pointer.strip('/').split('/')) or 'The manifest'}: {message}."


def _complaints_beyond_the_schema(manifest: Mapping[str, Any]) -> Iterator[str]:
    features = manifest.get("features", {})
    scopes = manifest.get("oauth_config", {}).get("scopes", {})
    bot = set(scopes.get("bot", ()))
    names = [each["command"] for each in features.get("slash_commands", ())]
    for name in names:
        if name.removeprefix("/").lower() in RESERVED_COMMANDS:
            yield f"The command {name} is one of Slack's own and cannot be declared."
    yield from (f"The command {name} is declared twice." for name in _repeated(names))
    callbacks = [each["callback_id"] for each in features.get("shortcuts", ())]
    yield from (f"The shortcut {callback} is declared twice." for callback in _repeated(callbacks))
    if (names or callbacks) and "commands" not in bot:
        yield "Slash commands and shortcuts require the bot scope `commands`."
    for event in manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", ()):
        required = EVENT_SCOPES.get(event, frozenset())
        if required and not required & bot:
            yield f"The event {event} requires the bot scope {' or '.join(f'`{scope}`' for scope in sorted(required))}."
    for kind in ("bot", "user"):
        for scope in scopes.get(f"{kind}_optional", ()):
            if scope not in scopes.get(kind, ()):
                yield f"The optional {kind} scope `{scope}` must stand among the {kind} scopes too."
    for name in UNSPOKEN:
        if manifest.get(name):
            yield f"`{name}` is known to Slack, but this sandbox does not speak it."


def _repeated(names: list[str]) -> list[str]:
    return [name for place, name in enumerate(names) if name in names[:place]]


def _pages(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The accepted manifest's values by the field names of Manifest."""
    display, features = manifest["display_information"], manifest.get("features", {})
    oauth, settings = manifest.get("oauth_config", {}), manifest.get("settings", {})
    home, bot = features.get("app_home", {}), features.get("bot_user", {})
    events, interactivity = settings.get("event_subscriptions", {}), settings.get("interactivity", {})
    return {
        "name": display["name"],
        "description": display.get("description", ""),
        "background_color": display.get("background_color", ""),
        "bot_name": bot.get("display_name", display["name"]),
        "always_online": bot.get("always_online", False),
        "commands": tuple(
            SlashCommand(
                each["command"],
                each["description"],
                each.get("usage_hint", ""),
                each.get("should_escape", False),
                each.get("url", ""),
            )
            for each in features.get("slash_commands", ())
        ),
        "shortcuts": tuple(Shortcut(**each) for each in features.get("shortcuts", ())),
        "scopes": tuple(oauth.get("scopes", {}).get("bot", ())),
        "user_scopes": tuple(oauth.get("scopes", {}).get("user", ())),
        "bot_events": tuple(events.get("bot_events", ())),
        "socket_mode": settings.get("socket_mode_enabled", False),
        "home_tab": home.get("home_tab_enabled", False),
        "messages_tab": home.get("messages_tab_enabled", False),
        "messages_tab_read_only": home.get("messages_tab_read_only_enabled", False),
        "interactivity": interactivity.get("is_enabled", False),
        "events_url": events.get("request_url", ""),
        "interactivity_url": interactivity.get("request_url", ""),
        "options_url": interactivity.get("message_menu_options_url", ""),
        "redirect_urls": tuple(oauth.get("redirect_urls", ())),
        "unfurl_domains": tuple(features.get("unfurl_domains", ())),
        "token_rotation": settings.get("token_rotation_enabled", False),
        "org_deploy": settings.get("org_deploy_enabled", False),
    }
