"""Running a session: open, close and reveal, what to discuss first, and the item before the room."""

from __future__ import annotations

import streamlit as st

from assessor.assessment import Assessment
from assessor.errors import AssessorError
from assessor.ui import choice, workshop_focus, workshop_item, workshop_live, workshop_words
from assessor.ui.parts import plain
from assessor.ui.session import actor, t, workspace
from assessor.ui.workshop_steps import Step, focus, items_step, refused, take, trial_pending, turn_to
from assessor.workshop import AgendaLine, Phase, agenda, item_weights, shown
from assessor.workshops import OpenedWorkshop

BULK: tuple[tuple[str, Phase, str], ...] = (
    ("open", "waiting", ":material/play_arrow:"),
    ("close", "open", ":material/inbox:"),
    ("reveal", "closed", ":material/visibility:"),
)


def show(now: OpenedWorkshop, assessment: Assessment) -> None:
    if now.workshop.stage != "ended":
        _all_at_once(now)
    lines = agenda(now.workshop, item_weights(workspace().rubric, assessment, now.workshop.plan))
    left, right = st.columns([3, 2], gap="large")
    with left:
        chosen = _which(now, lines)
        workshop_item.show(now, chosen)
    with right:
        _agenda(now, lines)
        st.subheader(t("workshop.progress"))
        with st.container(key="workshop_progress"):
            workshop_live.progress(now)


# -- all items at once ----------------------------------------------------------------------------


def _all_at_once(now: OpenedWorkshop) -> None:
    with st.container(horizontal=True, key="workshop_bulk"):
        trial = now.workshop.plan.trial
        if trial is not None and now.workshop.item(trial).phase == "waiting":
            st.button(t("workshop.open_trial"), key="workshop.open_trial", type="primary", icon=":material/looks_one:",
                      on_click=_open_trial, args=(now, trial))  # fmt: skip
        held_back = trial_pending(now.workshop)
        for what, phase, icon in BULK:
            items = now.workshop.in_phase(phase)
            if items and not (held_back and what == "open"):
                st.button(t(f"workshop.{what}_all", n=len(items)), key=f"workshop.{what}_all", icon=icon, on_click=_take_all,
                          args=(now, items_step(f"{what}_items", now.id, items), t(f"workshop.done_{what}", n=len(items)), items))  # fmt: skip
        if agreed := _agreed(now):
            st.button(t("workshop.decide_agreed", n=len(agreed)), key="workshop.decide_agreed", icon=":material/done_all:",
                      on_click=_take_all, args=(now, _decisions(now.id, agreed), t("workshop.agreed_decided", n=len(agreed)), agreed))  # fmt: skip
    if trial_pending(now.workshop):
        st.caption(t("workshop.trial_first", name=plain(workshop_words.item_name(now.workshop.plan.trial or ""))))


def _take_all(now: OpenedWorkshop, step: Step, told: str, items: list[str]) -> None:
    """The board goes along: to the one item, or from whatever stood there to the whole."""
    take(now, step, told, lambda: turn_to(now.id, items[0]) if len(items) == 1 else _hide(now.id))


def _open_trial(now: OpenedWorkshop, trial: str) -> None:
    take(now, items_step("open_items", now.id, [trial]), t("workshop.done_open", n=1), lambda: turn_to(now.id, trial))


def _agreed(now: OpenedWorkshop) -> list[str]:
    """Revealed items on which raters agree: the rule takes the level chosen most, without discussion."""
    found = [seen for one in now.workshop.in_phase("revealed") if (seen := shown(now.workshop, one)) is not None]
    return [one.indicator for one in found if one.proposal is not None and one.proposal.kind == "agreed"]


def _decisions(id_: str, items: list[str]) -> Step:
    return lambda held, version: held.decide_as_proposed(id_, items, expected=version, actor=actor())


# -- which item -----------------------------------------------------------------------------------


def _which(now: OpenedWorkshop, lines: tuple[AgendaLine, ...]) -> str:
    chosen, items = focus(now.workshop), now.workshop.plan.items
    names = {one: workshop_words.item_label(one) for one in items}
    widget = choice.by_language("workshop.item")
    st.session_state[widget] = chosen
    st.selectbox(t("workshop.before_room"), list(items), key=widget, format_func=names.__getitem__, placeholder="",
                 on_change=_turn, args=(now.id, widget))  # fmt: skip
    at = items.index(chosen)
    with st.container(horizontal=True):
        for key, to, icon in (
            ("previous", at - 1, ":material/arrow_back:"),
            ("next", at + 1, ":material/arrow_forward:"),
        ):
            there = items[to] if 0 <= to < len(items) else None
            st.button(t(f"workshop.{key}"), key=f"workshop.{key}", icon=icon, disabled=there is None, on_click=turn_to,
                      args=(now.id, there or chosen))  # fmt: skip
        queue = [*(one.indicator for one in lines), *_too_few(now)]
        if following := next((one for one in queue if one != chosen and _unsettled(now, one)), None):
            st.button(t("workshop.next_on_agenda"), key="workshop.next_on_agenda", icon=":material/skip_next:",
                      on_click=turn_to, args=(now.id, following))  # fmt: skip
        _on_the_board(now.id, chosen)
    return chosen


def _on_the_board(session: str, chosen: str) -> None:
    if workshop_focus.shown(session) == chosen:
        st.button(t("workshop.board_whole"), key="workshop.board", icon=":material/cast:", on_click=_hide,
                  args=(session,))  # fmt: skip
    else:
        st.button(t("workshop.board_this"), key="workshop.board", icon=":material/cast:", on_click=turn_to,
                  args=(session, chosen))  # fmt: skip


def _hide(session: str) -> None:
    try:
        workshop_focus.hide(session)
    except AssessorError as error:
        refused(None, error)


def _turn(session: str, widget: str) -> None:
    turn_to(session, st.session_state[widget])


def _unsettled(now: OpenedWorkshop, item: str) -> bool:
    return now.workshop.item(item).phase == "revealed"


def _agenda(now: OpenedWorkshop, lines: tuple[AgendaLine, ...]) -> None:
    few = _too_few(now)
    st.subheader(t("workshop.agenda"))
    if not lines and not few:
        st.caption(t("workshop.no_agenda"))
        return
    st.caption(t("workshop.agenda_about"))
    with st.container(key="workshop_agenda", gap="xsmall"):
        _lines(now, lines)
        for n, one in enumerate(few, len(lines) + 1):
            said = t("workshop.agenda_few", n=n, name=plain(workshop_words.item_label(one)))
            st.button(said, key=f"workshop.agenda.{one}", type="tertiary", width="stretch", on_click=turn_to,
                      args=(now.id, one))  # fmt: skip


def _too_few(now: OpenedWorkshop) -> list[str]:
    """Revealed with too few valid ballots for the rule: no disagreement to order by, and yet to be settled."""
    found = [seen for one in now.workshop.in_phase("revealed") if (seen := shown(now.workshop, one)) is not None]
    return [one.indicator for one in found if one.rounds[-1].total is None]


def _lines(now: OpenedWorkshop, lines: tuple[AgendaLine, ...]) -> None:
    for n, one in enumerate(lines, 1):
        said = t("workshop.agenda_line", n=n, name=plain(workshop_words.item_label(one.indicator)),
                 agreement=workshop_words.agreement(one.proposal.kind), index=f"{one.spread.disagreement_index:.2f}",
                 weight=workshop_words.share(one.weight))  # fmt: skip
        st.button(said, key=f"workshop.agenda.{one.indicator}", type="tertiary", width="stretch", on_click=turn_to,
                  args=(now.id, one.indicator))  # fmt: skip
