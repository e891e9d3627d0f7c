"""Bad blocks: each is refused with exactly one complaint, in Slack's words, at the right place."""

from __future__ import annotations

import pytest

from tests.sandbox.limits_examples import BLOCK_SURFACES
from tests.sandbox.limits_payloads import (
    Bad,
    button,
    card,
    complaints,
    confirm,
    container,
    expected,
    feedback_buttons,
    field,
    icon_button,
    image,
    mrkdwn,
    option,
    plain,
    rich,
    section,
    task,
    video,
    words,
    x,
)


def block(kind: str, **more: object) -> dict[str, object]:
    return {"type": kind, **more}


EMPTY, TOO_MANY = "must provide at least 1 items", "no more than {} items allowed"
EITHER_IMAGE = "must define either `image_url` or `slack_file`"
ONE_IMAGE = "must define only one of `image_url` or `slack_file`"

BAD = [
    Bad("a section of nothing", block("section"), "must define either `text` or `fields`"),
    Bad("a section text of 3,001", section(text=mrkdwn(x(3001))), "must be less than 3001 characters", "/text/text"),
    Bad("an empty section text", section(text=plain("")), "must be more than 0 characters", "/text/text"),
    Bad("a section text that is a string", section(text="Hello"), "must provide an object", "/text"),
    Bad("a section text of no type", section(text={"text": "a"}), "missing required field: type", "/text"),
    Bad("a section text of no text", section(text={"type": "mrkdwn"}), "missing required field: text", "/text"),
    Bad("a section text of null", section(text=None), "must provide an object", "/text"),
    Bad("no fields", section(fields=[]), EMPTY, "/fields"),
    Bad("eleven fields", section(fields=[plain()] * 11), TOO_MANY.format(10), "/fields"),
    Bad("a field of 2,001", section(fields=[plain(x(2001))]), "must be less than 2001 characters", "/fields/0/text"),
    Bad("fields that are no list", section(fields=plain()), "must provide an array", "/fields"),
    Bad("expand as a word", section(expand="true"), "must provide a boolean", "/expand"),
    Bad("expand as a number", section(expand=1), "must provide a boolean", "/expand"),
    Bad("an unknown property", section(colour="red"), "invalid additional property: colour"),
    Bad("a block_id of 256", section(block_id=x(256)), "must be less than 256 characters", "/block_id"),
    Bad("an empty block_id", section(block_id=""), "must be more than 0 characters", "/block_id"),
    Bad("a block_id that is a number", section(block_id=7), "must provide a string", "/block_id"),
    Bad("a header of 151", block("header", text=plain(x(151))), "must be less than 151 characters", "/text/text"),
    Bad("a header in mrkdwn", block("header", text=mrkdwn()), "unsupported type: mrkdwn", "/text/type"),
    Bad("a header without text", block("header"), "missing required field: text"),
    Bad("a header of level 0", block("header", text=plain(), level=0), "must be greater than or equal to 1", "/level"),
    Bad("a header of level 5", block("header", text=plain(), level=5), "must be less than or equal to 4", "/level"),
    Bad("a header of level 1.5", block("header", text=plain(), level=1.5), "must provide an integer", "/level"),
    Bad("a header of level true", block("header", text=plain(), level=True), "must provide an integer", "/level"),
    Bad("a divider with text", block("divider", text=plain()), "invalid additional property: text"),
    Bad("a context of nothing", block("context", elements=[]), EMPTY, "/elements"),
    Bad("a context without elements", block("context"), "missing required field: elements"),
    Bad("eleven in a context", block("context", elements=[plain()] * 11), TOO_MANY.format(10), "/elements"),
    Bad(
        "a button in a context",
        block("context", elements=[plain(), button()]),
        "unsupported type: button",
        "/elements/1/type",
    ),
    Bad("actions of nothing", block("actions", elements=[]), EMPTY, "/elements"),
    Bad("twenty-six actions", block("actions", elements=[button()] * 26), TOO_MANY.format(25), "/elements"),
    Bad(
        "one action_id twice",
        block("actions", elements=[button(action_id="go"), button(), button(action_id="go")]),
        '`action_id` "go" already exists',
        "/elements/2/action_id",
    ),
    Bad("an input without label", block("input", element={"type": "users_select"}), "missing required field: label"),
    Bad("an input without element", block("input", label=plain()), "missing required field: element"),
    Bad(
        "a label of 2,001",
        field({"type": "users_select"}, label=plain(x(2001))),
        "must be less than 2001 characters",
        "/label/text",
    ),
    Bad(
        "a label in mrkdwn",
        field({"type": "users_select"}, label=mrkdwn()),
        "unsupported type: mrkdwn",
        "/label/type",
    ),
    Bad(
        "a hint of 2,001",
        field({"type": "users_select"}, hint=plain(x(2001))),
        "must be less than 2001 characters",
        "/hint/text",
    ),
    Bad("a button in an input", field(button()), "unsupported type: button", "/element/type"),
    Bad("an element that is a list", field([]), "must provide an object", "/element"),
    Bad(
        "an image without words",
        block("image", image_url="https://a.example/a.png"),
        "missing required field: alt_text",
    ),
    Bad("an image with empty words", image(alt_text=""), "must be more than 0 characters", "/alt_text"),
    Bad("an image with 2,001 words", image(alt_text=x(2001)), "must be less than 2001 characters", "/alt_text"),
    Bad("an image title of 2,001", image(title=plain(x(2001))), "must be less than 2001 characters", "/title/text"),
    Bad("an image title that is a string", image(title="A"), "must provide an object", "/title"),
    Bad("an image of nothing", block("image", alt_text="A"), EITHER_IMAGE),
    Bad("an image of two sources", image(slack_file={"id": "F1"}), ONE_IMAGE),
    Bad(
        "an image_url of 3,001",
        image(image_url=f"https://a/{x(2991)}"),
        "must be less than 3001 characters",
        "/image_url",
    ),
    Bad("an image_url of no address", image(image_url="a.png"), "must be a valid URL", "/image_url"),
    Bad(
        "a slack_file of nothing",
        block("image", alt_text="A", slack_file={}),
        "must define either `id` or `url`",
        "/slack_file",
    ),
    Bad(
        "a slack_file of two sources",
        block("image", alt_text="A", slack_file={"id": "F1", "url": "https://a.example"}),
        "must define only one of `id` or `url`",
        "/slack_file",
    ),
    Bad("a video title of 200", video(title=plain(x(200))), "must be less than 200 characters", "/title/text"),
    Bad(
        "a video description of 200",
        video(description=plain(x(200))),
        "must be less than 200 characters",
        "/description/text",
    ),
    Bad("a video author of 50", video(author_name=x(50)), "must be less than 50 characters", "/author_name"),
    Bad("a video over http", video(video_url="http://a.example/1"), "must be a valid HTTPS URL", "/video_url"),
    Bad("a markdown of 12,001", block("markdown", text=x(12001)), "must be less than 12001 characters", "/text"),
    Bad("a markdown that is an object", block("markdown", text=plain()), "must provide a string", "/text"),
    Bad("an empty markdown", block("markdown", text=""), "must be more than 0 characters", "/text"),
    Bad("an alert of 201", block("alert", text=plain(x(201))), "must be less than 201 characters", "/text/text"),
    Bad(
        "an alert of no known level", block("alert", text=plain(), level="loud"), "must be a valid enum value", "/level"
    ),
    Bad(
        "an empty card",
        block("card", subtitle=plain()),
        "must define either `hero_image` or `title` or `actions` or `body`",
    ),
    Bad("a card title that is a string", card(title="Ada"), "must provide an object", "/title"),
    Bad("a card title of 151", card(title=plain(x(151))), "must be less than 151 characters", "/title/text"),
    Bad("a card subtitle of 151", card(subtitle=plain(x(151))), "must be less than 151 characters", "/subtitle/text"),
    Bad("a card body of 201", card(body=mrkdwn(x(201))), "must be less than 201 characters", "/body/text"),
    Bad("a card subtext of 201", card(subtext=mrkdwn(x(201))), "must be less than 201 characters", "/subtext/text"),
    Bad("a card of four buttons", card(actions=[button()] * 4), TOO_MANY.format(3), "/actions"),
    Bad(
        "a card of two icons",
        card(icon=image(), slack_icon={"type": "icon", "name": "star"}),
        "must define only one of `icon` or `slack_icon`",
    ),
    Bad("a card icon of no name", card(slack_icon={"type": "icon"}), "missing required field: name", "/slack_icon"),
    Bad(
        "a card icon that Slack has not",
        card(slack_icon={"type": "icon", "name": "unicorn"}),
        "must be a valid enum value",
        "/slack_icon/name",
    ),
    Bad("a carousel of nothing", block("carousel", elements=[]), EMPTY, "/elements"),
    Bad("eleven cards", block("carousel", elements=[card()] * 11), TOO_MANY.format(10), "/elements"),
    Bad(
        "a section in a carousel",
        block("carousel", elements=[section()]),
        "unsupported type: section",
        "/elements/0/type",
    ),
    Bad(
        "a container without title",
        block("container", child_blocks=[section()]),
        "must define either `title` or `rich_text_title`",
    ),
    Bad("a container title of 151", container(title=plain(x(151))), "must be less than 151 characters", "/title/text"),
    Bad(
        "a container subtitle of 151",
        container(subtitle=plain(x(151))),
        "must be less than 151 characters",
        "/subtitle/text",
    ),
    Bad("an empty container", container(child_blocks=[]), EMPTY, "/child_blocks"),
    Bad("eleven in a container", container(child_blocks=[section()] * 11), TOO_MANY.format(10), "/child_blocks"),
    Bad("blocks instead of child_blocks", container(blocks=[]), "invalid additional property: blocks"),
    Bad(
        "a container in a container",
        container(child_blocks=[container()]),
        "unsupported type: container",
        "/child_blocks/0/type",
    ),
    Bad("a container as wide as a house", container(width="house"), "must be a valid enum value", "/width"),
    Bad(
        "a collapsed container that cannot be",
        container(default_collapsed=True),
        "`default_collapsed` requires `is_collapsible`",
        "/default_collapsed",
    ),
    Bad(
        "a collapsible container with a divider",
        container(is_collapsible=True, has_header_divider=True),
        "`has_header_divider` cannot be used with `is_collapsible`",
        "/has_header_divider",
    ),
    Bad("six context actions", block("context_actions", elements=[icon_button()] * 6), TOO_MANY.format(5), "/elements"),
    Bad(
        "a button among context actions",
        block("context_actions", elements=[button()]),
        "unsupported type: button",
        "/elements/0/type",
    ),
    Bad(
        "one action_id for both",
        block("context_actions", elements=[feedback_buttons(action_id="a"), icon_button(action_id="a")]),
        '`action_id` "a" already exists',
        "/elements/1/action_id",
    ),
    Bad("a task title that is an object", task(title=plain()), "must provide a string", "/title"),
    Bad("a pending task by itself", task(status="pending"), "must be a valid enum value", "/status"),
    Bad("a task without status", block("task_card", task_id="1", title="A"), "missing required field: status"),
    Bad("task details that are a string", task(details="A"), "must provide an object", "/details"),
    Bad(
        "a task source of no address",
        task(sources=[{"type": "url", "url": "here", "text": "A"}]),
        "must be a valid URL",
        "/sources/0/url",
    ),
    Bad("a plan title that is an object", block("plan", title=plain(), tasks=[]), "must provide a string", "/title"),
    Bad("a plan without tasks", block("plan", title="A"), "missing required field: tasks"),
    Bad(
        "one task twice in a plan",
        block("plan", title="A", tasks=[task(), task()]),
        '`task_id` "t1" already exists',
        "/tasks/1/task_id",
    ),
    Bad("rich text of nothing", block("rich_text", elements=[]), EMPTY, "/elements"),
    Bad("rich text of bare words", rich(words()), "unsupported type: text", "/elements/0/type"),
    Bad(
        "a deep mistake",
        container(child_blocks=[section(accessory=button(confirm=confirm(text=plain(x(301)))))]),
        "must be less than 301 characters",
        "/child_blocks/0/accessory/confirm/text/text",
    ),
    Bad(
        "an option's address outside an overflow menu",
        section(accessory={"type": "static_select", "options": [option(url="https://a.example")]}),
        "invalid additional property: url",
        "/accessory/options/0",
    ),
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.wrong)
def test_a_bad_block_is_refused(bad: Bad):
    for surface in BLOCK_SURFACES[bad.part["type"]]:
        assert complaints(surface, bad.part) == expected(surface, bad.message, bad.pointer)


