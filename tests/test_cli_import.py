"""`assessor import` of filled-in templates."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from assessor.assessment import Consensus, altered
from assessor.assessments import Workspace
from assessor.cli import run
from assessor.files import load_rubric
from assessor.files.template import template_bytes
from assessor.workbooks.reading import contents
from tests.reader_forms import Value, fill, ratings_of

HOUSE = Path(__file__).parent.parent
RATINGS_SHEET = 2


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A preview is a table: its words are looked for unbroken, however long the folder's name is."""
    monkeypatch.setenv("COLUMNS", "400")


class Desk:
    """A database with one city in it, and templates of it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys
        assert self("import", HOUSE / "sample_cities" / "S03.yaml")[0] == 0

    def __call__(self, *args: object) -> tuple[int, str, str]:
        code = run(["--lang", "en", *map(str, args)])
        said = self.capsys.readouterr()
        return code, said.out, said.err

    def file(self, name: str, **outcomes: Value) -> Path:
        """A template filled in; indicators are written with _ for -."""
        workspace = Workspace.open()
        opened = workspace.opened("S03")
        made = template_bytes(load_rubric(), opened.assessment, language="en", versions=opened.rating_versions)
        workspace.store.close()
        form = ratings_of(contents(made))
        cells = {form.address(key.replace("_", "-"), "outcome"): value for key, value in outcomes.items()}
        path = self.folder / name
        path.write_bytes(fill(made, {RATINGS_SHEET: cells}))
        return path

    def outcome(self, indicator: str) -> object:
        return json.loads(self("export", "S03")[1])["ratings"][indicator]["level"]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    monkeypatch.setenv("ASSESSOR_DATABASE_URL", str(tmp_path / "office.sqlite"))
    return Desk(tmp_path, capsys)


def test_without_yes_a_preview_is_shown_and_nothing_is_written(desk: Desk) -> None:
    path = desk.file("a.xlsx", A1_1=0)
    for more in ([], ["--dry-run"]):
        code, out, err = desk("import", path, *more)
        assert code == 0
        assert "A1-1" in out
        assert f"{path} / Ratings!C7" in out
        assert "Nothing was written" in err
    assert desk.outcome("A1-1") == 4


def test_with_yes_it_is_written(desk: Desk) -> None:
    code, _, err = desk("import", desk.file("a.xlsx", A1_1=0, A1_2="１"), "--yes")
    assert code == 0
    assert "Written to assessment S03" in err
    assert "was read as 1" in err
    assert (desk.outcome("A1-1"), desk.outcome("A1-2")) == (0, 1)


def test_an_untouched_template_has_nothing_to_change(desk: Desk) -> None:
    code, out, err = desk("import", desk.file("a.xlsx"), "--yes")
    assert (code, out) == (0, "")
    assert "Nothing to change" in err


def test_one_refused_file_of_several_stops_all_and_comes_back_marked(desk: Desk) -> None:
    good, bad = desk.file("good.xlsx", A1_1=0), desk.file("bad.xlsx", A1_2=9)
    code, _, err = desk("import", good, bad, "--yes", "--marked", desk.folder / "back")
    assert code == 6
    assert f"{bad} / Ratings!C8: 9 is outside the scale 0-4" in err
    assert desk.outcome("A1-1") == 4
    (marked,) = (desk.folder / "back").iterdir()
    sheet = openpyxl.load_workbook(marked)["Ratings"]
    assert "outside the scale" in sheet["C8"].comment.text


def test_what_a_session_agreed_is_told_before_a_file_overrules_it(desk: Desk) -> None:
    agreed = Consensus(session="w1", level=4, method="mode", first=(0, 0, 0, 1, 6))
    workspace = Workspace.open()
    rating, version = workspace.rating("S03", "A1-1")
    assert rating is not None
    workspace.rate("S03", "A1-1", altered(rating, consensus=agreed), expected=version, actor="test")
    workspace.store.close()
    code, out, _ = desk("import", desk.file("a.xlsx", A1_1=0))
    assert code == 0
    assert "agreed in a session 7 valid ballots, median 4" in " ".join(out.split())
    assert desk("import", desk.file("a.xlsx", A1_1=0), "--yes")[0] == 0
    assert "consensus" not in desk("export", "S03")[1]


def test_a_conflict_stops_the_import_until_somebody_chooses(desk: Desk) -> None:
    path = desk.file("a.xlsx", A1_1=0)
    desk("import", desk.file("b.xlsx", A1_1=2), "--yes")
    code, _, err = desk("import", path, "--yes")
    assert code == 2
    assert "--take file" in err
    assert desk.outcome("A1-1") == 2
    assert desk("import", path, "--yes", "--take", "stored")[0] == 0
    assert desk.outcome("A1-1") == 2
    assert desk("import", path, "--yes", "--take", "file")[0] == 0
    assert desk.outcome("A1-1") == 0


def test_where_files_differ_none_of_them_is_the_file(desk: Desk) -> None:
    paths = desk.file("a.xlsx", A1_1=0), desk.file("b.xlsx", A1_1=2)
    code, out, err = desk("import", *paths, "--yes", "--take", "file")
    assert code == 2
    assert "import only the file to be taken" in err
    assert all(str(path) in out for path in paths)


def test_a_marked_copy_takes_no_name_that_is_there_already(desk: Desk) -> None:
    bad = desk.file("b.xlsx", A1_1=99)
    corrected = desk.folder / "b-marked.xlsx"
    corrected.write_bytes(b"corrected by hand")
    for n in (2, 3):
        assert desk("import", bad, corrected, "--dry-run", "--marked", desk.folder)[0] == 6
        assert (desk.folder / f"b-marked-{n}.xlsx").is_file()
    assert corrected.read_bytes() == b"corrected by hand"


def test_replacing_tells_how_many_ratings_there_were_and_are(desk: Desk) -> None:
    table = desk.folder / "S03.csv"
    assert desk("export", "S03", "-o", table)[0] == 0
    whole = table.read_bytes()
    table.write_bytes(b"\n".join(whole.split(b"\n")[:60]))
    code, _, err = desk("import", table, "--replace")
    assert (code, "the line “end” is missing" in err) == (4, True)
    table.write_bytes(whole)
    code, out, err = desk("import", table, "--replace")
    assert (code, out) == (0, "S03\n")
    assert "ratings 46 before, 46 now" in err


def test_a_template_of_another_assessment_needs_into(desk: Desk) -> None:
    path = desk.file("a.xlsx", A1_1=0)
    desk("import", HOUSE / "sample_cities" / "S04.yaml")
    code, out, _ = desk("import", path, "--into", "S04", "--dry-run", "--json")
    assert code == 0
    assert json.loads(out)["assessment"] == "S04"


def test_json_tells_every_item(desk: Desk) -> None:
    code, out, _ = desk("import", desk.file("a.xlsx", A1_1=0), "--yes", "--json")
    said = json.loads(out)
    assert code == 0
    assert said["written"]
    (item,) = said["items"]
    assert (item["key"], item["kind"], item["stored"]["outcome"]) == ("A1-1", "change", 4)
    assert item["options"][0]["value"]["outcome"] == 0


@pytest.mark.parametrize(
    "args",
    [
        ["S03.yaml", "--yes"],
        ["S03.yaml", "a.xlsx"],
        ["a.xlsx", "--replace"],
        ["a.xlsx", "--yes", "--dry-run"],
        ["S03.yaml", "--take", "file"],
    ],
)
def test_options_of_the_one_kind_of_file_are_refused_with_the_other(desk: Desk, args: list[str]) -> None:
    desk.file("a.xlsx")
    given = [desk.folder / one if one == "a.xlsx" else one for one in args]
    assert desk("import", *given)[0] == 2


@pytest.mark.parametrize("name", ["none.xlsx", "old.xls", "picture.xlsx"])
def test_what_is_no_workbook_is_refused_with_the_exit_code_of_workbooks(desk: Desk, name: str) -> None:
    if name != "none.xlsx":
        (desk.folder / name).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" if name == "old.xls" else b"\x89PNG\r\n")
    assert desk("import", desk.folder / name)[0] == 6


def test_a_conflict_is_shown_by_name_and_with_its_remedy_before_anything_is_written(desk: Desk) -> None:
    path = desk.file("a.xlsx", A1_1=0)
    desk("import", desk.file("b.xlsx", A1_1=2), "--yes")
    code, out, err = desk("import", path, "--dry-run")
    assert code == 0
    assert "A1-1 City-diplomacy plan" in out
    assert "conflict, to be decided" in out
    assert "--take file" in err
    assert "choose on the page" in err


def test_what_a_file_emptied_is_cleared_only_when_asked(desk: Desk) -> None:
    path = desk.file("a.xlsx", A1_1=None)
    # A rating without its outcome has no grade either.
    book = openpyxl.load_workbook(path)
    book["Ratings"]["E7"] = None
    book.save(path)
    code, out, err = desk("import", path, "--yes")
    assert code == 0
    assert "clearing (not taken by default)" in out
    assert "--clear" in err
    assert desk.outcome("A1-1") == 4
    code, out, _ = desk("import", path, "--yes", "--clear")
    assert code == 0
    assert "cleared" in out
    assert "A1-1" not in json.loads(desk("export", "S03")[1])["ratings"]


def test_take_file_alone_clears_nothing_in_a_conflict_either(desk: Desk) -> None:
    path = desk.file("a.xlsx", A1_1=None)
    book = openpyxl.load_workbook(path)
    book["Ratings"]["E7"] = None
    book.save(path)
    desk("import", desk.file("b.xlsx", A1_1=2), "--yes")
    assert desk("import", path, "--yes", "--take", "file")[0] == 0
    assert desk.outcome("A1-1") == 2
    assert desk("import", path, "--yes", "--take", "file", "--clear")[0] == 0
    assert "A1-1" not in json.loads(desk("export", "S03")[1])["ratings"]


def test_new_evidence_is_told_with_the_names_of_its_indicators(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "500")
    path = desk.file("a.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["Evidence"]
    row = next(n for n in range(7, sheet.max_row + 1) if not sheet.cell(n, 1).value)
    for column, value in enumerate(("Plan", "2025-03-01", "Office", "E2", "A1-3,A4-2"), start=1):
        sheet.cell(row, column).value = value
    book.save(path)
    _, out, _ = desk("import", path, "--dry-run")
    assert "new evidence 1" in out
    assert "evidence+" not in out
    rubric = load_rubric()
    assert ", ".join(f"{id_} {rubric.by_id[id_].name.en}" for id_ in ("A1-3", "A4-2")) in out


def test_an_empty_template_with_faults_is_told_all_at_once(desk: Desk) -> None:
    path = desk.folder / "blank.xlsx"
    made = template_bytes(load_rubric(), language="en")
    form = ratings_of(contents(made))
    path.write_bytes(fill(made, {RATINGS_SHEET: {form.address("A1-1", "outcome"): 9}}))
    code, _, err = desk("import", path, "--yes")
    assert code == 6
    assert "9 is outside the scale" in err
    assert "--into" in err
    assert "--into" not in desk("import", path, "--yes", "--into", "S03")[2]


def test_a_sheet_that_lost_its_hidden_half_changes_nothing_unless_somebody_chooses(desk: Desk) -> None:
    path = desk.file("a.xlsx", A1_1=0)
    book = openpyxl.load_workbook(path)
    del book["_assessor"]
    book.save(path)
    code, out, err = desk("import", path, "--yes")
    assert code == 2
    assert "cannot tell" in out
    assert "--take" in err
    assert desk.outcome("A1-1") == 4
    assert desk("import", path, "--yes", "--take", "file")[0] == 0
    assert desk.outcome("A1-1") == 0
