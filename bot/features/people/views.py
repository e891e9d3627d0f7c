"""What the directory looks like in Slack."""

from __future__ import annotations

from collections.abc import Sequence

from bot.features.people.importing import Preview
from bot.kit.blocks import (
    Block,
    View,
    actions,
    as_typed,
    button,
    clip,
    context,
    escape,
    header,
    mention,
    message,
    modal,
    section,
    typed,
)
from bot.kit.forms import FileField, Form
from bot.kit.words import count, listed, say
from storage.outbox import Message
from storage.people import Person


class ImportForm(Form, name="people.import", title="Import people", submit="Preview"):
    """Takes the file; nothing changes before its preview was seen."""

    file = FileField(
        "CSV file", kinds=["csv"], hint="Columns: email or id, manager, title, department, country, leader, since."
    )


APPLY = "people.apply"


def entry(person: Person, manager: Person | None, reports: int, local: str) -> Message:
    """One person: who they are, whom they report to, what time it is for them."""
    facts = [fact for fact in (person.title, person.department, person.country) if fact]
    boss = say("Reports to {name}", name=mention(manager.id)) if manager else say("Reports to nobody that I know of")
    if reports:
        boss += "; " + count(reports, "manages {n} person", "manages {n} people")
    clock = say("Local time: {local} ({zone})", local=local, zone=escape(person.tz))
    known = typed("\n".join([person.name, *([" · ".join(facts)] if facts else [])]))
    told = [escape(person.name), *(escape(fact) for fact in facts), clock]
    return message(", ".join(told), section(f"*{mention(person.id)}*"), known, section(f"{boss}.\n{clock}"))


def found(people: Sequence[Person], asked: str, more: bool, near: str) -> Message:
    """A search's answer; `near` is the subcommand that may have been meant."""
    if not people:
        told = say("Nobody here has a name that begins so: {asked}", asked=as_typed(clip(asked, 200)))
        if near:
            told += "\n" + say("Did you mean “{near}”?", near=near)
        return message(escape(told), typed(told))
    lines: list[Block] = []
    for person in people:
        known = f"  {person.name}, {person.title}" if person.title else f"  {person.name}"
        parts = [{"type": "user", "user_id": person.id}, {"type": "text", "text": clip(known, 300)}]
        lines.append({"type": "rich_text_section", "elements": parts})
    blocks: list[Block] = [
        {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": lines}]}
    ]
    if more:
        blocks.append(context(say("… and more; write some more letters.")))
    names = listed([escape(person.name) for person in people])
    return message(say("People found: {names}", names=names), *blocks)


def team(reports: Sequence[Person]) -> Message:
    """Who reports to the reader."""
    if not reports:
        return message(say("Nobody reports to you, as far as I know."))
    told = say("To you report {names}.", names=listed([escape(person.name) for person in reports]))
    return message(told, section(say("To you report {names}.", names=listed([mention(one.id) for one in reports]))))


def card(manager: Person | None, reports: Sequence[Person], may_import: bool, without: int) -> list[Block]:
    """The room's card on Home."""
    boss = (
        say("You report to {name}.", name=mention(manager.id)) if manager else say("I don't know whom you report to.")
    )
    told = [boss]
    if reports:
        told.append(say("To you report {names}.", names=listed([mention(person.id) for person in reports])))
    blocks = [header(say("People")), section("\n".join(told))]
    if may_import:
        if without:
            known = count(without, "{n} person has no manager yet.", "{n} people have no manager yet.")
            blocks.append(context(known))
        blocks.append(
            actions(button(say("Import people"), "people.open_import"), button(say("Sync now"), "people.sync"))
        )
    return blocks


def started() -> Message:
    return message(say("I am reading everybody from Slack; this can take a few minutes in a large workspace."))


def synced() -> Message:
    return message(say("I have read everybody from Slack; the directory is up to date."))


def reading() -> View:
    return modal(say("Import people"), [typed(say("I am reading the file…"))], close=say("Close"))


def working() -> View:
    return modal(say("Import people"), [typed(say("I am importing…"))], close=say("Close"))


def preview(shown: Preview, file: str) -> View:
    """What the file would change, with the button that does it; or what is wrong."""
    heading = (
        say("This cannot be imported")
        if shown.wrong
        else say("Imported")
        if shown.applied
        else say("This would change")
    )
    blocks: list[Block] = [header(heading), *paragraphs(shown.lines)]
    title = say("Import people")
    if shown.wrong or shown.applied or not shown.people:
        return modal(title, blocks, close=say("Close"))
    return modal(title, blocks, callback=APPLY, submit=say("Import"), close=say("Cancel"), meta=file)


def paragraphs(lines: Sequence[str]) -> list[Block]:
    """Lines in as many blocks as Slack's limit on a text asks for."""
    found: list[Block] = []
    text = ""
    for line in lines:
        if text and len(text) + len(line) + 1 > 2900:
            found.append(typed(text))
            text = ""
        text = f"{text}\n{line}" if text else line
    return [*found, typed(text)] if text else found


def failed(told: str) -> View:
    return modal(say("Import people"), [typed(told)], close=say("Close"))
