"""Task and follow-up: what an office resolved to do about an indicator, and how far it has come."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assessor.rubric import Effort
from assessor.text import Prose

TaskStatus = Literal["not_started", "under_way", "done", "dropped"]
STATUSES: tuple[TaskStatus, ...] = ("not_started", "under_way", "done", "dropped")
WORDS_LIMIT = 200
TEXT_LIMIT = 2_000


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Task(_Record):
    """Units, not persons. A task changes no rating: only the next assessment does."""

    id: Prose
    indicator: str
    aim: int | None = Field(default=None, ge=0)
    """The level it leads to; None where evidence or a first rating comes first."""
    what: Prose = Field(max_length=TEXT_LIMIT)
    lead: str = Field(default="", max_length=WORDS_LIMIT)
    support: str = Field(default="", max_length=WORDS_LIMIT)
    due: date | None = None
    mark: str = Field(default="", max_length=TEXT_LIMIT)
    """How one sees that it is done."""
    effort: Effort = "M"
    phase: int = Field(default=1, ge=1, le=3)
    status: TaskStatus = "not_started"
    progress: str = Field(default="", max_length=TEXT_LIMIT)
    """How far it has come, in a sentence."""


class FollowUp(_Record):
    """A look back at the tasks, about 180 days on; nothing is rated again."""

    id: Prose
    date: date
    statuses: dict[Prose, TaskStatus]
    """task id -> where it stood that day"""
    remark: str = Field(default="", max_length=TEXT_LIMIT)
