"""Events: only those that the manifest subscribes to and the scopes allow, wrapped as Slack wraps them."""

from __future__ import annotations

from sandbox.channels import EVENT_TYPES, Channel
from sandbox.jsontypes import Json
from sandbox.manifest_rules import EVENT_SCOPES
from sandbox.shapes import user_shape
from sandbox.workspace import Workspace

SUBSCRIPTIONS = {"public": "message.channels", "private": "message.groups", "im": "message.im", "mpim": "message.mpim"}
WITHOUT_TOKEN = ("app_uninstalled", "tokens_revoked")


def send_event(ws: Workspace, event: Json, *, subscription: str = "") -> None:
    """Sends the event in the background when the app listens. `event` bears its type; event_ts is added."""
    name = subscription or event["type"]
    if not ws.app.manifest.listens(name):
        return
    if not ws.app.installed and name not in WITHOUT_TOKEN:
        return
    required = EVENT_SCOPES.get(name, frozenset())
    if required and not required & ws.app.granted and name not in WITHOUT_TOKEN:
        return
    event = {**event, "event_ts": event.get("event_ts") or ws.next_ts()}
    ws.dispatcher.tell(name, wrapped(ws, event))


def wrapped(ws: Workspace, event: Json) -> Json:
    """The outer event with its id, time and authorization."""
    enterprise = ws.world.enterprise.get("id")
    return {
        "token": ws.app.verification_token,
        "team_id": ws.world.team_id,
        "context_team_id": ws.world.team_id,
        "context_enterprise_id": enterprise,
        "api_app_id": ws.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": ws.world.mint.id("Ev"),
        "event_time": int(ws.clock.unix()),
        "authorizations": [
            {
                "enterprise_id": enterprise,
                "team_id": None if ws.world.org_install else ws.world.team_id,
                "user_id": ws.app.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": ws.world.org_install,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{ws.world.mint.id('')}",
    }


def send_message_event(ws: Workspace, channel: Channel, event: Json) -> None:
    """A message event, if the bot is in the conversation."""
    if ws.app.bot_user_id not in channel.members:
        return
    event = {"type": "message", **event, "channel": channel.id, "channel_type": EVENT_TYPES[channel.kind]}
    send_event(ws, event, subscription=SUBSCRIPTIONS[channel.kind])
    plain_words = event.get("subtype") in (None, "file_share", "thread_broadcast")
    if plain_words and not channel.is_direct and f"<@{ws.app.bot_user_id}" in event.get("text", ""):
        mention = {key: value for key, value in event.items() if key != "channel_type"}
        send_event(ws, {**mention, "type": "app_mention"})


def send_membership(ws: Workspace, channel: Channel, user: str, *, joined: bool, inviter: str = "") -> None:
    """member_joined_channel or member_left_channel, to channels where the bot is (its own joins too)."""
    if channel.is_direct or not (ws.app.bot_user_id in channel.members or user == ws.app.bot_user_id):
        return
    event: Json = {
        "type": "member_joined_channel" if joined else "member_left_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": "C" if channel.kind == "public" else "G",
        "team": ws.world.people[user].team,
    }
    if inviter and joined:
        event["inviter"] = inviter
    send_event(ws, event)


def send_person(ws: Workspace, kind: str, user: str) -> None:
    """team_join or user_change, with the full user object."""
    person = ws.world.people[user]
    email = "users:read.email" in ws.app.granted
    event: Json = {"type": kind, "user": user_shape(ws, person, email=email), "cache_ts": int(ws.clock.unix())}
    send_event(ws, event)
