"""Plans, their versions, items, departments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "counters",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
    op.execute("INSERT INTO counters (name, number) VALUES ('plans', 0)")
    op.create_table(
        "plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("current_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plans"),
        sa.UniqueConstraint("year", name="uq_plans_year"),
    )
    op.create_table(
        "plan_files",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_plan_files"),
    )
    op.create_table(
        "plan_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plan_versions"),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name="fk_plan_versions_plan_id"),
        sa.ForeignKeyConstraint(["sha256"], ["plan_files.sha256"], name="fk_plan_versions_sha256"),
        sa.UniqueConstraint("plan_id", "number", name="uq_plan_versions_plan_id_number"),
    )
    op.create_table(
        "items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_in_version", sa.Integer(), nullable=False),
        sa.Column("dropped_in_version", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_items"),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name="fk_items_plan_id"),
        sa.UniqueConstraint("plan_id", "ordinal", name="uq_items_plan_id_ordinal"),
        sa.UniqueConstraint("code", name="uq_items_code"),
    )
    op.create_table(
        "item_contents",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("work_point", sa.Text(), nullable=True),
        sa.Column("group", sa.Text(), nullable=True),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("deadline_text", sa.Text(), nullable=False),
        sa.Column("deadline_kind", sa.String(), nullable=False),
        sa.Column("deadline_start", sa.Date(), nullable=True),
        sa.Column("source_line", sa.Integer(), nullable=True),
        sa.Column("source_place", sa.Text(), nullable=True),
        sa.Column("doubts", sa.JSON(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version_id", "position", name="pk_item_contents"),
        sa.ForeignKeyConstraint(["version_id"], ["plan_versions.id"], name="fk_item_contents_version_id"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_item_contents_item_id"),
    )
    op.create_index("ix_item_contents_item_id", "item_contents", ["item_id"])
    op.create_table(
        "occurrences",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("version_id", "position", "rank", name="pk_occurrences"),
        sa.ForeignKeyConstraint(
            ["version_id", "position"],
            ["item_contents.version_id", "item_contents.position"],
            name="fk_occurrences_version_id_position",
        ),
    )
    op.create_index("ix_occurrences_version_id_due", "occurrences", ["version_id", "due"])
    op.create_table(
        "departments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_departments"),
        sa.UniqueConstraint("key", name="uq_departments_key"),
    )
    op.create_table(
        "department_aliases",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("alias", sa.String(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_department_aliases"),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name="fk_department_aliases_department_id"
        ),
    )
    op.create_index("ix_department_aliases_department_id", "department_aliases", ["department_id"])
    op.create_table(
        "item_departments",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("assisting", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("version_id", "position", "rank", name="pk_item_departments"),
        sa.ForeignKeyConstraint(
            ["version_id", "position"],
            ["item_contents.version_id", "item_contents.position"],
            name="fk_item_departments_version_id_position",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name="fk_item_departments_department_id"
        ),
    )
    op.create_index(
        "ix_item_departments_department_id_version_id", "item_departments", ["department_id", "version_id"]
    )


def downgrade() -> None:
    for table in (
        "item_departments",
        "department_aliases",
        "departments",
        "occurrences",
        "item_contents",
        "items",
        "plan_versions",
        "plan_files",
        "plans",
        "counters",
    ):
        op.drop_table(table)
