"""Who reports to whom: the reporting tree as flat arrays, grown from the cast downwards."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from bot.company.sheets import Department, Role

NOBODY = -1
WIDEST = 9
"""A lead has at most about this many people before some of them become leads themselves (directories of real
companies show medians of five to eight reports)."""


@dataclass
class Tree:
    """Arrays by place; a manager always stands before their reports. `depth` of the root is 0.

    `department` is an index into the departments, or -1 for those outside (the root, guests).
    """

    manager: array[int] = field(default_factory=lambda: array("l"))
    depth: array[int] = field(default_factory=lambda: array("b"))
    department: array[int] = field(default_factory=lambda: array("b"))
    leads: array[int] = field(default_factory=lambda: array("b"))

    def __len__(self) -> int:
        return len(self.manager)

    def add(self, manager: int, department: int, *, leads: bool) -> int:
        self.manager.append(manager)
        self.depth.append(0 if manager == NOBODY else self.depth[manager] + 1)
        self.department.append(department)
        self.leads.append(leads)
        return len(self.manager) - 1


def grow(people: int, roles: Sequence[Role], departments: Sequence[Department], rng: Random) -> Tree:
    """A tree of exactly `people` members: the cast (or its first members), then everybody else below them."""
    tree = Tree()
    keys = {department.key: number for number, department in enumerate(departments)}
    places: dict[str, int] = {}
    for role in roles[:people]:
        manager = places.get(role.manager, NOBODY)
        leads = "leader" in role.flags and bool(role.flags & {"head", "lead", "owner"})
        places[role.handle] = tree.add(manager, keys.get(role.department, NOBODY), leads=leads)
    heads = [places[role.handle] for role in roles[:people] if "head" in role.flags]
    for head, count in zip(heads, _shares(people, tree, heads, departments), strict=True):
        _fill(tree, head, count, rng)
    return tree


def _shares(people: int, tree: Tree, heads: Sequence[int], departments: Sequence[Department]) -> list[int]:
    """How many people each department still needs, so that all together are `people`."""
    missing = people - len(tree)
    wanted = []
    for head in heads:
        number = tree.department[head]
        have = sum(1 for each in tree.department if each == number)
        wanted.append(max(0.0, departments[number].share * people - have))
    whole = sum(wanted) or 1.0
    counts = [int(missing * each / whole) for each in wanted]
    for number in range(missing - sum(counts)):
        counts[number % len(counts)] += 1
    return counts


def _fill(tree: Tree, head: int, count: int, rng: Random) -> None:
    """Puts `count` new people below `head`, level by level, so that managers come before their reports."""
    department = tree.department[head]
    reports: dict[int, list[int]] = {}
    for place, manager in enumerate(tree.manager):
        if tree.leads[place] and tree.department[place] == department:
            reports.setdefault(manager, []).append(place)
    waiting = deque([(head, count)])
    while waiting:
        lead, below = waiting.popleft()
        known = reports.get(lead, [])
        if below <= rng.randint(7, WIDEST) and not known:
            for _ in range(below):
                tree.add(lead, department, leads=False)
            continue
        direct = min(below, rng.randint(0, 2))
        wanted = min(WIDEST - 2, max(len(known) or 2, round((below - direct) / 7.5)))
        fresh = max(0, min(wanted - len(known), below - direct))
        leads = known + [tree.add(lead, department, leads=True) for _ in range(fresh)]
        for _ in range(direct):
            tree.add(lead, department, leads=False)
        waiting.extend(zip(leads, _spread(below - direct - fresh, len(leads), rng), strict=True))


def _spread(count: int, parts: int, rng: Random) -> list[int]:
    """`count` split into uneven but not wild parts."""
    weights = [rng.uniform(0.7, 1.3) for _ in range(parts)]
    whole = sum(weights)
    split = [int(count * weight / whole) for weight in weights]
    for number in range(count - sum(split)):
        split[number % parts] += 1
    return split
