"""Manifests that Slack refuses, each with the sentence for it, and small builders of manifests."""

from __future__ import annotations

from typing import Any


def given(**changes: Any) -> dict[str, Any]:
    """A small good manifest with changes, whose keys are dotted paths with two underscores for each dot."""
    manifest: dict[str, Any] = {
        "display_information": {"name": "Kudos"},
        "oauth_config": {"scopes": {"bot": ["commands", "chat:write"]}},
        "settings": {"socket_mode_enabled": True},
        "features": {},
    }
    for path, value in changes.items():
        *way, last = path.split("__")
        place = manifest
        for step in way:
            place = place.setdefault(step, {})
        place[last] = value
    return manifest


def command(name: str = "/kudos", **more: Any) -> dict[str, Any]:
    return {"command": name, "description": "Thank someone", **more}


def shortcut(callback_id: str = "a", **more: Any) -> dict[str, Any]:
    return {"name": "Give", "type": "global", "callback_id": callback_id, "description": "Thank", **more}


SCHEMA = [
    ({"features": {}}, "The manifest: missing required field: display_information."),
    ({"display_information": {}}, "display_information: missing required field: name."),
    (given(display_information__name=""), "display_information.name: must be more than 0 characters."),
    (given(display_information__name="x" * 36), "display_information.name: must be less than 36 characters."),
    (given(display_information__name=7), "display_information.name: must provide a string."),
    (
        given(display_information__description="x" * 141),
        "display_information.description: must be less than 141 characters.",
    ),
    (
        given(display_information__long_description="x" * 174),
        "display_information.long_description: must be more than 174 characters.",
    ),
    (
        given(display_information__long_description="x" * 4001),
        "display_information.long_description: must be less than 4001 characters.",
    ),
    (
        given(display_information__background_color="red"),
        "display_information.background_color: must be a colour like #abc or #aabbcc.",
    ),
    (given(display_information__colour="#abc"), "display_information: invalid additional property: colour."),
    (given(more=1), "The manifest: invalid additional property: more."),
    (given(features__app_home__home_tab_enabled="yes"), "features.app_home.home_tab_enabled: must provide a boolean."),
    (given(features__app_home__tab=True), "features.app_home: invalid additional property: tab."),
    (given(features__bot_user={}), "features.bot_user: missing required field: display_name."),
    (
        given(features__bot_user__display_name="x" * 81),
        "features.bot_user.display_name: must be less than 81 characters.",
    ),
    (given(features__slash_commands=[]), "features.slash_commands: must provide at least 1 items."),
    (
        given(features__slash_commands=[command(f"/c{n}") for n in range(51)]),
        "features.slash_commands: no more than 50 items allowed.",
    ),
    (
        given(features__slash_commands=[{"command": "/kudos"}]),
        "features.slash_commands.0: missing required field: description.",
    ),
    (
        given(features__slash_commands=[command("kudos")]),
        "features.slash_commands.0.command: must start with a slash and hold no space.",
    ),
    (
        given(features__slash_commands=[command("/give kudos")]),
        "features.slash_commands.0.command: must start with a slash and hold no space.",
    ),
    (
        given(features__slash_commands=[command("/")]),
        "features.slash_commands.0.command: must be more than 1 characters.",
    ),
    (
        given(features__slash_commands=[command("/" + "x" * 32)]),
        "features.slash_commands.0.command: must be less than 33 characters.",
    ),
    (
        given(features__slash_commands=[command(description="x" * 2001)]),
        "features.slash_commands.0.description: must be less than 2001 characters.",
    ),
    (
        given(features__slash_commands=[command(usage_hint="x" * 1001)]),
        "features.slash_commands.0.usage_hint: must be less than 1001 characters.",
    ),
    (
        given(features__slash_commands=[command(url="bot.example.com")]),
        "features.slash_commands.0.url: must be an http:// or https:// address.",
    ),
    (
        given(features__slash_commands=[command(url="https://" + "x" * 2993)]),
        "features.slash_commands.0.url: must be less than 3001 characters.",
    ),
    (
        given(features__slash_commands=[command(escape=True)]),
        "features.slash_commands.0: invalid additional property: escape.",
    ),
    (
        given(features__shortcuts=[shortcut(str(n)) for n in range(11)]),
        "features.shortcuts: no more than 10 items allowed.",
    ),
    (
        given(features__shortcuts=[shortcut(name="x" * 25)]),
        "features.shortcuts.0.name: must be less than 25 characters.",
    ),
    (given(features__shortcuts=[shortcut(type="channel")]), "features.shortcuts.0.type: must be a valid enum value."),
    (
        given(features__shortcuts=[shortcut("x" * 256)]),
        "features.shortcuts.0.callback_id: must be less than 256 characters.",
    ),
    (
        given(features__shortcuts=[shortcut(description="x" * 151)]),
        "features.shortcuts.0.description: must be less than 151 characters.",
    ),
    (
        given(features__shortcuts=[{"name": "Give", "type": "global", "callback_id": "a"}]),
        "features.shortcuts.0: missing required field: description.",
    ),
    (
        given(features__unfurl_domains=[f"a{n}.example" for n in range(6)]),
        "features.unfurl_domains: no more than 5 items allowed.",
    ),
    (given(features__unfurl_domains=["https://a.example"]), "features.unfurl_domains.0: must be a domain name."),
    (
        given(features__agent_view__agent_description="x" * 301),
        "features.agent_view.agent_description: must be less than 301 characters.",
    ),
    (
        given(features__agent_view__suggested_prompts=[{"title": "a", "message": "b"}] * 5),
        "features.agent_view.suggested_prompts: no more than 4 items allowed.",
    ),
    (given(oauth_config__redirect_urls=["https://a.example"] * 2), "oauth_config.redirect_urls: items must be unique."),
    (given(oauth_config__scopes__admin=[]), "oauth_config.scopes: invalid additional property: admin."),
    (given(oauth_config__scopes__bot="commands"), "oauth_config.scopes.bot: must provide an array."),
    (
        given(oauth_config__scopes__bot=[f"s{n}" for n in range(256)]),
        "oauth_config.scopes.bot: no more than 255 items allowed.",
    ),
    (
        given(settings__event_subscriptions__bot_events=[f"e{n}" for n in range(101)]),
        "settings.event_subscriptions.bot_events: no more than 100 items allowed.",
    ),
    (
        given(settings__event_subscriptions__bot_events=["a", "a"]),
        "settings.event_subscriptions.bot_events: items must be unique.",
    ),
    (
        given(settings__event_subscriptions__events=[]),
        "settings.event_subscriptions: invalid additional property: events.",
    ),
    (given(settings__interactivity={}), "settings.interactivity: missing required field: is_enabled."),
    (given(settings__socket_mode_enabled="true"), "settings.socket_mode_enabled: must provide a boolean."),
    (given(settings__socket_mode=True), "settings: invalid additional property: socket_mode."),
    (
        given(settings__allowed_ip_address_ranges=["everywhere"]),
        "settings.allowed_ip_address_ranges.0: must be an IPv4 range.",
    ),
    (given(_metadata__version=2), "_metadata: invalid additional property: version."),
    (given(_metadata__major_version="2"), "_metadata.major_version: must provide an integer."),
    (given(settings=None), "settings: must provide an object."),
    (given(display_information__description=""), "display_information.description: must be more than 0 characters."),
    (
        given(features__slash_commands=[command(description="")]),
        "features.slash_commands.0.description: must be more than 0 characters.",
    ),
    (
        given(features__slash_commands=[command(usage_hint="")]),
        "features.slash_commands.0.usage_hint: must be more than 0 characters.",
    ),
    (given(features__shortcuts=[shortcut("")]), "features.shortcuts.0.callback_id: must be more than 0 characters."),
    (given(features__shortcuts=[shortcut(name="")]), "features.shortcuts.0.name: must be more than 0 characters."),
    (
        given(features__shortcuts=[shortcut(description="")]),
        "features.shortcuts.0.description: must be more than 0 characters.",
    ),
    (given(features__bot_user__display_name=""), "features.bot_user.display_name: must be more than 0 characters."),
    (
        given(features__assistant_view__assistant_description="x" * 301),
        "features.assistant_view.assistant_description: must be less than 301 characters.",
    ),
    (given(features__unfurl_domains=["x" * 256]), "features.unfurl_domains.0: must be less than 256 characters."),
    (
        given(oauth_config__redirect_urls=[f"https://{n}.example" for n in range(1001)]),
        "oauth_config.redirect_urls: no more than 1000 items allowed.",
    ),
    (
        given(oauth_config__redirect_urls=["x" * 2501]),
        "oauth_config.redirect_urls.0: must be less than 2501 characters.",
    ),
    (given(oauth_config__scopes__bot=["x" * 51]), "oauth_config.scopes.bot.0: must be less than 51 characters."),
    (
        given(settings__allowed_ip_address_ranges=[f"10.0.0.{n}" for n in range(51)]),
        "settings.allowed_ip_address_ranges: no more than 50 items allowed.",
    ),
    (
        given(settings__event_subscriptions__request_url="https://" + "x" * 3493),
        "settings.event_subscriptions.request_url: must be less than 3501 characters.",
    ),
    (
        given(settings__interactivity={"is_enabled": True, "request_url": "https://" + "x" * 3493}),
        "settings.interactivity.request_url: must be less than 3501 characters.",
    ),
]

