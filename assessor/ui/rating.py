"""Saving a rating: only what was changed, never over somebody else's words unseen, and loud where it fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from assessor.admissible import made
from assessor.assessment import Consensus, Outcome, Rating
from assessor.assessments import Opened, StoredRating
from assessor.errors import AssessorError, CityFault, FaultyInput, Problem, Stale
from assessor.report.sessions import in_words
from assessor.rubric import Rubric
from assessor.text import say
from assessor.ui import crash
from assessor.ui.parts import plain, table
from assessor.ui.session import actor, address, language, open_id, set_address, t, workspace, writer
from assessor.ui.when import clock

Changes = Mapping[str, Any] | None
"""Field -> new value; None takes the whole rating away."""
_NOTHING = (None, "", False)
BLANK: dict[str, Any] = {
    "outcome": None,
    "measured": None,
    "grade": None,
    "further_evidence_offline": False,
    "consensus": None,
}


@dataclass(frozen=True)
class Shown:
    """A rating as the page showed it when somebody acted on it."""

    rating: Rating | None
    version: int


@dataclass(frozen=True)
class Conflict:
    """Somebody else saved another value of the same field meanwhile."""

    theirs: StoredRating
    changes: Changes


@dataclass(frozen=True)
class Unsaved:
    """What could not be saved, kept until it is saved or let go."""

    error: AssessorError
    shown: Shown
    changes: Changes
    draft: bool = False
    """Written and not asked to be saved yet: said where one has gone on, not beside its own button."""


def shown(now: Opened, indicator: str) -> Shown:
    return Shown(now.assessment.ratings.get(indicator), now.rating_versions[indicator])


# -- saving -----------------------------------------------------------------------------------


def save(indicator: str, seen: Shown, changes: Changes, place: str) -> bool:
    """Save at once. What stands in the way is kept for the page to show; nothing typed gets lost."""
    let_go(indicator, place)
    changes = _without_figure(indicator, changes)
    try:
        _rate(indicator, seen, changes)
    except Stale as stale:
        _troubles()[_key(indicator, place)] = Conflict(_stored(indicator, stale), _whole(seen, changes, stale))
    except AssessorError as error:
        _troubles()[_key(indicator, place)] = Unsaved(error, seen, changes)
    else:
        if st.session_state.get("assess.told"):  # what was said above is no longer so
            st.session_state["assess.redraw"] = True
        _save_what_waited(indicator, changes)
        return True
    return False


def _without_figure(indicator: str, changes: Changes) -> Changes:
    """Of a measured indicator: an outcome that comes of no figure leaves none behind."""
    if changes is None or "outcome" not in changes or workspace().rubric.by_id[indicator].measure is None:
        return changes
    return {"measured": None, **changes}


def passed_by(indicator: str) -> bool:
    """A key pressed while the next indicator is coming up may still reach the buttons of the last one; say so."""
    if address("i") in (None, indicator):
        return False
    st.session_state["assess.said"] = t("assess.too_fast")
    st.session_state["assess.redraw"] = True
    return True


def _save_again(indicator: str, seen: Shown, changes: Changes, place: str) -> None:
    save(indicator, seen, changes, place)


def _save_what_waited(indicator: str, changes: Changes) -> None:
    """A note typed before there was a rating can be saved as soon as there is one."""
    if changes is None or "outcome" not in changes:
        return
    for key, found in list(_troubles().items()):
        if key[:2] != (_id(), indicator) or not isinstance(found, Unsaved) or "outcome" in (found.changes or ()):
            continue
        if save(indicator, found.shown, found.changes, key[2]):
            st.session_state["assess.redraw"] = True


def keep(indicator: str, seen: Shown, changes: Changes, place: str) -> None:
    """Hold what is written until it is saved on purpose."""
    why = AssessorError.because(
        say("理由已写，还没有保存为“不适用”", "the reason is written and not yet saved as not applicable"),
        say("现在保存，或放弃这次修改", "save it now, or give up this change"),
    )
    _troubles()[_key(indicator, place)] = Unsaved(why, seen, changes, draft=True)


def redraw_wanted() -> bool:
    """Whether a save touched more than the part of the page that asked for it."""
    return bool(st.session_state.pop("assess.redraw", False))


def _rate(indicator: str, seen: Shown, changes: Changes) -> None:
    if seen.rating is None and changes is not None and "outcome" not in changes:
        seen = Shown(*workspace().rating(_id(), indicator))
        if seen.rating is None:
            raise _no_rating_yet()
    try:
        _write(indicator, merged(seen.rating, changes), seen.version)
    except Stale as stale:
        theirs = _stored(indicator, stale)
        if theirs.version != _written().get((_id(), indicator)) and clash(seen.rating, theirs.rating, changes):
            raise
        _write(indicator, merged(theirs.rating, changes), theirs.version)


def _write(indicator: str, rating: Rating | None, expected: int) -> None:
    saved = workspace().rate(_id(), indicator, rating, expected=expected, actor=actor())
    _written()[_id(), indicator] = saved.version


def _written() -> dict[tuple[str, str], int]:
    """The version this tab wrote last: whoever clicks faster than the page answers is in conflict with nobody."""
    kept: dict[tuple[str, str], int] = st.session_state.setdefault("assess.written", {})
    return kept


def merged(rating: Rating | None, changes: Changes) -> Rating | None:
    """The rating with the changes made to it."""
    if changes is None:
        return None
    return made(Rating, **{**(dict(rating) if rating else {}), **changes})


def clash(seen: Rating | None, theirs: Rating | None, changes: Changes) -> bool:
    """Whether the two people changed the same field to different values."""
    if changes is None:
        return theirs is not None and theirs != seen
    if theirs is None and "outcome" not in changes:
        return True
    return any(field_of(theirs, name) not in (field_of(seen, name), value) for name, value in changes.items())


def field_of(rating: Rating | None, name: str) -> Any:
    return getattr(rating, name) if rating is not None else BLANK.get(name, "")


def _no_rating_yet() -> CityFault:
    return CityFault(
        Problem(
            "",
            say("这一项还没有评级", "this indicator has no rating yet"),
            say("先定级或选“佐证不足”，文字会随即保存", "rate it first; what you typed is then saved at once"),
        )
    )


def _whole(seen: Shown, changes: Changes, stale: Stale) -> Changes:
    """Where the other one took the rating away, keeping ours means all of ours."""
    gone = isinstance(stale.theirs, StoredRating) and stale.theirs.rating is None
    return {**dict(seen.rating), **changes} if gone and changes is not None and seen.rating is not None else changes


def _stored(indicator: str, stale: Stale) -> StoredRating:
    if isinstance(stale.theirs, StoredRating):
        return stale.theirs
    rating, version = workspace().rating(_id(), indicator)
    return StoredRating(rating, version, "", None)


def _id() -> str:
    return open_id() or ""


# -- taking back ------------------------------------------------------------------------------


def undo(id_: str) -> None:
    """Take back this person's last change and go to where it was."""
    try:
        done = workspace().undo(id_, actor())
    except AssessorError as error:
        st.session_state["assess.said"] = error
        return
    if done is None:
        st.session_state["assess.said"] = t("assess.nothing_to_undo")
        return
    rubric = workspace().rubric
    name = plain(rubric.by_id[done.indicator].name.pick(language()))
    outcome = rated(rubric, done.indicator, done.rating)
    st.session_state["assess.said"] = t("assess.undone", name=name, outcome=outcome)
    set_address("i", done.indicator)


