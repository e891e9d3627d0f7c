"""One good example of every block and element, where each may stand, and how to try a bad one everywhere."""

from __future__ import annotations

from sandbox.limits import Complaint
from tests.sandbox.limits_payloads import (
    SURFACES,
    Bad,
    Json,
    button,
    card,
    cell,
    complaints,
    confirm,
    container,
    data_table,
    expected,
    feedback_buttons,
    field,
    icon_button,
    image,
    mrkdwn,
    number_input,
    option,
    options,
    pie,
    placed,
    plain,
    rich,
    section,
    select,
    task,
    video,
    visualization,
    workflow_button,
)

BLOCKS: dict[str, Json] = {
    "section": section(fields=[mrkdwn(), plain(emoji=True)], accessory=button(), expand=True, block_id="s"),
    "header": {"type": "header", "text": plain(), "level": 2},
    "divider": {"type": "divider", "block_id": "d"},
    "context": {"type": "context", "elements": [mrkdwn(verbatim=True), image(), plain()]},
    "actions": {"type": "actions", "elements": [button(action_id="a"), select(action_id="b")]},
    "input": field({"type": "plain_text_input"}, hint=plain(), optional=True, dispatch_action=True),
    "image": image(title=plain(), block_id="i"),
    "rich_text": rich(),
    "video": video(description=plain(), author_name="Ada", provider_name="Tube", title_url="https://example.com/"),
    "markdown": {"type": "markdown", "text": "**Hello**", "block_id": "ignored"},
    "table": {
        "type": "table",
        "rows": [[cell(), rich(), {"type": "raw_number", "value": 2.5, "text": "2.5"}]],
        "column_settings": [{"align": "right", "is_wrapped": True}, None],
    },
    "data_table": data_table(page_size=10, row_header_column_index=1),
    "data_visualization": visualization(pie()),
    "alert": {"type": "alert", "text": mrkdwn(), "level": "warning"},
    "card": card(
        subtitle=plain(), body=mrkdwn(), subtext=plain(), hero_image=image(), icon=image(), actions=[button()]
    ),
    "carousel": {"type": "carousel", "elements": [card(slack_icon={"type": "icon", "name": "rocket"}), card()]},
    "container": container(subtitle=mrkdwn(), width="wide", icon=image(), is_collapsible=True, default_collapsed=True),
    "context_actions": {"type": "context_actions", "elements": [feedback_buttons(), icon_button(confirm=confirm())]},
    "task_card": task(
        details=rich(), output=rich(), sources=[{"type": "url", "url": "https://a.example", "text": "A"}]
    ),
    "plan": {"type": "plan", "title": "Plan", "tasks": [task(status="pending"), task(task_id="t2")]},
}
"""Every block that an app can post, once."""

BLOCK_SURFACES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(BLOCKS, SURFACES),
    **dict.fromkeys(("markdown", "table", "data_visualization", "context_actions", "task_card", "plan"), ("message",)),
    **dict.fromkeys(("data_table", "card", "carousel", "container"), ("message", "home")),
    "alert": ("modal",),
}

_chosen = {"confirm": confirm(style="danger"), "focus_on_load": True}
_asked = {**_chosen, "placeholder": plain("Choose"), "action_id": "a"}
_typed = {
    "focus_on_load": True,
    "placeholder": plain("Type"),
    "action_id": "a",
    "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed", "on_character_entered"]},
}
_box = {"text": mrkdwn(), "value": "m", "description": mrkdwn()}

