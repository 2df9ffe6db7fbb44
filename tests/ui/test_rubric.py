"""The rubric page: every indicator, every source paragraph, every rule, of any rubric."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from assessor.rubric import Rubric, not_scored_because
from assessor.ui import rubric_parts
from tests.ui.conftest import LANGUAGES, Open

VIEWS = ("level", "shortcoming", "path", "source", "rules")


def said(at: AppTest) -> str:
    kinds = (at.title, at.header, at.subheader, at.markdown, at.caption, at.info, at.warning, at.success, at.error)
    return "\n".join([*(one.value for kind in kinds for one in kind), *(one.proto.body for one in at.get("html"))])


def labels(at: AppTest) -> list[str]:
    return [one.label.replace("\\", "") for one in at.expander]


def view(at: AppTest, name: str) -> AppTest:
    at.button_group(key="rubric.view").set_value(name).run()
    assert not at.exception
    return at


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", VIEWS)
def test_every_view_opens_in_both_languages(app: Open, language: str, name: str) -> None:
    at = view(app("rubric", language), name)
    assert not at.error
    assert len(at.title) == 1


def test_browsing_the_levels_meets_every_indicator_once(app: Open, rubric: Rubric) -> None:
    at = app("rubric")
    met = []
    for level in rubric.levels:
        at.button_group(key="rubric.level").set_value(level.id).run()
        met += [label.split()[0] for label in labels(at)]
    assert met == [one.id for one in rubric.indicators]


def test_a_shortcoming_lists_its_primary_indicators_before_the_secondary_ones(app: Open, rubric: Rubric) -> None:
    at = view(app("rubric"), "shortcoming")
    first = rubric.shortcomings[0].id
    linked = [(one.id, one.shortcomings) for one in rubric.indicators if one.shortcomings]
    wanted = [id_ for id_, link in linked if link.primary == first]
    wanted += [id_ for id_, link in linked if link.secondary == first]
    assert [label.split()[0] for label in labels(at)] == wanted


def test_a_path_says_whether_it_has_a_score(app: Open, rubric: Rubric) -> None:
    at = view(app("rubric"), "path")
    assert "计路径得分" in said(at)
    general = next(tag.id for tag in rubric.tags if not tag.scored)
    at.button_group(key="rubric.path").set_value(general).run()
    assert "不计路径得分" in said(at)


def test_an_indicator_shows_everything_that_decides_its_level(app: Open, rubric: Rubric) -> None:
    body = said(app("rubric"))
    one = rubric.by_id["A1-1"]
    assert one.question.zh.replace("（", "") in body.replace("（", "")
    for rung in one.descriptors:
        assert rung.text.zh.split("；")[0][:20] in body
    for word in ("佐证提示", "责任单位", "不适用规则", "依据类型", "关键指标", "评议场次", "改进动作", "3至12个月"):
        assert word in body
    for paragraph in one.sources:
        assert paragraph in body


def test_a_source_paragraph_is_named_by_its_section_where_no_heading_does(app: Open, rubric: Rubric) -> None:
    at = app("rubric")
    unit = rubric.paragraph[rubric.by_id["A1-1"].sources[0]]
    section = next(one.name.zh for one in rubric.source.sections if unit.id.startswith(one.id))
    assert f"{unit.id}（{section}）{unit.gist.zh}" in said(at)
    at.text_input(key="rubric.search").set_value(unit.id).run()
    found = next(one.proto.body for one in at.get("html") if 'data-label="大意"' in one.proto.body)
    assert f'<span class="a-quiet">{section}</span>' in found


def test_both_kinds_of_session_say_who_rates(app: Open, rubric: Rubric) -> None:
    at = app("rubric")
    assert "内部场次：只由市级单位人员评" in said(at)
    society = next(one for one in rubric.indicators if one.audience == "open")
    at.text_input(key="rubric.search").set_value(society.id).run()
    assert "社会评委一起评" in said(at)


def test_every_source_paragraph_has_its_indicators_or_a_reason(app: Open, rubric: Rubric) -> None:
    body = said(view(app("rubric"), "source"))
    assert body.count('data-label="大意"') == len(rubric.source.paragraphs) == 100
    for unit in rubric.source.paragraphs:
        assert f">{unit.id}<" in body
        assert rubric.indicators_from(unit.id) or not_scored_because(rubric, unit)
    assert body.count("未设指标：") == sum(not rubric.indicators_from(unit.id) for unit in rubric.source.paragraphs)
    assert "其他段落" not in body


def test_the_coverage_statement_counts_the_clauses_that_ask_for_something(app: Open, rubric: Rubric) -> None:
    at = view(app("rubric"), "source")
    must = [unit for unit in rubric.source.paragraphs if unit.kind == "mechanism"]
    assert any(f"机制要求共{len(must)}条，全部" in one.value for one in at.success)


def test_a_clause_without_an_indicator_is_named(app: Open, tiny: Rubric, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tiny.source.model_copy(
        update={"paragraphs": [*tiny.source.paragraphs, tiny.source.paragraphs[0].model_copy(update={"id": "S9-P9"})]}
    )
    holed = tiny.model_copy(update={"source": source})
    monkeypatch.setattr("assessor.files.load_rubric", lambda path=None: holed)
    at = view(app("rubric"), "source")
    assert any("S9" in one.value for one in at.warning)
    assert "其他段落" in said(at)


def test_the_rules_come_from_the_rubric(app: Open, rubric: Rubric) -> None:
    body = said(view(app("rubric"), "rules"))
    for band in [*rubric.bands, *rubric.severity_bands]:
        assert band.name.zh in body
    for grade in rubric.evidence_grades:
        assert grade.name.zh in body
    for words in ("80%", "60%", "20%", "等权", "专家预设", "超大城市", "快评（15项），证据未核验"):
        assert words in body
    assert rubric.fingerprint[:12] in body


def test_a_search_finds_indicators_and_paragraphs_by_every_word(app: Open, rubric: Rubric) -> None:
    at = app("rubric")
    at.text_input(key="rubric.search").set_value("A1-1").run()
    assert "A1-1" in labels(at)[0]
    at.text_input(key="rubric.search").set_value("没有这样的词").run()
    assert not at.expander
    assert "找到0项指标" in said(at)


def test_a_search_wants_all_words_in_either_language(rubric: Rubric) -> None:
    both = {one.id for one in rubric_parts.found_by(rubric, "plan 规划")}
    assert "A1-1" in both
    assert both <= {one.id for one in rubric_parts.found_by(rubric, "PLAN")}


def test_a_search_for_a_unit_finds_what_it_leads_or_supports_and_not_the_mark_of_the_lead(tiny: Rubric) -> None:
    assert [one.id for one in rubric_parts.found_by(tiny, "财政局")] == ["x3", "y1"]
    assert rubric_parts.found_by(tiny, "牵头") == []


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_another_rubric_needs_no_change_to_the_page(
    app: Open, tiny: Rubric, monkeypatch: pytest.MonkeyPatch, language: str, name: str
) -> None:
    monkeypatch.setattr("assessor.files.load_rubric", lambda path=None: tiny)
    body = said(view(app("rubric", language), name))
    assert ("小量表" if language == "zh" else "Tiny rubric") in body
    assert "A1-1" not in body


def test_a_paragraph_lies_in_the_section_its_number_begins_with(rubric: Rubric) -> None:
    unit = rubric.source.paragraphs[0]
    inside = rubric_parts._in_section
    assert inside(unit.model_copy(update={"id": "S3.1-P2"}), "S3")
    assert inside(unit.model_copy(update={"id": "S3-P2"}), "S3")
    assert not inside(unit.model_copy(update={"id": "S31-P2"}), "S3")
