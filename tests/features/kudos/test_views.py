"""What Slack is given: held against golden files, and against what Slack would refuse."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from bot.features.kudos import forms, rules, views, wall
from bot.features.kudos.forms import EditForm, KudosForm
from bot.features.kudos.wall import Filters
from bot.kit.blocks import home
from sandbox.limits import check_message, check_view
from storage.kudos import KudosCard
from storage.outbox import Message
from tests.kit.clock import MONDAY
from tests.kit.golden import golden

HARMFUL = "<!channel> *bold* <@U0NOBODY> <https://x|y> & _"
VALUES = ("craft", "care")
NAMES = {"U1": "Ann <!here>", "U8": "Finn", "U9": "Gil & Co"}
KUDOS = KudosCard(
    id=UUID("01a202b8-87fa-70c0-b19d-1c3492eb160b"),
    at=MONDAY,
    source="s",
    giver="U1",
    text="unblocking the release with <@U5|eve>, <!channel> & all",
    channel="C1",
    private=False,
    link=None,
    edited_at=None,
    revoked_at=None,
    receivers=("U2", "U3"),
    values=VALUES,
)
FULL = replace(
    KUDOS,
    text="&" * rules.LONGEST,
    receivers=tuple(f"U{number:08}" for number in range(10)),
    values=tuple("v" * 39 + letter for letter in "abcdefghij"),
    link="https://acme.slack.com/archives/C1/p1764000000000100",
    quote="<" * 3000,
    edited_at=MONDAY,
    joined=tuple(f"U9{number:06}" for number in range(200)),
)
CROWD = {"U1": "&" * 80} | dict.fromkeys(FULL.joined[: views.NAMED], "&" * 80)


def messages() -> dict[str, Message]:
    joined = replace(KUDOS, joined=("U8", "U9"), edited_at=MONDAY)
    about = replace(KUDOS, link="https://acme.slack.com/archives/C1/p1", quote="we are <live>")
    return {
        "card": views.card(KUDOS, NAMES),
        "card_joined": views.card(joined, NAMES),
        "card_about": views.card(about, NAMES),
        "dm": views.dm(KUDOS, "U2"),
        "dm_alone": views.dm(replace(KUDOS, receivers=("U2",), values=(), channel=None), "U2"),
        "dm_private": views.dm(replace(KUDOS, private=True, channel=None), "U2"),
        "given": views.given(KUDOS, ["U5"]),
        "given_nowhere": views.given(replace(KUDOS, channel=None)),
        "given_private": views.given(replace(KUDOS, channel=None, private=True)),
        "revoked": views.revoked(KUDOS.text),
        "choose": views.choose([KUDOS, KUDOS]),
        "unposted": views.unposted("C1", KUDOS.id),
    }


def modals() -> dict[str, dict[str, Any]]:
    groups = [("S1", "@sre")]
    asked = partial(forms.asked, values=VALUES, groups=groups, default="C1")
    older = Filters(person="U1", value="craft").older(KUDOS)
    private = replace(KUDOS, private=True, channel=None)
    mine = Filters(mine=True)
    return {
        "form": asked(),
        "form_bare": forms.asked(values=(), groups=(), default=""),
        "form_about": asked(to=["U2"], link="https://acme.slack.com/archives/C1/p1", quote="we are <live>"),
        "form_link": asked(link="https://acme.slack.com/archives/C1/p1"),
        "edit": forms.edited(KUDOS, VALUES, '{"mine":true}'),
        "wall": wall.wall_view(Filters(), [KUDOS], VALUES, viewer="U1", more=False, now=MONDAY),
        "wall_filtered": wall.wall_view(older, [KUDOS], VALUES, viewer="U1", more=True, now=MONDAY),
        "wall_empty": wall.wall_view(Filters(), [], (), viewer="U1", more=False, now=MONDAY),
        "mine": wall.wall_view(mine, [KUDOS, private], VALUES, viewer="U1", more=False, now=MONDAY),
    }


@pytest.mark.parametrize("name", messages())
def test_messages_read_as_somebody_last_read_them(name: str):
    golden(f"features/kudos/golden/{name}.json", messages()[name].payload())


@pytest.mark.parametrize("name", modals())
def test_modals_read_as_somebody_last_read_them(name: str):
    golden(f"features/kudos/golden/modal_{name}.json", modals()[name])


def sent(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": message.blocks}


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
@pytest.mark.parametrize("name", messages())
def test_slack_takes_every_message(name: str, method: str):
    message = messages()[name]
    assert check_message(sent(message), method=method) == []
    assert message.text


@pytest.mark.parametrize("name", modals())
def test_slack_takes_every_modal(name: str):
    assert check_view(modals()[name], method="views.open") == []


def test_the_longest_kudos_still_fits_after_escaping():
    full = [
        views.card(FULL, CROWD),
        views.dm(FULL, FULL.receivers[0]),
        views.revoked(FULL.text),
        views.choose([FULL] * 10),
        views.given(FULL, FULL.receivers),
    ]
    for message in full:
        assert check_message(sent(message), method="chat.update") == []
    assert "and 188 others" in str(full[0].blocks)


def test_full_lists_and_forms_fit():
    page = [FULL] * wall.PAGE
    filters = Filters(mine=True)
    for _ in range(3 * wall.TRAIL):
        filters = filters.older(FULL)
    many = [f"value-{number}" for number in range(150)]
    for view in (
        wall.wall_view(filters, page, VALUES, viewer="U1", more=True, now=MONDAY),
        wall.wall_view(
            Filters(person="U1", value="value-3", days="30"), page, many, viewer="U1", more=True, now=MONDAY
        ),
        forms.edited(FULL, many, filters.pack()),
        forms.asked(values=many, groups=[(f"S{n}", "@" + "g" * 90) for n in range(150)], default="C1"),
        forms.asked(values=(), groups=(), default="", link="https://x.org/" + "p" * 90, quote="&" * views.QUOTE),
    ):
        assert check_view(view, method="views.open") == []


def test_entries_fit_a_home_tab():
    blocks = [block for _ in range(4) for block in wall.entry(FULL, "U1", MONDAY, mine=True)]
    assert check_view(home(blocks), method="views.publish") == []


def everything(value: Any) -> list[tuple[str, str]]:
    """Every (type of text object, text) inside a payload."""
    if isinstance(value, dict):
        inside = [found for each in value.values() for found in everything(each)]
        text = value.get("text")
        return inside + ([(str(value.get("type")), text)] if isinstance(text, str) else [])
    if isinstance(value, list):
        return [found for each in value for found in everything(each)]
    return []


def test_what_people_wrote_stands_where_slack_parses_nothing():
    kudos = replace(KUDOS, text=HARMFUL, link="https://x.org", quote=HARMFUL)
    harmful = {"U1": HARMFUL}
    shown = [views.card(kudos, harmful), views.dm(kudos, "U2"), views.revoked(kudos.text), views.choose([kudos])]
    for message in shown:
        texts = everything(message.blocks)
        assert any(kind == "text" and HARMFUL in text for kind, text in texts)
        assert not [text for kind, text in texts if kind == "mrkdwn" and "U0NOBODY" in text]
        assert "<!channel>" not in message.text
        assert "<@U0NOBODY>" not in message.text
        assert "<https://x|y>" not in message.text


def test_in_the_channel_only_the_receivers_are_addressed():
    card = views.card(replace(KUDOS, joined=("U8", "U9")), NAMES)
    users = [found for found in json.dumps(card.payload()).split('"') if found in {"U1", "U2", "U3", "U5", "U8", "U9"}]
    assert set(users) == {"U2", "U3"}
    assert "<@U1>" not in card.text


def test_mentions_that_slack_labelled_are_shown_as_names():
    assert "with @eve, <!channel> & all" in str(views.card(KUDOS, NAMES).blocks)


def test_right_to_left_words_and_emoji_are_left_alone():
    words = "شكرا على المساعدة 🎉 \u202bתודה\u202c"
    shown = json.dumps(views.dm(replace(KUDOS, text=words), "U2").blocks, ensure_ascii=False)
    assert words in shown


def test_an_emoji_is_shown_as_one_and_nothing_else_becomes_one():
    words = "well done :tada: at 10:30:45 <!channel> :+1::skin-tone-3: a:b:c"
    assert views.words_of(words) == [
        {"type": "text", "text": "well done "},
        {"type": "emoji", "name": "tada"},
        {"type": "text", "text": " at 10:30:45 <!channel> "},
        {"type": "emoji", "name": "+1", "skin_tone": 3},
        {"type": "text", "text": " a:b:c"},
    ]
    card = views.card(replace(KUDOS, text=words + ":x:" * 900), NAMES)
    assert check_message(sent(card), method="chat.postMessage") == []


def test_somebody_must_be_chosen_where_there_are_no_groups():
    assert "optional" not in modals()["form_bare"]["blocks"][0]
    assert modals()["form"]["blocks"][0]["optional"] is True


def submitted(form: type, view: dict[str, Any], **state: dict[str, Any]) -> dict[str, Any]:
    values = {field: {f"{form.name}.{field}": answer} for field, answer in state.items()}  # type: ignore[attr-defined]
    return {**view, "state": {"values": values}}


def test_the_form_reads_what_it_asks():
    view = submitted(
        KudosForm,
        modals()["form_about"],
        to={"selected_users": ["U2", "U3"]},
        groups={"selected_options": [{"value": "S1"}]},
        words={"value": " for the quiet night "},
        values={"selected_options": [{"value": "craft"}]},
        channel={"selected_conversation": "C9"},
        private={"selected_options": []},
    )
    form = KudosForm.read(view)
    assert (form.to, form.groups, form.words, form.values) == (("U2", "U3"), ("S1",), "for the quiet night", ("craft",))
    assert (form.channel, form.private) == ("C9", False)
    assert form.meta == {"link": "https://acme.slack.com/archives/C1/p1", "quote": "we are <live>"}


def test_the_edit_form_holds_what_the_kudos_says():
    view = modals()["edit"]
    assert "with @eve" in str(view["blocks"])
    form = EditForm.read(
        submitted(EditForm, view, words={"value": "for more than that"}, values={"selected_options": []})
    )
    assert form.meta == {"kudos": str(KUDOS.id), "under": '{"mine":true}'}


def test_buttons_stand_only_while_they_work():
    fresh = wall.entry(KUDOS, "U1", MONDAY, mine=True)
    late = wall.entry(KUDOS, "U1", MONDAY + timedelta(hours=24), mine=True)
    others = wall.entry(KUDOS, "U2", MONDAY, mine=True)
    assert "kudos.revoke" in str(fresh)
    assert "kudos.revoke" not in str(late) + str(others)
