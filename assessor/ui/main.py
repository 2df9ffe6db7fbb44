"""Navigation, language, theme: the frame round every page."""

from contextlib import suppress
from pathlib import Path

import streamlit as st

from assessor.ui import parts
from assessor.ui.places import PAGES
from assessor.ui.server import LANG_SCRIPTS
from assessor.ui.session import Ended, is_demo, keep_address, language, set_address, t

VIEWS = Path(__file__).parent / "views"


@st.fragment(run_every="60s")
def heartbeat() -> None:
    """After a restart of the server an idle tab reruns only if something in it runs by itself."""


def switch_language() -> None:
    set_address("lang", "en" if language() == "zh" else "zh")


keep_address()
st.set_page_config(page_title=t("app.title"), page_icon=str(Path(__file__).parent / "icon.png"), layout="wide")
parts.style(language())
st.html(f"<script>{LANG_SCRIPTS[language()]}</script>", unsafe_allow_javascript=True)
page = st.navigation(
    [
        st.Page(VIEWS / f"{name}.py", title=t(f"nav.{name}"), icon=icon, url_path=name, default=name == "start")
        for name, icon in PAGES.items()
    ]
)
with st.sidebar:
    st.button(t("app.other_language"), on_click=switch_language, key="app.language", icon=":material/translate:")
    parts.open_city()
if is_demo():
    parts.demo_banner()
with suppress(Ended):
    page.run()
parts.footer()
heartbeat()
