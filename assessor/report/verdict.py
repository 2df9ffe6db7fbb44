"""What a summary may conclude from a scorecard, by rule: facts, and the sentences made of them.

Numbers are compared as people read them, so that no reader finds a conclusion that the printed numbers
do not bear out. Word prints the sentences; the workbook has the same rule as formulas (`verdict_tables`).

Source:
    Rubric method 5.4 (what a difference means) and 6.6 (one sentence of overall judgement).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from assessor.report.base import Report
from assessor.report.display import listed, percent_words, quoted
from assessor.report.highlights import FIRST_STEPS, Highlight
from assessor.rubric import Rubric
from assessor.scorecard import Node, Scorecard, shown
from assessor.scoring import INSUFFICIENT_EVIDENCE
from assessor.text import Text, say

NEAR = 3.0
"""Points within which two numbers of one city are not told apart."""
APART = 10.0
"""Points between the highest and the lowest level from which levels are told apart where the rubric has no rule."""
MOST_NAMED = 3
"""Shortcomings named; of more only the number is said."""
NUMERALS = "零一两三四五六七八九十"

Standing = Literal["only", "close", "top", "weak"]
"""Of the levels shown: a single one; not told apart; all in the highest band; some relatively weak."""
Part = Literal["levels", "supported", "bands", "shortcomings", "provisional"]

TOO_LITTLE = say("暂不作判断，先补评、补佐证。", "No judgement yet: rate more and add evidence first.")
SOME_LEVELS = say("已出分的层级", "the levels shown")
WEAK = say("{those}中{names}相对薄弱", "Of {those}, {names} {verb} relatively weak")
CLOSE = say("{those}得分相近，不作区分", "The scores of {those} are close: none is singled out")
TOP = say("{those}均处于“{band}”", "All of {those} stand at “{band}”")
ONLY = say("“{name}”处于“{band}”", "“{name}” stands at “{band}”")
REST = say("，其余层级暂不出分", ", the other levels are not shown")
SUPPORTED_WEAK = say(
    "按佐证支持分{names}相对薄弱，结论不稳健",
    "by what the evidence supports {names} {verb} relatively weak, so the conclusion is not robust",
)
SUPPORTED_CLOSE = say(
    "按佐证支持分不作区分，结论不稳健",
    "by what the evidence supports none is singled out, so the conclusion is not robust",
)
BANDS = say("等级（研判／佐证支持）：{each}", "bands (judged / supported): {each}")
BAND = say("“{name}”{judged}／{supported}", "“{name}” {judged} / {supported}")
NO_SEVERITY = say("短板程度暂不出分", "no severity is shown")
Scope = tuple[Text, Text]
"""Said where all shortcomings are shown, and where only some are."""
SLIGHT: Scope = (
    say("短板均属{band}", "all shortcomings are {band}"), say("已出分的短板均属{band}", "the shortcomings shown are {band}"),
)  # fmt: skip
FIRST: Scope = (
    say("首要短板为{names}", "the foremost shortcoming is {names}"),
    say("已出分的短板首要为{names}", "of the shortcomings shown the foremost is {names}"),
)
SEVERAL: Scope = (
    say("短板主要为{names}", "the foremost shortcomings are {names}"),
    say("已出分的短板主要为{names}", "of those shown the foremost shortcomings are {names}"),
)
MORE = say("等{count}项", "and others ({count} in all)")
PROVISIONAL = say("覆盖率不足{least}，属暂定判断", "provisional, as coverage is below {least}")
STEPS_RULE = say("拟抓事项按差距×权重÷难度选取", "what to do first is chosen by gap × weight ÷ effort")
STEPS_NOTE = say("以上事项按差距×权重÷难度选取。", "Chosen by gap × weight ÷ effort.")
IS, ARE = "is", "are"


@dataclass(frozen=True)
class View:
    """What one set of scores says of the levels."""

    standing: Standing | None
    """None where no level is shown."""
    named: tuple[str, ...]
    """Levels called relatively weak, lowest first."""


@dataclass(frozen=True)
class Judgement:
    too_little: bool
    """Nothing may be concluded, whatever else stands here."""
    levels: View
    supported: View | None
    """Formal mode: the same by what the evidence supports."""
    rebanded: tuple[str, ...]
    """Formal mode: levels whose band the evidence does not support, in the rubric's order."""
    shortcomings: tuple[str, ...]
    """The most severe and those not told apart from it, most severe first; none where they are slight."""
    slight: bool
    """Every shortcoming shown lies in the lowest band."""
    provisional: bool

    @property
    def robust(self) -> bool:
        """Do both views call the same levels weak?"""
        return self.supported is None or set(self.supported.named) == set(self.levels.named)


