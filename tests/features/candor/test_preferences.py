"""Preferences: what a person chose comes back, and what they did not choose follows the company."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.features import FEATURES
from storage.preferences import Preference
from tests.kit.conversation import Conversation, words
from tests.kit.made import Made, Who


async def kept(made: Made, who: Who) -> Preference:
    found = await made.storage.read(made.team, lambda unit: unit.preferences.get(who.id))
    assert found is not None
    return found


def initial(view: dict, block: str) -> object:
    element = next(one["element"] for one in view["blocks"] if one["block_id"] == block)
    for name in ("initial_time", "initial_value"):
        if name in element:
            return element[name]
    if "initial_option" in element:
        return element["initial_option"]["value"]
    return [one["value"] for one in element.get("initial_options", ())]


async def test_the_form_shows_what_holds_and_brings_back_what_was_chosen(slack: Conversation, made: Made):
    ann = await made.person("Ann")
    await made.settings(workdays="sun-thu", quiet_hours="20:00-08:00")
    speaker = slack.speaks(ann)
    await speaker.types("/candor preferences")
    view = await speaker.modal()
    assert initial(view, "workdays") == ["mon", "tue", "wed", "thu", "sun"]
    assert (initial(view, "quiet_from"), initial(view, "quiet_until")) == ("20:00", "08:00")
    assert initial(view, "wanted") == ["kudos.recap"]
    assert not (
        await speaker.submits(
            workdays=["fri"], quiet_from="22:00", quiet_until="06:30", bundles=["kudos"], wanted=[], snooze="week"
        )
    ).error
    await speaker.types("/candor preferences")
    view = await speaker.modal()
    assert initial(view, "workdays") == ["fri"]
    assert (initial(view, "quiet_from"), initial(view, "quiet_until")) == ("22:00", "06:30")
    assert (initial(view, "bundles"), initial(view, "wanted"), initial(view, "snooze")) == (["kudos"], [], "keep")
    before = await kept(made, ann)
    assert not (await speaker.submits()).error
    after = await kept(made, ann)
    assert (after.snooze_until, after.bundles, after.optional) == (before.snooze_until, before.bundles, before.optional)


async def test_who_chooses_nothing_else_follows_the_company(slack: Conversation, made: Made):
    ann = await made.person("Ann")
    speaker = slack.speaks(ann)
    await speaker.types("/candor preferences")
    assert not (await speaker.submits()).error
    chosen = await kept(made, ann)
    assert (chosen.workdays, chosen.quiet_hours) == (None, None)
    await made.settings(quiet_hours="21:00-07:00")
    await speaker.types("/candor preferences")
    assert initial(await speaker.modal(), "quiet_from") == "21:00"


async def test_no_quiet_hours_is_a_choice_too(slack: Conversation, made: Made):
    ann = await made.person("Ann")
    speaker = slack.speaks(ann)
    await speaker.types("/candor preferences")
    assert not (await speaker.submits(quiet_from=None, quiet_until=None)).error
    assert (await kept(made, ann)).quiet_hours == ""


async def test_quiet_hours_cannot_be_the_whole_day(slack: Conversation, made: Made):
    ann = await made.person("Ann")
    speaker = slack.speaks(ann)
    await speaker.types("/candor preferences")
    assert "quiet_until" in ((await speaker.submits(quiet_from="09:00", quiet_until="09:00")).fields or {})
    assert "quiet_from" in ((await speaker.submits(quiet_from=None, quiet_until="09:00")).fields or {})


async def test_what_a_closed_room_offers_is_not_asked_and_what_was_chosen_about_it_is_kept(
    slack: Conversation, made: Made
):
    ann = await made.person("Ann", country="DE")
    speaker = slack.speaks(ann)
    await speaker.types("/candor preferences")
    assert not (await speaker.submits(bundles=["kudos", "candor"], wanted=[])).error
    await made.settings(rooms_off="kudos:DE")
    await speaker.types("/candor preferences")
    view = await speaker.modal()
    assert initial(view, "bundles") == ["candor"]
    assert "wanted" not in {block["block_id"] for block in view["blocks"]}
    assert not (await speaker.submits(bundles=[])).error
    chosen = await kept(made, ann)
    assert (chosen.bundles, chosen.optional.get("kudos.recap")) == ({"kudos": True}, False)


def test_no_two_rooms_offer_the_same_kind_and_each_only_its_own():
    for offers in ([room.optional for room in FEATURES], [room.bundles for room in FEATURES]):
        kinds = [kind for offer in offers for kind, _ in offer]
        assert len(set(kinds)) == len(kinds) <= 10, "Slack takes at most ten boxes"
    for room in FEATURES:
        kinds = [kind for kind, _ in (*room.optional, *room.bundles)]
        assert all(kind.partition(".")[0] == room.noun for kind in kinds), room.noun


@pytest.mark.parametrize(
    ("now", "choice", "until"),
    [
        ("2026-11-23T09:00:00", "hour", "2026-11-23T10:00:00"),
        ("2026-11-23T09:00:00", "week", "2026-11-30T09:00:00"),
        ("2026-11-23T09:00:00", "today", "2026-11-24T03:30:00"),
        ("2026-11-23T18:00:00", "today", "2026-11-24T03:30:00"),
        ("2026-11-23T19:00:00", "today", "2026-11-25T03:30:00"),
        ("2026-11-23T09:00:00", "none", None),
    ],
)
async def test_reminders_sleep_until_then(slack: Conversation, made: Made, now: str, choice: str, until: str | None):
    made.clock.set(datetime.fromisoformat(now).replace(tzinfo=UTC))
    ann = await made.person("Ann", tz="Asia/Kolkata")
    speaker = slack.speaks(ann)
    await speaker.types("/candor preferences")
    await speaker.submits(snooze=choice)
    wanted = datetime.fromisoformat(until).replace(tzinfo=UTC) if until else None
    assert (await kept(made, ann)).snooze_until == wanted


async def test_a_snooze_is_ended_by_hand_and_forgotten_by_time(slack: Conversation, made: Made):
    ann = await made.person("Ann")
    speaker = slack.speaks(ann)
    await speaker.types("/candor preferences")
    await speaker.submits(snooze="week")
    await speaker.types("/candor preferences")
    await speaker.submits(snooze="none")
    assert (await kept(made, ann)).snooze_until is None
    await speaker.types("/candor preferences")
    await speaker.submits(snooze="hour")
    await slack.moves_clock(hours=2)
    await speaker.types("/candor preferences")
    assert initial(await speaker.modal(), "snooze") == "none"
    assert "As it is now" not in words([await speaker.modal()])


async def test_the_form_also_opens_from_home_and_from_the_welcome(slack: Conversation, made: Made):
    ann = await made.person("Ann")
    speaker = slack.speaks(ann)
    home = await speaker.home()
    await speaker.clicks(home, "candor.preferences")
    assert (await speaker.modal())["callback_id"] == "candor.preferences"
    await speaker.hand.closes()
    welcome = next(one for one in await speaker.dms() if "I am Candor" in one["text"])
    await speaker.clicks(welcome, "candor.preferences")
    assert (await speaker.modal())["callback_id"] == "candor.preferences"
