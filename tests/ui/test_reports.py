"""Reports: nothing leaves before somebody has checked it, and every file says what it is."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from assessor.assessment import Rating
from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.files import assessment_from_json, sample_cities
from assessor.ui import downloads

Open = Callable[..., AppTest]
S03 = sample_cities()[2]


@pytest.fixture
def id_(real: Workspace) -> str:
    city = CityProfile(id="甲/市", name="甲/市", city_class="T4")
    id_ = real.begin(city, period="2025", cut_off=date(2025, 12, 31), actor="office")
    real.rate(id_, "A1-1", Rating(outcome=2, note="=1+1"), expected=0, actor="office")
    return id_


def buttons(at: AppTest) -> list[bool]:
    """Which of the downloads are held back."""
    return [bool(one.proto.disabled) for one in at.get("download_button")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_can_be_downloaded_before_the_confidentiality_officer_confirmed(
    app: Open, id_: str, language: str
) -> None:
    at = app("reports", language, a=id_)
    assert buttons(at) == [True, True, True]
    at = at.checkbox(key=f"reports.confirmed.{id_}").check().run()
    assert not at.exception
    assert not at.error
    assert buttons(at) == [False, False, False]


def test_the_confirmation_of_one_city_does_not_hold_for_another(app: Open, real: Workspace, id_: str) -> None:
    at = app("reports", a=id_)
    at.checkbox(key=f"reports.confirmed.{id_}").check().run()
    other = real.begin(CityProfile(id="乙市", name="乙市"), period="2025", cut_off=date(2025, 12, 31), actor="office")
    at.query_params["a"] = other
    at.switch_page("views/reports.py").run()
    assert buttons(at) == [True, True, True]


@pytest.mark.parametrize("language", downloads.REPORT_LANGUAGES)
@pytest.mark.parametrize("ending", [".xlsx", ".json", ".csv"])
def test_every_file_of_a_fictional_city_says_so_in_its_name(language: downloads.ReportLanguage, ending: str) -> None:
    assert downloads.named(S03, language, ending).startswith("虚构样例_")


def test_a_real_city_s_file_bears_its_name_and_no_path(real: Workspace, id_: str) -> None:
    name = downloads.named(real.export_assessment(id_), "zh", ".xlsx")
    assert "虚构" not in name
    assert "/" not in name
    assert "2025" in name
    assert name.endswith(".xlsx")


def test_the_json_reads_back_as_the_same_assessment(real: Workspace, id_: str) -> None:
    assessment = real.export_assessment(id_)
    assert assessment_from_json(downloads.as_json(assessment).decode()) == assessment


def test_the_excel_report_opens_and_holds_the_city_s_name() -> None:
    book = openpyxl.load_workbook(io.BytesIO(downloads.report(S03, None, "zh")))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any("示例城市丙" in cell for cell in cells)


def test_the_table_of_scores_is_utf8_with_its_mark_and_names_the_fictional_city() -> None:
    text = downloads.scores(S03)
    assert text.startswith(b"\xef\xbb\xbf")
    header, first, *_ = text.decode("utf-8-sig").splitlines()
    assert header.startswith("city,kind,id,score")
    assert "虚构样例" in first


def test_cities_chosen_on_the_compare_page_enter_the_report(app: Open) -> None:
    at = app("reports", demo=True, a="S03")
    assert any("尚未选对标城市" in one.value for one in at.caption)
    at.switch_page("views/compare.py").run()
    assert not at.exception
    at.switch_page("views/reports.py").run()
    assert any("含对标城市" in one.value for one in at.caption)
    at = at.checkbox(key="reports.confirmed.S03").check().run()
    assert not at.exception
    assert buttons(at) == [False, False, False]
