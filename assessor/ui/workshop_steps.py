"""The open scoring session and the facilitator's steps in it: taken at once, or refused in words with nothing lost."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from assessor.errors import AssessorError, NotFound, Problem
from assessor.text import Text
from assessor.ui import crash, workshop_focus
from assessor.ui.session import actor, address, is_demo, language, set_address, t, workspace
from assessor.workshop import Workshop
from assessor.workshops import OpenedWorkshop, Workshops

Step = Callable[[Workshops, int], object]
_SAID = "workshop.said"


@st.cache_resource(show_spinner=False)
def _workshops(demo: bool) -> Workshops:
    return Workshops(workspace())


def workshops() -> Workshops:
    """The sessions of the database that the page looks at."""
    return _workshops(is_demo())


def open_session(assessment_id: str) -> OpenedWorkshop | None:
    """The session named in the address, if it is one of this assessment."""
    id_ = address("ws")
    if id_ is None:
        return None
    try:
        found = workshops().opened(id_)
    except NotFound:
        done(t("workshop.session_gone"))
    else:
        if found.assessment_id == assessment_id:
            return found
    leave()
    return None


def enter(id_: str) -> None:
    set_address("ws", id_)
    set_address("wi", None)


def leave() -> None:
    set_address("ws", None)
    set_address("wi", None)


def focus(workshop: Workshop) -> str:
    """The item before the facilitator: the one named in the address, else the first that is not settled."""
    asked = address("wi")
    if asked in workshop.items:
        return str(asked)
    unsettled = workshop.in_phase("open", "closed", "revealed", "waiting")
    return next(iter(unsettled), workshop.plan.items[0])


def turn_to(session: str, item: str) -> None:
    """The page goes to this item, and the board with it."""
    set_address("wi", item)
    try:
        workshop_focus.show(session, item)
    except AssessorError as error:
        refused(None, error)


def trial_pending(workshop: Workshop) -> bool:
    """Whether the trial item is still to be rated and revealed, before which no other opens."""
    trial = workshop.plan.trial
    return trial is not None and not workshop.item(trial).seen


# -- taking a step --------------------------------------------------------------------------------


def take(now: OpenedWorkshop, step: Step, told: str, then: Callable[[], None] | None = None) -> None:
    """One step on the state that the page showed. What stands in the way is said where the step was asked for."""
    try:
        step(workshops(), now.version)
    except AssessorError as error:
        st.session_state[_SAID] = in_words(now.workshop, error)
        return
    st.session_state[_SAID] = told
    if then is not None:
        then()


def items_step(name: str, session: str, items: list[str]) -> Step:
    """open_items, close_items, reopen_items, reveal_items or revote_items as a step."""

    def step(held: Workshops, version: int) -> object:
        return getattr(held, name)(session, items, expected=version, actor=actor())

    return step


def refused(workshop: Workshop | None, error: AssessorError) -> None:
    """Keep what stood in the way, to be said when the page is drawn."""
    st.session_state[_SAID] = in_words(workshop, error)


def done(told: str) -> None:
    st.session_state[_SAID] = told


def tell_once() -> None:
    """What the last step came to, said once; its box stands whether there is something in it or not."""
    with st.container(key="workshop_said"):
        said = st.session_state.pop(_SAID, None)
        if isinstance(said, AssessorError):
            crash.tell(said)
        elif said:
            st.success(said, icon=":material/check:")


def in_words(workshop: Workshop | None, error: AssessorError) -> AssessorError:
    """The same error with indicators and groups named as people know them."""
    groups = {one.id: one.name for one in workshop.plan.groups} if workshop else {}
    return AssessorError(*(Problem(place_named(one.place, groups), one.what, one.fix) for one in error.problems))


def place_named(place: str, groups: dict[str, Text]) -> str:
    """An id that an error names, in words; a session's own id says nothing to anybody."""
    rubric, lang = workspace().rubric, language()
    names = {one.id: t("workshop.named", name=one.name.pick(lang), id=one.id) for one in rubric.indicators}
    names |= {one.id: one.name.pick(lang) for one in rubric.dimensions}
    names |= {id_: name.pick(lang) for id_, name in groups.items()}
    found = [names.get(part, "") for part in place.split(".")]
    return " · ".join(one for one in found if one)
