"""The part of the results page on uncertainty."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from assessor.assessment import Assessment
from assessor.rubric import Rubric
from assessor.scorecard import score
from assessor.ui.charts import BLUE
from assessor.ui.charts_intervals import intervals
from assessor.uncertainty import Interval, Settings, uncertainty, words
from tests.ui.conftest import LANGUAGES, Open


def printed(at: AppTest) -> str:
    html = [re.sub(r"<[^>]+>", " ", one.proto.body) for one in at.get("html")]
    kinds = (at.header, at.markdown, at.caption, at.info)
    return "\n".join([*(one.value.replace("\\", "") for kind in kinds for one in kind), *html]).replace("&lt;", "<")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_intervals_chances_and_sources_in_words_and_tables(
    app: Open, language: str, rubric: Rubric, samples: dict[str, Assessment]
) -> None:
    at, found = app("results", language, demo=True, a="S12"), uncertainty(rubric, samples["S12"])
    said, card = printed(at), score(rubric, samples["S12"])
    nodes = [*card.levels.values(), *(one.node for one in card.shortcomings.values())]
    for node in nodes:
        one = found.of(node)
        assert one is not None
        bands = rubric.severity_bands if node.kind == "shortcoming" else rubric.bands
        assert words.told(rubric.names[node.id], one, bands).pick("en" if language == "en" else "zh") in said
        assert words.ends(one).pick("en" if language == "en" else "zh") in said
    assert "20180115" in said
    assert "10,000" in said
    assert "<1%" in said


def test_the_interval_of_the_overall_score_stands_only_where_it_is_folded_away(app: Open) -> None:
    at = app("results", demo=True, a="S01")
    found = [one for one in at.caption if "综合得分" in one.value]
    assert len(found) == 1
    assert found[0].value in [one.value for expander in at.expander for one in expander.caption]


def test_a_source_that_is_left_out_moves_nothing(app: Open) -> None:
    at = app("results", demo=True, a="S01")
    at.button_group(key="uncertainty.sources").set_value(["strictness"]).run()
    assert not at.exception
    said = printed(at)
    assert "计入：宽严" in said
    assert "变动主要来自宽严（100%）" in said or "变动主要来自宽严（>99%）" in said


def test_in_formal_mode_the_supported_scores_may_be_drawn_instead(app: Open) -> None:
    at = app("results", demo=True, a="S02")
    before = printed(at)
    at.toggle(key="uncertainty.supported").set_value(True).run()
    assert not at.exception
    assert printed(at) != before


def test_nothing_is_drawn_for_a_number_that_is_withheld() -> None:
    one = Interval(10.0, 20.0, 30.0, (), {})
    figure = intervals(["a", "b"], [22.0, None], [one, None], "score", "median")
    lines = [shape for shape in figure.layout.shapes if shape.line.color == BLUE]
    assert [(line.x0, line.x1, line.y0) for line in lines] == [(10.0, 30.0, 0)]
    assert list(figure.data[1].x) == [20.0, None]


def test_a_chance_is_never_rounded_to_none_or_to_certainty() -> None:
    assert [words.percent(one) for one in (0.0, 0.001, 0.01, 0.5, 0.994, 1.0)] == [
        "0%",
        "<1%",
        "1%",
        "50%",
        ">99%",
        "100%",
    ]


def test_a_short_variant_has_levels_and_shortcomings_only(
    app: Open, rubric: Rubric, samples: dict[str, Assessment]
) -> None:
    quick = samples["S01"].model_copy(update={"variant": "quick"})
    found = uncertainty(rubric, quick, Settings(draws=100))
    assert all(one is not None for one in found.levels.values())
    assert not any(found.dimensions.values())
