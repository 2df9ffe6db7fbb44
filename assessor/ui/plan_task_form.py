"""One task in a form: change it, settle it with what somebody else saved, remove it; or add one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from assessor.admissible import made
from assessor.assessments import Opened, Saved
from assessor.errors import AssessorError, CityFault, NotFound, Problem, Stale
from assessor.planning.steps import standing, step_from
from assessor.report import task_words
from assessor.scorecard import Scorecard
from assessor.task import STATUSES, WORDS_LIMIT, Task
from assessor.tasks import Tasks
from assessor.tasks.drafts import draft
from assessor.text import Text, say
from assessor.ui import crash
from assessor.ui.parts import table
from assessor.ui.session import actor, joined, language, t, workspace
from assessor.ui.when import clock, day

SAID = "tasks.told"
FIELDS = ("status", "progress", "what", "lead", "support", "due", "mark", "aim", "effort", "phase")
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Seen:
    """A task as its form was filled; what is saved is compared with it."""

    task: Task
    version: int


@dataclass(frozen=True)
class Trouble:
    """Why a change was not saved; with a Stale, `changes` are what both changed."""

    error: AssessorError
    changes: dict[str, Any]


# -- state -----------------------------------------------------------------------------------------


def _key(id_: str, task_id: str, what: str) -> str:
    return f"tasks.{what}.{id_}.{task_id}"


def _seen(now: Opened, task: Task) -> Seen:
    """As it stood when the form was opened, so that nothing being typed is replaced by what others save."""
    key = _key(now.assessment.id, task.id, "seen")
    seen: Seen = st.session_state.setdefault(key, Seen(task, now.task_versions[task.id]))
    return seen


def closed(id_: str, task_id: str) -> None:
    """The form is shut: it opens next with what is stored then, unless a change waits to be settled."""
    if _key(id_, task_id, "trouble") not in st.session_state:
        st.session_state.pop(_key(id_, task_id, "seen"), None)
        st.session_state.pop(_key(id_, task_id, "said"), None)


def _afresh(id_: str, task_id: str) -> None:
    """Fill the form with what is stored."""
    for what in ("seen", "trouble", "said"):
        st.session_state.pop(_key(id_, task_id, what), None)
    turns = _key(id_, task_id, "turn")
    st.session_state[turns] = st.session_state.get(turns, 0) + 1


# -- change ----------------------------------------------------------------------------------------


def edit(now: Opened, task: Task) -> None:
    id_, seen = now.assessment.id, _seen(now, task)
    trouble: Trouble | None = st.session_state.get(_key(id_, task.id, "trouble"))
    if trouble is not None:
        _tell(now, task, trouble)
    elif now.task_versions[task.id] != seen.version:
        st.info(t("tasks.moved_on"), icon=":material/sync_problem:")
        st.button(t("tasks.show_now"), key=_key(id_, task.id, "show_now"), on_click=_afresh, args=(id_, task.id))
    turn = st.session_state.get(_key(id_, task.id, "turn"), 0)
    prefix = _key(id_, task.id, f"box{turn}")
    with st.form(f"{prefix}.form", border=False, enter_to_submit=False):
        _boxes(prefix, seen.task.model_dump(), with_status=True)
        st.form_submit_button(t("tasks.save"), icon=":material/save:", on_click=_save, args=(id_, seen, prefix))
    if said := st.session_state.get(_key(id_, task.id, "said")):
        st.caption(said)
    with st.popover(t("tasks.remove"), icon=":material/delete:"):
        st.markdown(t("tasks.remove_asks"))
        st.button(t("tasks.remove_yes"), key=_key(id_, task.id, "remove"), type="primary",
                  on_click=_remove, args=(id_, task.id, now.task_versions[task.id]))  # fmt: skip


def _boxes(prefix: str, held: Values, *, with_status: bool) -> None:
    """The fields; those in use every week first."""
    lang = language()
    if with_status:
        _radio(prefix, "status", held, {one: task_words.NAMES[one].pick(lang) for one in STATUSES})
        st.text_area(t("tasks.progress"), held["progress"], key=f"{prefix}.progress", height=90)
    st.text_area(t("tasks.what"), held["what"], key=f"{prefix}.what", height=90)
    left, right = st.columns(2)
    left.text_input(t("tasks.lead"), held["lead"], key=f"{prefix}.lead", max_chars=WORDS_LIMIT)
    right.text_input(t("tasks.support"), held["support"], key=f"{prefix}.support", max_chars=WORDS_LIMIT)
    due = held["due"].isoformat() if held["due"] else ""
    left, right = st.columns(2)
    left.text_input(t("tasks.due"), due, key=f"{prefix}.due", placeholder=t("tasks.due_like"))
    with right:
        levels: dict[int | None, str] = {None: t("tasks.aim_none")}
        levels |= {n: t("tasks.level", level=n) for n in range(1, workspace().rubric.top + 1)}
        _list(prefix, "aim", held, levels)
    st.text_area(t("tasks.mark"), held["mark"], key=f"{prefix}.mark", height=90)
    left, right = st.columns(2)
    with left:
        _list(prefix, "effort", held, {one: words_.pick(lang) for one, words_ in task_words.EFFORT_WORDS.items()})
    with right:
        _list(prefix, "phase", held, {one: words_.pick(lang) for one, words_ in task_words.PHASES.items()})


def _radio(prefix: str, name: str, held: Values, names: Mapping[Any, str]) -> None:
    options = list(names)
    st.radio(t(f"tasks.{name}"), options, options.index(held[name]), key=f"{prefix}.{name}.{language()}",
             format_func=names.__getitem__, horizontal=True)  # fmt: skip


def _list(prefix: str, name: str, held: Values, names: Mapping[Any, str]) -> None:
    options = list(names)
    at = options.index(held[name]) if held[name] in names else 0
    st.selectbox(t(f"tasks.{name}"), options, at, key=f"{prefix}.{name}.{language()}", format_func=names.__getitem__)


def _typed(prefix: str, names: Sequence[str]) -> dict[str, Any]:
    """What the boxes hold, as a Task's fields.

    Raises:
        CityFault: where the date is none.
    """
    said = {}
    for name in names:
        key = f"{prefix}.{name}"
        value = st.session_state.get(key, st.session_state.get(f"{key}.{language()}"))
        said[name] = value.strip() if isinstance(value, str) else value
    try:
        said["due"] = day(said["due"]) if said["due"] else None
    except CityFault as fault:
        raise _named("due", fault) from fault
    return said


def _named(name: str, fault: CityFault) -> CityFault:
    return CityFault(*(Problem(name, one.what, one.fix) for one in fault.problems))


def _save(id_: str, seen: Seen, prefix: str) -> None:
    task_id = seen.task.id
    for what in ("trouble", "said"):
        st.session_state.pop(_key(id_, task_id, what), None)
    try:
        typed = _typed(prefix, FIELDS)
    except CityFault as fault:
        st.session_state[_key(id_, task_id, "trouble")] = Trouble(fault, {})
        return
    changes = {name: value for name, value in typed.items() if value != getattr(seen.task, name)}
    if not changes:
        st.session_state[_key(id_, task_id, "said")] = t("tasks.nothing_changed")
        return
    _write(id_, seen, changes)


def _write(id_: str, seen: Seen, changes: dict[str, Any]) -> None:
    """Only what was changed is written, over whatever others have changed elsewhere in the task."""
    task_id = seen.task.id
    try:
        try:
            saved = _put(id_, seen.task, changes, seen.version)
        except Stale as stale:
            theirs = _stored(id_, task_id)
            if theirs is None:
                raise _gone(task_id) from stale
            if any(
                getattr(theirs.task, name) not in (getattr(seen.task, name), value) for name, value in changes.items()
            ):
                raise stale
            saved = _put(id_, theirs.task, changes, theirs.version)
    except NotFound as error:
        _afresh(id_, task_id)
        st.session_state[SAID] = error.because(_with(error.problems[0].what, changes), error.problems[0].fix)
    except AssessorError as error:
        st.session_state[_key(id_, task_id, "trouble")] = Trouble(error, changes)
    else:
        _afresh(id_, task_id)
        st.session_state[_key(id_, task_id, "said")] = t("tasks.saved", time=clock(saved.at))


def _put(id_: str, task: Task, changes: dict[str, Any], expected: int) -> Saved:
    return Tasks(workspace()).change(id_, made(Task, **{**dict(task), **changes}), expected=expected, actor=actor())


def _stored(id_: str, task_id: str) -> Seen | None:
    now = workspace().opened(id_)
    task = next((one for one in now.assessment.tasks if one.id == task_id), None)
    return None if task is None else Seen(task, now.task_versions[task_id])


def _gone(task_id: str) -> NotFound:
    return NotFound(
        Problem(
            task_id,
            say(
                "这项任务已被他人删去，您填的内容没有保存",
                "somebody else removed this task; what you typed was not saved",
            ),
            say("如仍需要，请重新添加", "add it again if it is needed"),
        )
    )


def _with(what: Text, changes: Values) -> Text:
    """With what was typed, so that nothing of it is lost."""
    typed = joined(f"{t(f'tasks.{name}')}: {said(name, value)}" for name, value in changes.items())
    return say(f"{what.zh}（{typed}）", f"{what.en} ({typed})")


def _tell(now: Opened, task: Task, trouble: Trouble) -> None:
    if isinstance(trouble.error, Stale):
        _conflict(now, task, trouble)
        return
    st.error(t("tasks.not_saved"), icon=":material/error:")
    tell(trouble.error)


def tell(error: AssessorError) -> None:
    """Faults by the name of their box."""
    crash.tell(CityFault(*(Problem(_label(one.place), one.what, one.fix) for one in error.problems)))


def _label(place: str) -> str:
    return t(f"tasks.{place}") if place in FIELDS else ""


def _conflict(now: Opened, task: Task, trouble: Trouble) -> None:
    id_ = now.assessment.id
    st.warning(t("tasks.conflict"), icon=":material/call_split:")
    table(
        [t("tasks.field"), t("tasks.theirs"), t("tasks.ours")],
        [
            (t(f"tasks.{name}"), said(name, getattr(task, name)), said(name, value))
            for name, value in trouble.changes.items()
            if getattr(task, name) != value
        ],
    )
    seen = Seen(task, now.task_versions[task.id])
    with st.container(horizontal=True):
        st.button(t("tasks.take_theirs"), key=_key(id_, task.id, "theirs"), on_click=_afresh, args=(id_, task.id))
        st.button(t("tasks.take_ours"), key=_key(id_, task.id, "ours"), type="primary",
                  on_click=_write, args=(id_, seen, trouble.changes))  # fmt: skip


def said(name: str, value: Any) -> str:
    """One field of a task in words."""
    lang = language()
    if name == "status":
        return task_words.NAMES[value].pick(lang)
    if name == "effort":
        return task_words.EFFORT_WORDS[value].pick(lang)
    if name == "phase":
        return task_words.PHASES[value].pick(lang)
    if name == "aim":
        return t("tasks.aim_none") if value is None else t("tasks.level", level=value)
    return value.isoformat() if isinstance(value, date) else value or "—"


def _remove(id_: str, task_id: str, version: int) -> None:
    try:
        Tasks(workspace()).remove(id_, task_id, expected=version, actor=actor())
    except Stale:
        st.session_state[SAID] = t("tasks.remove_overtaken")
        return
    except NotFound:
        pass  # somebody else was quicker, to the same end
    except AssessorError as error:
        st.session_state[SAID] = error
        return
    _afresh(id_, task_id)
    st.session_state[SAID] = t("tasks.removed")


# -- add -------------------------------------------------------------------------------------------


def add(now: Opened, card: Scorecard) -> None:
    """A task of one's own, filled in from the rubric for the indicator chosen."""
    rubric, lang, id_ = workspace().rubric, language(), now.assessment.id
    names = {one.id: f"{one.id} {one.name.pick(lang)}" for one in rubric.in_variant(now.assessment.variant)}
    key = f"tasks.new.{id_}.indicator.{lang}"
    chosen = st.selectbox(t("tasks.indicator"), list(names), key=key, format_func=names.__getitem__)
    if chosen is None:
        return
    level = min(standing(card).get(chosen, 0), rubric.top - 1)
    sure = card.codes.get(chosen, -1) >= 0
    held = draft(rubric, step_from(rubric.by_id[chosen], level), datetime.now(UTC), lang, sure=sure)
    turn = st.session_state.get("tasks.new.turn", 0)
    prefix = f"tasks.new.{id_}.{chosen}.{lang}.{turn}"
    with st.form(f"{prefix}.form", border=False, enter_to_submit=False):
        _boxes(prefix, held, with_status=False)
        sent = st.form_submit_button(t("tasks.save_new"), icon=":material/add:")
    if not sent:
        return
    try:
        Tasks(workspace()).add(id_, [{"indicator": chosen, **_typed(prefix, FIELDS[2:])}], actor=actor())
    except AssessorError as error:
        st.error(t("tasks.not_saved"), icon=":material/error:")
        tell(error)
        return
    st.session_state["tasks.new.turn"] = turn + 1
    st.session_state[SAID] = t("tasks.added")
    st.rerun()
