"""Sentences composed from a scorecard by rules. Nothing here says more than the coverage allows.

No sentence names a person or blames a unit: what is strong or weak is an indicator, that is a
mechanism. Numbers are those of `scorecard.shown`; provisional ones stand in brackets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assessor.report import aims, words
from assessor.report import verdict as rule
from assessor.report.base import Report
from assessor.report.display import listed, percent_words
from assessor.report.display import quoted as quoted
from assessor.report.highlights import Highlight
from assessor.report.word.wording import lower, upper
from assessor.scorecard import Node, Shortcoming, bracketed, shown, withheld_because
from assessor.text import Text, say

CLOSE = rule.NEAR


def joined(*texts: Text | None) -> Text:
    """Sentences one after the other."""
    return listed([text for text in texts if text is not None], zh="", en=" ")


def in_marks(names: Iterable[Text]) -> Text:
    """Names as a list that says where each ends: a Chinese name may have the sign of a list inside."""
    kept = list(names)
    return say("".join(f"“{one.zh}”" for one in kept), ", ".join(f"“{one.en}”" for one in kept))


def in_list(names: Iterable[Text]) -> Text:
    """The same in fewer signs: marks stand only round a Chinese name that has the sign of a list inside."""
    return listed(say(f"“{one.zh}”" if "、" in one.zh else one.zh, f"“{one.en}”") for one in names)


def mechanism(name: Text) -> Text:
    """An indicator that falls short: what is meant is how it is carried out, never whoever is named in it."""
    return say(f"指标“{name.zh}”的落实机制", f"how “{name.en}” is carried out")


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


def verdict(report: Report) -> Text:
    """One sentence by the rule that the workbook's summary follows, too."""
    return rule.sentence(report)


def overall(report: Report) -> Text:
    said = verdict(report)
    return say(f"总体看，{said.zh}", f"Overall, {lower(said.en)}")


def _scored(nodes: Iterable[Node]) -> list[Node]:
    return rule.scored_of(nodes)


def by_severity(nodes: Iterable[Node]) -> list[Node]:
    """Most severe first; what has no number comes last, in the rubric's order."""
    return rule.severe_order(nodes)


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
    targets = report.card.targets
    known = [node for node in scored if node.id in targets]
    if not known:
        return None
    below = [node for node in known if (node.score or 0.0) < 100.0 * targets[node.id] / report.rubric.top]
    if not below:
        some = ("设有目标级且", " that has a target") if len(known) < len(scored) else ("", "")
        return say(
            f"{some[0]}已出分的维度均达到目标级。", f"Every dimension shown{some[1]} has reached its target level."
        )
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
    cover = share_of_weight(report, node)
    weighed_zh, weighed_en = (f"（按权重{cover.zh}）", f" ({cover.en} by weight)") if cover else ("", "")
    first = say(
        f"程度为{said.zh}，属“{called.zh}”{'（暂定）' if tentative else ''}，按已评{node.rated}／{node.of}项相关指标计算{weighed_zh}。",
        f"Severity {said.en}, “{called.en.lower()}”{' (provisional)' if tentative else ''}, from {node.rated} of {node.of} linked indicators rated{weighed_en}.",
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
    to_verify = say("佐证待核", "evidence to be verified")
    return _by_rung([(one, to_verify if beyond(report, one) else None) for one in those])


def _by_rung(those: Sequence[tuple[Highlight, Text | None]]) -> Text:
    """Indicators in their order, those of one level and one remark together, with both in brackets."""
    groups: list[tuple[int, Text | None, list[Text]]] = []
    for one, remark in those:
        known = next((names for level, said, names in groups if (level, said) == (one.level, remark)), None)
        if known is None:
            groups.append((one.level, remark, known := []))
        known.append(one.indicator.name)
    parts = []
    for level, remark, each in groups:
        names, more = in_list(each), ("", "") if remark is None else (f"，{remark.zh}", f", {remark.en}")
        parts.append(say(f"{names.zh}（{level}级{more[0]}）", f"{names.en} (level {level}{more[1]})"))
    said = listed(parts)
    return say(f"{said.zh}。", f"{said.en}.")


def beyond(report: Report, one: Highlight) -> bool:
    """Is the level above what its evidence supports?"""
    return one.level > report.rubric.grade_cap(report.assessment.grade_of(one.indicator.id))


def weaknesses_line(report: Report, those: Sequence[Highlight]) -> Text:
    """Lowest first, with the gap to target, so that a level above the middle is not misread.

    What is weak is how each is carried out, never whoever is named in it.
    """
    if not those:
        return no_weakness(report)
    gaps = [aims.short_of(one) for one in those]
    if len(those) == 1 or any(gap != gaps[0] for gap in gaps):
        said, each = _by_rung([(one, _aim(one)) for one in those]), say("。", ".")
    else:
        said, each = _by_rung([(one, None) for one in those]), say(f"，均{gaps[0].zh}。", f"; each {gaps[0].en}.")
    zh, en = said.zh.removesuffix("。"), said.en.removesuffix(".")
    return say(f"{zh}的落实机制{each.zh}", f"how these are carried out: {en}{each.en}")


def _aim(one: Highlight) -> Text:
    return aims.UNSET if one.target is None else say(f"目标{one.target}级", f"target {one.target}")


def no_weakness(report: Report) -> Text:
    """Nothing is weak; said only of what has a level at all."""
    rated = any(code >= 0 for code in report.card.codes.values())
    said = aims.no_weakness(report.rubric, report.card) if rated else aims.NO_LEVEL
    return say(said.zh, lower(said.en))
