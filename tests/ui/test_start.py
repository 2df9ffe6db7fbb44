"""Start: what it is, and the ways on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from assessor.assessment import Rating
from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.files import assessment_to_json, load_rubric, sample_cities
from assessor.files.resources import folder

LANGUAGES = ("zh", "en")
Open = Callable[..., AppTest]


def texts(at: AppTest) -> str:
    """Everything the page says outside its widgets."""
    kinds = (at.markdown, at.caption, at.info, at.warning, at.error, at.success, at.header, at.subheader)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def begun(workspace: Workspace, name: str = "甲市") -> str:
    city = CityProfile(id=name, name=name, city_class="T4")
    return workspace.begin(city, period="2025", cut_off=date(2025, 12, 31), actor="office")


def submit(at: AppTest) -> AppTest:
    return next(one for one in at.button if one.label in ("开始评估", "Begin the assessment")).click().run()


def way(at: AppTest, which: str) -> AppTest:
    return at.button(key=f"start.way.{which}").click().run()


@pytest.mark.parametrize(
    ("language", "secrecy", "mechanisms"),
    [
        ("zh", "严禁录入国家秘密", "评机制，不评外交政策，不评个人"),
        ("en", "Never enter state secrets", "not policy and not people"),
    ],
)
def test_the_first_page_warns_of_secrets_and_says_what_is_not_assessed(
    app: Open, language: str, secrecy: str, mechanisms: str
) -> None:
    at = app(language=language)
    assert secrecy in at.warning[0].value
    assert mechanisms in at.info[0].value
    assert len(at.title) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_assessment_is_stored_with_what_the_short_form_says(app: Open, real: Workspace, language: str) -> None:
    at = app(language=language)
    at.text_input(key="start.actor").input("综合处").run()
    at.text_input(key="start.name").input("甲市")
    at.selectbox(key="start.type").select("T2")
    at.text_input(key="start.period").input("2024")
    at.text_input(key="start.cut_off").input("2024年6月30日")
    at.radio(key="start.mode").set_value("formal")
    at.radio(key="start.variant").set_value("quick")
    at = submit(at)
    assert not at.error
    assert not at.exception
    [one] = real.summaries()
    stored = real.export_assessment(one.id)
    assert (stored.city.name, stored.city.city_class, stored.period) == ("甲市", "T2", "2024")
    assert (stored.cut_off, stored.mode, stored.variant) == (date(2024, 6, 30), "formal", "quick")
    assert real.audit()[0].actor == "综合处"
    assert at.query_params["a"] == [one.id] or at.query_params["a"] == one.id


def test_the_unit_that_fills_in_outlives_a_reload_and_so_does_its_undo(app: Open, real: Workspace) -> None:
    at = app().text_input(key="start.actor").input("  综合处 ").run()
    assert at.query_params["u"] in ("综合处", ["综合处"])
    id_ = begun(real)
    real.rate(id_, "A1-1", Rating(outcome=2), expected=0, actor="综合处")
    again = app("assess", a=id_)
    again.query_params["u"] = "综合处"
    again.run()
    again.button(key="assess.undo").click().run()
    assert real.opened(id_).assessment.ratings == {}
    again.switch_page("views/start.py").run()
    again = again.button(key="start.way.new").click().run()
    assert again.text_input(key="start.actor").value == "综合处"


def test_a_unit_s_name_that_is_too_long_is_told_so_and_not_kept(app: Open) -> None:
    at = app().text_input(key="start.actor").input("长" * 101).run()
    assert "超过 100 字" in at.error[0].value
    assert at.text_input(key="start.actor").value == "长" * 101
    assert "u" not in at.query_params


def test_a_city_s_name_may_be_long_and_one_too_long_is_told_so(app: Open, real: Workspace) -> None:
    at = app()
    at.text_input(key="start.name").input("城" * 201)
    at.selectbox(key="start.type").select("T2")
    at = submit(at)
    assert "共201字，超过200字" in at.error[0].value
    at.text_input(key="start.name").input("城" * 200)
    at = submit(at)
    assert not at.error
    assert [one.city_name for one in real.summaries()] == ["城" * 200]


@pytest.mark.parametrize(("language", "said"), [("zh", "至多支持1级"), ("en", "supports level 1 at most")])
def test_the_choice_of_formal_mode_says_what_a_rating_without_a_grade_counts(
    app: Open, language: str, said: str
) -> None:
    assert any(said in one for one in app(language=language).radio(key="start.mode").proto.captions)


def test_everything_wrong_with_the_form_is_told_at_once_and_nothing_is_stored(app: Open, real: Workspace) -> None:
    at = app()
    at.text_input(key="start.period").input("去年")
    at.text_input(key="start.cut_off").input("2025-02-30")
    at = submit(at)
    told = "\n".join(one.value for one in at.error)
    assert len(at.error) == 4
    assert all(label in told for label in ("城市名称", "城市类型", "评估年度", "截止日期"))
    assert real.summaries() == []
    assert at.text_input(key="start.cut_off").value == "2025-02-30"


def test_ones_own_assessments_are_listed_with_progress_and_open_where_they_stopped(app: Open, real: Workspace) -> None:
    id_ = begun(real)
    real.rate(id_, "A1-1", Rating(outcome=2), expected=0, actor="office")
    at = app()
    assert [one.value for one in at.subheader] == ["甲市"]
    assert "最近保存" in texts(at)
    at = at.button(key=f"start.open.{id_}").click().run()
    assert not at.exception
    assert at.title[0].value == "逐项评估"


def test_deleting_asks_first(app: Open, real: Workspace) -> None:
    id_ = begun(real)
    at = app().button(key=f"start.delete.{id_}").click().run()
    assert "删除后无法恢复" in texts(at)
    assert len(real.summaries()) == 1
    at = at.button(key="start.delete_now").click().run()
    assert not at.exception
    assert real.summaries() == []


def test_keeping_it_keeps_it(app: Open, real: Workspace) -> None:
    id_ = begun(real)
    app().button(key=f"start.delete.{id_}").click().run().button(key="start.keep").click().run()
    assert len(real.summaries()) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_first_page_to_a_demo_city_s_results_in_two_clicks(app: Open, real: Workspace, language: str) -> None:
    at = way(app(language=language), "demo")
    assert sum(str(one.key).startswith("start.demo.") for one in at.button) == 12
    at = at.button(key="start.demo.S03").click().run()
    assert not at.exception
    assert at.title[0].value in ("评估结果", "Results")
    assert at.query_params["demo"] in ("1", ["1"])
    assert real.summaries() == []


def test_leaving_the_demo_leads_back_to_ones_own_database(app: Open) -> None:
    at = app(demo=True, a="S03")
    at = at.button(key="start.leave_demo").click().run()
    assert "demo" not in at.query_params
    assert "a" not in at.query_params
    assert any(one.key == "start.way.new" for one in at.button)


def test_resetting_the_demo_undoes_what_was_tried_in_it(app: Open) -> None:
    demo = Workspace.demo()
    before, version = demo.rating("S03", "A1-1")
    assert before is not None
    changed = Rating(outcome=0 if before.outcome != 0 else 1)
    demo.rate("S03", "A1-1", changed, expected=version, actor="office")
    at = app(demo=True).button(key="start.reset_demo").click().run()
    assert "已恢复原状" in at.success[0].value
    assert demo.rating("S03", "A1-1")[0] == before


# -- opening a file -------------------------------------------------------------------------------


def opened(at: AppTest, *files: tuple[str, bytes]) -> AppTest:
    at = way(at, "file")
    at.get("file_uploader")[0].set_value([(name, data, "application/octet-stream") for name, data in files])  # type: ignore[attr-defined]  # AppTest finds it by name only
    at = at.run()
    assert not at.exception
    return at


def test_a_rubric_is_checked_and_its_parts_are_counted(app: Open) -> None:
    home = folder("rubrics") / "city-diplomacy"
    at = opened(app(), *((name, (home / name).read_bytes()) for name in ("source.yaml", "rubric.yaml")))
    assert "没有问题" in at.success[0].value


def test_a_rubric_without_its_paragraph_map_is_explained_by_its_own_name(app: Open) -> None:
    text = (folder("rubrics") / "city-diplomacy" / "rubric.yaml").read_bytes()
    at = opened(app(), ("mine.yaml", text))
    assert at.error[0].value.startswith("mine")
    assert "没有文件" in at.error[0].value


def test_an_exported_assessment_is_imported_only_when_asked(app: Open, real: Workspace) -> None:
    id_ = begun(real)
    kept = real.export_assessment(id_)
    real.delete(id_, "office")
    at = opened(app(), ("甲市.json", assessment_to_json(kept).encode()))
    assert "已读取" in at.success[0].value
    assert real.summaries() == []
    at = at.button(key="start.import").click().run()
    assert not at.exception
    assert real.export_assessment(id_) == kept


def test_an_assessment_that_is_already_here_is_replaced_only_after_a_tick(app: Open, real: Workspace) -> None:
    id_ = begun(real)
    kept = real.export_assessment(id_)
    real.rate(id_, "A1-1", Rating(outcome=2), expected=0, actor="office")
    at = opened(app(), ("甲市.json", assessment_to_json(kept).encode()))
    assert at.button(key="start.import").disabled
    at = at.checkbox(key="start.replace").check().run()
    at = at.button(key="start.import").click().run()
    assert not at.exception
    assert real.export_assessment(id_).ratings == {}


def test_a_fictional_sample_never_becomes_a_real_assessment(app: Open) -> None:
    at = opened(app(), ("S03.json", assessment_to_json(sample_cities()[2]).encode()))
    assert "虚构样例" in texts(at)
    assert not any(one.key == "start.import" for one in at.button)
    at = at.button(key="start.compare_only").click().run()
    assert any("可比城市" in one.value for one in at.success)


def test_the_cities_of_a_table_are_scored_and_nothing_is_stored(app: Open, real: Workspace) -> None:
    ids = list(load_rubric().by_id)
    rows = ["city," + ",".join(ids), "乙市" + ",2" * len(ids), "丙市" + ",4" * len(ids)]
    at = opened(app(), ("cities.csv", "\n".join(rows).encode()))
    shown = "".join(str(one.proto.body) for one in at.get("html"))
    assert "2 个城市" in at.success[0].value
    assert shown.index("乙市") < shown.index(">50<") < shown.index("丙市") < shown.index(">100<")
    assert real.summaries() == []
    assert real.comparison_cities() == []


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("cities.csv", "city,A1-1\n甲,5\n乙,３\n".encode(), ["cities\\.csv\\:2", "全角"]),
        ("gbk.csv", "city,A1-1\n甲市,1\n".encode("gbk"), ["GBK"]),
        ("city.json", b"{", ["city\\.json", "JSON"]),
        ("other.json", b'{"a": 1}', ["other\\.json", "这个文件里不是评估"]),
        ("photo.json", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ["photo\\.json", "图片（PNG）"]),
        ("city.yaml", b"id: [", ["city\\.yaml"]),
        ("city.pdf", b"%PDF", ["不认得"]),
        ("source.yaml", b"id: x\nparagraphs: []\n", ["段落文件"]),
        ("empty.yaml", b"", ["empty\\.yaml"]),
    ],
)
def test_a_bad_file_is_explained_and_the_page_goes_on(
    app: Open, real: Workspace, name: str, data: bytes, said: list[str]
) -> None:
    id_ = begun(real)
    before = real.audit_head()
    at = opened(app(), (name, data))
    told = "\n".join(one.value for one in at.error)
    assert all(word in told for word in said), told
    assert "处理办法" in told
    assert real.audit_head() == before
    assert not way(at, "resume").exception
    assert real.opened(id_).version == 1
