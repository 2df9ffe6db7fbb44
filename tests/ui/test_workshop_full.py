"""Workshop page: a session that is full tells the facilitator what to do, on the page where people come in."""

from __future__ import annotations

from datetime import date

import pytest

from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.store import ballots
from assessor.workshops import Workshops
from tests.room import Room
from tests.ui.test_workshop import at_part, words


@pytest.mark.parametrize(("language", "said"), [("zh", "本场评委已满6人"), ("en", "has 6 raters already")])
def test_a_full_session_tells_the_facilitator_to_remove_and_lock(
    real: Workspace, language: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = CityProfile(id="甲市", name="甲市", city_class="T4")
    room = Room(Workshops(real), real.begin(city, period="2025", cut_off=date(2025, 12, 31), actor="office"))
    assert said not in words(at_part(room, "join", language))
    monkeypatch.setattr(ballots, "MOST_RATERS", 6)
    assert said in words(at_part(room, "join", language))
