"""Filled-in templates on the Assess and Start pages: preview first, each choice made by somebody, all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assessor.assessment import Rating
from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.files import filled_workbook
from assessor.merging import reversal
from assessor.text import Language
from assessor.ui import downloads, incoming, incoming_words
from assessor.ui.parts import plain
from assessor.ui.session import messages
from tests.filling import filled, report_changed

Open = Callable[..., AppTest]
LANGUAGES = ("zh", "en")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENTRY = {"title": "对外传播工作要点", "date": "2025-05-06", "holder": "宣传部", "grade": "E2", "indicators": "A3-2"}


def begun(real: Workspace, name: str = "甲市") -> str:
    city = CityProfile(id=name, name=name, city_class="T4")
    id_ = real.begin(city, period="2025", cut_off=date(2025, 12, 31), actor="office")
    real.rate(id_, "A3-2", Rating(outcome=2, note="老说明"), expected=0, actor="office")
    return id_


@pytest.fixture
def id_(real: Workspace) -> str:
    return begun(real)


def click(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception, at.exception
    return at


def hand_in(at: AppTest, **files: bytes) -> AppTest:
    """Open the fold and choose files; `外办=…` stands for 外办.xlsx."""
    if not at.get("file_uploader"):
        at.session_state[incoming.FOLD] = True
        at.run()
    uploader: Any = at.get("file_uploader")[0]
    uploader.set_value([(f"{name}.xlsx", data, XLSX) for name, data in files.items()])
    at.run()
    assert not at.exception, at.exception
    return at


def said(at: AppTest) -> str:
    """Everything the page says, what stands on its buttons and in its tables included."""
    kinds = (at.markdown, at.caption, at.info, at.warning, at.error, at.success, at.header, at.subheader)
    words = [str(one.value) for kind in kinds for one in kind]
    words += [str(one.label) for kind in (at.button, at.checkbox, at.radio) for one in kind]
    words += [option for one in at.radio for option in one.options]
    return "\n".join([*words, *(unescape(one.proto.body) for one in at.get("html"))]).replace("\\", "")


def say(id_: str, language: Language, **values: object) -> str:
    return messages()[id_].pick(language).format(**values)


def test_a_filled_template_is_previewed_and_nothing_is_written(app: Open, real: Workspace, id_: str) -> None:
    before = real.audit_head()
    given = filled(real, id_, {"A3-2": {"outcome": 3, "note": "新说明"}, "C3-2": {"outcome": "佐证不足"}})
    at = hand_in(app("assess", a=id_), 宣传部=given)
    told = said(at)
    assert "改动（2项）" in told
    assert all(word in told for word in ("2级", "→", "3级", "老说明", "新说明", "宣传部.xlsx，评分!", "（A3-2）"))
    assert at.button(key="incoming.write").label == "写入 2 项"
    assert real.audit_head() == before


def test_nothing_is_rated_while_files_wait_to_be_imported(app: Open, real: Workspace, id_: str) -> None:
    at = app("assess", a=id_)
    assert any(one.key == "assess.undo" for one in at.button)
    hand_in(at, 宣传部=filled(real, id_, {"A3-2": {"outcome": 3}}))
    assert not any(str(one.key).startswith("assess.A") or one.key == "assess.undo" for one in at.button)
    click(at, "incoming.drop")
    assert any(one.key == "assess.undo" for one in at.button)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_ticked_is_written_at_once_with_the_time_and_what_is_not_stays(
    app: Open, real: Workspace, id_: str, language: Language
) -> None:
    given = filled(real, id_, {"A3-2": {"outcome": 3}, "C3-2": {"outcome": 1}}, language=language, entry=ENTRY)
    at = hand_in(app("assess", language, a=id_), 宣传部=given)
    at.checkbox(key="incoming.tick.C3-2").uncheck().run()
    rows = len(real.audit())
    click(at, "incoming.write")
    stored = real.opened(id_).assessment
    assert {key: one.outcome for key, one in stored.ratings.items()} == {"A3-2": 3}
    assert [one.title for one in stored.evidence] == [ENTRY["title"]]
    assert len(real.audit()) == rows + 1
    [told] = [one.value for one in at.success]
    assert told.startswith(say("incoming.written", language, n=2, ratings=1, entries=1, time="")[:4])
    assert any(one.key == "assess.undo" for one in at.button), "the rating is back"


def test_two_departments_that_rate_the_same_item_are_both_shown_and_neither_is_chosen(
    app: Open, real: Workspace, id_: str
) -> None:
    one, two = (filled(real, id_, {"A3-2": {"outcome": level}}) for level in (1, 4))
    at = hand_in(app("assess", a=id_), 宣传部=one, 外办=two)
    [choice] = [one for one in at.radio if str(one.key).startswith("incoming.pick.A3-2")]
    assert choice.value is None
    assert [option.replace("\\", "") for option in choice.options] == [
        "保留现有：2级 制度成形", "采用“宣传部.xlsx”：1级 零散开展", "采用“外办.xlsx”：4级 评估优化",
    ]  # fmt: skip
    assert at.button(key="incoming.write").disabled
    choice.set_value(1).run()
    click(at, "incoming.write")
    rating = real.rating(id_, "A3-2")[0]
    assert rating is not None
    assert rating.outcome == 4


def test_conflicts_left_open_keep_what_stands_and_remain_listed(app: Open, real: Workspace, id_: str) -> None:
    one, two = (filled(real, id_, {"A3-2": {"outcome": level}, "C3-2": {"outcome": 2}}) for level in (1, 4))
    at = hand_in(app("assess", a=id_), 宣传部=one, 外办=two)
    assert "还有 1 处冲突没有选定" in said(at)
    click(at, "incoming.write")
    assert {key: one.outcome for key, one in real.opened(id_).assessment.ratings.items()} == {"A3-2": 2, "C3-2": 2}
    assert "冲突（1项）" in said(at)
    assert "已写入 1 项" in at.success[0].value


def test_what_was_changed_here_meanwhile_is_a_conflict(app: Open, real: Workspace, id_: str) -> None:
    given = filled(real, id_, {"A3-2": {"outcome": 3}})
    real.rate(id_, "A3-2", Rating(outcome=0), expected=1, actor="other")
    at = hand_in(app("assess", a=id_), 宣传部=given)
    assert "评分表下载之后，这里又有改动" in said(at)


def test_a_change_after_the_preview_stops_the_writing_and_keeps_the_choices(
    app: Open, real: Workspace, id_: str
) -> None:
    given = filled(real, id_, {"A3-2": {"outcome": 3}, "C3-2": {"outcome": 1}, "C3-3": {"outcome": 1}})
    at = hand_in(app("assess", a=id_), 宣传部=given)
    at.checkbox(key="incoming.tick.C3-2").uncheck().run()
    real.rate(id_, "A3-2", Rating(outcome=0), expected=1, actor="other")
    click(at, "incoming.write")
    assert "没有写入任何内容" in at.warning[0].value
    assert set(real.opened(id_).assessment.ratings) == {"A3-2"}
    assert not at.checkbox(key="incoming.tick.C3-2").value
    assert at.checkbox(key="incoming.tick.C3-3").value
    assert "冲突（1项）" in said(at)
    click(at, "incoming.write")
    assert {key: one.outcome for key, one in real.opened(id_).assessment.ratings.items()} == {"A3-2": 0, "C3-3": 1}


def test_cells_that_were_emptied_clear_a_rating_only_when_ticked(app: Open, real: Workspace, id_: str) -> None:
    given = filled(real, id_, {"A3-2": {"outcome": None, "note": None}})
    at = hand_in(app("assess", a=id_), 宣传部=given)
    assert not at.checkbox(key="incoming.tick.A3-2").value
    assert "文件中已清空" in said(at)
    at.checkbox(key="incoming.tick.A3-2").check().run()
    click(at, "incoming.write")
    assert real.rating(id_, "A3-2")[0] is None


def test_an_import_is_taken_back_whole_except_what_was_changed_since(app: Open, real: Workspace, id_: str) -> None:
    kept = real.add_evidence(
        id_, title="旧", date=date(2025, 1, 1), holder="外办", grade="E1", indicators=["A3-2"], actor="office"
    )
    before = real.opened(id_).assessment
    given = filled(real, id_, {"A3-2": {"outcome": 3}, "C3-2": {"outcome": 1}, "C3-3": {"outcome": 1}}, entry=ENTRY)
    at = hand_in(app("assess", a=id_), 宣传部=given)
    click(at, "incoming.write")
    assert len(real.opened(id_).assessment.evidence) == 2
    real.rate(id_, "C3-3", Rating(outcome=4), expected=1, actor="other")
    rows = len(real.audit())
    click(at, "incoming.take_back")
    now = real.opened(id_).assessment
    assert now.ratings == {**before.ratings, "C3-3": Rating(outcome=4)}
    assert now.evidence == [kept]
    assert "其中 1 项导入之后又有改动" in at.warning[0].value
    assert len(real.audit()) == rows + 1
    click(at, "incoming.close")
    assert not at.warning


def test_an_entry_of_evidence_that_an_import_removed_comes_back(app: Open, real: Workspace, id_: str) -> None:
    entry = real.add_evidence(
        id_, title="旧", date=date(2025, 1, 1), holder="外办", grade="E1", indicators=[], actor="office"
    )
    finished = _removed(real, id_, entry.id)
    emptied = real.opened(id_).assessment
    assert emptied.evidence == []
    merge, kept = reversal(finished.merge, finished.picks, finished.applied.evidence, emptied, {})
    assert kept == 0
    real.apply_import(id_, merge, {f"evidence:{entry.id}": 0}, "office")
    assert real.opened(id_).assessment.evidence == [entry]


def _removed(real: Workspace, id_: str, entry: str) -> incoming.Done:
    from assessor.merging import Change, Merge, evidence_key

    now = real.opened(id_)
    [old] = now.assessment.evidence
    merge = Merge(id_, (), evidence=(Change(evidence_key(entry), old, None, (), now.evidence_versions[entry]),))
    picks: dict[str, int | None] = {evidence_key(entry): 0}
    return incoming.Done(id_, False, merge, picks, real.apply_import(id_, merge, picks, "office"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_with_faults_is_refused_by_cell_with_the_remedy_and_a_marked_copy(
    app: Open, real: Workspace, id_: str, language: Language
) -> None:
    good = filled(real, id_, {"C3-2": {"outcome": 1}})
    bad = filled(real, id_, {"A3-2": {"outcome": "很好"}, "C3-3": {"outcome": 9}})
    at = hand_in(app("assess", language, a=id_), 宣传部=good, 商务局=bad)
    assert say("incoming.not_taken", language, file="商务局.xlsx") in at.error[0].value.replace("\\", "")
    told = said(at)
    assert told.count("评分!C") >= 3
    assert "很好" in told
    assert say("incoming.changes", language, n=1) in told, "the good file is taken all the same"
    [marked] = at.get("download_button")
    assert "商务局.xlsx" in marked.proto.label.replace("\\", "")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"city,A1-1\n", b"\xd0\xcf\x11\xe0" + bytes(600)])
def test_what_is_no_workbook_is_refused_and_can_be_given_up(app: Open, real: Workspace, id_: str, data: bytes) -> None:
    at = hand_in(app("assess", a=id_), 坏文件=data)
    assert "坏文件" in at.error[0].value
    assert "没有可用的文件" in said(at)
    assert not at.get("download_button")
    assert not any(one.key == "incoming.write" for one in at.button)
    click(at, "incoming.drop")
    assert not at.error


def test_a_template_that_was_not_filled_in_has_nothing_to_write(app: Open, real: Workspace, id_: str) -> None:
    at = hand_in(app("assess", a=id_), 空=filled(real, id_, {}))
    assert "没有需要写入的" in said(at)


def test_a_file_of_another_assessment_is_named_by_its_city_and_taken_only_on_demand(
    app: Open, real: Workspace, id_: str
) -> None:
    other = begun(real, "乙市")
    at = hand_in(app("assess", a=id_), 乙=filled(real, other, {"C3-2": {"outcome": 1}}))
    told = said(at)
    assert "“乙市”2025年度" in told
    assert other not in told
    assert id_ not in told
    assert f"“{at.checkbox(key='incoming.of_another').label}”" in told, "the way out names the box"
    at.checkbox(key="incoming.of_another").check().run()
    assert at.checkbox(key="incoming.tick.C3-2").value


def test_an_excel_report_whose_rating_was_changed_comes_in_too(app: Open, real: Workspace, id_: str) -> None:
    at = hand_in(
        app("assess", a=id_), 报告=report_changed(downloads.report(downloads.Origin(real, id_), "zh"), "A3-2", 4)
    )
    assert "改动（1项）" in said(at)
    click(at, "incoming.write")
    assert real.rating(id_, "A3-2")[0] == Rating(outcome=4, note="老说明")


def test_two_files_of_one_name_are_two_files_and_the_same_file_twice_is_one() -> None:
    assert list(incoming.named([("a.xlsx", b"1"), ("a.xlsx", b"2"), ("b.xlsx", b"1")])) == ["a.xlsx", "a（2）.xlsx"]


def test_leaving_the_page_loses_neither_files_nor_choices(app: Open, real: Workspace, id_: str) -> None:
    given = filled(real, id_, {"A3-2": {"outcome": 3}, "C3-2": {"outcome": 1}})
    at = hand_in(app("assess", a=id_), 宣传部=given)
    at.checkbox(key="incoming.tick.C3-2").uncheck().run()
    at.switch_page("views/results.py").run()
    at.switch_page("views/assess.py").run()
    assert not at.exception
    assert at.button(key="incoming.write").label == "写入 1 项"
    assert not at.checkbox(key="incoming.tick.C3-2").value


def test_files_handed_to_one_assessment_do_not_show_in_another(app: Open, real: Workspace, id_: str) -> None:
    at = hand_in(app("assess", a=id_), 宣传部=filled(real, id_, {"A3-2": {"outcome": 3}}))
    at.session_state["address"]["a"] = begun(real, "乙市")
    at.query_params["a"] = at.session_state["address"]["a"]
    at.run()
    assert not any(one.key == "incoming.write" for one in at.button)


def test_all_are_ticked_or_unticked_with_one_click(app: Open, real: Workspace, id_: str) -> None:
    given = filled(real, id_, {"A3-2": {"outcome": 3}, "C3-2": {"outcome": 1}})
    at = hand_in(app("assess", a=id_), 宣传部=given)
    click(at, "incoming.none")
    assert at.button(key="incoming.write").disabled
    click(at, "incoming.all")
    assert at.button(key="incoming.write").label == "写入 2 项"


def test_a_long_text_opens_and_what_a_department_wrote_stays_text() -> None:
    words = incoming_words.shortened("<b>" + "长" * 200)
    assert words.startswith("<details><summary>&lt;b&gt;长")
    assert "203 字" in words or "203 characters" in words
    assert incoming_words.shortened("<i>短") == "&lt;i&gt;短"


def test_names_of_files_and_what_is_in_them_stay_text(app: Open, real: Workspace, id_: str) -> None:
    name = "[x](http://pwn.example) :red[**b**] <i>"
    note = "<script>pwn</script>"
    at = app("assess", a=id_)
    one = filled(real, id_, {"A3-2": {"outcome": 3}, "C3-3": {"outcome": 1, "note": note}})
    two = filled(real, id_, {"A3-2": {"outcome": 4}})
    hand_in(at, **{name: one, "外办": two, f"坏{name}": filled(real, id_, {"C3-2": {"outcome": "x"}})})
    assert plain(f"{name}.xlsx") in at.radio[0].options[1]
    assert plain(f"坏{name}.xlsx") in at.error[0].value
    assert plain(f"坏{name}.xlsx") in at.get("download_button")[0].proto.label
    markup = "".join(one.proto.body for one in at.get("html") if "pwn" in one.proto.body)
    assert "&lt;script&gt;" in markup
    assert "<script" not in markup
    assert "<i>" not in markup


# -- from the Start page --------------------------------------------------------------------------


def opened(at: AppTest, **files: bytes) -> AppTest:
    at.button(key="start.way.file").click().run()
    uploader: Any = at.get("file_uploader")[0]
    uploader.set_value([(f"{name}.xlsx", data, XLSX) for name, data in files.items()])
    at.run()
    assert not at.exception, at.exception
    return at


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_opened_on_the_first_page_says_whose_it_is_and_leads_there(
    app: Open, real: Workspace, id_: str, language: Language
) -> None:
    one, two = filled(real, id_, {"A3-2": {"outcome": 3}}), filled(real, id_, {"C3-2": {"outcome": 1}})
    at = opened(app(language=language), 宣传部=one, 外办=two)
    told = said(at)
    assert "甲市" in told
    assert id_ not in told
    click(at, "start.filled.0")
    assert at.title[0].value == say("assess.title", language)
    assert at.query_params["a"] in (id_, [id_])
    assert at.checkbox(key="incoming.tick.A3-2").value
    assert at.checkbox(key="incoming.tick.C3-2").value


def test_a_template_of_no_assessment_goes_into_the_one_that_is_chosen(app: Open, real: Workspace, id_: str) -> None:
    at = opened(app(), 空白=filled(real, None, {"C3-2": {"outcome": 1}}))
    assert at.button(key="start.filled.0").disabled
    at.selectbox(key="start.filled_into.0.zh").select(id_).run()
    click(at, "start.filled.0")
    assert at.checkbox(key="incoming.tick.C3-2").value


def test_a_template_of_an_assessment_that_is_gone_can_go_into_another(app: Open, real: Workspace, id_: str) -> None:
    gone = begun(real, "乙市")
    given = filled(real, gone, {"C3-2": {"outcome": 1}})
    real.delete(gone, "office")
    at = opened(app(), 乙=given)
    assert "不在这里" in said(at)
    at.selectbox(key="start.filled_into.0.zh").select(id_).run()
    click(at, "start.filled.0")
    assert at.checkbox(key="incoming.tick.C3-2").value


def test_a_template_of_a_sample_leads_to_the_samples(app: Open) -> None:
    demo = Workspace.demo()
    there = demo.rating("S03", "C3-2")[0]
    other = 1 if there is None or there.outcome != 1 else 2
    at = opened(app(), 样例=filled(demo, "S03", {"C3-2": {"outcome": other, "reason": None}}))
    assert "虚构样例里" in said(at)
    click(at, "start.filled.0")
    assert at.query_params["demo"] in ("1", ["1"])
    assert at.checkbox(key="incoming.tick.C3-2").value


def test_a_faulty_template_is_explained_on_the_first_page_too(app: Open, real: Workspace, id_: str) -> None:
    at = opened(app(), 商务局=filled(real, id_, {"A3-2": {"outcome": "很好"}}), 坏文件=b"PK\x03\x04")
    assert len(at.error) == 2
    assert "评分!C" in said(at)
    assert len(at.get("download_button")) == 1, "of what is no workbook there is no marked copy"


def test_the_helper_of_these_tests_writes_what_is_read(real: Workspace, id_: str) -> None:
    read = filled_workbook(filled(real, id_, {"A3-2": {"outcome": 3}}, entry=ENTRY), real.rubric, "x.xlsx")
    assert read.assessment_id == id_
    assert read.ratings["A3-2"] == Rating(outcome=3, note="老说明")
    assert [row.entry.title for row in read.evidence if row.entry] == [ENTRY["title"]]