@pytest.mark.parametrize("not_a_block", ["section", None, 7, [], True])
def test_what_is_no_object_is_no_block(not_a_block: object):
    assert complaints("message", not_a_block) == expected("message", "must provide an object", "")  # type: ignore[arg-type]


@pytest.mark.parametrize("surface", ["modal", "message"])
def test_every_flaw_is_told_in_the_order_of_the_payload(surface: str):
    told = complaints(surface, section(text=mrkdwn("")), section(), block("header", text=plain(x(151)), size=3))
    assert [complaint.message for complaint in told] == [
        "must be more than 0 characters",
        "must be less than 151 characters",
        "invalid additional property: size",
    ]


def test_a_complaint_reads_as_slack_writes_it():
    (complaint,) = complaints("message", section(text=mrkdwn(x(3001))))
    assert complaint.line == "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"


@pytest.mark.parametrize(
    ("text", "length"),
    [("é" * 150, 150), ("e\u0301" * 75, 150), ("👍" * 150, 150), ("👩‍👩‍👧" * 30, 150), ("&amp;" * 30, 150)],
)
def test_characters_are_code_points_of_the_text_as_sent(text: str, length: int):
    assert len(text) == length
    assert complaints("message", block("header", text=plain(text))) == []
    assert complaints("message", block("header", text=plain(text + "!"))) == expected(
        "message", "must be less than 151 characters", "/text/text"
    )
