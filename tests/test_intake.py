"""Filled-in templates on their way into the database: preview, choice, one transaction."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assessor import files, write_report
from assessor.assessment import Rating
from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.errors import NotFound, Stale, UsageError, VersionMismatch, WorkbookFault
from assessor.files.template import template_bytes
from assessor.merging import ALL_FIELDS, Filled, Merge
from assessor.rubric import Rubric
from assessor.workbooks.reading import contents
from tests.reader_forms import Value, evidence_of, fill, ratings_of

CITY = CityProfile(id="harbour", name="示例港城", fictional=True, city_class="big")
RATINGS_SHEET, EVIDENCE_SHEET = 2, 3


@pytest.fixture
def workspace(tmp_path: Path, tiny: Rubric) -> Workspace:
    return Workspace.open(tmp_path / "office.sqlite", tiny)


@pytest.fixture
def harbour(workspace: Workspace) -> str:
    """x1 stands at level 1, x2 at level 2 with a note; one entry of evidence."""
    id_ = workspace.begin(CITY, period="2025", cut_off=date(2025, 12, 31), actor="甲")
    workspace.rate(id_, "x1", Rating(outcome=1), expected=0, actor="甲")
    workspace.rate(id_, "x2", Rating(outcome=2, note="会议纪要"), expected=0, actor="甲")
    workspace.add_evidence(
        id_, title="纪要", date=date(2025, 3, 1), holder="外办", grade="E2", indicators=["x1"], actor="甲"
    )
    return id_


Answers = dict[str, dict[str, Value]]


def handed_in(workspace: Workspace, id_: str | None, *, entry: dict[str, Value] | None = None, **answers: Any) -> bytes:
    """A template downloaded now and filled in: `x1=3`, or `x1={"outcome": 3, "note": "…"}`."""
    opened = workspace.opened(id_) if id_ is not None else None
    made = template_bytes(
        workspace.rubric,
        None if opened is None else opened.assessment,
        versions={} if opened is None else opened.rating_versions,
    )
    read = contents(made)
    form, listed = ratings_of(read), evidence_of(read)
    given: Answers = {key: one if isinstance(one, dict) else {"outcome": one} for key, one in answers.items()}
    cells = {form.address(id_, key): value for id_, row in given.items() for key, value in row.items()}
    new = max((row for row, column in listed.grid.cells if column == listed.columns["title"]), default=0) + 1
    more = {listed.grid.place(new, listed.columns[key]).split("!")[1]: value for key, value in (entry or {}).items()}
    return fill(made, {RATINGS_SHEET: cells, EVIDENCE_SHEET: more})


def preview(workspace: Workspace, id_: str | None, *data: bytes, of_another: bool = False) -> Merge:
    given = {f"{name}.xlsx": one for name, one in zip("甲乙丙", data, strict=False)}
    merge = workspace.preview_import(id_, given, of_another=of_another)
    assert [one.fault for one in merge.refused] == []
    return merge


def outcomes(workspace: Workspace, id_: str) -> dict[str, object]:
    return {key: one.outcome for key, one in workspace.opened(id_).assessment.ratings.items()}


NEW_ENTRY: dict[str, Value] = {
    "title": "新制度",
    "date": "2025-06-30",
    "holder": "财政局",
    "grade": "E3",
    "indicators": "x3",
}


def test_what_a_department_filled_in_stands_in_the_assessment_after_apply(workspace: Workspace, harbour: str) -> None:
    data = handed_in(workspace, harbour, x1=3, y1={"outcome": 2, "note": "座谈两次"}, entry=NEW_ENTRY)
    merge = preview(workspace, harbour, data)
    assert outcomes(workspace, harbour) == {"x1": 1, "x2": 2}, "a preview writes nothing"
    applied = workspace.apply_import(harbour, merge, {}, "乙")
    assert (applied.ratings, applied.evidence) == (("x1", "y1"), ("E2",))
    now = workspace.opened(harbour).assessment
    assert now.ratings["y1"] == Rating(outcome=2, note="座谈两次")
    assert now.ratings["x2"] == Rating(outcome=2, note="会议纪要")
    assert [(one.id, one.title) for one in now.evidence] == [("E1", "纪要"), ("E2", "新制度")]


def test_an_import_leaves_its_steps_in_the_history_and_one_audit_row_without_free_text(
    workspace: Workspace, harbour: str
) -> None:
    before = len(workspace.audit())
    data = handed_in(workspace, harbour, x1={"outcome": 3, "note": "机密说明"}, y1=2, entry=NEW_ENTRY)
    workspace.apply_import(harbour, preview(workspace, harbour, data), {}, "乙")
    latest, *_ = trail = workspace.audit()
    assert len(trail) == before + 1
    assert latest.action == "assessment.merged"
    assert "机密" not in str(latest)
    assert "新制度" not in str(latest)
    steps = workspace.changes(harbour)[:2]
    assert {(one.indicator, one.actor, one.kind) for one in steps} == {("x1", "乙", "import"), ("y1", "乙", "import")}
    assert workspace.verify_audit() == []


def test_the_same_file_again_changes_nothing(workspace: Workspace, harbour: str) -> None:
    data = handed_in(workspace, harbour, x1=3, entry=NEW_ENTRY)
    workspace.apply_import(harbour, preview(workspace, harbour, data), {}, "乙")
    again = preview(workspace, harbour, data)
    assert again.items == ()
    rows = len(workspace.audit())
    assert workspace.apply_import(harbour, again, {}, "乙").ratings == ()
    assert len(workspace.audit()) == rows


def test_what_is_not_picked_stays(workspace: Workspace, harbour: str) -> None:
    data = handed_in(workspace, harbour, x1=3, y1=2)
    workspace.apply_import(harbour, preview(workspace, harbour, data), {"x1": None}, "乙")
    assert outcomes(workspace, harbour) == {"x1": 1, "x2": 2, "y1": 2}


def test_a_cleared_row_is_taken_away_only_when_asked(workspace: Workspace, harbour: str) -> None:
    data = handed_in(workspace, harbour, x1={"outcome": None})
    merge = preview(workspace, harbour, data)
    workspace.apply_import(harbour, merge, {}, "乙")
    assert "x1" in outcomes(workspace, harbour)
    workspace.apply_import(harbour, merge, {"x1": 0}, "乙")
    assert "x1" not in outcomes(workspace, harbour)


def test_three_departments_files_become_one_assessment(workspace: Workspace, harbour: str) -> None:
    parts = [handed_in(workspace, harbour, **one) for one in ({"x1": 4, "y1": 2}, {"x3": 3}, {"y1": 3})]
    merge = preview(workspace, harbour, *parts)
    assert [one.key for one in merge.changes] == ["x1", "x3"]
    (conflict,) = merge.conflicts
    assert [[source.file for source in option.sources] for option in conflict.options] == [["甲.xlsx"], ["丙.xlsx"]]
    with pytest.raises(UsageError, match="y1"):
        workspace.apply_import(harbour, merge, {}, "乙")
    workspace.apply_import(harbour, merge, {"y1": 1}, "乙")
    assert outcomes(workspace, harbour) == {"x1": 4, "x2": 2, "x3": 3, "y1": 3}


def test_what_was_rated_here_after_the_download_is_a_conflict(workspace: Workspace, harbour: str) -> None:
    data = handed_in(workspace, harbour, x1=3)
    workspace.rate(harbour, "x1", Rating(outcome=0), expected=1, actor="丙")
    (conflict,) = preview(workspace, harbour, data).conflicts
    assert (conflict.old, conflict.why) == (Rating(outcome=0), "changed_meanwhile")


def test_nothing_is_written_where_anything_moved_after_the_preview(workspace: Workspace, harbour: str) -> None:
    merge = preview(workspace, harbour, handed_in(workspace, harbour, x1=3, y1=2))
    workspace.rate(harbour, "y1", Rating(outcome=0), expected=0, actor="丙")
    with pytest.raises(Stale) as stale:
        workspace.apply_import(harbour, merge, {}, "乙")
    assert stale.value.problems[0].place == f"{harbour}.y1"
    assert stale.value.theirs == {"y1": Rating(outcome=0)}
    assert outcomes(workspace, harbour) == {"x1": 1, "x2": 2, "y1": 0}


def test_a_double_click_lists_no_evidence_twice(workspace: Workspace, harbour: str) -> None:
    merge = preview(workspace, harbour, handed_in(workspace, harbour, entry=NEW_ENTRY))
    workspace.apply_import(harbour, merge, {}, "乙")
    again = workspace.apply_import(harbour, merge, {}, "乙")
    assert (again.ratings, again.evidence) == ((), ())
    assert len(workspace.opened(harbour).assessment.evidence) == 2


def test_equal_files_applied_at_once_are_one_and_others_are_stale(workspace: Workspace, harbour: str) -> None:
    data = handed_in(workspace, harbour, x1=3, entry=NEW_ENTRY)
    merges = [preview(workspace, harbour, data) for _ in range(3)]
    other = preview(workspace, harbour, handed_in(workspace, harbour, x1=0))
    applied = [workspace.apply_import(harbour, merge, {}, "乙") for merge in merges]
    assert [len(one.ratings) + len(one.evidence) for one in applied] == [2, 0, 0]
    with pytest.raises(Stale):
        workspace.apply_import(harbour, other, {}, "乙")
    assert len(workspace.opened(harbour).assessment.evidence) == 2


def test_a_change_elsewhere_does_not_stop_an_import(workspace: Workspace, harbour: str) -> None:
    merge = preview(workspace, harbour, handed_in(workspace, harbour, x1=3))
    workspace.rate(harbour, "y1", Rating(outcome=0), expected=0, actor="丙")
    workspace.apply_import(harbour, merge, {}, "乙")
    assert outcomes(workspace, harbour) == {"x1": 3, "x2": 2, "y1": 0}


def test_a_file_of_another_assessment_needs_a_word(workspace: Workspace, harbour: str) -> None:
    other = workspace.begin(CITY, period="2026", cut_off=date(2026, 12, 31), actor="甲")
    data = handed_in(workspace, harbour, x3=3)
    (refused,) = workspace.preview_import(other, {"甲.xlsx": data}).refused
    assert isinstance(refused.fault, WorkbookFault)
    assert refused.of_another
    assert harbour in refused.fault.problems[0].what.en
    (broken,) = workspace.preview_import(other, {"甲.xlsx": b"PK"}).refused
    assert not broken.of_another
    merge = preview(workspace, other, data, of_another=True)
    workspace.apply_import(other, merge, {}, "乙")
    assert outcomes(workspace, other) == {"x1": 1, "x2": 2, "x3": 3}


def test_an_empty_template_goes_into_any_assessment(workspace: Workspace, harbour: str) -> None:
    data = handed_in(workspace, None, x3=4)
    assert [one.key for one in preview(workspace, harbour, data).changes] == ["x3"]
    with pytest.raises(UsageError, match="--into"):
        workspace.preview_import(None, {"甲.xlsx": data})


def test_files_name_their_assessment_themselves(workspace: Workspace, harbour: str) -> None:
    data = handed_in(workspace, harbour, x3=4)
    assert preview(workspace, None, data).assessment_id == harbour
    workspace.delete(harbour, "甲")
    with pytest.raises(NotFound):
        workspace.preview_import(None, {"甲.xlsx": data})


def test_a_refused_file_stops_only_itself(workspace: Workspace, harbour: str) -> None:
    given = {
        "好.xlsx": handed_in(workspace, harbour, x1=3),
        "坏.xlsx": handed_in(workspace, harbour, x1=7),
        "空.xlsx": b"",
    }
    merge = workspace.preview_import(harbour, given)
    assert [one.key for one in merge.changes] == ["x1"]
    assert [one.name for one in merge.refused] == ["坏.xlsx", "空.xlsx"]
    assert merge.refused[0].fault.problems[0].place == "坏.xlsx / 评分!C7"


def test_a_refused_file_comes_back_with_its_faults_in_the_cells(workspace: Workspace, harbour: str) -> None:
    data = handed_in(workspace, harbour, x1=7, x3={"outcome": 2, "grade": "E8"})
    (refused,) = workspace.preview_import(harbour, {"坏.xlsx": data}).refused
    assert files.has_marks(refused.fault)
    sheet = openpyxl.load_workbook(io.BytesIO(files.marked_copy(data, refused.fault, "zh", "坏.xlsx")))["评分"]
    places = [one.place.rpartition("!")[2] for one in refused.fault.problems]
    assert len(places) == 2
    for place, problem in zip(places, refused.fault.problems, strict=True):
        assert problem.what.zh in sheet[place].comment.text
        assert problem.fix.zh in sheet[place].comment.text


def test_a_preview_of_one_assessment_is_not_applied_to_another(workspace: Workspace, harbour: str) -> None:
    other = workspace.begin(CITY, period="2026", cut_off=date(2026, 12, 31), actor="甲")
    merge = preview(workspace, harbour, handed_in(workspace, harbour, x1=3))
    with pytest.raises(UsageError):
        workspace.apply_import(other, merge, {}, "乙")
    for picks in ({"x9": 0}, {"x1": 1}):
        with pytest.raises(UsageError):
            workspace.apply_import(harbour, merge, picks, "乙")


def test_a_report_that_lacks_the_reason_for_not_applicable_is_refused_by_cell(
    workspace: Workspace, harbour: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = Filled(
        "报告.xlsx", harbour, "1", ratings={"x2": Rating(outcome="not_applicable")}, places={"x2": "指标!D4"},
        fields=frozenset({"outcome", "grade"}),
    )  # fmt: skip
    assert said.fields < ALL_FIELDS
    monkeypatch.setattr(files, "filled_workbook", lambda data, rubric, name: said)
    (refused,) = workspace.preview_import(harbour, {"报告.xlsx": b""}).refused
    assert refused.fault.problems[0].place == "报告.xlsx / 指标!D4"


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_ratings_changed_in_a_report_come_in_and_what_else_was_said_stays(
    workspace: Workspace, harbour: str, tmp_path: Path, language: Any
) -> None:
    workspace.rate(harbour, "y1", Rating(outcome=3, grade="E2"), expected=0, actor="甲")
    path = write_report(
        tmp_path / "report.xlsx", workspace.opened(harbour).assessment, workspace.rubric, language=language
    )
    assert preview(workspace, harbour, path.read_bytes()).items == ()
    form = ratings_of(contents(path.read_bytes()))
    cells = {form.address(id_, "outcome"): level for id_, level in (("x1", 4), ("x2", 0), ("x3", 1))}
    data = fill(path.read_bytes(), {form.number + 1: {**cells, form.address("x2", "grade"): "E3"}})
    workspace.apply_import(harbour, preview(workspace, None, data), {}, "乙")
    assert workspace.opened(harbour).assessment.ratings == {
        "x1": Rating(outcome=4), "x2": Rating(outcome=0, note="会议纪要", grade="E3"), "x3": Rating(outcome=1),
        "y1": Rating(outcome=3, grade="E2"),
    }  # fmt: skip


def reported(workspace: Workspace, id_: str, folder: Path) -> bytes:
    return write_report(folder / "report.xlsx", workspace.opened(id_).assessment, workspace.rubric).read_bytes()


def test_an_old_report_that_nobody_touched_says_nothing_of_what_changed_since(
    workspace: Workspace, harbour: str, tmp_path: Path
) -> None:
    data = reported(workspace, harbour, tmp_path)
    workspace.rate(harbour, "x1", Rating(outcome=4, note="后来"), expected=1, actor="丙")
    assert preview(workspace, harbour, data).items == ()


def test_an_old_template_less_a_column_says_nothing_of_what_changed_since(workspace: Workspace, harbour: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(handed_in(workspace, harbour)))
    form = ratings_of(contents(handed_in(workspace, harbour)))
    book["评分"].delete_cols(form.columns["note"])
    out = io.BytesIO()
    book.save(out)
    workspace.rate(harbour, "x1", Rating(outcome=4, note="后来"), expected=1, actor="丙")
    assert preview(workspace, harbour, out.getvalue()).items == ()


def test_not_applicable_and_its_reason_come_in_with_a_report_and_leave_with_it(
    workspace: Workspace, harbour: str, tmp_path: Path
) -> None:
    data = reported(workspace, harbour, tmp_path)
    form = ratings_of(contents(data))
    at = {key: form.address("x2", key) for key in ("outcome", "reason")}
    bare = fill(data, {form.number + 1: {at["outcome"]: "不适用"}})
    assert workspace.preview_import(harbour, {"甲.xlsx": bare}).refused
    said = fill(data, {form.number + 1: {at["outcome"]: "不适用", at["reason"]: "无此事"}})
    workspace.apply_import(harbour, preview(workspace, harbour, said), {}, "乙")
    now = workspace.opened(harbour).assessment.ratings["x2"]
    assert now == Rating(outcome="not_applicable", reason="无此事", note="会议纪要")
    back = fill(reported(workspace, harbour, tmp_path), {form.number + 1: {at["outcome"]: 3}})
    workspace.apply_import(harbour, preview(workspace, harbour, back), {}, "乙")
    assert workspace.opened(harbour).assessment.ratings["x2"] == Rating(outcome=3, note="会议纪要")


def test_what_was_typed_into_a_report_where_nothing_is_read_is_told_by_cell(
    workspace: Workspace, harbour: str, tmp_path: Path
) -> None:
    data = reported(workspace, harbour, tmp_path)
    form = ratings_of(contents(data))
    assert preview(workspace, harbour, data).files[0].notes == ()
    places = [form.address("x1", "note"), form.address("x2", "note"), form.address("y1", "reason")]
    typed = fill(data, {form.number + 1: dict.fromkeys(places, "补充说明") | {form.address("y1", "outcome"): 2}})
    notes = preview(workspace, harbour, typed).files[0].notes
    assert [note.en.split(": this text was not read")[0].rpartition("!")[2] for note in notes] == places


def test_cells_of_an_old_template_pasted_into_a_new_one_bring_nothing_back_unasked(
    workspace: Workspace, harbour: str
) -> None:
    workspace.rate(harbour, "x1", Rating(outcome=4), expected=1, actor="丙")
    merge = preview(workspace, harbour, handed_in(workspace, harbour, x1=1, x2={"outcome": 0}))
    assert [(one.key, one.why) for one in merge.conflicts] == [("x1", "earlier")]
    assert merge.default_picks() == {"x2": 0}


def test_whoever_waits_hears_of_every_file(workspace: Workspace, harbour: str) -> None:
    steps: list[None] = []
    given = {"甲.xlsx": handed_in(workspace, harbour), "乙.xlsx": b"", "丙.xlsx": handed_in(workspace, harbour, x1=3)}
    workspace.preview_import(harbour, given, step=lambda: steps.append(None))
    assert len(steps) == 3


def test_an_assessment_of_another_version_takes_in_nothing(workspace: Workspace, harbour: str, tiny: Rubric) -> None:
    later = Workspace(workspace.store, tiny.model_copy(update={"version": "2"}))
    with pytest.raises(VersionMismatch):
        later.preview_import(harbour, {"甲.xlsx": handed_in(workspace, harbour, x1=3)})


def test_an_import_is_not_taken_back_step_by_step(workspace: Workspace, harbour: str) -> None:
    workspace.apply_import(harbour, preview(workspace, harbour, handed_in(workspace, harbour, x1=3)), {}, "乙")
    assert workspace.undo(harbour, "乙") is None
