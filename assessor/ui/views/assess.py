"""Assess: one indicator at a time or as a table, saved at once; what departments filled in comes in here."""

import streamlit as st

from assessor.assessments import Opened
from assessor.ui import assess_frame, incoming, incoming_parts, item, rating_table
from assessor.ui.parts import wear
from assessor.ui.rating import redraw_wanted, tell_once
from assessor.ui.session import opened, t, workspace


def rate(now: Opened) -> None:
    course, mode = assess_frame.chosen(now)
    # What comes and goes stands in a box of its own: an element that appeared or went would shift the ones below it,
    # and while the page is being redrawn old and new buttons would answer to the same key.
    with st.container(key="assess_said"):
        tell_once()
        incoming_parts.told(now.assessment.id)
        assess_frame.unsaved_elsewhere(course, mode)
        if not course.matching:
            st.info(t("assess.nothing_matches"), icon=":material/filter_alt_off:")
    if mode == "table":
        rating_table.show(now, [workspace().rubric.by_id[one] for one in course.matching])
    else:
        item.show(now, course)


st.title(t("assess.title"))
now = opened()
redraw_wanted()  # the whole page is being drawn as it is
wear("assess.css")
# While files wait to be imported nothing is rated beside them: keys that set a level would act on what is not seen.
with st.container(key="assess_rating"):
    if incoming.held(now.assessment.id) is None:
        rate(now)
    else:
        tell_once()
        incoming_parts.told(now.assessment.id)
incoming_parts.fold(now)
assess_frame.help_folds(now)
