"""Agreed ratings on their way from a scoring session into the assessment: preview, choice, one transaction, and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from assessor.assessment import Consensus, Rating
from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.errors import Stale, UsageError, WorkshopRefused
from assessor.merging import Change, Conflict
from assessor.rubric import Rubric
from assessor.text import say
from assessor.workshop import Plan, RaterGroup
from assessor.workshops import Adoption, Answer, Workshops

CITY = CityProfile(id="harbour", name="示例港城", fictional=True, city_class="big")
ROOM = (RaterGroup(id="room", name=say("全体评委", "All raters")),)


@pytest.fixture
def workspace(tmp_path: Path, tiny: Rubric) -> Workspace:
    return Workspace.open(tmp_path / "office.sqlite", tiny)


@pytest.fixture
def harbour(workspace: Workspace) -> str:
    """x1 stands at level 1 with a note, x2 at level 2 with grade and constraint; y2 does not apply."""
    id_ = workspace.begin(CITY, period="2025", cut_off=date(2025, 12, 31), actor="甲")
    workspace.rate(id_, "x1", Rating(outcome=1, note="台账"), expected=0, actor="甲")
    workspace.rate(id_, "x2", Rating(outcome=2, grade="E1", external_constraint="上级"), expected=0, actor="甲")
    workspace.rate(id_, "y2", Rating(outcome="not_applicable", reason="无问卷"), expected=0, actor="甲")
    return id_


def room(workspace: Workspace) -> Workshops:
    return Workshops(workspace)


def prepared(workspace: Workspace, harbour: str, *items: str) -> str:
    plan = Plan(items=items, variant="own", kind="open", groups=ROOM)
    return room(workspace).prepare(harbour, plan, hours=3, actor="主持")


class Sitting:
    """One session, driven by raters on paper: `rated(x1=[2, 2, 2])` opens, answers, closes and reveals."""

    def __init__(self, workspace: Workspace, id_: str) -> None:
        self.workshops, self.id = room(workspace), id_
        self.marks: list[str] = []

    @property
    def version(self) -> int:
        return self.workshops.opened(self.id).version

    def _answer(self, ballots: dict[str, Sequence[int | None]]) -> None:
        for n in range(max(len(one) for one in ballots.values())):
            answers = {item: Answer(given[n]) for item, given in ballots.items() if n < len(given)}
            if n < len(self.marks):
                self.workshops.change_paper(self.id, self.marks[n], answers, actor="记录")
            else:
                self.marks.append(self.workshops.add_paper(self.id, "room", None, answers, actor="记录"))

    def _reveal(self, items: list[str]) -> None:
        self.workshops.close_items(self.id, items, expected=self.version, actor="主持")
        self.workshops.reveal_items(self.id, items, expected=self.version, actor="主持")

    def rated(self, **ballots: Sequence[int | None]) -> Sitting:
        self.workshops.open_items(self.id, list(ballots), expected=self.version, actor="主持")
        self._answer(dict(ballots))
        self._reveal(list(ballots))
        return self

    def again(self, **ballots: Sequence[int | None]) -> Sitting:
        self.workshops.revote_items(self.id, list(ballots), expected=self.version, actor="主持")
        self._answer(dict(ballots))
        self._reveal(list(ballots))
        return self

    def decided(self, item: str, level: int, *, reason: str = "", dissent: str = "") -> Sitting:
        self.workshops.decide(self.id, item, level, reason=reason, dissent=dissent, expected=self.version, actor="主持")
        return self


@pytest.fixture
def sitting(workspace: Workspace, harbour: str) -> Sitting:
    """x1 agreed at 2, x2 at the level that stands, x3 doubtful after a re-vote, y2 at 1; x4 too few, y1 open."""
    one = Sitting(workspace, prepared(workspace, harbour, "x1", "x2", "x3", "x4", "y1", "y2"))
    one.rated(x1=[2, 2, 2, 2], x2=[2, 2, 2, 3], x3=[0, 0, 3, 3], x4=[1, 1, None, None], y2=[1, 1, 1, 1])
    one.again(x3=[0, 0, 3, 3])
    one.decided("x1", 2).decided("x2", 2).decided("y2", 1)
    one.decided("x3", 0, dissent="两位评委认为已常态运行")
    one.workshops.leave_unrated(one.id, "x4", expected=one.version, actor="主持")
    return one


def previewed(sitting: Sitting) -> Adoption:
    return sitting.workshops.preview_adoption(sitting.id)


def ratings(workspace: Workspace, id_: str) -> dict[str, Rating]:
    return workspace.opened(id_).assessment.ratings


# -- what it would change ---------------------------------------------------------------------------


def test_a_preview_tells_new_changed_and_same_apart_and_writes_nothing(
    workspace: Workspace, harbour: str, sitting: Sitting
) -> None:
    before, trail = ratings(workspace, harbour), len(workspace.audit())
    found = previewed(sitting)
    assert [one.key for one in found.new] == ["x3"]
    assert [one.key for one in found.changed] == ["x1", "y2"]
    assert [one.key for one in found.same] == ["x2"]
    assert (found.conflicts, found.unchanged) == ((), ())
    assert (found.unrated, found.pending, found.doubtful) == (("x4",), ("y1",), ("x3",))
    assert (ratings(workspace, harbour), len(workspace.audit())) == (before, trail)


def test_what_is_taken_over_says_how_it_was_agreed_and_leaves_note_grade_and_constraint(
    workspace: Workspace, harbour: str, sitting: Sitting
) -> None:
    adopted = sitting.workshops.adopt(sitting.id, previewed(sitting), {}, "主持")
    assert adopted.ratings == ("x1", "x2", "x3", "y2")
    now = ratings(workspace, harbour)
    id_ = sitting.id
    assert now["x1"] == Rating(
        outcome=2, note="台账", consensus=Consensus(session=id_, level=2, method="mode", first=(0, 0, 4, 0, 0))
    )
    assert (now["x2"].grade, now["x2"].external_constraint) == ("E1", "上级")
    assert now["x2"].consensus == Consensus(session=id_, level=2, method="mode", first=(0, 0, 3, 1, 0))
    assert now["x3"].consensus == Consensus(
        session=id_, level=0, method="median", doubtful=True, first=(2, 0, 0, 2, 0), second=(2, 0, 0, 2, 0),
        dissent="两位评委认为已常态运行",
    )  # fmt: skip
    assert (now["y2"].outcome, now["y2"].reason) == (1, ""), "the reason for not applicable goes with it"
    assert "x4" not in now


def test_raters_who_could_not_judge_are_counted_and_a_decision_against_the_rule_keeps_its_reason(
    workspace: Workspace, harbour: str
) -> None:
    one = Sitting(workspace, prepared(workspace, harbour, "x1"))
    one.rated(x1=[2, 2, 2, None]).decided("x1", 1, reason="上年度没有执行记录")
    one.workshops.adopt(one.id, previewed(one), {}, "主持")
    said = ratings(workspace, harbour)["x1"].consensus
    assert said is not None
    assert (said.method, said.reason, said.cannot_judge, said.valid) == ("facilitated", "上年度没有执行记录", 1, 3)


def test_a_first_round_with_too_few_ballots_is_not_told(workspace: Workspace, harbour: str) -> None:
    one = Sitting(workspace, prepared(workspace, harbour, "x1"))
    one.rated(x1=[2, 2, None]).again(x1=[2, 2, 2]).decided("x1", 2)
    one.workshops.adopt(one.id, previewed(one), {}, "主持")
    said = ratings(workspace, harbour)["x1"].consensus
    assert said is not None
    assert said.counts == ((), (0, 0, 3, 0, 0))


# -- conflicts ------------------------------------------------------------------------------------


def test_what_somebody_changed_after_the_session_was_prepared_is_a_conflict_to_be_decided(
    workspace: Workspace, harbour: str, sitting: Sitting
) -> None:
    workspace.rate(harbour, "x1", Rating(outcome=3), expected=1, actor="乙")
    found = previewed(sitting)
    (one,) = found.conflicts
    assert (one.key, one.old, one.why) == ("x1", Rating(outcome=3), "changed_meanwhile")
    with pytest.raises(UsageError):
        sitting.workshops.adopt(sitting.id, found, {}, "主持")
    assert "x3" not in ratings(workspace, harbour), "nothing is written while a conflict is open"
    sitting.workshops.adopt(sitting.id, found, {"x1": None}, "主持")
    now = ratings(workspace, harbour)
    assert now["x1"] == Rating(outcome=3)
    assert now["x3"].outcome == 0


def test_a_change_meanwhile_to_the_level_agreed_or_to_a_note_is_none(
    workspace: Workspace, harbour: str, sitting: Sitting
) -> None:
    workspace.rate(harbour, "x2", Rating(outcome=2, note="补记"), expected=1, actor="乙")
    found = previewed(sitting)
    assert found.conflicts == ()
    sitting.workshops.adopt(sitting.id, found, {}, "主持")
    assert ratings(workspace, harbour)["x2"].note == "补记"


def test_a_rating_taken_away_meanwhile_is_a_conflict(workspace: Workspace, harbour: str, sitting: Sitting) -> None:
    workspace.rate(harbour, "x1", None, expected=1, actor="乙")
    assert [(one.key, one.old) for one in previewed(sitting).conflicts] == [("x1", None)]


def test_what_stood_before_the_session_was_prepared_is_a_change(sitting: Sitting) -> None:
    assert all(isinstance(one, Change) for one in previewed(sitting).merge.ratings)


# -- one transaction ------------------------------------------------------------------------------


def test_adopting_leaves_one_audit_row_of_counts_and_a_step_of_its_own_in_each_history(
    workspace: Workspace, harbour: str, sitting: Sitting
) -> None:
    trail = len(workspace.audit())
    sitting.workshops.adopt(sitting.id, previewed(sitting), {"y2": None}, "主持")
    latest, *rest = workspace.audit()
    assert len(rest) == trail
    assert (latest.action, latest.subject) == ("workshop.adopted", sitting.id)
    assert latest.detail == {"assessment": harbour, "ratings": 3, "doubtful": 1, "left": 1}
    assert {(one.indicator, one.kind) for one in workspace.changes(harbour)[:3]} == {
        ("x1", "workshop"), ("x2", "workshop"), ("x3", "workshop"),
    }  # fmt: skip
    assert workspace.verify_audit() == []


def test_adopting_twice_changes_nothing_more(workspace: Workspace, harbour: str, sitting: Sitting) -> None:
    found = previewed(sitting)
    sitting.workshops.adopt(sitting.id, found, {}, "主持")
    trail, now = len(workspace.audit()), ratings(workspace, harbour)
    sitting.workshops.adopt(sitting.id, found, {}, "主持")
    again = previewed(sitting)
    assert (again.merge.ratings, again.unchanged) == ((), ("x1", "x2", "x3", "y2"))
    sitting.workshops.adopt(sitting.id, again, {}, "主持")
    assert (len(workspace.audit()), ratings(workspace, harbour)) == (trail, now)


def test_a_rating_that_moved_after_the_preview_stops_all_of_it(
    workspace: Workspace, harbour: str, sitting: Sitting
) -> None:
    found = previewed(sitting)
    workspace.rate(harbour, "x1", Rating(outcome=4), expected=1, actor="乙")
    with pytest.raises(Stale) as caught:
        sitting.workshops.adopt(sitting.id, found, {}, "主持")
    assert isinstance(caught.value.theirs, Adoption)
    assert [type(one) for one in caught.value.theirs.merge.ratings if one.key == "x1"] == [Conflict]
    assert "x3" not in ratings(workspace, harbour)


def test_a_decision_reconsidered_after_the_preview_stops_it_too(
    workspace: Workspace, harbour: str, sitting: Sitting
) -> None:
    found = previewed(sitting)
    sitting.workshops.reconsider(sitting.id, "x2", expected=sitting.version, actor="主持")
    with pytest.raises(Stale):
        sitting.workshops.adopt(sitting.id, found, {}, "主持")
    assert ratings(workspace, harbour)["x2"].consensus is None


def test_a_session_without_a_decision_has_nothing_to_give(workspace: Workspace, harbour: str) -> None:
    one = Sitting(workspace, prepared(workspace, harbour, "x1")).rated(x1=[2, 2, 2])
    assert previewed(one).merge.ratings == ()
    with pytest.raises(WorkshopRefused):
        one.workshops.adopt(one.id, previewed(one), {}, "主持")


# -- and back -------------------------------------------------------------------------------------


def test_an_adoption_can_be_taken_back_and_taken_over_again(
    workspace: Workspace, harbour: str, sitting: Sitting
) -> None:
    before = ratings(workspace, harbour)
    done = sitting.workshops.adopt(sitting.id, previewed(sitting), {}, "主持")
    back = sitting.workshops.take_back(sitting.id, done, "主持")
    assert (back.ratings, back.kept) == (("x1", "x2", "x3", "y2"), 0)
    assert ratings(workspace, harbour) == before
    assert workspace.audit()[0].action == "workshop.adoption_undone"
    again = previewed(sitting)
    assert again.conflicts == (), "taking back is nobody's rating"
    sitting.workshops.adopt(sitting.id, again, {}, "主持")
    assert ratings(workspace, harbour)["x1"].outcome == 2


def test_what_was_changed_again_since_stays_when_an_adoption_is_taken_back(
    workspace: Workspace, harbour: str, sitting: Sitting
) -> None:
    done = sitting.workshops.adopt(sitting.id, previewed(sitting), {}, "主持")
    workspace.rate(harbour, "x1", Rating(outcome=4), expected=2, actor="乙")
    back = sitting.workshops.take_back(sitting.id, done, "主持")
    assert (back.ratings, back.kept) == (("x2", "x3", "y2"), 1)
    assert ratings(workspace, harbour)["x1"] == Rating(outcome=4)
    assert [one.key for one in previewed(sitting).conflicts] == ["x1"], "a hand has overruled the session"


def test_a_persons_own_undo_does_not_reach_behind_a_session(
    workspace: Workspace, harbour: str, sitting: Sitting
) -> None:
    done = sitting.workshops.adopt(sitting.id, previewed(sitting), {}, "主持")
    with pytest.raises(Stale):
        workspace.undo(harbour, "甲")
    sitting.workshops.take_back(sitting.id, done, "主持")
    undone = workspace.undo(harbour, "甲")
    assert undone is not None
    assert (undone.indicator, undone.rating) == ("y2", None)


def test_adopted_ratings_outlive_their_session(workspace: Workspace, harbour: str, sitting: Sitting) -> None:
    sitting.workshops.adopt(sitting.id, previewed(sitting), {}, "主持")
    sitting.workshops.delete(sitting.id, expected=sitting.version, actor="主持")
    said = ratings(workspace, harbour)["x1"].consensus
    assert said is not None
    assert said.session == sitting.id


def test_a_level_changed_by_hand_is_no_longer_the_sessions_while_its_history_tells(
    workspace: Workspace, harbour: str, sitting: Sitting
) -> None:
    sitting.workshops.adopt(sitting.id, previewed(sitting), {}, "主持")
    stood = ratings(workspace, harbour)["x1"]
    workspace.rate(harbour, "x1", Rating(**{**dict(stood), "outcome": 3}), expected=2, actor="乙")
    assert ratings(workspace, harbour)["x1"] == Rating(outcome=3, note="台账")
    latest = workspace.changes(harbour, "x1")[0]
    assert latest.before == stood
