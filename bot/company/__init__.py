"""Larkmoor, a company that does not exist: its people, their reporting lines, channels and manners of speaking.

`Company.generate(people, seed=…, now=…)` makes it, always the same for the same arguments. It knows nothing of
databases or Slack; the rooms' `seed.py` write what happened there, and `world_of` describes its workspace.
Scale: a company is a few flat arrays (about 40 bytes a person); a `Person` is made when somebody asks for one.
"""

from bot.company.company import Company, Group, Line
from bot.company.person import Person
from bot.company.prose import Phrases, Prose
from bot.company.world import world_of

__all__ = ["Company", "Group", "Line", "Person", "Phrases", "Prose", "world_of"]
