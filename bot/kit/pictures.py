"""Pictures: one chart style for all rooms, readable on Slack's light and its dark ground alike.

A picture brings its own light ground, so nothing depends on what lies behind it. Colours are Okabe and Ito's, which
people with any kind of colour vision tell apart, and numbers stand beside every shape: colour alone says nothing.
Drawing is CPU work without the database, done in a worker; figures are made without pyplot, whose state is global.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import Any

from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font

GROUND = "#FBFAF7"
INK = "#22202B"
FAINT = "#6B6778"
GRID = "#DDD9E4"
BLUE, ORANGE, GREEN, PURPLE, VERMILION, SKY, YELLOW = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#D55E00",
    "#56B4E9",
    "#F0E442",
)
FONT = "DejaVu Sans"
WIDTH, HEIGHT, DOTS = 8.0, 4.5, 150
"""Inches and dots per inch: 1200 by 675 pixels, the shape that Slack shows without cutting."""


@cache
def _drawn() -> frozenset[int]:
    """The code points that the font can draw."""
    return frozenset(FT2Font(font_manager.findfont(FONT)).get_charmap())


def drawable(text: str, limit: int = 40) -> str:
    """The text as the font can draw it, one line, cut to `limit` characters; what it cannot draw becomes □.

    Dollar signs are kept from meaning mathematics.
    """
    line = " ".join(text.split())
    line = line if len(line) <= limit else line[: limit - 1] + "…"
    return "".join(letter if ord(letter) in _drawn() else "□" for letter in line).replace("$", r"\$")


def sheet(title: str, subtitle: str = "", *, columns: Sequence[float] = (1.0,)) -> tuple[Figure, list[Axes]]:
    """An empty picture with its title, and one pair of axes per column of these widths."""
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DOTS, facecolor=GROUND)
    FigureCanvasAgg(figure)
    figure.text(0.05, 0.92, drawable(title, 70), color=INK, fontsize=17, fontweight="bold", va="center", family=FONT)
    if subtitle:
        figure.text(0.05, 0.84, drawable(subtitle, 100), color=FAINT, fontsize=11, va="center", family=FONT)
    grid = figure.add_gridspec(1, len(columns), width_ratios=list(columns), left=0.07, right=0.96, bottom=0.12, top=0.7)
    axes = [figure.add_subplot(grid[0, place]) for place in range(len(columns))]
    for each in axes:
        each.set_facecolor(GROUND)
        each.tick_params(colors=FAINT, labelsize=10, length=0)
        for side in ("top", "right", "left", "bottom"):
            each.spines[side].set_visible(False)
    return figure, axes


def heading(axes: Axes, text: str) -> None:
    """A column's own title."""
    axes.set_title(drawable(text), color=INK, fontsize=11, fontweight="bold", loc="left", pad=12, family=FONT)


def bars(axes: Axes, labels: Sequence[str], numbers: Sequence[int], *, colour: str = BLUE) -> None:
    """Upright bars with their numbers on top."""
    places = range(len(labels))
    drawn: Any = axes.bar(places, numbers, color=colour, width=0.62)
    axes.bar_label(drawn, labels=[str(number) for number in numbers], color=INK, fontsize=11, padding=3)
    axes.set_xticks(places, [drawable(label, 14) for label in labels], family=FONT)
    axes.set_yticks([])
    axes.set_ylim(0, max([*numbers, 1]) * 1.15)
    axes.spines["bottom"].set_visible(True)
    axes.spines["bottom"].set_color(GRID)


def bars_across(axes: Axes, labels: Sequence[str], numbers: Sequence[int], *, colour: str = GREEN) -> None:
    """Lying bars, the first on top, with their numbers at the end."""
    places = range(len(labels))
    drawn: Any = axes.barh(places, numbers, color=colour, height=0.55)
    axes.bar_label(drawn, labels=[str(number) for number in numbers], color=INK, fontsize=11, padding=4)
    axes.set_yticks(places, [drawable(label, 18) for label in labels], family=FONT)
    axes.invert_yaxis()
    axes.set_xticks([])
    axes.set_xlim(0, max([*numbers, 1]) * 1.15)


def empty(axes: Axes, text: str) -> None:
    """A sentence where there is nothing to draw."""
    axes.set_xticks([])
    axes.set_yticks([])
    axes.text(0.0, 0.5, drawable(text, 60), color=FAINT, fontsize=11, va="center", family=FONT)


def png(figure: Figure) -> bytes:
    """The picture's bytes. The same figure gives the same bytes."""
    held = BytesIO()
    figure.savefig(held, format="png", metadata={"Software": "Candor"})
    return held.getvalue()
