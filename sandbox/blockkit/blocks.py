"""Blocks, and the surfaces on which each may stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from sandbox.blockkit.composition import (
    FLAG,
    IDENTIFIER,
    IMAGE_SOURCE,
    LINK,
    WEB_LINK,
    any_text,
    kind,
    link,
    plain_text,
)
from sandbox.blockkit.elements import (
    ACCESSORIES,
    ACTIONS,
    BUTTONS,
    CONTEXT_ACTIONS,
    CONTEXTS,
    IMAGES,
    INPUTS,
    action_ids_differ,
)
from sandbox.blockkit.icons import SLACK_ICONS
from sandbox.blockkit.richtext import RICH_TEXT, RICH_TEXT_ELEMENTS
from sandbox.blockkit.schema import (
    Choice,
    OneOf,
    Rows,
    Rule,
    Shape,
    Spec,
    Text,
    Walk,
    at_least_one,
    at_most_one,
    exactly_one,
    one_of,
    whole,
)
from sandbox.blockkit.tables import DATA_TABLE, DATA_VISUALIZATION, TABLE

_message, _home = frozenset({"message"}), frozenset({"message", "home"})

SURFACES: Mapping[str, frozenset[str]] = {
    "markdown": _message,
    "table": _message,
    "data_visualization": _message,
    "context_actions": _message,
    "task_card": _message,
    "plan": _message,
    "data_table": _home,
    "card": _home,
    "carousel": _home,
    "container": _home,
    "alert": frozenset({"modal"}),
}
"""Blocks that are not everywhere, and where they are: as Slack behaves, where its pages say otherwise."""


def _note_id(value: Any, at: str, walk: Walk) -> None:
    if "block_id" in value:
        walk.count("block_id", (value["block_id"], f"{at}/block_id"))


def _identified(shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    """The shapes with a block_id that the payload's rules will look at."""
    return {
        name: Shape(shape.needs, {"block_id": IDENTIFIER, **shape.takes}, (*shape.rules, _note_id))
        for name, shape in shapes.items()
    }


def _block(
    name: str, needs: Mapping[str, Spec] | None = None, takes: Mapping[str, Spec] | None = None, *rules: Rule
) -> dict[str, Shape]:
    return _identified(kind(name, needs, takes, *rules))


def _no_dispatch_of_files(value: Any, at: str, walk: Walk) -> None:
    if value.get("dispatch_action") and value["element"]["type"] == "file_input":
        walk.refuse("`dispatch_action` cannot be used with a `file_input`", f"{at}/dispatch_action")


def _note_input(value: Any, at: str, walk: Walk) -> None:
    walk.count("input", f"{at}/input")


def _note_markdown(value: Any, at: str, walk: Walk) -> None:
    walk.count("markdown", (len(value["text"]), at))


def _video_is_unfurled(value: Any, at: str, walk: Walk) -> None:
    """A video plays only from a host (or a subdomain of it) that the app's manifest names, where that is known."""
    domains = walk.unfurl_domains
    if domains is None:
        return
    try:
        host = urlsplit(value["video_url"]).hostname or ""
    except ValueError:
        host = ""
    if not any(host == domain or host.endswith(f".{domain}") for domain in domains):
        walk.refuse("must be on one of the app's unfurl domains", f"{at}/video_url")


def _collapse_makes_sense(value: Any, at: str, walk: Walk) -> None:
    collapsible = value.get("is_collapsible", False)
    if value.get("default_collapsed") and not collapsible:
        walk.refuse("`default_collapsed` requires `is_collapsible`", f"{at}/default_collapsed")
    if value.get("has_header_divider") and collapsible:
        walk.refuse("`has_header_divider` cannot be used with `is_collapsible`", f"{at}/has_header_divider")


def _task_ids_differ(tasks: Any, at: str, walk: Walk) -> None:
    seen = set()
    for place, task in enumerate(tasks):
        if task["task_id"] in seen:
            walk.refuse(f'`task_id` "{task["task_id"]}" already exists', f"{at}/{place}/task_id")
        seen.add(task["task_id"])


def _elements(choice: Choice, most: int) -> dict[str, Spec]:
    return {"elements": Rows(choice, most, 1, rules=(action_ids_differ,))}


