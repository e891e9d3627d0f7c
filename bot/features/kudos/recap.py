"""The monthly recap: one person's kudos of a month, counted, as a message around a picture (drawing.py)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from bot.kit.blocks import actions, button, message, picture, section
from bot.kit.config import Config
from bot.kit.rooms import Maker
from bot.kit.times import ONE_DAY, local_day, local_moment, zone
from bot.kit.words import count, listed, say, speaking
from storage import Unit
from storage.outbox import Message

MAKER = "kudos.recap"
MOST = 5_000
"""Kudos of one person and month that are looked at."""
VALUES = 6
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Month:
    """What a recap says: counts only, no words and no names, ready to be drawn."""

    month: str
    received: int
    colleagues: int
    """How many different people the thanks came from."""
    given: int
    weeks: tuple[tuple[str, int], ...]
    """(days of the month, kudos received), such as ("8-14", 3)."""
    values: tuple[tuple[str, int], ...]
    """(value, how often it was named), most frequent first."""
    title: str
    subtitle: str
    alt: str
    labels: tuple[str, str, str]
    """Headings of the two charts, and what stands in place of the second where no value was named."""


def recap_message(facts: Month, person: str, month: date) -> Message:
    """The message around the picture. Its text says all that the picture says."""
    text = f"{facts.title}: {facts.subtitle}"
    blocks = [
        section(f"*{facts.title}*\n{facts.subtitle}"),
        picture("recap", facts.alt),
        actions(button(say("My kudos"), "kudos.mine")),
    ]
    args = {"person": person, "month": month.replace(day=1).isoformat()}
    return message(text, *blocks, summary=text, files=[{"maker": MAKER, "args": args, "id": "recap"}])


def gathered(unit: Unit, person: str, first: date) -> Month | None:
    """The month's facts by the person's own calendar; None if they neither gave nor received."""
    row = unit.people.get(person)
    if row is None or not row.active:
        return None
    where = zone(row.tz, Config(unit.settings.all()).text("timezone"))
    after = (first + timedelta(days=32)).replace(day=1)
    since, until = local_moment(first, time(0), where), local_moment(after, time(0), where)
    given = unit.kudos.given_count(person, since, until)
    received = unit.kudos.received(person, since, until, limit=MOST)
    if not given and not received:
        return None
    values = tuple(list(unit.kudos.values_received(person, since, until).items())[:VALUES])
    colleagues = len({kudos.giver for kudos in received})
    days = [local_day(kudos.at, where) for kudos in received]
    return spoken(first, len(received), colleagues, given, weeks(first, after, days), values)


def weeks(first: date, after: date, days: Sequence[date]) -> tuple[tuple[str, int], ...]:
    """The month in sevens from its first day, each with how many of `days` fall into it."""
    found = []
    start = first
    while start < after:
        end = min(start + 6 * ONE_DAY, after - ONE_DAY)
        label = f"{start.day}-{end.day}" if end > start else f"{start.day}"
        found.append((label, sum(start <= day <= end for day in days)))
        start = end + ONE_DAY
    return tuple(found)


def spoken(
    first: date,
    received: int,
    colleagues: int,
    given: int,
    by_week: tuple[tuple[str, int], ...],
    values: tuple[tuple[str, int], ...],
) -> Month:
    """The facts with their sentences, in the language being spoken."""
    title = say("Your kudos in {month} {year}", month=say(MONTHS[first.month - 1]), year=first.year)
    thanked = count(received, "You received 1 kudos", "You received {n} kudos")
    if received:
        thanked += " " + count(colleagues, "from 1 colleague", "from {n} colleagues")
    subtitle = say("{thanked}, and thanked {others}.", thanked=thanked, others=count(given, "1 person", "{n} people"))
    spread = listed([say("{n} on {days}", n=number, days=days) for days, number in by_week if number])
    named = listed([f"#{value} {number}" for value, number in values])
    alt = f"{title}. {subtitle}"
    if spread:
        alt += " " + say("By days of the month: {spread}.", spread=spread)
    if named:
        alt += " " + say("Values: {named}.", named=named)
    labels = (say("Received, by days of the month"), say("For our values"), say("No values were named."))
    return Month(first.isoformat(), received, colleagues, given, by_week, values, title, subtitle, alt, labels)


def gather(unit: Unit, args: Mapping[str, Any]) -> Month:
    """The facts when the picture is made; the person may have been thanked since the message was put."""
    with speaking(Config(unit.settings.all()).language):
        first = date.fromisoformat(str(args["month"]))
        return gathered(unit, str(args["person"]), first) or spoken(first, 0, 0, 0, (), ())


makers = {MAKER: Maker(gather, "bot.features.kudos.drawing:make")}
