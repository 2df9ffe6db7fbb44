"""Sentences composed from a scorecard by rules. Nothing here says more than the coverage allows.

No sentence names a person or blames a unit: what is strong or weak is an indicator, that is a
mechanism. Numbers are those of `scorecard.shown`; provisional ones stand in brackets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assessor.report import words
from assessor.report.base import Report
from assessor.report.display import listed, percent_words
from assessor.report.highlights import Highlight
from assessor.report.word.wording import numeral, upper
from assessor.scorecard import Node, Scorecard, Shortcoming, bracketed, shown, withheld_because
from assessor.text import Text, say

CLOSE = 3.0
"""Points within which two numbers of one city are not told apart (rubric method 4.4)."""
FEW = 3


def joined(*texts: Text | None) -> Text:
    """Sentences one after the other."""
    return listed([text for text in texts if text is not None], zh="", en=" ")


def quoted(names: Iterable[Text]) -> Text:
    """“A”“B”and “C” as a list; Chinese needs no sign between quotation marks."""
    kept = list(names)
    zh, en = "".join(f"“{one.zh}”" for one in kept), [f"“{one.en}”" for one in kept]
    return say(zh, en[0] if len(en) == 1 else f"{', '.join(en[:-1])} and {en[-1]}")


def _starred(those: Sequence[Text]) -> Text:
    """Names, the first few of them where they are many."""
    if len(those) <= FEW:
        return quoted(those)
    some = quoted(those[:FEW])
    return say(f"{some.zh}等{len(those)}项", f"{some.en} and others ({len(those)})")


# -- numbers ----------------------------------------------------------------------------------


def number(report: Report, node: Node) -> Text:
    """The number as shown; in brackets when provisional; words where none is shown."""
    said = bracketed(node, report.bands_of(node))
    if said is None:
        return words.NOT_SHOWN
    return say(said.replace("(", "（").replace(")", "）"), said)


def band(report: Report, node: Node) -> Text:
    return report.band_name(node)


def standing(report: Report, node: Node) -> Text:
    """“Name” 84 (band)."""
    name, said, called = report.name(node.id), number(report, node), band(report, node)
    if node.score is None:
        return say(f"“{name.zh}”{said.zh}", f"“{name.en}” {said.en}")
    return say(f"“{name.zh}”{said.zh}，{called.zh}", f"“{name.en}” {said.en}, {called.en.lower()}")


def share_of_weight(report: Report, node: Node) -> Text | None:
    if node.coverage is None:
        return None
    share = percent_words(node.coverage, report.rubric.coverage)
    return say(f"覆盖率{share}", f"coverage {share}")


# -- the verdict ------------------------------------------------------------------------------


def verdict(report: Report, *, bands: bool = True) -> Text:
    """One sentence: which level is weak, which shortcoming foremost, and how sure that is.

    `bands` is left out where they stand in a table beneath.
    """
    scored = _scored(report.card.levels.values())
    if not scored:
        return say(
            "已评指标不足，各层级暂不出分，不作总体判断，宜先补评、补佐证。",
            "too little is rated to show any level, so nothing is concluded; rate more and add evidence first.",
        )
    parts = [_weakest_said(report, scored, bands), _shortcomings_said(report, bands), *_supported_said(report, scored)]
    tentative = _tentative(report, scored)
    if tentative is not None:
        parts.append(tentative)
    kept = [one for one in parts if one is not None]
    return say("，".join(one.zh for one in kept) + "。", "; ".join(one.en for one in kept) + ".")


def overall(report: Report) -> Text:
    said = verdict(report)
    return say(f"总体看，{said.zh}", f"Overall, {said.en}")


def _scored(nodes: Iterable[Node]) -> list[Node]:
    return [node for node in nodes if node.score is not None]


def weakest(nodes: Sequence[Node]) -> list[Node]:
    """The lowest and those not told apart from it, lowest first."""
    ordered = sorted(nodes, key=lambda node: node.score or 0.0)
    return [node for node in ordered if (node.score or 0.0) - (ordered[0].score or 0.0) <= CLOSE]


def foremost(nodes: Sequence[Node]) -> list[Node]:
    """The most severe and those not told apart from it, most severe first."""
    ordered = by_severity(nodes)
    return [node for node in ordered if (ordered[0].score or 0.0) - (node.score or 0.0) <= CLOSE]


def by_severity(nodes: Iterable[Node]) -> list[Node]:
    """Most severe first; what has no number comes last, in the rubric's order."""
    return sorted(nodes, key=lambda node: (node.score is None, -(node.score or 0.0)))


