"""Tasks and the looks back at them; profiles that other offices published."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite"), nullable=False)


def _of_assessment(table: str, document: str) -> None:
    op.create_table(
        table,
        sa.Column("assessment_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(document, sa.Text(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        _moment("updated_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=f"fk_{table}_assessment_id", ondelete="CASCADE"
        ),
    )


def upgrade() -> None:
    _of_assessment("tasks", "task")
    _of_assessment("follow_ups", "follow_up")
    op.create_table(
        "published",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        _moment("updated_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_published"),
    )


def downgrade() -> None:
    op.drop_table("published")
    op.drop_table("follow_ups")
    op.drop_table("tasks")
