"""What Candor knows about one person, gathered from every room into a file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.kit.rooms import File, Maker, Room
from bot.kit.sheets import told
from storage import Unit


def about_maker(rooms: Sequence[Room]) -> Maker:
    """The own-data file: every room tells what it knows about the person."""

    def gather(unit: Unit, args: Mapping[str, Any]) -> dict[str, Any]:
        person = str(args["person"])
        return {room.noun: dict(room.about(unit, person)) for room in rooms if room.about is not None}

    return Maker(gather, about_file)


def about_file(facts: Mapping[str, Any]) -> File:
    """JSON, so that people and programs can read it (GDPR, articles 15 and 20)."""
    text = json.dumps(told(facts), ensure_ascii=False, indent=2, default=str)
    return File("candor-about-me.json", text.encode())