_plain = {
    **_block(
        "section",
        None,
        {"text": any_text(3000), "fields": Rows(any_text(2000), 10, 1), "accessory": ACCESSORIES, "expand": FLAG},
        at_least_one("text", "fields"),
    ),
    **_block("header", {"text": plain_text(150)}, {"level": whole(1, 4)}),
    **_block("divider"),
    **_block("context", {"elements": Rows(CONTEXTS, 10, 1)}),
    **_block("actions", _elements(ACTIONS, 25)),
    **_block(
        "input",
        {"label": plain_text(2000), "element": INPUTS},
        {"hint": plain_text(2000), "optional": FLAG, "dispatch_action": FLAG},
        _no_dispatch_of_files,
        _note_input,
    ),
    **_block(
        "image",
        {"alt_text": Text(2000, 1)},
        {"title": plain_text(2000), **IMAGE_SOURCE},
        exactly_one("image_url", "slack_file"),
    ),
    **_block("rich_text", {"elements": RICH_TEXT_ELEMENTS}),
    **_block(
        "video",
        {
            "title": plain_text(199),
            "alt_text": Text(2000, 1),
            "thumbnail_url": WEB_LINK,
            "video_url": link(3000, "https://"),
        },
        {
            "title_url": link(2000, "https://"),
            "description": plain_text(199),
            "provider_name": Text(50, 1),
            "provider_icon_url": link(2000),
            "author_name": Text(49, 1),
        },
        _video_is_unfurled,
    ),
    **_identified(TABLE),
}
"""Blocks that may also stand inside a container."""

_card = _block(
    "card",
    None,
    {
        "hero_image": IMAGES,
        "icon": IMAGES,
        "slack_icon": Choice({"icon": Shape({"type": one_of("icon"), "name": OneOf(SLACK_ICONS)})}),
        "title": any_text(150),
        "subtitle": any_text(150),
        "body": any_text(200),
        "subtext": any_text(200),
        "actions": Rows(BUTTONS, 3, 1, rules=(action_ids_differ,)),
    },
    at_least_one("hero_image", "title", "actions", "body"),
    at_most_one("icon", "slack_icon"),
)

_container = _block(
    "container",
    {"child_blocks": Rows(Choice(_plain, SURFACES), 10, 1)},
    {
        "title": plain_text(150),
        "rich_text_title": RICH_TEXT,
        "subtitle": any_text(150),
        "icon": IMAGES,
        "width": one_of("narrow", "standard", "wide", "full"),
        "is_collapsible": FLAG,
        "default_collapsed": FLAG,
        "has_header_divider": FLAG,
    },
    at_least_one("title", "rich_text_title"),
    _collapse_makes_sense,
)

SOURCES = kind("url", {"url": LINK, "text": Text(least=1)})
"""What a task card cites."""

_task: Mapping[str, Spec] = {"task_id": Text(least=1), "title": Text(least=1)}
_findings: Mapping[str, Spec] = {"details": RICH_TEXT, "output": RICH_TEXT, "sources": Rows(Choice(SOURCES))}

_task_card = _block("task_card", {**_task, "status": one_of("in_progress", "complete", "error")}, _findings)

_planned_task = Shape(
    {**_task, "status": one_of("pending", "in_progress", "complete", "error")},
    {**_findings, "type": one_of("task_card"), "block_id": IDENTIFIER},
)

BLOCKS = Choice(
    {
        **_plain,
        **_card,
        **_container,
        **_task_card,
        **_block("carousel", {"elements": Rows(Choice(_card), 10, 1)}),
        **_block("alert", {"text": any_text(200)}, {"level": one_of("default", "info", "warning", "error", "success")}),
        **_block("context_actions", _elements(CONTEXT_ACTIONS, 5)),
        **_block("plan", {"title": Text(least=1), "tasks": Rows(_planned_task, 50, rules=(_task_ids_differ,))}),
        **kind("markdown", {"text": Text(12_000, 1)}, {"block_id": Text()}, _note_markdown),
        **_identified(DATA_TABLE),
        **_identified(DATA_VISUALIZATION),
    },
    SURFACES,
)
"""Every block that an app can send."""
