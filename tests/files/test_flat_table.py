"""A whole assessment as a long CSV, there and back, and what is said of a faulty one."""

from __future__ import annotations

import csv
import io
import random

import pytest
from hypothesis import given, settings

from assessor.assessment import Assessment, Consensus, Rating
from assessor.city import CityProfile
from assessor.errors import CityFault, VersionMismatch
from assessor.files import assessment_to_json, sample_cities
from assessor.files.city_layout import CityFile, RatingEntry
from assessor.files.csv_guard import guarded, unguarded
from assessor.files.flat_table import FIELDS, assessment_from_csv, assessment_to_csv, is_flat_table
from assessor.rubric import Rubric
from assessor.task import FollowUp, Task
from tests.whole import WORDS, assessments

NAME = "city.csv"


@settings(max_examples=300)
@given(assessments())
def test_an_assessment_comes_back_from_csv_as_it_went(assessment: Assessment) -> None:
    found = assessment_from_csv(assessment_to_csv(assessment))
    assert found == assessment
    assert assessment_to_json(found) == assessment_to_json(assessment)


@settings(max_examples=300)
@given(WORDS)
def test_guarded_text_comes_back_as_it_was_written(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("sample", sample_cities(), ids=lambda one: one.id)
def test_every_sample_comes_back_however_its_lines_are_sorted(sample: Assessment) -> None:
    head, *rows = rows_of(assessment_to_csv(sample))
    # Entries of one list keep their order, as in a stable sort.
    order = {tuple(row[:3]): random.Random(str(row[:3])).random() for row in rows}
    shuffled = sorted(rows, key=lambda row: order[tuple(row[:3])])
    found = assessment_from_csv(written([head, *shuffled]))
    assert sorted(found.evidence, key=lambda one: one.id) == sorted(sample.evidence, key=lambda one: one.id)
    assert found.model_copy(update={"evidence": sample.evidence}) == sample


def test_the_table_has_a_record_and_field_for_everything_a_city_file_holds() -> None:
    assert set(FIELDS["city"]) == set(CityProfile.model_fields)
    assert set(FIELDS["rating"]) | {"consensus"} == set(RatingEntry.model_fields)
    assert set(FIELDS["consensus"]) == set(Consensus.model_fields)
    assert set(FIELDS["evidence"]) == {"title", "date", "holder", "grade", "indicators"}
    assert set(FIELDS["task"]) | {"id"} == set(Task.model_fields)
    assert set(FIELDS["follow_up"]) | {"id"} == set(FollowUp.model_fields)
    groups = {"rubric", "city", "pattern", "weights", "targets", "ratings", "evidence", "tasks", "follow_ups"}
    assert set(FIELDS["assessment"]) | {"format", "format_version"} | groups == set(CityFile.model_fields)


def test_the_file_begins_with_the_mark_of_utf8_its_header_and_its_version() -> None:
    content = assessment_to_csv(sample_cities()[0])
    assert content.startswith(b"\xef\xbb\xbf")
    assert rows_of(content)[:3] == [
        ["record", "id", "field", "value"],
        ["file", "", "format", "assessor.assessment.csv"],
        ["file", "", "format_version", "1"],
    ]


def test_lines_and_quotes_inside_a_note_stay_inside_their_cell(rubric: Rubric) -> None:
    note = '第一行\r\n=1+1\r"引号", 逗号;\n\t末\x00\x85\u2028'
    sample = sample_cities()[0].model_copy(update={"ratings": {"A1-1": Rating(outcome=3, note=note)}})
    content = assessment_to_csv(sample)
    assert ["rating", "A1-1", "note", note] in rows_of(content)
    assert assessment_from_csv(content, rubric).ratings["A1-1"].note == note


def test_an_empty_list_is_told_from_one_that_is_not_known(rubric: Rubric) -> None:
    sample = sample_cities()[0]
    for platforms in (None, [], ["bonded"]):
        city = sample.city.model_copy(update={"open_platforms": platforms})
        found = assessment_from_csv(assessment_to_csv(sample.model_copy(update={"city": city})), rubric)
        assert found.city.open_platforms == platforms


# -- faults ---------------------------------------------------------------------------------------

PLAIN = """\
record,id,field,value
file,,format,assessor.assessment.csv
file,,format_version,1
assessment,,id,c
assessment,,period,2025
assessment,,cut_off,2025-12-31
rubric,,id,tiny
rubric,,version,1
city,,id,c
city,,name,甲城
rating,x1,level,2
"""


def ended(text: str) -> bytes:
    """With the line that says how many there are, as an export writes it."""
    try:
        lines = sum(map(any, csv.reader(io.StringIO(text, newline=""), strict=True))) - 1
    except csv.Error:
        return text.encode()
    return f"{text}end,,lines,{lines}\n".encode()


def problems(text: str, rubric: Rubric) -> list[tuple[str, str]]:
    with pytest.raises(CityFault) as raised:
        assessment_from_csv(ended(text), rubric, NAME)
    assert raised.value.exit_code == 4
    return [(one.place, one.what.en + " / " + one.fix.en) for one in raised.value.problems]


def test_a_plain_table_written_by_hand_is_read(tiny: Rubric) -> None:
    found = assessment_from_csv(ended(PLAIN), tiny)
    assert (found.city.name, found.ratings) == ("甲城", {"x1": Rating(outcome=2)})


@pytest.mark.parametrize(
    ("line", "place", "words"),
    [
        ("rating,x2,level,9", "12: ratings.x2.level", "outside the scale"),
        ("rating,x2,level,２", "12: ratings.x2.level", "a level, NA or IE"),
        ("rating,x2,level,2.5", "12: ratings.x2.level", "a level, NA or IE"),
        ("rating,x2,level,=2", "12: ratings.x2.level", "a level, NA or IE"),
        ("rating,x9,level,2", "12: ratings.x9", "no indicator x9"),
        ("rating,x2,levle,2", "12: rating.levle", "did you mean level?"),
        ("ratings,x2,level,2", "12: ratings", "did you mean rating?"),
        ("rating,,level,2", "12: rating.level", "lacks its id"),
        ("city,x2,name,乙城", "12: city.name", "takes no id"),
        ("city,,name,乙城", "12: city.name", "first in line 10"),
        ("rating,x1,level,3", "12: ratings.x1.level", "first in line 11"),
        ("city,,coast,perhaps", "12: city.coast", "true or false"),
        ("city,,consulates,4-Jan", "12: city.consulates", "not one of the choices"),
        ("city,,open_platforms,port", "12: city.open_platforms.0", "not one of the choices"),
        ("weights,,preset,heavy", "12: weights.preset", "no weight preset heavy"),
        ("weights,Y,levels,-1", "12: weights.levels.Y", "0 or more"),
        ("weights,Y,levels,nan", "12: weights.levels.Y", "a number such as 0.5"),
        ("weights,Y,levels,1e999", "12: weights.levels.Y", "0 or more"),
        ("evidence,e1,title,纪要", "12: evidence.0.date", "date is missing"),
        ("evidence,e1,date,31/12/2025", "12: evidence.0.date", "a date such as 2025-12-31"),
        ("target,YA,level,9", "12: targets.YA", "outside the scale"),
        ("rating,x2,level", "12", "3 cells"),
        ("rating,x2,level,2,3", "12", "5 cells"),
        ('rating,x2,note,"open', "12", "quotation marks"),
    ],
)  # fmt: skip
def test_a_faulty_line_is_explained_at_its_number(line: str, place: str, words: str, tiny: Rubric) -> None:
    found = problems(f"{PLAIN}{line}\n", tiny)
    assert any(at == f"{NAME}:{place}" and words in said for at, said in found), found


def test_all_faults_are_told_at_once_and_lines_inside_text_are_counted(tiny: Rubric) -> None:
    text = PLAIN + 'rating,x1,note,"一\n二\n三"\nrating,x2,level,9\nrating,y1,level,8\ncity,,hub,x\n'
    assert [at for at, _ in problems(text, tiny)] == [
        f"{NAME}:15: ratings.x2.level", f"{NAME}:16: ratings.y1.level", f"{NAME}:17: city.hub",
    ]  # fmt: skip


def test_a_line_that_is_missing_is_named(tiny: Rubric) -> None:
    without = PLAIN.replace("assessment,,cut_off,2025-12-31\n", "").replace("city,,name,甲城\n", "")
    assert sorted(said for _, said in problems(without, tiny)) == [
        "cut_off is missing / add cut_off", "name is missing / add name",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("format_version,1", "format_version,4", "newer version of this program"),
        ("file,,format_version,1\n", "", "does not state its format"),
        ("assessor.assessment.csv", "assessor.assessment", "does not state its format"),
        ("record,id,field,value", "record;id;field;value", "the first line should be"),
    ],
)
def test_another_format_is_refused(old: str, new: str, words: str, tiny: Rubric) -> None:
    assert words in problems(PLAIN.replace(old, new), tiny)[0][1]


