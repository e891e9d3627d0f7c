"""An upgrade: an old and a new version of the code side by side, before and after the migration."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from storage.schema import head
from tests.journeys.test_from_outside import configured
from tests.kit.other_slack import BOB, OtherSlack
from tests.kit.process import ROOT, candor, environment, exported, running_bot

pytestmark = pytest.mark.timeout(300)
NEXT = '''"""What a next release may add."""

import sqlalchemy as sa
from alembic import op

revision = "2099_01_01_0000"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("kudos", sa.Column("colour", sa.String(), nullable=True))
    op.create_table("colours", sa.Column("team", sa.String(), primary_key=True), sa.Column("name", sa.String()))


def downgrade() -> None:
    raise NotImplementedError
'''


@pytest.fixture
def next_version(tmp_path: Path) -> Path:
    """The project as it may be one release later: one more migration."""
    place = tmp_path / "next"
    for name in ("bot", "storage", "schedules", "sandbox"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manifest.yml", place)
    versions = place / "storage" / "migrations" / "versions"
    (versions / "2099_01_01_0000_next.py").write_text(NEXT.format(before=head()), encoding="utf-8")
    return place


async def test_the_version_before_goes_on_beside_the_next_one(
    tmp_path: Path, database_url: str, next_version: Path
) -> None:
    async with OtherSlack() as slack:
        old = environment(slack, database_url, CANDOR_AUTO_MIGRATE="0")
        new = old | {"PYTHONPATH": str(next_version)}
        async with running_bot(tmp_path, old) as before:
            await configured(tmp_path, old)
            assert await gives(slack, before.base, 1)
            status, _, errors = await candor(tmp_path, new, "export", "x")
            assert (status, "candor migrate" in errors) == (1, True)
            status, _, errors = await candor(tmp_path, new, "migrate")
            assert status == 0, errors
            assert await gives(slack, before.base, 2)
            async with slack.http.get(f"{before.base}readyz") as ready:
                assert ready.status == 200
            async with running_bot(tmp_path, new) as after:
                assert await gives(slack, after.base, 3)
                assert await gives(slack, before.base, 4)
                await slack.until(lambda: len(slack.channel_posts()) == 4)
        status, _, errors = await candor(tmp_path, old, "migrate")
        assert status == 0, errors
        assert len(await exported(tmp_path, old, "kudos")) == 4


async def gives(slack: OtherSlack, base: str, number: int) -> bool:
    _, body = await slack.by_http(base, slack.command(f"<@{BOB}> for the work on release {number}"))
    return "thanked" in json.loads(body)["text"]
