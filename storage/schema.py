"""The schema's revisions: where a database stands, and how it is brought to the current one. Alembic only."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

PLACE = Path(__file__).parent / "migrations"
ONE_AT_A_TIME = 0x63616E646F72
"""Key of the lock that replicas which start together take before they migrate ("candor" in ASCII)."""


def settings() -> Config:
    """Alembic's settings as needed at run time; those for writing migrations stand in pyproject.toml."""
    config = Config()
    config.set_main_option("script_location", str(PLACE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@cache
def head() -> str:
    """The newest revision in `migrations/versions`."""
    newest = ScriptDirectory.from_config(settings()).get_current_head()
    if newest is None:
        raise LookupError("There are no migrations.")
    return newest


@cache
def known() -> frozenset[str]:
    """Every revision that this version of Candor knows."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(settings()).walk_revisions())


def behind(revision: str | None) -> bool:
    """Whether a database at `revision` lacks what this version needs.

    One that a newer version has migrated does not: migrations add first and remove a release later, so that replicas
    can be restarted one after the other.
    """
    return revision is None or (revision != head() and revision in known())


def revision_of(connection: Connection) -> str | None:
    """The revision that the database stands at, or None if it was never migrated."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Brings the database behind `connection` to `revision`; the caller holds the transaction, and commits."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
    if revision == "head" and not behind(revision_of(connection)):
        return
    config = settings()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
