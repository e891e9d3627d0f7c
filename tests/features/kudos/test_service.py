"""Giving, joining, changing and revoking, on both databases: what is saved, and what waits to be sent."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from bot.features.kudos import reading, service
from bot.features.kudos.rules import Thanks
from bot.kit.errors import Invalid, Missing, Refused, Unknown
from storage import Storage, Unit
from storage.kudos import KudosCard
from storage.outgoing import Outgoing
from tests.kit.clock import MONDAY, FrozenClock
from tests.kit.made import TEAM, Made, Who
from tests.kit.statements import statements

from .conftest import Acting

WORDS = ["wall", "mine", "edit", "revoke", "private"]
HARMFUL = "<!channel> *bold* <@U0NOBODY> <https://x|y> & _"


def thanks(*receivers: Who, text: str = "for staying late", **more) -> Thanks:
    return Thanks(tuple(who.id for who in receivers), text, **more)


@pytest.fixture
async def cast(made: Made) -> tuple[Who, Who, Who]:
    await made.settings(kudos_channel="C0KUDOS", values="craft,care")
    return await made.people("Ann", "Bob", "Cat")  # type: ignore[return-value]


async def card(storage: Storage, kudos: KudosCard) -> KudosCard:
    def find(unit: Unit) -> KudosCard | None:
        return unit.kudos.card(kudos.id)

    found = await storage.read(TEAM, find)
    assert found is not None
    return found


async def outbox(made: Made) -> dict[str, object]:
    return {row.dedupe_key: row for row in await made.outbox()}


async def test_a_kudos_is_saved_with_its_card_and_a_word_to_each_receiver(acting: Acting, made: Made, cast):
    ann, bob, cat = cast
    given = await acting(ann, service.give, thanks(bob, cat, tags=("Craft",)), source="s1", now=MONDAY)
    kudos = given.kudos
    assert (kudos.giver, kudos.receivers, kudos.values, kudos.channel) == (
        ann.id,
        (bob.id, cat.id),
        ("craft",),
        "C0KUDOS",
    )
    rows = await made.outbox()
    assert {(row.kind, row.recipient, row.nature) for row in rows} == {
        ("kudos.card", "C0KUDOS", "post"),
        ("kudos.dm", bob.id, "news"),
        ("kudos.dm", cat.id, "news"),
    }
    assert all("for staying late" in row.payload["text"] for row in rows)


async def test_the_same_request_again_is_the_same_kudos(acting: Acting, made: Made, cast):
    ann, bob, _ = cast
    first = await acting(ann, service.give, thanks(bob), source="s1", now=MONDAY)
    again = await acting(ann, service.give, thanks(bob), source="s1", now=MONDAY + timedelta(seconds=3))
    assert (first.new, again.new) == (True, False)
    assert again.kudos == first.kudos
    assert len(await made.outbox()) == 2


async def test_the_same_request_twice_at_once_is_one_kudos(acting: Acting, made: Made, cast):
    ann, bob, _ = cast
    both = await asyncio.gather(*(acting(ann, service.give, thanks(bob), source="s1", now=MONDAY) for _ in range(4)))
    assert len({given.kudos.id for given in both}) == 1
    assert sorted(given.new for given in both) == [False, False, False, True]
    assert len(await made.outbox()) == 2


async def test_a_form_sent_again_with_other_words_is_an_edit(acting: Acting, made: Made, storage: Storage, cast):
    ann, bob, _ = cast
    first = await acting(ann, service.give, thanks(bob), source="v:1", now=MONDAY)
    later = MONDAY + timedelta(minutes=1)
    second = await acting(ann, service.give, thanks(bob, text="for staying up"), source="v:1", now=later)
    assert second.kudos.id == first.kudos.id
    kudos = await card(storage, first.kudos)
    assert (kudos.text, kudos.edited_at) == ("for staying up", later)
    rows = await made.outbox()
    assert len(rows) == 2
    assert all("for staying up" in row.payload["text"] for row in rows)


async def test_a_form_sent_again_cannot_reach_other_people(acting: Acting, made: Made, cast):
    ann, bob, cat = cast
    await acting(ann, service.give, thanks(bob), source="v:1", now=MONDAY)
    with pytest.raises(Invalid) as told:
        await acting(ann, service.give, thanks(cat), source="v:1", now=MONDAY)
    assert "to" in told.value.fields
    with pytest.raises(Invalid):
        await acting(ann, service.give, thanks(bob, private=True), source="v:1", now=MONDAY)
    assert {row.recipient for row in await made.outbox()} == {"C0KUDOS", bob.id}


async def test_nobody_changes_anothers_kudos_by_its_source(acting: Acting, cast):
    ann, bob, cat = cast
    await acting(ann, service.give, thanks(bob), source="v:1", now=MONDAY)
    with pytest.raises(Refused):
        await acting(cat, service.give, thanks(bob, text="for something else"), source="v:1", now=MONDAY)


async def test_nothing_is_saved_or_sent_when_it_is_refused(acting: Acting, made: Made, storage: Storage, cast):
    ann, bob, _ = cast
    with pytest.raises(Invalid):
        await acting(ann, service.give, thanks(ann, bob), source="s1", now=MONDAY)
    with pytest.raises(Invalid):
        await acting(ann, service.give, thanks(bob, tags=("carft",)), source="s1", now=MONDAY)
    with pytest.raises(Unknown):
        await acting(ann, service.give, Thanks((bob.id, "U0NEVER"), "for staying late"), source="s1", now=MONDAY)
    assert await made.outbox() == []

    def count(unit: Unit) -> int:
        return len(unit.kudos.page())

    assert await storage.read(TEAM, count) == 0


async def test_somebody_who_left_a_second_ago_is_not_thanked(acting: Acting, made: Made, cast):
    ann, bob, _ = cast
    await made.leaves(bob)
    with pytest.raises(Invalid, match="Bob has left"):
        await acting(ann, service.give, thanks(bob), source="s1", now=MONDAY)


async def test_a_leaver_gives_no_more(acting: Acting, made: Made, cast):
    ann, bob, _ = cast
    await made.leaves(ann)
    with pytest.raises(Refused):
        await acting(ann, service.give, thanks(bob), source="s1", now=MONDAY)


async def test_a_group_is_its_members_without_the_giver(acting: Acting, made: Made, cast):
    ann, bob, cat = cast
    robot = await made.person("Robo", is_bot=True)
    team = await made.group("release-crew", ann, bob, cat, robot)
    given = await acting(ann, service.give, Thanks((), "for the release", (team,)), source="s1", now=MONDAY)
    assert set(given.kudos.receivers) == {bob.id, cat.id}


async def test_an_unknown_group_is_looked_up_and_an_empty_one_told(acting: Acting, made: Made, cast):
    ann = cast[0]
    empty = await made.group("nobody-here")
    with pytest.raises(Invalid, match="Nobody in that group"):
        await acting(ann, service.give, Thanks((), "for the release", (empty,)), source="s1", now=MONDAY)
    with pytest.raises(Unknown) as told:
        await acting(ann, service.give, Thanks((), "for the release", ("S0UNKNOWN",)), source="s1", now=MONDAY)
    assert told.value.ids == ("S0UNKNOWN",)


async def test_without_a_channel_the_receivers_get_dms_and_the_giver_is_told(acting: Acting, made: Made, cast):
    ann, bob, _ = cast
    await made.settings(kudos_channel="")
    given = await acting(ann, service.give, thanks(bob), source="v:1", now=MONDAY, tell=True)
    assert given.kudos.channel is None
    rows = await made.outbox()
    assert {(row.kind, row.recipient) for row in rows} == {("kudos.dm", bob.id), ("kudos.given", ann.id)}
    answer = await acting(
        ann, service.give_typed, f"{bob.mention} for the talk on Friday", WORDS, "/kudos", source="t:1", now=MONDAY
    )
    assert "nothing is posted" in answer.message.text


async def test_a_private_kudos_is_for_its_receivers_alone(acting: Acting, made: Made, cast):
    ann, bob, _ = cast
    given = await acting(ann, service.give, thanks(bob, private=True), source="s1", now=MONDAY)
    assert given.kudos.channel is None
    assert [(row.kind, row.recipient) for row in await made.outbox()] == [("kudos.dm", bob.id)]


async def test_a_typed_kudos_goes_where_it_says(acting: Acting, made: Made, cast):
    ann, bob, cat = cast
    line = f"{bob.mention} for helping {cat.mention} out #care in <#C0WINS|wins>"
    answer = await acting(ann, service.give_typed, line, WORDS, "/kudos", source="t:1", now=MONDAY)
    kudos = answer.kudos
    assert (kudos.receivers, kudos.values, kudos.channel) == ((bob.id,), ("care",), "C0WINS")
    assert kudos.text == f"helping {cat.mention} out"
    assert answer.named == "C0WINS"
    assert f"not <@{cat.id}>" in str(answer.message.blocks)


async def test_a_typed_channel_that_slack_does_not_know_refuses_the_whole(acting: Acting, cast):
    ann, bob, _ = cast
    with pytest.raises(Invalid, match="#wins"):
        await acting(
            ann, service.give_typed, f"{bob.mention} for the talk in #wins", WORDS, "/kudos", source="t:1", now=MONDAY
        )


async def test_the_last_kudos_waits_for_monday(acting: Acting, made: Made, cast):
    ann, bob, cat = cast
    await made.settings(kudos_weekly_allowance="2")
    sunday = datetime(2026, 11, 29, 23, 30, tzinfo=UTC)
    await acting(ann, service.give, thanks(bob, cat), source="s1", now=sunday)
    with pytest.raises(Refused, match="Monday"):
        await acting(ann, service.give, thanks(bob), source="s2", now=sunday)
    assert (await acting(ann, service.give, thanks(bob, cat), source="s1", now=sunday)).new is False
    monday = datetime(2026, 11, 30, 0, 0, tzinfo=UTC)
    assert (await acting(ann, service.give, thanks(bob), source="s3", now=monday)).new


async def test_the_week_begins_by_the_givers_own_calendar(acting: Acting, made: Made, cast):
    bob = cast[1]
    await made.settings(kudos_weekly_allowance="1")
    aki = await made.person("Aki", tz="Asia/Tokyo")
    sunday = datetime(2026, 11, 29, 14, 59, tzinfo=UTC)  # 23:59 in Tokyo
    await acting(aki, service.give, thanks(bob), source="s1", now=sunday)
    assert (await acting(aki, service.give, thanks(bob), source="s2", now=sunday + timedelta(minutes=1))).new


async def test_two_kudos_at_once_do_not_share_the_last_place(acting: Acting, made: Made, cast):
    ann, bob, _ = cast
    await made.settings(kudos_weekly_allowance="1")
    tries = [acting(ann, service.give, thanks(bob), source=f"s{number}", now=MONDAY) for number in range(6)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(not isinstance(result, BaseException) for result in results) == 1
    assert all(isinstance(result, Refused | service.Given) for result in results)


async def test_a_revoked_kudos_gives_the_allowance_back(acting: Acting, made: Made, cast):
    ann, bob, _ = cast
    await made.settings(kudos_weekly_allowance="1")
    given = await acting(ann, service.give, thanks(bob), source="s1", now=MONDAY)
    await acting(ann, service.revoke, given.kudos.id, now=MONDAY)
    assert (await acting(ann, service.give, thanks(bob), source="s2", now=MONDAY)).new


async def test_others_join_in_once_and_the_card_names_them(acting: Acting, made: Made, storage: Storage, cast):
    ann, bob, cat = cast
    kudos = (await acting(ann, service.give, thanks(bob), source="s1", now=MONDAY)).kudos
    assert await acting(cat, service.join, kudos.id, None, now=MONDAY) is True
    assert await acting(cat, service.join, kudos.id, None, now=MONDAY) is False
    assert (await card(storage, kudos)).joined == (cat.id,)
    row = (await outbox(made))[f"kudos:{kudos.id}"]
    assert "1 person says so too: Cat" in str(row.payload["blocks"])  # type: ignore[attr-defined]
    assert f"<@{cat.id}>" not in str(row.payload)  # type: ignore[attr-defined]


async def test_everyone_who_joins_at_once_stands_on_the_card(acting: Acting, made: Made, cast):
    ann, bob, _ = cast
    kudos = (await acting(ann, service.give, thanks(bob), source="s1", now=MONDAY)).kudos
    crowd = await made.people(*(f"Fan {letter}" for letter in "ABCDEFGH"))
    await asyncio.gather(*(acting(fan, service.join, kudos.id, None, now=MONDAY) for fan in crowd))
    row = (await outbox(made))[f"kudos:{kudos.id}"]
    assert "8 people say so too" in str(row.payload["blocks"])  # type: ignore[attr-defined]


async def test_giver_and_receivers_do_not_join(acting: Acting, cast):
    ann, bob, _ = cast
    kudos = (await acting(ann, service.give, thanks(bob), source="s1", now=MONDAY)).kudos
    for who in (ann, bob):
        with pytest.raises(Refused):
            await acting(who, service.join, kudos.id, None, now=MONDAY)


async def test_private_revoked_and_unknown_kudos_cannot_be_joined(acting: Acting, cast):
    ann, bob, cat = cast
    secret = (await acting(ann, service.give, thanks(bob, private=True), source="s1", now=MONDAY)).kudos
    gone = (await acting(ann, service.give, thanks(bob), source="s2", now=MONDAY)).kudos
    await acting(ann, service.revoke, gone.id, now=MONDAY)
    for kudos in (secret.id, gone.id, UUID(int=7)):
        with pytest.raises(Missing):
            await acting(cat, service.join, kudos, None, now=MONDAY)


async def test_a_card_that_retention_forgot_is_changed_where_it_was_clicked(acting: Acting, made: Made, storage, cast):
    ann, bob, cat = cast
    (kudos,) = await made.kudos(ann, bob, channel="C0KUDOS")
    await acting(cat, service.join, kudos.id, service.Place("C0OTHER", "1.2"), now=MONDAY)
    assert await made.outbox() == []
    dan = await made.person("Dan")
    await acting(dan, service.join, kudos.id, service.Place("C0KUDOS", "1764.5"), now=MONDAY)
    (row,) = await made.outbox()
    assert (row.slack_ts, row.channel, row.work) == ("1764.5", "C0KUDOS", "update")
    assert "2 people say so too: Cat and Dan" in str(row.payload)


async def test_an_edit_is_folded_into_what_is_not_sent_yet(acting: Acting, made: Made, storage: Storage, cast):
    ann, bob, _ = cast
    kudos = (await acting(ann, service.give, thanks(bob), source="s1", now=MONDAY)).kudos
    later = MONDAY + timedelta(hours=23)
    await acting(ann, service.edit, kudos.id, "for the night shift", ("care",), now=later)
    changed = await card(storage, kudos)
    assert (changed.text, changed.values, changed.edited_at) == ("for the night shift", ("care",), later)
    rows = await made.outbox()
    assert {row.state for row in rows} == {"waiting"}
    assert all("night shift" in row.payload["text"] and "staying late" not in str(row.payload) for row in rows)


async def test_the_same_words_again_change_nothing(acting: Acting, storage: Storage, cast):
    ann, bob, _ = cast
    typed = "for helping <@U0X|eve> in <#C1|ops>"
    kudos = (await acting(ann, service.give, thanks(bob, text=typed), source="s1", now=MONDAY)).kudos
    await acting(ann, service.edit, kudos.id, "for helping @eve in #ops", (), now=MONDAY)
    kept = await card(storage, kudos)
    assert (kept.text, kept.edited_at) == (typed, None)


async def test_a_value_that_hr_removed_may_stay(acting: Acting, made: Made, storage: Storage, cast):
    ann, bob, _ = cast
    kudos = (await acting(ann, service.give, thanks(bob, tags=("craft",)), source="s1", now=MONDAY)).kudos
    await made.settings(values="care")
    await acting(ann, service.edit, kudos.id, "for staying even later", ("craft",), now=MONDAY)
    assert (await card(storage, kudos)).values == ("craft",)
    with pytest.raises(Invalid):
        await acting(ann, service.edit, kudos.id, "for staying even later", ("other",), now=MONDAY)


async def test_only_the_giver_changes_a_kudos_and_only_for_a_day(acting: Acting, cast):
    ann, bob, cat = cast
    kudos = (await acting(ann, service.give, thanks(bob), source="s1", now=MONDAY)).kudos
    for who in (bob, cat):
        with pytest.raises(Refused):
            await acting(who, service.edit, kudos.id, "for something else", (), now=MONDAY)
        with pytest.raises(Refused):
            await acting(who, service.revoke, kudos.id, now=MONDAY)
    tomorrow = MONDAY + timedelta(hours=24)
    with pytest.raises(Refused, match="24 hours"):
        await acting(ann, service.edit, kudos.id, "for something else", (), now=tomorrow)
    with pytest.raises(Refused, match="24 hours"):
        await acting(ann, service.revoke, kudos.id, now=tomorrow)
    with pytest.raises(Missing):
        await acting(ann, service.revoke, UUID(int=7), now=MONDAY)


async def test_a_revoked_kudos_never_appears(acting: Acting, made: Made, cast):
    ann, bob, _ = cast
    kudos = (await acting(ann, service.give, thanks(bob), source="s1", now=MONDAY)).kudos
    await acting(ann, service.revoke, kudos.id, now=MONDAY)
    await acting(ann, service.revoke, kudos.id, now=MONDAY)
    assert {(row.state, row.payload) for row in await made.outbox()} == {("cancelled", None)}
    with pytest.raises(Missing, match="revoked"):
        await acting(ann, service.edit, kudos.id, "for something else", (), now=MONDAY)


async def test_words_come_out_as_they_were_typed(acting: Acting, storage: Storage, made: Made, cast):
    ann, bob, _ = cast
    line = f"{bob.mention} for {HARMFUL}"
    answer = await acting(ann, service.give_typed, line, WORDS, "/kudos", source="t:1", now=MONDAY)
    assert answer.kudos.text == HARMFUL
    for row in await made.outbox():
        words = row.payload["blocks"][0]["elements"][1]["elements"]
        assert words == [{"type": "text", "text": HARMFUL}]
        assert "<!channel>" not in row.payload["text"]
        assert "<@U0NOBODY>" not in row.payload["text"]


async def test_what_no_database_stores_does_no_harm(acting: Acting, storage: Storage, cast):
    ann, bob, _ = cast
    kudos = (
        await acting(ann, service.give, thanks(bob, text="nul \x00 and \ud83d half"), source="s1", now=MONDAY)
    ).kudos
    assert (await card(storage, kudos)).text == "nul  and  half"


async def test_the_one_kudos_of_a_day_is_revoked_at_once_and_several_are_offered(acting: Acting, cast):
    ann, bob, cat = cast
    with pytest.raises(Missing, match="no kudos within"):
        await acting(ann, reading.revoke_latest, now=MONDAY)
    await acting(ann, service.give, thanks(bob), source="s1", now=MONDAY)
    told = await acting(ann, reading.revoke_latest, now=MONDAY)
    assert "for staying late" in told.text
    await acting(ann, service.give, thanks(bob), source="s2", now=MONDAY)
    await acting(ann, service.give, thanks(cat), source="s3", now=MONDAY)
    offered = await acting(ann, reading.revoke_latest, now=MONDAY)
    assert str(offered.blocks).count("kudos.revoke") == 2


async def test_a_post_that_slack_refused_is_tried_again_as_it_reads_now(acting: Acting, made: Made, storage, cast):
    ann, bob, _ = cast
    kudos = (await acting(ann, service.give, thanks(bob, channel="C0SECRET"), source="s1", now=MONDAY)).kudos

    def park(unit: Unit) -> None:
        which = Outgoing.dedupe_key == f"kudos:{kudos.id}"
        unit.execute(unit.outbox.update_of(Outgoing, which).values(state="failed", work=None))

    await storage.work(TEAM, park)
    await acting(ann, service.edit, kudos.id, "for the night shift", (), now=MONDAY)
    with pytest.raises(Refused):
        await acting(bob, service.repost, kudos.id, now=MONDAY)
    assert await acting(ann, service.repost, kudos.id, now=MONDAY) is True
    row = (await outbox(made))[f"kudos:{kudos.id}"]
    assert (row.state, row.work) == ("waiting", "post")  # type: ignore[attr-defined]
    assert "for the night shift" in str(row.payload)  # type: ignore[attr-defined]


async def test_giving_takes_few_statements(acting: Acting, storage: Storage, cast):
    ann, bob, _ = cast
    line = f"{bob.mention} for the talk on Friday"
    await acting(ann, service.give_typed, line, WORDS, "/kudos", source="t:1", now=MONDAY)
    with statements(storage) as seen:
        await acting(ann, service.give_typed, line, WORDS, "/kudos", source="t:2", now=MONDAY)
    assert len(seen) == (4 if storage.dialect == "postgresql" else 5), "\n".join(seen)


async def test_the_clock_is_only_ever_the_one_passed_in(acting: Acting, storage: Storage, clock: FrozenClock, cast):
    ann, bob, _ = cast
    moment = clock.now() - timedelta(days=400)
    kudos = (await acting(ann, service.give, thanks(bob), source="s1", now=moment)).kudos
    assert (await card(storage, kudos)).at == moment
