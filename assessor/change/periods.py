"""One period of a city: an assessment with the rubric it was made under."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from assessor.assessment import Assessment
from assessor.errors import ComparisonRefused, Problem
from assessor.rubric import Rubric
from assessor.scorecard import Scorecard, score
from assessor.text import say


@dataclass(frozen=True)
class Period:
    """An assessment under the rubric, and the version of it, that it was made under."""

    rubric: Rubric
    assessment: Assessment

    @cached_property
    def card(self) -> Scorecard:
        return score(self.rubric, self.assessment)


def refuse_unlike(old: Period, new: Period) -> None:
    """Two periods belong to one city and one rubric, and the earlier one comes first.

    Raises:
        ComparisonRefused: with every reason.
    """
    found = []
    if old.assessment.city.id != new.assessment.city.id:
        found.append(
            Problem(
                new.assessment.id,
                say("两份评估不是同一城市", "the two assessments are of different cities"),
                say("城市之间请用“对标”", "between cities use Compare"),
            )
        )
    if old.rubric.id != new.rubric.id:
        found.append(
            Problem(
                new.assessment.id,
                say(f"两份评估依据不同的量表：{old.rubric.id}、{new.rubric.id}",
                    f"made under different rubrics: {old.rubric.id} and {new.rubric.id}"),
                say("只能比较同一量表的各年度", "compare periods under one rubric"),
            )
        )  # fmt: skip
    if old.assessment.cut_off > new.assessment.cut_off:
        found.append(
            Problem(
                new.assessment.id,
                say(f"截止日期（{new.assessment.cut_off}）早于前一份（{old.assessment.cut_off}）",
                    f"its cut-off date {new.assessment.cut_off} lies before the other's {old.assessment.cut_off}"),
                say("先写较早的一份，再写较晚的一份", "name the earlier one first"),
            )
        )  # fmt: skip
    if found:
        raise ComparisonRefused(*found)
