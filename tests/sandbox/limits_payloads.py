"""Small builders of payloads for the tests of the sandbox's limits."""

from __future__ import annotations

from typing import Any, NamedTuple

from sandbox.limits import Complaint, check_message, check_view

Json = dict[str, Any]

SURFACES = ("message", "modal", "home")


class Bad(NamedTuple):
    """A part that Slack refuses: what is wrong in words, the part, the sentence, the pointer within the part."""

    wrong: str
    part: Any
    message: str
    pointer: str = ""


def x(length: int) -> str:
    return "x" * length


def plain(text: str = "Text", **more: Any) -> Json:
    return {"type": "plain_text", "text": text, **more}


def mrkdwn(text: str = "*Text*", **more: Any) -> Json:
    return {"type": "mrkdwn", "text": text, **more}


def option(value: str = "1", **more: Any) -> Json:
    return {"text": plain(f"Option {value}"), "value": value, **more}


def options(count: int) -> list[Json]:
    return [option(str(number)) for number in range(count)]


def groups(count: int) -> list[Json]:
    return [{"label": plain(f"Group {number}"), "options": options(1)} for number in range(count)]


def confirm(**more: Any) -> Json:
    return {"title": plain(), "text": mrkdwn(), "confirm": plain("Yes"), "deny": plain("No"), **more}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain("Go"), **more}


def image(**more: Any) -> Json:
    return {"type": "image", "alt_text": "A chart", "image_url": "https://example.com/a.png", **more}


def select(**more: Any) -> Json:
    return {"type": "static_select", "options": options(2), **more}


def words(text: str = "Hello", **more: Any) -> Json:
    return {"type": "text", "text": text, **more}


def rich_section(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements or (words(),))}


def rich(*pieces: Json) -> Json:
    return {"type": "rich_text", "elements": list(pieces or (rich_section(),))}


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(), **more}


def field(element: Any, **more: Any) -> Json:
    return {"type": "input", "label": plain("Label"), "element": element, **more}


def cell(text: str = "cell") -> Json:
    return {"type": "raw_text", "text": text}


def grid(rows: int, columns: int) -> list[list[Json]]:
    return [[cell()] * columns for _ in range(rows)]


def chart(kind: str = "bar", categories: tuple[str, ...] = ("Mon", "Tue"), names: tuple[str, ...] = ("Kudos",)) -> Json:
    points = [{"label": category, "value": 3} for category in categories]
    series = [{"name": name, "data": points} for name in names]
    return {"type": kind, "series": series, "axis_config": {"categories": list(categories)}}


def pie(segments: int = 2) -> Json:
    return {"type": "pie", "segments": [{"label": f"Part {n}", "value": n + 1} for n in range(segments)]}


def visualization(drawing: Json | None = None, **more: Any) -> Json:
    return {"type": "data_visualization", "title": "Kudos a week", "chart": drawing or chart(), **more}


def data_table(**more: Any) -> Json:
    return {"type": "data_table", "caption": "Goals", "rows": grid(2, 2), **more}


def card(**more: Any) -> Json:
    return {"type": "card", "title": mrkdwn(), **more}


def container(**more: Any) -> Json:
    return {"type": "container", "title": plain(), "child_blocks": [section()], **more}


def task(**more: Any) -> Json:
    return {"type": "task_card", "task_id": "t1", "title": "Look it up", "status": "complete", **more}


def video(**more: Any) -> Json:
    return {
        "type": "video",
        "title": plain("How to thank"),
        "alt_text": "Two people talk",
        "thumbnail_url": "https://example.com/a.png",
        "video_url": "https://video.example.com/1",
        **more,
    }


def feedback_buttons(**more: Any) -> Json:
    one = {"text": plain("Yes"), "value": "yes"}
    return {"type": "feedback_buttons", "positive_button": one, "negative_button": one, **more}


def icon_button(**more: Any) -> Json:
    return {"type": "icon_button", "icon": "trash", "text": plain("Delete"), **more}


def workflow_button(**more: Any) -> Json:
    trigger = {
        "url": "https://slack.com/shortcuts/Ft1/x",
        "customizable_input_parameters": [{"name": "a", "value": "b"}],
    }
    return {"type": "workflow_button", "text": plain("Run"), "workflow": {"trigger": trigger}, **more}


def number_input(**more: Any) -> Json:
    return {"type": "number_input", "is_decimal_allowed": False, **more}


def placed(place: str, element: Json) -> Json:
    """The block that holds the element in this place."""
    if place == "accessory":
        return section(accessory=element)
    return field(element) if place == "input" else {"type": place, "elements": [element]}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Title"), "submit": plain("Send"), "blocks": list(blocks), **more}


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}


def message(*blocks: Json, **more: Any) -> Json:
    return {"text": "Hello", "blocks": list(blocks), **more}


def complaints(surface: str, *blocks: Json) -> list[Complaint]:
    """What the sandbox says of these blocks on this surface."""
    if surface == "message":
        return check_message(message(*blocks), method="chat.postMessage")
    if surface == "modal":
        return check_view(modal(*blocks), method="views.open")
    return check_view(home(*blocks), method="views.publish")


def expected(surface: str, told: str, pointer: str) -> list[Complaint]:
    """One complaint about the first block of a payload on this surface."""
    if surface == "message":
        return [Complaint("invalid_blocks", told, f"/blocks/0{pointer}")]
    return [Complaint("invalid_arguments", told, f"/view/blocks/0{pointer}")]
