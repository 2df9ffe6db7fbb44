"""Navigation, language, theme: the frame round every page."""

from contextlib import suppress
from pathlib import Path

import streamlit as st

from assessor.ui import parts
from assessor.ui.places import ALONE, PAGES
from assessor.ui.rating import unsaved
from assessor.ui.server import KEY_SCRIPT, LANG_SCRIPTS
from assessor.ui.session import Ended, is_demo, keep_address, language, set_address, t

VIEWS = Path(__file__).parent / "views"


@st.fragment(run_every="60s")
def heartbeat() -> None:
    """After a restart of the server an idle tab reruns only if something in it runs by itself."""


def switch_language() -> None:
    set_address("lang", "en" if language() == "zh" else "zh")


def sidebar() -> None:
    with st.sidebar:
        st.button(t("app.other_language"), on_click=switch_language, key="app.language", icon=":material/translate:")
        parts.open_city()
        if waiting := unsaved():
            st.warning(t("common.unsaved", n=waiting), icon=":material/error:")


keep_address()
st.set_page_config(page_title=t("app.title"), page_icon=str(Path(__file__).parent / "icon.png"), layout="wide")
parts.style(language())
st.html(f"<script>{LANG_SCRIPTS[language()]}</script>", unsafe_allow_javascript=True)
st.html(f"<script>{KEY_SCRIPT}</script>", unsafe_allow_javascript=True)
page = st.navigation(
    [
        *(
            st.Page(VIEWS / f"{name}.py", title=t(f"nav.{name}"), icon=icon, url_path=name, default=name == "start")
            for name, icon in PAGES.items()
        ),
        *(st.Page(VIEWS / f"{name}.py", title=t(f"nav.{name}"), url_path=name, visibility="hidden") for name in ALONE),
    ]
)
framed = page.url_path not in ALONE
if framed:
    sidebar()
    if is_demo():
        parts.demo_banner()
with suppress(Ended):
    page.run()
if framed:
    parts.footer()
heartbeat()
