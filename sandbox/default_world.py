"""The company that lives here when nobody brings a world of their own: a dozen fictional people."""

from __future__ import annotations

from typing import Any

from sandbox.world import World

MANAGER = "Xf0MANAGER1"

PEOPLE: tuple[tuple[str, str, str, str, str, dict[str, Any]], ...] = (
    ("ada", "Ada Quill", "Managing director", "Leadership", "Europe/London", {"is_owner": True, "is_admin": True}),
    ("grace", "Grace Marlowe", "Head of engineering", "Engineering", "Europe/London", {"is_admin": True}),
    ("bob", "Bob Tennant", "Engineer", "Engineering", "Europe/Berlin", {}),
    ("chidi", "Chidi Okafor", "Engineer", "Engineering", "Africa/Lagos", {}),
    ("mei", "Mei Tanaka", "Designer", "Product", "Asia/Tokyo", {}),
    ("priya", "Priya Raman", "Head of product", "Product", "Asia/Kolkata", {}),
    ("lars", "Lars Holm", "Sales lead", "Sales", "Europe/Copenhagen", {}),
    ("sofia", "Sofia Duarte", "Account manager", "Sales", "America/Sao_Paulo", {}),
    ("noor", "Noor Haddad", "People partner", "People", "Europe/Paris", {"is_admin": True}),
    ("tom", "Tom Whitlock", "Support engineer", "Support", "America/New_York", {}),
    ("gus", "Gus Ferro", "Contract illustrator", "Product", "Europe/Rome", {"guest": "multi"}),
    ("wanda", "Wanda Zielinska", "Former engineer", "Engineering", "Europe/Warsaw", {"deleted": True}),
)
REPORTS = {
    "grace": "ada", "priya": "ada", "lars": "ada", "noor": "ada", "bob": "grace", "chidi": "grace",
    "mei": "priya", "sofia": "lars", "tom": "grace", "gus": "priya",
}  # fmt: skip


def default_world() -> World:
    """A small workspace with channels, a guest, a leaver, a visitor from another company and a user group."""
    mapping: dict[str, Any] = {
        "team": {"id": "T0SANDBOX1", "name": "Quill & Co", "domain": "quill"},
        "profile_fields": [{"id": MANAGER, "label": "Manager", "type": "user"}],
        "people": [_person(*each) for each in PEOPLE],
        "groups": [
            {"id": "S0PEOPLE01", "handle": "people-team", "name": "People team", "users": ["noor", "ada"]},
            {"id": "S0ENGINEER", "handle": "engineers", "name": "Engineers", "users": ["grace", "bob", "chidi"]},
        ],
        "channels": [
            {"id": "C0GENERAL1", "name": "general", "topic": "Company-wide news"},
            {"id": "C0KUDOS001", "name": "kudos", "topic": "Thank someone"},
            {"id": "C0RANDOM01", "name": "random", "topic": "Everything else"},
            {"id": "C0ENGINEER", "name": "engineering", "members": ["grace", "bob", "chidi", "tom"]},
            {"id": "C0PEOPLE01", "name": "people-team", "kind": "private", "members": ["noor", "ada"]},
            {"id": "C0OLDNEWS1", "name": "old-news", "archived": True},
        ],
    }
    world = World.from_mapping(mapping)
    world.add_person(id="U0VISITOR1", name="ivo", real_name="Ivo Petrov", team="T0PARTNER1", tz="Europe/Sofia")
    return world


def _person(name: str, real: str, title: str, department: str, tz: str, more: dict[str, Any]) -> dict[str, Any]:
    boss = REPORTS.get(name)
    return {
        "id": f"U0{name.upper():0<8}",
        "name": name,
        "real_name": real,
        "display_name": name.title(),
        "email": f"{name}@quill.example",
        "title": title,
        "department": department,
        "tz": tz,
        "fields": {MANAGER: f"U0{boss.upper():0<8}"} if boss else {},
        **more,
    }