def _weakest_said(report: Report, scored: Sequence[Node], bands: bool) -> Text:
    of, low = len(report.card.levels), weakest(scored)
    if len(scored) == 1:
        only, called = report.name(scored[0].id), band(report, scored[0])
        rest = say("，其余层级暂不出分", "; the other levels are not shown") if of > 1 else None
        return say(
            f"“{only.zh}”处于“{called.zh}”{rest.zh if rest else ''}",
            f"“{only.en}” stands at “{called.en.lower()}”{rest.en if rest else ''}",
        )
    within = (
        say("已出分的层级中", "of the levels shown,")
        if len(scored) < of
        else say(f"{numeral(of)}个层级中", f"of the {of} levels,")
    )
    if len(low) == len(scored):
        return say(f"{within.zh}各层级得分相近", f"{within.en} none stands apart: their scores are close")
    names = quoted(report.name(node.id) for node in low)
    called_zh, called_en = _bands(report, low, bands)
    verb = "is" if len(low) == 1 else "are"
    return say(f"{within.zh}{names.zh}相对薄弱{called_zh}", f"{within.en} {names.en} {verb} relatively weak{called_en}")


def _bands(report: Report, nodes: Sequence[Node], wanted: bool) -> tuple[str, str]:
    """The bands of some nodes in brackets, each once, in both languages."""
    if not wanted:
        return "", ""
    names = list(dict.fromkeys((band(report, node).zh, band(report, node).en.lower()) for node in nodes))
    return f"（{'、'.join(zh for zh, _ in names)}）", f" ({', '.join(en for _, en in names)})"


def _shortcomings_said(report: Report, bands: bool) -> Text | None:
    every = [one.node for one in report.card.shortcomings.values()]
    scored = _scored(every)
    if not every:
        return None
    if not scored:
        return say("短板程度暂不出分", "no severity is shown")
    first = foremost(scored)
    if first[0].band == 0:
        called = band(report, first[0])
        some = (
            say("已出分的短板", "the shortcomings shown")
            if len(scored) < len(every)
            else say("各项短板", "all shortcomings")
        )
        return say(f"{some.zh}程度均为“{called.zh}”", f"{some.en} are “{called.en.lower()}”")
    names = _starred([report.name(node.id) for node in first])
    zh, en = _bands(report, first, bands)
    if len(first) == 1:
        return say(f"首要短板为{names.zh}{zh}", f"the foremost shortcoming is {names.en}{en}")
    return say(f"短板主要为{names.zh}{zh}", f"the foremost shortcomings are {names.en}{en}")


def _supported_said(report: Report, scored: Sequence[Node]) -> list[Text]:
    """Formal mode: where the evidence points at another level, that is said."""
    if report.card.supported is None or len(scored) < 2:
        return []
    other = _scored(report.card.supported.levels.values())
    low, judged = weakest(other), {node.id for node in weakest(scored)}
    if not other or len(low) == len(other) or {node.id for node in low} == judged:
        return []
    names = quoted(report.name(node.id) for node in low)
    return [
        say(
            f"按佐证支持分相对薄弱的为{names.zh}",
            f"by what the evidence supports, {names.en} {'is' if len(low) == 1 else 'are'} weak",
        )
    ]


