"""The monthly recap: counts by the person's own calendar, a picture, and words that say what it shows."""

from __future__ import annotations

import warnings
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from PIL import Image

from bot.features.kudos import drawing, recap, service
from bot.kit import pictures
from sandbox.limits import check_message
from storage import Storage, Unit
from tests.kit.clock import MONDAY, FrozenClock
from tests.kit.conversation import Conversation, words
from tests.kit.made import TEAM, Made

OCTOBER = date(2026, 10, 1)


def at(day: int, month: int = 10, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


async def put(storage: Storage, person: str, month: date = OCTOBER) -> bool:
    def run(unit: Unit) -> bool:
        return service.recap(unit, person, month, now=MONDAY)

    return await storage.work(TEAM, run)


async def facts(storage: Storage, person: str, month: date = OCTOBER):
    def run(unit: Unit):
        return recap.gather(unit, {"person": person, "month": month.isoformat()})

    return await storage.read(TEAM, run)


async def test_a_recap_counts_one_month_and_says_so(storage: Storage, made: Made):
    ann, bob, cat = await made.people("Ann", "Bob", "Cat")
    await made.kudos(bob, ann, at=at(2), values=["craft"], times=2)
    await made.kudos(cat, ann, bob, at=at(30), values=["craft", "care"])
    await made.kudos(ann, bob, cat, at=at(15))
    await made.kudos(bob, ann, at=at(2, 11))
    assert await put(storage, ann.id) is True
    assert await put(storage, ann.id) is False
    (row,) = await made.outbox()
    assert (row.kind, row.recipient, row.nature, row.held) == ("kudos.recap", ann.id, "nudge", True)
    told = row.payload["text"]
    assert told == "Your kudos in October 2026: You received 3 kudos from 2 colleagues, and thanked 2 people."
    assert row.payload["files"] == [
        {"maker": "kudos.recap", "args": {"person": ann.id, "month": "2026-10-01"}, "id": "recap"}
    ]
    assert check_message({"text": told, "blocks": sent(row.payload["blocks"])}, method="chat.postMessage") == []
    month = await facts(storage, ann.id)
    assert month.weeks == (("1-7", 2), ("8-14", 0), ("15-21", 0), ("22-28", 0), ("29-31", 1))
    assert month.values == (("craft", 3), ("care", 1))
    assert "2 on 1-7 and 1 on 29-31" in month.alt
    assert "#craft 3 and #care 1" in month.alt


def sent(blocks):
    """The blocks as delivery sends them: with Slack's own file ids."""
    return [{**block, "slack_file": {"id": "F0123"}} if block["type"] == "image" else block for block in blocks]


async def test_the_month_is_the_persons_own(storage: Storage, made: Made):
    aki = await made.person("Aki", tz="Asia/Tokyo")
    bob = await made.person("Bob")
    await made.kudos(bob, aki, at=at(30, 9, 20))  # already October in Tokyo
    await made.kudos(bob, aki, at=at(31, 10, 20))  # already November there
    month = await facts(storage, aki.id)
    assert month.received == 1
    assert month.weeks[0] == ("1-7", 1)


async def test_a_month_without_kudos_sends_nothing(storage: Storage, made: Made):
    ann = await made.person("Ann")
    assert await put(storage, ann.id) is False
    assert await put(storage, "U0NOBODY") is False
    assert await made.outbox() == []


async def test_a_leaver_gets_no_recap(storage: Storage, made: Made):
    ann, bob = await made.people("Ann", "Bob")
    await made.kudos(bob, ann, at=at(2))
    await made.leaves(ann)
    assert await put(storage, ann.id) is False


def month_of(values=(("craft", 3), ("care", 1))):
    return recap.spoken(OCTOBER, 3, 2, 4, (("1-7", 2), ("8-14", 0), ("15-21", 0), ("22-28", 0), ("29-31", 1)), values)


@pytest.mark.parametrize(
    "values", [(("craft", 3), ("care", 1)), (), (("日本の心", 1), ("$money$", 9), ("v" * 40, 2)), (("شجاعة", 1),)]
)
def test_a_picture_is_drawn_whatever_the_values_are_called(values):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        file = drawing.make(month_of(values))
    image = Image.open(BytesIO(file.content))
    assert (file.name, image.format, image.size) == ("kudos-2026-10.png", "PNG", (1200, 675))
    assert file.alt.startswith("Your kudos in October 2026. You received 3 kudos")


def test_the_ground_is_the_pictures_own():
    image = Image.open(BytesIO(drawing.make(month_of()).content)).convert("RGBA")
    ground = tuple(int(pictures.GROUND[place : place + 2], 16) for place in (1, 3, 5))
    assert {image.getpixel((x, y)) for x in (0, 1199) for y in (0, 674)} == {(*ground, 255)}


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio of two colours."""

    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((light(one), light(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_text_can_be_read_on_the_ground():
    assert contrast(pictures.INK, pictures.GROUND) >= 7
    assert contrast(pictures.FAINT, pictures.GROUND) >= 4.5


def test_labels_are_cut_and_cannot_mean_mathematics():
    assert pictures.drawable("x" * 50, 10) == "x" * 9 + "…"
    assert pictures.drawable("a$b$ \n c") == r"a\$b\$ c"
    assert pictures.drawable("漢字") == "□□"


async def test_the_picture_arrives_by_dm_with_its_text(slack: Conversation, made: Made, clock: FrozenClock):
    ann, bob = await made.people("Ann", "Bob")
    await made.kudos(bob, ann, at=at(2), values=["craft"])
    assert await put(made.storage, ann.id) is True
    await slack.moves_clock(minutes=1)
    (message,) = await slack.speaks(ann).dms()
    assert "You received 1 kudos from 1 colleague" in words([message])
    (picture,) = [block for block in message["blocks"] if block["type"] == "image"]
    assert picture["slack_file"]["id"].startswith("F")
    assert "1 on 1-7" in picture["alt_text"]
