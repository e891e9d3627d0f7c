"""The wall: what was given, newest first, by person, value and period; and one's own kudos, private ones included."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from bot.features.kudos import rules
from bot.features.kudos.typed import MENTION
from bot.features.kudos.views import changes, letter, people, tags, text_of, user
from bot.kit.blocks import (
    Block,
    View,
    actions,
    button,
    clip,
    context,
    divider,
    marked,
    modal,
    moment,
    option,
    plain,
    section,
    select,
)
from bot.kit.errors import Invalid
from bot.kit.times import ONE_DAY, local_moment, read_date
from bot.kit.words import count, say
from storage.kudos import KudosCard

PAGE = 8
TRAIL = 40
"""Pages that one can go back; Slack's private_metadata holds 3,000 characters."""
YEARS = range(1970, 2200)
"""Years that somebody may mean; others have no place in a calendar of moments."""
LONGEST_DATE = 60
"""Characters of a day as people write it; longer ones are not worth the reading."""
PERIODS = (("7", "The last 7 days"), ("30", "The last 30 days"), ("90", "The last 90 days"), ("365", "The last year"))


@dataclass(frozen=True)
class Filters:
    """What a wall shows. `since` and `until` are local days, both included; `mine`: the viewer's own kudos.

    `trail` are the ends of the pages above, newest first: `<moment>/<id>` of each page's last kudos.
    """

    person: str | None = None
    value: str | None = None
    since: str | None = None
    until: str | None = None
    days: str | None = None
    mine: bool = False
    trail: tuple[str, ...] = ()

    def pack(self) -> str:
        return json.dumps({key: value for key, value in asdict(self).items() if value}, separators=(",", ":"))

    @classmethod
    def unpack(cls, packed: str) -> Filters:
        """What `pack` wrote; anything else is the plain wall."""
        try:
            found = json.loads(packed) if packed else {}
            filters = cls(**{**found, "trail": tuple(found.get("trail", ()))})
            return filters if filters.usable() else cls()
        except (ValueError, TypeError, AttributeError, RecursionError):
            return cls()

    def usable(self) -> bool:
        """Whether `pack` could have written this; raises ValueError or TypeError where it is far off."""
        texts = all(isinstance(each, str) for each in (self.person or "", self.value or "", *self.trail))
        days = [date.fromisoformat(day) for day in (self.since, self.until) if day is not None]
        return texts and self.days in (None, *dict(PERIODS)) and all(day.year in YEARS for day in days)

    def top(self) -> Filters:
        return replace(self, trail=())

    def older(self, last: KudosCard) -> Filters:
        return replace(self, trail=(*self.trail, f"{last.at.isoformat()}/{last.id}")[-TRAIL:])

    def newer(self) -> Filters:
        return replace(self, trail=self.trail[:-1])

    def before(self) -> tuple[datetime, UUID] | None:
        """The last kudos of the page above; None on the first page."""
        if not self.trail:
            return None
        at, _, id = self.trail[-1].partition("/")
        try:
            return datetime.fromisoformat(at), UUID(id)
        except ValueError:
            return None

    def span(self, today: date, where: ZoneInfo) -> tuple[datetime | None, datetime | None]:
        """From when until before when, by the viewer's calendar."""
        first = date.fromisoformat(self.since) if self.since else None
        if self.days:
            first = today - (int(self.days) - 1) * ONE_DAY
        last = date.fromisoformat(self.until) if self.until else None
        return (
            None if first is None else local_moment(first, time(0), where),
            None if last is None else local_moment(last + ONE_DAY, time(0), where),
        )


def read_filters(line: str, known: Sequence[str], *, today: date, locale: str | None = None) -> Filters:
    """Filters as people type them: `@ada #craft since monday`, `2026-10`, `last month`, `since 1 Oct until 15 Oct`."""
    person: str | None = None
    if found := MENTION.search(line):
        if not found["person"]:
            raise Invalid(filters=say("The wall can be filtered by one person, not by a group."))
        person = found["person"]
        line = line[: found.start()] + " " + line[found.end() :]
        if MENTION.search(line):
            raise Invalid(filters=say("The wall can be filtered by one person at a time."))
    spelled = {value.casefold(): value for value in known}
    words, value = [], None
    for word in line.split():
        if word.startswith("#") or (word.casefold() in spelled and value is None):
            (value,) = rules.values([word.removeprefix("#")], known)
        else:
            words.append(word)
    since, until = _period(" ".join(words), today, locale)
    return Filters(
        person=person,
        value=value,
        since=since.isoformat() if since else None,
        until=until.isoformat() if until else None,
    )


def _period(typed: str, today: date, locale: str | None) -> tuple[date | None, date | None]:
    words = typed.lower()
    if not words:
        return None, None
    if named := _named_period(words, today):
        return named
    opening, _, rest = words.partition("until ")
    opening = opening.strip()
    since = _past(opening.removeprefix("since ").removeprefix("from "), today, locale) if opening else None
    until = _past(rest, today, locale) if rest else None
    if since and until and until < since:
        raise Invalid(filters=say("That period ends before it begins."))
    return since, until


