"""Rubric: what is rated, where it comes from and by which rules it is scored."""

import streamlit as st

from assessor.ui import rubric_parts as parts
from assessor.ui.session import language, t, workspace

VIEWS = {
    "level": ("rubric.by_level", parts.by_level),
    "shortcoming": ("rubric.by_shortcoming", parts.by_shortcoming),
    "path": ("rubric.by_path", parts.by_path),
    "source": ("rubric.by_source", parts.by_source),
    "rules": ("rubric.rules", parts.rules),
}

rubric, lang = workspace().rubric, language()
st.title(t("rubric.title"))
parts.identity(rubric, lang)
asked = st.text_input(
    t("rubric.search"), key="rubric.search", placeholder=t("rubric.search_hint"), icon=":material/search:"
).strip()
if asked:
    parts.search_results(rubric, lang, asked)
else:
    view = st.segmented_control(
        t("rubric.browse"), list(VIEWS), format_func=lambda id_: t(VIEWS[id_][0]), default="level", key="rubric.view",
        required=True,
    )  # fmt: skip
    VIEWS[view or "level"][1](rubric, lang)
