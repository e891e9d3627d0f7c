"""Every block and element that Slack knows, once."""

from __future__ import annotations

from typing import Any

Block = dict[str, Any]


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str = "", **more: Any) -> Block:
    return {"text": plain(text), "value": value or text.lower(), **more}


def rich(*sections: Block) -> Block:
    return {"type": "rich_text", "elements": list(sections)}


def said(text: str, **style: bool) -> Block:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def section(*parts: Block) -> Block:
    return {"type": "rich_text_section", "elements": list(parts)}


FRUIT = [option("Apple"), option("Pear"), option("Plum")]
CONFIRM = {
    "title": plain("Really?"),
    "text": mrkdwn("This *cannot* be undone."),
    "confirm": plain("Do it"),
    "deny": plain("No"),
    "style": "danger",
}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun"]
AXES = {"categories": MONTHS, "x_label": "Month", "y_label": "Kudos"}


def series(name: str, *values: float) -> Block:
    return {
        "name": name,
        "data": [{"label": month, "value": value} for month, value in zip(MONTHS, values, strict=True)],
    }


def chart(kind: str, title: str, *lines: Block) -> Block:
    return {
        "type": "data_visualization",
        "title": title,
        "chart": {"type": kind, "series": list(lines), "axis_config": AXES},
    }


TEXTS: list[Block] = [
    {"type": "header", "text": plain("Everything in words :tada:")},
    {"type": "section", "text": mrkdwn("*bold* _italic_ ~struck~ `code` <https://example.com/a|a link> :rocket:\n> quoted\n• point")},
    {"type": "section", "text": plain("plain: *not bold* <@U1> :wave:")},
    {"type": "section", "text": mrkdwn("When: <!date^1795500000^{date_long} at {time}|some day>")},
    {"type": "section", "fields": [mrkdwn("*Team*\nBlue"), mrkdwn("*Mood*\n:smile:"), plain("One"), plain("Two")]},
    {"type": "divider"},
    {"type": "context", "elements": [mrkdwn("small *words*"), plain("and plain ones")]},
    rich(
        section(said("Rich "), said("bold", bold=True), said(" and "), said("code", code=True), said(" *literal*")),
        {"type": "rich_text_list", "style": "ordered", "elements": [section(said("first")), section(said("second"))]},
        {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [section(said("deeper"))]},
        {"type": "rich_text_quote", "elements": [said("a quote")]},
        {"type": "rich_text_preformatted", "elements": [said("a = 1\nb = 2")]},
    ),
    {"type": "markdown", "text": "# Heading\n\n**strong** and *soft*, [link](https://example.com/b)\n\n- one\n- two\n\n| a | b |\n|---|--:|\n| x | 1 |\n\n```\ncode\n```"},
]  # fmt: skip

