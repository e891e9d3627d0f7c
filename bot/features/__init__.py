"""The rooms, in the order in which Home shows their cards: the table of contents."""

from __future__ import annotations

from bot.features.candor import ROOM as CANDOR
from bot.features.kudos import ROOM as KUDOS
from bot.features.people import ROOM as PEOPLE
from bot.kit.rooms import Room

FEATURES: tuple[Room, ...] = (
    KUDOS,
    PEOPLE,
    CANDOR,
)
