"""views.open, push, update, publish."""

from __future__ import annotations

from typing import Any

from sandbox.blockids import all_blocks, elements_of
from sandbox.errors import Refusal
from sandbox.jsontypes import Json
from sandbox.viewstacks import find_view, open_view, publish_home, push_view, refuse_bad_view, replace_view
from sandbox.webapi.call import Call, Method


def _view(call: Call) -> Any:
    view = call.decoded("view", "invalid_arguments")
    if view is None:
        raise Refusal("invalid_arguments", messages=["missing required field: view"])
    refuse_bad_view(call.ws, view, call.method)
    blocks = view.get("blocks") or []
    if any(element.get("type") == "file_input" for block in all_blocks(blocks) for element in elements_of(block)):
        call.allow("files:read")
    return view


def _trigger(call: Call) -> str:
    value = call.text("trigger_id") or call.text("interactivity_pointer")
    if not value:
        raise Refusal("invalid_arguments", messages=["missing required field: trigger_id"])
    return value


def open_(call: Call) -> Json:
    trigger_id = _trigger(call)
    view = _view(call)
    trigger = call.ws.triggers.redeem(trigger_id)
    return {"view": open_view(call.ws, trigger.user, view, channel=trigger.channel)}


def push(call: Call) -> Json:
    trigger_id = _trigger(call)
    view = _view(call)
    trigger = call.ws.triggers.redeem(trigger_id)
    stack = call.ws.stacks.get(trigger.user, [])
    if trigger.home or not trigger.view_id or not stack:
        line = "must match the `type` of the root view in the stack [json-pointer:/view/type]"
        raise Refusal("invalid_arguments", messages=[line])
    return {"view": push_view(call.ws, trigger.user, view)}


def update(call: Call) -> Json:
    view = _view(call)
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if not view_id and not external_id:
        raise Refusal("invalid_arguments", messages=["missing required field: view_id"])
    found = find_view(call.ws, view_id=view_id, external_id=external_id)
    if found is None:
        raise Refusal("not_found")
    user, old = found
    _check_hash(call, old)
    return {"view": replace_view(call.ws, user, old, view)}


def publish(call: Call) -> Json:
    user = call.ws.world.people.get(call.need("user_id"))
    view = _view(call)
    if user is None or user.is_bot:
        raise Refusal("invalid_arguments", messages=["user not found [json-pointer:/user_id]"])
    if not call.ws.app.manifest.home_tab:
        raise Refusal("not_enabled")
    if old := call.ws.homes.get(user.id):
        _check_hash(call, old)
    return {"view": publish_home(call.ws, user.id, view)}


def _check_hash(call: Call, old: Json) -> None:
    if call.text("hash") and call.text("hash") != old["hash"]:
        raise Refusal("hash_conflict")


METHODS = (
    Method("views.open", open_, 4),
    Method("views.push", push, 4),
    Method("views.update", update, 4),
    Method("views.publish", publish, 4),
)
