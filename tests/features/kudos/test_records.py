"""Kudos as they leave Candor: the contract's fields, private words, and what retention removes."""

from __future__ import annotations

from datetime import timedelta

from bot.features.kudos import records, service
from bot.features.kudos.rules import Thanks
from storage import Storage, Unit
from tests.kit.clock import MONDAY
from tests.kit.made import TEAM, Made

from .conftest import Acting

CONTRACT = {
    "id", "at", "giver", "receivers", "text", "values", "channel", "private", "joined", "edited_at", "revoked_at",
}  # fmt: skip


async def exported(storage: Storage, since=None, words: bool = False) -> list[dict]:
    def run(unit: Unit) -> list[dict]:
        return list(records.export(unit, since, words, MONDAY))

    return await storage.read(TEAM, run)


async def test_a_record_has_the_contracts_fields(storage: Storage, made: Made, acting: Acting):
    ann, bob, cat = await made.people("Ann", "Bob", "Cat")
    await made.settings(values="craft", kudos_channel="C0KUDOS")
    wish = Thanks((bob.id,), "for staying late", tags=("craft",))
    kudos = (await acting(ann, service.give, wish, source="s1", now=MONDAY)).kudos
    await acting(cat, service.join, kudos.id, None, now=MONDAY)
    await acting(ann, service.edit, kudos.id, "for staying so late", ("craft",), now=MONDAY + timedelta(minutes=1))
    (record,) = await exported(storage)
    assert record.keys() >= CONTRACT
    assert {key: record[key] for key in CONTRACT} == {
        "id": str(kudos.id),
        "at": "2026-11-23T09:00:00Z",
        "giver": ann.id,
        "receivers": [bob.id],
        "text": "for staying so late",
        "values": ["craft"],
        "channel": "C0KUDOS",
        "private": False,
        "joined": [cat.id],
        "edited_at": "2026-11-23T09:01:00Z",
        "revoked_at": None,
    }


async def test_private_words_are_null_unless_asked_for(storage: Storage, made: Made):
    ann, bob = await made.people("Ann", "Bob")
    await made.kudos(ann, bob, text="between us two", private=True)
    assert (await exported(storage))[0]["text"] is None
    assert (await exported(storage, words=True))[0]["text"] == "between us two"


async def test_everything_is_exported_once_oldest_first(storage: Storage, made: Made, acting: Acting, monkeypatch):
    monkeypatch.setattr(records, "PAGE", 3)
    ann, bob = await made.people("Ann", "Bob")
    cards = await made.kudos(ann, bob, times=10)
    await acting(ann, service.revoke, cards[4].id, now=MONDAY)
    found = await exported(storage)
    assert [record["id"] for record in found] == [str(card.id) for card in cards]
    assert [record["revoked_at"] is not None for record in found].index(True) == 4
    assert len(await exported(storage, since=cards[7].at)) == 3


async def test_the_own_data_file_has_what_concerns_one_person(storage: Storage, made: Made, acting: Acting):
    ann, bob, cat = await made.people("Ann", "Bob", "Cat")
    (gave,) = await made.kudos(ann, bob, text="given by Ann", private=True)
    (got,) = await made.kudos(bob, ann, cat, text="received by Ann")
    (joins,) = await made.kudos(bob, cat, text="joined by Ann")
    (gone,) = await made.kudos(bob, ann, text="revoked by Bob")
    await made.kudos(bob, cat, text="between others", private=True)
    await acting(ann, service.join, joins.id, None, now=MONDAY)
    await acting(bob, service.revoke, gone.id, now=MONDAY)

    def run(unit: Unit):
        return records.about(unit, ann.id)

    found = await storage.read(TEAM, run)
    assert {part: [record["id"] for record in kept] for part, kept in found.items()} == {
        "given": [str(gave.id)],
        "received": [str(got.id)],
        "joined": [str(joins.id)],
    }
    assert found["given"][0]["text"] == "given by Ann"


async def test_retention_removes_what_is_older_and_its_joins(storage: Storage, made: Made, acting: Acting):
    ann, bob, cat = await made.people("Ann", "Bob", "Cat")
    (old,) = await made.kudos(ann, bob, at=MONDAY - timedelta(days=400))
    (kept,) = await made.kudos(ann, bob, at=MONDAY - timedelta(days=1))
    await acting(cat, service.join, old.id, None, now=MONDAY)

    def run(unit: Unit) -> int:
        return records.retain(unit, MONDAY - timedelta(days=365))

    assert await storage.work(TEAM, run) == 1
    assert [record["id"] for record in await exported(storage)] == [str(kept.id)]
