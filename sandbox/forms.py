"""Submitting and closing modals, and what the app may answer."""

from __future__ import annotations

from typing import Any

from sandbox.errors import Refusal, Trouble
from sandbox.formstate import field_errors
from sandbox.interactions import complain, interact
from sandbox.jsontypes import Json
from sandbox.payloads import base
from sandbox.people import Person
from sandbox.responses import new_response_url
from sandbox.viewstacks import drop_views, push_view, refuse_bad_view, remember, replace_view, show_stack
from sandbox.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"


async def submit(ws: Workspace, person: Person, view_id: str, state: Json) -> None:
    """Presses Submit on the top modal. Raises Trouble; with `errors` when fields are wrong."""
    view = _top_view(ws, person, view_id)
    remember(ws, view, state)
    if errors := field_errors(view["blocks"], view["state"]["values"]):
        raise Trouble("errors", "Some fields need another look.", errors=errors)
    payload = base(ws, "view_submission", person)
    payload["trigger_id"] = ws.triggers.issue(person.id, view_id=view["id"])
    payload["view"] = view
    payload["response_urls"] = _response_urls(ws, person, view)
    reply = await interact(ws, view["callback_id"] or "view_submission", payload)
    try:
        _carry_out(ws, person, view, reply.payload)
    except Refusal as refused:
        complain(ws, view["callback_id"] or "view_submission", refused)
        raise Trouble(refused.code, TROUBLE) from refused


def _top_view(ws: Workspace, person: Person, view_id: str) -> Json:
    stack = ws.stacks.get(person.id, [])
    if not stack or stack[-1]["id"] != view_id:
        raise Trouble("not_found", "That view is no longer on top.")
    return stack[-1]


def _response_urls(ws: Workspace, person: Person, view: Json) -> list[Json]:
    found = []
    for block in view["blocks"]:
        element = block.get("element") or {}
        if block.get("type") != "input" or not element.get("response_url_enabled"):
            continue
        entry = view["state"]["values"][block["block_id"]][element["action_id"]]
        channel = entry.get("selected_conversation") or entry.get("selected_channel")
        if channel in ws.world.channels:
            found.append(
                {
                    "block_id": block["block_id"],
                    "action_id": element["action_id"],
                    "channel_id": channel,
                    "response_url": new_response_url(ws, person.id, channel),
                }
            )
    return found


def _carry_out(ws: Workspace, person: Person, view: Json, said: Any) -> None:
    """Does what the app answered to a submission. Raises Refusal for what Slack does not understand."""
    stack = ws.stacks.get(person.id, [])
    if said in (None, "", {}):
        if view in stack:
            drop_views(ws, person.id, all_of_them=view["clear_on_close"])
        return
    if not isinstance(said, dict) or "response_action" not in said:
        raise Refusal("invalid_arguments", messages=["a view answer is empty or has a response_action"])
    action = said["response_action"]
    if action == "clear":
        drop_views(ws, person.id, all_of_them=True)
    elif action == "errors":
        _show_errors(ws, person, view, said.get("errors"))
    elif action in ("update", "push"):
        refuse_bad_view(ws, said.get("view"), "response_action")
        if action == "push":
            push_view(ws, person.id, said["view"])
        else:
            replace_view(ws, person.id, view, said["view"])
    else:
        raise Refusal("invalid_arguments", messages=[f"unknown response_action {action!r}"])


def _show_errors(ws: Workspace, person: Person, view: Json, errors: Any) -> None:
    inputs = {block["block_id"] for block in view["blocks"] if block.get("type") == "input"}
    if not isinstance(errors, dict) or not errors or not all(isinstance(text, str) for text in errors.values()):
        raise Refusal("invalid_arguments", messages=["errors must map block ids to texts"])
    if strangers := set(errors) - inputs:
        lines = [f"errors: `{each}` is not the block_id of an input block" for each in sorted(strangers)]
        raise Refusal("invalid_arguments", messages=lines)
    show_stack(ws, person.id, errors)
    raise Trouble("errors", "Some fields need another look.", errors=errors)


async def close(ws: Workspace, person: Person, view_id: str, *, clear: bool) -> None:
    """Cancel (that view) or the cross (`clear`: all of them). The app hears view_closed where it asked to."""
    stack = ws.stacks.get(person.id, [])
    view = _top_view(ws, person, view_id)
    clear = clear or view["clear_on_close"]
    told = stack[0] if clear else view
    drop_views(ws, person.id, all_of_them=clear)
    if not told["notify_on_close"]:
        return
    values = {key: each for key, each in told["state"]["values"].items() if key not in _input_ids(told)}
    payload = base(ws, "view_closed", person)
    payload |= {"view": {**told, "state": {"values": values}}, "is_cleared": clear}
    ws.tasks.start(ws.dispatcher.ask("interactive", told["callback_id"] or "view_closed", payload))


def _input_ids(view: Json) -> set[str]:
    return {block["block_id"] for block in view["blocks"] if block.get("type") == "input"}
