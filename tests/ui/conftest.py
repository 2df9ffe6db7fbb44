"""The app under AppTest, on databases of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assessor.assessments import Workspace

MAIN = Path(__file__).parent.parent.parent / "assessor" / "ui" / "main.py"
LANGUAGES = ("zh", "en")
Open = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def own_databases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ASSESSOR_DATABASE_URL", str(tmp_path / "real.sqlite"))
    monkeypatch.setenv("ASSESSOR_DEMO_URL", str(tmp_path / "demo.sqlite"))
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def real() -> Workspace:
    """The database of one's own assessments, as the pages see it."""
    return Workspace.open()


@pytest.fixture
def app() -> Open:
    """Open a page: app("results", "zh", demo=True, a="S03")."""

    def opened(page: str = "start", language: str = "zh", *, demo: bool = False, a: str | None = None) -> AppTest:
        at = AppTest.from_file(str(MAIN), default_timeout=30)
        at.query_params["lang"] = language
        if demo:
            at.query_params["demo"] = "1"
        if a is not None:
            at.query_params["a"] = a
        at.run()
        if page != "start":
            at.switch_page(f"views/{page}.py").run()
        assert not at.exception, at.exception
        return at

    return opened
