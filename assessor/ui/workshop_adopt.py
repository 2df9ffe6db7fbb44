"""Agreed ratings on their way into the assessment: every change in sight, nothing written before it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessor.adoption import Adoption
from assessor.assessment import Rating
from assessor.errors import AssessorError, Stale
from assessor.merging import Change, Conflict
from assessor.ui import choice, crash, workshop_words
from assessor.ui.parts import plain
from assessor.ui.rating import field_of, outcome_name
from assessor.ui.session import actor, is_demo, joined, t, workspace
from assessor.ui.when import clock
from assessor.ui.workshop_steps import in_words, workshops
from assessor.workshops import OpenedWorkshop
from assessor.workshops.adopting import Adopted

Line = Change[Rating] | Conflict[Rating]
STANDS, AGREED = "stands", "agreed"
_PICKS, _DONE, _SAID = "workshop.adopt.picks", "workshop.adopt.done", "workshop.adopt.said"


def show(now: OpenedWorkshop) -> None:
    st.header(t("workshop.adopt"))
    _told(now)
    found = workshops().preview_adoption(now.id)
    st.markdown(_counted(found))
    if not found.merge.ratings:
        return
    st.caption(t("workshop.adopt_rule"))
    for title, lines in (("adopt_new", found.new), ("adopt_changed", found.changed), ("adopt_same", found.same)):
        _changes(now, title, lines, found)
    _conflicts(now, found)
    _writing(now, found)


def _counted(found: Adoption) -> str:
    """What would happen in one line, and what stays out of it."""
    said = [t("workshop.adopt_counts", new=len(found.new), changed=len(found.changed), same=len(found.same),
              conflicts=len(found.conflicts))] if found.merge.ratings else [t("workshop.adopt_nothing")]  # fmt: skip
    said += [t("workshop.adopt_unchanged", n=len(found.unchanged))] if found.unchanged else []
    said += [t("workshop.adopt_unrated", n=len(found.unrated))] if found.unrated else []
    said += [t("workshop.adopt_pending", n=len(found.pending))] if found.pending else []
    return joined(said)


# -- choosing -------------------------------------------------------------------------------------


def _picks(session: str) -> dict[str, tuple[Line, int | None]]:
    """What was chosen, and of what: a choice between other values is no choice between these."""
    every: dict[tuple[bool, str], dict[str, tuple[Line, int | None]]] = st.session_state.setdefault(_PICKS, {})
    return every.setdefault((is_demo(), session), {})


def _is_chosen(session: str, one: Line) -> bool:
    kept = _picks(session).get(one.key)
    return kept is not None and kept[0] == one


def _pick(session: str, one: Line) -> int | None:
    if _is_chosen(session, one):
        return _picks(session)[one.key][1]
    return 0 if isinstance(one, Change) else None


def _choose(session: str, lines: Sequence[Line], pick: int | None) -> None:
    for one in lines:
        _picks(session)[one.key] = (one, pick)


def _changes(now: OpenedWorkshop, title: str, lines: Sequence[Change[Rating]], found: Adoption) -> None:
    if not lines:
        return
    st.subheader(t(f"workshop.{title}", n=len(lines)))
    with st.container(horizontal=True):
        for key, pick in (("adopt_all", 0), ("adopt_none", None)):
            st.button(t(f"workshop.{key}"), key=f"workshop.{key}.{title}", type="tertiary", on_click=_choose,
                      args=(now.id, lines, pick))  # fmt: skip
    with st.container(gap="xsmall", key=f"workshop_{title}"):
        for one in lines:
            key = f"workshop.adopt.tick.{now.id}.{one.key}"
            st.session_state[key] = _pick(now.id, one) is not None
            st.checkbox(_line(one, found), key=key, wrap=True, on_change=_tick, args=(now.id, one, key))


def _tick(session: str, one: Line, key: str) -> None:
    _choose(session, [one], 0 if st.session_state[key] else None)


def _line(one: Line, found: Adoption) -> str:
    """Name, what stands, what was agreed."""
    said = t("workshop.adopt_line", name=plain(workshop_words.item_label(one.key)), old=_outcome(one.old),
             new=_outcome(one.options[0].value))  # fmt: skip
    return joined([said, t("workshop.adopt_doubtful")]) if one.key in found.doubtful else said


def _outcome(rating: Rating | None) -> str:
    return plain(outcome_name(workspace().rubric, field_of(rating, "outcome")))


def _conflicts(now: OpenedWorkshop, found: Adoption) -> None:
    """Somebody rated it since the session was prepared: one of the two has to be chosen."""
    if not found.conflicts:
        return
    st.subheader(t("workshop.adopt_conflicts", n=len(found.conflicts)))
    st.caption(t("workshop.adopt_conflicts_rule"))
    for one in found.conflicts:
        names = {STANDS: t("workshop.adopt_keep", value=_outcome(one.old)),
                 AGREED: t("workshop.adopt_take", value=_outcome(one.options[0].value))}  # fmt: skip
        key = choice.by_language(f"workshop.adopt.pick.{now.id}.{one.key}")
        chosen = _pick(now.id, one)
        st.session_state[key] = (STANDS if chosen is None else AGREED) if _is_chosen(now.id, one) else None
        st.radio(plain(workshop_words.item_label(one.key)), list(names), index=None, key=key, format_func=names.__getitem__,
                 on_change=_settle, args=(now.id, one, key))  # fmt: skip


def _settle(session: str, one: Line, key: str) -> None:
    if (chosen := st.session_state[key]) is not None:
        _choose(session, [one], 0 if chosen == AGREED else None)


# -- writing --------------------------------------------------------------------------------------


def _writing(now: OpenedWorkshop, found: Adoption) -> None:
    lines = found.merge.ratings
    taken = sum(_pick(now.id, one) is not None for one in lines)
    undecided = sum(not _is_chosen(now.id, one) for one in found.conflicts)
    if undecided:
        st.warning(t("workshop.adopt_undecided", n=undecided), icon=":material/call_split:")
    st.button(t("workshop.adopt_write", n=taken), key="workshop.adopt.write", type="primary", icon=":material/save:",
              disabled=not taken or bool(undecided), on_click=write, args=(now, found))  # fmt: skip


def write(now: OpenedWorkshop, found: Adoption) -> None:
    """Everything chosen, or nothing. Where something moved meanwhile the preview is drawn anew, with the choices kept."""
    picks = {one.key: _pick(now.id, one) for one in found.merge.ratings}
    try:
        adopted = workshops().adopt(now.id, found, picks, actor())
    except Stale:
        st.session_state[_SAID] = t("workshop.adopt_stale")
        return
    except AssessorError as error:
        st.session_state[_SAID] = in_words(now.workshop, error)
        return
    st.session_state[_DONE] = (is_demo(), now.id, adopted)


def _told(now: OpenedWorkshop) -> None:
    """What stood in the way or was taken back, once; what was taken over, and the way back. Said here, because this
    part of the page is drawn by itself."""
    said = st.session_state.pop(_SAID, None)
    if isinstance(said, AssessorError):
        crash.tell(said)
    elif said:
        st.info(said, icon=":material/info:")
    kept = st.session_state.get(_DONE)
    if kept is None or kept[:2] != (is_demo(), now.id):
        return
    adopted: Adopted = kept[2]
    st.success(t("workshop.adopted", n=len(adopted.ratings), time=clock(adopted.at)), icon=":material/check:")
    st.button(t("workshop.take_back"), key="workshop.take_back", icon=":material/undo:", on_click=take_back,
              args=(now, adopted))  # fmt: skip


def take_back(now: OpenedWorkshop, adopted: Adopted) -> None:
    try:
        back = workshops().take_back(now.id, adopted, actor())
    except AssessorError as error:
        st.session_state[_SAID] = in_words(now.workshop, error)
        return
    st.session_state.pop(_DONE, None)
    st.session_state[_SAID] = t("workshop.taken_back", n=len(back.ratings), kept=back.kept)