def _tentative(report: Report, scored: Sequence[Node]) -> Text | None:
    severities = _scored(one.node for one in report.card.shortcomings.values())
    if all(node.status == "shown" for node in (*scored, *severities)):
        return None
    least = percent_words(report.rubric.coverage.shown)
    return say(f"覆盖率不足{least}，属暂定判断", f"provisional, as coverage is below {least}")


# -- levels, dimensions, shortcomings ---------------------------------------------------------


def level_sentence(report: Report, node: Node) -> Text:
    """Score, band, how much is rated; bounds where something is missing."""
    said, name = number(report, node), report.name(node.id)
    counted_ = say(f"已评{node.rated}／{node.of}项", f"{node.rated} of {node.of} rated")
    cover = share_of_weight(report, node)
    how_much = counted_ if cover is None else say(f"{counted_.zh}，{cover.zh}", f"{counted_.en}, {cover.en}")
    if node.score is None:
        because = withheld_because(node) or words.NOT_SHOWN
        return say(f"“{name.zh}”：{because.zh}。", f"“{name.en}”: {because.en}.")
    called, tail = band(report, node), bounds(report, node)
    score = "研判分" if report.formal else "得分"
    return joined(
        say(
            f"“{name.zh}”{score}{said.zh}，等级为“{called.zh}”{'（暂定）' if node.status == 'provisional' else ''}；{how_much.zh}。",
            f"“{name.en}” scores {said.en}, band “{called.en.lower()}”{' (provisional)' if node.status == 'provisional' else ''}; {how_much.en}.",
        ),
        tail,
    )


def bounds(report: Report, node: Node) -> Text | None:
    if not node.missing or node.low is None or node.high is None:
        return None
    low, high = shown(node.low), shown(node.high)
    return say(
        f"未评指标按最低、最高级估算，得分在{low}至{high}之间。",
        f"With what is missing at the bottom and at the top of the scale it lies between {low} and {high}.",
    )


def supported_sentence(report: Report, id_: str) -> Text | None:
    """Formal mode: what the evidence supports beside what was judged."""
    if report.card.supported is None:
        return None
    node = report.card.supported.levels[id_]
    said, called = number(report, node), band(report, node)
    if node.score is None:
        return say(f"佐证支持分{said.zh}。", f"Supported by evidence: {said.en}.")
    return say(
        f"佐证支持分{said.zh}，等级为“{called.zh}”。", f"Supported by evidence: {said.en}, “{called.en.lower()}”."
    )


def dimensions_sentence(report: Report, level: str) -> Text | None:
    """All dimensions with their numbers; which lie below target; which a key indicator holds."""
    if not report.dimensions_shown:
        return None
    nodes = [report.card.dimensions[one.id] for one in report.rubric.dimensions_of(level)]
    if not nodes:
        return None
    each = listed(
        [
            say(
                f"“{report.name(node.id).zh}”{number(report, node).zh}",
                f"“{report.name(node.id).en}” {number(report, node).en}",
            )
            for node in nodes
        ]
    )
    return joined(
        say(f"各维度中，{each.zh}。", f"By dimension: {each.en}."), _below_target(report, nodes), _held(report, nodes)
    )


def _below_target(report: Report, nodes: Sequence[Node]) -> Text | None:
    scored = _scored(nodes)
    aims = report.card.targets
    known = [node for node in scored if node.id in aims]
    if not known:
        return None
    below = [node for node in known if (node.score or 0.0) < 100.0 * aims[node.id] / report.rubric.top]
    if not below:
        return say("已出分的维度均达到目标级。", "Every dimension shown has reached its target level.")
    names = quoted(report.name(node.id) for node in below)
    return say(f"低于目标级的有{names.zh}。", f"Below the target level: {names.en}.")


