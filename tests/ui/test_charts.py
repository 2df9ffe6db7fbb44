"""Charts from plain values: what they draw, what they refuse, that they can be read."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor.ui import charts
from assessor.ui.shares import percents
from assessor.ui.tracing import added

NAMES = ["规划", "沟通"]
FIGURES = {
    "against_target": charts.against_target(NAMES, [40, None], [75, 50], score_label="得分", target_label="目标"),
    "dumbbell": charts.dumbbell(NAMES, [40, 60], [50, None], "本市", "可比城市"),
    "bars": charts.bars(NAMES, [40, 60]),
    "heatmap": charts.heatmap(NAMES, ["甲", "乙"], [[10, 90], [None, 50]], [["10", "90"], ["无", "50"]]),
    "slope": charts.slope(NAMES, [40, 60], [50, None], "2024", "2025"),
    "radar": charts.radar(NAMES, [40, 60], [50, 50], "得分", "目标"),
}


def texts(figure: go.Figure) -> list[str]:
    """Every word the figure prints, in traces and in annotations."""
    said = [note.text for note in figure.layout.annotations]
    for trace in figure.data:
        said += list(getattr(trace, "text", None) or [])
    return said


@pytest.mark.parametrize("empty", ["title", "n", "date", "source"])
def test_a_chart_without_title_n_date_or_source_is_refused(empty: str) -> None:
    whole = {"title": "得分", "n": "46项", "date": "2025-12-31", "source": "本评估"}
    charts.About(**whole)
    with pytest.raises(ValueError, match=empty):
        charts.About(**{**whole, empty: " "})


@pytest.mark.parametrize("name", FIGURES)
def test_every_chart_lies_on_a_transparent_page_in_a_font_with_chinese(name: str) -> None:
    layout = FIGURES[name].layout
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert "Noto Sans CJK SC" in layout.font.family
    assert layout.height > 0


def test_no_chart_has_a_bar_of_tools_or_can_be_dragged() -> None:
    assert charts.CONFIG["displayModeBar"] is False
    assert charts.CONFIG["staticPlot"] is True


@pytest.mark.parametrize("name", FIGURES)
def test_every_mark_is_of_the_one_hue(name: str) -> None:
    colours = {charts.BLUE, charts.PALE_HEX, charts.DEEP_HEX}
    used: set[Any] = set()
    for trace in FIGURES[name].data:
        for part in (getattr(trace, "marker", None), getattr(trace, "line", None)):
            if part is not None and isinstance(part.color, str):
                used.add(part.color)
    assert used <= colours


@pytest.mark.parametrize("page", [(255, 255, 255), (17, 22, 27)], ids=["light", "dark"])
def test_marks_stand_three_to_one_against_the_page(page: tuple[int, int, int]) -> None:
    red, green, blue = (int(charts.BLUE[at : at + 2], 16) for at in (1, 3, 5))
    assert charts.contrast((red, green, blue), page) >= 3


@given(st.floats(0, 100))
def test_a_number_in_a_heatmap_cell_can_be_read(value: float) -> None:
    ink = tuple(int(charts.ink(value)[at : at + 2], 16) for at in (1, 3, 5))
    assert charts.contrast((ink[0], ink[1], ink[2]), charts.cell_colour(value)) >= 4.5


def test_black_on_white_has_the_contrast_that_the_standard_gives() -> None:
    assert charts.contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)


def test_a_city_named_with_markup_is_printed_as_it_is() -> None:
    figure = charts.dumbbell(["<b>甲</b> $x$"], [40], [50], "<i>本市</i>", "乙")
    assert texts(figure)[-1] == "&lt;b&gt;甲&lt;/b&gt; &#36;x&#36;"
    assert figure.data[0].name == "&lt;i&gt;本市&lt;/i&gt;"


def test_labels_stand_above_their_marks() -> None:
    figure = charts.bars(NAMES, [40, 60])
    labels = next(trace for trace in figure.data if getattr(trace, "mode", "") == "text")
    upwards = figure.layout.yaxis.range
    assert upwards[0] > upwards[1]  # the first row is on top, so above means a smaller number
    assert [label < row for label, row in zip(labels.y, figure.data[0].y, strict=True)] == [True, True]


def test_a_provisional_dot_is_hollow_and_a_withheld_one_is_not_drawn() -> None:
    figure = charts.against_target(
        ["a", "b", "c"],
        [50, 50, None],
        [75, 75, 75],
        score_label="s",
        target_label="t",
        provisional=[False, True, False],
    )
    assert figure.data[0].marker.symbol == ("circle", "circle-open", "circle")
    assert figure.data[0].x == (50, 50, None)


def test_a_dumbbell_joins_only_pairs_that_have_both_ends() -> None:
    joined = [shape for shape in FIGURES["dumbbell"].layout.shapes if shape.line.color == charts.BLUE]
    assert [(shape.x0, shape.x1) for shape in joined] == [(40, 50)]


def test_every_cell_of_a_heatmap_prints_its_text_though_it_has_no_value() -> None:
    assert {"10", "90", "无", "50"} <= set(texts(FIGURES["heatmap"]))


def test_a_slope_of_more_lines_than_can_be_told_apart_is_refused() -> None:
    eight = [50.0] * charts.SLOPES
    charts.slope([str(n) for n in range(8)], eight, eight, "2024", "2025")
    with pytest.raises(ValueError, match="at most 8"):
        charts.slope([str(n) for n in range(9)], [*eight, 1], [*eight, 1], "2024", "2025")


def test_a_radar_is_closed() -> None:
    own = FIGURES["radar"].data[0]
    assert own.r[0] == own.r[-1]
    assert own.theta[0] == own.theta[-1]


@given(st.text("甲乙a b", max_size=80), st.integers(2, 60))
def test_a_shortened_name_is_never_wider_than_its_place(text: str, limit: int) -> None:
    assert charts.width(charts.short(text, limit)) <= limit


def test_a_name_that_fits_is_not_shortened() -> None:
    assert charts.short("战略与规划衔接", 14) == "战略与规划衔接"
    assert charts.short("战略与规划衔接", 13) == "战略与规划衔…"


def test_words_stay_whole_and_chinese_breaks_anywhere() -> None:
    assert charts.stacked("Government-society interaction", 18) == ["Government-society", "interaction"]
    assert charts.stacked("中央和地方的协同", 8) == ["中央和地", "方的协同"]


def test_the_words_beneath_a_chart_name_all_that_are_equal_and_count_what_has_no_score() -> None:
    said = charts.extremes(["甲", "乙", "丙", "丁"], [75, 75.2, 25, None])
    assert said == "最高：甲、乙（并列），75；最低：丙，25。另有1项暂不出分，未作比较。"


def test_a_chart_of_equal_values_has_no_highest() -> None:
    assert charts.extremes(NAMES, [50, 50]) == charts.extremes(NAMES, [None, None]) == ""
    assert charts.extremes(NAMES, [50, 60]) == "最高：沟通，60；最低：规划，50。"


# -- numbers that are added up ------------------------------------------------------------------


def test_two_halves_of_31_25_show_enough_decimals_to_add_up() -> None:
    column = added([15.625, 15.625])
    assert (column.cells, column.total, column.exact) == (["15.625", "15.625"], "31.250", True)
    assert added([25.0, 18.75]).cells == ["25.00", "18.75"]


def test_thirds_never_add_up_and_say_so() -> None:
    column = added([1 / 3] * 3, percent=True, fewest=1)
    assert (column.cells, column.total, column.exact) == (["33.3%"] * 3, "100.0%", False)


def test_a_column_with_a_hole_is_not_added_up() -> None:
    assert added([1.0, None]).cells == []


def test_three_thirds_are_34_33_and_33_percent() -> None:
    assert percents([1 / 3] * 3) == ["34%", "33%", "33%"]
    assert percents([0.0, 0.0]) == ["0%", "0%"]
    assert percents([0.505, 0.25]) == ["51%", "25%"]


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any))
def test_percents_of_a_whole_add_up_to_100_and_are_off_by_less_than_one(parts: list[int]) -> None:
    shares = [part / sum(parts) for part in parts]
    found = [int(one.removesuffix("%")) for one in percents(shares)]
    assert sum(found) == 100
    assert all(abs(one - 100 * share) < 1 for one, share in zip(found, shares, strict=True))
