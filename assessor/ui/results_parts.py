"""What the sections of the results page share: the page itself, a row, the words beside a number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from assessor.assessments import Opened
from assessor.combining import INSUFFICIENT_EVIDENCE, MISSING, NOT_APPLICABLE
from assessor.hints import Finding
from assessor.rubric import Indicator, Rubric
from assessor.scorecard import Node, Scorecard, shown
from assessor.text import Language
from assessor.ui import charts, parts, tracing
from assessor.ui.rating import figure_name
from assessor.ui.session import go, t

DOT = " · "


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
    def chosen(self) -> list[Indicator]:
        return [one for one in self.rubric.indicators if one.id in self.card.codes]

    @property
    def unrated(self) -> list[Indicator]:
        return [one for one in self.chosen if self.card.codes[one.id] == MISSING]

    @property
    def how_far(self) -> str:
        """How many are rated of those that apply, and how many do not."""
        absent = self.card.distribution[NOT_APPLICABLE]
        of = len(self.chosen) - absent
        return parts.how_far(of - len(self.unrated), of, absent)

    def name(self, id_: str) -> str:
        return self.rubric.called(id_).pick(self.lang)

    def about(self, title: str, note: str = "") -> charts.About:
        return charts.About(
            title=title,
            n=self.how_far,
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


def nothing_yet() -> None:
    st.info(t("results.nothing"), icon=":material/info:")
    _to_assess()


def _to_assess() -> None:
    if st.button(t("results.to_assess"), icon=":material/edit_note:", key="results.to_assess"):
        go("assess")


def missing(page: Page) -> None:
    """What is not rated yet, and the way to it."""
    if not page.unrated:
        return
    names = ("；" if page.lang == "zh" else "; ").join(f"{one.id} {one.name.pick(page.lang)}" for one in page.unrated)
    st.warning(t("results.missing", far=page.how_far, n=len(page.unrated)), icon=":material/pending_actions:")
    with st.expander(t("results.missing_which")):
        st.markdown(parts.plain(names))
    _to_assess()


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
    more: Sequence[str] = (), bar: bool = False, place: str = "", inside: bool = False,
) -> None:  # fmt: skip
    """One row: name and what must stand beside the number; the number itself opens its trace. `inside`: a part of the row above."""
    with st.container(horizontal=True, vertical_alignment="top", gap="small", wrap=False):
        quiet = "<br>".join(escape(one) for one in [DOT.join(one for one in said if one), *more] if one)
        drawn = parts.bar(node.score).markup if bar else ""
        part = ' class="a-part"' if inside else ""
        st.html(f'<div{part}><strong>{escape(name)}</strong>{drawn}<div class="a-quiet">{quiet}</div></div>')
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


def without_score(page: Page, nodes: Iterable[Node]) -> list[str]:
    """Names of those that weigh something but have no score."""
    return [page.name(node.id) for node in nodes if node.score is None and node.why != "weight"]


def highest(nodes: Iterable[Node]) -> list[Node]:
    """The levels that make the overall score, without their parts."""
    return [node for node in nodes if node.within is None]


def lowest(nodes: Iterable[Node]) -> list[Node]:
    """All that share the lowest number, as it is shown."""
    scored = [node for node in nodes if node.score is not None]
    least = min((node.score for node in scored if node.score is not None), default=0.0)
    return [node for node in scored if shown(node.score or 0.0) == shown(least)]


def level_name(page: Page, code: int) -> str:
    words = {
        MISSING: t("results.unrated"),
        NOT_APPLICABLE: t("results.not_applicable"),
        INSUFFICIENT_EVIDENCE: t("results.insufficient"),
    }
    if code in words:
        return words[code]
    return next(f"{code} {rung.name.pick(page.lang)}" for rung in page.rubric.scale if rung.level == code)


def at_or_above(page: Page, level: int) -> int:
    """How many indicators stand at a level or above it."""
    return sum(code >= level for code in page.card.codes.values())


def below_target(page: Page) -> int:
    """How many indicators with a level lie below the target of their dimension."""
    aims = {one.id: page.card.targets.get(one.dimension, page.rubric.top) for one in page.chosen}
    return sum(0 <= page.card.codes[id_] < aim for id_, aim in aims.items())


def listed(page: Page, items: Sequence[str]) -> str:
    return ("、" if page.lang == "zh" else ", ").join(items)


def both(page: Page, node: Node, other: Node | None) -> str:
    """The number for a chart; in formal mode the supported one follows a stroke."""
    judged = parts.number(node, page.rubric)
    return judged if other is None else f"{judged} / {parts.number(other, page.rubric)}"


def rated(page: Page, indicator: str) -> str:
    """The level of an indicator; in formal mode also the one that its evidence supports, where lower."""
    code, rating = page.card.codes[indicator], page.opened.assessment.ratings.get(indicator)
    supported = page.card.supported.codes[indicator] if page.card.supported else code
    said = level_name(page, code)
    if rating is not None and rating.measured is not None:
        said = t("assess.figure_and_level", figure=figure_name(page.rubric, indicator, rating.measured), level=said)
    return said if supported == code else f"{said}{DOT}{t('results.supported_level', level=supported)}"
