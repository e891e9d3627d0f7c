"""Kudos: thanks that others see. By text or form, to one to ten people; "Add yours", a wall, a monthly recap.

handlers.py hears Slack; service.py gives, changes, revokes and joins; reading.py composes what people look at, views.py
and wall.py how it looks; typed.py reads what was typed; rules.py decides; recap.py counts and draws a month; records.py
is what leaves Candor; seed.py and its neighbours make the fictional company's.
"""

from bot.features.kudos import handlers, reading, recap, records, seed, service
from bot.kit.rooms import Export, Room, Use

ROOM = Room(
    noun="kudos",
    title="Kudos",
    story="Thank colleagues for something they did, so that they hear it and others see it.",
    command="/kudos",
    doors=handlers.doors,
    uses=(
        Use("/kudos", "opens the form", "kudos.give"),
        Use("/kudos @ada @grace for unblocking the release #craft", "thanks people, right here", "kudos.give"),
        Use("/kudos @ada for unblocking the release in #wins", "posts it in that channel", "kudos.give"),
        Use("/kudos private @ada for the talk on Friday", "tells only those whom you thank", "kudos.give"),
        Use("/kudos wall @ada #craft last month", "shows what was given, filtered if you like", "kudos.read"),
        Use("/kudos mine", "shows what you gave and received, private ones too", "kudos.read"),
        Use("/kudos edit", "changes what you gave within the last 24 hours", "kudos.change"),
        Use("/kudos revoke", "takes it back, within 24 hours", "kudos.change"),
    ),
    card=reading.card,
    makers=recap.makers,
    exports={"kudos": Export(records.FIELDS, records.export)},
    about=records.about,
    retain=records.retain,
    handover=service.hand_over,
    optional=[("kudos.recap", "The monthly recap of my kudos")],
    bundles=[("kudos", "Kudos")],
    seed=seed.seed,
    seed_after=("people",),
    past=seed.recent_posts,
)
