"""Slack's manifest schema, version 2, and the lists that stand beside it."""

from __future__ import annotations

import re

from sandbox.blockkit.schema import Anything, Flag, Rows, Shape, Text, one_of, whole

RESERVED_COMMANDS = frozenset(
    {
        "me",
        "status",
        "away",
        "dnd",
        "shrug",
        "remind",
        "msg",
        "feed",
        "who",
        "collapse",
        "expand",
        "leave",
        "join",
        "open",
        "search",
        "topic",
        "mute",
        "pro",
        "shortcuts",
    }
)
"""Slack's own commands; one of them sinks a whole manifest."""

EVENT_SCOPES = {
    "app_mention": frozenset({"app_mentions:read"}),
    "message.channels": frozenset({"channels:history"}),
    "message.groups": frozenset({"groups:history"}),
    "message.im": frozenset({"im:history"}),
    "message.mpim": frozenset({"mpim:history"}),
    "reaction_added": frozenset({"reactions:read"}),
    "reaction_removed": frozenset({"reactions:read"}),
    "team_join": frozenset({"users:read"}),
    "user_change": frozenset({"users:read"}),
    "member_joined_channel": frozenset({"channels:read", "groups:read"}),
    "member_left_channel": frozenset({"channels:read", "groups:read"}),
    "channel_archive": frozenset({"channels:read"}),
    "channel_unarchive": frozenset({"channels:read"}),
    "channel_created": frozenset({"channels:read"}),
    "channel_deleted": frozenset({"channels:read"}),
    "channel_rename": frozenset({"channels:read"}),
    "group_archive": frozenset({"groups:read"}),
    "group_rename": frozenset({"groups:read"}),
    "subteam_created": frozenset({"usergroups:read"}),
    "subteam_updated": frozenset({"usergroups:read"}),
    "subteam_members_changed": frozenset({"usergroups:read"}),
    "dnd_updated_user": frozenset({"dnd:read"}),
    "emoji_changed": frozenset({"emoji:read"}),
    "file_shared": frozenset({"files:read"}),
    "link_shared": frozenset({"links:read"}),
    "team_rename": frozenset({"team:read"}),
}
"""Bot event -> scopes of which one is needed. Events absent here (app_home_opened, app_uninstalled, …) need none."""

UNSPOKEN = (
    "functions",
    "workflows",
    "datastores",
    "outgoing_domains",
    "types",
    "external_auth_providers",
    "mcp_servers",
)
"""Parts of a manifest that are right in Slack, but that this sandbox has no use for."""

_flag = Flag()
_object = Anything(mapping=True)


def _url(most: int) -> Text:
    return Text(most, pattern=re.compile(r"https?://.*", re.DOTALL), says="must be an http:// or https:// address")


def _strings(most: int, each: int = 50, *, unique: bool = False) -> Rows:
    return Rows(Text(each), most, unique=unique)


_prompts = Rows(Shape(needs={"title": Text(), "message": Text()}), 4)

_display_information = Shape(
    needs={"name": Text(35, 1)},
    takes={
        "description": Text(140, 1),
        "long_description": Text(4000, 175),
        "background_color": Text(
            pattern=re.compile(r"#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?"), says="must be a colour like #abc or #aabbcc"
        ),
    },
)

_slash_command = Shape(
    needs={
        "command": Text(32, 2, re.compile(r"/\S+"), "must start with a slash and hold no space"),
        "description": Text(2000, 1),
    },
    takes={"url": _url(3000), "usage_hint": Text(1000, 1), "should_escape": _flag},
)

_shortcut = Shape(
    needs={
        "name": Text(24, 1),
        "type": one_of("message", "global"),
        "callback_id": Text(255, 1),
        "description": Text(150, 1),
    }
)

_features = Shape(
    takes={
        "app_home": Shape(
            takes={
                "home_tab_enabled": _flag,
                "messages_tab_enabled": _flag,
                "messages_tab_read_only_enabled": _flag,
            }
        ),
        "bot_user": Shape(needs={"display_name": Text(80, 1)}, takes={"always_online": _flag}),
        "slash_commands": Rows(_slash_command, 50, 1),
        "shortcuts": Rows(_shortcut, 10, 1),
        "unfurl_domains": Rows(
            Text(255, pattern=re.compile(r"(?![.\-])[-a-z0-9.]+[a-z0-9]"), says="must be a domain name"),
            5,
            1,
            unique=True,
        ),
        "functions": Rows(_object, 50),
        "workflow_steps": Rows(Shape(needs={"name": Text(50, 1), "callback_id": Text(50, 1)}), 10, 1),
        "assistant_view": Shape(needs={"assistant_description": Text(300)}, takes={"suggested_prompts": _prompts}),
        "agent_view": Shape(
            takes={
                "agent_description": Text(300),
                "suggested_prompts": _prompts,
                "actions": Rows(Shape(needs={"name": Text(), "description": Text()})),
            }
        ),
        "code_channels": Shape(takes={"enabled": _flag, "slash_command_url": _url(3000)}),
    }
)

_oauth_config = Shape(
    takes={
        "redirect_urls": _strings(1000, 2500, unique=True),
        "scopes": Shape(takes={kind: _strings(255) for kind in ("bot", "user", "bot_optional", "user_optional")}),
        "token_management_enabled": _flag,
        "pkce_enabled": _flag,
    }
)

_settings = Shape(
    takes={
        "event_subscriptions": Shape(
            takes={
                "request_url": _url(3500),
                "bot_events": _strings(100, unique=True),
                "user_events": _strings(100, unique=True),
                "metadata_subscriptions": Rows(
                    Shape(needs={"app_id": Text(), "event_type": Text(50)}), 20, 1, unique=True
                ),
            }
        ),
        "interactivity": Shape(
            needs={"is_enabled": _flag},
            takes={"request_url": _url(3500), "message_menu_options_url": _url(3500)},
        ),
        "incoming_webhooks": Shape(takes={"incoming_webhooks_enabled": _flag}),
        "allowed_ip_address_ranges": Rows(
            Text(pattern=re.compile(r"(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?"), says="must be an IPv4 range"),
            50,
            1,
            unique=True,
        ),
        "siws_links": Shape(takes={"initiate_uri": _url(3500)}),
        "org_deploy_enabled": _flag,
        "socket_mode_enabled": _flag,
        "token_rotation_enabled": _flag,
        "is_hosted": _flag,
        "is_mcp_enabled": _flag,
        "function_runtime": Text(),
        "hermes_app_type": Text(),
    }
)

_metadata = Shape(takes={name: whole() for name in ("schema_version", "min_version", "major_version", "minor_version")})

MANIFEST = Shape(
    needs={"display_information": _display_information},
    takes={
        "$schema": Text(),
        "_metadata": _metadata,
        "app_directory": _object,
        "features": _features,
        "oauth_config": _oauth_config,
        "settings": _settings,
        **{name: Anything() for name in UNSPOKEN},
    },
)
"""What Slack takes for a manifest; unknown keys are refused everywhere."""