MENUS: list[Block] = [
    {
        "type": "section", "block_id": "acc", "text": mrkdwn("A section with a button"),
        "accessory": {"type": "button", "action_id": "acc.button", "text": plain("Press"), "value": "v1"},
    },
    {
        "type": "section", "block_id": "over", "text": mrkdwn("An overflow"),
        "accessory": {"type": "overflow", "action_id": "overflow", "options": [option("Edit"), option("Remove")]},
    },
    {
        "type": "actions", "block_id": "row",
        "elements": [
            {"type": "button", "action_id": "primary", "text": plain("Go :rocket:"), "style": "primary", "value": "go"},
            {"type": "button", "action_id": "danger", "text": plain("Delete"), "style": "danger", "value": "x", "confirm": CONFIRM},
            {"type": "static_select", "action_id": "pick", "placeholder": plain("Pick fruit"), "options": FRUIT},
            {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-25"},
            {"type": "timepicker", "action_id": "hour", "initial_time": "14:30"},
            {"type": "radio_buttons", "action_id": "radio", "options": FRUIT},
            {"type": "checkboxes", "action_id": "boxes", "options": [*FRUIT[:2], option("Fig", description=plain("sweet"))]},
        ],
    },
    {
        "type": "section", "block_id": "who", "text": mrkdwn("Who?"),
        "accessory": {"type": "users_select", "action_id": "user", "placeholder": plain("Choose somebody")},
    },
    {
        "type": "section", "block_id": "many", "text": mrkdwn("Which?"),
        "accessory": {"type": "multi_static_select", "action_id": "many", "placeholder": plain("Choose"), "options": FRUIT},
    },
    {
        "type": "context_actions", "block_id": "fb",
        "elements": [
            {
                "type": "feedback_buttons", "action_id": "feedback",
                "positive_button": {"text": plain("Good"), "value": "good"}, "negative_button": {"text": plain("Bad"), "value": "bad"},
            },
            {"type": "icon_button", "action_id": "trash", "icon": "trash", "text": plain("Remove")},
        ],
    },
]  # fmt: skip

TABLES: list[Block] = [
    {
        "type": "table", "column_settings": [{"align": "left"}, {"align": "right"}],
        "rows": [
            [{"type": "raw_text", "text": "Name"}, {"type": "raw_text", "text": "Kudos"}],
            [rich(section(said("Ann", bold=True))), {"type": "raw_text", "text": "12"}],
        ],
    },
]  # fmt: skip

DATA_TABLE: list[Block] = [
    {
        "type": "data_table", "caption": "Goals by team", "page_size": 5,
        "rows": [
            [{"type": "raw_text", "text": "Team"}, {"type": "raw_text", "text": "Goals"}],
            *[[{"type": "raw_text", "text": f"Team {n:02}"}, {"type": "raw_number", "value": 100 - n * 7, "text": str(100 - n * 7)}] for n in range(1, 13)],
        ],
    },
]  # fmt: skip

PIES: list[Block] = [
    {
        "type": "data_visualization", "title": "Goals by status",
        "chart": {"type": "pie", "segments": [{"label": "On track", "value": 14}, {"label": "At risk", "value": 5}, {"label": "Off track", "value": 2}]},
    },
    chart("bar", "Kudos by month", series("Given", 4, 8, 15, 16, 23, 42), series("Received", 6, 7, 12, 20, 19, 30)),
]  # fmt: skip

LINES: list[Block] = [
    chart("line", "Pulse", series("Sales", 3.2, 3.4, 3.1, 3.9, 4.1, 4.0), series("Research", 4.1, 4.0, 3.8, 3.6, 3.9, 4.4)),
    chart("area", "Feedback", series("Asked", 10, 14, 9, 22, 18, 25), series("Answered", 7, 9, 8, 15, 16, 20)),
]  # fmt: skip

CARDS: list[Block] = [
    {
        "type": "card", "block_id": "card1", "title": mrkdwn("*Ann* thanks Bob"), "subtitle": mrkdwn("for the release"), "body": mrkdwn("He stayed late and kept calm."),
        "actions": [{"type": "button", "action_id": "yours", "text": plain("Add yours"), "value": "k1"}],
    },
    {
        "type": "carousel", "block_id": "caro",
        "elements": [{"type": "card", "block_id": f"c{n}", "title": mrkdwn(f"Card {n}"), "body": mrkdwn("Some words")} for n in range(1, 6)],
    },
    {
        "type": "container", "block_id": "cont", "title": plain("Week 47"), "subtitle": plain("Blockers first"), "is_collapsible": True,
        "child_blocks": [
            {"type": "section", "block_id": "inner", "text": mrkdwn("*Blocked:* the build"), "accessory": {"type": "button", "action_id": "inner.button", "text": plain("Help"), "value": "h"}},
            {"type": "divider"},
        ],
    },
]  # fmt: skip

MEDIA: list[Block] = [
    {"type": "image", "image_url": "https://pictures.example/cat.png", "alt_text": "A cat on a desk", "title": plain("Cat")},
    {
        "type": "video", "video_url": "https://videos.example/1", "thumbnail_url": "https://videos.example/1.png", "alt_text": "A talk",
        "title": plain("The talk"), "title_url": "https://videos.example/1", "author_name": "Ann", "description": plain("Ten minutes"),
    },
]  # fmt: skip

LIVE: list[Block] = [
    {
        "type": "actions", "block_id": "live",
        "elements": [{"type": "button", "action_id": "count", "text": plain("Count"), "value": "one"}],
    },
]  # fmt: skip

AGENT: list[Block] = [
    {"type": "task_card", "task_id": "t1", "title": "Look it up", "status": "complete", "details": rich(section(said("Found three")))},
    {"type": "plan", "title": "The plan", "tasks": [{"type": "task_card", "task_id": "t2", "title": "Write", "status": "in_progress"}]},
]  # fmt: skip

MESSAGES: dict[str, list[Block]] = {
    "texts": TEXTS, "menus": MENUS, "tables": TABLES, "data": DATA_TABLE, "pies": PIES, "lines": LINES,
    "cards": CARDS, "media": MEDIA, "agent": AGENT, "live": LIVE,
}  # fmt: skip


def asks(block_id: str, kind: str, label: str, **element: Any) -> Block:
    """An optional input whose block and action share their id."""
    optional = element.pop("optional", True)
    dispatch = {"dispatch_action": True} if element.pop("dispatch", False) else {}
    return {
        "type": "input", "block_id": block_id, "label": plain(label), "optional": optional, **dispatch,
        "element": {"type": kind, "action_id": block_id, **element},
    }  # fmt: skip


EVERY_INPUT: Block = {
    "type": "modal", "callback_id": "everything", "title": plain("Every input"), "submit": plain("Save"), "close": plain("Never mind"),
    "blocks": [
        {"type": "alert", "block_id": "note", "text": mrkdwn("Only *you* and Ann will see this."), "level": "info"},
        asks("text", "plain_text_input", "A line", optional=False, placeholder=plain("A few words"), min_length=3, max_length=40),
        asks("long", "plain_text_input", "Many lines", multiline=True, max_length=200) | {"hint": plain("As long as it takes")},
        asks("number", "number_input", "A number", is_decimal_allowed=False, min_value="1", max_value="10"),
        asks("email", "email_text_input", "An e-mail address"),
        asks("url", "url_text_input", "An address"),
        asks("rich", "rich_text_input", "Rich words"),
        asks("static", "static_select", "One fruit", options=FRUIT, dispatch=True),
        asks("groups", "static_select", "In groups", option_groups=[{"label": plain("Sweet"), "options": FRUIT[:2]}, {"label": plain("Sour"), "options": FRUIT[2:]}]),
        asks("statics", "multi_static_select", "Several fruits", options=FRUIT, max_selected_items=2),
        asks("external", "external_select", "A city", min_query_length=1, placeholder=plain("Search cities")),
        asks("grouped", "multi_external_select", "Cities by letter", min_query_length=0),
        asks("user", "users_select", "A person"),
        asks("users", "multi_users_select", "Several people"),
        asks("channel", "channels_select", "A channel"),
        asks("channels", "multi_channels_select", "Several channels"),
        asks("place", "conversations_select", "A conversation", filter={"include": ["public", "im"]}),
        asks("places", "multi_conversations_select", "Several conversations"),
        asks("date", "datepicker", "A day"),
        asks("time", "timepicker", "A time"),
        asks("moment", "datetimepicker", "A moment"),
        asks("boxes", "checkboxes", "Boxes", options=FRUIT),
        asks("radio", "radio_buttons", "One of", options=FRUIT),
        asks("file", "file_input", "A file", max_files=2),
    ],
}  # fmt: skip

HOME: Block = {
    "type": "home", "callback_id": "home",
    "blocks": [
        {"type": "header", "text": plain("Good morning")},
        {"type": "section", "text": mrkdwn("*2 things* wait for you")},
        {
            "type": "actions", "block_id": "home.row",
            "elements": [
                {"type": "button", "action_id": "home.more", "text": plain("More"), "value": "more", "style": "primary"},
                {"type": "users_select", "action_id": "home.user", "placeholder": plain("Somebody")},
            ],
        },
        {"type": "divider"},
        asks("home.note", "plain_text_input", "A note"),
    ],
}  # fmt: skip


def stacked_view(depth: int) -> Block:
    """A modal that pushes another; `private_metadata` is as long as it lies deep."""
    return {
        "type": "modal", "callback_id": "stack", "title": plain(f"Level {depth}"), "submit": plain("Done"), "notify_on_close": True,
        "private_metadata": "x" * depth,
        "blocks": [
            {"type": "actions", "block_id": "deeper", "elements": [{"type": "button", "action_id": "push", "text": plain("Deeper"), "value": "d"}]},
            asks("words", "plain_text_input", "Words"),
        ],
    }  # fmt: skip
