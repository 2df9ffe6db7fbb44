"""Ratings of many cities as a long table, and either form as Parquet."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assessor.errors import TableFault
from assessor.files import load_rubric, parquet_table, read_ratings, read_upload
from tests.files.test_ratings_table import TINY

LONG = """city,indicator,level,grade
甲城,x1,0,E0
甲城,x2,4,
乙城,x1,IE,E3
甲城,x4,NA,
乙城,y1,,
"""


def codes(said: bytes | Path) -> dict[str, dict[str, int]]:
    read = read_ratings(said, TINY)
    ids = [one.id for one in TINY.indicators]
    return {city: {id_: code for id_, code in zip(ids, row, strict=True) if code != -1}
            for city, row in zip(read.cities, read.codes.tolist(), strict=True)}  # fmt: skip


def refusal(said: bytes, name: str = "t.csv") -> str:
    with pytest.raises(TableFault) as caught:
        read_ratings(said, TINY, name)
    return caught.value.message("en")


def parquet(columns: dict[str, object], **how: object) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, **how)
    return out.getvalue()


# -- CSV ----------------------------------------------------------------------------------------


def test_each_line_is_one_rating_in_any_order() -> None:
    assert codes(LONG.encode()) == {"甲城": {"x1": 0, "x2": 4, "x4": -2}, "乙城": {"x1": -3}}


def test_the_strength_of_evidence_comes_along() -> None:
    read = read_ratings(LONG.encode(), TINY)
    grades = [one.id for one in TINY.evidence_grades]
    assert read.grades is not None
    assert [[grades[one] if one >= 0 else "" for one in row[:2]] for row in read.grades.tolist()] == [["E0", ""], ["E3", ""]]  # fmt: skip


def test_a_table_without_grades_states_none() -> None:
    assert read_ratings(b"city,indicator,level\na,x1,2\n", TINY).grades is None


def test_a_wide_table_is_known_by_its_header() -> None:
    assert codes(b"city,x1\na,3\n") == {"a": {"x1": 3}}


def test_the_columns_may_stand_in_any_order_behind_a_mark() -> None:
    assert codes("\ufefflevel,city,indicator\n3,a,x1\n".encode()) == {"a": {"x1": 3}}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("a,x1,5,", "t.csv:2: level: 5 is outside the scale 0-4"),
        ("a,x9,3,", "t.csv:2: indicator: the rubric has no indicator x9"),
        (",x1,3,", "t.csv:2: city: the city has no name"),
        ("a,x1,3,E9", "t.csv:2: grade: there is no evidence grade E9"),
        ("a,x1,3,\na,x1,2,", "t.csv:3: indicator: x1 of a is there twice (first in line 2)"),
        ("a,x3,NA,", "t.csv:2: level: indicator x3 may not be NA"),
        ("a,x1", "t.csv:2: 2 cells under a header of 4 columns"),
        ("", "there is a header but no rating"),
    ],
)
def test_a_faulty_line_is_told_with_its_place(said: str, told: str) -> None:
    assert told in refusal(f"city,indicator,level,grade\n{said}\n".encode())


def test_all_faults_are_told_at_once_and_many_only_counted() -> None:
    said = refusal(("city,indicator,level\n" + "".join(f"c{n},x1,7\n" for n in range(300))).encode())
    assert said.count("outside the scale") == 50
    assert "and 250 more" in said


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("city,indicator,lvel", "rename lvel to level"),
        ("city,indicator,level,note", "a long table has no column note"),
        ("city,indicator,level,level", "the column level is there twice"),
        ("indicator,level", "there is no column city"),
    ],
)
def test_a_faulty_header_is_told(header: str, told: str) -> None:
    assert told in refusal(f"{header}\na,x1,3,3\n".encode())


def test_text_that_is_not_utf8_is_told() -> None:
    assert "GBK" in refusal("city,indicator,level\n城市,x1,3\n".encode("gbk"))


# -- Parquet ------------------------------------------------------------------------------------


@pytest.mark.parametrize("dictionary", [True, False])
def test_parquet_says_the_same_as_csv(dictionary: bool) -> None:
    levels = ["0", "4", "IE", "NA", None]
    long = parquet({"city": ["甲城", "甲城", "乙城", "甲城", "乙城"], "indicator": ["x1", "x2", "x1", "x4", "y1"], "level": levels,
                    "grade": ["E0", None, "E3", None, None]}, use_dictionary=dictionary)  # fmt: skip
    assert codes(long) == codes(LONG.encode())
    assert np.array_equal(read_ratings(long, TINY).grades, read_ratings(LONG.encode(), TINY).grades)  # type: ignore[arg-type]


def test_numbers_that_a_data_frame_widened_are_levels_still() -> None:
    assert codes(parquet({"city": ["a", "b"], "x1": [3.0, float("nan")], "y1": pa.array([2, 4], pa.int8())})) == {
        "a": {"x1": 3, "y1": 2}, "b": {"y1": 4},
    }  # fmt: skip


def test_a_path_is_read_like_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    path.write_bytes(parquet({"city": ["a"], "x1": [3]}))
    assert codes(path) == {"a": {"x1": 3}}


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"city": ["a"], "x1": [2.5]}, "2.5 is no whole level"),
        ({"city": ["a"], "x1": [True]}, "the column holds bool, neither text nor numbers"),
        ({"city": ["a"], "x1": [[3]]}, "neither text nor numbers"),
        ({"city": ["a"], "x1": [{"level": 3}]}, "neither text nor numbers"),
        ({"city": [b"a"], "x1": [3]}, "neither text nor numbers"),
        ({"name": ["a"], "x1": [3]}, "there is no column city"),
        ({"city": ["a"], "x9": [3]}, "the rubric has no indicator x9"),
    ],
)
def test_what_no_rating_can_be_is_refused(columns: dict[str, object], told: str) -> None:
    assert told in refusal(parquet(columns), "t.parquet")


def test_a_damaged_file_is_refused() -> None:
    whole = parquet({"city": ["a"] * 50, "x1": [3] * 50})
    for said in (b"PAR1", whole[: len(whole) // 2], whole[:-9] + b"\xff" * 9, b"PAR1" + b"\0" * 400 + b"PAR1"):
        assert "cannot be read" in refusal(said, "t.parquet")


def test_a_file_that_unpacks_to_too_much_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    said = parquet({"city": ["a" * 1000] * 5000, "x1": [3] * 5000}, use_dictionary=False)
    for limit in ("MOST_ROWS", "MOST_UNPACKED", "MOST_OF_A_GROUP", "MOST_COLUMNS"):
        with monkeypatch.context() as lower:
            lower.setattr(parquet_table, limit, 1)
            assert "the limit is 1" in refusal(said, "t.parquet")


def test_both_can_be_handed_to_the_app() -> None:
    rubric = load_rubric()
    first = rubric.indicators[0].id
    for name, said in {"t.csv": f"city,indicator,level\na,{first},3\n".encode(),
                       "t.parquet": parquet({"city": ["a"], first: [3]})}.items():  # fmt: skip
        read = read_upload({name: said}, rubric)
        assert (read.cities, read.codes[0, 0]) == (["a"], 3)  # type: ignore[union-attr]


# -- leaving out what has a fault ---------------------------------------------------------------

WIDE = b"city,x1,y1\na,3,1\nb,7,1\nc,2,2\nc,1,1\nd,1,4\n,1,1\ne,1\n"
FAULTY_LONG = b"city,indicator,level\na,x1,3\nb,x1,7\nb,y1,1\nc,x1,2\nc,x1,1\nd,x1,1\n,x1,1\ne,x1\n"


@pytest.mark.parametrize("said", [WIDE, FAULTY_LONG], ids=["wide", "long"])
def test_a_lenient_reader_goes_on_without_cities_that_have_a_fault(said: bytes) -> None:
    read = read_ratings(said, TINY, "t.csv", lenient=True)
    assert read.cities == ["a", "d"]
    assert {one.city for one in read.refused} == {"b", "c", ""}
    assert len(read.codes) == 2
    assert any("7 is outside the scale" in one.problem.what.en for one in read.refused)


@pytest.mark.parametrize(
    "said",
    [
        b"town,x1\na,3\n",
        b"city,x9\na,3\n",
        b"city,indicator\na,x1\n",
        b'city,x1\na,3\nb,"4\n',
        b'city,indicator,level\na,x1,3\nb,x1,"4\n',
    ],
)
def test_a_faulty_header_or_an_open_quotation_refuses_the_table_all_the_same(said: bytes) -> None:
    with pytest.raises(TableFault):
        read_ratings(said, TINY, lenient=True)
