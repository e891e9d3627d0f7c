"""docs/privacy.md prints the policy as the code has it."""

from __future__ import annotations

from pathlib import Path

from bot.kit.policy import POLICY

PAGE = Path(__file__).parent.parent.parent / "docs" / "privacy.md"


def printed() -> str:
    rows = [f"| {verb} | {', '.join(sorted(one.who))} | {one.words} |" for verb, one in POLICY.items()]
    return "\n".join(rows)


def test_the_page_on_privacy_prints_every_statement_of_the_policy():
    text = PAGE.read_text(encoding="utf-8")
    table = text.partition("<!-- policy -->\n")[2].partition("\n<!-- /policy -->")[0]
    assert table == printed()
