"""What storage may have to say, in sentences that can be shown to a person."""

from __future__ import annotations


class StorageDown(Exception):
    """The database cannot be reached or cannot save; `str()` is a sentence without addresses or words of people."""


class StorageBusy(StorageDown):
    """The database is there, but somebody else holds it for longer than we may wait."""


class StorageFull(StorageDown):
    """There is no room to save anything more."""


class OldSchema(StorageDown):
    """The database's schema is not the one this version of Candor was written for."""
