"""The look of the workshop page."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import streamlit as st


@lru_cache(maxsize=1)
def _css() -> str:
    return f"<style>{Path(__file__).with_name('workshop.css').read_text(encoding='utf-8')}</style>"


def style() -> None:
    st.html(_css())
