"""The Web API: every method that the sandbox speaks, by name."""

from __future__ import annotations

from sandbox.webapi import (
    auth,
    bookmarks,
    chat,
    conversations,
    files,
    history,
    oauth,
    reactions,
    scheduled,
    team,
    usergroups,
    users,
    validate,
    views,
)
from sandbox.webapi.call import Method

FAMILIES = (
    auth,
    bookmarks,
    chat,
    conversations,
    files,
    history,
    oauth,
    reactions,
    scheduled,
    team,
    usergroups,
    users,
    validate,
    views,
)


def all_methods() -> dict[str, Method]:
    """Method name -> its table entry."""
    found: dict[str, Method] = {}
    for family in FAMILIES:
        found.update({method.name: method for method in family.METHODS})
    return found
