"""The recap's picture. It alone imports the drawing library, and is itself imported where pictures are drawn."""

from __future__ import annotations

from bot.features.kudos.recap import Month
from bot.kit import pictures
from bot.kit.rooms import File


def make(facts: Month) -> File:
    """Draws a month: received by week, and the values named."""
    figure, (left, right) = pictures.sheet(facts.title, facts.subtitle, columns=(1.15, 1.0))
    pictures.heading(left, facts.labels[0])
    pictures.bars(left, [days for days, _ in facts.weeks], [number for _, number in facts.weeks])
    pictures.heading(right, facts.labels[1])
    if facts.values:
        tags = [f"#{value}" for value, _ in facts.values]
        pictures.bars_across(right, tags, [number for _, number in facts.values])
        right.set_anchor("W")
    else:
        pictures.empty(right, facts.labels[2])
    figure.subplots_adjust(wspace=0.42)
    return File(f"kudos-{facts.month[:7]}.png", pictures.png(figure), facts.alt)
