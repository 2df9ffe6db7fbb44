"""The one box that shows an error: ours with place and remedy, anything else without its innards."""

from __future__ import annotations

import logging

import streamlit as st

from assessor.errors import AssessorError
from assessor.ui.session import language, t

log = logging.getLogger("assessor")


def show(error: BaseException) -> bool:
    """Show `error` on the page. True: it has been dealt with and Streamlit shows nothing of its own."""
    if isinstance(error, AssessorError):
        tell(error)
        return True
    log.error("a page failed", exc_info=error)
    st.error(t("common.crash"), icon=":material/error:")
    return True


def tell(error: AssessorError) -> None:
    """Place, fault and way out, in the reader's language."""
    for problem in error.problems:
        place = f"{problem.place}  \n" if problem.place else ""
        remedy = t("common.remedy") + (" " if language() == "en" else "")  # wordings lose spaces at their ends
        st.error(
            f"{_plain(place)}{_plain(problem.what.pick(language()))}  \n{remedy}{_plain(problem.fix.pick(language()))}",
            icon=":material/error:",
        )


def _plain(text: str) -> str:
    """User text inside Markdown: nothing of it is markup."""
    from assessor.ui.parts import plain

    return plain(text)