# -- the rule ---------------------------------------------------------------------------------


def judge(report: Report) -> Judgement:
    card = report.card
    levels, severities = outer(card), [one.node for one in card.shortcomings.values()]
    scored, severe = scored_of(levels), scored_of(severities)
    under = None if card.supported is None else scored_of(outer(card.supported))
    slight = bool(severe) and severe_order(severe)[0].band == 0
    return Judgement(
        too_little=not scored or mostly_unproven(card.codes.values()),
        levels=view(report, scored),
        supported=None if under is None else view(report, under),
        rebanded=() if card.supported is None else tuple(
            one.id for one in scored if one.band != card.supported.levels[one.id].band
        ),
        shortcomings=() if slight else tuple(one.id for one in foremost(severe, report)),
        slight=slight,
        provisional=any(one.status == "provisional" for one in (*scored, *severe)),
    )  # fmt: skip


def outer(card: Scorecard) -> list[Node]:
    """The levels that make the overall score; their parts are not set beside them."""
    return [node for node in card.levels.values() if node.within is None]


def scored_of(nodes: Iterable[Node]) -> list[Node]:
    return [node for node in nodes if node.score is not None]


def mostly_unproven(codes: Iterable[int]) -> bool:
    """Do more than half of the rated indicators lack evidence?"""
    rated = [code for code in codes if code >= 0 or code == INSUFFICIENT_EVIDENCE]
    return 2 * rated.count(INSUFFICIENT_EVIDENCE) > len(rated)


def apart(rubric: Rubric) -> float:
    """Points between highest and lowest level from which some level may be called weak."""
    rules = rubric.differences_over_time
    return APART if rules is None else rules.level.probable


def as_shown(report: Report, node: Node) -> float:
    return float(shown(node.score or 0.0, report.bands_of(node)))


def view(report: Report, scored: Sequence[Node]) -> View:
    """No level in the highest band is ever called weak, and none where they lie close."""
    if not scored:
        return View(None, ())
    if len(scored) == 1:
        return View("only", ())
    low = sorted(scored, key=lambda node: round(node.score or 0.0, 9))
    numbers, top = [as_shown(report, node) for node in low], len(report.rubric.bands) - 1
    if round(numbers[-1] - numbers[0], 6) < apart(report.rubric):
        return View("close", ())
    if low[0].band == top:
        return View("top", ())
    named = [
        node.id for node, number in zip(low, numbers, strict=True)
        if round(number - numbers[0], 6) <= NEAR and node.band != top
    ]  # fmt: skip
    return View("weak", tuple(named))


def severe_order(nodes: Iterable[Node]) -> list[Node]:
    """Most severe first; what has no number comes last; equal ones in the rubric's order."""
    return sorted(nodes, key=lambda node: (node.score is None, -round(node.score or 0.0, 9)))


def foremost(scored: Sequence[Node], report: Report) -> list[Node]:
    """The most severe and those not told apart from it, most severe first."""
    ordered = severe_order(scored)
    return [
        node for node in ordered
        if round(as_shown(report, ordered[0]) - as_shown(report, node), 6) <= NEAR
    ]  # fmt: skip


def steps_apart(judgement: Judgement, steps: Sequence[Highlight]) -> bool:
    """Does none of the first steps belong mainly to a shortcoming that is named?"""
    if judgement.too_little or not judgement.shortcomings or not steps:
        return False
    return not any(belongs(one) in judgement.shortcomings for one in steps[:FIRST_STEPS])


def belongs(one: Highlight) -> str | None:
    link = one.indicator.shortcomings
    return None if link is None else link.primary


# -- the sentences ------------------------------------------------------------------------------


def sentence(report: Report) -> Text:
    """The verdict as one sentence."""
    judgement = judge(report)
    if judgement.too_little:
        return TOO_LITTLE
    said = listed([one for one in parts(report, judgement).values() if one is not None], zh="；", en="; ")
    return say(f"{said.zh}。", f"{said.en}.")


