"""What is known about each place of the tree besides its manager: office, name, dates, manners."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random

from bot.company.sheets import Office, Role
from bot.company.tree import NOBODY, Tree

REORGANISED = 77
"""About how many days before now the teams were cut anew; it takes effect on a Monday."""


@dataclass
class Staff:
    """Arrays by place. Dates count days before now; `left` and `changed` are 0 where nothing happened.

    `former` is the place of the manager before the change (-1: none); `moved` is the day of the reorganisation.
    `warmth`: how often they thank; `visible`: how easily they are thanked; `clique`: a small circle's number, or 0.
    """

    office: array[int]
    culture: array[int]
    rank: array[int]
    draw: array[int]
    joined: array[int]
    left: array[int]
    former: array[int]
    changed: array[int]
    warmth: array[float]
    visible: array[float]
    clique: array[int]
    moved: int


def hire(
    tree: Tree, roles: Sequence[Role], offices: Sequence[Office], cultures: Sequence[str], now: datetime, rng: Random
) -> Staff:
    """Fills every place of the tree. The same arguments and the same `rng` give the same staff."""
    count = len(tree)
    office = _desks(tree, roles, offices, rng)
    culture, rank = _cultures(office, len(roles), offices, cultures, rng)
    joined, left = _dates(tree, roles, rng)
    moved = (now - timedelta(days=REORGANISED)).weekday() + REORGANISED
    former, changed = _reorganisation(tree, roles, left, rng)
    staff = Staff(
        office=office,
        culture=culture,
        rank=rank,
        draw=array("l", (rng.randrange(97) for _ in range(count))),
        joined=joined,
        left=left,
        former=former,
        changed=changed,
        warmth=array("d", (_warmth(rng) for _ in range(count))),
        visible=array("d", (0.05 if rng.random() < 0.08 else rng.uniform(0.45, 1) for _ in range(count))),
        clique=_cliques(tree, len(roles), rng),
        moved=moved,
    )
    for place, role in enumerate(roles):
        staff.warmth[place] = max(1.2, staff.warmth[place]) if "guest" not in role.flags else 0.0
        staff.visible[place] = max(0.6, staff.visible[place])
    return staff


def _warmth(rng: Random) -> float:
    return 0.02 if rng.random() < 0.12 else rng.lognormvariate(0, 0.8)


def _desks(tree: Tree, roles: Sequence[Role], offices: Sequence[Office], rng: Random) -> array[int]:
    """Most people sit where their manager sits; heads of departments and the rest are spread by the offices' size."""
    cities = {office.city: number for number, office in enumerate(offices)}
    weights = list(accumulate(office.share for office in offices))
    desks = array("B")
    for place, manager in enumerate(tree.manager):
        if place < len(roles):
            desks.append(cities[roles[place].office])
        elif tree.depth[place] > 2 and rng.random() < 0.55:
            desks.append(desks[manager])
        else:
            desks.append(rng.choices(range(len(offices)), cum_weights=weights)[0])
    return desks


def _cultures(
    office: Iterable[int], named: int, offices: Sequence[Office], cultures: Sequence[str], rng: Random
) -> tuple[array[int], array[int]]:
    """Each place's culture of names, and how many of that culture came before. The cast has names of its own."""
    numbers = {culture: number for number, culture in enumerate(cultures)}
    chosen, rank, seen = array("B"), array("l"), [0] * len(cultures)
    for place, desk in enumerate(office):
        mix = offices[desk].mix
        number = numbers[rng.choices(list(mix), list(mix.values()))[0]]
        chosen.append(number)
        rank.append(seen[number])
        seen[number] += place >= named
    return chosen, rank


def _dates(tree: Tree, roles: Sequence[Role], rng: Random) -> tuple[array[int], array[int]]:
    """Leads have been here for long; one in twelve of the others is new; one in thirty has left."""
    joined, left = array("l"), array("l")
    for place in range(len(tree)):
        role = roles[place] if place < len(roles) else None
        gone = rng.random() < 0.035 and not tree.leads[place]
        fresh = rng.random() < 0.085 and not tree.leads[place]
        days = (
            rng.randint(1000, 3600) if tree.leads[place] else rng.randint(6, 170) if fresh else rng.randint(190, 2600)
        )
        gone_days = rng.randint(6, 150) if gone and not fresh else 0
        joined.append((role.joined or rng.randint(1000, 3600)) if role else days)
        left.append(role.left if role else gone_days)
    return joined, left


def _reorganisation(tree: Tree, roles: Sequence[Role], left: array[int], rng: Random) -> tuple[array[int], array[int]]:
    """Whose manager was another one before: teams that a new lead took over, and one team in six at the reorganisation.

    The former manager stands on the level of the present one, so that no loop arises in the past either.
    """
    former, changed = array("l", [NOBODY]) * len(tree), array("l", [0]) * len(tree)
    places = {role.handle: place for place, role in enumerate(roles)}
    leads: dict[int, list[int]] = {}
    for place, manager in enumerate(tree.manager):
        if tree.leads[place] and not left[place]:
            leads.setdefault(manager, []).append(place)
    before: dict[int, tuple[int, int]] = {}
    for lead in (each for siblings in leads.values() for each in siblings if tree.depth[each] >= 2):
        siblings = [each for each in leads[tree.manager[lead]] if each != lead]
        if siblings and rng.random() < 0.17:
            before[lead] = (rng.choice(siblings), 0)
    for role in roles:
        if role.took_over in places:
            before[places[role.handle]] = (places[role.took_over], roles[places[role.took_over]].left)
    for place, manager in enumerate(tree.manager):
        if manager in before and place != before[manager][0]:
            former[place], changed[place] = before[manager]
    return former, changed


def _cliques(tree: Tree, named: int, rng: Random) -> array[int]:
    """Here and there three people of one team who thank hardly anybody but each other."""
    cliques, members, number = array("l", [0]) * len(tree), dict[int, list[int]](), 0
    for place, manager in enumerate(tree.manager):
        if place >= named and not tree.leads[place] and manager != NOBODY:
            members.setdefault(manager, []).append(place)
    for team in members.values():
        if len(team) >= 5 and rng.random() < 0.14:
            number += 1
            for place in team[:3]:
                cliques[place] = number
    return cliques
