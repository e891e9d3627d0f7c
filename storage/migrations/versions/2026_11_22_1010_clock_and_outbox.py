"""The clock's memory (marks, slots), Slack's limits as gates, and the outbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.base import Moment, document

revision = "2026_11_22_1010"
down_revision = "2026_11_22_1000"
branch_labels = None
depends_on = None


def upgrade() -> None:
    upgrade_clock()
    upgrade_delivery()


def upgrade_clock() -> None:
    op.create_table(
        "marks",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("team", "job", "subject", "slot", name="pk_marks"),
    )
    op.create_index("ix_marks_team_made_at", "marks", ["team", "made_at"])
    op.create_table(
        "slots",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("not_before", sa.Float(precision=53), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("team", "job", "subject", name="pk_slots"),
    )
    op.create_index("ix_slots_team_due_at", "slots", ["team", "due_at"])
    op.create_table(
        "replans",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("cursor", sa.String(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("team", "subject", "job", name="pk_replans"),
    )
    op.create_table(
        "watermarks",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("played_until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("team", name="pk_watermarks"),
    )


def upgrade_delivery() -> None:
    op.create_table(
        "gates_workspace",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("paused_reason", sa.String(), nullable=True),
        sa.Column("paused_since", sa.Float(precision=53), nullable=True),
        sa.Column("paused_until", sa.Float(precision=53), nullable=True),
        sa.Column("pauses", sa.Integer(), nullable=False),
        sa.Column("last_ts", sa.String(), nullable=True),
        sa.Column("last_ok", sa.Float(precision=53), nullable=True),
        sa.PrimaryKeyConstraint("team", name="pk_gates_workspace"),
    )
    op.create_table(
        "gates_method",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("tokens", sa.Float(precision=53), nullable=False),
        sa.Column("filled_at", sa.Float(precision=53), nullable=False),
        sa.Column("blocked_until", sa.Float(precision=53), nullable=False),
        sa.PrimaryKeyConstraint("team", "method", name="pk_gates_method"),
    )
    op.create_table(
        "gates_conversation",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("next_at", sa.Float(precision=53), nullable=False),
        sa.Column("channel", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("team", "recipient", name="pk_gates_conversation"),
    )
    op.create_table(
        "outbox",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dedupe_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("nature", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("under", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=True),
        sa.Column("thread_ts", sa.String(), nullable=True),
        sa.Column("payload", document(), nullable=True),
        sa.Column("uploaded", document(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sent_version", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("work", sa.String(), nullable=True),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("slack_ts", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("waited", sa.Boolean(), nullable=False),
        sa.Column("release_at", Moment(), nullable=True),
        sa.Column("released_at", Moment(), nullable=True),
        sa.Column("folded_into", sa.Uuid(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.Float(precision=53), nullable=True),
        sa.Column("next_try", sa.Float(precision=53), nullable=True),
        sa.Column("doubt", sa.Boolean(), nullable=False),
        sa.Column("after_ts", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("team", "id", name="pk_outbox"),
        sa.UniqueConstraint("team", "dedupe_key", name="uq_outbox_team_dedupe_key"),
    )
    op.create_index("ix_outbox_team_due_at", "outbox", ["team", "due_at"])
    op.create_index(
        "ix_outbox_failed",
        "outbox",
        ["team", "due_at"],
        postgresql_where=sa.text("state = 'failed'"),
        sqlite_where=sa.text("state = 'failed'"),
    )
    op.create_index(
        "ix_outbox_team_folded_into",
        "outbox",
        ["team", "folded_into"],
        postgresql_where=sa.text("folded_into IS NOT NULL"),
        sqlite_where=sa.text("folded_into IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_team_priority_due_at_id",
        "outbox",
        ["team", "priority", "due_at", "id"],
        postgresql_where=sa.text("work IS NOT NULL AND NOT held"),
        sqlite_where=sa.text("work IS NOT NULL AND held = 0"),
    )
    op.create_index(
        "ix_outbox_team_recipient_due_at_id",
        "outbox",
        ["team", "recipient", "due_at", "id"],
        postgresql_where=sa.text("work IS NOT NULL AND NOT held"),
        sqlite_where=sa.text("work IS NOT NULL AND held = 0"),
    )
    op.create_index(
        "ix_outbox_team_recipient_released_at",
        "outbox",
        ["team", "recipient", "released_at"],
        postgresql_where=sa.text("released_at IS NOT NULL"),
        sqlite_where=sa.text("released_at IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_team_release_at",
        "outbox",
        ["team", "release_at"],
        postgresql_where=sa.text("held"),
        sqlite_where=sa.text("held = 1"),
    )
    op.create_index(
        "ix_outbox_team_under",
        "outbox",
        ["team", "under"],
        postgresql_where=sa.text("under IS NOT NULL"),
        sqlite_where=sa.text("under IS NOT NULL"),
    )


def downgrade() -> None:
    for table in (
        "outbox",
        "gates_conversation",
        "gates_method",
        "gates_workspace",
        "watermarks",
        "replans",
        "slots",
        "marks",
    ):
        op.drop_table(table)
