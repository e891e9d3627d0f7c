"""What people look at: the wall, their own kudos, the Home card, and the forms as they open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from bot.features.kudos import forms, rules, service, views, wall
from bot.features.kudos.typed import mentioned, read_message
from bot.features.kudos.wall import Filters
from bot.kit import policy
from bot.kit.blocks import Block, View, actions, as_typed, button, clip, context, header, section
from bot.kit.context import Actor
from bot.kit.errors import Missing
from bot.kit.words import say
from storage import Unit
from storage.circles import NOBODY
from storage.kudos import KudosCard
from storage.outbox import Message

RECENT = timedelta(days=90)
ON_HOME = 2
GLIMPSE = 300
"""Characters of a kudos on Home; the wall has all of them."""


@dataclass(frozen=True)
class About:
    """The message that a shortcut was used on, as Slack hands it over. `open`: the whole workspace may read it."""

    channel: str
    ts: str
    thread_ts: str
    author: str
    text: str
    open: bool


def form(unit: Unit, actor: Actor, *, home: bool = False) -> View:
    """The empty form, with the company's values and groups."""
    return _form(unit, actor, home=home)


def form_about(unit: Unit, actor: Actor, about: About) -> View:
    """The form for thanking a message's author: quoted if everybody may read it, else with the link alone."""
    author = unit.people.get(about.author) if about.author else None
    thankable = author is not None and rules.why_not(actor.id, author, guests=actor.config.on("guests")) is None
    quote = None
    if about.open and about.text.strip():
        names = {person: row.name for person, row in unit.people.many(mentioned(about.text)).items()}
        quote = clip(" ".join(read_message(about.text, names).split()), rules.QUOTE) or None
    to = (about.author,) if thankable else ()
    return _form(unit, actor, to=to, link=permalink(unit, about), quote=quote)


def _form(
    unit: Unit,
    actor: Actor,
    *,
    to: Sequence[str] = (),
    link: str | None = None,
    quote: str | None = None,
    home: bool = False,
) -> View:
    groups = sorted((group.handle, group.id) for group in unit.groups.everyone() if group.active)
    return forms.asked(
        values=actor.config.values,
        groups=[(id, f"@{handle}") for handle, id in groups],
        default=actor.config.text("kudos_channel"),
        to=to,
        link=link,
        quote=quote,
        home=home,
    )


def permalink(unit: Unit, about: About) -> str | None:
    """The message's address in Slack, as Slack itself writes it; None while the workspace's own address is unknown."""
    team = unit.installations.about()
    if team is None or not team.url or not about.channel or not about.ts:
        return None
    link = f"{team.url.rstrip('/')}/archives/{about.channel}/p{about.ts.replace('.', '')}"
    if about.thread_ts and about.thread_ts != about.ts:
        link += f"?thread_ts={about.thread_ts}&cid={about.channel}"
    return link


def edit_form(unit: Unit, actor: Actor, kudos_id: UUID, *, now: datetime, under: str = "") -> View:
    """The form to change a kudos; `under` is the state of the list that it lies upon."""
    return forms.edited(service.own(unit, actor, kudos_id, now=now), actor.config.values, under)


def edit_latest(unit: Unit, actor: Actor, *, now: datetime) -> View | Message:
    """The form for the one kudos of the last 24 hours, or the choice between several."""
    found = service.latest(unit, actor, now=now)
    return forms.edited(found[0], actor.config.values) if len(found) == 1 else views.choose(found)


def revoke_latest(unit: Unit, actor: Actor, *, now: datetime) -> Message:
    """Revokes the one kudos of the last 24 hours; between several the giver chooses."""
    found = service.latest(unit, actor, now=now)
    if len(found) > 1:
        return views.choose(found)
    return views.revoked(service.revoke(unit, actor, found[0].id, now=now).text)


def wall_page(unit: Unit, actor: Actor, filters: Filters, *, now: datetime) -> View:
    """A page of the wall (public kudos only), or of the actor's own kudos."""
    since, until = filters.span(actor.today(now).date(), actor.zone)
    page = unit.kudos.wall(
        # The wall is for everybody, so it shows nobody's private kudos: not even the viewer's own.
        within=policy.circle(actor, "kudos.read") if filters.mine else NOBODY,
        value=filters.value,
        person=actor.id if filters.mine else filters.person,
        since=since,
        until=until,
        before=filters.before(),
        limit=wall.PAGE + 1,
    )
    more = len(page) > wall.PAGE
    return wall.wall_view(filters, page[: wall.PAGE], actor.config.values, viewer=actor.id, more=more, now=now)


def wall_typed(unit: Unit, actor: Actor, line: str, *, now: datetime) -> View:
    """The wall with the filters that were typed."""
    today = actor.today(now).date()
    filters = wall.read_filters(line, actor.config.values, today=today, locale=actor.locale)
    if filters.person and unit.people.get(filters.person) is None:
        raise Missing(say("I don't know that person, so there are no kudos to show."))
    return wall_page(unit, actor, filters, now=now)


def card(unit: Unit, actor: Actor, now: datetime) -> list[Block]:
    """Home: what one was thanked for lately, what one gave, and the ways in. Two short pages by index."""
    received = unit.kudos.received(actor.id, now - RECENT, limit=ON_HOME)
    given = unit.kudos.given(actor.id, now - RECENT, limit=ON_HOME)
    blocks: list[Block] = [header(say("Kudos"))]
    blocks += _recent(say("*You were thanked*"), received, actor, now)
    blocks += _recent(say("*You thanked*"), given, actor, now)
    if not received and not given:
        blocks.append(section(say("Somebody made your week easier? Tell them, and tell the others.")))
    ways = [
        button(say("Give kudos"), "kudos.open", style="primary"),
        button(say("Kudos wall"), "kudos.wall"),
        button(say("My kudos"), "kudos.mine"),
    ]
    return [*blocks, actions(*ways)]


def _recent(title: str, found: Sequence[KudosCard], actor: Actor, now: datetime) -> list[Block]:
    if not found:
        return []
    blocks = [context(title)]
    for kudos in found:
        glimpse = replace(kudos, text=clip(as_typed(kudos.text), GLIMPSE))
        blocks += wall.entry(glimpse, actor.id, now, mine=True)
    return blocks


def unseal(unit: Unit, actor: Actor, kudos_id: UUID) -> View:
    """A private kudos for its giver or a receiver; to everybody else it is not there."""
    kudos = unit.kudos.card(kudos_id)
    if kudos is None or kudos.revoked_at is not None or actor.id not in (kudos.giver, *kudos.receivers):
        raise Missing(say("That kudos is not there any more."))
    return views.unsealed(kudos)
