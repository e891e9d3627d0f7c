"""Probes: for each limit, a payload that is good but for one quantity, to be tried at the limit and past it.

The names are those of slackblocks' registry without their ending (`BUTTON_TEXT` for `BUTTON_TEXT_MAX_LENGTH`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.limits import Complaint, check_message, check_view
from tests.sandbox.limits_payloads import (
    Json,
    button,
    card,
    cell,
    chart,
    complaints,
    confirm,
    container,
    data_table,
    feedback_buttons,
    field,
    grid,
    groups,
    home,
    icon_button,
    image,
    message,
    modal,
    option,
    options,
    pie,
    plain,
    rich,
    rich_section,
    section,
    select,
    task,
    video,
    visualization,
    workflow_button,
    x,
)

Probe = Callable[[int], list[Complaint]]


def _message(build: Callable[[int], Json]) -> Probe:
    return lambda n: complaints("message", build(n))


def _modal(build: Callable[[int], Json]) -> Probe:
    return lambda n: complaints("modal", build(n))


def _view(build: Callable[[int], Json]) -> Probe:
    return lambda n: check_view(build(n), method="views.open")


def _accessory(build: Callable[[int], Json]) -> Probe:
    return lambda n: complaints("message", section(accessory=build(n)))


def _input(kind: str, name: str, make: Callable[[int], Any] = lambda n: n, **more: Any) -> Probe:
    return lambda n: complaints("modal", field({"type": kind, name: make(n), **more}))


def _words(n: int) -> Json:
    return plain(x(n))


def url(n: int) -> str:
    return "https://a/".ljust(n, "x")


def labels(n: int) -> list[str]:
    return [str(number) for number in range(n)]


def _series(**more: Any) -> Json:
    return visualization(chart() | more)


def _point(n: int) -> Json:
    label = x(n)
    return visualization(
        {
            "type": "bar",
            "series": [{"name": "a", "data": [{"label": label, "value": 1}]}],
            "axis_config": {"categories": [label]},
        }
    )


def _axis(**more: Any) -> Json:
    return _series(axis_config={"categories": ["Mon", "Tue"], **more})


def _context_action(build: Callable[[int], Json]) -> Probe:
    return _message(lambda n: {"type": "context_actions", "elements": [build(n)]})


def _piece(kind: str, name: str, **more: Any) -> Probe:
    return _message(lambda n: rich({"type": kind, "elements": [], name: n, **more}))


PROBES: dict[str, Probe] = {
    "TEXT": _message(lambda n: section(text=_words(n))),
    "ACTION_ID": _accessory(lambda n: button(action_id=x(n))),
    "BLOCK_ID": _message(lambda n: section(block_id=x(n))),
    "BUTTON_TEXT": _accessory(lambda n: button(text=_words(n))),
    "BUTTON_URL": _accessory(lambda n: button(url=url(n))),
    "BUTTON_VALUE": _accessory(lambda n: button(value=x(n))),
    "BUTTON_ACCESSIBILITY_LABEL": _accessory(lambda n: button(accessibility_label=x(n))),
    "BUTTON_AGENT_PROMPT": _accessory(lambda n: button(agent_prompt=x(n))),
    "CONFIRMATION_TITLE": _accessory(lambda n: button(confirm=confirm(title=_words(n)))),
    "CONFIRMATION_TEXT": _accessory(lambda n: button(confirm=confirm(text=_words(n)))),
    "CONFIRMATION_CONFIRM": _accessory(lambda n: button(confirm=confirm(confirm=_words(n)))),
    "CONFIRMATION_DENY": _accessory(lambda n: button(confirm=confirm(deny=_words(n)))),
    "OPTION_TEXT": _accessory(lambda n: select(options=[option(text=_words(n))])),
    "OPTION_VALUE": _accessory(lambda n: select(options=[option(x(n), text=plain())])),
    "OPTION_DESCRIPTION": _accessory(lambda n: select(options=[option(description=_words(n))])),
    "OPTION_URL": _accessory(lambda n: {"type": "overflow", "options": [option(url=url(n))]}),
    "OPTION_GROUP_LABEL": _accessory(
        lambda n: {"type": "static_select", "option_groups": [{"label": _words(n), "options": options(1)}]}
    ),
    "OPTION_GROUP_OPTIONS": _accessory(
        lambda n: {"type": "static_select", "option_groups": [{"label": plain(), "options": options(n)}]}
    ),
    "SELECT_PLACEHOLDER": _accessory(lambda n: select(placeholder=_words(n))),
    "SELECT_OPTIONS": _accessory(lambda n: select(options=options(n))),
    "SELECT_OPTION_GROUPS": _accessory(lambda n: {"type": "static_select", "option_groups": groups(n)}),
    "MULTI_SELECT_OPTIONS": _accessory(lambda n: {"type": "multi_static_select", "options": options(n)}),
    "MULTI_SELECT_OPTION_GROUPS": _accessory(lambda n: {"type": "multi_static_select", "option_groups": groups(n)}),
    "SELECT_MIN_QUERY_LENGTH": _accessory(lambda n: {"type": "external_select", "min_query_length": n}),
    "MULTI_SELECT_MAX_SELECTED_ITEMS": _accessory(lambda n: {"type": "multi_users_select", "max_selected_items": n}),
    "OVERFLOW_OPTIONS": _accessory(lambda n: {"type": "overflow", "options": options(n)}),
    "CHECKBOXES_OPTIONS": _accessory(lambda n: {"type": "checkboxes", "options": options(n)}),
    "RADIO_BUTTONS_OPTIONS": _accessory(lambda n: {"type": "radio_buttons", "options": options(n)}),
    "CONVERSATION_FILTER_INCLUDE": _accessory(
        lambda n: {"type": "conversations_select", "filter": {"include": ["im", "mpim", "private", "public"][:n]}}
    ),
    "DATE_PICKER_PLACEHOLDER": _accessory(lambda n: {"type": "datepicker", "placeholder": _words(n)}),
    "TIME_PICKER_PLACEHOLDER": _accessory(lambda n: {"type": "timepicker", "placeholder": _words(n)}),
    "FILE_INPUT_MAX_FILES": _input("file_input", "max_files"),
    "PLAIN_TEXT_INPUT_MIN_LENGTH": _input("plain_text_input", "min_length"),
    "PLAIN_TEXT_INPUT_MAX_LENGTH": _input("plain_text_input", "max_length"),
    "PLAIN_TEXT_INPUT_PLACEHOLDER": _input("plain_text_input", "placeholder", _words),
    "EMAIL_INPUT_PLACEHOLDER": _input("email_text_input", "placeholder", _words),
    "URL_INPUT_PLACEHOLDER": _input("url_text_input", "placeholder", _words),
    "NUMBER_INPUT_PLACEHOLDER": _input("number_input", "placeholder", _words, is_decimal_allowed=True),
    "RICH_TEXT_INPUT_PLACEHOLDER": _input("rich_text_input", "placeholder", _words),
    "RICH_TEXT_INPUT_MIN_LINES": _input("rich_text_input", "min_lines"),
    "RICH_TEXT_INPUT_MAX_LINES": _input("rich_text_input", "max_lines"),
    "DISPATCH_ACTION_CONFIGURATION_TRIGGER_ACTIONS_ON": _input(
        "plain_text_input",
        "dispatch_action_config",
        lambda n: {"trigger_actions_on": ["on_enter_pressed", "on_character_entered", "on_enter_pressed"][:n]},
    ),
    "ACTIONS_ELEMENTS": _message(lambda n: {"type": "actions", "elements": [button()] * n}),
    "ALERT_TEXT": _modal(lambda n: {"type": "alert", "text": _words(n)}),
    "CARD_TITLE": _message(lambda n: card(title=_words(n))),
    "CARD_SUBTITLE": _message(lambda n: card(subtitle=_words(n))),
    "CARD_BODY": _message(lambda n: card(body=_words(n))),
    "CARD_SUBTEXT": _message(lambda n: card(subtext=_words(n))),
    "CARD_ACTIONS": _message(lambda n: card(actions=[button()] * n)),
    "CAROUSEL_ELEMENTS": _message(lambda n: {"type": "carousel", "elements": [card()] * n}),
    "CONTAINER_TITLE": _message(lambda n: container(title=_words(n))),
    "CONTAINER_SUBTITLE": _message(lambda n: container(subtitle=_words(n))),
    "CONTAINER_CHILD_BLOCKS": _message(lambda n: container(child_blocks=[section()] * n)),
    "CONTEXT_ELEMENTS": _message(lambda n: {"type": "context", "elements": [plain()] * n}),
    "CONTEXT_ACTIONS_ELEMENTS": _message(lambda n: {"type": "context_actions", "elements": [icon_button()] * n}),
    "FEEDBACK_BUTTON_TEXT": _context_action(
        lambda n: feedback_buttons(positive_button={"text": _words(n), "value": "1"})
    ),
    "FEEDBACK_BUTTON_VALUE": _context_action(
        lambda n: feedback_buttons(negative_button={"text": plain(), "value": x(n)})
    ),
    "FEEDBACK_BUTTON_ACCESSIBILITY_LABEL": _context_action(
        lambda n: feedback_buttons(positive_button={"text": plain(), "value": "1", "accessibility_label": x(n)})
    ),
    "ICON_BUTTON_VALUE": _context_action(lambda n: icon_button(value=x(n))),
    "ICON_BUTTON_ACCESSIBILITY_LABEL": _context_action(lambda n: icon_button(accessibility_label=x(n))),
    "ICON_BUTTON_VISIBLE_TO_USER_IDS": _context_action(lambda n: icon_button(visible_to_user_ids=["U1"] * n)),
    "WORKFLOW_BUTTON_TEXT": _accessory(lambda n: workflow_button(text=_words(n))),
    "WORKFLOW_BUTTON_ACCESSIBILITY_LABEL": _accessory(lambda n: workflow_button(accessibility_label=x(n))),
    "TABLE_ROWS": _message(lambda n: {"type": "table", "rows": grid(n, 1)}),
    "TABLE_COLUMNS": _message(lambda n: {"type": "table", "rows": grid(1, n)}),
    "TABLE_COLUMN_SETTINGS": _message(lambda n: {"type": "table", "rows": grid(1, 1), "column_settings": [{}] * n}),
    "DATA_TABLE_ROWS": _message(lambda n: data_table(rows=grid(n, 1))),
    "DATA_TABLE_COLUMNS": _message(lambda n: data_table(rows=grid(2, n))),
    "DATA_TABLE_PAGE_SIZE": _message(lambda n: data_table(page_size=n)),
    "DATA_TABLE_CELL_TEXT": _message(lambda n: data_table(rows=[[cell()], [cell(x(n))]])),
    "DATA_TABLE_CONTENT": _message(lambda n: data_table(rows=[[cell("a")], [cell(x(n - 1))]])),
    "DATA_TABLE_TOTAL_CONTENT": lambda n: complaints(
        "message", data_table(rows=[[cell("a")], [cell("b")]]), data_table(rows=[[cell("a")], [cell(x(n - 3))]])
    ),
    "DATA_TABLE_ROW_HEADER_COLUMN_INDEX": _message(lambda n: data_table(row_header_column_index=n)),
    "DATA_VISUALIZATION_TITLE": _message(lambda n: visualization(title=x(n))),
    "DATA_VISUALIZATION_SEGMENTS": _message(lambda n: visualization(pie(n))),
    "DATA_VISUALIZATION_SEGMENT_LABEL": _message(
        lambda n: visualization({"type": "pie", "segments": [{"label": x(n), "value": 1}]})
    ),
    "DATA_VISUALIZATION_SEGMENT_VALUE": _message(
        lambda n: visualization({"type": "pie", "segments": [{"label": "a", "value": n}]})
    ),
    "DATA_VISUALIZATION_SERIES": _message(lambda n: visualization(chart(names=tuple(labels(n))))),
    "DATA_VISUALIZATION_SERIES_NAME": _message(lambda n: visualization(chart(names=(x(n),)))),
    "DATA_VISUALIZATION_DATA": _message(lambda n: visualization(chart(categories=tuple(labels(n))))),
    "DATA_VISUALIZATION_POINT_LABEL": _message(_point),
    "DATA_VISUALIZATION_CATEGORIES": _message(lambda n: visualization(chart(categories=tuple(labels(n))))),
    "DATA_VISUALIZATION_CATEGORY_LABEL": _message(_point),
    "DATA_VISUALIZATION_AXIS_LABEL": _message(lambda n: _axis(y_label=x(n))),
    "HEADER_TEXT": _message(lambda n: {"type": "header", "text": _words(n)}),
    "IMAGE_IMAGE_URL": _message(lambda n: image(image_url=url(n))),
    "IMAGE_ALT_TEXT": _message(lambda n: image(alt_text=x(n))),
    "IMAGE_TITLE": _message(lambda n: image(title=_words(n))),
    "IMAGE_ELEMENT_IMAGE_URL": _accessory(lambda n: image(image_url=url(n))),
    "IMAGE_ELEMENT_ALT_TEXT": _accessory(lambda n: image(alt_text=x(n))),
    "INPUT_LABEL": _modal(lambda n: field({"type": "users_select"}, label=_words(n))),
    "INPUT_HINT": _modal(lambda n: field({"type": "users_select"}, hint=_words(n))),
    "MARKDOWN_TEXT": _message(lambda n: {"type": "markdown", "text": x(n)}),
    "MARKDOWN_TOTAL_TEXT": lambda n: complaints(
        "message", {"type": "markdown", "text": "a"}, {"type": "markdown", "text": x(n - 1)}
    ),
    "PLAN_TASKS": _message(
        lambda n: {"type": "plan", "title": "A", "tasks": [task(task_id=label) for label in labels(n)]}
    ),
    "RICH_TEXT_LIST_INDENT": _piece("rich_text_list", "indent", style="bullet"),
    "RICH_TEXT_LIST_OFFSET": _piece("rich_text_list", "offset", style="ordered"),
    "RICH_TEXT_LIST_BORDER": _piece("rich_text_list", "border", style="bullet"),
    "RICH_TEXT_QUOTE_BORDER": _piece("rich_text_quote", "border"),
    "RICH_TEXT_PREFORMATTED_BORDER": _piece("rich_text_preformatted", "border"),
    "SECTION_TEXT": _message(lambda n: section(text=_words(n))),
    "SECTION_FIELDS": _message(lambda n: section(fields=[plain()] * n)),
    "SECTION_FIELDS_ITEM": _message(lambda n: section(fields=[_words(n)])),
    "VIDEO_ALT_TEXT": _message(lambda n: video(alt_text=x(n))),
    "VIDEO_TITLE": _message(lambda n: video(title=_words(n))),
    "VIDEO_AUTHOR_NAME": _message(lambda n: video(author_name=x(n))),
    "VIDEO_DESCRIPTION": _message(lambda n: video(description=_words(n))),
    "VIDEO_PROVIDER_NAME": _message(lambda n: video(provider_name=x(n))),
    "VIDEO_THUMBNAIL_URL": _message(lambda n: video(thumbnail_url=url(n))),
    "VIDEO_VIDEO_URL": _message(lambda n: video(video_url=url(n))),
    "VIDEO_TITLE_URL": _message(lambda n: video(title_url=url(n))),
    "VIDEO_PROVIDER_ICON_URL": _message(lambda n: video(provider_icon_url=url(n))),
    "MESSAGE_DATA_VISUALIZATIONS": lambda n: complaints("message", *[visualization()] * n),
    "MESSAGE_BLOCKS": lambda n: complaints("message", *[section()] * n),
    "MESSAGE_ATTACHMENTS": lambda n: check_message(message(attachments=[{"text": "a"}] * n), method="chat.postMessage"),
    "ATTACHMENT_FOOTER": lambda n: check_message(message(attachments=[{"footer": x(n)}]), method="chat.postMessage"),
    "ATTACHMENT_ACTIONS": lambda n: check_message(
        message(attachments=[{"actions": [{}] * n}]), method="chat.postMessage"
    ),
    "VIEW_BLOCKS": lambda n: check_view(home(*[section()] * n), method="views.publish"),
    "VIEW_PRIVATE_METADATA": _view(lambda n: modal(section(), private_metadata=x(n))),
    "VIEW_CALLBACK_ID": _view(lambda n: modal(section(), callback_id=x(n))),
    "VIEW_EXTERNAL_ID": _view(lambda n: modal(section(), external_id=x(n))),
    "VIEW_TITLE": _view(lambda n: modal(section(), title=_words(n))),
    "VIEW_CLOSE": _view(lambda n: modal(section(), close=_words(n))),
    "VIEW_SUBMIT": _view(lambda n: modal(section(), submit=_words(n))),
    "BOX_TEXT": _accessory(lambda n: {"type": "checkboxes", "options": [option(text=_words(n))]}),
    "BOX_DESCRIPTION": _accessory(lambda n: {"type": "radio_buttons", "options": [option(description=_words(n))]}),
    "OVERFLOW_TEXT": _accessory(lambda n: {"type": "overflow", "options": [option(text=_words(n))]}),
    "ICON_BUTTON_TEXT": _context_action(lambda n: icon_button(text=_words(n))),
    "CONTEXT_TEXT": _message(lambda n: {"type": "context", "elements": [_words(n)]}),
    "EXTERNAL_INITIAL_OPTIONS": _accessory(lambda n: {"type": "multi_external_select", "initial_options": options(n)}),
    "INITIAL_USER": _accessory(lambda n: {"type": "users_select", "initial_user": x(n)}),
    "INITIAL_CHANNEL": _accessory(lambda n: {"type": "channels_select", "initial_channel": x(n)}),
    "INITIAL_CONVERSATION": _accessory(lambda n: {"type": "conversations_select", "initial_conversation": x(n)}),
    "INITIAL_USERS": _accessory(lambda n: {"type": "multi_users_select", "initial_users": [x(n)]}),
    "INITIAL_MOMENT": _input("datetimepicker", "initial_date_time"),
    "SKIN_TONE": _message(lambda n: rich(rich_section({"type": "emoji", "name": "wave", "skin_tone": n}))),
    "DATE_FALLBACK": _message(
        lambda n: rich(rich_section({"type": "date", "timestamp": 1, "format": "{date}", "fallback": x(n)}))
    ),
    "RICH_TEXT_USER": _message(lambda n: rich(rich_section({"type": "user", "user_id": x(n)}))),
    "NESTED_BLOCK_ID": _message(lambda n: container(rich_text_title=rich() | {"block_id": x(n)})),
    "SLACK_FILE_ID": _message(lambda n: {"type": "image", "alt_text": "A", "slack_file": {"id": x(n)}}),
    "FILE_TYPES": _input("file_input", "filetypes", lambda n: ["csv"] * n),
    "FILE_TYPE": _input("file_input", "filetypes", lambda n: [x(n)]),
}


def holds(name: str, n: int) -> bool:
    """Whether the sandbox takes this quantity."""
    return PROBES[name](n) == []


def greatest(name: str, limit: int) -> bool:
    """Whether this is the greatest quantity that the sandbox takes."""
    return holds(name, limit) and not holds(name, limit + 1)


def least(name: str, limit: int) -> bool:
    """Whether this is the least quantity that the sandbox takes."""
    return holds(name, limit) and not holds(name, limit - 1)
