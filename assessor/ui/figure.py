"""A measured indicator: its figure is typed and saved at once; the level follows from it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st

from assessor.assessment import Rating
from assessor.measuring import level_and_rest, truncation
from assessor.rubric import Indicator, Measure
from assessor.trace_source import half_up
from assessor.ui.parts import plain
from assessor.ui.rating import Shown, field_of, level_name, passed_by, save, show_trouble, trouble
from assessor.ui.session import joined, language, t, workspace

_EMPTIED = "assess.emptied"


def scale(indicator: Indicator, seen: Shown) -> None:
    """Goalposts and thresholds, the box for the figure, and what the figure comes to."""
    measure = _measure(indicator)
    st.markdown(plain(_goalposts(measure)))
    if measure.thresholds:
        lines = [
            f"- {plain(t('assess.level', level=rung.level, name=level_name(workspace().rubric, rung.level)))}"
            f"{plain(t('assess.threshold', said=indicator.descriptor(rung.level).pick(language())))}"
            for rung in workspace().rubric.scale
        ]
        st.markdown("\n".join(lines))
    else:
        st.caption(t("assess.in_proportion", top=workspace().rubric.top))
    box(indicator, seen, "outcome")
    show_trouble(indicator.id, "outcome")
    if said := comes_to(indicator, seen.rating):
        st.markdown(f"**{plain(said)}**")
    if said := cut(indicator, seen.rating):
        st.warning(plain(said), icon=":material/straighten:")


def box(indicator: Indicator, seen: Shown, place: str) -> None:
    """Filled from the database, unless what was typed is still to be settled."""
    measure, key = _measure(indicator), f"assess.figure.{indicator.id}"
    stored = field_of(seen.rating, "measured")
    held = getattr(trouble(indicator.id, place), "changes", None) or {}
    wanted = held.get("measured", stored)
    if st.session_state.get(key, _EMPTIED) != wanted:
        st.session_state[key] = wanted
    st.number_input(
        t("assess.figure", unit=plain(measure.unit.pick(language()))), key=key, value=None, placeholder="",
        step=float(Decimal(1).scaleb(-measure.digits)), format=f"%.{max(measure.digits, _places(wanted))}f",
        on_change=_save, args=(indicator.id, seen, key, place),
    )  # fmt: skip
    if st.session_state.get(_EMPTIED) == indicator.id:
        st.info(t("assess.figure_emptied"), icon=":material/info:")


def _save(indicator: str, seen: Shown, key: str, place: str) -> None:
    st.session_state.pop(_EMPTIED, None)
    if place == "outcome" and passed_by(indicator):
        return
    figure = st.session_state[key]
    if figure is None:
        st.session_state[_EMPTIED] = indicator
        return
    st.session_state.pop("assess.reason_for", None)
    level = level_and_rest(workspace().rubric, indicator, figure)[0]
    save(indicator, seen, {"measured": float(figure), "outcome": level, "reason": ""}, place)


def comes_to(indicator: Indicator, rating: Rating | None) -> str:
    """The level of a figure in words; in proportion, with what it reaches beyond."""
    if rating is None or rating.measured is None:
        return ""
    rubric = workspace().rubric
    level, rest = level_and_rest(rubric, indicator, rating.measured)
    name = t("assess.level", level=level, name=level_name(rubric, level))
    if not rest:
        return t("assess.comes_to", level=name)
    return t("assess.comes_between", level=name, exact=half_up(level + rest, 2))


def cut(indicator: Indicator, rating: Rating | None) -> str:
    """What of a figure lies beyond the goalposts."""
    if rating is None or rating.measured is None:
        return ""
    beyond = truncation(workspace().rubric, indicator, rating.measured)
    return beyond.told(_measure(indicator)).pick(language()) if beyond is not None else ""


def in_a_row(indicator: Indicator, rating: Rating | None) -> str:
    """What stands beside the saved figure in the table: the exact level and what was cut off."""
    return joined(said for said in (comes_to(indicator, rating), cut(indicator, rating)) if said)


def _goalposts(measure: Measure) -> str:
    worst, best = measure.told(measure.worst).pick(language()), measure.told(measure.best).pick(language())
    more = t("assess.more_is_better" if measure.more_is_better else "assess.less_is_better")
    return t("assess.goalposts", worst=worst, best=best, more=more)


def _measure(indicator: Indicator) -> Measure:
    if indicator.measure is None:
        raise ValueError(indicator.id)
    return indicator.measure


def _places(figure: Any) -> int:
    """Decimals of a figure that was given more exactly than the rubric asks for."""
    exponent = Decimal(repr(figure)).normalize().as_tuple().exponent if figure is not None else 0
    return max(-exponent, 0) if isinstance(exponent, int) else 0
