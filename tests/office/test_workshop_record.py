"""What a scoring session leaves behind, as LibreOffice prints it: all of it on paper, nothing torn, no row clipped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from assessor.assessment import Assessment
from assessor.report.workshop import SessionRecord, minutes_bytes, paper_ballot_bytes, record_bytes
from assessor.report.workshop.basis import basis
from assessor.report.workshop.paper import paper_ballot
from assessor.report.workshop.record import record_book
from assessor.rubric import Rubric
from assessor.text import LANGUAGES, Language
from assessor.workshop import Plan, default_groups
from tests.sessions import Levels, Votes, held, told

pytestmark = pytest.mark.office
Convert = Callable[[Sequence[Path], str, Path], list[Path]]
Heights = dict[tuple[str, int], float]
Measure = Callable[..., tuple[Heights, Heights]]
Kind = str
PATTERNS: tuple[dict[str, Levels], ...] = (
    {"government": [2, 2, 2, 2, 3, 2, 1, 2], "oversight": [2, 2, 3]},
    {"government": [0, 0, 1, 3, 3, 4, 4, None], "oversight": [0, 4, 4]},
    {"government": [1, 2, 2, 3, 3, None, 1, 2], "oversight": [3, 2, None]},
)
CLOSER: dict[str, Levels] = {"government": [1, 1, 2, 2, 2, 2, 1, 3], "oversight": [1, 2, 2]}
LONG = "部分评委认为年度任务虽已分解，但经费渠道尚未落实，按现有材料只能到较低一级，建议补充任务落实台账后再议。"


@pytest.fixture(scope="module")
def sessions(rubric: Rubric) -> list[SessionRecord]:
    """An internal and an open session over the whole rubric, with re-votes, doubts and dissent."""
    return [_session(rubric, "internal", date(2026, 1, 15)), _session(rubric, "open", date(2026, 1, 16))]


def _session(rubric: Rubric, audience: str, day: date) -> SessionRecord:
    ids = [one.id for one in rubric.indicators if one.audience == audience]
    votes: dict[str, dict[str, Levels]] = {id_: dict(PATTERNS[at % 3]) for at, id_ in enumerate(ids)}
    if audience == "open":
        for at, each in enumerate(votes.values()):
            each["society"] = [1, 2, 2, 4 if at % 2 else 2]
    disputed = ids[1::3]
    again: Votes = {one: votes[one] | CLOSER for one in disputed[:3]}
    decided = {one: (2, "", LONG if at % 4 == 0 else "") for at, one in enumerate(ids) if one not in disputed}
    decided |= dict.fromkeys(disputed[3:5], (1, LONG, LONG))
    kind = "internal" if audience == "internal" else "open"
    state = held(rubric, votes, again=again, decided=decided, kind=kind)  # type: ignore[arg-type]  # one of the two
    return told(rubric, state, votes, day=day)


def plan(rubric: Rubric) -> Plan:
    ids = tuple(one.id for one in rubric.in_variant("quick"))
    return Plan(items=ids, variant="quick", kind="open", groups=default_groups(), trial="B1-1")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, rubric: Rubric, samples: dict[str, Assessment], sessions: list[SessionRecord]) -> dict[tuple[Kind, Language], Path]:  # fmt: skip
    folder, city, found = tmp_path_factory.mktemp("sessions"), samples["S03"], {}
    for language in LANGUAGES:
        for kind, ending, content in (
            ("record", "xlsx", record_bytes(rubric, city, sessions, language)),
            ("minutes", "docx", minutes_bytes(rubric, city, sessions, language)),
            ("paper", "docx", paper_ballot_bytes(rubric, city, plan(rubric), language)),
        ):
            found[kind, language] = folder / f"{kind}-{language}.{ending}"
            found[kind, language].write_bytes(content)
    return found


@pytest.fixture(scope="module")
def pages(made: dict[tuple[Kind, Language], Path], convert: Convert, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[Kind, Language], list[str]]:  # fmt: skip
    """Text of each printed page without blanks, all files in one start of LibreOffice."""
    printed = convert(list(made.values()), "pdf", tmp_path_factory.mktemp("printed"))
    return {
        key: [re.sub(r"\s+", "", page.extract_text()) for page in PdfReader(one).pages]
        for key, one in zip(made, printed, strict=True)
    }


Pages = dict[tuple[Kind, Language], list[str]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_the_record_says_is_on_paper(language: Language, pages: Pages, rubric: Rubric, samples: dict[str, Assessment], sessions: list[SessionRecord]) -> None:  # fmt: skip
    paper = "".join(pages["record", language])
    book = record_book(basis(rubric, samples["S03"], sessions, language))
    said = [
        value
        for sheet in book.sheets
        for table in sheet.tables
        for value in (*(one.head for one in table.columns), *(cell.value for row in table.rows for cell in row))
        if isinstance(value, str)
    ]
    lost = [line for text in said for line in text.split("\n") if not all(piece in paper for piece in pieces(line))]
    assert lost == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["record", "minutes", "paper"])
def test_every_page_says_that_it_is_internal_and_made_up(kind: Kind, language: Language, pages: Pages) -> None:
    assert all("虚构样例" in page for page in pages[kind, language])
    marks = {"record": ("研讨评分，不作考核依据", "Scoringsession;notforappraisal")}.get(
        kind, ("供内部研究", "forinternalstudy")
    )
    assert all(marks[language == "en"] in page for page in pages[kind, language])
    assert "�" not in "".join(pages[kind, language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_sheet_is_one_page_and_the_record_is_no_book(language: Language, pages: Pages) -> None:
    first, second, *_ = pages["record", language]
    about, results = (("目录", "议定结果示例"), ("Contents", "AgreedresultsSample"))[language == "en"]
    assert about in first
    assert results in second
    assert len(pages["record", language]) <= 26


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_minutes_end_with_the_blank_for_their_date_on_a_page_with_text(language: Language, pages: Pages) -> None:
    last = pages["minutes", language][-1]
    assert ("＿年＿＿月＿＿日" if language == "zh" else "Date:___") in last
    assert ("4.完成佐证核验" if language == "zh" else "4.Once") in last
    assert len(pages["minutes", language]) <= 14


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_paper_each_item_stands_on_one_page_from_its_name_to_its_reason(language: Language, pages: Pages, rubric: Rubric, samples: dict[str, Assessment]) -> None:  # fmt: skip
    ballot = paper_ballot(rubric, samples["S03"], plan(rubric), language, None)
    names = [re.sub(r"\s+", "", getattr(one, "words", "")) for one in ballot.blocks if getattr(one, "depth", 0) == 2]
    ends = "无法判断" if language == "zh" else "Cannotjudge"
    assert len(names) == 15 + 8  # those inside the house, and society
    for name in names:
        page = next(one for one in pages["paper", language] if name in one)
        assert ends in page.split(name)[1]
    asked = "理由（一句" if language == "zh" else "Reason(oneline"
    assert sum(page.count(asked) for page in pages["paper", language]) == len(names)
    for page in pages["paper", language]:
        assert page.count(asked) == sum(page.count(name) for name in set(names))


def test_no_row_of_the_record_is_clipped(made: dict[tuple[Kind, Language], Path], measure: Measure) -> None:
    needed, given = measure(made["record", "zh"])
    assert {place: (given[place], tall) for place, tall in needed.items() if given[place] < tall - 0.5} == {}


def pieces(line: str) -> Iterator[str]:
    """Runs of one script: between scripts the paper's text may be ordered otherwise."""
    return (re.sub(r"\s+", "", run)[:6] for run in re.findall(r"[\u4e00-\u9fff]+|[A-Za-z]+", line))
