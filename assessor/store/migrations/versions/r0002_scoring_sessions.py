"""Scoring sessions: who takes part, and the ballots."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite"), nullable=nullable)


def _words(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "workshops",
        _words("id"), _words("assessment_id"), sa.Column("state", sa.Text(), nullable=False),
        _words("stage"), _flag("locked"), _words("code", nullable=True), _words("link", nullable=True),
        _moment("expires_at"), _moment("timer_ends_at", nullable=True), sa.Column("kept", sa.Text(), nullable=True),
        _flag("purged"), _moment("made_at"), sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workshops"),
        _of("workshops", "assessment_id", "assessments"),
    )  # fmt: skip
    op.create_index("ix_workshops_assessment_id", "workshops", ["assessment_id"])
    op.create_index("ix_workshops_code", "workshops", ["code"], unique=True)
    op.create_index("ix_workshops_link", "workshops", ["link"], unique=True)
    op.create_table(
        "boards",
        _words("workshop_id"), _words("indicator"),
        sa.PrimaryKeyConstraint("workshop_id", name="pk_boards"),
        _of("boards", "workshop_id", "workshops"),
    )  # fmt: skip
    op.create_table(
        "participants",
        _words("id"), _words("workshop_id"), _words("group_id"), _words("mark"), _words("unit", nullable=True),
        _words("token", nullable=True), _flag("paper"), _flag("removed"),
        sa.PrimaryKeyConstraint("id", name="pk_participants"),
        _of("participants", "workshop_id", "workshops"),
        sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_index("ix_participants_mark", "participants", ["workshop_id", "mark"], unique=True)
    op.create_index("ix_participants_token", "participants", ["token"], unique=True)
    op.create_table(
        "ballots",
        _words("participant_id"), _words("indicator"), sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True), _words("reason"),
        sa.PrimaryKeyConstraint("participant_id", "indicator", "round", name="pk_ballots"),
        _of("ballots", "participant_id", "participants"),
        sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_table(
        "ballot_keys",
        _words("participant_id"), _words("digest"),
        sa.PrimaryKeyConstraint("participant_id", "digest", name="pk_ballot_keys"),
        _of("ballot_keys", "participant_id", "participants"),
        sqlite_with_rowid=False,
    )  # fmt: skip


def downgrade() -> None:
    for table in ("ballot_keys", "ballots", "participants", "boards", "workshops"):
        op.drop_table(table)