BEYOND = [
    (
        given(features__slash_commands=[command("/status")]),
        "The command /status is one of Slack's own and cannot be declared.",
    ),
    (given(features__slash_commands=[command(), command()]), "The command /kudos is declared twice."),
    (given(features__shortcuts=[shortcut(), shortcut(type="message")]), "The shortcut a is declared twice."),
    (
        given(features__slash_commands=[command()], oauth_config={}),
        "Slash commands and shortcuts require the bot scope `commands`.",
    ),
    (
        given(features__shortcuts=[shortcut()], oauth_config={}),
        "Slash commands and shortcuts require the bot scope `commands`.",
    ),
    (
        given(settings__event_subscriptions__bot_events=["message.im"]),
        "The event message.im requires the bot scope `im:history`.",
    ),
    (
        given(settings__event_subscriptions__bot_events=["member_joined_channel"]),
        "The event member_joined_channel requires the bot scope `channels:read` or `groups:read`.",
    ),
    (
        given(oauth_config__scopes__bot_optional=["users:read"]),
        "The optional bot scope `users:read` must stand among the bot scopes too.",
    ),
    (
        given(oauth_config__scopes__user_optional=["search:read"]),
        "The optional user scope `search:read` must stand among the user scopes too.",
    ),
    (given(workflows={"a": {}}), "`workflows` is known to Slack, but this sandbox does not speak it."),
]
