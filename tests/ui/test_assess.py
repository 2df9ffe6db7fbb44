"""The Assess page without a browser: what is saved, what is refused, what is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assessor.assessment import Consensus, Rating
from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.errors import Problem, StoreUnavailable
from assessor.files import load_rubric
from assessor.store import records
from assessor.text import Language, say
from assessor.ui.course import Course, flagged, plotted, progress
from assessor.ui.rating import clash

LANGUAGES = ("zh", "en")
RUBRIC = load_rubric()
Open = Callable[..., AppTest]


@pytest.fixture
def id_(real: Workspace) -> str:
    city = CityProfile(id="sample", name="虚构样例市", fictional=True)
    return real.begin(city, period="2025", cut_off=date(2025, 12, 31), actor="test")


def click(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception, at.exception
    return at


def words(at: AppTest) -> str:
    """Everything the page says, in the order of its elements."""
    return "\n".join(str(getattr(one, "value", "") or getattr(one, "label", "")) for one in at.main) + "\n".join(
        one.proto.body for one in at.get("html")
    )


def go_to(at: AppTest, indicator: str) -> AppTest:
    at.session_state["address"]["i"] = indicator
    at.query_params["i"] = indicator
    return at.run()


def rate(real: Workspace, id_: str, indicator: str, outcome: Any, **more: Any) -> None:
    version = real.rating(id_, indicator)[1]
    real.rate(id_, indicator, Rating(outcome=outcome, **more), expected=version, actor="other")


# -- rating ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_click_on_a_level_is_saved_and_says_so(app: Open, real: Workspace, id_: str, language: Language) -> None:
    at = click(app("assess", language, a=id_), "assess.A1-1.3")
    assert real.rating(id_, "A1-1")[0] == Rating(outcome=3)
    assert {"zh": "已保存", "en": "saved"}[language] in words(at)
    chosen = at.button(key="assess.A1-1.3").label
    assert {"zh": "已选", "en": "chosen"}[language] in chosen
    assert {"zh": "已选", "en": "chosen"}[language] not in at.button(key="assess.A1-1.2").label


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("indicator", ["A1-1", "A2-3", "C5-2"])
def test_every_level_stands_beside_its_descriptor(app: Open, id_: str, language: Language, indicator: str) -> None:
    at = app("assess", language, a=id_)
    at.query_params["i"] = indicator
    at.session_state["address"]["i"] = indicator
    at.run()
    for rung in RUBRIC.by_id[indicator].descriptors:
        label = at.button(key=f"assess.{indicator}.{rung.level}").label
        assert "".join(rung.text.pick(language).split())[:8] in "".join(label.replace("\\", "").split())


def test_a_demo_city_opens_at_the_item_last_answered(app: Open) -> None:
    at = app("assess", "zh", demo=True, a="S03")
    assert at.header[0].value


def test_where_nothing_is_open_the_page_says_what_to_do(app: Open) -> None:
    assert "开始" in app("assess", "zh").info[0].value


@pytest.mark.parametrize("language", LANGUAGES)
def test_not_applicable_needs_a_reason_before_it_is_saved(
    app: Open, real: Workspace, id_: str, language: Language
) -> None:
    rate(real, id_, "A2-3", 1)
    at = click(app("assess", language, a=id_), "assess.A2-3.not_applicable")
    assert real.rating(id_, "A2-3")[0] == Rating(outcome=1)
    click(at, "assess.save_reason.A2-3")
    assert {"zh": "未保存", "en": "Not saved"}[language] in at.error[0].value
    assert real.rating(id_, "A2-3")[0] == Rating(outcome=1)
    at.text_area(key="assess.reason.A2-3").set_value("no such powers").run()
    assert real.rating(id_, "A2-3")[0] == Rating(outcome=1), "leaving the box is no decision"
    click(at, "assess.save_reason.A2-3")
    assert real.rating(id_, "A2-3")[0] == Rating(outcome="not_applicable", reason="no such powers")
    assert not at.error


def test_a_reason_not_saved_yet_is_said_elsewhere_and_waits_in_its_box(app: Open, real: Workspace, id_: str) -> None:
    at = go_to(app("assess", "zh", a=id_), "A2-3")
    click(at, "assess.A2-3.not_applicable")
    at.text_area(key="assess.reason.A2-3").set_value("没有").run()
    click(at, "assess.next")
    assert "还没有保存为" in at.error[0].value
    click(at, "assess.previous")
    assert at.text_area(key="assess.reason.A2-3").value == "没有"
    click(at, "assess.save_reason.A2-3")
    assert real.rating(id_, "A2-3")[0] == Rating(outcome="not_applicable", reason="没有")
    assert not at.error


def test_where_the_rubric_forbids_it_not_applicable_cannot_be_chosen(app: Open, id_: str) -> None:
    at = app("assess", "zh", a=id_)
    assert at.button(key="assess.A1-1.not_applicable").disabled
    assert any("不允许" in one.value for one in at.caption), "the rule is shown"


def test_an_indicator_is_shown_with_its_lead_and_supporting_units(app: Open, id_: str) -> None:
    at = app("assess", "zh", a=id_)
    assert any("责任单位：外办（牵头），发改委" in one.value for one in at.caption)


def test_a_cleared_rating_comes_back_with_undo(app: Open, real: Workspace, id_: str) -> None:
    at = app("assess", "zh", a=id_)
    click(at, "assess.A1-1.2")
    click(at, "assess.clear.A1-1")
    assert real.rating(id_, "A1-1")[0] is None
    click(at, "assess.undo")
    assert real.rating(id_, "A1-1")[0] == Rating(outcome=2)
    assert "已撤销" in at.info[0].value


def test_twenty_changes_can_be_taken_back_and_then_there_is_nothing(app: Open, real: Workspace, id_: str) -> None:
    at = app("assess", "zh", a=id_)
    for n in range(20):
        click(at, f"assess.A1-1.{n % 5}")
    for _ in range(20):
        click(at, "assess.undo")
    assert real.rating(id_, "A1-1")[0] is None
    click(at, "assess.undo")
    assert "没有可以撤销" in at.info[0].value


def test_going_on_after_rating_shows_the_next_item(app: Open, id_: str) -> None:
    at = app("assess", "zh", a=id_)
    at.segmented_control(key="assess.advance.zh").set_value(True).run()
    click(at, "assess.A1-1.2")
    assert at.header[0].value == "外事部门参与发展规划编制"
    assert at.query_params["i"] == "A1-2"


def sidebar(at: AppTest) -> str:
    return "\n".join(one.value for one in at.sidebar.caption)


def test_one_count_everywhere_leaves_out_what_does_not_apply(app: Open, real: Workspace, id_: str) -> None:
    rate(real, id_, "A2-3", "not_applicable", reason="没有")
    at = click(go_to(app("assess", "zh", a=id_), "A1-1"), "assess.A1-1.2")
    told = "已评 1／45 项（另有 1 项不适用）"
    assert told in words(at)
    assert told in sidebar(at)
    at.switch_page("views/start.py").run()
    assert told in sidebar(at)
    assert told in "".join(str(one.proto.text) for one in at.get("progress"))


def test_what_was_said_about_the_last_undo_goes_with_the_next_rating(app: Open, real: Workspace, id_: str) -> None:
    at = click(app("assess", "zh", a=id_), "assess.A1-1.3")
    click(at, "assess.undo")
    assert "现为：未评" in at.info[0].value
    assert any("请先定级" in one.value for one in at.caption)
    click(at, "assess.A1-1.2")
    assert not any("现为" in one.value for one in at.info)
    assert not any("请先定级" in one.value for one in at.caption)
    assert "已评 1／46 项" in sidebar(at)


def test_a_click_that_reaches_the_last_item_when_the_next_is_up_is_not_taken_and_says_so(
    app: Open, real: Workspace, id_: str
) -> None:
    at = app("assess", "zh", a=id_)
    at.session_state["address"]["i"] = "A1-2"
    click(at, "assess.A1-1.3")
    assert real.opened(id_).assessment.ratings == {}
    assert "没有记入任何指标" in at.info[0].value


def test_the_progress_of_a_dimension_is_that_of_the_whole_dimension_under_any_filter(
    app: Open, real: Workspace, id_: str
) -> None:
    rate(real, id_, "A1-1", 2)
    at = app("assess", "zh", a=id_)
    at.segmented_control(key="assess.mode.zh").set_value("table").run()
    of = len(RUBRIC.indicators_of("A1"))
    assert f"本维度已评 1／{of} 项" in "".join(one.value for one in at.caption)
    at.segmented_control(key="assess.state.zh").set_value("missing").run()
    assert f"本维度已评 1／{of} 项" in "".join(one.value for one in at.caption)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hint_names_its_indicators_and_leads_to_them(
    app: Open, real: Workspace, id_: str, language: Language
) -> None:
    rate(real, id_, "B1-2", 3)
    at = app("assess", language, a=id_)
    unfold(at, "assess.hints")
    name = RUBRIC.by_id["B1-2"].name.pick(language)
    way = at.button(key="assess.hint.0.B1-2")
    assert name in way.label.replace("\\", "")
    way.click().run()
    assert at.header[0].value == name


# -- two people -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("choice", "kept"), [("assess.ours.outcome.A1-1", 1), ("assess.theirs.outcome.A1-1", 3)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_second_editor_sees_both_values_and_chooses(
    app: Open, real: Workspace, id_: str, language: Language, choice: str, kept: int
) -> None:
    at = app("assess", language, a=id_)
    rate(real, id_, "A1-1", 3)
    click(at, "assess.A1-1.1")
    assert real.rating(id_, "A1-1")[0] == Rating(outcome=3), "nothing is overwritten unseen"
    said = words(at)
    assert "other" in said, "who"
    assert RUBRIC.scale[3].name.pick(language) in said
    click(at, choice)
    assert real.rating(id_, "A1-1")[0] == Rating(outcome=kept)
    assert not at.warning


def test_changes_to_different_fields_do_not_collide() -> None:
    seen, theirs = Rating(outcome=2), Rating(outcome=3)
    assert not clash(seen, theirs, {"note": "met once"})
    assert clash(seen, theirs, {"outcome": 1})
    assert not clash(seen, theirs, {"outcome": 3}), "both came to the same"


def test_a_rating_taken_away_collides_with_a_note_written_on_it() -> None:
    assert clash(Rating(outcome=2), None, {"note": "met once"})
    assert clash(Rating(outcome=2), Rating(outcome=2, note="x"), None)
    assert not clash(Rating(outcome=2), None, None)


def test_whoever_clicks_faster_than_the_page_answers_is_in_conflict_with_nobody(
    app: Open, real: Workspace, id_: str
) -> None:
    at = app("assess", "zh", a=id_)
    at.button(key="assess.A1-1.1").click()
    at.button(key="assess.A1-1.4").click().run()
    assert not at.warning
    saved = real.rating(id_, "A1-1")[0]
    assert saved is not None
    assert saved.outcome in (1, 4)


# -- what could not be saved ----------------------------------------------------------------------


def test_what_the_database_refuses_is_said_aloud_kept_and_saved_on_retry(
    app: Open, real: Workspace, id_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rate(real, id_, "A1-1", 2)
    at = app("assess", "zh", a=id_)

    def refuse(*_: Any, **__: Any) -> None:
        raise StoreUnavailable(Problem("", say("磁盘已满", "the disk is full"), say("清出空间", "free some space")))

    with monkeypatch.context() as patch:
        patch.setattr(Workspace, "rate", refuse)
        at.text_area(key="assess.note.A1-1").set_value("一年两次").run()
        assert "未保存" in at.error[0].value
        assert "磁盘已满" in at.error[0].value
        assert at.text_area(key="assess.note.A1-1").value == "一年两次", "the text stays"
        click(at, "assess.next")
        assert "一年两次" in at.error[0].value, "in sight wherever one goes"
    click(at, "assess.retry.note.A1-1")
    assert not at.error
    assert real.rating(id_, "A1-1")[0] == Rating(outcome=2, note="一年两次")


def test_a_note_waits_for_the_level_it_belongs_to(app: Open, real: Workspace, id_: str) -> None:
    at = app("assess", "zh", a=id_)
    at.text_area(key="assess.note.A1-1").set_value("先写说明").run()
    assert "未保存" in at.error[0].value
    click(at, "assess.A1-1.2")
    assert real.rating(id_, "A1-1")[0] == Rating(outcome=2, note="先写说明")


def test_a_note_without_a_level_waits_in_its_box_until_it_is_saved_or_given_up(app: Open, id_: str) -> None:
    at = app("assess", "zh", a=id_)
    at.text_area(key="assess.note.A1-1").set_value("先写说明").run()
    click(at, "assess.next")
    assert "先写说明" in at.error[0].value
    click(at, "assess.previous")
    assert at.text_area(key="assess.note.A1-1").value == "先写说明"
    assert "先写说明" in at.error[0].value
    at.switch_page("views/results.py").run()
    assert "1 处内容没有保存" in at.sidebar.warning[0].value
    at.switch_page("views/assess.py").run()
    assert at.text_area(key="assess.note.A1-1").value == "先写说明"
    click(at, "assess.let_go.note.A1-1")
    assert at.text_area(key="assess.note.A1-1").value == ""
    assert not at.error
    assert not at.sidebar.warning


def test_a_text_longer_than_may_be_stored_is_told_so_and_stays(app: Open, real: Workspace, id_: str) -> None:
    rate(real, id_, "A1-1", 2)
    at = app("assess", "zh", a=id_)
    at.text_area(key="assess.note.A1-1").set_value("长" * 2001).run()
    assert "超过2000字" in at.error[0].value
    assert at.text_area(key="assess.note.A1-1").value == "长" * 2001
    at.text_area(key="assess.note.A1-1").set_value("短").run()
    assert not at.error
    assert real.rating(id_, "A1-1")[0] == Rating(outcome=2, note="短")


# -- details --------------------------------------------------------------------------------------


def test_grade_offline_box_and_constraint_are_saved_with_the_rating(app: Open, real: Workspace, id_: str) -> None:
    rate(real, id_, "A1-1", 2)
    at = app("assess", "zh", a=id_)
    at.selectbox(key="assess.grade.A1-1.zh").set_value("E2").run()
    at.checkbox(key="assess.offline.A1-1").check().run()
    at.checkbox(key="assess.constrained.A1-1").check().run()
    at.text_area(key="assess.external_constraint.A1-1").set_value("权限在省").run()
    assert not at.exception
    assert real.rating(id_, "A1-1")[0] == Rating(
        outcome=2, grade="E2", further_evidence_offline=True, external_constraint="权限在省"
    )
    at.checkbox(key="assess.constrained.A1-1").uncheck().run()
    saved = real.rating(id_, "A1-1")[0]
    assert saved is not None
    assert saved.external_constraint == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_formal_mode_shows_a_level_above_its_evidence(app: Open, real: Workspace, id_: str, language: Language) -> None:
    real.save_setup(id_, mode="formal", expected=real.opened(id_).version, actor="test")
    rate(real, id_, "A1-1", 3, grade="E1")
    at = app("assess", language, a=id_)
    assert {"zh": "高于现有佐证", "en": "above level 2"}[language] in at.warning[0].value


def unfold(at: AppTest, fold: str) -> None:
    at.session_state[f"fold.{fold}"] = True
    at.run()
    assert not at.exception, at.exception


def fill(at: AppTest, title: str, day: str, holder: str, grade: str | None) -> None:
    for box, value in zip(at.text_input, (title, day, holder), strict=True):
        box.set_value(value)
    next(one for one in at.selectbox if one.label == "强度").set_value(grade)
    next(one for one in at.button if one.label == "登记").click().run()
    assert not at.exception, at.exception


def test_evidence_is_added_used_again_taken_off_and_deleted(app: Open, real: Workspace, id_: str) -> None:
    at = app("assess", "zh", a=id_)
    unfold(at, "assess.add_evidence")
    fill(at, "年度对外交往计划", "2025年3月1日", "市外办", "E2")
    entry = real.opened(id_).assessment.evidence[0]
    assert (entry.title, entry.date, entry.grade, entry.indicators) == (
        "年度对外交往计划",
        date(2025, 3, 1),
        "E2",
        ["A1-1"],
    )
    click(at, "assess.next")
    at.selectbox(key="assess.choose.A1-2").set_value(entry.id).run()
    assert real.opened(id_).assessment.evidence[0].indicators == ["A1-1", "A1-2"]
    click(at, f"assess.unlink.{entry.id}")
    assert real.opened(id_).assessment.evidence[0].indicators == ["A1-1"]
    click(at, "assess.previous")
    click(at, f"assess.delete.{entry.id}")
    assert real.opened(id_).assessment.evidence == []


def test_faulty_evidence_is_refused_with_all_its_faults_and_stays_in_the_form(
    app: Open, real: Workspace, id_: str
) -> None:
    at = app("assess", "zh", a=id_)
    unfold(at, "assess.add_evidence")
    fill(at, "计划", "2025-13-01", "", None)
    said = "\n".join(one.value for one in at.error)
    assert all(word in said for word in ("请填写持有单位", "请选择强度", "不是有效日期"))
    assert at.text_input[0].value == "计划"
    assert real.opened(id_).assessment.evidence == []


def test_evidence_without_a_date_or_with_a_long_title_is_told_how_to_mend_it(app: Open, id_: str) -> None:
    at = app("assess", "zh", a=id_)
    unfold(at, "assess.add_evidence")
    fill(at, "长" * 201, " ", "市外办", "E2")
    said = "\n".join(one.value for one in at.error)
    assert all(word in said for word in ("请填写日期", "标题共201字，超过200字"))


@pytest.mark.parametrize(("day", "late", "future"), [("2025-12-31", 0, 0), ("2026-01-01", 1, 0), ("2099-01-01", 1, 1)])
def test_evidence_dated_after_the_cut_off_or_in_the_future_is_pointed_out(
    app: Open, real: Workspace, id_: str, day: str, late: int, future: int
) -> None:
    real.add_evidence(
        id_, title="计划", date=date.fromisoformat(day), holder="市外办", grade="E2", indicators=["A1-1"], actor="x"
    )
    said = [one.value for one in app("assess", "zh", a=id_).main.warning]
    assert sum("晚于截止日期" in one for one in said) == late
    assert sum("还没有到" in one for one in said) == future


# -- the way through ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fold_opens_in_both_languages(app: Open, real: Workspace, id_: str, language: Language) -> None:
    rate(real, id_, "A1-1", 4, note="x")
    at = app("assess", language, a=id_)
    for fold in ("sources", "history", "hints", "ladder", "pitfalls", "by_dimension", "add_evidence"):
        unfold(at, f"assess.{fold}")
    said = words(at)
    assert RUBRIC.paragraph["S3.1-P3-c1"].gist.pick(language)[:6] in said
    assert "other" in said, "the history says who"


def test_the_quick_variant_keeps_the_ratings_of_the_full_one(app: Open, real: Workspace, id_: str) -> None:
    rate(real, id_, "A1-1", 3)
    rate(real, id_, "A1-3", 2)
    at = app("assess", "zh", a=id_)
    at.segmented_control(key="assess.variant.zh").set_value("quick").run()
    assert real.opened(id_).assessment.variant == "quick"
    assert "15项" in words(at)
    quick = RUBRIC.by_id["A1-1"].quick_question
    assert quick is not None
    at.segmented_control(key="assess.variant.zh").set_value("full").run()
    ratings = real.opened(id_).assessment.ratings
    assert {one: ratings[one].outcome for one in ratings} == {"A1-1": 3, "A1-3": 2}


def test_the_filter_goes_to_the_next_unrated_item(app: Open, real: Workspace, id_: str) -> None:
    for indicator in ("A1-1", "A1-2"):
        rate(real, id_, indicator, 2)
    at = app("assess", "zh", a=id_)
    at.segmented_control(key="assess.state.zh").set_value("missing").run()
    assert at.query_params["i"] == "A1-3"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_saves_each_row_and_opens_the_item(app: Open, real: Workspace, id_: str, language: Language) -> None:
    at = app("assess", language, a=id_)
    at.segmented_control(key=f"assess.mode.{language}").set_value("table").run()
    at.segmented_control(key=f"assess.row.B1-2.{language}").set_value(3).run()
    assert real.rating(id_, "B1-2")[0] == Rating(outcome=3)
    at.segmented_control(key=f"assess.row.A2-3.{language}").set_value("not_applicable").run()
    assert real.rating(id_, "A2-3")[0] is None
    at.text_area(key="assess.reason.A2-3").set_value("没").run()
    assert real.rating(id_, "A2-3")[0] is None, "leaving the box is no decision"
    click(at, "assess.save_reason.A2-3")
    assert real.rating(id_, "A2-3")[0] == Rating(outcome="not_applicable", reason="没")
    assert {"zh": "理由：没", "en": "Reason: 没"}[language] in words(at)
    click(at, "assess.open.B1-2")
    assert at.header[0].value == RUBRIC.by_id["B1-2"].name.pick(language)


# -- the course -----------------------------------------------------------------------------------


def test_the_next_match_lies_ahead_even_where_the_current_item_matches_no_more() -> None:
    course = Course(order=["a", "b", "c", "d"], matching=["a", "d"], current="b")
    assert (course.step(1), course.step(-1), course.position) == ("d", "a", 2)
    assert Course(["a", "b"], ["a", "b"], "b").step(1) is None


def test_a_new_filter_starts_at_the_first_match_ahead_else_at_the_first() -> None:
    assert plotted(["a", "b", "c"], ["a", "c"], "b", refiltered=True).current == "c"
    assert plotted(["a", "b", "c"], ["a"], "b", refiltered=True).current == "a"
    assert plotted(["a", "b", "c"], ["a"], "b", refiltered=False).current == "b"


def test_progress_counts_only_what_applies(real: Workspace, id_: str) -> None:
    rate(real, id_, "A2-1", 0)
    rate(real, id_, "A2-3", "not_applicable", reason="没有")
    far = progress(real.opened(id_).assessment, RUBRIC.indicators_of("A2"))
    assert (far.rated, far.of, far.not_applicable, far.percent) == (1, 2, 1, 50)


def test_a_rating_is_flagged_by_a_hint_missing_evidence_or_a_constraint(real: Workspace, id_: str) -> None:
    rate(real, id_, "A1-1", 2)
    rate(real, id_, "A1-2", "insufficient_evidence")
    rate(real, id_, "A1-3", 2, external_constraint="权限在省")
    given = real.opened(id_).assessment
    assert [flagged(given, one, frozenset()) for one in ("A1-1", "A1-2", "A1-3", "A1-4")] == [False, True, True, False]
    assert flagged(given, "A1-1", frozenset({"A1-1"}))


def test_what_is_unsaved_in_the_item_stays_in_sight_in_the_table(app: Open, id_: str) -> None:
    at = app("assess", "zh", a=id_)
    at.text_area(key="assess.note.A1-1").set_value("先写说明").run()
    at.segmented_control(key="assess.mode.zh").set_value("table").run()
    assert "先写说明" in at.error[0].value


# -- what scoring sessions agreed -----------------------------------------------------------------

UNSURE = Consensus(session="w1", level=2, method="median", doubtful=True, first=(2, 0, 2, 1, 2), second=(2, 0, 2, 1, 2))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_level_that_a_session_agreed_says_so_and_another_rating_is_ones_own(
    app: Open, real: Workspace, id_: str, language: Language
) -> None:
    rate(real, id_, "A1-1", 2, note="会上所记", consensus=UNSURE)
    at = app("assess", language, a=id_)
    told = {
        "zh": "本级由研讨议定：有效评分票7张，复评一次",
        "en": "A scoring session agreed this level: 7 valid ballots",
    }
    assert told[language] in words(at)
    assert {"zh": "仍存疑", "en": "Still in doubt"}[language] in words(at)
    click(at, "assess.A1-1.3")
    assert real.rating(id_, "A1-1")[0] == Rating(outcome=3, note="会上所记")
    assert told[language] not in words(at)


def test_a_note_written_later_leaves_what_the_session_agreed(app: Open, real: Workspace, id_: str) -> None:
    rate(real, id_, "A1-1", 2, consensus=UNSURE)
    at = app("assess", "zh", a=id_)
    at.text_area(key="assess.note.A1-1").set_value("补记一句").run()
    stood = real.rating(id_, "A1-1")[0]
    assert stood == Rating(outcome=2, note="补记一句", consensus=UNSURE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_history_says_which_step_came_of_a_session(
    app: Open, real: Workspace, id_: str, language: Language
) -> None:
    with real.store.unit("facilitator") as unit:
        records.change_rating(unit, id_, "A1-1", Rating(outcome=2, consensus=UNSURE), "workshop")
        unit.record("workshop.adopted", "w1", ratings=1)
    at = app("assess", language, a=id_)
    unfold(at, "assess.history")
    assert {"zh": "研讨采用", "en": "adopted from a scoring session"}[language] in words(at)
