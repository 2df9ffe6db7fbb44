"""The item before the room: its question, what was revealed of it, the next step, the decision."""

from __future__ import annotations

from html import escape

import streamlit as st

from assessor.agreement import spread
from assessor.ui import choice, when, workshop_charts, workshop_decide, workshop_words
from assessor.ui.folds import fold
from assessor.ui.parts import plain, tag
from assessor.ui.session import actor, language, t, workspace
from assessor.ui.workshop_steps import Step, items_step, take, trial_pending, turn_to, workshops
from assessor.workshop import MOST_ROUNDS, Item, RoundShown, Shown, shown
from assessor.workshops import OpenedWorkshop

MINUTES = (1, 2, 3, 4, 5, 10)
GAP = 1.0
"""From here on the difference between all raters and those who do not lead an item is flagged (method 6.3)."""
STEPS = {
    "waiting": (("open", ":material/play_arrow:"),),
    "open": (("close", ":material/inbox:"),),
    "closed": (("reveal", ":material/visibility:"), ("reopen", ":material/undo:")),
}


def show(now: OpenedWorkshop, indicator: str) -> None:
    """Boxes of their own, so that what comes and goes above never moves a field in which somebody types."""
    item, seen = now.workshop.item(indicator), shown(now.workshop, indicator)
    with st.container(key="workshop_head", gap="xsmall"):
        _head(indicator, item)
    with st.container(key="workshop_steps"):
        if now.workshop.stage != "ended":
            _steps(now, indicator, item, seen)
    with st.container(key="workshop_seen"):
        if seen is not None:
            _seen(now, seen)
    with st.container(key="workshop_decision"):
        if now.workshop.stage != "ended" or item.decision is not None:
            workshop_decide.show(now, indicator, item, seen)


def _head(indicator: str, item: Item) -> None:
    found, lang = workspace().rubric.by_id[indicator], language()
    st.header(plain(found.name.pick(lang)))
    st.html(
        f'<p class="a-step">{tag(workshop_words.phase(item)).markup} <span class="a-quiet">{escape(indicator)}</span></p>'
    )
    st.markdown(f"**{plain((found.quick_question or found.question).pick(lang))}**")
    with fold("workshop.descriptors", ":material/stairs:") as opened:
        if opened.open:
            for rung in workspace().rubric.scale:
                words = found.descriptor(rung.level).pick(lang)
                st.markdown(f"**{plain(workshop_words.level(rung.level))}** {plain(words)}")


# -- steps ----------------------------------------------------------------------------------------


def _steps(now: OpenedWorkshop, indicator: str, item: Item, seen: Shown | None) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        held_back = item.phase == "waiting" and trial_pending(now.workshop) and indicator != now.workshop.plan.trial
        for n, (what, icon) in enumerate(() if held_back else STEPS.get(item.phase, ())):
            st.button(t(f"workshop.{what}"), key=f"workshop.{what}", icon=icon, type="secondary" if n else "primary",
                      on_click=take, args=(now, items_step(f"{what}_items", now.id, [indicator]), t(f"workshop.done_{what}", n=1),
                                        lambda: turn_to(now.id, indicator)))  # fmt: skip
        if item.phase == "revealed" and item.round < MOST_ROUNDS:
            st.button(t("workshop.revote"), key="workshop.revote", icon=":material/how_to_vote:", on_click=take,
                      args=(now, items_step("revote_items", now.id, [indicator]), t("workshop.revoted"),
                            lambda: turn_to(now.id, indicator)))  # fmt: skip
        if seen is not None and item.phase == "revealed" and seen.rounds[-1].total is None:
            st.button(t("workshop.leave_unrated"), key="workshop.leave_unrated", icon=":material/block:", on_click=take,
                      args=(now, _unrated(now.id, indicator), t("workshop.left_unrated")))  # fmt: skip
        if item.phase in ("decided", "unrated"):
            st.button(t("workshop.reconsider"), key="workshop.reconsider", icon=":material/undo:", on_click=take,
                      args=(now, _reconsider(now.id, indicator), t("workshop.reconsidered"),
                            lambda: workshop_decide.written_again(now.id, indicator, item)))  # fmt: skip
        if item.phase in ("open", "revealed"):
            _timer(now)


