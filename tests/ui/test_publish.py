"""Profiles on the pages: what goes out is read before it does, what comes in is checked before it is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assessor.assessments import Workspace
from assessor.files import sample_cities
from assessor.publishing import Choice, Publishing
from assessor.text import Language

Open = Callable[..., AppTest]
SAMPLES = {one.id: one for one in sample_cities()}


@pytest.fixture
def own(real: Workspace) -> str:
    return real.import_assessment(SAMPLES["S03"].model_copy(update={"id": "own"}), "甲")


def profile(folder: Path, city: str = "S04", **choice: bool) -> bytes:
    """Another office's file; each folder has a key of its own."""
    office = Workspace.open(folder / "office.sqlite")
    office.import_assessment(SAMPLES[city], "乙")
    return Publishing(office).publish(city, Choice("乙市外办", **choice), actor="乙").encode()


def said(at: AppTest) -> str:
    return "\n".join(
        str(one.value) for kind in ("markdown", "caption", "info", "warning", "success") for one in at.get(kind)
    )


def bring(at: AppTest, content: bytes) -> AppTest:
    return at.get("file_uploader")[0].set_value(("profile.json", content, "application/json")).run()


@pytest.mark.parametrize(("language", "words"), [("zh", "46 项评级"), ("en", "46 ratings")])
def test_what_goes_out_is_told_before_it_does(app: Open, own: str, language: Language, words: str) -> None:
    at = app("reports", language, a=own)
    assert words in said(at)
    at.checkbox(key=f"reports.confirmed.{own}").check().run()
    assert at.get("download_button")[-1].proto.disabled
    at.text_input(key=f"publish.{own}.publisher").input("甲市外办").run()
    assert not at.get("download_button")[-1].proto.disabled
    at.radio(key=f"publish.{own}.what").set_value("scores").run()
    assert words not in said(at)
    assert not at.exception


@pytest.mark.parametrize(("language", "words"), [("zh", "可与本市比较"), ("en", "Can be compared")])
def test_a_profile_is_checked_and_then_kept(
    app: Open, real: Workspace, own: str, tmp_path: Path, language: Language, words: str
) -> None:
    at = bring(app("compare", language, a=own), profile(tmp_path / "b"))
    assert "乙市外办" in said(at)
    assert words in said(at)
    assert Publishing(real).published() == []
    at.button(key="publish.take").click().run()
    assert not at.exception
    [kept] = Publishing(real).published()
    assert kept.profile.publisher == "乙市外办"
    at.button(key=f"publish.remove.{kept.profile.id}").click().run()
    assert Publishing(real).published() == []


def test_another_key_has_to_be_asked_about_first(app: Open, real: Workspace, own: str, tmp_path: Path) -> None:
    at = bring(app("compare", a=own), profile(tmp_path / "b"))
    at.button(key="publish.take").click().run()
    at = bring(at, profile(tmp_path / "stranger"))
    assert "签名密钥与以前收到的不同" in said(at)
    assert at.button(key="publish.take").disabled


def test_scores_alone_are_shown_apart_and_enter_no_comparison(
    app: Open, real: Workspace, own: str, tmp_path: Path
) -> None:
    at = bring(app("compare", a=own), profile(tmp_path / "b", ratings=False))
    at.button(key="publish.take").click().run()
    assert "只公布得分的城市" in said(at)
    assert real.comparison_cities() == []


def test_an_altered_profile_is_refused_with_words(app: Open, real: Workspace, own: str, tmp_path: Path) -> None:
    at = bring(app("compare", a=own), profile(tmp_path / "b").replace("乙市外办".encode(), "丙市外办".encode()))
    assert any("内容与签名不符" in one.value for one in at.error)
    assert Publishing(real).published() == []
