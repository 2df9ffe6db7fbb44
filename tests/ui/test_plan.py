"""The plan page: priorities, plans, what-if."""

from __future__ import annotations

import pytest

from assessor.assessments import Workspace
from tests.ui.conftest import LANGUAGES, Open


def everything(at: object) -> str:
    kinds = ("markdown", "caption", "info", "warning", "html", "header", "subheader")
    return "\n".join(str(one.value) for kind in kinds for one in getattr(at, kind, ())) + str(
        [one.proto.body for one in at.get("html")]  # type: ignore[attr-defined]  # AppTest
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sample_shows_what_comes_first_and_the_cheapest_plan(app: Open, language: str) -> None:
    at = app("plan", language, demo=True, a="S08")
    shown = everything(at)
    print(shown[:6000])
    assert {"zh": "45点", "en": "45 points"}[language] in shown
