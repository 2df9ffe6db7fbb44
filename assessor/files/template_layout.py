"""What writer and reader of a scoring template agree on: keys of columns, and the words an entry may hold."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Literal

from assessor.assessment import Outcome, Special
from assessor.rubric import Rubric
from assessor.text import Text, say
from assessor.workbooks.identity import TEMPLATE
from assessor.workbooks.identity import Identity as Identity
from assessor.workbooks.identity import digest_of as digest_of
from assessor.workbooks.identity import identity_of as identity_of

FORMAT = TEMPLATE
TemplateLanguage = Literal["zh", "en", "both"]

# Keys stand in a hidden row right above the headings; the last, hidden column is keyed with `Identity.token`.
ROW, OUTCOME, GRADE, REASON, NOTE, CONSTRAINT, OFFLINE = "row", "outcome", "grade", "reason", "note", "constraint", "offline"  # fmt: skip
RATING_KEYS = (ROW, OUTCOME, GRADE, REASON, NOTE, CONSTRAINT, OFFLINE)
ENTRY, TITLE, DATE, HOLDER, ENTRY_GRADE, INDICATORS = "evidence", "title", "date", "holder", "grade", "indicators"
ENTRY_KEYS = (ENTRY, TITLE, DATE, HOLDER, ENTRY_GRADE, INDICATORS)
BETWEEN_CODES = "、"
"""What the template writes between codes; read are also ， , ； ; / blanks and line breaks."""

NOT_HERE = ("—", "全文见", "in full under")
"""How a cell of a report begins in which no text stands, or none in full."""

INSTRUCTIONS, RATINGS, EVIDENCE, LISTS = (
    say("填表说明", "Instructions"), say("评分", "Ratings"), say("佐证目录", "Evidence"), say("选项", "Lists"),
)  # fmt: skip

SPECIALS: Mapping[Special, Text] = {
    "insufficient_evidence": say("佐证不足", "Insufficient evidence"),
    "not_applicable": say("不适用", "Not applicable"),
}
_SHORT: Mapping[str, Special] = {
    "na": "not_applicable", "n/a": "not_applicable", "ie": "insufficient_evidence", "i/e": "insufficient_evidence",
}  # fmt: skip
YES, NO = say("是", "Yes"), say("否", "No")
_YES, _NO = {"是", "yes", "y", "true", "1"}, {"否", "no", "n", "false", "0"}


def in_language(text: Text, language: TemplateLanguage) -> str:
    """Words on one line, as a drop-down offers them."""
    if language == "both":
        return text.zh if text.zh == text.en else f"{text.zh} / {text.en}"
    return text.pick(language)


def folded(written: str) -> str:
    """What is compared: without the difference of widths, cases and outer blanks."""
    return unicodedata.normalize("NFKC", written).strip().casefold()


def outcome_words(top: int) -> dict[str, Outcome]:
    """Everything that may be written as an outcome, folded."""
    words: dict[str, Outcome] = {str(level): level for level in range(top + 1)}
    for special, text in SPECIALS.items():
        words |= {folded(one): special for one in (text.zh, text.en, in_language(text, "both"))}
    return words | dict(_SHORT)


def outcome_said(written: str, top: int) -> Outcome | None:
    """The outcome that a text stands for; None where it stands for none."""
    return outcome_words(top).get(folded(written))


def yes_or_no(written: str) -> bool | None:
    said = {part.strip() for part in folded(written).split("/")}
    return True if said and said <= _YES else False if said and said <= _NO else None


def grade_said(written: str, rubric: Rubric) -> str | None:
    """The grade of evidence that a text stands for: its id, or id and name as the list of grades shows them."""
    said = folded(written)
    for grade in rubric.evidence_grades:
        names = (grade.name.zh, grade.name.en, in_language(grade.name, "both"))
        if said in {folded(grade.id), *(folded(f"{grade.id} {name}") for name in names)}:
            return grade.id
    return None