def _held(report: Report, nodes: Sequence[Node]) -> Text | None:
    held = [node for node in nodes if node.capped_by is not None]
    if not held:
        return None
    said = listed(
        [
            say(
                f"“{report.name(node.id).zh}”受关键指标“{report.name(node.capped_by or '').zh}”约束，等级列为“{band(report, node).zh}”",
                f"“{report.name(node.id).en}” is limited by its key indicator “{report.name(node.capped_by or '').en}” to “{band(report, node).en.lower()}”",
            )
            for node in held
        ],
        zh="；",
        en="; ",
    )
    return say(f"{said.zh}。", f"{said.en}.")


def shortcoming_sentence(report: Report, one: Shortcoming) -> Text:
    """Severity, on how many ratings, its main indicators, and which level it comes from."""
    node = one.node
    if node.score is None:
        because = words.NO_LINK if node.of == 0 else withheld_because(node) or words.NOT_SHOWN
        return say(f"{because.zh}。", f"{upper(because.en)}.")
    said, called = number(report, node), band(report, node)
    tentative = node.status == "provisional"
    first = say(
        f"程度为{said.zh}，属“{called.zh}”{'（暂定）' if tentative else ''}，按已评{node.rated}／{node.of}项相关指标计算。",
        f"Severity {said.en}, “{called.en.lower()}”{' (provisional)' if tentative else ''}, from {node.rated} of {node.of} linked indicators rated.",
    )
    return joined(first, _contributors(report, one), _by_level(report, one))


def _contributors(report: Report, one: Shortcoming) -> Text | None:
    if not one.contributors:
        return None
    each = listed(
        say(f"“{report.name(id_).zh}”（占{percent_words(share)}）", f"“{report.name(id_).en}” ({percent_words(share)})")
        for id_, share in one.contributors
    )
    return say(f"主要依据的指标为{each.zh}。", f"It rests mainly on {each.en}.")


def _by_level(report: Report, one: Shortcoming) -> Text | None:
    shares = sorted(((share, id_) for id_, share in one.by_level.items() if share > 0), key=lambda pair: -pair[0])
    if not shares:
        return None
    each = listed(
        say(f"“{report.name(id_).zh}”占{percent_words(share)}", f"“{report.name(id_).en}” {percent_words(share)}")
        for share, id_ in shares
    )
    return say(f"从层级看，{each.zh}。", f"By level: {each.en}.")


# -- strengths and weaknesses -------------------------------------------------------------------


def strengths_line(report: Report, those: Sequence[Highlight], strong_from: int) -> Text:
    if not those:
        rung = next(one.name for one in report.rubric.scale if one.level == strong_from)
        return say(
            f"尚无达到{strong_from}级“{rung.zh}”的指标。",
            f"no indicator has reached level {strong_from}, “{rung.en.lower()}”.",
        )
    return _by_rung([(one, beyond(report, one)) for one in those])


def _by_rung(those: Sequence[tuple[Highlight, bool]]) -> Text:
    """Indicators in their order, those of one level together; with each whether its evidence falls short."""
    parts = []
    for level, short in dict.fromkeys((one.level, short) for one, short in those):
        names = listed(one.indicator.name for one, also in those if (one.level, also) == (level, short))
        parts.append(
            say(
                f"{names.zh}（{level}级{'，佐证待核' if short else ''}）",
                f"{names.en} (level {level}{', evidence to be verified' if short else ''})",
            )
        )
    said = listed(parts)
    return say(f"{said.zh}。", f"{said.en}.")


def beyond(report: Report, one: Highlight) -> bool:
    """Is the level above what its evidence supports?"""
    return one.level > report.rubric.grade_cap(report.assessment.grade_of(one.indicator.id))


def weaknesses_line(report: Report, those: Sequence[Highlight]) -> Text:
    """Lowest first; indicators of one level are named together."""
    if not those:
        return no_weakness(report.card)
    return _by_rung([(one, False) for one in those])


def no_weakness(card: Scorecard) -> Text:
    """Nothing lies below target; said only of what has a level at all."""
    if not any(code >= 0 for code in card.codes.values()):
        return say("尚无已定级的指标。", "no indicator has a level yet.")
    return say("已定级的指标均达到目标级。", "every indicator given a level has reached its target.")
