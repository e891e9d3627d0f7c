"""Whatever slack_sdk's models build and find valid, the sandbox takes: strict, but not stricter than Slack's own."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models import blocks as sdk
from slack_sdk.models.blocks.basic_components import DispatchActionConfig
from slack_sdk.models.blocks.block_elements import FileInputElement
from slack_sdk.models.blocks.block_elements import RichTextElementParts as Parts
from slack_sdk.models.views import View

from sandbox.blockkit.tables import letters
from sandbox.limits import BLOCK_LETTERS, check_message, check_view
from tests.sandbox.limits_payloads import message

Strategy = st.SearchStrategy[Any]


def sized(most: int, least: int = 1) -> Strategy:
    """Text of any characters, short or exactly as long as it may be."""
    return st.text(min_size=least, max_size=min(most, 30)) | st.text(min_size=1, max_size=1).map(lambda one: one * most)


def plain(most: int) -> Strategy:
    return st.builds(sdk.PlainTextObject, text=sized(most), emoji=maybe(st.booleans()))


def text(most: int) -> Strategy:
    return plain(most) | st.builds(sdk.MarkdownTextObject, text=sized(most), verbatim=maybe(st.booleans()))


def maybe(strategy: Strategy) -> Strategy:
    return st.none() | strategy


URLS = st.sampled_from(["https://a.example", "http://127.0.0.1:8700/x?y=1#z", "https://a.example/".ljust(3000, "x")])
STYLES = maybe(st.sampled_from(["primary", "danger"]))
IDS = st.lists(st.from_regex(r"[UWCG][A-Z0-9]{8}", fullmatch=True), min_size=1, max_size=3, unique=True)

CONFIRM = maybe(
    st.builds(sdk.ConfirmObject, title=plain(100), text=text(300), confirm=plain(30), deny=plain(30), style=STYLES)
)
OPTION = st.builds(sdk.Option, text=plain(75), value=sized(150), description=maybe(plain(75)))
OPTIONS = st.lists(OPTION, min_size=1, max_size=10)
FEW_OPTIONS = st.lists(OPTION, min_size=1, max_size=5)
GROUPS = st.lists(st.builds(sdk.OptionGroup, label=plain(75), options=OPTIONS), min_size=1, max_size=3)

ASKED: dict[str, Any] = {"confirm": CONFIRM, "placeholder": maybe(plain(150))}
FILTER = st.builds(
    sdk.ConversationFilter,
    include=st.lists(st.sampled_from(["im", "mpim", "private", "public"]), min_size=1, unique=True),
    exclude_bot_users=maybe(st.booleans()),
    exclude_external_shared_channels=maybe(st.booleans()),
)
DISPATCH = maybe(
    st.builds(
        DispatchActionConfig,
        trigger_actions_on=st.lists(
            st.sampled_from(["on_enter_pressed", "on_character_entered"]), min_size=1, unique=True
        ),
    )
)


@st.composite
def chosen(draw: st.DrawFn, /, kind: Any, many: bool, groups: bool = False, **more: Any) -> Any:
    """A menu or boxes whose first choice is one of its options."""
    sections = draw(GROUPS) if groups else []
    options = [option for section in sections for option in section.options or ()] if groups else draw(OPTIONS)
    offered: dict[str, Any] = {"option_groups": sections} if groups else {"options": options}
    pick = draw(st.none() | st.sampled_from(options))
    first: dict[str, Any] = {"initial_options": pick and [pick]} if many else {"initial_option": pick}
    return kind(**offered, **first, **{name: draw(strategy) for name, strategy in more.items()})


BUTTON = st.builds(
    sdk.ButtonElement,
    text=plain(75),
    url=maybe(URLS),
    value=maybe(sized(2000)),
    style=STYLES,
    confirm=CONFIRM,
    accessibility_label=maybe(sized(75)),
    agent_prompt=maybe(sized(4000)),
    visible_to_user_ids=maybe(IDS),
)
IMAGE = st.builds(sdk.ImageElement, image_url=URLS, alt_text=sized(2000))
OVERFLOW = st.builds(sdk.OverflowMenuElement, options=FEW_OPTIONS, confirm=CONFIRM)
PICKERS = st.builds(sdk.DatePickerElement, initial_date=maybe(st.dates().map(str)), **ASKED) | st.builds(
    sdk.TimePickerElement,
    initial_time=maybe(st.times().map(lambda time: f"{time:%H:%M}")),
    timezone=maybe(st.sampled_from(["Europe/Zurich", "Asia/Kolkata", "America/St_Johns", "UTC"])),
    **ASKED,
)
MENUS = (
    chosen(sdk.StaticSelectElement, many=False, **ASKED)
    | chosen(sdk.StaticSelectElement, many=False, groups=True, **ASKED)
    | chosen(sdk.StaticMultiSelectElement, many=True, max_selected_items=maybe(st.integers(1, 100)), **ASKED)
    | st.builds(sdk.ExternalDataSelectElement, min_query_length=maybe(st.integers(0, 9)), **ASKED)
    | st.builds(sdk.UserSelectElement, initial_user=maybe(st.just("U123")), **ASKED)
    | st.builds(sdk.UserMultiSelectElement, initial_users=maybe(IDS), max_selected_items=st.none(), **ASKED)
    | st.builds(sdk.ConversationSelectElement, filter=maybe(FILTER), response_url_enabled=st.none(), **ASKED)
    | st.builds(sdk.ConversationMultiSelectElement, filter=maybe(FILTER), **ASKED)
    | st.builds(sdk.ChannelSelectElement, response_url_enabled=st.none(), **ASKED)
    | st.builds(sdk.ChannelMultiSelectElement, initial_channels=maybe(IDS), **ASKED)
)
BOXES = chosen(sdk.CheckboxesElement, many=True, confirm=CONFIRM) | chosen(
    sdk.RadioButtonsElement, many=False, confirm=CONFIRM
)
MOMENT = st.builds(
    sdk.DateTimePickerElement, initial_date_time=maybe(st.integers(1_000_000_000, 9_999_999_999)), confirm=CONFIRM
)

MARKS = maybe(st.builds(Parts.TextStyle, bold=maybe(st.booleans()), code=maybe(st.booleans())))
INLINE = (
    st.builds(Parts.Text, text=sized(3000), style=MARKS)
    | st.builds(Parts.Link, url=URLS, text=maybe(sized(300)), style=MARKS)
    | st.builds(Parts.User, user_id=st.just("U1"))
    | st.builds(Parts.Channel, channel_id=st.just("C1"))
    | st.builds(Parts.UserGroup, usergroup_id=st.just("S1"))
    | st.builds(Parts.Emoji, name=st.just("wave"), skin_tone=maybe(st.integers(2, 6)))
    | st.builds(Parts.Broadcast, range=st.sampled_from(["here", "channel", "everyone"]))
    | st.builds(Parts.Date, timestamp=st.integers(0, 2_000_000_000), format=st.just("{date}"))
    | st.builds(Parts.Color, value=st.just("#2a9d8f"))
)
SECTIONS = st.builds(sdk.RichTextSectionElement, elements=st.lists(INLINE, max_size=3))
PIECES = (
    SECTIONS
    | st.builds(sdk.RichTextQuoteElement, elements=st.lists(INLINE, max_size=3))
    | st.builds(
        sdk.RichTextListElement,
        elements=st.lists(SECTIONS, max_size=3),
        style=st.sampled_from(["bullet", "ordered"]),
        indent=maybe(st.integers(0, 8)),
    )
    | st.builds(sdk.RichTextPreformattedElement, elements=st.lists(st.builds(Parts.Text, text=sized(3000)), max_size=2))
)
RICH_TEXT = st.builds(sdk.RichTextBlock, elements=st.lists(PIECES, min_size=1, max_size=3))

TYPED: dict[str, Any] = {"placeholder": maybe(plain(150)), "dispatch_action_config": DISPATCH}
INPUTS = (
    st.builds(
        sdk.PlainTextInputElement,
        initial_value=maybe(sized(3000)),
        multiline=maybe(st.booleans()),
        min_length=maybe(st.integers(0, 100)),
        max_length=maybe(st.integers(100, 3000)),
        **TYPED,
    )
    | st.builds(sdk.EmailInputElement, initial_value=maybe(st.just("ada@example.com")), **TYPED)
    | st.builds(sdk.UrlInputElement, initial_value=maybe(URLS), **TYPED)
    | st.builds(
        sdk.NumberInputElement,
        is_decimal_allowed=st.booleans(),
        min_value=maybe(st.integers(-100, 0)),
        max_value=maybe(st.integers(100, 1000)),
        initial_value=maybe(st.integers(0, 100)),
        **TYPED,
    )
    | st.builds(FileInputElement, filetypes=maybe(st.just(["csv"])), max_files=maybe(st.integers(1, 10)))
    | st.builds(sdk.RichTextInputElement, initial_value=maybe(RICH_TEXT), **TYPED)
)

EVERYWHERE = (
    st.builds(sdk.DividerBlock)
    | st.builds(sdk.HeaderBlock, text=plain(150))
    | st.builds(
        sdk.SectionBlock,
        text=text(3000),
        fields=st.lists(text(2000), max_size=10),
        accessory=maybe(BUTTON | IMAGE | OVERFLOW | PICKERS | MENUS | BOXES),
        expand=maybe(st.booleans()),
    )
    | st.builds(sdk.ContextBlock, elements=st.lists(text(3000) | IMAGE, min_size=1, max_size=10))
    | st.builds(
        sdk.ActionsBlock, elements=st.lists(BUTTON | OVERFLOW | PICKERS | MENUS | BOXES, min_size=1, max_size=25)
    )
    | st.builds(sdk.ImageBlock, image_url=URLS, alt_text=sized(2000), title=maybe(plain(2000)))
    | st.builds(
        sdk.VideoBlock,
        title=plain(199),
        alt_text=sized(2000),
        thumbnail_url=URLS,
        video_url=st.just("https://a.example/1"),
        author_name=maybe(sized(49)),
    )
    | RICH_TEXT
)
CARDS = st.builds(
    sdk.CardBlock,
    title=text(150),
    subtitle=maybe(text(150)),
    body=maybe(text(200)),
    icon=maybe(IMAGE),
    hero_image=maybe(IMAGE),
    actions=maybe(st.lists(BUTTON, min_size=1, max_size=3)),
)
IN_MESSAGES = (
    EVERYWHERE
    | CARDS
    | st.builds(sdk.CarouselBlock, elements=st.lists(CARDS, min_size=1, max_size=10))
    | st.builds(
        sdk.ContainerBlock,
        title=plain(150),
        subtitle=maybe(text(150)),
        child_blocks=st.lists(EVERYWHERE, min_size=1, max_size=3),
        width=maybe(st.sampled_from(["narrow", "standard", "wide", "full"])),
    )
    | st.builds(sdk.MarkdownBlock, text=sized(12_000))
    | st.builds(sdk.ActionsBlock, elements=st.lists(MOMENT, min_size=1, max_size=3))
    | st.builds(
        sdk.TaskCardBlock,
        task_id=sized(50),
        title=sized(100),
        status=st.sampled_from(["in_progress", "complete", "error"]),
        details=maybe(RICH_TEXT),
        sources=maybe(st.lists(st.builds(sdk.UrlSourceElement, url=URLS, text=sized(50)), min_size=1, max_size=3)),
    )
    | st.builds(
        sdk.TableBlock,
        rows=st.lists(
            st.lists(st.builds(sdk.RawTextObject, text=sized(30)), min_size=1, max_size=5), min_size=1, max_size=9
        ),
    )
)
IN_MODALS = (
    EVERYWHERE
    | st.builds(sdk.AlertBlock, text=text(200), level=maybe(st.sampled_from(sorted(sdk.AlertBlock.valid_levels))))
    | st.builds(
        sdk.InputBlock,
        label=plain(2000),
        hint=maybe(plain(2000)),
        optional=maybe(st.booleans()),
        element=INPUTS | PICKERS | MOMENT | MENUS | BOXES,
    )
)


@given(IN_MESSAGES)
def test_a_block_that_the_models_find_valid_is_taken_in_a_message(block: sdk.Block):
    written = block.to_dict()
    told = check_message(message(written), method="chat.postMessage")
    too_much = letters([written]) > BLOCK_LETTERS
    assert [each.error for each in told] == ["msg_blocks_too_long"] * too_much


@given(IN_MODALS)
def test_a_block_that_the_models_find_valid_is_taken_in_a_modal(block: sdk.Block):
    view = View(type="modal", title="Title", submit="Send", blocks=[block])
    assert check_view(view.to_dict(), method="views.open") == []


@given(
    title=plain(24),
    submit=plain(24),
    close=maybe(plain(24)),
    private_metadata=maybe(sized(3000)),
    callback_id=maybe(sized(255)),
    external_id=maybe(sized(255)),
    notify_on_close=maybe(st.booleans()),
    blocks=st.lists(IN_MODALS, min_size=1, max_size=3),
)
def test_a_modal_that_the_models_find_valid_is_taken(**parts: Any):
    assert check_view(View(type="modal", **parts).to_dict(), method="views.push") == []


@given(blocks=st.lists(EVERYWHERE | CARDS, min_size=1, max_size=5), callback_id=maybe(sized(255)))
def test_a_home_that_the_models_find_valid_is_taken(**parts: Any):
    assert check_view(View(type="home", **parts).to_dict(), method="views.publish") == []
