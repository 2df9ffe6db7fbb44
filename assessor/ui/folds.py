"""A fold whose content is made only while it is open: a page that carries less answers a click sooner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessor.ui.session import t

if TYPE_CHECKING:
    from streamlit.elements.lib.mutable_expander_container import ExpanderContainer


def fold(id_: str, icon: str, **values: object) -> ExpanderContainer:
    """Titled by the wording `id_`; ask `.open` before filling it."""
    return st.expander(t(id_, **values), icon=icon, on_change="rerun", key=f"fold.{id_}")
