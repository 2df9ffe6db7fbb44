"""A cell shows what a page shows, whatever the spreadsheet would round to."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor.report.display import Wording, percent, points
from assessor.rubric import Band, Coverage
from assessor.scorecard import shown
from assessor.text import Text, say
from assessor.text_layout import columns_wide, lines_in, parts, wrapped

BANDS = [Band(start=start, name=say("名", "name")) for start in (0, 20, 40, 60, 80)]
RULES = Coverage(
    shown=0.8, provisional=0.6, children=0.5, shortcoming_indicators=3, shortcoming_coverage=0.6,
    path_indicators=2, not_applicable_total=0.2, not_applicable_dimension=0.5,
)  # fmt: skip


def as_spreadsheets_show(value: float, layout: str) -> str:
    """What Excel, WPS and LibreOffice make of the formats used here: 15 digits, half away from zero."""
    whole = str(Decimal(f"{value:.15g}").quantize(Decimal(1), ROUND_HALF_UP))
    return layout if '"' in layout else layout.replace("0", whole)


@given(st.floats(0, 100))
def test_a_score_shows_as_on_the_page(score: float) -> None:
    assert as_spreadsheets_show(score, points(score, BANDS)).strip('"') == shown(score, BANDS)
    assert (
        as_spreadsheets_show(score, points(score, BANDS, provisional=True)).replace('"', "")
        == f"({shown(score, BANDS)})"
    )


@pytest.mark.parametrize(
    ("score", "layout"), [(62.5, "0"), (59.97, '"59.9"'), (60.0, "0"), (19.6, '"19.6"'), (0.0, "0")]
)
def test_a_number_never_rounds_over_the_edge_of_its_band(score: float, layout: str) -> None:
    assert points(score, BANDS) == layout


@pytest.mark.parametrize(("share", "layout"), [(0.797, '"79.7%"'), (0.8, "0%"), (0.5999, '"59.9%"'), (0.25, "0%")])
def test_coverage_never_rounds_over_a_threshold(share: float, layout: str) -> None:
    assert percent(share, RULES) == layout


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.floats(4, 120))
def test_a_text_broken_into_lines_or_parts_is_the_text_again(words: str, width: float) -> None:
    assert "".join(wrapped(words, width)) == words
    assert "".join(parts(words, width, most=3)) == words
    assert all(len(wrapped(part, width)) <= 4 for part in parts(words, width, most=3))


@given(st.text(alphabet="统筹机制", min_size=1, max_size=80), st.integers(10, 60))
def test_chinese_needs_a_line_for_every_full_width_of_signs(words: str, width: int) -> None:
    per_line = (width - 1) // 2
    assert lines_in(words, float(width)) == -(-len(words) // per_line)


def test_a_chinese_sign_takes_two_columns_and_a_latin_one_about_one() -> None:
    assert columns_wide("统筹") == 4
    assert 2 <= columns_wide("ab") <= 2.5
    assert columns_wide("a" + chr(0x301)) == columns_wide("a")


def test_both_languages_stand_under_or_beside_each_other_and_equal_words_once() -> None:
    both = Wording("both")
    assert both(say("得分", "Score")) == "得分\nScore"
    assert both.inline(say("得分", "Score")) == "得分 / Score"
    assert both(Text(zh="A1", en="A1")) == "A1"


def test_no_line_begins_with_a_closing_sign() -> None:
    assert wrapped("统筹机制，评估", 9.0) == ["统筹机", "制，评估"]
    assert wrapped("统筹机制评估", 9.0) == ["统筹机制", "评估"]
