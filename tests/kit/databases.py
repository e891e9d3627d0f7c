"""Each test gets a copy of a migrated database: a file copied, or a template database cloned. So commits are real."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from storage import migrate
from tests.kit.postgres import PostgresServer

TEMPLATE = "candor_template"


@dataclass
class Copies:
    """Makes copies of one migrated database per kind; the first request of a kind migrates it."""

    folder: Path
    _numbers: count[int] = field(default_factory=count)
    _sqlite: Path | None = None
    _migrated: set[int] = field(default_factory=set)

    def sqlite(self, place: Path) -> str:
        """The URL of a fresh file in `place`."""
        if self._sqlite is None:
            template = self.folder / "template.db"
            migrate(f"sqlite:///{template}")
            self._sqlite = template
        copy = place / f"candor-{next(self._numbers)}.db"
        shutil.copyfile(self._sqlite, copy)
        return f"sqlite:///{copy}"

    def postgresql(self, server: PostgresServer) -> tuple[str, str]:
        """Name and URL of a fresh database on `server`; drop it afterwards."""
        if server.port not in self._migrated:
            server.drop(TEMPLATE)
            migrate(server.create(TEMPLATE))
            self._migrated.add(server.port)
        name = f"candor_{next(self._numbers)}"
        return name, server.create(name, template=TEMPLATE)