def tell_once() -> None:
    """What the last action has to say, shown once."""
    said_ = st.session_state.pop("assess.said", None)
    st.session_state["assess.told"] = bool(said_)
    if isinstance(said_, AssessorError):
        crash.tell(said_)
    elif said_:
        st.info(said_, icon=":material/info:")


# -- what could not be saved --------------------------------------------------------------------

_Key = tuple[str, str, str]


def _troubles() -> dict[_Key, Conflict | Unsaved]:
    kept: dict[_Key, Conflict | Unsaved] = st.session_state.setdefault("assess.trouble", {})
    return kept


def _key(indicator: str, place: str) -> _Key:
    return _id(), indicator, place


def let_go(indicator: str, place: str) -> None:
    _troubles().pop(_key(indicator, place), None)


def _give_up(indicator: str, place: str) -> None:
    """Let go of a change and put what is stored back into the boxes that held it."""
    found = trouble(indicator, place)
    let_go(indicator, place)
    for name in (found.changes or {}) if found else {}:
        st.session_state.pop(f"assess.{name}.{indicator}.stored", None)


def waiting(indicator: str, place: str, name: str) -> str | None:
    """The text that waits to be saved, so that its box shows it whenever it comes back."""
    found = trouble(indicator, place)
    held = (found.changes or {}).get(name) if found else None
    return held if isinstance(held, str) else None


def unsaved() -> int:
    """How much of the open assessment waits to be saved."""
    return sum(id_ == _id() for id_, _, _ in _troubles())


def trouble(indicator: str, place: str) -> Conflict | Unsaved | None:
    return _troubles().get(_key(indicator, place))


def unsaved_elsewhere(indicators: set[str], *, in_table: bool) -> list[tuple[str, str]]:
    """What waits to be saved and is not shown by the table, or by the one indicator, that the page shows."""
    return [
        (one, place)
        for id_, one, place in _troubles()
        if id_ == _id() and not (one in indicators and (place == "table") == in_table)
    ]


def show_trouble(indicator: str, place: str, *, here: bool = True) -> None:
    """Both values to choose from, or what could not be saved and why."""
    found = trouble(indicator, place)
    if isinstance(found, Conflict):
        _show_conflict(indicator, place, found)
    elif isinstance(found, Unsaved) and not (found.draft and here):
        _show_unsaved(indicator, place, found)


