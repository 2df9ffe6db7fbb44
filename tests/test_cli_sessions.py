"""`assessor session`: what was held for a stored assessment, as files."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.cli import run
from assessor.files import load_rubric
from assessor.workshop import Plan, default_groups
from assessor.workshops import Answer, Workshops

CITY = CityProfile(id="harbour", name="示例港城", fictional=True, city_class="T1")
ITEMS = ("A1-1", "B1-1")


@dataclass(frozen=True)
class Office:
    """A database with one assessment and, in this order, the sessions held for it."""

    assessment: str
    sessions: list[str]


@pytest.fixture
def hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Office]:
    path = tmp_path / "office.sqlite"
    monkeypatch.setenv("ASSESSOR_DATABASE_URL", str(path))
    monkeypatch.setenv("ASSESSOR_LANG", "zh")

    def sessions(count: int) -> Office:
        workspace = Workspace.open(path, load_rubric())
        assessment = workspace.begin(CITY, period="2025", cut_off=date(2025, 12, 31), actor="甲")
        made = [one_held(Workshops(workspace), assessment) for _ in range(count)]
        workspace.store.close()
        return Office(assessment, made)

    return sessions


def one_held(workshops: Workshops, assessment: str) -> str:
    """Four raters on paper who all say level 2; A1-1 is revealed and decided, B1-1 is not."""
    groups = tuple(one for one in default_groups() if one.inside)
    plan = Plan(items=ITEMS, variant="own", kind="internal", groups=groups)
    id_ = workshops.prepare(assessment, plan, hours=3, actor="主持")
    version = workshops.open_items(id_, ITEMS, expected=workshops.opened(id_).version, actor="主持").version
    for _ in range(4):
        workshops.add_paper(id_, "government", None, {one: Answer(2) for one in ITEMS}, actor="主持")
    version = workshops.close_items(id_, ITEMS, expected=version, actor="主持").version
    version = workshops.reveal_items(id_, ["A1-1"], expected=version, actor="主持").version
    workshops.decide(id_, "A1-1", 2, expected=version, actor="主持")
    return id_


Hold = Callable[[int], Office]


def test_sessions_are_listed_with_what_was_decided_and_no_rater(hold: Hold, capsys: pytest.CaptureFixture[str]) -> None:
    office = hold(1)
    assert run(["session", "list", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["id"], found["assessment"]) == (office.sessions[0], office.assessment)
    assert (found["kind"], found["items"], found["decided"], found["groups"]) == (
        "internal", 2, 1, ["government", "oversight"],
    )  # fmt: skip
    assert run(["session", "list", office.assessment]) == 0
    said = capsys.readouterr().out
    assert "内部场次" in said
    assert "进行中" in said


def test_without_any_session_the_list_says_so(hold: Hold, capsys: pytest.CaptureFixture[str]) -> None:
    hold(0)
    assert run(["session", "list"]) == 0
    assert capsys.readouterr() == ("", "没有研讨场次\n")


def test_a_record_of_one_session_is_written_with_its_day(hold: Hold, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    office, target = hold(1), tmp_path / "记录.xlsx"
    assert run(["session", "record", office.sessions[0], "--day", "2026-01-15", "-o", str(target)]) == 0
    assert capsys.readouterr().out == f"{target}\n"
    said = [str(cell) for row in load_workbook(target)["说明"].iter_rows(values_only=True) for cell in row if cell]
    assert "内部场次；2026-01-15；自选指标，2项指标；评委4人（政府评委）；已议定1项，尚未揭示1项" in said


def test_an_assessment_stands_for_all_its_sessions(hold: Hold, tmp_path: Path) -> None:
    office, folder = hold(2), tmp_path / "out"
    folder.mkdir()
    line = ["session", "minutes", office.assessment, "--day", "2026-01-15", "--day", "2026-01-16", "-o", str(folder)]
    assert run(line) == 0
    (made,) = folder.iterdir()
    text = [one.text for one in Document(str(made)).paragraphs]
    assert any(one.startswith("2026年1月16日举行内部场次（第2场）") for one in text)
    assert made.name == "示例港城_2025_研讨评分纪要-zh.docx"


def test_without_a_day_the_one_on_which_the_session_was_prepared_is_meant(hold: Hold, tmp_path: Path) -> None:
    office, target = hold(1), tmp_path / "m.docx"
    assert run(["session", "minutes", office.sessions[0], "-o", str(target), "--lang", "en"]) == 0
    assert any("an internal session was held: 4 raters" in one.text for one in Document(str(target)).paragraphs)


def test_the_paper_ballot_of_one_group(hold: Hold, tmp_path: Path) -> None:
    office, target = hold(1), tmp_path / "p.docx"
    assert run(["session", "paper", office.sessions[0], "--group", "oversight", "-o", str(target)]) == 0
    assert "监督评委" in [one.text for one in Document(str(target)).paragraphs]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["record", "nobody"], 9, "没有这场研讨，也没有这份评估"),
        (["record", "w"], 9, "有2场研讨以此开头"),
        (["paper", "ASSESSMENT"], 2, "这份评估有2场研讨"),
        (["paper", "SESSION", "--group", "nobody"], 11, "没有这个评委组"),
        (["record", "ASSESSMENT", "--day", "2026-01-15"], 2, "2场研讨给了1个日期"),
        (["record", "SESSION", "--day", "15.1.2026"], 2, "--day 的值不可用"),
        (["record", "SESSION", "-o", "x.docx"], 2, "x.docx"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_written(
    words: list[str], code: int, said: str, hold: Hold, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    office = hold(2)
    monkeypatch.chdir(tmp_path)
    meant = {"ASSESSMENT": office.assessment, "SESSION": office.sessions[0]}
    before = set(tmp_path.iterdir())
    assert run(["session", *(meant.get(one, one) for one in words)]) == code
    assert said in capsys.readouterr().err
    assert {one for one in tmp_path.iterdir() if one.suffix in (".xlsx", ".docx")} <= before


def test_an_assessment_without_a_session_has_no_record(hold: Hold, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    assert run(["session", "record", hold(0).assessment, "-o", str(tmp_path / "r.xlsx")]) == 11
    assert "没有研讨场次" in capsys.readouterr().err
