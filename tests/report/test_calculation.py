"""Formulas of a report: only what every spreadsheet computes alike, and within what Excel takes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from assessor.assessment import Assessment
from assessor.report import ReportLanguage, report_bytes
from assessor.rubric import Rubric

Formulas = Callable[[bytes], list[str]]
Portable = Callable[[str], bool]
NESTED, LONGEST, WORDS = 64, 8192, 255
"""Most levels of brackets, signs of a formula, and signs of a text in it, that Excel takes."""


@pytest.mark.parametrize("language", ["zh", "en", "both"])
@pytest.mark.parametrize("id_", ["S02", "S03", "S12"])
def test_every_formula_is_portable_and_within_what_excel_takes(
    id_: str, language: ReportLanguage, cities: dict[str, Assessment], rubric: Rubric, formulas_of: Formulas, portable: Portable
) -> None:  # fmt: skip
    found = formulas_of(report_bytes(cities[id_], rubric, language=language))
    assert len(found) > 3000
    assert [one for one in found if not portable(one)] == []
    assert max(map(len, found)) < LONGEST
    assert max(map(depth, found)) <= NESTED
    assert max(len(words) for one in found for words in re.findall(r'"[^"]*"', one) or [""]) <= WORDS


def depth(formula: str) -> int:
    deepest = now = 0
    for sign in re.sub(r'"[^"]*"', "", formula):
        now += (sign == "(") - (sign == ")")
        deepest = max(deepest, now)
    return deepest


@pytest.mark.parametrize(
    "formula", ["NOW()", "INDIRECT(A1)", "OFFSET(A1,1,1)", "TEXT(A1,\"0\")", "cmd|' /C calc'!A0", "[1]Sheet!A1", "{=1+1}", "_xlfn.LET(A1)"]
)  # fmt: skip
def test_the_list_would_notice_what_is_not_portable(formula: str, portable: Portable) -> None:
    assert not portable(formula)
