"""`python -m storage.migrations.write "add colours to kudos"`: drafts the next revision from the models."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config

from storage.migrations.compare import scratch

SOURCE = Path(__file__).parents[2]


def write(message: str, now: datetime) -> Path:
    """Writes `YYYY_MM_DD_HHMM_what_it_does.py` into `versions`, against a scratch database at the newest revision."""
    config = Config(toml_file=SOURCE / "pyproject.toml")
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    with scratch() as connection:
        config.attributes["connection"] = connection
        made = command.revision(config, message, autogenerate=True, rev_id=now.strftime("%Y_%m_%d_%H%M"))
    if made is None or isinstance(made, list):
        raise RuntimeError("Alembic wrote no revision.")
    return Path(made.path)


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not arguments[0].strip():
        sys.stderr.write('Say what it does: make migration m="add colours to kudos"\n')
        return 2
    path = write(arguments[0].strip(), datetime.now(UTC))
    sys.stdout.write(
        f"{path.relative_to(SOURCE)}: read it, and mend what autogenerate cannot know, before committing.\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
