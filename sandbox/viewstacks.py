"""Modals and Home tabs: each person's stack of at most three views, hashes, external ids, state."""

from __future__ import annotations

import copy
from typing import Any

from sandbox import limits
from sandbox.blockids import all_blocks, elements_of, keep_ids, with_ids
from sandbox.errors import Refusal
from sandbox.formstate import initial_state
from sandbox.ids import view_hash
from sandbox.jsontypes import Json
from sandbox.pictures import check_pictures
from sandbox.shapes import file_shape
from sandbox.workspace import Workspace

MOST_VIEWS = 3


def refuse_bad_view(ws: Workspace, view: Any, method: str) -> None:
    """Raises Refusal with Slack's own words about everything that is wrong with the view."""
    if complaints := limits.check_view(view, method=method):
        lines = [each.line for each in complaints]
        raise Refusal(complaints[0].error, messages=lines)
    check_pictures(ws, view.get("blocks") or [], error="invalid_arguments", prefix="/view")


def make_view(ws: Workspace, view: Json, *, old: Json | None = None, user: str = "") -> Json:
    """Slack's view object from what the app sent; an updated view keeps its id, its place and what was typed."""
    view = copy.deepcopy(view)
    external = view.get("external_id") or ""
    view_id = old["id"] if old else ws.world.mint.id("V")
    if old:
        keep_ids(view["blocks"], old["blocks"])
    blocks = with_ids(view["blocks"], ws.world.mint)
    made: Json = {
        "id": view_id,
        "team_id": ws.world.team_id,
        "type": view["type"],
        "blocks": blocks,
        "private_metadata": view.get("private_metadata") or "",
        "callback_id": view.get("callback_id") or "",
        "state": {"values": initial_state(blocks, ws.touched.get(view_id, {}))},
        "hash": view_hash(ws.clock.unix()),
        "title": view.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "clear_on_close": bool(view.get("clear_on_close")),
        "notify_on_close": bool(view.get("notify_on_close")),
        "close": view.get("close"),
        "submit": view.get("submit"),
        "previous_view_id": old["previous_view_id"] if old else None,
        "root_view_id": old["root_view_id"] if old else view_id,
        "app_id": ws.app.id,
        "external_id": external,
        "app_installed_team_id": ws.world.team_id,
        "bot_id": ws.app.bot_id,
    }
    if view.get("submit_disabled"):
        made["submit_disabled"] = True
    _refuse_taken_external_id(ws, external, view_id)
    return made


def _refuse_taken_external_id(ws: Workspace, external: str, view_id: str) -> None:
    if external and any(view["external_id"] == external and view["id"] != view_id for view in every_view(ws)):
        raise Refusal("duplicate_external_id")


def every_view(ws: Workspace) -> list[Json]:
    return [view for stack in ws.stacks.values() for view in stack] + list(ws.homes.values())


def show_stack(ws: Workspace, user: str, errors: dict[str, str] | None = None) -> None:
    news: Json = {"type": "views", "stack": ws.stacks.get(user, [])}
    if errors:
        news["errors"] = errors
    ws.live.tell([user], news)


def open_view(ws: Workspace, user: str, view: Json, *, channel: str = "") -> Json:
    """A new modal takes the place of whatever this person had open; `channel` is where they came from."""
    made = make_view(ws, view)
    _choose_current_conversation(made, channel)
    ws.stacks[user] = [made]
    show_stack(ws, user)
    return made


def _choose_current_conversation(view: Json, channel: str) -> None:
    """Fills selects that start with the conversation the person is in."""
    values = view["state"]["values"]
    for block in all_blocks(view["blocks"]):
        for element in elements_of(block):
            if not channel or not element.get("default_to_current_conversation"):
                continue
            entry = values[block["block_id"]][element["action_id"]]
            if element["type"] == "conversations_select" and not entry["selected_conversation"]:
                element["initial_conversation"] = entry["selected_conversation"] = channel
            elif element["type"] == "multi_conversations_select" and not entry["selected_conversations"]:
                element["initial_conversations"] = [channel]
                entry["selected_conversations"] = [channel]


def push_view(ws: Workspace, user: str, view: Json) -> Json:
    """Raises Refusal `push_limit_reached` beyond three views."""
    stack = ws.stacks.setdefault(user, [])
    if len(stack) >= MOST_VIEWS:
        raise Refusal("push_limit_reached")
    made = make_view(ws, view)
    if stack:
        made |= {"previous_view_id": stack[-1]["id"], "root_view_id": stack[0]["id"]}
    stack.append(made)
    show_stack(ws, user)
    return made


def find_view(ws: Workspace, *, view_id: str = "", external_id: str = "") -> tuple[str, Json] | None:
    """The owner and the open modal or published Home view."""
    for user, stack in ws.stacks.items():
        for view in stack:
            if (view_id and view["id"] == view_id) or (external_id and view["external_id"] == external_id):
                return user, view
    for user, view in ws.homes.items():
        if (view_id and view["id"] == view_id) or (external_id and view["external_id"] == external_id):
            return user, view
    return None


def replace_view(ws: Workspace, user: str, old: Json, view: Json) -> Json:
    """Puts the new contents where the old view stands. Raises Refusal when the type differs."""
    if view["type"] != old["type"]:
        raise Refusal("invalid_arguments", messages=["must match the `type` of the existing view [json-pointer:/view]"])
    made = make_view(ws, view, old=old)
    if old["type"] == "home":
        ws.homes[user] = made
        ws.live.tell([user], {"type": "home", "app": ws.app.id, "view": made})
        return made
    stack = ws.stacks[user]
    stack[stack.index(old)] = made
    show_stack(ws, user)
    return made


def publish_home(ws: Workspace, user: str, view: Json) -> Json:
    old = ws.homes.get(user)
    made = make_view(ws, view, old=old)
    ws.homes[user] = made
    ws.live.tell([user], {"type": "home", "app": ws.app.id, "view": made})
    return made


def drop_views(ws: Workspace, user: str, *, all_of_them: bool = False) -> None:
    """Takes the top view (with `clear_on_close`, or on demand, all of them) from the stack."""
    stack = ws.stacks.get(user, [])
    gone = stack[:] if all_of_them else stack[-1:]
    ws.stacks[user] = [] if all_of_them else stack[:-1]
    for view in gone:
        ws.touched.pop(view["id"], None)
    show_stack(ws, user)


def remember(ws: Workspace, view: Json, state: Json | None) -> None:
    """Keeps what the page says the inputs hold, and brings the view's state up to date."""
    touched = ws.touched.setdefault(view["id"], {})
    for block_id, entries in (state or {}).items():
        for action_id, entry in entries.items():
            touched.setdefault(block_id, {})[action_id] = _with_files(ws, entry)
    view["state"] = {"values": initial_state(view["blocks"], touched)}


def _with_files(ws: Workspace, entry: Json) -> Json:
    """A file input's files as Slack tells of them: whole file objects."""
    if entry.get("type") != "file_input":
        return entry
    ids = [str(each.get("id") if isinstance(each, dict) else each) for each in entry.get("files") or ()]
    known = [ws.world.files[each] for each in ids if each in ws.world.files]
    return {**entry, "files": [file_shape(ws, each) for each in known]}
