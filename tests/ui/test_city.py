"""City: what is entered is saved at once, never over another's head, and fixed where it must be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from assessor.assessment import Rating, WeightChoice
from assessor.assessments import Workspace
from assessor.city import CityProfile

LANGUAGES = ("zh", "en")
Open = Callable[..., AppTest]


@pytest.fixture
def id_(real: Workspace) -> str:
    city = CityProfile(id="甲市", name="甲市", city_class="T2", subtypes=["T2b"])
    return real.begin(city, period="2025", cut_off=date(2025, 12, 31), actor="office")


def captions(at: AppTest) -> str:
    return "\n".join(one.value for one in at.caption)


def errors(at: AppTest) -> str:
    return "\n".join(one.value for one in at.error)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_an_open_assessment_the_page_says_where_to_go(app: Open, language: str) -> None:
    at = app("city", language)
    assert len(at.info) == 1
    assert len(at.title) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_attribute_is_saved_as_soon_as_it_is_entered(app: Open, real: Workspace, id_: str, language: str) -> None:
    at = app("city", language, a=id_)
    at.text_input(key="city.name_en").input("City Jia").run()
    at.selectbox(key="city.admin_rank").select("prefecture").run()
    at.radio(key="city.coast").set_value("yes").run()
    at.radio(key="city.border").set_value("no").run()
    at.multiselect(key="city.open_platforms").select("free_trade").run()
    at.multiselect(key="city.focus").select("R-NBR").run()
    at.text_input(key="city.period").input("2024").run()
    at.radio(key="city.mode").set_value("formal").run()
    at = at.radio(key="city.variant").set_value("quick").run()
    assert not at.exception
    assert not at.error
    stored = real.export_assessment(id_)
    assert (stored.period, stored.mode, stored.variant) == ("2024", "formal", "quick")
    assert (stored.city.name_en, stored.city.admin_rank) == ("City Jia", "prefecture")
    assert (stored.city.coast, stored.city.border, stored.city.hub) == (True, False, None)
    assert (stored.city.open_platforms, stored.city.focus) == (["free_trade"], ["R-NBR"])


def test_saved_is_said_beside_the_field_and_only_once_it_is_true(app: Open, real: Workspace, id_: str) -> None:
    at = app("city", a=id_)
    assert "已保存 " not in captions(at)
    at = at.text_input(key="city.cut_off").input("2025/6/30").run()
    assert "已保存 " in captions(at)
    assert real.export_assessment(id_).cut_off == date(2025, 6, 30)
    at = at.text_input(key="city.cut_off").input("2025-02-30").run()
    assert "已保存 " not in captions(at)


def test_no_platform_at_all_is_another_answer_than_not_filled_in(app: Open, real: Workspace, id_: str) -> None:
    at = app("city", a=id_)
    assert real.export_assessment(id_).city.open_platforms is None
    at.multiselect(key="city.open_platforms").select("none").run()
    assert real.export_assessment(id_).city.open_platforms == []


def test_roles_go_with_the_type_they_belong_to(app: Open, real: Workspace, id_: str) -> None:
    at = app("city", a=id_)
    at = at.selectbox(key="city.city_class").select("T4").run()
    assert real.export_assessment(id_).city.subtypes == []
    assert not any(one.key == "city.subtypes" for one in at.multiselect)


# -- what is not saved ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        ("city.cut_off", "2025-02-30", "截止日期"),
        ("city.cut_off", "年底", "截止日期"),
        ("city.period", "去年", "评估年度"),
        ("city.cut_off", " ", "请填写日期"),
        ("city.period", "2025" + "上" * 40, "评估年度"),
        ("city.name", "  ", "城市名称"),
        ("city.name", "城" * 201, "超过200字"),
    ],
)
def test_what_cannot_be_saved_is_told_and_stays_in_its_box(
    app: Open, real: Workspace, id_: str, key: str, typed: str, said: str
) -> None:
    before = real.opened(id_)
    at = app("city", a=id_).text_input(key=key).input(typed).run()
    assert "没有保存" in errors(at)
    assert said in errors(at)
    assert at.text_input(key=key).value == typed
    assert real.opened(id_) == before


def test_what_could_not_be_saved_outlives_a_visit_to_another_page(app: Open, id_: str) -> None:
    at = app("city", a=id_).text_input(key="city.cut_off").input("2025-02-30").run()
    at.switch_page("views/rubric.py").run()
    at.switch_page("views/city.py").run()
    assert at.text_input(key="city.cut_off").value == "2025-02-30"
    at = at.button(key="city.cut_off.back").click().run()
    assert at.text_input(key="city.cut_off").value == "2025-12-31"
    assert not at.error


def test_of_two_who_change_one_value_the_second_sees_both_and_chooses(app: Open, real: Workspace, id_: str) -> None:
    first, second = app("city", a=id_), app("city", a=id_)
    first.text_input(key="city.period").input("2024").run()
    at = second.text_input(key="city.period").input("2023").run()
    assert "2024" in errors(at)
    assert "2023" in errors(at)
    assert real.export_assessment(id_).period == "2024"
    at = at.button(key="city.period.ours").click().run()
    assert not at.error
    assert real.export_assessment(id_).period == "2023"


def test_the_second_may_also_keep_what_the_first_saved(app: Open, real: Workspace, id_: str) -> None:
    second = app("city", a=id_)
    app("city", a=id_).radio(key="city.coast").set_value("yes").run()
    at = second.radio(key="city.coast").set_value("no").run()
    assert "是" in errors(at)
    at = at.button(key="city.coast.theirs").click().run()
    assert not at.error
    assert at.radio(key="city.coast").value == "yes"
    assert real.export_assessment(id_).city.coast is True


def test_two_who_change_different_values_do_not_stand_in_each_other_s_way(app: Open, real: Workspace, id_: str) -> None:
    first, second = app("city", a=id_), app("city", a=id_)
    first.text_input(key="city.period").input("2024").run()
    at = second.radio(key="city.coast").set_value("yes").run()
    assert not at.error
    stored = real.export_assessment(id_)
    assert (stored.period, stored.city.coast) == ("2024", True)


@pytest.mark.parametrize(
    ("period", "cut_off", "elsewhere", "future"),
    [
        ("2025", "2025-12-31", 0, 0),
        ("2024-2025", "2024-06-30", 0, 0),
        ("2025上半年", "2025-06-30", 0, 0),
        ("2025", "2024-12-31", 1, 0),
        ("2099", "2099-12-31", 0, 1),
    ],
)
def test_a_cut_off_outside_its_period_or_still_to_come_is_pointed_out_and_saved(
    app: Open, real: Workspace, id_: str, period: str, cut_off: str, elsewhere: int, future: int
) -> None:
    real.save_setup(id_, period=period, cut_off=date.fromisoformat(cut_off), expected=1, actor="office")
    said = [one.value for one in app("city", a=id_).warning]
    assert (sum("不在评估年度" in one for one in said), sum("还没有到" in one for one in said)) == (elsewhere, future)


def test_ranges_of_numbers_read_as_chinese_in_chinese(app: Open, id_: str) -> None:
    at = app("city", a=id_)
    assert {"1至2", "3及以上"} <= set(at.selectbox(key="city.io_seats").options)
    assert "16及以上" in at.selectbox(key="city.consulates").options


# -- targets and weights --------------------------------------------------------------------------


def test_targets_begin_with_those_of_the_type_and_only_departures_are_stored(
    app: Open, real: Workspace, id_: str
) -> None:
    at = app("city", a=id_)
    group = at.button_group(key="city.target.C5")
    assert group.value == 2
    at = group.set_value(4).run()
    assert real.export_assessment(id_).targets == {"C5": 4}
    assert "类型预设为 2" in captions(at)
    at = at.button(key="city.targets_default").click().run()
    assert real.export_assessment(id_).targets == {}
    assert at.button_group(key="city.target.C5").value == 2


def test_own_weights_are_points_and_the_share_in_the_whole_is_shown(app: Open, real: Workspace, id_: str) -> None:
    at = app("city", a=id_)
    at.toggle(key="city.weight.own").set_value(True).run()
    at = at.number_input(key="city.weight.levels.A").set_value(20.0).run()
    assert real.export_assessment(id_).weights.levels == {"A": 20, "B": 10, "C": 10}
    shown = "".join(str(one.proto.body) for one in at.get("html"))
    assert "50.0%" in shown
    assert "12.5%" in shown


def test_weights_that_leave_nothing_are_refused(app: Open, real: Workspace, id_: str) -> None:
    real.save_setup(id_, weights=WeightChoice(levels={"A": 1, "B": 0, "C": 0}, dimensions={}), expected=1, actor="x")
    at = app("city", a=id_).number_input(key="city.weight.levels.A").set_value(0.0).run()
    assert "没有保存" in errors(at)
    assert real.export_assessment(id_).weights.levels["A"] == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_the_first_rating_targets_and_weights_are_shown_with_the_reason(
    app: Open, real: Workspace, id_: str, language: str
) -> None:
    real.rate(id_, "A1-1", Rating(outcome=2), expected=0, actor="office")
    at = app("city", language, a=id_)
    assert not at.button_group
    assert not at.toggle
    assert sum("另建一份评估" in one.value or "begin another assessment" in one.value for one in at.info) == 2


def test_a_target_chosen_while_somebody_began_to_rate_is_refused_with_the_reason(
    app: Open, real: Workspace, id_: str
) -> None:
    at = app("city", a=id_)
    real.rate(id_, "A1-1", Rating(outcome=2), expected=0, actor="office")
    at = at.button_group(key="city.target.C5").set_value(4).run()
    assert "目标" in errors(at)
    assert real.export_assessment(id_).targets == {}


def test_a_fictional_sample_keeps_its_name(app: Open) -> None:
    at = app("city", demo=True, a="S03")
    assert at.text_input(key="city.name").disabled
    assert not at.radio(key="city.coast").disabled
