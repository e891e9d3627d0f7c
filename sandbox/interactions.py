"""What people do in Slack that reaches the app: commands, shortcuts, clicks, forms, the Home tab."""

from __future__ import annotations

import time
from typing import Any

from sandbox import limits
from sandbox.blockids import find_element
from sandbox.channels import Channel
from sandbox.dispatch import Reply
from sandbox.errors import Refusal, Trouble
from sandbox.events import send_event
from sandbox.formstate import initial_state
from sandbox.jsontypes import Json
from sandbox.mrkdwn import typed_command
from sandbox.payloads import base, command_payload, in_message, in_view, message_shortcut_payload, shortcut_payload
from sandbox.people import Person
from sandbox.posting import find_ephemeral
from sandbox.responses import answer, new_response_url, refuse_bad_answer
from sandbox.viewstacks import find_view, remember
from sandbox.workspace import Workspace

SLOW = "operation_timeout"


async def run_command(ws: Workspace, person: Person, channel: Channel, command: str, text: str) -> Json:
    """A slash command from the composer. Raises Trouble with what Slackbot would say."""
    declared = ws.app.manifest.command(command)
    if declared is None or not ws.app.installed:
        raise Trouble("unknown_command", f"{command} is not a valid command.")
    if channel.archived:
        raise Trouble("is_archived", "You cannot use commands in an archived channel.")
    words = typed_command(text, ws.world, should_escape=declared.should_escape)
    payload = command_payload(ws, person, channel, command, words)
    reply = await ws.dispatcher.ask("slash_commands", command, payload)
    if reply.error:
        raise Trouble(reply.error, f'{command} failed with the error "{reply.error}"')
    said = {"text": reply.payload} if isinstance(reply.payload, str) else reply.payload
    if not said:
        return {}
    ticket = {"user": person.id, "channel": channel.id, "ts": "", "thread_ts": ""}
    try:
        refuse_bad_answer(ws, said)
    except Refusal as refused:
        complain(ws, command, refused)
        raise Trouble(refused.code, f'{command} failed with the error "{refused.code}"') from refused
    return {"response": answer(ws, ticket, said)}


def complain(ws: Workspace, name: str, refused: Refusal) -> None:
    """Puts what Slack would refuse in the app's answer on the developer pane."""
    ws.log.note(
        way="from app",
        name=name,
        transport="socket" if ws.app.socket_mode else "http",
        status=refused.code,
        ms=0,
        request={},
        response={"error": refused.code},
        complaints=[f"{refused.code}: {each}" for each in refused.messages] or [refused.code],
    )


async def run_shortcut(ws: Workspace, person: Person, callback_id: str) -> None:
    shortcut = ws.app.manifest.shortcut(callback_id)
    if shortcut is None or shortcut.type != "global":
        raise Trouble("unknown_shortcut", "That shortcut does not exist.")
    await interact(ws, callback_id, shortcut_payload(ws, person, callback_id))


async def run_message_shortcut(ws: Workspace, person: Person, callback_id: str, channel: Channel, ts: str) -> None:
    shortcut = ws.app.manifest.shortcut(callback_id)
    if shortcut is None or shortcut.type != "message":
        raise Trouble("unknown_shortcut", "That shortcut does not exist.")
    message = channel.messages.get(ts)
    if message is None:
        raise Trouble("message_not_found", "That message is gone.")
    await interact(ws, callback_id, message_shortcut_payload(ws, person, callback_id, channel, message))


async def interact(ws: Workspace, name: str, payload: Json) -> Reply:
    """Sends an interactive payload. Raises Trouble when the app does not acknowledge."""
    if not ws.app.manifest.interactivity:
        raise Trouble("app_missing_action_url", "This app is not configured to handle interactive responses.")
    if not ws.app.installed:
        raise Trouble("app_not_installed", "This app is no longer installed.")
    reply = await ws.dispatcher.ask("interactive", name, payload)
    if reply.error:
        words = "We had some trouble connecting. Try again?"
        raise Trouble(reply.error, words if reply.error == SLOW else f"{words} ({reply.error})")
    return reply


