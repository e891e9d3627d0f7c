"""People: who is here, who reports to whom since when, in which time zone.

Slack is the source (in full every night, by event at once); a CSV file adds what Slack does not know: managers,
departments, countries, leaders. Reporting lines have a start and an end, so that yesterday stays true.
"""

from __future__ import annotations

from bot.features.people import handlers, records, service
from bot.features.people.seed import seed
from bot.kit.rooms import Export, Room, Use

ROOM = Room(
    noun="people",
    title="People",
    story="The directory: who is here, who reports to whom, and what time it is for them.",
    command="/people",
    doors=handlers.doors,
    uses=[
        Use("/people", "shows your own entry", "people.read"),
        Use("/people @ada", "shows Ada's entry and local time", "people.read"),
        Use("/people search words", "finds people by the beginning of their names", "people.read"),
        Use("/people team", "shows who reports to you", "people.read"),
        Use("/people import", "imports a CSV file, after a preview", "people.import"),
        Use("/people sync", "reads everybody from Slack now", "people.import"),
    ],
    card=service.card,
    exports={"people": Export(records.FIELDS, records.people)},
    about=records.about,
    seed=seed,
)
