"""The workspace: what pages and commands can do with assessments."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessor import files, scorecard
from assessor.assessment import Assessment, Evidence, Rating, WeightChoice
from assessor.assessments import Undone, Workspace
from assessor.city import CityProfile
from assessor.errors import AssessorError, CityFault, Locked, NotFound, Stale, VersionMismatch
from assessor.rubric import Rubric
from assessor.store import Store
from assessor.store.records import StoredRating

CITY = CityProfile(id="harbour", name="示例港城", name_en="Sample Harbour", fictional=True, city_class="big")
DAY = date(2025, 12, 31)
LEVEL = [Rating(outcome=level) for level in range(5)]


@pytest.fixture(scope="module")
def tiny() -> Rubric:
    return files.load_rubric(Path(__file__).parent / "rubrics" / "tiny.yaml")


@pytest.fixture
def workspace(tmp_path: Path, tiny: Rubric) -> Workspace:
    """Each write happens a minute after the one before it."""
    minutes = iter(range(100_000))
    noon = datetime(2026, 1, 5, 12, tzinfo=UTC)
    return Workspace(Store(tmp_path / "office.sqlite", now=lambda: noon + timedelta(minutes=next(minutes))), tiny)


@pytest.fixture
def harbour(workspace: Workspace) -> str:
    return workspace.begin(CITY, period="2025", cut_off=DAY, actor="甲")


def rate(workspace: Workspace, id_: str, indicator: str, level: int | None, actor: str = "甲") -> int:
    rating = None if level is None else LEVEL[level]
    return workspace.rate(id_, indicator, rating, expected=workspace.rating(id_, indicator)[1], actor=actor).version


def level(workspace: Workspace, id_: str, indicator: str) -> object:
    rating, _ = workspace.rating(id_, indicator)
    return None if rating is None else rating.outcome


# -- beginning and opening ------------------------------------------------------------------------


def test_a_new_assessment_holds_the_city_and_no_rating(workspace: Workspace, harbour: str) -> None:
    opened = workspace.opened(harbour)
    assert opened.assessment.city == CITY
    assert opened.assessment.ratings == {}
    assert opened.version == 1
    assert opened.rating_versions == dict.fromkeys(["x1", "x2", "x3", "x4", "y1", "y2", "y3"], 0)
    assert opened.rated_at == {}


def test_an_assessment_with_faulty_targets_is_not_begun(workspace: Workspace) -> None:
    with pytest.raises(CityFault, match="0 to 4"):
        workspace.begin(CITY, period="2025", cut_off=DAY, targets={"XA": 5}, actor="甲")
    assert workspace.summaries() == []


def test_an_assessment_without_a_period_is_not_begun(workspace: Workspace) -> None:
    with pytest.raises(CityFault, match="period: must not be empty"):
        workspace.begin(CITY, period=" ", cut_off=DAY, actor="甲")


def test_an_unknown_assessment_is_named(workspace: Workspace) -> None:
    with pytest.raises(NotFound, match="nowhere"):
        workspace.opened("nowhere")


def test_the_list_shows_progress_within_the_variant_and_the_latest_first(workspace: Workspace, harbour: str) -> None:
    other = workspace.begin(CITY, period="2026", cut_off=DAY, variant="quick", actor="甲")
    for indicator in ("x1", "x2", "x3"):  # x2 is not in the quick variant
        rate(workspace, other, indicator, 2)
    rate(workspace, harbour, "y1", 1)
    rate(workspace, harbour, "y2", 1)
    rate(workspace, harbour, "y2", None)
    first, second = workspace.summaries()
    assert (first.id, first.rated, first.of, first.variant) == (harbour, 1, 7, "full")
    assert (second.id, second.rated, second.of, second.variant) == (other, 2, 3, "quick")
    assert first.updated_at > second.updated_at
    assert (first.city_name, first.city_name_en, first.fictional) == ("示例港城", "Sample Harbour", True)


def test_what_does_not_apply_is_neither_rated_nor_to_be_rated(workspace: Workspace, harbour: str) -> None:
    rate(workspace, harbour, "x1", 2)
    note = 'not "outcome":"not_applicable" at all'
    workspace.rate(harbour, "x3", Rating(outcome=0, note=note), expected=0, actor="甲")
    workspace.rate(harbour, "x2", Rating(outcome="not_applicable", reason="本市无此事项"), expected=0, actor="甲")
    (one,) = workspace.summaries()
    assert (one.rated, one.of, one.not_applicable) == (2, 6, 1)


def test_adding_evidence_counts_as_touching_an_assessment(workspace: Workspace, harbour: str) -> None:
    other = workspace.begin(CITY, period="2026", cut_off=DAY, actor="甲")
    assert workspace.summaries()[0].id == other
    add_evidence(workspace, harbour)
    assert workspace.summaries()[0].id == harbour


# -- rating ---------------------------------------------------------------------------------------


def test_a_saved_rating_can_be_read_with_its_version_and_time(workspace: Workspace, harbour: str) -> None:
    saved = workspace.rate(harbour, "x1", Rating(outcome=3, grade="E2", note="例会"), expected=0, actor="甲")
    opened = workspace.opened(harbour)
    assert opened.assessment.ratings == {"x1": Rating(outcome=3, grade="E2", note="例会")}
    assert opened.rating_versions["x1"] == saved.version == 1
    assert opened.rated_at == {"x1": saved.at}
    assert opened.version == 1, "rating is no change of the setup"


def test_two_editors_meet_and_the_second_sees_both_values(workspace: Workspace, harbour: str) -> None:
    rate(workspace, harbour, "x1", 1, "甲")
    first = second = workspace.opened(harbour).rating_versions["x1"]
    saved = workspace.rate(harbour, "x1", LEVEL[3], expected=first, actor="甲")
    with pytest.raises(Stale) as refusal:
        workspace.rate(harbour, "x1", LEVEL[2], expected=second, actor="乙")
    assert refusal.value.theirs == StoredRating(LEVEL[3], 2, "甲", saved.at)
    assert refusal.value.ours == LEVEL[2]
    assert level(workspace, harbour, "x1") == 3
    chosen = workspace.rate(harbour, "x1", LEVEL[2], expected=refusal.value.theirs.version, actor="乙")
    assert (chosen.version, level(workspace, harbour, "x1")) == (3, 2)


def test_two_editors_of_different_indicators_do_not_meet(workspace: Workspace, harbour: str) -> None:
    workspace.rate(harbour, "x1", LEVEL[3], expected=0, actor="甲")
    workspace.rate(harbour, "x2", LEVEL[2], expected=0, actor="乙")
    assert len(workspace.opened(harbour).assessment.ratings) == 2


def test_a_double_click_saves_once(workspace: Workspace, harbour: str) -> None:
    first = workspace.rate(harbour, "x1", LEVEL[3], expected=0, actor="甲")
    assert workspace.rate(harbour, "x1", LEVEL[3], expected=0, actor="甲") == first
    assert len(workspace.changes(harbour)) == 1


def test_a_rating_taken_away_leaves_nothing_but_its_version(workspace: Workspace, harbour: str) -> None:
    rate(workspace, harbour, "x1", 3)
    workspace.rate(harbour, "x1", None, expected=1, actor="甲")
    opened = workspace.opened(harbour)
    assert "x1" not in opened.assessment.ratings
    assert "x1" not in opened.rated_at
    assert opened.rating_versions["x1"] == 2
    with pytest.raises(Stale):
        workspace.rate(harbour, "x1", LEVEL[1], expected=0, actor="乙")


def test_clearing_what_was_never_rated_changes_nothing(workspace: Workspace, harbour: str) -> None:
    assert workspace.rate(harbour, "x1", None, expected=0, actor="甲").version == 0
    assert workspace.changes(harbour) == []


def test_a_level_off_the_scale_is_refused_by_indicator(workspace: Workspace, harbour: str) -> None:
    with pytest.raises(CityFault, match="x1: a level runs from 0 to 4"):
        workspace.rate(harbour, "x1", Rating(outcome=5), expected=0, actor="甲")
    assert level(workspace, harbour, "x1") is None


def test_an_assessment_made_under_another_rubric_version_is_not_rated_on(
    workspace: Workspace, harbour: str, tiny: Rubric
) -> None:
    newer = Workspace(workspace.store, tiny.model_copy(update={"version": "2"}))
    assert newer.opened(harbour).assessment.rubric_version == "1"
    with pytest.raises(VersionMismatch):
        newer.rate(harbour, "x1", LEVEL[1], expected=0, actor="甲")
    with pytest.raises(VersionMismatch):
        newer.scorecard(harbour)


# -- history and undo -------------------------------------------------------------------------------


def test_the_history_says_who_changed_what_newest_first(workspace: Workspace, harbour: str) -> None:
    rate(workspace, harbour, "x1", 1, "甲")
    rate(workspace, harbour, "y1", 2, "乙")
    rate(workspace, harbour, "x1", 3, "乙")
    newest, *_, oldest = workspace.changes(harbour)
    assert (newest.actor, newest.indicator, newest.before, newest.after, newest.kind) == (
        "乙", "x1", LEVEL[1], LEVEL[3], "set",
    )  # fmt: skip
    assert (oldest.actor, oldest.before, oldest.after) == ("甲", None, LEVEL[1])
    assert oldest.at < newest.at
    assert [one.actor for one in workspace.changes(harbour, "x1")] == ["乙", "甲"]
    assert len(workspace.changes(harbour, limit=2)) == 2


def test_thirty_changes_can_be_taken_back_one_by_one(workspace: Workspace, harbour: str) -> None:
    steps = [("x1", "x2", "y1")[n % 3] for n in range(30)]
    states = [workspace.opened(harbour).assessment.ratings]
    for n, indicator in enumerate(steps):
        rate(workspace, harbour, indicator, (n // 3) % 5)
        states.append(workspace.opened(harbour).assessment.ratings)
    for indicator, state in zip(reversed(steps), reversed(states[:-1]), strict=True):
        undone = workspace.undo(harbour, "甲")
        assert undone is not None
        assert undone.indicator == indicator
        assert workspace.opened(harbour).assessment.ratings == state
    assert workspace.undo(harbour, "甲") is None
    assert [one.kind for one in workspace.changes(harbour, limit=60)] == ["undo"] * 30 + ["set"] * 30


def test_undo_says_what_stands_there_now(workspace: Workspace, harbour: str) -> None:
    rate(workspace, harbour, "x1", 1)
    rate(workspace, harbour, "x1", 4)
    assert workspace.undo(harbour, "甲") == Undone("x1", LEVEL[1], 3)


def test_a_report_hears_how_often_ratings_were_changed_and_never_by_whom(workspace: Workspace, harbour: str) -> None:
    rate(workspace, harbour, "x1", 1, "甲某某")
    before = {one.indicator: one.changes for one in workspace.provenance(harbour).record}
    saved = workspace.rate(
        harbour, "x1", Rating(outcome=2), expected=workspace.rating(harbour, "x1")[1], actor="甲某某"
    )
    known = workspace.provenance(harbour)
    lines = {one.indicator: one for one in known.record}
    assert lines["x1"].changes == before["x1"] + 1
    assert lines["x1"].last == saved.at
    assert known.audit_head == workspace.audit_head()
    assert "甲某某" not in repr(known)
    with pytest.raises(NotFound):
        workspace.provenance("nobody")


def test_each_person_takes_back_only_their_own_changes(workspace: Workspace, harbour: str) -> None:
    rate(workspace, harbour, "x1", 1, "甲")
    rate(workspace, harbour, "y1", 2, "乙")
    workspace.undo(harbour, "甲")
    assert (level(workspace, harbour, "x1"), level(workspace, harbour, "y1")) == (None, 2)
    assert workspace.undo(harbour, "甲") is None


def test_what_somebody_else_changed_since_is_not_taken_back(workspace: Workspace, harbour: str) -> None:
    rate(workspace, harbour, "x1", 1, "甲")
    rate(workspace, harbour, "x1", 3, "乙")
    with pytest.raises(Stale) as refusal:
        workspace.undo(harbour, "甲")
    assert isinstance(refusal.value.theirs, StoredRating)
    assert (refusal.value.theirs.rating, refusal.value.theirs.actor) == (LEVEL[3], "乙")
    assert level(workspace, harbour, "x1") == 3
    workspace.undo(harbour, "乙")
    assert workspace.undo(harbour, "甲") == Undone("x1", None, 4)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["x1", "x2"]), st.none() | st.integers(0, 4)) | st.just("undo"),
        min_size=1,
        max_size=12,
    )
)
def test_undo_behaves_like_a_stack_of_earlier_states(
    workspace: Workspace, steps: list[tuple[str, int | None] | str]
) -> None:
    id_ = workspace.begin(CITY, period="2025", cut_off=DAY, actor="甲")
    stack: list[dict[str, Rating]] = [{}]
    for step in steps:
        if isinstance(step, str):
            assert (workspace.undo(id_, "甲") is None) == (len(stack) == 1)
            stack = stack[:-1] or stack
        else:
            rate(workspace, id_, *step)
            now = workspace.opened(id_).assessment.ratings
            stack += [now] if now != stack[-1] else []
        assert workspace.opened(id_).assessment.ratings == stack[-1]


# -- city and setup ---------------------------------------------------------------------------------


def test_targets_and_own_weights_may_change_until_the_first_rating(workspace: Workspace, harbour: str) -> None:
    weights = WeightChoice(levels={"X": 2.0})
    saved = workspace.save_setup(harbour, targets={"XA": 2}, weights=weights, expected=1, actor="甲")
    opened = workspace.opened(harbour)
    assert (opened.assessment.targets, opened.assessment.weights) == ({"XA": 2}, weights)
    assert opened.version == saved.version == 2


def test_targets_and_own_weights_are_fixed_once_a_rating_exists(workspace: Workspace, harbour: str) -> None:
    rate(workspace, harbour, "x1", 2)
    with pytest.raises(Locked) as refusal:
        workspace.save_setup(harbour, targets={"XA": 2}, weights=WeightChoice(levels={"X": 2}), expected=1, actor="甲")
    assert [one.place for one in refusal.value.problems] == ["targets", "weights"]
    assert workspace.opened(harbour).version == 1
    rate(workspace, harbour, "x1", None)
    assert workspace.save_setup(harbour, targets={"XA": 2}, expected=1, actor="甲").version == 2


def test_mode_and_variant_may_change_at_any_time_and_ratings_stay(workspace: Workspace, harbour: str) -> None:
    rate(workspace, harbour, "x1", 2)
    rate(workspace, harbour, "x2", 3)
    workspace.save_setup(harbour, variant="quick", expected=1, actor="甲")
    workspace.save_setup(harbour, variant="full", mode="formal", period="2026", expected=2, actor="甲")
    assessment = workspace.opened(harbour).assessment
    assert (assessment.variant, assessment.mode, assessment.period) == ("full", "formal", "2026")
    assert set(assessment.ratings) == {"x1", "x2"}


def test_two_people_changing_the_setup_meet(workspace: Workspace, harbour: str) -> None:
    workspace.save_setup(harbour, mode="formal", expected=1, actor="甲")
    with pytest.raises(Stale) as refusal:
        workspace.save_setup(harbour, variant="quick", expected=1, actor="乙")
    theirs, ours = refusal.value.theirs, refusal.value.ours
    assert isinstance(theirs, Assessment)
    assert isinstance(ours, Assessment)
    assert (theirs.mode, theirs.variant, ours.variant) == ("formal", "full", "quick")


def test_two_people_changing_the_profile_meet(workspace: Workspace, harbour: str) -> None:
    mine, yours = CITY.model_copy(update={"coast": True}), CITY.model_copy(update={"coast": False})
    workspace.save_city(harbour, mine, expected=1, actor="甲")
    with pytest.raises(Stale) as refusal:
        workspace.save_city(harbour, yours, expected=1, actor="乙")
    assert (refusal.value.theirs, refusal.value.ours) == (mine, yours)


def test_another_city_type_brings_its_targets_only_before_rating(
    workspace: Workspace, harbour: str, tiny: Rubric
) -> None:
    small, big = CITY.model_copy(update={"city_class": "small"}), CITY
    workspace.save_city(harbour, small, expected=1, actor="甲")
    assert scorecard.targets_of(tiny, workspace.opened(harbour).assessment) == {"XA": 2, "XB": 2, "YA": 2}
    rate(workspace, harbour, "x1", 2)
    workspace.save_city(harbour, big, expected=2, actor="甲")
    assert workspace.opened(harbour).assessment.city == big
    assert scorecard.targets_of(tiny, workspace.opened(harbour).assessment) == {"XA": 2, "XB": 2, "YA": 2}


# -- evidence ---------------------------------------------------------------------------------------


def add_evidence(workspace: Workspace, id_: str, **changes: object) -> Evidence:
    fields: dict[str, object] = {
        "title": "例会制度",
        "date": DAY,
        "holder": "办公室",
        "grade": "E2",
        "indicators": ["x1"],
    }
    return workspace.add_evidence(id_, **(fields | changes), actor="甲")  # type: ignore[arg-type]  # fields by name


def test_evidence_is_numbered_and_a_number_is_never_given_twice(workspace: Workspace, harbour: str) -> None:
    assert [add_evidence(workspace, harbour).id for _ in range(3)] == ["E1", "E2", "E3"]
    workspace.remove_evidence(harbour, "E3", expected=1, actor="甲")
    assert add_evidence(workspace, harbour).id == "E4"
    opened = workspace.opened(harbour)
    assert [one.id for one in opened.assessment.evidence] == ["E1", "E2", "E4"]
    assert opened.evidence_versions == {"E1": 1, "E2": 1, "E4": 1}


def test_two_people_changing_one_entry_meet(workspace: Workspace, harbour: str) -> None:
    entry = add_evidence(workspace, harbour)
    better = entry.model_copy(update={"grade": "E3"})
    workspace.change_evidence(harbour, better, expected=1, actor="甲")
    with pytest.raises(Stale) as refusal:
        workspace.remove_evidence(harbour, "E1", expected=1, actor="乙")
    assert (refusal.value.theirs, refusal.value.ours) == (better, None)
    assert workspace.opened(harbour).assessment.evidence == [better]


def test_a_title_of_201_characters_is_refused(workspace: Workspace, harbour: str) -> None:
    with pytest.raises(CityFault, match="title: longer than 200"):
        add_evidence(workspace, harbour, title="长" * 201)
    assert add_evidence(workspace, harbour, title="长" * 200).id == "E1"


# -- results ----------------------------------------------------------------------------------------


def test_the_scorecard_is_the_one_of_the_exported_assessment(workspace: Workspace, harbour: str, tiny: Rubric) -> None:
    for indicator in ("y1", "y2", "y3"):
        rate(workspace, harbour, indicator, 3)
    card = workspace.scorecard(harbour)
    assert card.dimensions["YA"].score == 75
    assert card == scorecard.score(tiny, workspace.export_assessment(harbour))


def test_hints_come_with_the_assessment(workspace: Workspace, harbour: str) -> None:
    assert workspace.findings(harbour) == []
    rate(workspace, harbour, "x1", 3)
    assert [one.kind for one in workspace.findings(harbour)] == ["no_grade"]


def test_a_rubric_reworded_under_the_same_version_is_hinted_at(
    workspace: Workspace, harbour: str, tiny: Rubric
) -> None:
    said = tiny.model_dump(by_alias=True, exclude_unset=True) | {"name": {"zh": "改", "en": "Changed"}}
    reworded = Workspace(workspace.store, Rubric.model_validate(said))
    assert [one.kind for one in reworded.findings(harbour)] == ["rubric_changed"]


def test_comparison_cities_are_kept_apart_from_assessments(workspace: Workspace, harbour: str) -> None:
    other = workspace.export_assessment(harbour).model_copy(update={"id": "province-3", "ratings": {"x1": LEVEL[2]}})
    workspace.add_comparison(other, "甲")
    assert workspace.comparison_cities() == [other]
    assert [one.id for one in workspace.summaries()] == [harbour]
    newer = other.model_copy(update={"ratings": {"x1": LEVEL[3]}})
    workspace.add_comparison(newer, "甲")
    assert workspace.comparison_cities() == [newer]
    workspace.remove_comparison("province-3", "甲")
    assert workspace.comparison_cities() == []


# -- in and out ---------------------------------------------------------------------------------------


def test_an_exported_assessment_comes_back_whole(
    workspace: Workspace, harbour: str, tmp_path: Path, tiny: Rubric
) -> None:
    rate(workspace, harbour, "x1", 2)
    workspace.rate(harbour, "x2", Rating(outcome="not_applicable", reason="本市无此事项"), expected=0, actor="甲")
    workspace.save_setup(harbour, mode="formal", expected=1, actor="甲")
    add_evidence(workspace, harbour)
    exported = workspace.export_assessment(harbour)
    elsewhere = Workspace.open(tmp_path / "elsewhere.sqlite", tiny)
    assert elsewhere.import_assessment(exported, "乙") == harbour
    assert elsewhere.export_assessment(harbour) == exported


def test_an_import_over_an_assessment_needs_to_be_asked_for(workspace: Workspace, harbour: str) -> None:
    rate(workspace, harbour, "x1", 2)
    rate(workspace, harbour, "x2", 2)
    add_evidence(workspace, harbour)
    other = workspace.export_assessment(harbour).model_copy(
        update={"ratings": {"x1": LEVEL[2], "y1": LEVEL[4]}, "evidence": [], "period": "2026"}
    )
    with pytest.raises(CityFault, match="already there"):
        workspace.import_assessment(other, "乙")
    workspace.import_assessment(other, "乙", replace=True)
    opened = workspace.opened(harbour)
    assert opened.assessment == other
    versions = {one: opened.rating_versions[one] for one in ("x1", "x2", "y1")}
    assert versions == {"x1": 1, "x2": 2, "y1": 1}, "only what changed counts up"
    assert [one.kind for one in workspace.changes(harbour, limit=2)] == ["import", "import"]


def test_an_import_with_one_fault_takes_in_nothing(workspace: Workspace, harbour: str) -> None:
    faulty = workspace.export_assessment(harbour).model_copy(
        update={"id": "other", "ratings": {"x1": LEVEL[1], "x2": Rating(outcome=8), "x9": LEVEL[1]}}
    )
    with pytest.raises(CityFault) as refusal:
        workspace.import_assessment(faulty, "甲")
    assert [one.place for one in refusal.value.problems] == ["x2", "x9"]
    assert [one.id for one in workspace.summaries()] == [harbour]


def test_an_import_made_under_another_rubric_is_refused(workspace: Workspace, harbour: str) -> None:
    with pytest.raises(VersionMismatch):
        workspace.import_assessment(
            workspace.export_assessment(harbour).model_copy(update={"id": "other", "rubric_version": "0"}), "甲"
        )


def test_a_deleted_assessment_is_gone_with_everything_in_it(workspace: Workspace, harbour: str) -> None:
    rate(workspace, harbour, "x1", 2)
    add_evidence(workspace, harbour)
    workspace.undo(harbour, "甲")
    workspace.delete(harbour, "甲")
    assert workspace.summaries() == []
    with pytest.raises(NotFound):
        workspace.opened(harbour)
    assert workspace.audit(1)[0].action == "assessment.deleted"
    assert workspace.verify_audit() == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["x1", "x2", "x3", "x4", "y1", "y2", "y3"]),
        st.builds(
            Rating,
            outcome=st.integers(0, 4),
            note=st.text(max_size=80).map(lambda text: text.encode("utf-8", "ignore").decode()),
            grade=st.sampled_from([None, "E0", "E3"]),
            further_evidence_offline=st.booleans(),
        ),
    )
)
def test_whatever_is_typed_comes_back_to_the_letter(workspace: Workspace, ratings: dict[str, Rating]) -> None:
    id_ = workspace.begin(CITY, period="2025", cut_off=DAY, actor="甲")
    for indicator, rating in ratings.items():
        workspace.rate(id_, indicator, rating, expected=0, actor="甲")
    assert workspace.opened(id_).assessment.ratings == ratings


def test_a_fault_names_its_place_and_remedy_in_both_languages(workspace: Workspace, harbour: str) -> None:
    refusals: list[AssessorError] = []
    for use in (
        lambda: workspace.opened("nowhere"),
        lambda: workspace.rate(harbour, "x1", LEVEL[1], expected=9, actor="甲"),
        lambda: workspace.remove_evidence(harbour, "E1", expected=1, actor="甲"),
    ):
        with pytest.raises(AssessorError) as refusal:
            use()
        refusals.append(refusal.value)
    for one in refusals:
        assert all(problem.place for problem in one.problems)
        assert one.message("zh") != one.message("en")


# -- several assessments at once --------------------------------------------------------------------


def batch(workspace: Workspace, id_: str, *ids: str) -> list[Assessment]:
    return [workspace.export_assessment(id_).model_copy(update={"id": one}) for one in ids]


def test_a_batch_is_taken_in_whole_under_one_row_of_the_audit_trail(workspace: Workspace, harbour: str) -> None:
    before = len(workspace.audit())
    assert workspace.import_assessments(batch(workspace, harbour, "one", "two"), "乙") == ["one", "two"]
    assert {one.id for one in workspace.summaries()} == {harbour, "one", "two"}
    assert [one.subject for one in workspace.audit()[:-before]] == ["one, two"]
    assert workspace.verify_audit() == []


def test_a_batch_with_one_fault_takes_in_nothing_and_names_the_assessment(workspace: Workspace, harbour: str) -> None:
    sound, faulty = batch(workspace, harbour, "one", "two")
    faulty = faulty.model_copy(update={"ratings": {"x2": Rating(outcome=8)}})
    with pytest.raises(CityFault) as refusal:
        workspace.import_assessments([sound, faulty], "乙")
    assert [one.place for one in refusal.value.problems] == ["two: x2"]
    assert [one.id for one in workspace.summaries()] == [harbour]


def test_a_batch_that_meets_an_assessment_already_there_takes_in_nothing(workspace: Workspace, harbour: str) -> None:
    both = batch(workspace, harbour, "one", harbour)
    with pytest.raises(CityFault, match="already there"):
        workspace.import_assessments(both, "乙")
    assert [one.id for one in workspace.summaries()] == [harbour]
    workspace.import_assessments(both, "乙", replace=True)
    assert workspace.audit(1)[0].detail["replaced"] == [harbour]
    assert {one.id for one in workspace.summaries()} == {harbour, "one"}


def test_an_id_that_comes_twice_in_a_batch_is_named(workspace: Workspace, harbour: str) -> None:
    with pytest.raises(CityFault, match="2 assessments of this batch") as refusal:
        workspace.import_assessments(batch(workspace, harbour, "one", "two", "one"), "乙", replace=True)
    assert [one.place for one in refusal.value.problems] == ["one"]
    assert [one.id for one in workspace.summaries()] == [harbour]


def test_a_batch_made_partly_under_another_rubric_takes_in_nothing(workspace: Workspace, harbour: str) -> None:
    sound, other = batch(workspace, harbour, "one", "two")
    with pytest.raises(VersionMismatch):
        workspace.import_assessments([sound, other.model_copy(update={"rubric_version": "0"})], "乙")
    assert [one.id for one in workspace.summaries()] == [harbour]
