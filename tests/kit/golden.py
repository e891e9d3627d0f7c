"""Golden files: what a view looked like when somebody last read it. Reviewers see changed wording as a changed file.

    golden("features/kudos/golden/card.json", views.card(kudos, names).payload())

After a meant change: `CANDOR_GOLDEN=write pytest tests/features/kudos`, then read the difference.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]


def golden(place: str, shown: Any) -> None:
    """Fails unless `shown` (JSON) is what the file below tests/ says."""
    path = TESTS / place
    text = json.dumps(shown, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if os.environ.get("CANDOR_GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"{place} does not exist; write it with CANDOR_GOLDEN=write and read it"
    assert json.loads(text) == json.loads(path.read_text(encoding="utf-8")), f"{place} shows something else"