def _show_conflict(indicator: str, place: str, found: Conflict) -> None:
    st.warning(t("assess.conflict"), icon=":material/call_split:")
    names = list(found.changes) if found.changes is not None else ["outcome"]
    theirs, ours = found.theirs.rating, dict(found.changes or {})
    who = writer(found.theirs.actor) if found.theirs.actor else t("assess.somebody")
    when = clock(found.theirs.at) if found.theirs.at else ""
    table(
        [t("assess.field"), t("assess.theirs", who=who, time=when), t("assess.ours")],
        [
            (
                t(f"assess.field_{name}"),
                said(name, field_of(theirs, name), indicator),
                said(name, ours.get(name), indicator),
            )
            for name in names
            if name == "outcome" or field_of(theirs, name) not in _NOTHING or ours.get(name) not in _NOTHING
        ],
    )
    seen = Shown(found.theirs.rating, found.theirs.version)
    with st.container(horizontal=True):
        st.button(t("assess.take_theirs"), key=f"assess.theirs.{place}.{indicator}", on_click=_give_up,
                  args=(indicator, place))  # fmt: skip
        st.button(t("assess.take_ours"), key=f"assess.ours.{place}.{indicator}", on_click=_save_again,
                  args=(indicator, seen, found.changes, place))  # fmt: skip


def _line(name: str, value: Any, indicator: str) -> str:
    return t("assess.also_changed", field=t(f"assess.field_{name}"), value=plain(said(name, value, indicator)))


def _show_unsaved(indicator: str, place: str, found: Unsaved) -> None:
    lines = [f"**{t('assess.not_saved')}** " + plain(problem.what.pick(language())) for problem in found.error.problems]
    lines += [t("common.remedy") + plain(problem.fix.pick(language())) for problem in found.error.problems]
    values = found.changes.items() if found.changes is not None else [("outcome", None)]
    lines += [_line(name, value, indicator) for name, value in values if name == "outcome" or value not in _NOTHING]
    st.error("  \n".join(lines), icon=":material/error:")
    with st.container(horizontal=True):
        if not isinstance(found.error, FaultyInput) or "outcome" not in (found.changes or ()):
            st.button(t("assess.retry"), key=f"assess.retry.{place}.{indicator}", type="primary", on_click=_save_again,
                      args=(indicator, found.shown, found.changes, place))  # fmt: skip
        st.button(t("assess.let_go"), key=f"assess.let_go.{place}.{indicator}", on_click=_give_up,
                  args=(indicator, place))  # fmt: skip


# -- words ----------------------------------------------------------------------------------


def said(name: str, value: Any, indicator: str = "") -> str:
    """One field of a rating in words."""
    rubric = workspace().rubric
    if name == "measured":
        return figure_name(rubric, indicator, value)
    if name == "outcome":
        return outcome_name(rubric, value)
    if name == "grade":
        return grade_name(rubric, value)
    if isinstance(value, Consensus):
        return in_words(value).pick(language())
    if isinstance(value, bool):
        return t("common.yes") if value else t("common.no")
    return value or "—"


def outcome_name(rubric: Rubric, outcome: Outcome | None) -> str:
    if outcome is None:
        return t("assess.missing")
    if isinstance(outcome, int):
        return t("assess.level", level=outcome, name=level_name(rubric, outcome))
    return t(f"assess.{outcome}")


def figure_name(rubric: Rubric, indicator: str, figure: float | None) -> str:
    """A figure with its unit, exactly as it was given where the rubric asks for fewer decimals."""
    known = rubric.by_id.get(indicator)
    if figure is None or known is None or known.measure is None:
        return "—" if figure is None else f"{figure:.15g}"
    return known.measure.told_exactly(figure).pick(language())


def rated(rubric: Rubric, indicator: str, rating: Rating | None) -> str:
    """A rating in words: the level, with the figure that it comes of."""
    outcome = outcome_name(rubric, field_of(rating, "outcome"))
    if rating is None or rating.measured is None:
        return outcome
    return t("assess.figure_and_level", figure=figure_name(rubric, indicator, rating.measured), level=outcome)


def level_name(rubric: Rubric, level: int) -> str:
    return next((rung.name.pick(language()) for rung in rubric.scale if rung.level == level), "")


def grade_name(rubric: Rubric, grade: str | None) -> str:
    named = rubric.names.get(grade or "")
    return named.pick(language()) if named else t("assess.no_grade")


def saved_line(now: Opened, indicator: str) -> str:
    """What the database holds, and since when."""
    at = now.rated_at.get(indicator)
    if at is None:
        return t("assess.missing")
    rating = now.assessment.ratings[indicator]
    said_outcome = rated(workspace().rubric, indicator, rating)
    return t("assess.saved_as", saved=t("common.saved", time=clock(at)), outcome=said_outcome)