def place_of(ws: Workspace, person: Person, container: Json) -> tuple[list[Json], Json, Channel | None]:
    """The blocks, and the message or view, that a container names. Raises Trouble when it is not this person's."""
    if container.get("type") == "view":
        found = find_view(ws, view_id=str(container.get("view_id", "")))
        if found is None or found[0] != person.id:
            raise Trouble("not_found", "That view is no longer open.")
        return found[1]["blocks"], found[1], None
    channel = ws.world.channels.get(str(container.get("channel", "")))
    ts = str(container.get("ts", ""))
    if channel is None or (channel.kind != "public" and person.id not in channel.members):
        raise Trouble("channel_not_found", "That conversation does not exist.")
    message = find_ephemeral(ws, channel.id, person.id, ts) or channel.messages.get(ts)
    if message is None:
        raise Trouble("message_not_found", "That message is gone.")
    blocks = list(message.get("blocks") or [])
    for attachment in message.get("attachments") or ():
        blocks += attachment.get("blocks") or []
    return blocks, message, channel


async def act(ws: Workspace, person: Person, order: Json) -> None:
    """A click or a choice: `block_actions`. The order has container, block_id, action_id, element, state."""
    blocks, holder, channel = place_of(ws, person, order.get("container") or {})
    found = find_element(blocks, str(order.get("block_id") or ""), str(order.get("action_id", "")))
    if found is None:
        raise Trouble("not_found", "There is nothing of that name to click on.")
    block, element = found
    action = action_of(block, element, order.get("element") or {})
    payload = base(ws, "block_actions", person)
    if channel is None:
        state = dict(order.get("state") or {})
        if element["type"] not in ("button", "overflow"):
            held = {key: value for key, value in action.items() if key not in ("action_ts", "block_id", "action_id")}
            state.setdefault(block["block_id"], {})[element["action_id"]] = held
        remember(ws, holder, state)
        home = holder["type"] == "home"
        payload |= in_view(holder)
        payload["trigger_id"] = ws.triggers.issue(person.id, view_id="" if home else holder["id"], home=home)
    else:
        payload |= in_message(ws, person, channel, holder)
        payload["state"] = {"values": initial_state(blocks, order.get("state") or {})}
        payload["trigger_id"] = ws.triggers.issue(person.id, channel=channel.id)
        thread = holder.get("thread_ts", "")
        payload["response_url"] = new_response_url(ws, person.id, channel.id, ts=holder["ts"], thread_ts=thread)
    payload["actions"] = [action]
    await interact(ws, element["action_id"], payload)


def action_of(block: Json, element: Json, chosen: Json) -> Json:
    """actions[0]: the element's own words and what the person chose."""
    action: Json = {"type": element["type"], "block_id": block["block_id"], "action_id": element["action_id"]}
    if element["type"] in ("button", "workflow_button"):
        action |= {key: element[key] for key in ("text", "value", "style", "url") if key in element}
    if element["type"] in ("button", "overflow") and "confirm" in element:
        action["confirm"] = element["confirm"]
    own = ("type", "block_id", "action_id", "action_ts")
    return (
        action | {key: value for key, value in chosen.items() if key not in own} | {"action_ts": f"{time.time():.6f}"}
    )


async def suggest(ws: Workspace, person: Person, order: Json) -> Json:
    """Asks the app for the options of an external select."""
    blocks, holder, channel = place_of(ws, person, order.get("container") or {})
    found = find_element(blocks, str(order.get("block_id") or ""), str(order.get("action_id", "")))
    if found is None:
        raise Trouble("not_found", "There is no such select.")
    payload = base(ws, "block_suggestion", person)
    payload |= {
        "action_id": found[1]["action_id"],
        "block_id": found[0]["block_id"],
        "value": str(order.get("value", "")),
        **(in_view(holder) if channel is None else in_message(ws, person, channel, holder)),
    }
    reply = await interact(ws, found[1]["action_id"], payload)
    said = reply.payload if isinstance(reply.payload, dict) else {}
    if complaints := limits.check_options(said):
        complain(ws, found[1]["action_id"], Refusal(complaints[0].error, messages=[each.line for each in complaints]))
        raise Trouble("invalid_options", "Nothing could be loaded.")
    return {name: said[name] for name in ("options", "option_groups") if name in said}


async def open_app(ws: Workspace, person: Person, tab: str) -> Json:
    """Opens the app's Home or Messages tab; the app hears app_home_opened."""
    page = ws.app.manifest
    if (tab == "home" and not page.home_tab) or (tab == "messages" and not page.messages_tab):
        raise Trouble("not_enabled", "This app has no such tab.")
    channel = ws.world.direct(person.id, ws.app.bot_user_id)
    event: Any = {"type": "app_home_opened", "user": person.id, "channel": channel.id, "tab": tab}
    if tab == "home" and person.id in ws.homes:
        event["view"] = ws.homes[person.id]
    send_event(ws, event)
    return {"channel": channel.id, "view": ws.homes.get(person.id)}
