"""The table of each record type."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261122_0910"
down_revision = "20261122_0900"

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def create_record_table(name: str, *columns: sa.Column[object], indexed: tuple[tuple[str, ...], ...] = ()) -> None:
    op.create_table(
        name,
        sa.Column("leadline_id", sa.Integer(), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("source_id", sa.Integer(), sa.ForeignKey("source.id"), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("updated_at", INSTANT),
        sa.Column("field_stamps", JSON, nullable=False),
        sa.Column("deleted_at", INSTANT),
        sa.Column("is_placeholder", sa.Boolean(), nullable=False),
        sa.Column("first_received_at", INSTANT),
        sa.Column("received_at", INSTANT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String()),
        *columns,
        sa.UniqueConstraint("workspace_id", "source_id", "external_id"),
    )
    for names in indexed:
        op.create_index(f"ix_{name}_workspace_id_{'_'.join(names)}", name, ["workspace_id", *names])


def upgrade() -> None:
    create_record_table(
        "user",
        sa.Column("name", sa.String()),
        sa.Column("email", sa.String()),
        sa.Column("title", sa.String()),
        sa.Column("team", sa.String()),
        sa.Column("manager_id", sa.Integer()),
        sa.Column("role", sa.String()),
        sa.Column("time_zone", sa.String()),
        sa.Column("started_on", sa.Date()),
        sa.Column("away_until_on", sa.Date()),
        sa.Column("active", sa.Boolean()),
    )
    create_record_table(
        "account",
        sa.Column("name", sa.String()),
        sa.Column("owner_id", sa.Integer()),
        sa.Column("shared_with_ids", JSON),
        sa.Column("aim", sa.String()),
        sa.Column("aim_until_on", sa.Date()),
        sa.Column("tier", sa.String()),
        sa.Column("fit", sa.Float()),
        sa.Column("potential", sa.Float()),
        sa.Column("currency", sa.String()),
        sa.Column("industry", sa.String()),
        sa.Column("employees", sa.Integer()),
        sa.Column("revenue", sa.Float()),
        sa.Column("relationship", sa.String()),
        sa.Column("parent_id", sa.Integer()),
        sa.Column("country", sa.String()),
        sa.Column("time_zone", sa.String()),
        sa.Column("renewal_on", sa.Date()),
        sa.Column("paused_until_on", sa.Date()),
        sa.Column("pause_reason", sa.Text()),
        sa.Column("merged_into_id", sa.Integer()),
        sa.Column("created_at", INSTANT),
        indexed=(("owner_id",),),
    )
    create_record_table(
        "contact",
        sa.Column("account_id", sa.Integer()),
        sa.Column("name", sa.String()),
        sa.Column("title", sa.String()),
        sa.Column("department", sa.String()),
        sa.Column("email", sa.String()),
        sa.Column("role", sa.String()),
        sa.Column("stance", sa.String()),
        sa.Column("seniority", sa.Integer()),
        sa.Column("owner_id", sa.Integer()),
        sa.Column("left_on", sa.Date()),
        sa.Column("merged_into_id", sa.Integer()),
        indexed=(("account_id",), ("owner_id",)),
    )
    create_record_table(
        "opportunity",
        sa.Column("account_id", sa.Integer()),
        sa.Column("owner_id", sa.Integer()),
        sa.Column("name", sa.String()),
        sa.Column("kind", sa.String()),
        sa.Column("stage", sa.String()),
        sa.Column("stage_kind", sa.String()),
        sa.Column("amount", sa.Float()),
        sa.Column("currency", sa.String()),
        sa.Column("amount_home", sa.Float()),
        sa.Column("started_by", sa.String()),
        sa.Column("primary_contact_id", sa.Integer()),
        sa.Column("next_step", sa.Text()),
        sa.Column("next_step_due_on", sa.Date()),
        sa.Column("created_at", INSTANT),
        sa.Column("expected_close_on", sa.Date()),
        sa.Column("closed_at", INSTANT),
        sa.Column("is_closed", sa.Boolean()),
        sa.Column("is_won", sa.Boolean()),
        indexed=(("account_id",), ("owner_id",)),
    )
    create_record_table(
        "opportunity_contact",
        sa.Column("opportunity_id", sa.Integer()),
        sa.Column("contact_id", sa.Integer()),
        sa.Column("role", sa.String()),
        sa.Column("stance", sa.String()),
        indexed=(("contact_id",), ("opportunity_id",)),
    )
    create_record_table(
        "field_change",
        sa.Column("record_type", sa.String()),
        sa.Column("record_id", sa.Integer()),
        sa.Column("field", sa.String()),
        sa.Column("old", sa.Text()),
        sa.Column("new", sa.Text()),
        sa.Column("stage_kind", sa.String()),
        sa.Column("changed_at", INSTANT),
        sa.Column("actor_id", sa.Integer()),
        sa.Column("is_ours", sa.Boolean(), nullable=False),
        indexed=(("record_type", "record_id"),),
    )
    create_record_table(
        "quote",
        sa.Column("account_id", sa.Integer()),
        sa.Column("opportunity_id", sa.Integer()),
        sa.Column("owner_id", sa.Integer()),
        sa.Column("status", sa.String()),
        sa.Column("complexity", sa.String()),
        sa.Column("amount", sa.Float()),
        sa.Column("currency", sa.String()),
        sa.Column("requested_at", INSTANT),
        sa.Column("sent_at", INSTANT),
        sa.Column("answered_at", INSTANT),
        sa.Column("valid_until_on", sa.Date()),
        sa.Column("revises_id", sa.Integer()),
        sa.Column("revision_cause", sa.String()),
        sa.Column("belongs_to_id", sa.Integer()),
        indexed=(("belongs_to_id",), ("opportunity_id",), ("owner_id",)),
    )
    create_record_table(
        "activity",
        sa.Column("kind", sa.String()),
        sa.Column("account_id", sa.Integer()),
        sa.Column("contact_ids", JSON),
        sa.Column("opportunity_id", sa.Integer()),
        sa.Column("user_ids", JSON),
        sa.Column("attended_ids", JSON),
        sa.Column("actor_id", sa.Integer()),
        sa.Column("assigned_by_id", sa.Integer()),
        sa.Column("started_by", sa.String()),
        sa.Column("direction", sa.String()),
        sa.Column("purpose", sa.String()),
        sa.Column("outcome", sa.String()),
        sa.Column("needs_answer", sa.Boolean()),
        sa.Column("quote_id", sa.Integer()),
        sa.Column("thread_id", sa.String()),
        sa.Column("in_reply_to", sa.String()),
        sa.Column("subject", sa.Text()),
        sa.Column("body", sa.Text()),
        sa.Column("status", sa.String()),
        sa.Column("created_at", INSTANT),
        sa.Column("due_at", INSTANT),
        sa.Column("start_at", INSTANT),
        sa.Column("completed_at", INSTANT),
        sa.Column("body_reading", JSON),
        sa.Column("belongs_to_id", sa.Integer()),
        sa.Column("tag_purpose", sa.String()),
        sa.Column("tag_dimension", sa.String()),
        sa.Column("tag_decided_by", sa.String()),
        sa.Column("tag_reasons", JSON),
        sa.Column("tag_measures", JSON),
        indexed=(("belongs_to_id",), ("opportunity_id",)),
    )
    create_record_table(
        "change",
        sa.Column("account_id", sa.Integer()),
        sa.Column("kind", sa.String()),
        sa.Column("intensity", sa.Integer()),
        sa.Column("noticed_on", sa.Date()),
        sa.Column("ended_on", sa.Date()),
        sa.Column("note", sa.Text()),
        indexed=(("account_id",),),
    )
    create_record_table(
        "commitment",
        sa.Column("account_id", sa.Integer()),
        sa.Column("opportunity_id", sa.Integer()),
        sa.Column("contact_id", sa.Integer()),
        sa.Column("user_id", sa.Integer()),
        sa.Column("made_by", sa.String()),
        sa.Column("what", sa.Text()),
        sa.Column("made_on", sa.Date()),
        sa.Column("due_on", sa.Date()),
        sa.Column("kept_on", sa.Date()),
        sa.Column("broken_on", sa.Date()),
        indexed=(("account_id",),),
    )
    create_record_table(
        "scenario",
        sa.Column("account_id", sa.Integer()),
        sa.Column("change_id", sa.Integer()),
        sa.Column("what_if", sa.Text()),
        sa.Column("trigger", sa.String()),
        sa.Column("trigger_days", sa.Integer()),
        sa.Column("options", JSON),
        sa.Column("rehearsed_on", sa.Date()),
        sa.Column("fired_at", INSTANT),
        sa.Column("answered_at", INSTANT),
        indexed=(("account_id",),),
    )
    create_record_table(
        "directive",
        sa.Column("given_by", sa.Integer()),
        sa.Column("given_to", sa.Integer()),
        sa.Column("account_id", sa.Integer()),
        sa.Column("what", sa.Text()),
        sa.Column("given_at", INSTANT),
        sa.Column("how_prescribed", sa.Boolean()),
        sa.Column("consulted_first", sa.Boolean()),
        sa.Column("approval_asked_at", INSTANT),
        sa.Column("approved_at", INSTANT),
        sa.Column("due_on", sa.Date()),
        sa.Column("ended_on", sa.Date()),
        sa.Column("way", sa.String()),
        sa.Column("told_us", sa.Boolean()),
        sa.Column("result", sa.String()),
        indexed=(("account_id",),),
    )


def downgrade() -> None:
    for table in (
        "directive",
        "scenario",
        "commitment",
        "change",
        "activity",
        "quote",
        "field_change",
        "opportunity_contact",
        "opportunity",
        "contact",
        "account",
        "user",
    ):
        op.drop_table(table)