def _timer(now: OpenedWorkshop) -> None:
    usual = now.workshop.plan.seconds
    lengths = dict.fromkeys(sorted({usual, *(60 * one for one in MINUTES)} - {0}))
    names = {one: _length(one) for one in ([usual] if usual else []) + [one for one in lengths if one != usual]}
    seconds = choice.listed("workshop.timer_length", t("workshop.timer_length"), names)
    st.button(t("workshop.start_timer"), key="workshop.start_timer", icon=":material/timer:", on_click=take,
              args=(now, _start(now.id, seconds), t("workshop.timer_started", time=names[seconds])))  # fmt: skip
    if now.timer_ends_at is not None:
        st.button(t("workshop.stop_timer"), key="workshop.stop_timer", icon=":material/timer_off:", on_click=take,
                  args=(now, _start(now.id, 0), t("workshop.timer_stopped")))  # fmt: skip


def _length(seconds: int) -> str:
    if seconds % 60 == 0:
        return t("workshop.in_minutes", n=seconds // 60)
    return t("workshop.in_seconds", n=seconds)


def _start(id_: str, seconds: int) -> Step:
    return lambda held, version: held.start_timer(id_, seconds, expected=version, actor=actor())


def _unrated(id_: str, indicator: str) -> Step:
    return lambda held, version: held.leave_unrated(id_, indicator, expected=version, actor=actor())


def _reconsider(id_: str, indicator: str) -> Step:
    return lambda held, version: held.reconsider(id_, indicator, expected=version, actor=actor())


# -- what was revealed ----------------------------------------------------------------------------


def _seen(now: OpenedWorkshop, seen: Shown) -> None:
    last = seen.rounds[-1]
    if last.total is None:
        said = "workshop.too_few_about" if len(seen.rounds) < MOST_ROUNDS else "workshop.too_few_again"
        if now.workshop.item(seen.indicator).phase == "unrated":
            said = "workshop.too_few_left"
        st.warning(t(said, n=last.valid), icon=":material/info:")
        if len(seen.rounds) == 1:
            return
    title = t("workshop.distribution", name=workshop_words.item_name(seen.indicator))
    workshop_charts.show(seen, title=title, date=when.today().isoformat())
    _figures(last)
    if shifts := workshop_charts.shifts(seen, t("workshop.all_groups")):
        st.html(workshop_charts.dumbbell(shifts))
    _owners(last)
    _reasons(now, seen.indicator)


def _figures(last: RoundShown) -> None:
    found = spread(last.total.levels) if last.total is not None else None
    if found is None or last.total is None:
        return
    said = [
        (t("workshop.median"), workshop_words.plain_number(found.median)),
        (t("workshop.iqr"), workshop_words.plain_number(found.iqr)),
        (t("workshop.disagreement_index"), f"{found.disagreement_index:.2f}"),
        (t("workshop.ballots"), workshop_words.valid(last.total)),
    ]
    st.html(
        '<dl class="a-facts">'
        + "".join(f"<div><dt>{escape(a)}</dt><dd>{escape(b)}</dd></div>" for a, b in said)
        + "</dl>"
    )


def _owners(last: RoundShown) -> None:
    """All raters beside those whose own unit does not lead the item."""
    if last.total is None or last.without_owners is None:
        return
    everyone, others = spread(last.total.levels), spread(last.without_owners.levels)
    if everyone is None or others is None:
        return
    said = t("workshop.owners", all=workshop_words.plain_number(everyone.median),
             others=workshop_words.plain_number(others.median), n=last.without_owners.valid)  # fmt: skip
    if abs(everyone.median - others.median) >= GAP:
        st.warning(f"{said}  \n{t('workshop.owners_gap')}", icon=":material/flag:")
    else:
        st.caption(said)


def _reasons(now: OpenedWorkshop, indicator: str) -> None:
    with fold("workshop.reasons", ":material/notes:") as opened:
        if not opened.open:
            return
        st.caption(t("workshop.reasons_about"))
        given = workshops().reasons(now.id, indicator)
        if not given:
            st.caption(t("workshop.no_reasons"))
        st.markdown("\n".join(f"- {plain(one).replace(chr(10), ' ')}" for one in given))