def _named_period(words: str, today: date) -> tuple[date, date] | None:
    monday = today - today.weekday() * ONE_DAY
    first = today.replace(day=1)
    last_month = (first - ONE_DAY).replace(day=1)
    named = {
        "today": (today, today),
        "yesterday": (today - ONE_DAY, today - ONE_DAY),
        "this week": (monday, today),
        "last week": (monday - timedelta(days=7), monday - ONE_DAY),
        "this month": (first, today),
        "last month": (last_month, first - ONE_DAY),
        "this year": (today.replace(month=1, day=1), today),
        "last year": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    }
    if words in named:
        return named[words]
    try:
        month = datetime.strptime(words, "%Y-%m").date()  # noqa: DTZ007 - a calendar's month, of no zone
    except ValueError:
        return None
    if month.year not in YEARS:
        return None
    return month, (month + timedelta(days=31)).replace(day=1) - ONE_DAY


def _past(typed: str, today: date, locale: str | None) -> date:
    """A day as people write it, meaning the latest such day that is not to come."""
    if named := _named_period(typed.strip(), today):
        return named[0]
    day = read_date(typed, today=today, locale=locale) if len(typed) <= LONGEST_DATE else None
    if day is None or day.year not in YEARS:
        raise Invalid(
            filters=say(
                "I do not understand “{typed}”. Filter by @person, #value, and a time such as “since monday”, "
                "“last month” or “since 1 Oct until 15 Oct”.",
                typed=clip(typed.strip(), LONGEST_DATE),
            )
        )
    if day <= today:
        return day
    if (day - today).days <= 7 and not any(letter.isdigit() for letter in typed):
        return day - timedelta(days=7)
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day - timedelta(days=365)


def wall_view(
    filters: Filters, page: Sequence[KudosCard], known: Sequence[str], *, viewer: str, more: bool, now: datetime
) -> View:
    """The modal: filters, a page, and the ways to the other pages."""
    blocks: list[Block] = [] if filters.mine else [picks(filters, known)]
    if filters.since or filters.until:
        blocks.append(context(say("From {first} until {last}", first=filters.since or "…", last=filters.until or "…")))
    if not page:
        blocks.append(section(nothing(filters)))
    for place, kudos in enumerate(page):
        blocks += [divider()] if place else []
        blocks += entry(kudos, viewer, now, mine=filters.mine)
    turns = []
    if filters.trail:
        turns.append(button(say("Newer"), "kudos.newer", says=say("Show newer kudos")))
    if more and page:
        older = filters.older(page[-1]).trail[-1]
        turns.append(button(say("Older"), "kudos.older", older, says=say("Show older kudos")))
    if turns:
        blocks += [divider(), actions(*turns)]
    title = say("My kudos") if filters.mine else say("Kudos wall")
    return modal(title, blocks, callback="kudos.wall", close=say("Close"), meta=filters.pack())


def nothing(filters: Filters) -> str:
    if filters.mine:
        return say("You have neither given nor received kudos yet. `/kudos` opens the form.")
    if filters == Filters():
        return say("Nobody has given kudos yet. `/kudos` opens the form: be the first.")
    return say("No kudos fit these filters.")


def picks(filters: Filters, known: Sequence[str]) -> Block:
    """The row of filters. Its id changes with what is chosen, so that Slack shows our choice and not an older one."""
    who: Block = {
        "type": "users_select",
        "action_id": "kudos.by_person",
        "placeholder": plain(say("Anyone"), 150),
    }
    if filters.person:
        who["initial_user"] = filters.person
    elements = [who]
    if known:
        offered = [option(f"#{value}", value) for value in known[:100]]
        chosen = next((each for each in offered if each["value"] == filters.value), None)
        elements.append(select("kudos.by_value", say("Any value"), offered, chosen))
    spans = [option(say(text), days) for days, text in PERIODS]
    span = next((each for each in spans if each["value"] == filters.days), None)
    other = say("Another time") if filters.since or filters.until else say("Any time")
    elements.append(select("kudos.by_period", other, spans, span))
    if filters.top() != Filters():
        elements.append(button(say("Show all"), "kudos.all", says=say("Remove all filters")))
    chosen_id = f"filters:{filters.person}:{filters.value}:{filters.days}:{filters.since}:{filters.until}"
    return actions(*elements, block_id=chosen_id[:255])


def entry(kudos: KudosCard, viewer: str, now: datetime, *, mine: bool) -> list[Block]:
    """One kudos in a list. Views notify nobody, so everyone is mentioned."""
    head = [user(kudos.giver), text_of(f" {say('thanks')} "), *people(kudos.receivers)]
    small: list[Block] = [marked(moment(kudos.at))]
    if kudos.values:
        small.append(plain(tags(kudos.values)))
    if kudos.joined:
        small.append(plain(count(len(kudos.joined), "1 person joined in", "{n} people joined in")))
    if kudos.private:
        small.append(plain(say("Private")))
    if kudos.edited_at:
        small.append(plain(say("Edited")))
    blocks: list[Block] = [letter(head, kudos), {"type": "context", "elements": small}]
    if mine and kudos.giver == viewer and rules.still_open(kudos.at, now):
        blocks.append(changes(kudos.id))
    return blocks
