"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

APPEND_ONLY = {"audit": ("UPDATE", "DELETE"), "rating_changes": ("UPDATE",)}


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite"), nullable=False)


def _words(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _document(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _whole(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _of_assessment(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["assessment_id"], ["assessments.id"], name=f"fk_{table}_assessment_id", ondelete="CASCADE"
    )


def upgrade() -> None:
    op.create_table(
        "about", _words("key"), _words("value"),
        sa.PrimaryKeyConstraint("key", name="pk_about"),
    )  # fmt: skip
    op.create_table(
        "assessments",
        _words("id"), _words("rubric_id"), _words("rubric_version"), _words("rubric_fingerprint"),
        _document("city"), _document("setup"), _moment("created_at"), _moment("updated_at"), _whole("version"),
        sa.PrimaryKeyConstraint("id", name="pk_assessments"),
    )  # fmt: skip
    op.create_table(
        "ratings",
        _words("assessment_id"), _words("indicator"), _document("rating", nullable=True),
        _words("actor"), _moment("updated_at"), _whole("version"),
        sa.PrimaryKeyConstraint("assessment_id", "indicator", name="pk_ratings"),
        _of_assessment("ratings"),
    )  # fmt: skip
    op.create_table(
        "rating_changes",
        _whole("id"), _words("assessment_id"), _words("indicator"),
        _document("before", nullable=True), _document("after", nullable=True), _whole("version"),
        _words("actor"), _moment("at"), _words("kind"), _whole("undoes", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_rating_changes"),
        sa.ForeignKeyConstraint(
            ["assessment_id", "indicator"], ["ratings.assessment_id", "ratings.indicator"],
            name="fk_rating_changes_assessment_id", ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["undoes"], ["rating_changes.id"], name="fk_rating_changes_undoes", ondelete="CASCADE"
        ),
    )  # fmt: skip
    op.create_index("ix_rating_changes_indicator", "rating_changes", ["assessment_id", "indicator"])
    op.create_index("ix_rating_changes_actor", "rating_changes", ["assessment_id", "actor"])
    op.create_index("ix_rating_changes_undoes", "rating_changes", ["undoes"])
    op.create_table(
        "evidence",
        _words("assessment_id"), _words("id"), _whole("position"), _document("entry", nullable=True),
        _words("actor"), _moment("updated_at"), _whole("version"),
        sa.PrimaryKeyConstraint("assessment_id", "id", name="pk_evidence"),
        _of_assessment("evidence"),
    )  # fmt: skip
    op.create_table(
        "profiles",
        _words("id"), _document("assessment"), _words("actor"), _moment("updated_at"), _whole("version"),
        sa.PrimaryKeyConstraint("id", name="pk_profiles"),
    )  # fmt: skip
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False), _moment("at"),
        _words("actor"), _words("action"), _words("subject"), _words("detail"), _words("previous"), _words("hash"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )  # fmt: skip
    op.create_index("ix_audit_subject", "audit", ["subject"])
    _forbid_changes()


def _forbid_changes() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for table, doings in APPEND_ONLY.items():
        for doing in doings:
            op.execute(
                f"CREATE TRIGGER {table}_no_{doing.lower()} BEFORE {doing} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def downgrade() -> None:
    for table in ("audit", "profiles", "evidence", "rating_changes", "ratings", "assessments", "about"):
        op.drop_table(table)
