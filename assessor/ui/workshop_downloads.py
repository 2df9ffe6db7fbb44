"""What can be taken away of a session: rating record, minutes, ballot on paper. Nothing in them leads to a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import streamlit as st

from assessor.assessment import Assessment
from assessor.errors import CityFault
from assessor.report.workshop import (
    Kind,
    SessionRecord,
    minutes_bytes,
    paper_ballot_bytes,
    record_bytes,
    session_record,
    workshop_name,
)
from assessor.text import Language
from assessor.ui import crash, downloads, when
from assessor.ui.media import DOCX, XLSX
from assessor.ui.session import language, t
from assessor.ui.workshop_steps import workshops
from assessor.workshops import OpenedWorkshop, Workshops


@dataclass(frozen=True)
class Source:
    """What files are made from. It goes along into the thread that makes one, where the page is out of reach."""

    held: Workshops
    assessment: Assessment
    session: str
    day: date
    """On which it was held; the files bear no hour."""
    language: Language


def show(now: OpenedWorkshop, assessment: Assessment) -> None:
    st.header(t("workshop.files"))
    st.warning(t("reports.secrecy"), icon=":material/lock:")
    agreed = st.checkbox(t("reports.confirmed"), key=f"workshop.confirmed.{now.id}", wrap=True)
    if not agreed:
        st.caption(t("reports.confirm_first"))
    day = _day(now, assessment)
    if day is None:
        return
    source = Source(workshops(), assessment, now.id, day, language())
    about = t("workshop.record_about"), t("workshop.minutes_about")
    _offer("record", about[0], t("workshop.get_record"), XLSX, lambda: record(source), source, agreed=agreed)
    _offer("minutes", about[1], t("workshop.get_minutes"), DOCX, lambda: minutes(source), source, agreed=agreed)


def _day(now: OpenedWorkshop, assessment: Assessment) -> date | None:
    """Prepared days ahead or held today: only people know, so they may say."""
    made = next(one.made for one in workshops().sessions(assessment.id) if one.id == now.id)
    typed = st.text_input(t("workshop.day"), when.local(made).date().isoformat(), key=f"workshop.day.{now.id}",
                          placeholder="", persist_state="session")  # fmt: skip
    st.caption(t("workshop.day_about"))
    try:
        return when.day(typed or "")
    except CityFault as error:
        crash.tell(error)
        return None


def paper(now: OpenedWorkshop, assessment: Assessment) -> None:
    """A ballot to print, for every set of items that groups rate; nothing of anybody's answers is in it."""
    source = Source(workshops(), assessment, now.id, when.today(), language())
    _offer(
        "paper", t("workshop.ballot_about"), t("workshop.get_ballot"), DOCX, lambda: ballot(source), source, agreed=True
    )


def _offer(
    kind: Kind, about: str, label: str, mime: str, make: Callable[[], bytes], source: Source, *, agreed: bool
) -> None:
    name = downloads.marked(source.assessment, workshop_name(source.assessment, kind, source.language))
    with st.container(border=True, key=f"workshop_file_{kind}"):
        words, button = st.columns([5, 2], vertical_alignment="center", gap="medium")
        words.markdown(about)
        with button:
            st.download_button(label, make, name, mime, key=f"workshop.file.{kind}", icon=":material/download:",
                               disabled=not agreed, on_click="ignore", width="stretch")  # fmt: skip


# -- contents -------------------------------------------------------------------------------------


def _records(source: Source) -> list[SessionRecord]:
    """The session as it stands when the file is asked for."""
    held = source.held
    state = held.opened(source.session).workshop
    heads, agreement = held.heads(source.session), held.agreement(source.session)
    return [session_record(state, day=source.day, heads=heads, agreement=agreement)]


def record(source: Source) -> bytes:
    return record_bytes(source.held.rubric, source.assessment, _records(source), source.language)


def minutes(source: Source) -> bytes:
    return minutes_bytes(source.held.rubric, source.assessment, _records(source), source.language)


def ballot(source: Source) -> bytes:
    plan = source.held.opened(source.session).workshop.plan
    return paper_ballot_bytes(source.held.rubric, source.assessment, plan, source.language)
