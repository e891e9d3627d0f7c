"""The forms: to give kudos, and to change them for a day."""

from __future__ import annotations

from collections.abc import Sequence

from bot.features.kudos import rules
from bot.features.kudos.views import quoted
from bot.kit.blocks import Block, View, as_typed, channel, clip, context
from bot.kit.forms import ChannelField, CheckField, ChoicesField, Form, PeopleField, TextField
from bot.kit.words import say
from storage.kudos import KudosCard


class KudosForm(Form, name="kudos.give", title="Give kudos", submit="Thank"):
    to = PeopleField("Whom do you thank?", optional=True, at_most=rules.MOST_RECEIVERS)
    groups = ChoicesField("Or a whole group", optional=True)
    words = TextField(
        "What for?",
        hint="What did they do, and what did it change? At least 10 characters.",
        lines=True,
        at_least=rules.SUBSTANCE,
        at_most=rules.LONGEST,
    )
    values = ChoicesField("Which of our values does it show?", optional=True)
    channel = ChannelField("Where?", optional=True)
    private = CheckField("Who reads it?", "Only those whom I thank; it is posted nowhere")


class EditForm(Form, name="kudos.edit", title="Edit kudos", submit="Save"):
    words = TextField("What for?", lines=True, at_least=rules.SUBSTANCE, at_most=rules.LONGEST)
    values = ChoicesField("Which of our values does it show?", optional=True)


def asked(
    *,
    values: Sequence[str],
    groups: Sequence[tuple[str, str]],
    default: str,
    to: Sequence[str] = (),
    link: str | None = None,
    quote: str | None = None,
    home: bool = False,
) -> View:
    """The form, filled in as far as the shortcut knows; `home`: it was opened from there."""
    choices = {"values": [(value, f"#{value}") for value in values[:100]], "groups": list(groups)[:100]}
    meta = {key: value for key, value in (("link", link), ("quote", quote), ("home", home)) if value}
    where = say("Public kudos are posted in {channel} unless you choose another.", channel=channel(default))
    if not default:
        where = say("There is no kudos channel yet: without one of your choice nothing is posted, they get a DM.")
    view = KudosForm.modal(
        values={"to": list(to)},
        choices=choices,
        meta=meta,
        notice=about(link, quote),
        before={"channel": [context(where)]},
    )
    if not groups:  # then the people are not one of two ways, but the question itself
        next(block for block in view["blocks"] if block.get("block_id") == "to").pop("optional")
    return view


def about(link: str | None, quote: str | None) -> list[Block]:
    """What the form says of the message that it was opened on."""
    if not link and not quote:
        return []
    if not quote:
        return [context(say("The link to that message is kept. It was written in private, so its words are not."))]
    said: Block = {"type": "rich_text", "elements": [quoted(clip(quote, rules.QUOTE))]}
    return [said, context(say("This message is quoted under your words, with its link."))]


def edited(kudos: KudosCard, values: Sequence[str], under: str = "") -> View:
    """The form to change a kudos with, holding what it says now; `under` is the state of the list below it."""
    offered = list(dict.fromkeys((*kudos.values, *values)))
    note = context(say("Receivers stay as they are; to thank others instead, revoke it and thank anew."))
    return EditForm.modal(
        values={"words": as_typed(kudos.text), "values": kudos.values},
        choices={"values": [(value, f"#{value}") for value in offered[:100]]},
        meta={"kudos": str(kudos.id), **({"under": under} if under else {})},
        after=[note],
    )
