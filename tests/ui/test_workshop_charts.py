"""Charts of a revealed item: what they print, what they keep to themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assessor.text import say
from assessor.ui import charts
from assessor.ui import workshop_charts as drawn
from assessor.workshop import GroupShown, RoundShown, Shown, Tally

CITY_HALL, SOCIETY = say("政府评委", "Government raters"), say("民间评委", "Society raters")


def tally(*levels: int, cannot_judge: int = 0) -> Tally:
    """How many chose levels 0, 1, 2, 3, 4."""
    return Tally(levels=levels, cannot_judge=cannot_judge)


def round_of(total: Tally | None, *groups: tuple[str, Tally], valid: int = 2) -> RoundShown:
    names = {"government": CITY_HALL, "society": SOCIETY}
    return RoundShown(
        total=total,
        valid=valid if total is None else total.valid,
        groups=tuple(GroupShown(ids=(id_,), name=names[id_], tally=one) for id_, one in groups),
        without_owners=None,
    )


def seen(*rounds: RoundShown) -> Shown:
    return Shown(indicator="A1-1", rounds=rounds, proposal=drawn.found_in(rounds[-1]), decision=None)


def rows(markup: str) -> list[list[str]]:
    """The words of a table's rows, cell by cell."""
    found: list[list[str]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag == "tr":
                found.append([])
            elif tag in ("td", "th"):
                found[-1].append("")

        def handle_data(self, data: str) -> None:
            if found and found[-1]:
                found[-1][-1] += data

    Reader().feed(markup)
    return found


SPLIT = seen(round_of(tally(0, 3, 2, 0, 4, cannot_judge=1), ("government", tally(0, 0, 1, 0, 4)), ("society", tally(0, 3, 1, 0, 0))))  # fmt: skip
MOVED = seen(SPLIT.rounds[0], round_of(tally(0, 1, 7, 1, 0), ("government", tally(0, 0, 4, 1, 0)), ("society", tally(0, 1, 3, 0, 0))))  # fmt: skip


def test_every_level_is_printed_with_its_name_and_how_many_chose_it() -> None:
    body = rows(drawn.distribution(SPLIT))[1:6]
    assert [row[:2] for row in body] == [
        ["4 评估优化", "4"], ["3 常态运行", "0"], ["2 制度成形", "2"], ["1 零散开展", "3"], ["0 未开展", "0"],
    ]  # fmt: skip


def test_groups_stand_beside_all_raters_with_their_own_median() -> None:
    table = rows(drawn.distribution(SPLIT))
    assert table[0] == ["等级", "全体评委", "政府评委", "民间评委"]
    assert table[6] == ["中位数", "2", "4", "1"]
    assert table[7] == ["有效／无法判断", "9／1", "5／0", "4／0"]


def test_after_a_re_vote_both_rounds_stand_side_by_side_the_first_one_hollow() -> None:
    markup = drawn.distribution(MOVED)
    assert rows(markup)[0][:3] == ["等级", "首轮", "复评"]
    assert [row[1:3] for row in rows(markup)[1:6]] == [["4", "0"], ["0", "1"], ["2", "7"], ["3", "1"], ["0", "0"]]
    assert 'class="w-first"' in markup


def test_a_round_with_two_valid_ballots_shows_no_number_but_that() -> None:
    few = seen(round_of(None, valid=2))
    assert all(row[1] == "—" for row in rows(drawn.distribution(few))[1:])
    assert drawn.summary(few) == "未评：有效评分票2张，不足3张，不显示分布。"


def test_the_chart_is_told_in_words() -> None:
    assert drawn.summary(SPLIT).startswith("首轮：有效评分票9张，中位数2，四分位差3，4级最多（4张）；分歧：")


def test_two_levels_chosen_equally_often_are_both_named() -> None:
    assert "1级、3级最多（2张）" in drawn.summary(seen(round_of(tally(0, 2, 0, 2, 0))))


@pytest.mark.parametrize(
    ("levels", "word"),
    [((0, 0, 5, 1, 0), "一致"), ((0, 1, 6, 2, 1), "基本一致"), ((3, 0, 0, 0, 3), "分歧")],
)
def test_agreement_is_said_in_the_methods_words(levels: tuple[int, ...], word: str) -> None:
    assert drawn.agreement_word(drawn.found_in(round_of(tally(*levels)))) == word


def test_the_dumbbell_joins_medians_of_all_raters_and_of_groups_seen_in_both_rounds() -> None:
    assert drawn.shifts(MOVED, "全体") == [
        drawn.Shift("全体", 2, 2),
        drawn.Shift("政府评委", 4, 2),
        drawn.Shift("民间评委", 1, 2),
    ]
    body = rows(drawn.dumbbell(drawn.shifts(MOVED, "全体")))[1:]
    assert body == [["全体", "2", "", "2"], ["政府评委", "4", "", "2"], ["民间评委", "1", "", "2"]]


def test_a_group_hidden_in_one_round_has_no_dumbbell() -> None:
    hidden = seen(SPLIT.rounds[0], round_of(tally(0, 1, 7, 1, 0)))
    assert [one.name for one in drawn.shifts(hidden, "全体")] == ["全体"]


def test_one_round_or_one_that_may_not_be_shown_has_no_shift() -> None:
    assert drawn.shifts(SPLIT, "全体") == []
    assert drawn.shifts(seen(SPLIT.rounds[0], round_of(None)), "全体") == []


def test_the_shift_figure_has_levels_for_its_ticks_and_the_first_round_hollow() -> None:
    figure = drawn.shift_figure([drawn.Shift("甲", 1, 3), drawn.Shift("乙", 2, None)])
    assert figure.layout.xaxis.ticktext == ("0", "1", "2", "3", "4")
    filled, hollow = figure.data[0], figure.data[1]
    assert (filled.name, filled.x, hollow.x) == ("复评", (75, None), (25, 50))
    assert hollow.marker.symbol == ("circle-open", "circle-open")


def test_the_shift_is_told_in_words() -> None:
    moved = [drawn.Shift("a", 1, 2), drawn.Shift("b", 2, 2), drawn.Shift("c", None, 2)]
    assert drawn.shift_summary(moved) == "可比的2项中，上升1，下降0，未变1。"


levels = some.lists(some.integers(0, 40), min_size=5, max_size=5).filter(lambda counts: sum(counts) >= 3)


@given(levels)
def test_no_bar_is_longer_than_its_track_and_the_longest_fills_it(counts: Sequence[int]) -> None:
    widths = [float(one) for one in re.findall(r"width:([\d.]+)%", drawn.distribution(seen(round_of(tally(*counts)))))]
    assert max(widths) == 100
    assert len(widths) == sum(count > 0 for count in counts)


@given(levels)
def test_every_colour_is_of_the_one_hue_and_its_number_can_be_read(counts: Sequence[int]) -> None:
    markup = drawn.distribution(seen(round_of(tally(*counts), ("society", tally(*counts)))))
    for ground, ink in re.findall(r"background:rgb\(([\d,]+)\);color:(#\w{6})", markup):
        red, green, blue = (int(one) for one in ground.split(","))
        assert blue >= green >= red
        read = tuple(int(ink[at : at + 2], 16) for at in (1, 3, 5))
        assert charts.contrast((red, green, blue), (read[0], read[1], read[2])) >= 4.4


def test_a_group_named_with_markup_is_printed_as_it_is() -> None:
    own = GroupShown(ids=("x",), name=say("<b>甲</b>", "<b>x</b>"), tally=tally(0, 3, 0, 0, 0))
    markup = drawn.distribution(seen(RoundShown(tally(0, 3, 0, 0, 0), 3, (own,), None)))
    assert "&lt;b&gt;甲&lt;/b&gt;" in markup
    assert "<b>甲" not in markup
