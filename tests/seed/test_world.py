"""The company's workspace for the sandbox: it loads there, and it agrees with the directory."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.company import Company, sheets, world_of
from bot.company.world import MANAGER, channel_id
from bot.features.kudos import service, views
from bot.features.kudos.seed import recent_posts
from bot.features.kudos.service import card_key
from bot.features.people.seed import row_of
from bot.seed import seed
from sandbox.limits import check_message
from sandbox.world import World
from storage.circles import NOBODY
from storage.outgoing import Outgoing
from tests.seed.test_seed import ROOMS

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
POSTER = {"user": "U0CANDOR", "bot_id": "B0CANDOR", "app_id": "A0CANDOR"}


@pytest.fixture(scope="module")
def larkmoor():
    return Company.generate(120, seed=7, now=NOW)


@pytest.fixture(scope="module")
def mapping(larkmoor):
    return world_of(larkmoor)


def test_the_sandbox_takes_the_world_as_it_is(larkmoor, mapping):
    world = World.from_mapping(mapping)
    assert world.team_id == larkmoor.team_id
    assert {person.id for person in larkmoor} < world.people.keys()
    assert world.channels[channel_id("kudos")].name == "kudos"
    for group in larkmoor.groups():
        assert world.groups[group.id].users == list(group.members)


def test_the_workspace_agrees_with_the_directory(larkmoor, mapping):
    world = World.from_mapping(mapping)
    for person in larkmoor:
        row, member = row_of(person), world.people[person.id]
        assert (member.real_name, member.display_name or None) == (row["name"], row["display_name"])
        assert (member.email, member.title, member.tz, member.locale) == (
            row["email"],
            row["title"],
            row["tz"],
            row["locale"],
        )
        assert member.deleted is not row["active"]
        assert bool(member.guest) is row["is_guest"]
        assert (member.is_admin, member.is_owner) == (row["is_admin"], row["is_owner"])
        assert member.fields.get(MANAGER) == person.manager


def test_channels_hold_who_belongs_there_and_no_leavers(larkmoor, mapping):
    channels = {channel["name"]: set(channel["members"]) for channel in mapping["channels"]}
    gone = {person.id for person in larkmoor if not person.active}
    assert all(members and not members & gone for members in channels.values())
    assert channels["people-team"] == {larkmoor[name].id for name in ("zuzanna", "marta", "sina")}
    assert larkmoor["bodhi"].id not in channels["general"], "a guest is only in the channel that guests may see"
    assert larkmoor["bodhi"].id in channels["random"]


def test_what_was_said_lies_in_the_past_by_people_who_are_in_the_channel(larkmoor, mapping):
    members = {channel["id"]: set(channel["members"]) for channel in mapping["channels"]}
    said = mapping["messages"]
    assert len(said) > 45
    assert len({(each["channel"], each["ts"]) for each in said}) == len(said)
    for each in said:
        assert each["text"]
        assert each["user"] in members[each["channel"]], each["text"]
        assert NOW - timedelta(days=14) < datetime.fromtimestamp(float(each["ts"]), UTC) < NOW
        for reaction in each.get("reactions", ()):
            assert reaction["count"] == len(reaction["users"]) > 0


@pytest.mark.parametrize("ago", [timedelta(hours=hours) for hours in range(0, 168, 9)])
def test_people_chat_on_weekdays_in_their_office_hours_whatever_the_time_is_now(ago):
    company = Company.generate(40, seed=7, now=NOW - ago)
    people = {person.id: person for person in company}
    for each in world_of(company)["messages"]:
        at = datetime.fromtimestamp(float(each["ts"]), UTC)
        assert at < company.now
        first = each.get("thread_ts", each["ts"]) == each["ts"]
        if first and each["channel"] != channel_id("storm-watch"):
            local = at.astimezone(ZoneInfo(people[each["user"]].zone))
            assert local.weekday() < 5
            assert 8 <= local.hour < 17


def test_threads_count_their_replies(mapping):
    said = mapping["messages"]
    for first in (each for each in said if each.get("reply_count")):
        replies = [each for each in said if each.get("thread_ts") == first["ts"] and each is not first]
        assert len(replies) == first["reply_count"]
        assert max(reply["ts"] for reply in replies) == first["latest_reply"]
        assert all(reply["ts"] > first["ts"] for reply in replies)


def test_names_become_mentions_and_signs_are_escaped(larkmoor, mapping):
    texts = " ".join(each["text"] for each in mapping["messages"])
    assert f"<@{larkmoor['noor'].id}>" in texts
    assert f"<#{channel_id('kudos')}|kudos>" in texts
    assert "&quot;" not in texts


def test_everybody_in_the_chatter_is_of_the_cast():
    cast = {role.handle for role in sheets.cast()}
    channels = {room.key for room in sheets.channels()}
    for each in sheets.chatter():
        people = {each["who"], *(who for _, who, _ in each.get("replies", ()))}
        people |= {who for whose in each.get("reactions", {}).values() for who in whose}
        assert people <= cast
        assert each["channel"] in channels


def test_a_company_of_one_has_a_world_too():
    world = World.from_mapping(world_of(Company.generate(1, seed=7, now=NOW)))
    assert world.channels[channel_id("kudos")].members


async def test_recent_kudos_stand_in_their_channels_as_slack_would_take_them(storage):
    await seed(storage, Company.team_id, now=NOW, rooms=ROOMS)
    posts = await storage.work(Company.team_id, recent_posts, POSTER)
    assert len(posts) == 30
    assert [post["ts"] for post in posts] == sorted(post["ts"] for post in posts)
    for post in posts:
        assert check_message({"text": post["text"], "blocks": post["blocks"]}, method="chat.postMessage") == []
        assert all(block["block_id"] for block in post["blocks"])
        assert post["user"] == POSTER["user"]

    def remembered(unit):
        rows = unit.execute(select(Outgoing.dedupe_key, Outgoing.state, Outgoing.slack_ts, Outgoing.channel))
        return {row.slack_ts: row for row in rows}

    rows = await storage.read(Company.team_id, remembered)
    assert {post["ts"] for post in posts} == rows.keys()
    assert {row.state for row in rows.values()} == {"sent"}

    def newest(unit):
        return unit.kudos.wall(within=NOBODY, limit=1)[0]

    kudos = await storage.read(Company.team_id, newest)
    assert rows[posts[-1]["ts"]].dedupe_key == card_key(kudos.id)

    again = await storage.work(Company.team_id, recent_posts, POSTER)
    assert again == posts, "a workspace that starts again shows the same"


async def test_a_kudos_that_is_about_to_be_posted_is_not_shown_as_posted(made, storage):
    ann, bob = await made.people("Ann", "Bob")
    await made.kudos(ann, bob, channel="C07KUDOS000", times=2)

    def waits(unit):
        kudos = unit.kudos.wall(within=NOBODY, limit=1)[0]
        card = views.card(kudos, service.names(unit, kudos))
        unit.outbox.put(card_key(kudos.id), card, to="C07KUDOS000", kind="kudos.card", due=kudos.at, nature="post")
        return kudos.id

    waiting = await storage.work(made.team, waits)
    posts = await storage.work(made.team, recent_posts, POSTER)
    assert len(posts) == 1
    assert str(waiting) not in str(posts)


async def test_kudos_without_a_channel_are_not_shown_as_posts(made, storage):
    ann, bob = await made.people("Ann", "Bob")
    await made.kudos(ann, bob)
    assert await storage.work(made.team, recent_posts, POSTER) == []
