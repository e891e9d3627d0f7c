"""The limits held against slack_sdk.models: every length, every field and every choice of words that it declares."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Iterator

import pytest
from slack_sdk.models import attachments, views
from slack_sdk.models.blocks import basic_components, block_elements
from slack_sdk.models.blocks import blocks as sdk_blocks

from sandbox.blockkit import blocks, elements, richtext
from sandbox.blockkit.schema import Choice, Shape
from sandbox.blockkit.surfaces import ATTACHMENT, HOME, MODAL
from sandbox.limits import check_view
from tests.sandbox.limits_payloads import button, complaints, confirm, container, modal, plain, section
from tests.sandbox.limits_probes import greatest, least

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the module says at import that it is kept for old code
    from slack_sdk.models.messages import message

MODULES = (sdk_blocks, block_elements, basic_components, views, attachments, message)

LENGTHS = {
    "Block.block_id_max_length": "BLOCK_ID",
    "ActionsBlock.elements_max_length": "ACTIONS_ELEMENTS",
    "CardBlock.title_max_length": "CARD_TITLE",
    "CardBlock.subtitle_max_length": "CARD_SUBTITLE",
    "CardBlock.body_max_length": "CARD_BODY",
    "CarouselBlock.elements_max_length": "CAROUSEL_ELEMENTS",
    "ContainerBlock.title_max_length": "CONTAINER_TITLE",
    "ContainerBlock.subtitle_max_length": "CONTAINER_SUBTITLE",
    "ContainerBlock.child_blocks_max_length": "CONTAINER_CHILD_BLOCKS",
    "ContextActionsBlock.elements_max_length": "CONTEXT_ACTIONS_ELEMENTS",
    "ContextBlock.elements_max_length": "CONTEXT_ELEMENTS",
    "HeaderBlock.text_max_length": "HEADER_TEXT",
    "ImageBlock.image_url_max_length": "IMAGE_IMAGE_URL",
    "ImageBlock.alt_text_max_length": "IMAGE_ALT_TEXT",
    "ImageBlock.title_max_length": "IMAGE_TITLE",
    "InputBlock.label_max_length": "INPUT_LABEL",
    "InputBlock.hint_max_length": "INPUT_HINT",
    "MarkdownBlock.text_max_length": "MARKDOWN_TEXT",
    "SectionBlock.fields_max_length": "SECTION_FIELDS",
    "SectionBlock.text_max_length": "SECTION_TEXT",
    "VideoBlock.title_max_length": "VIDEO_TITLE",
    "VideoBlock.author_name_max_length": "VIDEO_AUTHOR_NAME",
    "InteractiveElement.action_id_max_length": "ACTION_ID",
    "InputInteractiveElement.placeholder_max_length": "SELECT_PLACEHOLDER",
    "ButtonElement.text_max_length": "BUTTON_TEXT",
    "ButtonElement.url_max_length": "BUTTON_URL",
    "ButtonElement.value_max_length": "BUTTON_VALUE",
    "ButtonElement.agent_prompt_max_length": "BUTTON_AGENT_PROMPT",
    "ImageElement.image_url_max_length": "IMAGE_ELEMENT_IMAGE_URL",
    "ImageElement.alt_text_max_length": "IMAGE_ELEMENT_ALT_TEXT",
    "OverflowMenuElement.options_min_length": "OVERFLOW_OPTIONS",
    "OverflowMenuElement.options_max_length": "OVERFLOW_OPTIONS",
    "SelectElement.options_max_length": "SELECT_OPTIONS",
    "SelectElement.option_groups_max_length": "SELECT_OPTION_GROUPS",
    "StaticSelectElement.options_max_length": "SELECT_OPTIONS",
    "StaticSelectElement.option_groups_max_length": "SELECT_OPTION_GROUPS",
    "StaticMultiSelectElement.options_max_length": "MULTI_SELECT_OPTIONS",
    "StaticMultiSelectElement.option_groups_max_length": "MULTI_SELECT_OPTION_GROUPS",
    "ConfirmObject.title_max_length": "CONFIRMATION_TITLE",
    "ConfirmObject.text_max_length": "CONFIRMATION_TEXT",
    "ConfirmObject.confirm_max_length": "CONFIRMATION_CONFIRM",
    "ConfirmObject.deny_max_length": "CONFIRMATION_DENY",
    "FeedbackButtonObject.text_max_length": "FEEDBACK_BUTTON_TEXT",
    "FeedbackButtonObject.value_max_length": "FEEDBACK_BUTTON_VALUE",
    "Option.label_max_length": "OPTION_TEXT",
    "Option.value_max_length": "OPTION_VALUE",
    "OptionGroup.label_max_length": "OPTION_GROUP_LABEL",
    "OptionGroup.options_max_length": "OPTION_GROUP_OPTIONS",
    "View.title_max_length": "VIEW_TITLE",
    "View.blocks_max_length": "VIEW_BLOCKS",
    "View.close_max_length": "VIEW_CLOSE",
    "View.submit_max_length": "VIEW_SUBMIT",
    "View.private_metadata_max_length": "VIEW_PRIVATE_METADATA",
    "View.callback_id_max_length": "VIEW_CALLBACK_ID",
    "Attachment.footer_max_length": "ATTACHMENT_FOOTER",
    "InteractiveAttachment.actions_max_length": "ATTACHMENT_ACTIONS",
    "Message.attachments_max_length": "MESSAGE_ATTACHMENTS",
}
"""Each length that slack_sdk declares, and the probe for it."""

EXCLUSIVE = {"VideoBlock.title_max_length", "VideoBlock.author_name_max_length"}
"""Lengths that slack_sdk itself compares with `<`: Slack says "must be less than"."""

ELSEWHERE = {
    # Legacy buttons of attachments: the sandbox takes them as they come and knows their number only.
    "ActionButton.value_max_length",
    # The auth_provider block stands outside what the sandbox offers; it is refused by name.
    *(f"AuthProviderBlock.{part}_max_length" for part in ("value", "name", "description", "url")),
    *(f"AuthProviderBlock.connected_{part}_max_length" for part in ("identity", "context")),
}

UNKNOWN_BLOCKS = {"file", "call", "auth_provider"}
"""Blocks that slack_sdk can write and the sandbox refuses: the first two come from Slack alone."""

MORE_OF_OURS = {"header": {"level"}, "card": {"slack_icon", "subtext"}}
"""Fields of blocks that Slack's pages have and slack_sdk's models have not yet."""

INHERITED = {"alt_text", "placeholder", "confirm", "focus_on_load"}
"""Fields that slack_sdk gives to elements by inheritance alone: their constructors do not take them."""


def declared() -> Iterator[tuple[str, int]]:
    seen: set[type] = set()
    for module in MODULES:
        for each in vars(module).values():
            if inspect.isclass(each) and each.__module__.startswith("slack_sdk.models") and each not in seen:
                seen.add(each)
                for name, value in vars(each).items():
                    if type(value) is int:
                        yield f"{each.__name__}.{name}", value


DECLARED = dict(declared())


def kinds_of(base: type) -> Iterator[type]:
    subclasses: list[type] = base.__subclasses__()
    for each in subclasses:
        if isinstance(vars(each).get("type"), str):
            yield each
        yield from kinds_of(each)


def attributes_of(kind: type) -> set[str]:
    """The fields that a model writes: a property on most, which wants no more than the bare instance."""
    return set(object.__new__(kind).attributes)


def element_shapes() -> dict[str, Shape]:
    choices = (elements.CONTEXTS, elements.ACCESSORIES, elements.ACTIONS, elements.INPUTS, elements.CONTEXT_ACTIONS)
    shapes = {name: shape for choice in choices for name, shape in choice.shapes.items()}
    pieces = richtext.RICH_TEXT_ELEMENTS.item
    assert isinstance(pieces, Choice)
    return {**shapes, **pieces.shapes, **richtext.INLINE, **blocks.SOURCES}


def test_every_declared_length_is_held_against_ours():
    assert LENGTHS.keys() | ELSEWHERE == DECLARED.keys()


@pytest.mark.parametrize("name", sorted(LENGTHS))
def test_a_declared_length_agrees(name: str):
    limit = DECLARED[name] - (name in EXCLUSIVE)
    assert (least if name.endswith("min_length") else greatest)(LENGTHS[name], limit)


def test_every_block_has_the_same_fields():
    theirs = {vars(kind)["type"]: attributes_of(kind) for kind in kinds_of(sdk_blocks.Block)}
    assert theirs.keys() - blocks.BLOCKS.shapes.keys() == UNKNOWN_BLOCKS
    assert blocks.BLOCKS.shapes.keys() - theirs.keys() == {"data_table", "data_visualization"}
    for name in theirs.keys() - UNKNOWN_BLOCKS:
        ours = set(blocks.BLOCKS.shapes[name].fields)
        assert ours == theirs[name] | MORE_OF_OURS.get(name, set()), name


@pytest.mark.parametrize("kind", list(kinds_of(block_elements.BlockElement)), ids=lambda kind: kind.__name__)
def test_every_element_has_the_same_fields(kind: type):
    ours = set(element_shapes()[vars(kind)["type"]].fields)
    theirs = attributes_of(kind)
    taken = set(inspect.signature(kind.__init__).parameters)  # type: ignore[misc]
    assert {field for field in theirs - ours if field in taken} == set()
    assert theirs - ours <= INHERITED
    extra = {"border", "unsafe", "url"} if kind in kinds_of(block_elements.RichTextElement) else set()
    assert ours - theirs <= extra


def test_views_have_the_same_fields():
    written = views.View.attributes - {"id", "team_id", "bot_id", "app_id", "root_view_id", "previous_view_id"}
    assert set(MODAL.fields) == written - {"state", "hash"}
    assert set(HOME.fields) < set(MODAL.fields)


def test_attachments_take_what_the_models_write():
    kinds = (attachments.Attachment, attachments.BlockAttachment, attachments.InteractiveAttachment)
    for kind in kinds:
        assert attributes_of(kind) <= set(ATTACHMENT.fields), kind


def test_the_same_words_may_be_chosen():
    for style in basic_components.ButtonStyles:
        assert complaints("message", section(accessory=button(style=style, confirm=confirm(style=style)))) == []
    for level in sdk_blocks.AlertBlock.valid_levels:
        assert complaints("modal", {"type": "alert", "text": plain(), "level": level}) == []
    for width in sdk_blocks.ContainerBlock.valid_widths:
        assert complaints("message", container(width=width)) == []


def test_a_step_of_a_workflow_is_no_view_here():
    assert set(views.View.types) == {"modal", "home", "workflow_step"}
    (told,) = check_view(modal(section()) | {"type": "workflow_step"}, method="views.open")
    assert told.message == "must be a valid enum value"


def test_a_moment_has_ten_digits():
    """slack_sdk takes any number of seconds up to ten digits; Slack's page asks for ten."""
    picker = block_elements.DateTimePickerElement(initial_date_time=1).to_dict()
    assert complaints("modal", {"type": "actions", "elements": [picker]}) != []
