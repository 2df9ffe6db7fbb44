"""What-if on the plan page: sliders for indicators, and the scores that would come of them. Nothing is saved."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessor.planning import projected
from assessor.ui import parts
from assessor.ui.folds import fold
from assessor.ui.plan_parts import before_and_after, can_rise, figures
from assessor.ui.results_parts import Page
from assessor.ui.session import listed, t

Rises = Sequence[tuple[str, int]]
"""Indicators with the level that each has."""
IN_SIGHT = 6
COLUMNS = 2


def section(page: Page) -> None:
    """Indicators below their target in sight, first things first; every other one that can rise in a fold."""
    found = list(can_rise(page).items())
    if not found:
        return
    st.header(t("plan.whatif"))
    st.caption(t("plan.whatif_about"))
    _sliders_and_scores(page, found)


@st.fragment
def _sliders_and_scores(page: Page, found: Rises) -> None:
    """By itself, so that a slider moves without the plans above being made anew."""
    _sliders(page, found[:IN_SIGHT])
    if len(found) > IN_SIGHT:
        with fold("plan.whatif_more", ":material/tune:", n=len(found) - IN_SIGHT) as more:
            if more.open:
                _sliders(page, found[IN_SIGHT:])
    _scores(page, {id_: level for id_, level in _kept(page).items() if id_ in page.card.codes})


def _kept(page: Page) -> dict[str, int]:
    """What is supposed: in this tab only, and apart for each assessment."""
    kept: dict[str, int] = st.session_state.setdefault("plan.supposed", {}).setdefault(page.id, {})
    return kept


def _sliders(page: Page, found: Rises) -> None:
    for start in range(0, len(found), COLUMNS):
        for column, one in zip(st.columns(COLUMNS), found[start : start + COLUMNS], strict=False):
            with column:
                _slider(page, *one)


def _slider(page: Page, indicator: str, level: int) -> None:
    key = f"plan.suppose.{page.id}.{indicator}"
    st.session_state[key] = max(_kept(page).get(indicator, level), level)
    st.slider(
        f"{indicator} {page.name(indicator)}", level, page.rubric.top, key=key,
        on_change=_keep, args=(_kept(page), indicator, level, key),
    )  # fmt: skip


def _keep(kept: dict[str, int], indicator: str, level: int, key: str) -> None:
    supposed = st.session_state[key]
    if supposed == level:
        kept.pop(indicator, None)
    else:
        kept[indicator] = supposed


def _scores(page: Page, levels: dict[str, int]) -> None:
    if not levels:
        st.info(t("plan.whatif_none"), icon=":material/tune:")
        return
    card = projected(page.rubric, page.opened.assessment, levels)
    targets = {id_: aim for id_, aim in page.card.targets.items() if aim > 0 and page.dimensions_shown}
    what = listed(
        t("plan.suppose_one", id=id_, start=max(page.card.codes[id_], 0), aim=level) for id_, level in levels.items()
    )
    st.markdown(parts.plain(t("plan.whatif_said", what=what, **figures(page, page.card, card, targets))))
    before_and_after(page, page.card, card, targets, (t("plan.whatif_chart"), t("plan.supposed")), "plan.supposed")
    st.button(t("plan.whatif_reset"), key="plan.whatif_reset", icon=":material/undo:", on_click=_kept(page).clear)
