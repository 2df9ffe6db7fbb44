"""The sections of the results page, in reading order; each reads the one scorecard."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from assessor.report.highlights import Highlight, highlights
from assessor.scorecard import Node, shown
from assessor.trace import TARGET
from assessor.ui import charts, parts, shares, tracing, uncertainty_parts
from assessor.ui.results_parts import (
    Page,
    at_or_above,
    below_target,
    beside,
    both,
    highest,
    level_name,
    line,
    listed,
    lowest,
    rated,
    reach,
    without_score,
)
from assessor.ui.session import t


def levels(page: Page) -> None:
    st.header(t("results.levels", n=parts.counted(len(highest(page.card.levels.values())))))
    for one in page.rubric.levels:
        other = page.card.supported.levels[one.id] if page.card.supported else None
        node = page.card.levels[one.id]
        said = [*beside(page, node), *_supported_band(page, other)]
        line(page, node, page.name(one.id), said, other, bar=True, inside=one.within is not None)
    if page.dimensions_shown and (names := without_score(page, page.card.dimensions.values())):
        st.caption(t("results.parts_left_out", names=parts.plain(listed(page, names))))


def _supported_band(page: Page, node: Node | None) -> list[str]:
    if node is None or node.band is None:
        return []
    return [t("results.supported_band", band=parts.band(node, page.rubric, page.lang))]


def dimensions(page: Page) -> None:
    st.header(t("results.dimensions"))
    if any(node.score is not None for node in page.card.dimensions.values()):
        _dimensions_chart(page)
    else:
        st.info(t("results.nothing_to_draw"))
    for level in page.rubric.levels:
        own = page.rubric.dimensions_of(level.id)
        if own:
            st.subheader(page.name(level.id))
        for one in own:
            _dimension(page, page.card.dimensions[one.id])
    _reached(page)


def _dimensions_chart(page: Page) -> None:
    radar = st.toggle(t("results.radar"), key="results.radar")
    nodes, other = list(page.card.dimensions.values()), page.card.supported
    names, scores = [page.name(node.id) for node in nodes], [node.score for node in nodes]
    targets = [_target(page, node.id) for node in nodes]
    about = page.about(t("results.dimensions_chart"), _dimensions_note(page, radar=radar))
    labels = t("results.score"), t("results.target_mark")
    figure = charts.radar(names, scores, targets, *labels) if radar else charts.against_target(
        names, scores, targets, score_label=labels[0], target_label=labels[1],
        provisional=[node.status == "provisional" for node in nodes],
        supported=[node.score for node in other.dimensions.values()] if other else None,
        supported_label=t("results.supported_mark"),
        texts=[both(page, node, other.dimensions[node.id] if other else None) for node in nodes],
        ticks=page.band_edges(),
    )  # fmt: skip
    charts.heading(about)
    charts.draw(figure, about, key="results.dimensions", alt=charts.extremes(names, scores))


def _dimensions_note(page: Page, *, radar: bool) -> str:
    if radar:
        return t("results.radar_note")
    said = [t("results.both_note")] if page.formal else []
    if any(node.status == "provisional" for node in page.card.dimensions.values()):
        said.append(t("results.hollow_note"))
    return "\n".join(said)


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
    """Percent to target over the dimensions that have a score; doing more makes up for nothing."""
    if page.card.percent_to_target is None:
        return
    other = page.card.supported
    scored = sum(node.score is not None for node in page.card.dimensions.values())
    said = [t("results.reached_rule")]
    if scored < len(page.card.dimensions):
        said.append(t("results.reached_partial", n=scored, of=len(page.card.dimensions)))
    supported = f"{shown(100 * other.percent_to_target)}%" if other and other.percent_to_target is not None else None
    with st.container(horizontal=True, vertical_alignment="top", gap="small", wrap=False):
        quiet = "<br>".join(escape(one) for one in said)
        st.html(f'<div><strong>{escape(t("results.reached"))}</strong><div class="a-quiet">{quiet}</div></div>')
        tracing.pair(page.id, TARGET, f"{shown(100 * page.card.percent_to_target)}%", supported)


# -- shortcomings ---------------------------------------------------------------------------------


def shortcomings(page: Page) -> None:
    if not page.card.shortcomings:
        return
    st.header(t("results.shortcomings", n=parts.counted(len(page.card.shortcomings))))
    st.caption(t("results.second_view"))
    if any(one.node.score is not None for one in page.card.shortcomings.values()):
        _severity_chart(page)
    else:
        st.info(t("results.nothing_to_draw"))
    for id_ in page.card.shortcomings:
        _shortcoming(page, id_)


def _severity_chart(page: Page) -> None:
    nodes, other = [one.node for one in page.card.shortcomings.values()], page.card.supported
    names, scores = [page.name(node.id) for node in nodes], [node.score for node in nodes]
    figure = charts.bars(
        names, scores,
        texts=[both(page, node, other.shortcomings[node.id].node if other else None) for node in nodes],
        ticks=page.band_edges(severity=True),
        marks=[one.node.score for one in other.shortcomings.values()] if other else None,
        value_label=t("results.judged"), mark_label=t("results.supported_mark"),
    )  # fmt: skip
    about = page.about(t("results.severity_chart"), t("results.both_note") if other else "")
    charts.heading(about)
    charts.draw(figure, about, key="results.severities", alt=charts.extremes(names, scores))


def _shortcoming(page: Page, id_: str) -> None:
    one = page.card.shortcomings[id_]
    other = page.card.supported.shortcomings[id_].node if page.card.supported else None
    said = [
        parts.band(one.node, page.rubric, page.lang),
        t("results.n_of", rated=one.node.rated, of=one.node.of),
        reach(one.node),
        parts.note(one.node, page.rubric, page.lang),
        *_supported_band(page, other),
    ]
    more = [
        t("results.contributors", names=_shares(page, dict(one.contributors))),
        t("results.by_level", names=_shares(page, {id_: one.by_level[id_] for id_ in _columns(page)})),
    ]
    line(page, one.node, page.name(id_), said, other, more=more if one.contributors else [])


def _shares(page: Page, share: dict[str, float]) -> str:
    percents = shares.percents(list(share.values()))
    return listed(
        page,
        [f"{page.name(id_)} {said}" for (id_, part), said in zip(share.items(), percents, strict=True) if part > 0],
    )


def _columns(page: Page) -> list[str]:
    """Levels that have nothing in common: what is in a part is in the whole as well."""
    return [node.id for node in highest(page.card.levels.values())]


def matrix(page: Page) -> None:
    """Shortcoming × level with the number in every cell; beneath it every number opens its trace."""
    if not page.card.shortcomings:
        return
    st.header(t("results.matrix"))
    ids, columns = list(page.card.shortcomings), _columns(page)
    figure = charts.heatmap(
        [page.name(id_) for id_ in ids],
        [page.name(id_) for id_ in columns],
        [[page.card.matrix[level][id_].score for level in columns] for id_ in ids],
        [[_cell(page, level, id_) for level in columns] for id_ in ids],
    )
    note = "\n".join([t("results.matrix_note"), *([t("results.both_note")] if page.formal else [])])
    about = page.about(t("results.matrix_chart"), note)
    charts.show(figure, about, lambda: _matrix_numbers(page), key="results.matrix")


def _matrix_numbers(page: Page) -> None:
    for id_ in page.card.shortcomings:
        st.markdown(f"**{parts.plain(page.name(id_))}**")
        with st.container(horizontal=True, gap="small"):
            for level in _columns(page):
                row = page.card.matrix[level]
                other = page.card.supported.matrix[level][id_] if page.card.supported else None
                _cell_numbers(page, level, row[id_], other)


def _cell(page: Page, level: str, id_: str) -> str:
    node, other = page.card.matrix[level][id_], page.card.supported
    return t("results.no_indicators") if _empty(node) else both(page, node, other.matrix[level][id_] if other else None)


def _empty(node: Node) -> bool:
    """No indicator of this level bears on this shortcoming."""
    return node.why == "unlinked"


def _cell_numbers(page: Page, level: str, node: Node, other: Node | None) -> None:
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
    _highlights(page, named.strengths, t("results.no_strengths"), of=at_or_above(page, named.strong_from))
    st.subheader(t("results.weaknesses"))
    _highlights(page, named.weaknesses, t("results.no_weaknesses"), of=below_target(page))
    if named.unproven:
        st.subheader(t("results.unproven"))
        st.caption(t("results.unproven_note"))
        _highlights(page, named.unproven, "", of=len(named.unproven))


def _highlights(page: Page, found: Sequence[Highlight], otherwise: str, *, of: int) -> None:
    """`of` is how many there are; the list says so where it names only the first of them."""
    if not found:
        st.markdown(otherwise)
        return
    grades = {one.id: one.name.pick(page.lang) for one in page.rubric.evidence_grades}
    rows = [
        (
            f"{one.indicator.id} {one.indicator.name.pick(page.lang)}",
            rated(page, one.indicator.id),
            t("results.level", level=page.card.targets[one.indicator.dimension])
            if one.indicator.dimension in page.card.targets
            else "",
            grades.get(page.opened.assessment.grade_of(one.indicator.id) or "", t("results.no_grade")),
        )
        for one in found
    ]
    heads = [t("results.mechanism"), t("results.rated_level"), t("results.target_level"), t("results.grade")]
    parts.table(heads, rows, caption=t("results.first_of", n=len(found), of=of) if len(found) < of else "")


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
    total, other = sum(page.card.distribution.values()), page.card.supported
    rows: list[list[parts.Cell]] = [
        [
            level_name(page, code),
            parts.bar(100 * count / total),
            str(count),
            *([str(other.distribution[code])] if other else []),
        ]
        for code, count in page.card.distribution.items()
    ]
    heads = [t("results.rated_level"), t("results.share"), t("results.count")]
    if other:
        heads.append(t("results.count_supported"))
    parts.table(heads, rows, numbers=[2, 3], caption=t("results.distribution_note", total=total))


def overall(page: Page) -> None:
    """Folded away; opened, the lowest level and its band stand beside it, every one of them where several are."""
    with st.expander(t("results.overall"), icon=":material/unfold_more:"):
        st.caption(t("results.overall_note"))
        other = page.card.supported.overall if page.card.supported else None
        line(page, page.card.overall, t("results.overall_name"), beside(page, page.card.overall), other)
        uncertainty_parts.overall(page)
        found = lowest(highest(page.card.levels.values()))
        for node in found:
            other = page.card.supported.levels[node.id] if page.card.supported else None
            line(page, node, _lowest_name(page, node, tied=len(found) > 1), beside(page, node), other, place="lowest")
        if found:
            _unsure_levels(page)


def _lowest_name(page: Page, node: Node, *, tied: bool) -> str:
    name = t("results.tied", level=page.name(node.id)) if tied else page.name(node.id)
    if without_score(page, highest(page.card.levels.values())):
        return t("results.lowest_scored", level=name)
    return t("results.lowest", level=name)


def _unsure_levels(page: Page) -> None:
    """The lowest level may be another one once these are rated."""
    levels = highest(page.card.levels.values())
    if names := without_score(page, levels):
        st.caption(t("results.levels_withheld", names=parts.plain(listed(page, names))))
    if names := [page.name(node.id) for node in levels if node.status == "provisional"]:
        st.caption(t("results.levels_provisional", names=parts.plain(listed(page, names))))


def quick_table(page: Page) -> None:
    """Every indicator of a short variant with its level and grade."""
    st.header(t("results.all_rated", n=len(page.chosen)))
    grades = {one.id: one.name.pick(page.lang) for one in page.rubric.evidence_grades}
    assessment = page.opened.assessment
    rows = [
        (
            f"{one.id} {one.name.pick(page.lang)}",
            rated(page, one.id),
            grades.get(assessment.grade_of(one.id) or "", t("results.no_grade")),
            page.name(one.shortcomings.primary) if one.shortcomings else "",
        )
        for one in page.chosen
    ]
    parts.table([t("results.mechanism"), t("results.rated_level"), t("results.grade"), t("results.shortcoming")], rows)
