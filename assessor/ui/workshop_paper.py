"""Ballots on paper, typed in one rater at a time; they can be changed and taken out while their items are open."""

from __future__ import annotations

import streamlit as st

from assessor.assessment import Assessment
from assessor.errors import AssessorError, Problem, WorkshopRefused
from assessor.text import say
from assessor.ui import choice, crash, workshop_downloads, workshop_words
from assessor.ui.parts import Cell, plain, table
from assessor.ui.session import actor, language, t, workspace
from assessor.ui.workshop_steps import done, in_words, refused, workshops
from assessor.workshop import items_for
from assessor.workshops import Answer, OpenedWorkshop, PaperBallot, Person
from assessor.workshops.joining import units_of

NO_UNIT, CANNOT = "", "cannot"
_TURN, _SHEET = "workshop.paper.turn", "workshop.paper.sheet"


def show(now: OpenedWorkshop, assessment: Assessment) -> None:
    st.markdown(t("workshop.paper_about"))
    workshop_downloads.paper(now, assessment)
    sheets = [one for one in workshops().people(now.id) if one.paper]
    if sheets:
        _entered(now, sheets)
    if now.workshop.stage == "ended":
        return
    before = _chosen(now, sheets)
    st.header(t("workshop.paper_change", mark=plain(before.mark)) if before else t("workshop.paper_new"))
    group = before.group if before else _group(now)
    items = [
        one for one in items_for(workspace().rubric, now.workshop, group) if now.workshop.item(one).phase == "open"
    ]
    if items:
        _form(now, group, items, before)
    else:
        st.info(t("workshop.paper_none_open"), icon=":material/info:")


def _turn() -> int:
    """Another one empties the form."""
    return int(st.session_state.get(_TURN, 0))


def _key(item: str) -> str:
    return f"workshop.paper.{st.session_state.get(_SHEET) or ''}.{_turn()}.{item}"


# -- the form -------------------------------------------------------------------------------------


def _group(now: OpenedWorkshop) -> str:
    names = {one: plain(name) for one, name in workshop_words.group_names(now.workshop).items()}
    st.markdown(f"**{t('workshop.paper_group')}**")
    return choice.segmented("workshop.paper.group", t("workshop.paper_group"), names)


def _unit(now: OpenedWorkshop) -> str | None:
    units = units_of(workspace().rubric, now.workshop)
    names = {NO_UNIT: t("workshop.no_unit")} | {one.id: one.name.pick(language()) for one in units}
    widget = choice.by_language(f"workshop.paper.unit.{_turn()}")
    chosen = st.selectbox(
        t("workshop.paper_unit"), list(names), key=widget, format_func=names.__getitem__, placeholder=""
    )
    return chosen or None


def _form(now: OpenedWorkshop, group: str, items: list[str], before: PaperBallot | None) -> None:
    """What is filled in reaches the server with the button, and nothing of it before."""
    unit = None if before else _unit(now)
    with st.form(f"workshop.paper.{before.mark if before else ''}.{_turn()}", enter_to_submit=False):
        for one in items:
            _row(one, before.answers.get(one) if before else None)
        st.caption(t("workshop.paper_not_yet"))
        sent = st.form_submit_button(t("workshop.paper_save"), type="primary", icon=":material/save:")
    if sent:
        _save(now, group, unit, items, before)


def _row(item: str, answer: Answer | None) -> None:
    names: dict[int | str, str] = {one: str(one) for one in range(workspace().rubric.top + 1)}
    names |= {CANNOT: workshop_words.cannot_judge()}
    given = None if answer is None else list(names).index(CANNOT if answer.level is None else answer.level)
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    left.radio(plain(workshop_words.item_label(item)), list(names), index=given, key=choice.by_language(_key(item)),
               horizontal=True, format_func=names.__getitem__)  # fmt: skip
    right.text_input(t("workshop.paper_reason"), answer.reason if answer else "", key=f"{_key(item)}.reason",
                     placeholder=t("workshop.paper_reason"), label_visibility="collapsed")  # fmt: skip


def _save(now: OpenedWorkshop, group: str, unit: str | None, items: list[str], before: PaperBallot | None) -> None:
    """What was refused stays in the form; what was saved leaves an empty one."""
    try:
        answers = _answers(items)
        if before:
            mark = before.mark
            workshops().change_paper(now.id, mark, {**dict.fromkeys(before.answers), **answers}, actor=actor())
        else:
            mark = workshops().add_paper(now.id, group, unit, answers, actor=actor())
    except AssessorError as error:
        crash.tell(in_words(now.workshop, error))
        return
    st.session_state[_TURN] = _turn() + 1
    st.session_state[_SHEET] = None
    done(t("workshop.paper_saved", mark=plain(mark), n=len(answers)))
    st.rerun()


def _answers(items: list[str]) -> dict[str, Answer]:
    """What was filled in; a row without a level is no answer, and a reason needs one."""
    found: dict[str, Answer] = {}
    faults: list[Problem] = []
    for one in items:
        given = st.session_state.get(choice.by_language(_key(one)))
        reason = " ".join(str(st.session_state.get(f"{_key(one)}.reason") or "").split())
        if given is not None:
            found[one] = Answer(None if given == CANNOT else int(given), reason)
        elif reason:
            faults.append(Problem(one, say("写了理由，没有选级", "there is a reason and no level"),
                                  say("选一级或“无法判断”，或删去理由", "choose a level or “cannot judge”, or take the reason out")))  # fmt: skip
    if not found and not faults:
        faults.append(
            Problem("", say("一项也没有填", "nothing is filled in"), say("至少填一项", "fill in at least one"))
        )
    if faults:
        raise WorkshopRefused(*faults)
    return found


# -- what was typed in ----------------------------------------------------------------------------


def _entered(now: OpenedWorkshop, sheets: list[Person]) -> None:
    st.header(t("workshop.paper_entered"))
    names = workshop_words.group_names(now.workshop)
    rows: list[list[Cell]] = [[one.mark, names.get(one.group, ""), str(one.answered)] for one in sheets]
    table([t("workshop.mark"), t("workshop.group"), t("workshop.answered")], rows, numbers=[2])
    if now.workshop.stage == "ended":
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        marks = [one.mark for one in sheets]
        mark = st.selectbox(t("workshop.paper_which"), marks, index=None, key="workshop.paper.which", width=220,
                            placeholder=t("workshop.choose"), filter_mode=None)  # fmt: skip
        st.button(t("workshop.paper_edit"), key="workshop.paper.edit", icon=":material/edit:", disabled=mark is None,
                  on_click=_edit, args=(mark,))  # fmt: skip
        st.button(t("workshop.paper_remove"), key="workshop.paper.remove", icon=":material/delete:", disabled=mark is None,
                  on_click=_remove, args=(now, mark))  # fmt: skip


def _chosen(now: OpenedWorkshop, sheets: list[Person]) -> PaperBallot | None:
    mark = st.session_state.get(_SHEET)
    if mark not in {one.mark for one in sheets}:
        st.session_state[_SHEET] = None
        return None
    st.button(
        t("workshop.paper_other"), key="workshop.paper.other", icon=":material/add:", on_click=_edit, args=(None,)
    )
    return workshops().paper(now.id, str(mark))


def _edit(mark: str | None) -> None:
    st.session_state[_SHEET] = mark


def _remove(now: OpenedWorkshop, mark: str) -> None:
    try:
        workshops().remove(now.id, mark, actor=actor())
    except AssessorError as error:
        refused(now.workshop, error)
    else:
        _edit(None)
        done(t("workshop.removed", mark=plain(mark)))
