"""`python -m storage.migrations.check`: exits with 1 if the models say something that no migration does."""

from __future__ import annotations

import sys

from storage.migrations.compare import differences, scratch


def main() -> int:
    with scratch() as connection:
        found = differences(connection)
    for difference in found:
        sys.stderr.write(f"{difference}\n")
    if found:
        sys.stderr.write('The models are ahead of the migrations: run make migration m="what changed".\n')
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
