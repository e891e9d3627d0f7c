"""Workspaces, people, settings, kudos, and an audit trail that the database itself keeps append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.base import Moment, document

revision = "2026_11_22_1000"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    upgrade_people()
    upgrade_choices()
    upgrade_audit()
    upgrade_kudos()


def upgrade_people() -> None:
    op.create_table(
        "teams",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("enterprise", sa.String(), nullable=True),
        sa.Column("app_id", sa.String(), nullable=True),
        sa.Column("bot_id", sa.String(), nullable=True),
        sa.Column("bot_user", sa.String(), nullable=True),
        sa.Column("synced_at", Moment(), nullable=True),
        sa.Column("token_seal", sa.String(), nullable=True),
        sa.Column("key_print", sa.String(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("team", name="pk_teams"),
    )
    op.create_table(
        "installations",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("bot_token", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("bot_id", sa.String(), nullable=True),
        sa.Column("bot_user", sa.String(), nullable=True),
        sa.Column("app_id", sa.String(), nullable=True),
        sa.Column("enterprise", sa.String(), nullable=True),
        sa.Column("is_enterprise_install", sa.Boolean(), nullable=False),
        sa.Column("installed_by", sa.String(), nullable=True),
        sa.Column("installed_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("team", name="pk_installations"),
    )
    op.create_table(
        "oauth_states",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("team", "state", name="pk_oauth_states"),
    )
    op.create_index("ix_oauth_states_team_expires_at", "oauth_states", ["team", "expires_at"])
    op.create_table(
        "people",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("display_name", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("department", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("tz", sa.String(), nullable=False),
        sa.Column("leader", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("is_bot", sa.Boolean(), nullable=False),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("is_owner", sa.Boolean(), nullable=False),
        sa.Column("external", sa.String(), nullable=True),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("deactivated_at", Moment(), nullable=True),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("team", "id", name="pk_people"),
    )
    op.create_index("ix_people_team_active", "people", ["team", "active", "id"])
    op.create_index("ix_people_team_department", "people", ["team", "department", "id"])
    op.create_table(
        "reporting_lines",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("starts_at", Moment(), nullable=False),
        sa.Column("manager", sa.String(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ck_reporting_lines_ends_after_it_starts"),
        sa.CheckConstraint("person <> manager", name="ck_reporting_lines_not_to_oneself"),
        sa.ForeignKeyConstraint(
            ["team", "manager"],
            ["people.team", "people.id"],
            name="fk_reporting_lines_team_manager",
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["team", "person"],
            ["people.team", "people.id"],
            name="fk_reporting_lines_team_person",
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("team", "person", "starts_at", name="pk_reporting_lines"),
    )
    op.create_index("ix_reporting_lines_team_manager", "reporting_lines", ["team", "manager", "person", "starts_at"])
    op.create_index(
        "uq_reporting_lines_open",
        "reporting_lines",
        ["team", "person"],
        unique=True,
        postgresql_where=sa.text("ends_at IS NULL"),
        sqlite_where=sa.text("ends_at IS NULL"),
    )
    op.create_table(
        "groups",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("team", "id", name="pk_groups"),
    )
    op.create_table(
        "group_members",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("group_id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "group_id"],
            ["groups.team", "groups.id"],
            name="fk_group_members_team_group_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["team", "person"],
            ["people.team", "people.id"],
            name="fk_group_members_team_person",
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("team", "group_id", "person", name="pk_group_members"),
    )
    op.create_index("ix_group_members_team_person", "group_members", ["team", "person", "group_id"])


def upgrade_choices() -> None:
    op.create_table(
        "settings_versions",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("version", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("team", name="pk_settings_versions"),
    )
    op.create_table(
        "settings",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["team", "changed_by"],
            ["people.team", "people.id"],
            name="fk_settings_team_changed_by",
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("team", "key", name="pk_settings"),
    )
    op.create_table(
        "preferences",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("workdays", sa.String(), nullable=True),
        sa.Column("quiet_hours", sa.String(), nullable=True),
        sa.Column("snooze_until", Moment(), nullable=True),
        sa.Column("bundles", document(), nullable=False),
        sa.Column("optional", document(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "person"],
            ["people.team", "people.id"],
            name="fk_preferences_team_person",
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("team", "person", name="pk_preferences"),
    )
    op.create_table(
        "drafts",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("values", document(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "person"],
            ["people.team", "people.id"],
            name="fk_drafts_team_person",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("team", "person", "form", "key", name="pk_drafts"),
    )
    op.create_index("ix_drafts_team_saved_at", "drafts", ["team", "saved_at"])
    op.create_table(
        "files",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("delete_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "person"],
            ["people.team", "people.id"],
            name="fk_files_team_person",
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("team", "id", name="pk_files"),
    )
    op.create_index("ix_files_team_delete_at", "files", ["team", "delete_at"])


def upgrade_audit() -> None:
    op.create_table(
        "audit_horizons",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("before", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("team", name="pk_audit_horizons"),
    )
    op.create_table(
        "audit",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("detail", document(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "about"],
            ["people.team", "people.id"],
            name="fk_audit_team_about",
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["team", "actor"],
            ["people.team", "people.id"],
            name="fk_audit_team_actor",
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("team", "id", name="pk_audit"),
    )
    op.create_index("ix_audit_team_about", "audit", ["team", "about", "at"])
    op.create_index("ix_audit_team_actor", "audit", ["team", "actor", "at"])
    op.create_index("ix_audit_team_at", "audit", ["team", "at", "id"])
    guard_audit()


def upgrade_kudos() -> None:
    op.create_table(
        "kudos",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("giver", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("quote", sa.String(), nullable=True),
        sa.Column("edited_at", Moment(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["team", "giver"],
            ["people.team", "people.id"],
            name="fk_kudos_team_giver",
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("team", "id", name="pk_kudos"),
        sa.UniqueConstraint("team", "source", name="uq_kudos_team_source"),
    )
    op.create_index("ix_kudos_team_at", "kudos", ["team", "at", "id"])
    op.create_index("ix_kudos_team_giver", "kudos", ["team", "giver", "at", "id"])
    op.create_table(
        "kudos_receivers",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("kudos", sa.Uuid(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "kudos"],
            ["kudos.team", "kudos.id"],
            name="fk_kudos_receivers_team_kudos",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["team", "person"],
            ["people.team", "people.id"],
            name="fk_kudos_receivers_team_person",
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("team", "kudos", "person", name="pk_kudos_receivers"),
    )
    op.create_index("ix_kudos_receivers_team_person", "kudos_receivers", ["team", "person", "at", "kudos"])
    op.create_table(
        "kudos_values",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("kudos", sa.Uuid(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "kudos"], ["kudos.team", "kudos.id"], name="fk_kudos_values_team_kudos", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team", "kudos", "value", name="pk_kudos_values"),
    )
    op.create_index("ix_kudos_values_team_value", "kudos_values", ["team", "value", "at", "kudos"])
    op.create_table(
        "kudos_joins",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("kudos", sa.Uuid(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "kudos"], ["kudos.team", "kudos.id"], name="fk_kudos_joins_team_kudos", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["team", "person"],
            ["people.team", "people.id"],
            name="fk_kudos_joins_team_person",
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("team", "kudos", "person", name="pk_kudos_joins"),
    )
    op.create_index("ix_kudos_joins_team_person", "kudos_joins", ["team", "person", "at"])


KEPT = "team", "id", "at", "action", "subject", "room", "detail"


def guard_audit() -> None:
    """Entries go only when their team's horizon has passed them, and change only when erasure renames a person."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(GUARD_ON_POSTGRESQL)
        op.execute("""
            CREATE TRIGGER guard_audit BEFORE UPDATE OR DELETE ON audit
            FOR EACH ROW EXECUTE FUNCTION guard_audit()
        """)
        op.execute("CREATE TRIGGER guard_audit_whole BEFORE TRUNCATE ON audit EXECUTE FUNCTION guard_audit()")
    else:
        op.execute(GUARD_DELETE_ON_SQLITE)
        op.execute(GUARD_UPDATE_ON_SQLITE)


