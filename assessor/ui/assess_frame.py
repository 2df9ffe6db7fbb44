"""What stands round the rating: mode, variant, filter, hints, progress by dimension, ladder and pitfalls."""

from __future__ import annotations

import streamlit as st

from assessor.assessments import Opened
from assessor.errors import AssessorError
from assessor.hints import Finding
from assessor.text import Text
from assessor.ui import choice, drawn, rating
from assessor.ui.course import STATES, Course, in_state, neighbours, plotted, progress, resumed
from assessor.ui.folds import fold
from assessor.ui.parts import Cell, Html, bar, plain, table
from assessor.ui.session import actor, address, joined, language, set_address, t, workspace

MODES = ("item", "table")
MOST_WAYS = 12
ALL = ""
"""In the choice of a dimension: all of them."""


def chosen(now: Opened) -> tuple[Course, str]:
    """Which indicators, in which mode, as chosen above them; the place goes into the address."""
    rubric, given = workspace().rubric, now.assessment
    indicators = [one for one in rubric.indicators if one in rubric.in_variant(given.variant)]
    found = workspace().findings(given.id)
    hinted = frozenset(indicator for one in found for indicator in one.indicators)
    with st.container(horizontal=True, vertical_alignment="center", key="assess_choices"):
        modes = {one: t(f"assess.mode_{one}") for one in MODES}
        mode = choice.segmented("assess.mode", t("assess.mode"), modes)
        _variant(now)
        states = {state: in_state(given, state, indicators, hinted) for state in STATES}
        named = {one: t(f"assess.state_{one}") for one in STATES}
        state = choice.segmented("assess.state", t("assess.show"), named, _refilter)
        dimension = _dimension(list(dict.fromkeys(one.dimension for one in indicators)))
    _hints(found, [one.id for one in indicators])
    drawn.remember(now)
    order = [one.id for one in indicators]
    matching = [one.id for one in states[state] if dimension in (ALL, one.dimension)]
    refiltered = bool(st.session_state.pop("assess.refiltered", False))
    course = plotted(order, matching, resumed(now, order, address("i")), refiltered=refiltered)
    set_address("i", course.current)
    return course, mode


def _variant(now: Opened) -> None:
    variants = {one.id: one.name.pick(language()) for one in workspace().rubric.variants}
    if len(variants) < 2:
        return
    key = choice.by_language("assess.variant")
    st.session_state[key] = now.assessment.variant
    st.segmented_control(t("assess.variant"), list(variants), key=key, format_func=variants.__getitem__,
                         required=True, label_visibility="collapsed", wrap=True, on_change=_switch, args=(now, key))  # fmt: skip


def _switch(now: Opened, key: str) -> None:
    """The ratings outside a shorter variant stay where they are."""
    wanted = st.session_state[key]
    try:
        workspace().save_setup(now.assessment.id, variant=wanted, expected=now.version, actor=actor())
    except AssessorError as error:
        st.session_state["assess.said"] = error


def _dimension(dimensions: list[str]) -> str:
    names = {one: workspace().rubric.names[one].pick(language()) for one in dimensions}
    names = {ALL: t("assess.all_dimensions"), **names}
    return choice.listed("assess.dimension", t("assess.dimension"), names, _refilter)


def _refilter() -> None:
    st.session_state["assess.refiltered"] = True


def _hints(found: list[Finding], order: list[str]) -> None:
    """They warn and never block."""
    with st.container(key="assess_hints"):
        if not found:
            return
        with fold("assess.hints", ":material/lightbulb:", n=len(found)) as opened:
            if opened.open:
                st.caption(t("assess.hints_rule"))
                for n, one in enumerate(found):
                    st.warning(plain(one.text.pick(language())))
                    _ways_to(n, [indicator for indicator in order if indicator in one.indicators])


def _ways_to(n: int, indicators: list[str]) -> None:
    """A hint is about indicators: their names, each leading there."""
    names = workspace().rubric.names
    with st.container(horizontal=True, gap="small"):
        for one in indicators[:MOST_WAYS]:
            st.button(plain(t("assess.hint_item", name=names[one].pick(language()), id=one)), key=f"assess.hint.{n}.{one}",
                      icon=":material/arrow_forward:", type="tertiary", on_click=_go_to, args=(one,))  # fmt: skip
    if more := indicators[MOST_WAYS:]:
        said = joined(names[one].pick(language()) for one in more)
        st.caption(plain(t("assess.hint_more", n=len(more), names=said)))


def _go_to(indicator: str) -> None:
    set_address("i", indicator)
    choice.choose("assess.mode", "item")


def unsaved_elsewhere(course: Course, mode: str) -> None:
    """What could not be saved stays in sight wherever one goes."""
    in_table = mode == "table"
    seen = set(course.matching) if in_table else {course.current}
    for indicator, place in rating.unsaved_elsewhere(seen, in_table=in_table):
        st.markdown(f"**{plain(workspace().rubric.by_id[indicator].name.pick(language()))}**")
        rating.show_trouble(indicator, place, here=False)


def help_folds(now: Opened) -> None:
    rubric = workspace().rubric
    with fold("assess.ladder", ":material/stairs:") as opened:
        if opened.open:
            _numbered(rubric.ladder)
            st.caption(t("assess.ladder_rule"))
    with fold("assess.pitfalls", ":material/report:") as opened:
        if opened.open:
            _numbered(rubric.pitfalls)
    with fold("assess.by_dimension", ":material/checklist:") as opened:
        if opened.open:
            _by_dimension(now)


def _numbered(lines: list[Text]) -> None:
    st.markdown("\n".join(f"{n}. {plain(one.pick(language()))}" for n, one in enumerate(lines, 1)))


def _by_dimension(now: Opened) -> None:
    rubric, order = workspace().rubric, [one.id for one in workspace().rubric.in_variant(now.assessment.variant)]
    rows: list[list[Cell]] = []
    for dimension in rubric.dimensions:
        far = progress(now.assessment, neighbours(rubric, dimension.id, order))
        if far.of or far.not_applicable:
            share: Html = bar(far.percent, t("assess.of", rated=far.rated, of=far.of))
            rows.append([dimension.name.pick(language()), share])
    table([t("assess.dimension"), t("assess.rated")], rows)