ELEMENTS: dict[str, Json] = {
    "button": button(
        value="1", url="https://example.com", style="primary", accessibility_label="Go", confirm=confirm()
    ),
    "image": {"type": "image", "alt_text": "A", "slack_file": {"id": "F1"}},
    "checkboxes": {"type": "checkboxes", "options": [option(), _box], "initial_options": [_box], **_chosen},
    "radio_buttons": {"type": "radio_buttons", "options": [option(), _box], "initial_option": option(), **_chosen},
    "overflow": {"type": "overflow", "options": [option(url="https://example.com")], "confirm": confirm()},
    "datepicker": {"type": "datepicker", "initial_date": "2026-02-28", **_asked},
    "timepicker": {"type": "timepicker", "initial_time": "23:59", "timezone": "Europe/Zurich", **_asked},
    "datetimepicker": {"type": "datetimepicker", "initial_date_time": 1628633820, **_chosen},
    "static_select": {"type": "static_select", "options": options(100), "initial_option": option("99"), **_asked},
    "external_select": {"type": "external_select", "initial_option": option(), "min_query_length": 0, **_asked},
    "users_select": {"type": "users_select", "initial_user": "U1", **_asked},
    "conversations_select": {
        "type": "conversations_select",
        "initial_conversation": "C1",
        "default_to_current_conversation": True,
        "filter": {"include": ["im", "public"], "exclude_bot_users": True, "exclude_external_shared_channels": True},
        **_asked,
    },
    "channels_select": {"type": "channels_select", "initial_channel": "C1", **_asked},
    "multi_static_select": {
        "type": "multi_static_select",
        "option_groups": [{"label": plain(), "options": options(3)}],
        "initial_options": options(2),
        "max_selected_items": 2,
        **_asked,
    },
    "multi_external_select": {"type": "multi_external_select", "initial_options": options(1), **_asked},
    "multi_users_select": {"type": "multi_users_select", "initial_users": ["U1"], "max_selected_items": 10, **_asked},
    "multi_conversations_select": {"type": "multi_conversations_select", "initial_conversations": ["C1"], **_asked},
    "multi_channels_select": {"type": "multi_channels_select", "initial_channels": ["C1"], **_asked},
    "plain_text_input": {
        "type": "plain_text_input",
        "multiline": True,
        "min_length": 0,
        "max_length": 3000,
        "initial_value": "Hi",
        **_typed,
    },
    "rich_text_input": {"type": "rich_text_input", "initial_value": rich(), "min_lines": 1, "max_lines": 100, **_typed},
    "email_text_input": {"type": "email_text_input", "initial_value": "ada@example.com", **_typed},
    "url_text_input": {"type": "url_text_input", "initial_value": "https://example.com", **_typed},
    "number_input": number_input(min_value="1", max_value="9", initial_value="5", **_typed),
    "file_input": {"type": "file_input", "filetypes": ["csv"], "max_files": 10, "action_id": "a"},
    "workflow_button": workflow_button(style="danger", accessibility_label="Run"),
    "feedback_buttons": feedback_buttons(action_id="f"),
    "icon_button": icon_button(value="1", visible_to_user_ids=["U1"], accessibility_label="Delete"),
}
"""Every element, once, with all that it takes."""

_menus = {name for name in ELEMENTS if name.endswith("_select")}
_anywhere = {
    "button",
    "checkboxes",
    "radio_buttons",
    "overflow",
    "datepicker",
    "timepicker",
    "workflow_button",
} | _menus

PLACES: dict[str, set[str]] = {
    "accessory": _anywhere | {"image"},
    "actions": _anywhere | {"datetimepicker", "rich_text_input"},
    "input": (_anywhere - {"button", "overflow", "workflow_button"})
    | {"datetimepicker", "file_input"}
    | {name for name in ELEMENTS if name.endswith("_input")},
    "context": {"image"},
    "context_actions": {"feedback_buttons", "icon_button"},
}
"""Which elements may stand where."""

ELEMENT_SURFACES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(ELEMENTS, SURFACES),
    "datetimepicker": ("message", "modal"),
    "rich_text_input": ("modal", "home"),
    **dict.fromkeys(("number_input", "email_text_input", "url_text_input", "file_input"), ("modal",)),
    **dict.fromkeys(("workflow_button", "feedback_buttons", "icon_button"), ("message",)),
}

POINTERS = {"accessory": "/accessory", "input": "/element", "actions": "/elements/0", "context": "/elements/0"}
"""Where, within its block, an element of each place stands."""


def refusals_of(bad: Bad) -> list[tuple[list[Complaint], list[Complaint]]]:
    """What is said of a bad element wherever it may stand, each beside what should be said."""
    kind, seen = bad.part["type"], []
    for place in (place for place in PLACES if kind in PLACES[place]):
        for surface in ELEMENT_SURFACES[kind]:
            pointer = POINTERS.get(place, "/elements/0") + bad.pointer
            seen.append((complaints(surface, placed(place, bad.part)), expected(surface, bad.message, pointer)))
    assert seen, f"{kind} stands nowhere"
    return seen