def parts(report: Report, judgement: Judgement) -> dict[Part, Text | None]:
    """Clauses in their order; None where one says nothing."""
    return {
        "levels": _levels_said(report, judgement),
        "supported": _supported_said(report, judgement),
        "bands": _bands_said(report, judgement),
        "shortcomings": _shortcomings_said(report, judgement),
        "provisional": provisional_said(report.rubric) if judgement.provisional else None,
    }


def all_levels(rubric: Rubric) -> Text:
    """“三个层级”, “the 3 levels”."""
    count = len(rubric.levels_of(None))
    numeral = NUMERALS[count] if count < len(NUMERALS) else str(count)
    return say(f"{numeral}个层级", f"the {count} levels")


def provisional_said(rubric: Rubric) -> Text:
    return filled(PROVISIONAL, least=percent_words(rubric.coverage.shown))


def filled(template: Text, **given: Text | str) -> Text:
    """A template with its names in braces filled in, in both languages."""
    zh = {name: part if isinstance(part, str) else part.zh for name, part in given.items()}
    en = {name: part if isinstance(part, str) else part.en for name, part in given.items()}
    return say(template.zh.format(**zh), template.en.format(**en))


def called(report: Report, node: Node) -> Text:
    """Name of a node's band as it stands inside a sentence."""
    name = report.band_name(node)
    return say(name.zh, name.en.lower())


def names_said(report: Report, ids: Sequence[str]) -> Text:
    return quoted(report.name(id_) for id_ in ids)


def severe_names(report: Report, ids: Sequence[str]) -> Text:
    """The first few by name, of more the number."""
    if len(ids) <= MOST_NAMED:
        return names_said(report, ids)
    some = [report.name(id_) for id_ in ids[:MOST_NAMED]]
    more = filled(MORE, count=str(len(ids)))
    return say(
        "".join(f"“{one.zh}”" for one in some) + more.zh, ", ".join(f"“{one.en}”" for one in some) + f" {more.en}"
    )


def _verb(ids: Sequence[str]) -> str:
    return IS if len(ids) == 1 else ARE


def _levels_said(report: Report, judgement: Judgement) -> Text | None:
    levels, found = outer(report.card), judgement.levels
    scored = scored_of(levels)
    if found.standing is None:
        return None
    lowest = min(scored, key=lambda node: round(node.score or 0.0, 9))
    if found.standing == "only":
        said = filled(ONLY, name=report.name(lowest.id), band=called(report, lowest))
        return said if len(levels) == 1 else say(said.zh + REST.zh, said.en + REST.en)
    those = all_levels(report.rubric) if len(scored) == len(levels) else SOME_LEVELS
    if found.standing == "close":
        return filled(CLOSE, those=those)
    if found.standing == "top":
        return filled(TOP, those=those, band=called(report, lowest))
    return filled(WEAK, those=those, names=names_said(report, found.named), verb=_verb(found.named))


def _supported_said(report: Report, judgement: Judgement) -> Text | None:
    """Where the evidence points at other levels, that is said."""
    if judgement.robust or judgement.supported is None:
        return None
    named = judgement.supported.named
    return filled(SUPPORTED_WEAK, names=names_said(report, named), verb=_verb(named)) if named else SUPPORTED_CLOSE


def _bands_said(report: Report, judgement: Judgement) -> Text | None:
    card = report.card
    if not judgement.rebanded or card.supported is None:
        return None
    each = [
        filled(BAND, name=report.name(id_), judged=called(report, card.levels[id_]),
               supported=called(report, card.supported.levels[id_]))
        for id_ in judgement.rebanded
    ]  # fmt: skip
    return filled(BANDS, each=listed(each))


def _shortcomings_said(report: Report, judgement: Judgement) -> Text | None:
    every = [one.node for one in report.card.shortcomings.values()]
    scored, named = scored_of(every), judgement.shortcomings
    if not every:
        return None
    if not scored:
        return NO_SEVERITY
    scope = int(len(scored) < len(every))
    if judgement.slight:
        return filled(SLIGHT[scope], band=called(report, severe_order(scored)[0]))
    template = FIRST if len(named) == 1 else SEVERAL
    return filled(template[scope], names=severe_names(report, named))
