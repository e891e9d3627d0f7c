"""Home: for each kind of person what is theirs, for nobody more than a view holds."""

from __future__ import annotations

import pytest

from bot.features import FEATURES
from bot.home import SPARE, WAITING, blocks, compose, fair
from bot.kit.blocks import VIEW_BLOCKS, context, section
from bot.kit.config import ROOMS, Config
from bot.kit.context import Actor, Caller, Role
from bot.kit.doors import Doors
from bot.kit.errors import Unknown
from bot.kit.rooms import Room
from sandbox.limits import check_view
from storage import Storage, Unit
from tests.kit.conversation import Conversation, words
from tests.kit.made import TEAM, Made
from tests.kit.running import Running


async def test_everybody_finds_what_is_theirs(slack: Conversation, made: Made):
    boss = await made.person("Boss")
    emp = await made.person("Emp", manager=boss)
    eve = await made.person("Eve", is_admin=True)
    hal = await made.person("Hal")
    await made.settings(hr=hal.id, kudos_channel="C0KUDOS001")
    homes = {who.name: words([await slack.speaks(who).home()]) for who in (boss, emp, eve, hal)}
    assert emp.id in homes["Boss"], "a manager sees the team"
    assert boss.id in homes["Emp"]
    for name in ("Boss", "Emp"):
        assert "candor.settings" not in homes[name]
        assert "Import people" not in homes[name]
    for name in ("Eve", "Hal"):
        assert "candor.settings" in homes[name]
        assert "Import people" in homes[name]
    assert all("Good morning" in home and "candor.preferences" in home for home in homes.values())


@pytest.mark.parametrize(
    ("tz", "greeting"), [("UTC", "Good morning"), ("Asia/Kolkata", "Good afternoon"), ("Asia/Tokyo", "Good evening")]
)
async def test_the_greeting_goes_by_the_person_s_own_clock(slack: Conversation, made: Made, tz: str, greeting: str):
    ann = await made.person("Ann Low", tz=tz)
    assert f"{greeting}, Ann" in words([await slack.speaks(ann).home()])


async def test_an_admin_is_asked_to_set_up_until_it_is_done(slack: Conversation, made: Made):
    eve, ann = await made.person("Eve", is_admin=True), await made.person("Ann")
    await made.settings(hr="", kudos_channel="")
    assert "not set up yet" in words([await slack.speaks(eve).home()])
    assert "not set up yet" not in words([await slack.speaks(ann).home()])
    await made.settings(hr=eve.id, kudos_channel="C0KUDOS001")
    assert "not set up yet" not in words([await slack.speaks(eve).home()])


async def test_guests_and_strangers_read_why_there_is_nothing(slack: Conversation, made: Made):
    gus, ivo = await made.person("Gus", is_guest=True), await made.person("Ivo", external="T0PARTNER1")
    for who, told in ((gus, "guests do not take part"), (ivo, "current members")):
        home = await slack.speaks(who).home()
        assert told in words([home])
        assert "action_id" not in str(home)


async def test_hr_sees_what_could_not_be_delivered_and_no_words(slack: Conversation, made: Made):
    hal, lea = await made.people("Hal", "Lea")
    await made.settings(hr=hal.id, kudos_channel="C0GONE0001")
    slack.expected += ["channel_not_found", "kudos.card"]
    await slack.speaks(hal).gives_kudos(lea, "for the secret ingredient")
    home = words([await slack.speaks(hal).home()])
    assert "could not be delivered" in home
    assert "channel_not_found" in home
    assert "not be delivered" not in words([await slack.speaks(lea).home()])


async def test_somebody_whom_the_directory_lacks_is_asked_about(storage: Storage, made: Made):
    def look(unit: Unit) -> None:
        compose(unit, Caller(TEAM, "U0NOBODY01"), FEATURES, made.clock.now(), "")

    with pytest.raises(Unknown) as told:
        await storage.read(TEAM, look)
    assert told.value.ids == ("U0NOBODY01",)


