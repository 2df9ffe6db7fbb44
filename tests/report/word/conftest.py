"""Documents of the samples, and assessments of every kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document
from docx.document import Document as Docx
from hypothesis import strategies as st

from assessor.assessment import Assessment, Consensus, Outcome, Rating
from assessor.report.word import full_bytes, full_paper, one_page_bytes, one_page_paper
from assessor.report.word.blocks import Paper
from assessor.rubric import Rubric

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
FORBIDDEN = re.compile(r"打分|(?<!不用于考核)排名|不合格|整改|NGO|良好|优秀|\bNone\b|\bnan\b")
DOUBLED = re.compile(r"[，。；：、]{2}|。”。|，”|“”|（）|\(\)|\.\.(?!\.)|,,|;;| [,.;:]|“{2}|”{2}(?!“)")


@pytest.fixture(scope="session")
def paper(rubric: Rubric) -> Callable[..., Paper]:
    """A document as plain values."""

    def compose(city: Assessment, kind: str = "one-page", language: str = "zh") -> Paper:
        make = one_page_paper if kind == "one-page" else full_paper
        return make(city, rubric, language=language, now=NOON)  # type: ignore[arg-type]  # zh or en

    return compose


@pytest.fixture(scope="session")
def opened(rubric: Rubric) -> Callable[..., Docx]:
    """A document as python-docx reads it."""

    def read(city: Assessment, kind: str = "one-page", language: str = "zh") -> Docx:
        make = one_page_bytes if kind == "one-page" else full_bytes
        return Document(BytesIO(make(city, rubric, language=language, now=NOON)))  # type: ignore[arg-type]  # zh or en

    return read


def text_of(made: Paper) -> str:
    return "\n".join(made.said())


OUTCOMES: st.SearchStrategy[Outcome | None] = st.sampled_from(
    [None, 0, 1, 2, 3, 4, 4, 3, 2, 1, "insufficient_evidence", "not_applicable"]
)
GRADES = st.sampled_from([None, "E0", "E1", "E2", "E3"])


def assessments(rubric: Rubric, city: Assessment) -> st.SearchStrategy[Assessment]:
    """The city under any ratings, mode and variant; a whole assessment may lean to one outcome."""
    size = len(rubric.indicators)
    leaning = OUTCOMES.flatmap(lambda one: st.lists(st.sampled_from([one] * 5 + [0, 1, 3, None]), min_size=size, max_size=size))  # fmt: skip
    rows = st.one_of(st.lists(OUTCOMES, min_size=size, max_size=size), leaning)

    def made(
        row: list[Outcome | None], grades: list[str | None], mode: str, variant: str, agreed: list[str | None]
    ) -> Assessment:
        ratings = {}
        for one, outcome, grade, how in zip(rubric.indicators, row, grades, agreed, strict=True):
            if outcome is not None and (outcome != "not_applicable" or one.not_applicable.allowed):
                reason = "无此事项" if outcome == "not_applicable" else ""
                consensus = _agreed(outcome, how) if isinstance(outcome, int) and how is not None else None
                ratings[one.id] = Rating(outcome=outcome, grade=grade, reason=reason, consensus=consensus)
        return city.model_copy(update={"ratings": ratings, "evidence": [], "mode": mode, "variant": variant})

    grades = st.lists(GRADES, min_size=size, max_size=size)
    modes, variants = st.sampled_from(["workshop", "formal"]), st.sampled_from(["full", "full", "quick"])
    agreed = st.just([None] * size) | st.lists(
        st.sampled_from([None, "agreed", "again", "doubtful"]), min_size=size, max_size=size
    )
    return st.builds(made, rows, grades, modes, variants, agreed)


def _agreed(level: int, how: str) -> Consensus:
    counts = tuple(4 if one == level else one for one in range(5))
    doubtful = how == "doubtful" and level < 4
    return Consensus(
        session="w1", level=level, method="median" if doubtful else "mode", doubtful=doubtful, first=counts,
        second=() if how == "agreed" else counts, dissent="两位评委认为只有成文安排" if doubtful else "",
    )  # fmt: skip
