"""Filled-in templates opened on the Start page: which assessment they belong to, and the way there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from assessor.assessments import Summary
from assessor.errors import AssessorError
from assessor.files import filled_workbook, own_version
from assessor.merging import Filled, Refused
from assessor.ui import incoming, incoming_parts
from assessor.ui.parts import called, plain
from assessor.ui.session import (
    current,
    demo_workspace,
    go,
    is_demo,
    joined,
    language,
    open_assessment,
    real_workspace,
    t,
)

_WORKBOOKS = {".xlsx", ".xls", ".xlsm", ".et", ".ods"}
_READ = "start.workbooks"
Read = Filled | Refused


def is_workbook(name: str) -> bool:
    return PurePath(name).suffix.lower() in _WORKBOOKS


def show(given: Sequence[UploadedFile]) -> None:
    files = incoming.named([(one.name, one.getvalue()) for one in given])
    read = _read(files)
    refused = [one for one in read if isinstance(one, Refused)]
    whose: dict[str | None, list[Filled]] = {}
    for one in read:
        if isinstance(one, Filled):
            whose.setdefault(one.assessment_id, []).append(one)
    for number, (id_, some) in enumerate(whose.items()):
        with st.container(border=True, key=f"start_filled_{number}"):
            _belonging(number, id_, some, {one.name: files[one.name] for one in some})
    incoming_parts.refusals(refused, files)


def _read(files: dict[str, bytes]) -> list[Read]:
    """Each file is read once, in a process of its own."""
    kept: tuple[dict[str, bytes], list[Read]] | None = st.session_state.get(_READ)
    if kept is None or kept[0] != files:
        with st.spinner(t("incoming.reading", n=len(files))):
            kept = (files, [_one(name, data) for name, data in files.items()])
        st.session_state[_READ] = kept
    return kept[1]


def _one(name: str, data: bytes) -> Read:
    try:
        return own_version(lambda rubric: filled_workbook(data, rubric, name), current().rubric)[0]
    except AssessorError as fault:
        return Refused(name, fault)


def _belonging(number: int, id_: str | None, some: Sequence[Filled], files: dict[str, bytes]) -> None:
    names = plain(joined(one.name for one in some))
    found = _found(id_)
    if found is None:
        _elsewhere(number, id_, names, files)
        return
    one, demo = found
    st.markdown(
        t("start.filled_of", files=names, city=plain(called(one)), period=plain(one.period),
          n=len({key for file in some for key in file.ratings}))
    )  # fmt: skip
    if demo and not is_demo():
        st.caption(t("start.filled_demo"))
    if st.button(t("start.filled_open"), key=f"start.filled.{number}", type="primary", icon=":material/edit_note:"):
        _hand_over(one.id, files, demo=demo)


def _elsewhere(number: int, id_: str | None, names: str, files: dict[str, bytes]) -> None:
    """Of no assessment that is here: one may be chosen."""
    st.markdown(t("start.filled_unknown", files=names) if id_ else t("start.filled_blank", files=names))
    offered = {one.id: f"{called(one)} {one.period}" for one in current().summaries()}
    if not offered:
        st.info(t("start.none_yet"), icon=":material/info:")
        return
    chosen = st.selectbox(t("start.filled_into"), list(offered), index=None, format_func=offered.__getitem__,
                          placeholder=t("start.choose"), key=f"start.filled_into.{number}.{language()}")  # fmt: skip
    if st.button(t("start.filled_open"), key=f"start.filled.{number}", disabled=chosen is None) and chosen:
        _hand_over(chosen, files, demo=is_demo(), of_another=id_ is not None)


def _hand_over(id_: str, files: dict[str, bytes], *, demo: bool, of_another: bool = False) -> None:
    incoming.hand_over(id_, files, demo=demo, of_another=of_another)
    st.session_state.pop(_READ, None)
    open_assessment(id_, demo=demo)
    go("assess")


def _found(id_: str | None) -> tuple[Summary, bool] | None:
    """The assessment in this database, and whether it is one of the samples; one's own come first."""
    if id_ is None:
        return None
    places = [(current(), is_demo()), (real_workspace(), False)]
    for place, demo in places:
        for one in place.summaries():
            if one.id == id_:
                return one, demo
    return _sample(id_)


def _sample(id_: str) -> tuple[Summary, bool] | None:
    try:
        return next(((one, True) for one in demo_workspace().summaries() if one.id == id_), None)
    except AssessorError:
        return None
