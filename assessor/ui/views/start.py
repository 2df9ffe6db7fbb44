"""Start page: what this is, what must not go in, and the ways on."""

import streamlit as st

from assessor.ui import begin_parts, demo_parts, resume_parts, upload_parts
from assessor.ui.session import current, is_demo, t

st.title(t("app.title"))
begin_parts.what()
st.warning(t("start.secrecy"), icon=":material/lock:")
st.info(t("start.mechanisms"), icon=":material/account_balance:")

if is_demo():
    demo_parts.controls()
    demo_parts.cities()
else:
    own = current().summaries()
    ways = {
        "new": (":material/add:", begin_parts.form),
        "resume": (":material/history:", resume_parts.assessments),
        "demo": (":material/travel_explore:", demo_parts.cities),
        "file": (":material/upload_file:", upload_parts.opened_file),
    }
    words = {
        "new": (t("start.new"), t("start.new_about")),
        "resume": (t("start.resume"), t("start.resume_about", n=len(own))),
        "demo": (t("start.demo"), t("start.demo_about")),
        "file": (t("start.file"), t("start.file_about")),
    }
    chosen = st.session_state.setdefault("start.way", "resume" if own else "new")
    for column, (way, (icon, _)) in zip(st.columns(len(ways)), ways.items(), strict=True):
        title, about = words[way]
        with column, st.container(border=True, height="stretch"):
            if st.button(
                title,
                icon=icon,
                key=f"start.way.{way}",
                type="primary" if way == chosen else "secondary",
                width="stretch",
            ):
                st.session_state["start.way"] = way
                st.rerun()
            st.caption(about)
    st.header(words[chosen][0])
    ways[chosen][1]()
