"""What is remembered. The front door: `open_storage` gives a Storage, its `work` and `read` run functions of a Unit.

    async with open_storage(settings.database) as storage:
        kudos = await storage.work(team, give, giver, words, now=now)   # def give(unit, giver, words, *, now): ...

Inside a transaction the code is plain and synchronous, on SQLite and PostgreSQL alike. Storage knows nothing of Slack.
"""

from storage.base import new_id
from storage.errors import OldSchema, StorageBusy, StorageDown, StorageFull
from storage.opening import migrate, open_storage
from storage.store import Storage
from storage.unit import Unit

__all__ = [
    "OldSchema",
    "Storage",
    "StorageBusy",
    "StorageDown",
    "StorageFull",
    "Unit",
    "migrate",
    "new_id",
    "open_storage",
]
