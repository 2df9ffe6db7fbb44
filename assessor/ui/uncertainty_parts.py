"""The results page on uncertainty: intervals, chances of bands, and where the spread comes from."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessor.nodes import Node, bands_of
from assessor.scorecard import Scorecard, shown
from assessor.text import Text, say
from assessor.ui import charts, parts
from assessor.ui.charts_intervals import intervals
from assessor.ui.results_parts import Page
from assessor.ui.session import t
from assessor.uncertainty import DRAWS, SEED, SOURCES, Interval, Settings, Source, Uncertainty, uncertainty, words


def section(page: Page) -> None:
    st.header(t("uncertainty.title"))
    st.caption(t("uncertainty.intro"))
    settings = Settings(DRAWS, SEED, frozenset(_counted(page)))
    card = _card(page)
    found = uncertainty(page.rubric, page.opened.assessment, settings, supported=card is not page.card)
    levels, severities = list(card.levels.values()), [one.node for one in card.shortcomings.values()]
    scores = [*levels, *(card.dimensions.values() if page.dimensions_shown else ())]
    _sentences(page, found, levels)
    _part(page, found, t("uncertainty.scores_chart"), scores, "scores")
    _sentences(page, found, severities)
    _part(page, found, t("uncertainty.severities_chart"), severities, "severities")
    with st.expander(t("uncertainty.how"), icon=":material/casino:"):
        for one in (words.made(settings), *words.assumptions(page.rubric.uncertainty)):
            st.markdown(parts.plain(one.pick(page.lang)))


def _counted(page: Page) -> Sequence[Source]:
    chosen: Sequence[Source] = st.pills(
        t("uncertainty.counted"), SOURCES, selection_mode="multi", default=SOURCES, key="uncertainty.sources",
        format_func=lambda one: words.SOURCE_NAMES[one].pick(page.lang),
    )  # fmt: skip
    return chosen


def _card(page: Page) -> Scorecard:
    """In formal mode either of the two cards, by choice."""
    if page.card.supported is None:
        return page.card
    asked = st.toggle(t("uncertainty.supported"), key="uncertainty.supported")
    return page.card.supported if asked else page.card


def _sentences(page: Page, found: Uncertainty, nodes: Sequence[Node]) -> None:
    said = [
        words.told(page.rubric.called(node.id), one, bands_of(page.rubric, node.kind)).pick(page.lang)
        for node in nodes
        if (one := found.of(node)) is not None
    ]
    if said:
        st.markdown("\n".join(f"- {parts.plain(one)}" for one in said))


def overall(page: Page) -> None:
    """For the overall score, which stands folded away; the lowest level stands beside it there."""
    one = uncertainty(page.rubric, page.opened.assessment).overall
    if one is not None:
        name = say("综合得分", "Overall score") if not page.formal else say("综合研判分", "Overall judged score")
        st.caption(parts.plain(words.told(name, one, page.rubric.bands).pick(page.lang)))


def _part(page: Page, found: Uncertainty, title: str, nodes: Sequence[Node], key: str) -> None:
    """One chart and its tables; nothing at all where no number is shown."""
    each = [found.of(node) for node in nodes]
    if not any(each):
        return
    names = [page.name(node.id) for node in nodes]
    severity = nodes[0].kind == "shortcoming"
    figure = intervals(
        names, [node.score for node in nodes], each, t("uncertainty.severity" if severity else "uncertainty.score"),
        t("uncertainty.median"), provisional=[node.status == "provisional" for node in nodes],
        texts=[_text(page, node, one) for node, one in zip(nodes, each, strict=True)],
        ticks=page.band_edges(severity=severity),
    )  # fmt: skip
    said = [words.made(found.settings).pick(page.lang), t("uncertainty.chart_note")]
    if any(node.missing for node in nodes) and "missing" in found.settings.sources:
        said.append(t("uncertainty.missing_note"))
    about = page.about(title, "\n".join(said))
    charts.show(
        figure, about, lambda: _tables(page, nodes, each), key=f"uncertainty.{key}", alt=_alt(page, nodes, each)
    )


def _text(page: Page, node: Node, one: Interval | None) -> str:
    number = parts.number(node, page.rubric)
    return number if one is None else t("uncertainty.number", score=number, ends=words.ends(one).pick(page.lang))


def _alt(page: Page, nodes: Sequence[Node], each: Sequence[Interval | None]) -> str:
    named: list[tuple[Text, Interval]] = [
        (page.rubric.called(node.id), one) for node, one in zip(nodes, each, strict=True) if one is not None
    ]
    said = words.widest(named)
    return "" if said is None else said.pick(page.lang)


def _tables(page: Page, nodes: Sequence[Node], each: Sequence[Interval | None]) -> None:
    known = [(node, one) for node, one in zip(nodes, each, strict=True) if one is not None]
    bands = bands_of(page.rubric, nodes[0].kind)
    first = t("uncertainty.severity") if nodes[0].kind == "shortcoming" else t("uncertainty.score")
    rows = [
        (
            page.name(node.id), parts.number(node, page.rubric), words.ends(one).pick(page.lang), shown(one.median),
            *map(words.percent, one.bands),
        )
        for node, one in known
    ]  # fmt: skip
    heads = [t("uncertainty.what"), first, t("uncertainty.ends"), t("uncertainty.median")]
    heads += [band.name.pick(page.lang) for band in bands]
    said = t("uncertainty.chances") if nodes[0].kind == "shortcoming" else t("uncertainty.chances_gated")
    parts.table(heads, rows, numbers=range(1, len(heads)), caption=said)
    shares = [
        (
            page.name(node.id),
            *(words.percent(one.shares[source]) for source in SOURCES),
            words.percent(words.interplay(one)),
        )
        for node, one in known
    ]
    heads = [t("uncertainty.what"), *(words.SOURCE_NAMES[one].pick(page.lang) for one in SOURCES)]
    heads.append(words.INTERPLAY.pick(page.lang))
    parts.table(heads, shares, numbers=range(1, len(heads)), caption=t("uncertainty.shares"))
