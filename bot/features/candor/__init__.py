"""Candor about itself: help, settings, set-up, preferences, and what it knows about a person."""

from __future__ import annotations

from bot.features.candor import handlers, records, service
from bot.kit.rooms import Export, Room, Use

ROOM = Room(
    noun="candor",
    title="Candor",
    story="Help, settings, your preferences, and what Candor knows about you.",
    command="/candor",
    doors=handlers.doors,
    uses=[
        Use("/candor help", "shows everything that you can do", "candor.use"),
        Use("/candor preferences", "says when and how Candor may speak to you", "candor.use"),
        Use("/candor my data", "sends you a file with everything that Candor knows about you", "candor.use"),
        Use("/candor who can see this", "shows who can see and do what", "candor.use"),
        Use("/candor settings", "opens the workspace's settings", "candor.settings"),
        Use("/candor settings key=value", "sets one setting", "candor.settings"),
        Use("/candor setup", "opens the short guided set-up", "candor.settings"),
    ],
    waiting=service.waiting,
    bundles=[("candor", "Notes about Candor itself")],
    exports={
        "audit": Export(records.AUDIT, records.audit),
        "messages": Export(records.MESSAGES, records.messages),
    },
    about=records.about,
)