def test_another_rubric_is_refused(tiny: Rubric) -> None:
    with pytest.raises(VersionMismatch, match="made under rubric other 1"):
        assessment_from_csv(ended(PLAIN.replace("rubric,,id,tiny", "rubric,,id,other")), tiny)


def test_what_a_spreadsheet_does_to_the_file_on_saving_is_taken(tiny: Rubric) -> None:
    saved = PLAIN.replace("\n", "\r\n") + "city,,coast,TRUE\r\n,,,\r\n\r\n"
    assert assessment_from_csv(ended(saved), tiny).city.coast is True


def test_a_file_that_was_cut_off_at_the_end_of_a_line_is_refused(tiny: Rubric) -> None:
    whole = assessment_to_csv(assessment_from_csv(ended(PLAIN), tiny))
    for kept in range(2, whole.count(b"\n")):
        with pytest.raises(CityFault) as raised:
            assessment_from_csv(b"".join(whole.splitlines(keepends=True)[:kept]), tiny, NAME)
        assert any("the line “end” is missing" in one.what.en for one in raised.value.problems)
    assert assessment_from_csv(whole, tiny).ratings == {"x1": Rating(outcome=2)}


def test_a_file_that_lost_a_line_in_the_middle_is_refused(tiny: Rubric) -> None:
    lost = ended(PLAIN).replace(b"rating,x1,level,2\n", b"")
    with pytest.raises(CityFault, match="it says that it has 10 lines and has 9"):
        assessment_from_csv(lost, tiny)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("export\n" + PLAIN, "delete the 1 line above the header"),
        ("sep=,\n" + PLAIN, "delete the 1 line above the header"),
        ("\ufefftitle,,,\n,,,\n" + PLAIN, "delete the 2 lines above the header"),
        (PLAIN.replace("record,id,field,value", "Record,Id,Field,Value"), "small letters: record,id,field,value"),
        (PLAIN.replace("period,2025", "period,2.025E+03"), "such as 2025"),
    ],
)
def test_what_a_spreadsheet_did_to_the_header_or_a_year_is_told_with_its_remedy(
    text: str, remedy: str, tiny: Rubric
) -> None:
    assert is_flat_table(text.encode())
    assert any(remedy in said for _, said in problems(text, tiny))


def test_the_kind_of_table_is_known_by_its_header() -> None:
    assert is_flat_table(assessment_to_csv(sample_cities()[0]))
    assert is_flat_table(PLAIN.encode())
    assert not is_flat_table(b"city,A1-1\nx,3\n")
    assert not is_flat_table(b"")


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def written(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue().encode()
