"""Reports: nothing leaves before somebody has checked it, and every file says what it is."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import docx
import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from assessor import scorecard
from assessor.assessment import Rating
from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.errors import Problem, ScoringError
from assessor.files import (
    assessment_from_csv,
    assessment_from_json,
    assessment_from_package,
    filled_workbook,
    load_rubric,
    sample_cities,
)
from assessor.text import Language, say
from assessor.ui import downloads, templates

Open = Callable[..., AppTest]
S03 = sample_cities()[2]
RUBRIC = load_rubric()


@pytest.fixture
def id_(real: Workspace) -> str:
    city = CityProfile(id="甲/市", name="甲/市", city_class="T4")
    id_ = real.begin(city, period="2025", cut_off=date(2025, 12, 31), actor="office")
    real.rate(id_, "A1-1", Rating(outcome=2, note="=1+1"), expected=0, actor="office")
    return id_


def buttons(at: AppTest) -> list[bool]:
    """Which of the downloads are held back."""
    return [bool(one.proto.disabled) for one in at.get("download_button")]


KEYS = ["one_page", "excel", "full", "template", "json", "long", "package", "csv"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_can_be_downloaded_before_the_confidentiality_officer_confirmed(
    app: Open, id_: str, language: str
) -> None:
    at = app("reports", language, a=id_)
    assert buttons(at) == [True] * len(KEYS)
    assert not any(one.proto.deferred_file_id or one.proto.url for one in at.get("download_button"))
    at = at.checkbox(key=f"reports.confirmed.{id_}").check().run()
    assert not at.exception
    assert not at.error
    assert buttons(at) == [False] * len(KEYS)


def test_what_the_director_signs_comes_first(app: Open, id_: str) -> None:
    at = app("reports", a=id_)
    labels = [one.proto.label for one in at.get("download_button")]
    assert labels[:3] == ["下载一页摘要", "下载 Excel 报告", "下载自评报告"]
    assert [one.proto.type for one in at.get("download_button")].count("primary") == 1


def test_no_file_is_made_before_its_button_is_pressed(app: Open, id_: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    for name in ("report", "one_page", "full_paper", "as_json", "long_csv", "package", "scores"):
        monkeypatch.setattr(downloads, name, lambda *_, name=name: asked.append(name) or b"")
    at = app("reports", a=id_).checkbox(key=f"reports.confirmed.{id_}").check().run()
    assert all(one.proto.deferred_file_id for one in at.get("download_button"))
    assert asked == []


def test_the_confirmation_of_one_city_does_not_hold_for_another(app: Open, real: Workspace, id_: str) -> None:
    at = app("reports", a=id_)
    at.checkbox(key=f"reports.confirmed.{id_}").check().run()
    other = real.begin(CityProfile(id="乙市", name="乙市"), period="2025", cut_off=date(2025, 12, 31), actor="office")
    at.query_params["a"] = other
    at.switch_page("views/reports.py").run()
    assert buttons(at) == [True] * len(KEYS)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_file_of_a_fictional_city_says_so_in_its_name(language: Language) -> None:
    names = [
        downloads.report_name(S03, language),
        downloads.report_name(S03, "both"),
        downloads.paper_name(S03, "one-page", language),
        downloads.paper_name(S03, "full", language),
        downloads.data_name(S03, downloads.PACKAGE, language, ".zip"),
        *(templates.name(S03, RUBRIC, scope, language) for scope in ("variant:full", "variant:quick", "unit:fao")),
    ]
    assert [one.split("_")[0] for one in names] == ["虚构样例"] * len(names)
    assert len(set(names)) == len(names)


def test_a_real_city_s_file_bears_its_name_and_no_path(real: Workspace, id_: str) -> None:
    for name in (
        downloads.report_name(real.export_assessment(id_), "zh"),
        downloads.data_name(real.export_assessment(id_), downloads.JSON, "zh", ".json"),
    ):
        assert "虚构" not in name
        assert "/" not in name
        assert "2025" in name


def test_json_long_table_and_package_read_back_as_the_same_assessment(real: Workspace, id_: str) -> None:
    origin, assessment = downloads.Origin(real, id_), real.export_assessment(id_)
    assert assessment_from_json(downloads.as_json(origin).decode()) == assessment
    assert assessment_from_csv(downloads.long_csv(origin), real.rubric) == assessment
    assert assessment_from_package(downloads.package(origin), real.rubric) == assessment


def test_a_file_holds_what_is_stored_when_it_is_asked_for(real: Workspace, id_: str) -> None:
    origin = downloads.Origin(real, id_)
    real.rate(id_, "A1-2", Rating(outcome=4), expected=0, actor="other")
    assert assessment_from_json(downloads.as_json(origin).decode()).ratings["A1-2"] == Rating(outcome=4)


def cells(content: bytes) -> list[str]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_the_excel_report_holds_the_city_s_name_and_the_head_of_the_audit_trail() -> None:
    demo = Workspace.demo()
    held = cells(downloads.report(downloads.Origin(demo, "S03"), "zh"))
    assert any("示例城市丙" in one for one in held)
    assert any(demo.audit_head()[:8] in one for one in held)


def test_both_word_files_hold_the_city_s_name() -> None:
    origin = downloads.Origin(Workspace.demo(), "S03")
    for content in (downloads.one_page(origin, "zh"), downloads.full_paper(origin, "zh")):
        text = "".join(one.text for one in docx.Document(io.BytesIO(content)).paragraphs)
        assert "示例城市丙" in text


def test_the_table_of_scores_is_utf8_with_its_mark_and_names_the_fictional_city() -> None:
    text = downloads.scores(downloads.Origin(Workspace.demo(), "S03"))
    assert text.startswith(b"\xef\xbb\xbf")
    header, first, *_ = text.decode("utf-8-sig").splitlines()
    assert header.startswith("city,kind,id,score")
    assert "虚构样例" in first


# -- scoring templates ----------------------------------------------------------------------------


def test_a_template_is_offered_for_each_variant_and_for_each_unit_that_an_indicator_names(app: Open, id_: str) -> None:
    options = app("reports", a=id_).selectbox(key="reports.scope.zh").options
    assert options[:3] == ["全量版（46项）", "快评版（15项）", "外办（42项）"]
    assert "宣传部（4项）" in options
    assert len(options) == 2 + sum(bool(RUBRIC.indicators_for(one.id)) for one in RUBRIC.units)


def test_in_the_quick_variant_a_unit_is_asked_only_for_what_that_holds(app: Open, real: Workspace, id_: str) -> None:
    real.save_setup(id_, variant="quick", expected=real.opened(id_).version, actor="office")
    at = app("reports", a=id_)
    quick = {one.id for one in RUBRIC.in_variant("quick")}
    wanted = sum(one.id in quick for one in RUBRIC.indicators_for("fao"))
    assert f"外办（{wanted}项）" in at.selectbox(key="reports.scope.zh").options
    origin = downloads.Origin(real, id_)
    read = filled_workbook(templates.content(origin, "unit:fao", "zh"), RUBRIC, "x.xlsx")
    assert set(read.ratings) <= quick
    assert at.selectbox(key="reports.scope.zh").value == "variant:quick"


@pytest.mark.parametrize("language", downloads.REPORT_LANGUAGES)
def test_a_template_holds_what_stands_and_reads_back_as_nothing_new(
    real: Workspace, id_: str, language: downloads.ReportLanguage
) -> None:
    content = templates.content(downloads.Origin(real, id_), "variant:full", language)
    merge = real.preview_import(id_, {"x.xlsx": content})
    assert merge.files[0].ratings["A1-1"] == Rating(outcome=2, note="=1+1")
    assert merge.items == ()


def test_the_language_of_the_reports_is_kept_when_the_page_changes_its_own(app: Open, id_: str) -> None:
    at = app("reports", a=id_)
    at.radio(key="reports.language.zh").set_value("both").run()
    assert any("只用于 Excel" in one.value for one in at.caption)
    at.button(key="app.language").click().run()
    assert at.radio(key="reports.language.en").value == "both"


def test_where_weights_admit_no_score_only_what_is_stored_can_be_taken(
    app: Open, real: Workspace, id_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ScoringError(Problem("", say("无法计分", "no score"), say("改权重", "change the weights")))

    monkeypatch.setattr(scorecard, "score", refuse)
    at = app("reports", a=id_)
    assert "无法计分" in at.error[0].value
    assert [one.proto.label for one in at.get("download_button")] == ["下载评估文件", "下载评估长表"]


def test_cities_chosen_on_the_compare_page_enter_the_report(app: Open) -> None:
    at = app("reports", demo=True, a="S03")
    assert any("尚未选对标城市" in one.value for one in at.caption)
    at.switch_page("views/compare.py").run()
    assert not at.exception
    at.switch_page("views/reports.py").run()
    assert any("含对标城市" in one.value for one in at.caption)
    at = at.checkbox(key="reports.confirmed.S03").check().run()
    assert not at.exception
    assert buttons(at) == [*[False] * len(KEYS), True]  # the profile names no office yet
