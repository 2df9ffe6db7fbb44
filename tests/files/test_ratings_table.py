"""CSV tables of ratings: what is read, and how each fault is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor.errors import TableFault
from assessor.files import load_rubric, read_ratings_csv
from assessor.rubric import Rubric
from assessor.scoring import INSUFFICIENT_EVIDENCE, MISSING, NOT_APPLICABLE

HEAD = "city,x1,x2,x3,x4,y1,y2,y3\n"
TINY = load_rubric(Path(__file__).parent.parent / "rubrics" / "tiny.yaml")


def refusal(text: str | bytes, rubric: Rubric = TINY) -> list[str]:
    with pytest.raises(TableFault) as raised:
        read_ratings_csv(text.encode() if isinstance(text, str) else text, rubric)
    assert all(one.fix.zh and one.fix.en for one in raised.value.problems)
    return [one.line("en") for one in raised.value.problems]


def test_levels_na_ie_and_empty_cells_are_four_different_things() -> None:
    table = read_ratings_csv((HEAD + "甲城,0,4,IE,NA,,3,2\n").encode(), TINY)
    assert table.cities == ["甲城"]
    assert table.codes.dtype == np.int8
    assert table.codes.tolist() == [[0, 4, INSUFFICIENT_EVIDENCE, NOT_APPLICABLE, MISSING, 3, 2]]
    assert table.notes == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_file_is_read_with_or_without_byte_order_mark(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "ratings.csv"
    path.write_bytes((HEAD + "甲城,1,1,1,1,1,1,1\r\n\r\n乙城, 2 ,2,2,2,2,2,2\r\n").encode(encoding))
    assert read_ratings_csv(path, TINY).cities == ["甲城", "乙城"]
    assert read_ratings_csv(str(path), TINY).codes[1].tolist() == [2] * 7


def test_columns_may_come_in_any_order_and_city_anywhere() -> None:
    table = read_ratings_csv(b"y3,city,x1,x2,x3,x4,y1,y2\n3,a,1,0,0,0,0,0\n", TINY)
    assert table.codes.tolist() == [[1, 0, 0, 0, 0, 0, 3]]


def test_indicators_without_a_column_are_missing_and_noted() -> None:
    table = read_ratings_csv(b"city,y1\na,4\n", TINY)
    assert table.codes.tolist() == [[MISSING] * 4 + [4] + [MISSING] * 2]
    assert "no column for 6 indicators" in table.notes[0].en
    assert "x1, x2, x3, x4, y2, y3" in table.notes[0].zh


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("5", "5 is outside the scale 0-4"),
        ("-1", "-1 is outside the scale 0-4"),
        ("3.5", "3.5 is no whole level"),
        ("3.0", "write a whole number 0-4"),
        ("３", "３ is a full-width character\n    Fix: write 3"),
        ("ＮＡ", "write NA"),
        ("na", "write NA"),
        ("n/a", "write NA"),
        ("ie", "write IE"),
        ("很好", "很好 is no rating"),
        ("=1+1", "=1+1 is no rating"),
        ("1" * 400, "is outside the scale"),
    ],
)
def test_a_cell_that_is_no_rating_is_named_by_line_column_and_value(cell: str, words: str) -> None:
    said = refusal(f"{HEAD}a,1,1,1,1,1,1,1\nb,1,1,{cell},1,1,1,1\n")
    assert len(said) == 1
    assert said[0].startswith("CSV:3: x3: ")
    assert words in said[0]
    assert len(said[0]) < 200


def test_a_good_cell_in_the_same_place_is_read() -> None:
    assert len(read_ratings_csv(f"{HEAD}b,1,1,3,1,1,1,1\n".encode(), TINY).cities) == 1


def test_na_is_refused_where_the_indicator_must_be_rated() -> None:
    assert refusal(f"{HEAD}a,1,1,1,1,1,NA,1\nb,NA,1,1,1,1,1,1\n") == [
        "CSV:3: x1: indicator x1 may not be NA\n    Fix: write a level or IE, or leave it empty"
    ]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("", "CSV:1: ", "the file is empty"),
        (HEAD, "CSV:1: ", "a header but no city"),
        ("x1,x2\n1,2\n", "CSV:1: ", "there is no column city"),
        ("City,x1\na,1\n", "CSV:1: ", "rename City to city"),
        ("城市,x1\na,1\n", "CSV:1: ", "there is no column city"),
        ("city;x1;x2\na;1;2\n", "CSV:1: ", "the delimiter is ';', not a comma"),
        ("city\tx1\na\t1\n", "CSV:1: ", "not a comma"),
        ("city,X1,x2\na,1,2\n", "CSV:1: X1: ", "did you mean x1?"),
        ("city,x1,colour\na,1,2\n", "CSV:1: colour: ", "remove the column"),
        ("city,x1,x1\na,1,2\n", "CSV:1: x1: ", "is there twice"),
        (f"{HEAD},1,1,1,1,1,1,1\n", "CSV:2: city: ", "the city has no name"),
        (f"{HEAD}a,1,1,1,1,1,1,1\na,2,2,2,2,2,2,2\n", "CSV:3: city: ", "a is there twice (first in line 2)"),
        (f"{HEAD}a,1,1,1\n", "CSV:2: ", "4 cells under a header of 8 columns"),
        (f"{HEAD}a,1,1,1,1,1,1,1,1\n", "CSV:2: ", "9 cells under a header of 8 columns"),
        (f'{HEAD}a,1,1,1,1,1,1,"1\n', "CSV:2: ", "quotation marks come in pairs"),
    ],
)
def test_a_faulty_table_is_explained(text: str, place: str, words: str) -> None:
    said = refusal(text)
    assert any(one.startswith(place) and words in one for one in said), said
    # A wrong first header may bring the unknown column along with the absent one.
    assert len(said) <= 2


def test_all_faults_of_a_table_come_at_once_in_the_order_of_lines() -> None:
    said = refusal(f"{HEAD}a,9,1,1,1,1,1,1\na,1,1,1,1,NA,1,1\nc,1,text,1,1,1,1,3.5\n")
    assert [one.split(": ")[0] + " " + one.split(": ")[1] for one in said] == [
        "CSV:2 x1", "CSV:3 city", "CSV:3 y1", "CSV:4 x2", "CSV:4 y3",
    ]  # fmt: skip


def test_line_numbers_hold_after_a_name_of_two_lines() -> None:
    assert refusal(f'{HEAD}"a\nb",1,1,1,1,1,1,1\nc,9,1,1,1,1,1,1\n')[0].startswith("CSV:4: x1: ")


def test_beyond_fifty_faults_only_their_number_is_told() -> None:
    said = refusal(HEAD + "".join(f"c{row},9,9,9,9,9,9,9\n" for row in range(1_000)))
    assert len(said) == 51
    assert "and 6950 more" in said[-1]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ((HEAD + "甲城,1,1,1,1,1,1,1\n").encode("gbk"), "CSV:2: the file looks like GBK"),
        ((HEAD + "甲城,1,1,1,1,1,1,1\n").encode("utf-16"), "looks like UTF-16"),
        (b"PK\x03\x04\x14\x00", "an Excel (.xlsx) or zip file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel (.xls) file"),
        (b"\n<!doctype html><title>x</title>", "a web page (HTML)"),
        (HEAD.encode() + b"\xff\x00\xff\x00,1", "not UTF-8|UTF-16|not a text file"),
    ],
)
def test_a_file_of_another_encoding_or_kind_is_named(content: bytes, words: str) -> None:
    said = refusal(content)
    assert len(said) == 1
    assert any(one in said[0] for one in words.split("|"))


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableFault, match="cannot be read"):
        read_ratings_csv(tmp_path / "nowhere.csv", TINY)


def test_gbk_far_down_the_file_is_found_at_its_line() -> None:
    rows = "".join(f"c{row},1,1,1,1,1,1,1\n" for row in range(20_000))
    said = refusal((HEAD + rows).encode() + "甲城,1,1,1,1,1,1,1\n".encode("gbk"))
    assert said[0].startswith("CSV:20002: the file looks like GBK")


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1).map(str.strip).filter(bool)


@given(
    st.dictionaries(
        NAMES, st.lists(st.sampled_from(["0", "1", "2", "3", "4", "IE", ""]), min_size=7, max_size=7), min_size=1
    )
)
def test_any_table_of_valid_cells_is_read_as_written(rows: dict[str, list[str]]) -> None:
    quoted = ['"' + city.replace('"', '""') + '",' + ",".join(cells) for city, cells in rows.items()]
    table = read_ratings_csv((HEAD + "\n".join(quoted) + "\n").encode(), TINY)
    code = {"IE": INSUFFICIENT_EVIDENCE, "": MISSING}
    assert table.cities == list(rows)
    assert table.codes.tolist() == [[code[c] if c in code else int(c) for c in cells] for cells in rows.values()]
