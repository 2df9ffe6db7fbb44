"""Evidence of one indicator: title, date, holder and grade; add, choose, change, remove."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from assessor.assessment import TITLE_LIMIT, Evidence
from assessor.assessments import Opened
from assessor.errors import AssessorError, CityFault, Problem, Stale
from assessor.rubric import Indicator
from assessor.text import say
from assessor.ui import crash
from assessor.ui.folds import fold
from assessor.ui.parts import plain
from assessor.ui.rating import grade_name
from assessor.ui.session import actor, language, t, workspace
from assessor.ui.when import day, today

Change = Callable[[Evidence], Evidence | None]


def listed(now: Opened, indicator: Indicator) -> None:
    for entry in now.assessment.evidence_for(indicator.id):
        _entry(now, entry, indicator.id)
    _choose(now, indicator.id)
    with fold("assess.add_evidence", ":material/add:") as opened:
        if opened.open:
            st.caption(t("assess.evidence_secrecy"))
            _add(now, indicator.id)


def grades() -> dict[str, str]:
    """Every grade as a choice, with the level that it can support."""
    lang = language()
    return {one.id: t("assess.grade", id=one.id, name=one.name.pick(lang), cap=one.cap)
            for one in workspace().rubric.evidence_grades}  # fmt: skip


def _words(entry: Evidence) -> str:
    grade = grade_name(workspace().rubric, entry.grade)
    return t("assess.entry", title=entry.title, date=entry.date.isoformat(), holder=entry.holder, grade=grade)


def _entry(now: Opened, entry: Evidence, indicator: str) -> None:
    id_, others = now.assessment.id, len(entry.indicators) - 1
    with st.container(horizontal=True, vertical_alignment="center", key=f"assess_entry_{entry.id}"):
        st.markdown(plain(_words(entry)), width="stretch")
        with st.popover(t("assess.change_entry"), icon=":material/more_horiz:"):
            st.markdown(plain(_words(entry)))
            st.caption(t("assess.shared", n=others) if others else t("assess.only_here"))
            st.button(t("assess.unlink"), key=f"assess.unlink.{entry.id}", icon=":material/link_off:",
                      on_click=change, args=(id_, entry.id, _without(indicator)))  # fmt: skip
            st.button(t("assess.delete_entry"), key=f"assess.delete.{entry.id}", icon=":material/delete:",
                      on_click=change, args=(id_, entry.id, _gone))  # fmt: skip
    _odd_date(entry, now.assessment.cut_off)


def _odd_date(entry: Evidence, cut_off: date) -> None:
    """Worth a second look, and no reason to refuse the entry."""
    if entry.date > cut_off:
        st.warning(t("assess.evidence_late", day=cut_off.isoformat()), icon=":material/event:")
    if entry.date > today():
        st.warning(t("assess.evidence_future"), icon=":material/event:")


def _with(indicator: str) -> Change:
    return lambda entry: entry.model_copy(update={"indicators": [*entry.indicators, indicator]})


def _without(indicator: str) -> Change:
    return lambda entry: entry.model_copy(update={"indicators": [one for one in entry.indicators if one != indicator]})


def _gone(_: Evidence) -> None:
    return None


def change(id_: str, evidence_id: str, how: Change) -> None:
    """Apply a change to the entry as it stands now; once more if somebody was quicker."""
    try:
        try:
            _change(id_, evidence_id, how)
        except Stale:
            _change(id_, evidence_id, how)
    except AssessorError as error:
        st.session_state["assess.said"] = error


def _change(id_: str, evidence_id: str, how: Change) -> None:
    now = workspace().opened(id_)
    entry = next((one for one in now.assessment.evidence if one.id == evidence_id), None)
    if entry is None:
        raise CityFault(
            Problem(
                evidence_id,
                say("这条佐证已被他人删除", "somebody else has deleted this entry"),
                say("如仍需要，请重新登记", "add it again if it is needed"),
            )
        )
    expected, changed = now.evidence_versions[evidence_id], how(entry)
    if changed is None:
        workspace().remove_evidence(id_, evidence_id, expected=expected, actor=actor())
    else:
        workspace().change_evidence(id_, changed, expected=expected, actor=actor())


def _choose(now: Opened, indicator: str) -> None:
    """Entries already listed for other indicators."""
    others = {one.id: _words(one) for one in now.assessment.evidence if indicator not in one.indicators}
    if not others:
        return
    key = f"assess.choose.{indicator}"
    st.selectbox(t("assess.choose_evidence"), list(others), index=None, key=key, placeholder=t("assess.choose"),
                 format_func=others.__getitem__, on_change=_link, args=(now.assessment.id, indicator, key))  # fmt: skip


def _link(id_: str, indicator: str, key: str) -> None:
    chosen = st.session_state[key]
    if chosen is not None:
        st.session_state[key] = None
        change(id_, chosen, _with(indicator))


def _add(now: Opened, indicator: str) -> None:
    """What was typed stays in the form until it has been saved."""
    turn = st.session_state.get("assess.form_turn", 0)
    with st.form(f"assess.form.{indicator}.{turn}", border=False):
        title = st.text_input(t("assess.title_of_evidence"), placeholder="")
        typed = st.text_input(t("assess.date"), placeholder=t("assess.date_like"))
        holder = st.text_input(t("assess.holder"), placeholder=t("assess.holder_like"))
        names = grades()
        grade = st.selectbox(t("assess.grade_of_evidence"), list(names), index=None, placeholder=t("assess.choose"),
                             format_func=names.__getitem__)  # fmt: skip
        if not st.form_submit_button(t("assess.save_evidence"), icon=":material/save:"):
            return
    try:
        _save(now.assessment.id, indicator, title, typed, holder, grade)
    except AssessorError as error:
        st.error(t("assess.evidence_not_saved"))
        crash.tell(error)
        return
    st.session_state["assess.form_turn"] = turn + 1
    st.session_state["assess.said"] = t("assess.evidence_saved")
    st.rerun()


def _save(id_: str, indicator: str, title: str, typed: str, holder: str, grade: str | None) -> None:
    problems = [
        Problem("", say(zh, en), say(*fix))
        for zh, en, value, fix in (
            ("没有填写标题", "the title is missing", title.strip(), ("请填写标题", "fill in the title")),
            ("没有填写持有单位", "the holder is missing", holder.strip(), ("请填写持有单位", "fill in the holder")),
            ("没有选择强度", "no grade is chosen", grade, ("请选择强度", "choose a grade")),
        )
        if not value
    ]
    problems += [
        Problem(
            "",
            say(f"{zh}共{len(said)}字，超过{TITLE_LIMIT}字", f"the {en} holds {len(said)} characters, more than {TITLE_LIMIT}"),
            say("请缩短；详细材料留在原持有单位", "shorten it; documents stay with their holder"),
        )
        for zh, en, said in (("标题", "title", title.strip()), ("持有单位", "holder", holder.strip()))
        if len(said) > TITLE_LIMIT
    ]  # fmt: skip
    try:
        dated = day(typed)
    except CityFault as fault:
        raise CityFault(*problems, *fault.problems) from fault
    if problems or grade is None:
        raise CityFault(*problems)
    workspace().add_evidence(
        id_, title=title, date=dated, holder=holder, grade=grade, indicators=[indicator], actor=actor()
    )