async def test_home_of_somebody_whom_slack_does_not_know_either_says_so(candor: Running, made: Made):
    shown: list[str] = []

    class Client:
        async def views_publish(self, *, user_id: str, view: dict) -> None:
            shown.append(str(view))

    house = candor.candor.house
    real = await candor.candor.access.client(TEAM)
    client = Client()
    client.users_info = real.users_info  # type: ignore[attr-defined]

    async def lent(team: str) -> Client:
        return client

    candor.candor.access.client = lent  # type: ignore[method-assign,assignment]
    await house.publish(TEAM, "U0NOBODY01")
    assert "don't know you yet" in shown[0]


def room(noun: str, waiting: int, card: int) -> Room:
    return Room(
        noun=noun,
        title=noun,
        story="",
        doors=Doors(noun),
        uses=(),
        waiting=lambda unit, actor, now: [section(f"{noun} waits {number}") for number in range(waiting)],
        card=lambda unit, actor, now: [section(f"{noun} card {number}") for number in range(card)],
    )


@pytest.mark.parametrize("waiting", [0, 1, WAITING, 500])
@pytest.mark.parametrize("card", [0, 1, 30, 95, 500])
async def test_home_is_never_more_than_slack_takes(storage: Storage, made: Made, waiting: int, card: int):
    ann = await made.person("Ann")
    rooms = [room("kudos", waiting, card), room("people", waiting, card), room("goals", 0, 1)]

    def look(unit: Unit) -> dict:
        return dict(compose(unit, Caller(TEAM, ann.id), rooms, made.clock.now(), ""))

    view = await storage.read(TEAM, look)
    assert check_view(view, method="views.publish") == []
    assert len(view["blocks"]) <= VIEW_BLOCKS
    assert view["blocks"][-1]["type"] == "actions", "help and preferences are always there"
    shown = str(view)
    assert ("more than fits" in shown) == (2 * waiting > WAITING)
    first = 2 + min(2 * waiting, WAITING)
    assert ("… more: `/" in shown) == (first + (2 * (card + 1) if card else 0) + 2 + SPARE > VIEW_BLOCKS)


@pytest.mark.parametrize(("waiting", "card"), [(0, 9), (0, 90), (WAITING, 2), (WAITING, 90)])
async def test_every_room_has_its_place_however_much_the_others_say(
    storage: Storage, made: Made, waiting: int, card: int
):
    ann = await made.person("Ann")
    rooms = [room(noun, waiting, card) for noun in ROOMS if noun != "people"] + [room("people", 0, 2)]

    def look(unit: Unit) -> dict:
        return dict(compose(unit, Caller(TEAM, ann.id), rooms, made.clock.now(), "acme-"))

    view = await storage.read(TEAM, look)
    assert check_view(view, method="views.publish") == []
    shown = str(view)
    for one in rooms:
        assert f"{one.noun} card 0" in shown
        whole = f"{one.noun} card {(2 if one.noun == 'people' else card) - 1}'" in shown
        assert whole != (f"… more: `/acme-candor {one.noun}`" in shown), one.noun
    assert "people card 1" in shown or waiting, "what is little is whole before anything is shortened"


def test_what_there_is_is_shared_fairly():
    assert fair([2, 50, 3, 50], 45) == [2, 20, 3, 20]
    assert fair([2, 3], 45) == [2, 3]
    assert fair([9, 9, 9], 8) == [2, 3, 3]
    assert fair([], 8) == []


def test_a_room_that_is_off_has_no_card(made: Made):
    actor = Actor("U1", "Ann", frozenset({Role.EMPLOYEE}), Config({"rooms_off": "kudos"}), "UTC")
    unit: Unit = None  # type: ignore[assignment]
    shown = str(blocks(unit, actor, [room("kudos", 1, 1), room("people", 1, 1)], made.clock.now(), ""))
    assert "kudos" not in shown
    assert "people card 0" in shown
    assert context("Nothing waits for you.") not in blocks(unit, actor, [room("people", 1, 1)], made.clock.now(), "")
