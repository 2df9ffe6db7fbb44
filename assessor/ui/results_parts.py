"""Pieces of the results page: one scorecard, read section by section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from assessor.assessments import Opened
from assessor.combining import INSUFFICIENT_EVIDENCE, MISSING, NOT_APPLICABLE
from assessor.hints import Finding
from assessor.report.highlights import Highlight, highlights
from assessor.rubric import Indicator, Rubric
from assessor.scorecard import Node, Scorecard, shown
from assessor.text import Language
from assessor.trace import TARGET
from assessor.ui import charts, parts, tracing
from assessor.ui.session import go, t

DOT = " · "
COUNTS: dict[Language, Sequence[str]] = {
    "zh": "零一二三四五六七八九十",
    "en": ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
}


@dataclass(frozen=True)
class Page:
    """What every section reads: one rubric, one open assessment, its one scorecard."""

    id: str
    rubric: Rubric
    opened: Opened
    card: Scorecard
    lang: Language

    @property
    def formal(self) -> bool:
        return self.card.supported is not None

    @property
    def dimensions_shown(self) -> bool:
        variant = self.rubric.variant(self.card.variant)
        return variant is None or variant.dimensions_shown

    @property
    def counted(self) -> list[Indicator]:
        return [one for one in self.rubric.indicators if one.id in self.card.codes]

    @property
    def unrated(self) -> list[Indicator]:
        return [one for one in self.counted if self.card.codes[one.id] == MISSING]

    def name(self, id_: str) -> str:
        return self.rubric.names[id_].pick(self.lang)

    def about(self, title: str, note: str = "") -> charts.About:
        rated = len(self.counted) - len(self.unrated)
        return charts.About(
            title=title,
            n=t("results.chart_n", of=len(self.counted), rated=rated),
            date=self.opened.assessment.cut_off.isoformat(),
            source=t("results.chart_source", rubric=self.rubric.name.pick(self.lang), version=self.rubric.version),
            note=note,
        )

    def band_edges(self, severity: bool = False) -> list[float]:
        bands = self.rubric.severity_bands if severity else self.rubric.bands
        return [*(band.start for band in bands), 100.0]


# -- before the numbers ---------------------------------------------------------------------------


def facts(page: Page) -> None:
    """Whose numbers these are, how they came about, and the label a short variant must always bear."""
    one = page.opened.assessment
    variant, preset = page.rubric.variant(one.variant), page.rubric.names.get(one.weights.preset)
    own = bool(one.weights.levels or one.weights.dimensions or one.weights.indicators)
    said = [
        one.city.called(page.lang),
        t("results.period", period=one.period),
        t("results.cut_off", date=one.cut_off.isoformat()),
        t("results.formal") if one.mode == "formal" else t("results.workshop"),
        variant.name.pick(page.lang) if variant else "",
        t("results.own_weights") if own else preset.pick(page.lang) if preset else "",
    ]
    st.markdown(parts.plain(DOT.join(one for one in said if one)))
    if variant is not None and variant.label is not None:
        st.info(parts.plain(variant.label.pick(page.lang)), icon=":material/label:")
    st.caption(t("results.reading_formal") if page.formal else t("results.reading"))


def missing(page: Page) -> None:
    """What is not rated yet, and the way to it."""
    if not page.unrated:
        return
    names = ("；" if page.lang == "zh" else "; ").join(f"{one.id} {one.name.pick(page.lang)}" for one in page.unrated)
    st.warning(t("results.missing", n=len(page.unrated), of=len(page.counted)), icon=":material/pending_actions:")
    with st.expander(t("results.missing_which")):
        st.markdown(parts.plain(names))
    if st.button(t("results.to_assess"), icon=":material/edit_note:", key="results.to_assess"):
        go("assess")


def warnings(found: Sequence[Finding], lang: Language) -> None:
    """The automatic hints; they warn and never block."""
    if not found:
        return
    st.header(t("results.findings"))
    for one in found:
        st.warning(parts.plain(one.text.pick(lang)), icon=":material/search_insights:")


# -- numbers --------------------------------------------------------------------------------------


def line(
    page: Page, node: Node, name: str, said: Sequence[str], other: Node | None, *,
    more: Sequence[str] = (), bar: bool = False, place: str = "",
) -> None:  # fmt: skip
    """One row: name and what must stand beside the number; the number itself opens its trace."""
    with st.container(horizontal=True, vertical_alignment="top", gap="small", wrap=False):
        quiet = "<br>".join(escape(one) for one in [DOT.join(one for one in said if one), *more] if one)
        drawn = parts.bar(node.score).markup if bar else ""
        st.html(f'<div><strong>{escape(name)}</strong>{drawn}<div class="a-quiet">{quiet}</div></div>')
        tracing.numbers(page.id, page.rubric, node, other, place=place)


def beside(page: Page, node: Node) -> list[str]:
    """Band, coverage, reach of what is missing, and the note, in words."""
    return [
        parts.band(node, page.rubric, page.lang),
        t("results.coverage", share=parts.coverage(node)),
        reach(node),
        parts.note(node, page.rubric, page.lang),
    ]


def reach(node: Node) -> str:
    if not node.missing or node.low is None or node.high is None:
        return ""
    return t("results.reach", low=shown(node.low), high=shown(node.high))


def levels(page: Page) -> None:
    st.header(t("results.levels", n=_counted(page, len(page.card.levels))))
    for one in page.rubric.levels:
        other = page.card.supported.levels[one.id] if page.card.supported else None
        node = page.card.levels[one.id]
        line(page, node, page.name(one.id), [*beside(page, node), *_supported_band(page, other)], other, bar=True)


def _supported_band(page: Page, node: Node | None) -> list[str]:
    if node is None or node.band is None:
        return []
    return [t("results.supported_band", band=parts.band(node, page.rubric, page.lang))]


def dimensions(page: Page) -> None:
    st.header(t("results.dimensions"))
    radar = st.toggle(t("results.radar"), key="results.radar")
    nodes = list(page.card.dimensions.values())
    names = [page.name(node.id) for node in nodes]
    scores = [node.score for node in nodes]
    targets = [_target(page, node.id) for node in nodes]
    about = page.about(t("results.dimensions_chart"), t("results.radar_note") if radar else "")
    charts.heading(about)
    labels = t("results.score_mark"), t("results.target_mark")
    figure = charts.radar(names, scores, targets, *labels) if radar else charts.against_target(
        names, scores, targets, score_label=labels[0], target_label=labels[1],
        provisional=[node.status == "provisional" for node in nodes],
        supported=[node.score for node in page.card.supported.dimensions.values()] if page.card.supported else None,
        supported_label=t("results.supported_mark"),
        texts=[parts.number(node, page.rubric) for node in nodes], ticks=page.band_edges(),
    )  # fmt: skip
    charts.draw(figure, about, key="results.dimensions", alt=charts.extremes(names, scores))
    for level in page.rubric.levels:
        st.subheader(page.name(level.id))
        for one in page.rubric.dimensions_of(level.id):
            _dimension(page, page.card.dimensions[one.id])
    _reached(page)


def _counted(page: Page, n: int) -> str:
    """A small number as a word, for headings."""
    if n >= len(COUNTS["zh"]):
        return str(n)
    return COUNTS[page.lang][n]


def _target(page: Page, dimension: str) -> float | None:
    level = page.card.targets.get(dimension)
    return None if level is None else 100.0 * level / page.rubric.top


def _dimension(page: Page, node: Node) -> None:
    target = page.card.targets.get(node.id)
    other = page.card.supported.dimensions[node.id] if page.card.supported else None
    said = [*beside(page, node), *_supported_band(page, other)]
    said.append(t("results.target", level=target) if target is not None else "")
    line(page, node, f"{node.id} {page.name(node.id)}", said, other)


def _reached(page: Page) -> None:
    """Percent to target; over-achievement makes up for nothing."""
    if page.card.percent_to_target is None:
        return
    name, other = t("results.reached"), page.card.supported
    judged = f"{shown(100 * page.card.percent_to_target)}%"
    with st.container(horizontal=True, vertical_alignment="top", gap="small", wrap=False):
        st.html(
            f'<div><strong>{escape(name)}</strong><div class="a-quiet">{escape(t("results.reached_rule"))}</div></div>'
        )
        label = t("trace.judged", number=judged) if other else judged
        tracing.button(page.id, TARGET, label)
        if other is not None and other.percent_to_target is not None:
            label = t("trace.supported", number=f"{shown(100 * other.percent_to_target)}%")
            tracing.button(page.id, TARGET, label, supported=True)


# -- shortcomings ---------------------------------------------------------------------------------


def shortcomings(page: Page) -> None:
    st.header(t("results.shortcomings", n=_counted(page, len(page.card.shortcomings))))
    st.caption(t("results.second_view"))
    found = list(page.card.shortcomings.values())
    names = [page.name(one.node.id) for one in found]
    scores = [one.node.score for one in found]
    supported = page.card.supported
    figure = charts.bars(
        names, scores, texts=[parts.number(one.node, page.rubric) for one in found], ticks=page.band_edges(severity=True),
        marks=[one.node.score for one in supported.shortcomings.values()] if supported else None,
        value_label=t("results.judged"), mark_label=t("results.supported_mark"),
    )  # fmt: skip
    about = page.about(t("results.severity_chart"))
    charts.heading(about)
    charts.draw(figure, about, key="results.severities", alt=charts.extremes(names, scores))
    for one in found:
        _shortcoming(page, one.node.id)


def _shortcoming(page: Page, id_: str) -> None:
    one = page.card.shortcomings[id_]
    other = page.card.supported.shortcomings[id_].node if page.card.supported else None
    said = [
        parts.band(one.node, page.rubric, page.lang),
        t("results.n_of", rated=one.node.rated, of=one.node.of),
        reach(one.node),
        parts.note(one.node, page.rubric, page.lang),
    ]
    more = [
        t("results.contributors", names=_shares(page, dict(one.contributors))),
        t("results.by_level", names=_shares(page, one.by_level)),
    ]
    line(page, one.node, page.name(id_), said, other, more=more if one.contributors else [])


def _shares(page: Page, share: dict[str, float]) -> str:
    return ("、" if page.lang == "zh" else ", ").join(
        f"{page.name(id_)} {shown(100 * part)}%" for id_, part in share.items() if part > 0
    )


def matrix(page: Page) -> None:
    """Shortcoming × level with the number in every cell; beneath it every number opens its trace."""
    st.header(t("results.matrix"))
    ids, columns = list(page.card.shortcomings), list(page.card.levels)
    cells = [[page.card.matrix[level][id_] for level in columns] for id_ in ids]
    figure = charts.heatmap(
        [page.name(id_) for id_ in ids],
        [page.name(id_) for id_ in columns],
        [[cell.score for cell in row] for row in cells],
        [[_cell(page, cell) for cell in row] for row in cells],
    )
    about = page.about(t("results.matrix_chart"), t("results.matrix_note"))
    charts.heading(about)
    charts.draw(figure, about, key="results.matrix")
    with st.expander(t("charts.table"), icon=":material/table:"):
        for id_, row in zip(ids, cells, strict=True):
            st.markdown(f"**{parts.plain(page.name(id_))}**")
            with st.container(horizontal=True, gap="small"):
                for level, cell in zip(columns, row, strict=True):
                    other = page.card.supported.matrix[level][id_] if page.card.supported else None
                    _cell_numbers(page, id_, level, cell, other)


def _cell(page: Page, node: Node) -> str:
    return t("results.no_indicators") if _empty(node) else parts.number(node, page.rubric)


def _empty(node: Node) -> bool:
    """No indicator of this level bears on this shortcoming."""
    return node.why == "unlinked"


def _cell_numbers(page: Page, id_: str, level: str, node: Node, other: Node | None) -> None:
    if _empty(node):
        st.markdown(parts.plain(f"{page.name(level)} {t('results.no_indicators')}"), width="content")
        return
    tracing.numbers(page.id, page.rubric, node, other, before=page.name(level))


# -- mechanisms, paths, distribution, overall -------------------------------------------------------


def mechanisms(page: Page) -> None:
    """Strengths and weaknesses of mechanisms: never of people or departments."""
    named = highlights(page.rubric, page.opened.assessment, page.card)
    st.header(t("results.mechanisms"))
    st.caption(t("results.mechanisms_rule", level=named.strong_from))
    st.subheader(t("results.strengths"))
    _highlights(page, named.strengths, t("results.no_strengths"))
    st.subheader(t("results.weaknesses"))
    _highlights(page, named.weaknesses, t("results.no_weaknesses"))


def _highlights(page: Page, found: Sequence[Highlight], otherwise: str) -> None:
    if not found:
        st.markdown(otherwise)
        return
    grades = {one.id: one.name.pick(page.lang) for one in page.rubric.evidence_grades}
    rows = [
        (
            f"{one.indicator.id} {one.indicator.name.pick(page.lang)}",
            level_name(page, one.level if one.sure else INSUFFICIENT_EVIDENCE),
            t("results.level", level=page.card.targets[one.indicator.dimension])
            if one.indicator.dimension in page.card.targets
            else "",
            grades.get(page.opened.assessment.grade_of(one.indicator.id) or "", t("results.no_grade")),
        )
        for one in found
    ]
    parts.table([t("results.mechanism"), t("results.rated_level"), t("results.target_level"), t("results.grade")], rows)


def level_name(page: Page, code: int) -> str:
    words = {
        MISSING: t("results.unrated"),
        NOT_APPLICABLE: t("results.not_applicable"),
        INSUFFICIENT_EVIDENCE: t("results.insufficient"),
    }
    if code in words:
        return words[code]
    return next(f"{code} {rung.name.pick(page.lang)}" for rung in page.rubric.scale if rung.level == code)


def paths(page: Page) -> None:
    found = [node for node in page.card.paths.values() if node.of > 0]
    if not found:
        return
    st.header(t("results.paths"))
    st.caption(t("results.paths_note", least=page.rubric.coverage.path_indicators))
    for node in found:
        other = page.card.supported.paths[node.id] if page.card.supported else None
        said = [t("results.n_of", rated=node.rated, of=node.of), reach(node), parts.note(node, page.rubric, page.lang)]
        line(page, node, page.name(node.id), said, other)


def distribution(page: Page) -> None:
    """How many indicators stand at each level; a mean never shows this."""
    st.header(t("results.distribution"))
    total = sum(page.card.distribution.values())
    rows = [
        (level_name(page, code), parts.bar(100 * count / total), str(count))
        for code, count in page.card.distribution.items()
    ]
    parts.table(
        [t("results.rated_level"), t("results.share"), t("results.count")],
        rows,
        numbers=[2],
        caption=t("results.distribution_note", total=total),
    )


def overall(page: Page) -> None:
    """Folded away; opened, the lowest level and its band stand beside it."""
    with st.expander(t("results.overall"), icon=":material/unfold_more:"):
        st.caption(t("results.overall_note"))
        other = page.card.supported.overall if page.card.supported else None
        line(page, page.card.overall, t("results.overall_name"), beside(page, page.card.overall), other)
        lowest = page.card.lowest_level
        if lowest is not None:
            other = page.card.supported.levels[lowest.id] if page.card.supported else None
            name = t("results.lowest", level=page.name(lowest.id))
            line(page, lowest, name, beside(page, lowest), other, place="lowest")


def quick_table(page: Page) -> None:
    """Every indicator of a short variant with its level and grade."""
    st.header(t("results.all_rated", n=len(page.counted)))
    grades = {one.id: one.name.pick(page.lang) for one in page.rubric.evidence_grades}
    assessment = page.opened.assessment
    rows = [
        (
            f"{one.id} {one.name.pick(page.lang)}",
            level_name(page, page.card.codes[one.id]),
            grades.get(assessment.grade_of(one.id) or "", t("results.no_grade")),
            page.name(one.shortcomings.primary) if one.shortcomings else "",
        )
        for one in page.counted
    ]
    parts.table([t("results.mechanism"), t("results.rated_level"), t("results.grade"), t("results.shortcoming")], rows)
