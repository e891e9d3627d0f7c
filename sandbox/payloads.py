"""The payloads of commands and interactions, with exactly the fields that Slack sends."""

from __future__ import annotations

import time

from sandbox.channels import Channel
from sandbox.jsontypes import Json
from sandbox.people import Person
from sandbox.responses import new_response_url
from sandbox.workspace import Workspace


def base(ws: Workspace, kind: str, person: Person) -> Json:
    """What every interactive payload has."""
    enterprise = dict(ws.world.enterprise) or None
    return {
        "type": kind,
        "token": ws.app.verification_token,
        "api_app_id": ws.app.id,
        "team": None if ws.world.org_install else {"id": ws.world.team_id, "domain": ws.world.domain},
        "enterprise": enterprise,
        "is_enterprise_install": ws.world.org_install,
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": person.team},
    }


def command_payload(ws: Workspace, person: Person, channel: Channel, command: str, text: str) -> Json:
    """A slash command's form fields; all values are strings."""
    payload: Json = {
        "token": ws.app.verification_token,
        "team_id": ws.world.team_id,
        "team_domain": ws.world.domain,
        "channel_id": channel.id,
        "channel_name": channel_label(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": text,
        "api_app_id": ws.app.id,
        "is_enterprise_install": "true" if ws.world.org_install else "false",
        "response_url": new_response_url(ws, person.id, channel.id),
        "trigger_id": ws.triggers.issue(person.id, channel=channel.id),
    }
    if ws.world.enterprise:
        payload["enterprise_id"] = ws.world.enterprise.get("id", "")
        payload["enterprise_name"] = ws.world.enterprise.get("name", "")
    return payload


def channel_label(channel: Channel) -> str:
    return {"im": "directmessage", "private": "privategroup"}.get(channel.kind, channel.name)


def shortcut_payload(ws: Workspace, person: Person, callback_id: str) -> Json:
    return base(ws, "shortcut", person) | {
        "action_ts": f"{time.time():.6f}",
        "callback_id": callback_id,
        "trigger_id": ws.triggers.issue(person.id),
    }


def message_shortcut_payload(ws: Workspace, person: Person, callback_id: str, channel: Channel, message: Json) -> Json:
    return base(ws, "message_action", person) | {
        "action_ts": f"{time.time():.6f}",
        "callback_id": callback_id,
        "trigger_id": ws.triggers.issue(person.id, channel=channel.id),
        "response_url": new_response_url(ws, person.id, channel.id, ts=message["ts"]),
        "message_ts": message["ts"],
        "channel": {"id": channel.id, "name": channel_label(channel)},
        "message": as_sent(message),
    }


def in_message(ws: Workspace, person: Person, channel: Channel, message: Json) -> Json:
    """Container, channel, message and response_url of something inside a message; ephemerals send no message."""
    hidden = bool(message.get("ephemeral"))
    container: Json = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel.id,
        "is_ephemeral": hidden,
    }
    if message.get("thread_ts"):
        container["thread_ts"] = message["thread_ts"]
    found: Json = {"container": container, "channel": {"id": channel.id, "name": channel_label(channel)}}
    if not hidden:
        found["message"] = as_sent(message)
    return found


def in_view(view: Json) -> Json:
    return {"container": {"type": "view", "view_id": view["id"]}, "view": view}


def as_sent(message: Json) -> Json:
    """The stored message without what only this sandbox keeps in it."""
    return {key: value for key, value in message.items() if key not in ("ephemeral", "client")}
