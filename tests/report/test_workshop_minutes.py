"""The minutes of scoring sessions and the ballot on paper, sentence by sentence."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from docx import Document

from assessor.assessment import Assessment
from assessor.errors import WorkshopRefused
from assessor.report.word.blocks import Grid, Heading, Paper, Paragraph
from assessor.report.word.fitting import height, page_height
from assessor.report.workshop import minutes_bytes, paper_ballot_bytes
from assessor.report.workshop.basis import basis
from assessor.report.workshop.minutes import minutes
from assessor.report.workshop.paper import BOX, paper_ballot
from assessor.rubric import Rubric
from assessor.text import LANGUAGES, Language
from assessor.workshop import Plan, RaterGroup, default_groups
from tests.sessions import Levels, Votes, held, told

AGREED = {"government": [2, 2, 2, 2, 3], "oversight": [2, 2, 3]}
APART = {"government": [0, 0, 1, 3, 3], "oversight": [0, 4, 4]}
CLOSER: dict[str, Levels] = {"government": [1, 1, 1, 2, 2], "oversight": [1, 2, None]}
VOTES: Votes = {"A1-1": AGREED, "A3-3": APART, "B1-1": APART, "B2-1": AGREED, "C1-1": AGREED}
DISSENT = "年度任务虽已分解，经费渠道未落实。"
DECIDED = {"A1-1": (2, "", ""), "A3-3": (1, "", DISSENT), "B1-1": (0, "两种意见相持，低定一级。", "")}
ENGLISH = re.compile(r"[A-Za-z]{2,}")


@pytest.fixture(scope="module")
def city(samples: dict[str, Assessment]) -> Assessment:
    return samples["S03"]


@pytest.fixture(scope="module")
def paper(rubric: Rubric, city: Assessment) -> Paper:
    return written(rubric, city, "zh")


def written(rubric: Rubric, city: Assessment, language: Language) -> Paper:
    state = held(rubric, VOTES, again={"A3-3": CLOSER}, decided=DECIDED, hidden=["B2-1"])
    return minutes(basis(rubric, city, [told(rubric, state, VOTES)], language))


def headings(paper: Paper, depth: int) -> list[str]:
    return [block.words for block in paper.blocks if isinstance(block, Heading) and block.depth == depth]


def after(paper: Paper, heading: str) -> list[str]:
    """The paragraphs below a heading, up to the next one."""
    at = next(n for n, one in enumerate(paper.blocks) if isinstance(one, Heading) and one.words.endswith(heading))
    found = []
    for block in paper.blocks[at + 1 :]:
        if isinstance(block, Heading):
            break
        if isinstance(block, Paragraph):
            found.append(block.label + block.words)
    return found


def grids(paper: Paper) -> list[Grid]:
    return [block for block in paper.blocks if isinstance(block, Grid)]


# -- minutes ------------------------------------------------------------------------------------


def test_the_minutes_follow_the_order_of_official_ones(paper: Paper) -> None:
    assert headings(paper, 1) == [
        "一、会议概况", "二、评分办法", "三、议定结果", "四、主要分歧与保留意见", "五、存疑事项与补证任务", "六、下一步",
    ]  # fmt: skip


def test_the_first_paragraph_says_when_who_and_how_far(paper: Paper) -> None:
    first, *rest = after(paper, "会议概况")
    assert first == (
        "2026年1月15日举行开放场次，评委8人（政府评委5人、监督评委3人），采用自选指标，提交5项指标："
        "已议定3项（其中存疑1项），待定1项，尚未揭示1项。"
    )
    assert rest[0].startswith("地点：＿＿")
    assert rest[-1] == "参会人员名单和保密承诺另行保存，本纪要不列。"


def test_the_table_of_results_has_what_was_revealed_and_nothing_else(paper: Paper) -> None:
    results = grids(paper)[0]
    assert [row[0] for row in results.rows] == ["A1-1", "A3-3", "B1-1", "C1-1"]
    assert results.rows[0][2:] == ("8", "2", "0.25", "一致", "2级")
    assert results.rows[2][-2:] == ("分歧", "0级\n（存疑）")
    assert results.rows[3][-1] == "待定"


def test_a_disagreement_is_told_from_the_first_round_to_the_decision(paper: Paper) -> None:
    told_, dissent = after(paper, "友城与伙伴布局")
    assert told_ == (
        "首轮有效评分票8张：0级3票、1级1票、3级2票、4级2票；中位数2级，四分位差3.25。"
        "复评有效评分票7张：1级4票、2级3票；中位数1级，四分位差1，另有1人无法判断。"
        "议定为1级（零散开展），取较低中位数。"
    )
    assert dissent == f"保留意见：{DISSENT}"


def test_what_was_agreed_at_once_is_no_matter_of_disagreement(paper: Paper) -> None:
    assert headings(paper, 2) == ["（一）友城与伙伴布局", "（二）统筹议事机构运行"]


def test_a_doubtful_item_brings_its_evidence_its_lead_unit_and_a_blank_date(paper: Paper, rubric: Rubric) -> None:
    (row,) = grids(paper)[1].rows
    one = rubric.by_id["B1-1"]
    assert one.evidence is not None
    assert row == (
        "B1-1", one.name.zh, "一：0级3票、1级1票\n二：3级2票、4级2票", one.evidence.zh,
        "、".join(unit.zh for unit in rubric.lead_of(one)), "",
    )  # fmt: skip


def test_the_next_steps_are_numbered_and_ask_for_the_open_items(paper: Paper) -> None:
    steps = after(paper, "下一步")
    assert [one[:2] for one in steps[:-1]] == ["1.", "2.", "3.", "4."]
    assert "存疑的1项" in steps[1]
    assert "2项" in steps[2]
    assert steps[-1] == "＿＿＿＿年＿＿月＿＿日"


def test_where_all_agree_the_minutes_say_so(rubric: Rubric, city: Assessment) -> None:
    votes: Votes = {"A1-1": AGREED}
    said = minutes(basis(rubric, city, [told(rubric, held(rubric, votes, kind="internal"), votes)], "zh"))
    assert after(said, "主要分歧与保留意见") == ["各项意见一致或基本一致，没有记录保留意见。"]
    assert after(said, "存疑事项与补证任务") == ["没有存疑事项。"]


def test_two_sessions_are_told_one_after_the_other(rubric: Rubric, city: Assessment) -> None:
    votes: Votes = {"A1-1": AGREED}
    one = told(rubric, held(rubric, votes, kind="internal"), votes)
    said = minutes(basis(rubric, city, [one, one], "zh"))
    assert [line[:20] for line in after(said, "会议概况")[:2]] == [
        "2026年1月15日举行内部场次（第1场",
        "2026年1月15日举行内部场次（第2场",
    ]
    assert [row[0] for row in grids(said)[0].rows] == ["1", "2"]


def test_the_minutes_in_english_hold_the_same_facts(rubric: Rubric, city: Assessment) -> None:
    said = written(rubric, city, "en")
    assert headings(said, 1)[3] == "4. Disagreements and dissent"
    assert grids(said)[0].rows[2][-1] == "0\n(doubtful)"
    assert after(said, "The sessions")[0].startswith("On 15 January 2026 an open session was held: 8 raters")


def test_chinese_minutes_and_ballots_hold_no_english_word(rubric: Rubric, city: Assessment, paper: Paper) -> None:
    ballot = paper_ballot(rubric, city, plan(), "zh", None)
    for one in (paper, ballot):
        assert ENGLISH.findall("".join(one.said()) + one.edge + one.title) == []


def test_hostile_words_are_printed_and_do_nothing(rubric: Rubric, city: Assessment) -> None:
    typed = "a\u202eb\x00<w:p/>＝1"
    decided = {"A1-1": (2, "", typed)}
    record = told(rubric, held(rubric, VOTES, decided=decided), VOTES)
    text = "\n".join(one.text for one in Document(BytesIO(minutes_bytes(rubric, city, [record]))).paragraphs)
    assert "a�b␀<w:p/>＝1" in text


# -- the ballot on paper --------------------------------------------------------------------------


def plan(groups: tuple[RaterGroup, ...] | None = None, **given: object) -> Plan:
    said = {"items": ("B1-1", "A3-3", "C1-1"), "variant": "own", "groups": groups or default_groups(), "trial": "B1-1"}
    return Plan.model_validate(said | given)


def test_each_item_has_its_question_five_levels_and_cannot_judge_with_a_box(rubric: Rubric, city: Assessment) -> None:
    ballot = paper_ballot(rubric, city, plan(), "zh", "government")
    assert headings(ballot, 2) == [
        "1. B1-1 统筹议事机构运行（试评题）",
        "2. A3-3 友城与伙伴布局",
        "3. C1-1 涉外社会组织培育与管理服务",
    ]
    one = rubric.by_id["A3-3"]
    assert one.quick_question is not None
    assert one.quick_question.zh in after(ballot, "友城与伙伴布局")
    rows = grids(ballot)[1].rows
    assert [row[0] for row in rows] == [BOX] * 6
    assert [row[2] for row in rows[:5]] == [one.descriptor(level).zh for level in range(5)]
    assert rows[5][1] == "无法判断"
    assert any(line.startswith("理由（一句，可不填）：＿") for line in after(ballot, "友城与伙伴布局"))


def test_the_first_page_warns_and_gives_the_ladder(rubric: Rubric, city: Assessment) -> None:
    ballot = paper_ballot(rubric, city, plan(), "zh", "government")
    assert "不写姓名、单位、职务" in after(ballot, "不要写")[0]
    assert "不写国家秘密" in after(ballot, "不要写")[0]
    assert [line[2:] for line in after(ballot, "四问快判")[:4]] == [step.zh for step in rubric.ladder]


def test_a_group_never_sees_what_only_others_rate(rubric: Rubric, city: Assessment) -> None:
    society = paper_ballot(rubric, city, plan(), "zh", "society")
    assert headings(society, 2) == ["1. A3-3 友城与伙伴布局", "2. C1-1 涉外社会组织培育与管理服务"]
    assert rubric.by_id["B1-1"].name.zh not in "".join(society.said())


def test_groups_that_rate_the_same_items_share_a_booklet_and_tick_their_group(rubric: Rubric, city: Assessment) -> None:
    ballot = paper_ballot(rubric, city, plan(), "zh", None)
    titles = [one for one in ballot.blocks if isinstance(one, Paragraph) and one.look == "title"]
    assert [one.new_page for one in titles] == [False, True]
    ticked = [one.words for one in ballot.blocks if isinstance(one, Paragraph) and "政府评委" in one.words]
    assert ticked == [f"{BOX} 政府评委　　{BOX} 监督评委"]
    assert len(headings(ballot, 2)) == 3 + 2


def test_evidence_titles_stand_only_where_the_plan_shows_them(rubric: Rubric, city: Assessment) -> None:
    titles = [entry.title for entry in city.evidence_for("B1-1")]
    assert titles
    assert titles[0] in "".join(paper_ballot(rubric, city, plan(), "zh", "government").said())
    bare = paper_ballot(rubric, city, plan(evidence=False), "zh", "government")
    assert titles[0] not in "".join(bare.said())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_item_of_the_whole_rubric_is_torn_between_pages(language: Language, rubric: Rubric, city: Assessment) -> None:  # fmt: skip
    groups = tuple(one for one in default_groups() if one.inside)
    every = Plan(items=tuple(one.id for one in rubric.indicators), variant="full", kind="internal", groups=groups)
    ballot = paper_ballot(rubric, city, every, language, "government")
    pages: list[list[object]] = [[]]
    for block in ballot.blocks:
        if isinstance(block, (Heading, Paragraph)) and block.new_page:
            pages.append([])
        pages[-1].append(block)
    empty = Paper("ballot", language, "", "", "", ())
    tall = [height(Paper("ballot", language, "", "", "", tuple(page))) for page in pages]  # type: ignore[arg-type]  # blocks
    assert len(pages) > 10
    assert max(tall) <= page_height(empty)


def test_an_unknown_group_is_refused(rubric: Rubric, city: Assessment) -> None:
    with pytest.raises(WorkshopRefused, match="nobody"):
        paper_ballot_bytes(rubric, city, plan(), "zh", "nobody")


def test_the_files_open_as_documents(rubric: Rubric, city: Assessment) -> None:
    document = Document(BytesIO(paper_ballot_bytes(rubric, city, plan())))
    assert document.paragraphs[0].text == "研讨评分票"
    assert (document.core_properties.author, document.core_properties.last_modified_by) == ("", "")
