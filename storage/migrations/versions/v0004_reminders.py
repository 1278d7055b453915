"""Subscriptions, reminders, deliveries; an index of year-round items."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "reminder_slots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hour", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("leads", sa.String(), nullable=False),
        sa.Column("done_until", TIME, nullable=False),
        sa.Column("next_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reminder_slots"),
        sa.UniqueConstraint("hour", "zone", "leads", name="uq_reminder_slots_hour_zone_leads"),
    )
    op.create_index("ix_reminder_slots_next_at", "reminder_slots", ["next_at"])
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("topic_closed", sa.Boolean(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("outlook", sa.Boolean(), nullable=False),
        sa.Column("check_in", sa.Boolean(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("behind_since", TIME, nullable=True),
        sa.Column("suspended_at", TIME, nullable=True),
        sa.Column("suspended_for", sa.String(), nullable=True),
        sa.Column("last_sent_at", TIME, nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["reminder_slots.id"], name="fk_subscriptions_slot_id_reminder_slots"
        ),
    )
    _partial(
        "ix_subscriptions_address",
        "subscriptions",
        ["channel", "chat_id", "thread_id"],
        "ended_at IS NULL",
        unique=True,
    )
    _partial("ix_subscriptions_behind", "subscriptions", ["behind_since"], "behind_since IS NOT NULL")
    op.create_table(
        "subscribed_departments",
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subscription_id", "rank", name="pk_subscribed_departments"),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscriptions.id"],
            name="fk_subscribed_departments_subscription_id_subscriptions",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["departments.id"],
            name="fk_subscribed_departments_department_id_departments",
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["reminder_slots.id"], name="fk_subscribed_departments_slot_id_reminder_slots"
        ),
    )
    op.create_index(
        "ix_subscribed_departments_department_id_slot_id",
        "subscribed_departments",
        ["department_id", "slot_id"],
    )
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("lead", sa.String(), nullable=True),
        sa.Column("change", sa.JSON(), nullable=True),
        sa.Column("at", TIME, nullable=False),
        sa.Column("ready_at", TIME, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_reminders"),
        sa.UniqueConstraint("key", name="uq_reminders_key"),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscriptions.id"], name="fk_reminders_subscription_id_subscriptions"
        ),
        sqlite_autoincrement=True,
    )
    _partial("ix_reminders_waiting", "reminders", ["ready_at", "subscription_id"], "state = 'waiting'")
    op.create_index("ix_reminders_subscription_id_state", "reminders", ["subscription_id", "state"])
    op.create_index("ix_reminders_at", "reminders", ["at"])
    op.create_index("ix_reminders_delivery_id", "reminders", ["delivery_id"])
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("composed_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("pages", sa.JSON(), nullable=False),
        sa.Column("message_ids", sa.JSON(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", TIME, nullable=False),
        sa.Column("lease_until", TIME, nullable=True),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("finished_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sqlite_autoincrement=True,
    )
    _partial("ix_deliveries_waiting", "deliveries", ["next_attempt_at"], "state = 'waiting'")
    _partial("ix_deliveries_line", "deliveries", ["channel", "chat_id", "id"], "state = 'waiting'")
    op.create_index("ix_deliveries_channel_chat_id_day", "deliveries", ["channel", "chat_id", "day"])
    op.create_index("ix_deliveries_finished_at", "deliveries", ["finished_at"])
    op.create_table(
        "plan_announcements",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_plan_announcements"),
    )
    op.execute("INSERT INTO counters (name, number) VALUES ('reminders', 0)")
    _partial("ix_item_contents_ongoing", "item_contents", ["version_id"], "deadline_kind = 'ongoing'")


def downgrade() -> None:
    op.drop_index("ix_item_contents_ongoing", "item_contents")
    op.execute("DELETE FROM counters WHERE name = 'reminders'")
    for table in (
        "plan_announcements",
        "deliveries",
        "reminders",
        "subscribed_departments",
        "subscriptions",
        "reminder_slots",
    ):
        op.drop_table(table)


def _partial(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(
        name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition
    )