def renamed(column: str) -> str:
    """The person in `column` is the same, or lives on under another id and under the old one no more."""
    return f"""
        (OLD.{column} IS NULL AND NEW.{column} IS NULL OR COALESCE(OLD.{column} = NEW.{column}, FALSE) OR (
            OLD.{column} IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM people p WHERE p.team = OLD.team AND p.id = OLD.{column})
            AND EXISTS (SELECT 1 FROM people p WHERE p.team = OLD.team AND p.id = NEW.{column})
        ))"""


GUARD_DELETE_ON_SQLITE = """
CREATE TRIGGER guard_audit_delete BEFORE DELETE ON audit
WHEN NOT EXISTS (SELECT 1 FROM audit_horizons h WHERE h.team = OLD.team AND OLD.at < h.before)
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
"""

GUARD_UPDATE_ON_SQLITE = f"""
CREATE TRIGGER guard_audit_update BEFORE UPDATE ON audit
WHEN NOT ({" AND ".join(f"OLD.{name} IS NEW.{name}" for name in KEPT)}
    AND {renamed("actor")} AND {renamed("about")})
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
"""

GUARD_ON_POSTGRESQL = f"""
CREATE FUNCTION guard_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT 1 FROM audit_horizons h WHERE h.team = OLD.team AND OLD.at < h.before) THEN
            RETURN OLD;
        END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        IF {" AND ".join(f"OLD.{name} IS NOT DISTINCT FROM NEW.{name}" for name in KEPT)}
            AND {renamed("actor")} AND {renamed("about")} THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'restrict_violation';
END $$
"""


def downgrade() -> None:
    for table in (
        "kudos_joins",
        "kudos_values",
        "kudos_receivers",
        "kudos",
        "audit",
        "audit_horizons",
        "files",
        "drafts",
        "preferences",
        "settings",
        "settings_versions",
        "group_members",
        "groups",
        "reporting_lines",
        "people",
        "oauth_states",
        "installations",
        "teams",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION guard_audit()")
