"""Keys of open anonymous periods, and moves of people that wait for their handover."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.base import Moment

revision = "2026_11_22_1136"
down_revision = "2026_11_22_1010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seal_keys",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("team", "purpose", "period", name="pk_seal_keys"),
    )
    op.create_table(
        "moves",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("kind IN ('left', 'returned', 'manager')", name=op.f("ck_moves_kind")),
        *(_person(column) for column in ("person", "before", "after")),
        sa.PrimaryKeyConstraint("team", "id", name="pk_moves"),
    )
    op.create_index("ix_moves_team_person_id", "moves", ["team", "person", "id"])


def _person(column: str) -> sa.ForeignKeyConstraint:
    people = ["people.team", "people.id"]
    return sa.ForeignKeyConstraint(
        ["team", column], people, name=f"fk_moves_team_{column}", onupdate="CASCADE", ondelete="RESTRICT"
    )


def downgrade() -> None:
    op.drop_table("moves")
    op.drop_table("seal_keys")
