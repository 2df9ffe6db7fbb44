"""Change: several periods of one city, the way to another rubric version, and the next period."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from assessor.assessment import Assessment, Evidence, WeightChoice, altered
from assessor.assessments import Workspace
from assessor.files import assessment_to_json, sample_cities

Open = Callable[..., AppTest]
SAMPLE = next(one for one in sample_cities() if one.id == "S03")
CITY = SAMPLE.city.model_copy(update={"id": "甲市", "name": "甲市", "name_en": "City A", "fictional": False})
RAISED = [id_ for id_ in SAMPLE.ratings if id_.startswith(("C1", "C2"))]


def period(year: int, **said: object) -> Assessment:
    return SAMPLE.model_copy(
        update={"id": f"p{year}", "city": CITY, "period": str(year), "cut_off": date(year, 12, 31)} | said
    )


def raised() -> dict[str, object]:
    """Two dimensions stand two levels higher, with evidence; another has fallen, without."""
    ratings = dict(SAMPLE.ratings)
    for id_ in RAISED:
        outcome = ratings[id_].outcome
        ratings[id_] = altered(ratings[id_], outcome=min(4, outcome + 2) if isinstance(outcome, int) else 2)
    for id_ in ratings:
        if id_.startswith("B1"):
            ratings[id_] = altered(ratings[id_], outcome=0)
    entry = Evidence(id="E1", title="社会参与办法", date=date(2026, 3, 1), holder="外办", grade="E2", indicators=RAISED)
    return {"ratings": ratings, "evidence": [entry], "weights": WeightChoice(levels={"A": 2.0})}


@pytest.fixture
def three(real: Workspace) -> Workspace:
    real.import_assessments([period(2024, rubric_version="1.1"), period(2025), period(2026, **raised())], "综合处")
    return real


def texts(at: AppTest) -> str:
    kinds = (at.markdown, at.caption, at.info, at.warning, at.error, at.success, at.header)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def tables(at: AppTest) -> str:
    return "\n".join(str(one.proto.body) for one in at.get("html"))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", ["2026 与 2025 相比：", "社会组织培育明确上升（+50）", "权重不同", "没有前期截止日期之后的佐证", "没有新佐证，不计为变化", "量表 1.1", "种子 20180115", "虚线"]),
        ("en", ["From 2025 to 2026:", "Cultivating social organisations clearly higher (+50)", "other weights", "no evidence dated after", "no newer evidence: not counted as change", "seed 20180115", "dotted line"]),
    ],
)  # fmt: skip
def test_the_page_says_which_changes_hold_and_what_else_may_be_behind_a_difference(
    app: Open, three: Workspace, language: str, said: list[str]
) -> None:
    at = app("change", language, a="p2026")
    everything = texts(at) + tables(at)
    assert [one for one in said if one not in everything] == []
    assert len(at.get("plotly_chart")) == 2
    assert "社会参与办法" in tables(at)


def test_another_pair_of_periods_can_be_chosen_and_another_version_is_not_counted(app: Open, three: Workspace) -> None:
    at = app("change", a="p2026")
    assert at.selectbox(key="change.before.zh").value == "p2025"
    at.selectbox(key="change.before.zh").select("p2024").run()
    assert not at.exception
    assert "量表版本不同，不计为变化" in tables(at)
    assert any("量表版本不同" in one.value for one in at.warning)


def test_one_period_alone_offers_the_next_one(app: Open, real: Workspace) -> None:
    real.import_assessment(period(2025), "综合处")
    at = app("change", a="p2025")
    assert "还没有可比的年度" in at.info[0].value
    at.button(key="change.next.p2025").click().run()
    assert (at.text_input(key="change.next_period").value, at.text_input(key="change.next_cut_off").value) == (
        "2026",
        "2026-12-31",
    )
    next(one for one in at.button if one.label == "开始评估").click().run()
    assert not at.exception
    begun = next(one for one in real.summaries() if one.id != "p2025")
    found = real.opened(begun.id).assessment
    assert (found.period, found.city, found.ratings, found.evidence) == ("2026", CITY, {}, [])
    assert at.query_params["a"] == begun.id


def test_a_date_before_the_last_one_is_refused_in_the_dialog(app: Open, real: Workspace) -> None:
    real.import_assessment(period(2025), "综合处")
    at = app("change", a="p2025")
    at.button(key="change.next.p2025").click().run()
    at.text_input(key="change.next_cut_off").input("2025-06-30")
    next(one for one in at.button if one.label == "开始评估").click().run()
    assert len(real.summaries()) == 1
    at.button(key="change.next.p2025").click().run()
    assert "截止日期应晚于上一年度的 2025-12-31" in at.error[0].value.replace("\\", "")


# -- an earlier rubric version ----------------------------------------------------------------------


@pytest.mark.parametrize("page", ["city", "assess", "results", "compare", "reports", "rubric", "workshop"])
def test_every_page_shows_an_assessment_of_an_earlier_version_under_it(app: Open, three: Workspace, page: str) -> None:
    at = app(page, a="p2024")
    assert not at.error
    assert any("量表版本 1\\.1" in one.value for one in at.sidebar.caption)
    assert any("量表版本 1.1" in one.value for one in at.caption)


@pytest.mark.parametrize(("language", "label"), [("zh", "按 1.2 另建一份"), ("en", "Make one under 1.2")])
def test_an_assessment_goes_over_to_the_present_version_after_a_look_at_the_difference(
    app: Open, three: Workspace, language: str, label: str
) -> None:
    before = assessment_to_json(three.export_assessment("p2024"))
    at = app("change", language, a="p2024")
    fold = next(one for one in at.expander if "1.2" in one.label)
    assert label not in [one.label for one in at.button]
    at.session_state["fold.change.migrate"] = True
    at.run()
    assert "46" in tables(at)
    assert fold.label
    at.button(key="change.migrate_now").click().run()
    assert not at.exception
    assert "46" in at.success[0].value
    new = at.query_params["a"]
    assert three.opened(new).assessment.rubric_version == "1.2"
    assert assessment_to_json(three.export_assessment("p2024")) == before
    assert "change.migrate_now" not in [one.key for one in at.button]


def test_the_list_of_assessments_names_the_version_and_leads_to_the_new_one(app: Open, three: Workspace) -> None:
    at = app()
    assert any("依据量表版本 1\\.1（现行 1.2）" in one.value for one in at.caption)
    assert [one.key for one in at.button if one.key and one.key.startswith("start.migrate")] == ["start.migrate.p2024"]
    assert len([one for one in at.button if one.key and one.key.startswith("change.next")]) == 3
    at.button(key="start.migrate.p2024").click().run()
    assert at.title[0].value == "年度变化"


def test_a_new_assessment_is_of_the_present_version_though_an_earlier_one_is_open(app: Open, three: Workspace) -> None:
    at = app(a="p2024")
    at.button(key="start.way.new").click().run()
    at.text_input(key="start.name").input("乙市")
    at.selectbox(key="start.type").select("T4")
    next(one for one in at.button if one.label == "开始评估").click().run()
    begun = next(one for one in three.summaries() if one.city_name == "乙市")
    assert begun.rubric_version == three.rubric.version


def test_a_file_of_an_earlier_version_is_read_and_taken_in_under_it(app: Open, real: Workspace) -> None:
    at = app()
    at.button(key="start.way.file").click().run()
    content = assessment_to_json(period(2024, rubric_version="1.1")).encode()
    at.file_uploader(key="start.upload").set_value([("old.json", content, "application/json")]).run()
    assert "文件依据量表版本 1.1（现行 1.2）" in at.info[-1].value
    at.button(key="start.import").click().run()
    assert not at.exception
    assert real.opened("p2024").assessment.rubric_version == "1.1"
