"""Templates that are sound as files and not as answers: refused by sheet and cell, and marked; odd ones are read."""

from __future__ import annotations

import re

import pytest

from assessor.errors import WorkbookFault
from assessor.files.marked import filled_workbook, has_marks, marked_copy
from tests.bad_workbooks.answers import Odd, Spoilt, odd, rubric, spoilt, template

SPOILT, ODD = spoilt(), odd()


@pytest.mark.parametrize("bad", SPOILT, ids=lambda one: one.name)
def test_a_spoilt_template_is_refused_by_sheet_and_cell_and_comes_back_marked(bad: Spoilt) -> None:
    data, name = bad.data(), f"{bad.name}.xlsx"
    with pytest.raises(WorkbookFault) as fault:
        filled_workbook(data, rubric(), name)
    said = [(one.place, one.what.en) for one in fault.value.problems]
    assert any(bad.says in what and bad.at in place for place, what in said), said
    for one in fault.value.problems:
        assert re.fullmatch(rf"{re.escape(name)}( / [^/!]+![A-Z]+[0-9]+)?", one.place)
        assert one.fix.zh
        assert one.fix.en
    if has_marks(fault.value):
        copy = marked_copy(data, fault.value, "zh", name)
        assert copy != data
        with pytest.raises(WorkbookFault):  # a mark mends nothing
            filled_workbook(copy, rubric(), name)


@pytest.mark.parametrize("one", ODD, ids=lambda one: one.name)
def test_an_odd_but_sound_template_is_read(one: Odd) -> None:
    said = filled_workbook(one.data(), rubric(), "甲.xlsx").ratings
    rating = said.pop("x2", None)
    assert (rating and rating.outcome) == one.outcome
    assert {id_: rating and rating.outcome for id_, rating in said.items()} == {"x1": 1, "y1": 2}


def test_the_template_they_are_made_of_is_sound() -> None:
    """Control: it is what was done to it that is refused."""
    assert filled_workbook(template()[0], rubric(), "甲.xlsx").notes == ()
