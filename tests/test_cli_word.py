"""`assessor word`: one document a city, in the language of the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from docx import Document

from assessor.cli import run

HOUSE = Path(__file__).parent.parent
SAMPLES = HOUSE / "sample_cities"


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSOR_DATABASE_URL", str(tmp_path / "none.sqlite"))
    monkeypatch.setenv("ASSESSOR_LANG", "zh")


def test_a_summary_is_written_and_its_path_is_the_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "摘要.docx"
    assert run(["word", "S03", "-o", str(target)]) == 0
    assert capsys.readouterr().out == f"{target}\n"
    assert Document(str(target)).paragraphs[0].text == "对外交往统筹机制自评一页摘要"


def test_the_full_report_in_english(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "report.docx"
    assert run(["word", "S03", "--kind", "full", "--lang", "en", "-o", str(target), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"written": [str(target)]}
    assert "1. Overall" in [paragraph.text for paragraph in Document(str(target)).paragraphs]


def test_many_go_into_a_folder_and_none_takes_anothers_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    twin = tmp_path / "twin.yaml"
    twin.write_text((SAMPLES / "S03.yaml").read_text(encoding="utf-8").replace("id: S03", "id: twin"), encoding="utf-8")
    assert run(["word", "S03", str(twin), "-o", str(tmp_path / "out")]) == 0
    first, second = map(Path, capsys.readouterr().out.splitlines())
    assert second.stem == f"{first.stem}-2"
    assert {first, second} == set((tmp_path / "out").iterdir())


def test_nothing_is_written_while_a_later_file_has_a_fault(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("no city", encoding="utf-8")
    assert run(["word", "S03", str(tmp_path / "bad.yaml"), "-o", str(tmp_path / "out")]) == 4
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("cities", "name"), [(["S01", "S02"], "a.docx"), (["S01"], "a.txt"), (["S01"], "nowhere")])
def test_a_place_where_no_document_fits_is_refused(tmp_path: Path, cities: list[str], name: str, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    assert run(["word", *cities, "-o", str(tmp_path / name)]) == 2
    assert name in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_a_fault_of_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert run(["word", "S01", "S02", "-o", str(tmp_path / "file" / "sub")]) == 2
    assert "文件夹建不了" in capsys.readouterr().err
