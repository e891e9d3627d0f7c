"""Hostile words in every place that takes words."""

from __future__ import annotations

from tests.kit.gallery_blocks import Block, asks, mrkdwn, option, plain, rich, said, section

HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>{{7*7}} javascript:alert(1)'
HOSTILE_LINK = (
    '<javascript:window.pwned=1|click> <https://e.example/"onmouseover=window.pwned=1|<b>x</b>> '
    "<data:text/html,<script>1</script>|d>"
)
SHORT = '"><svg onload=window.pwned=1>'


def hostile_blocks() -> list[Block]:
    """Hostile words wherever a message takes words."""
    return [
        {"type": "header", "text": plain(HOSTILE)},
        {
            "type": "section",
            "text": mrkdwn(HOSTILE.replace("<", "&lt;").replace(">", "&gt;")),
            "fields": [plain(HOSTILE), mrkdwn(f"*{SHORT}*")],
        },
        {"type": "section", "text": mrkdwn(HOSTILE_LINK)},
        {"type": "context", "elements": [plain(HOSTILE), mrkdwn(f"`{SHORT}` ```{SHORT}```")]},
        rich(section(said(HOSTILE), {"type": "link", "url": "javascript:window.pwned=1", "text": "rich link"})),
        {"type": "markdown", "text": f"[x](javascript:window.pwned=1) {HOSTILE}"},
        {"type": "image", "image_url": "https://pictures.example/x.png", "alt_text": SHORT, "title": plain(SHORT)},
        {
            "type": "actions",
            "block_id": SHORT,
            "elements": [
                {"type": "button", "action_id": SHORT, "text": plain(SHORT), "value": SHORT},
                {
                    "type": "static_select",
                    "action_id": "hostile.pick",
                    "placeholder": plain(SHORT),
                    "options": [option(SHORT, SHORT)],
                },
            ],
        },
        {
            "type": "data_visualization",
            "title": SHORT,
            "chart": {"type": "pie", "segments": [{"label": "<b>1</b>", "value": 1}]},
        },
        {"type": "table", "rows": [[{"type": "raw_text", "text": SHORT}], [{"type": "raw_text", "text": HOSTILE}]]},
        {"type": "card", "block_id": "hostile.card", "title": mrkdwn(SHORT), "body": mrkdwn(SHORT)},
    ]


def hostile_view() -> Block:
    return {
        "type": "modal",
        "callback_id": "hostile",
        "title": plain("<b>bold</b>"),
        "submit": plain("<i>go</i>"),
        "blocks": [
            asks("text", "plain_text_input", HOSTILE, initial_value=HOSTILE, placeholder=plain(SHORT))
            | {"hint": plain(HOSTILE)},
            asks("pick", "radio_buttons", SHORT, options=[option(SHORT, SHORT)]),
        ],
    }
