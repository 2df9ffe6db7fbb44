"""Tasks that are kept: set all or none, versions, looks back, drafts from the rubric."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assessor import files
from assessor.assessment import Assessment, Rating
from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.errors import CityFault, NotFound, Stale
from assessor.files import assessment_from_json, assessment_to_json, load_rubric, sample_cities
from assessor.planning import Infeasible, cheapest
from assessor.report.task_words import overview
from assessor.rubric import Rubric
from assessor.scorecard import score
from assessor.task import TEXT_LIMIT, WORDS_LIMIT, FollowUp, Task
from assessor.tasks import Tasks, due_follow_up
from assessor.tasks.drafts import of_steps

CITY = CityProfile(id="harbour", name="示例港城", fictional=True, city_class="big")
DAY = date(2025, 12, 31)
NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def tiny() -> Rubric:
    return files.load_rubric(Path(__file__).parent.parent / "rubrics" / "tiny.yaml")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "office.sqlite"


@pytest.fixture
def workspace(path: Path, tiny: Rubric) -> Workspace:
    return Workspace.open(path, tiny)


@pytest.fixture
def harbour(workspace: Workspace) -> str:
    id_ = workspace.begin(CITY, period="2025", cut_off=DAY, actor="甲")
    workspace.rate(id_, "x1", Rating(outcome=1), expected=0, actor="甲")
    return id_


def test_one_faulty_draft_sets_none_and_all_faults_are_told(workspace: Workspace, harbour: str) -> None:
    good = {"indicator": "x1", "what": "印发规划"}
    with pytest.raises(CityFault, match="x9"):
        Tasks(workspace).add(harbour, [good, {"indicator": "x9", "what": "公开清单"}], actor="甲")
    with pytest.raises(CityFault, match="an aim runs from 0 to 4"):
        Tasks(workspace).add(harbour, [good | {"aim": 5}], actor="甲")
    assert workspace.opened(harbour).assessment.tasks == []
    assert [one.id for one in Tasks(workspace).add(harbour, [good, good], actor="甲")] == ["T1", "T2"]


def test_a_status_stays_after_a_restart_and_changes_no_rating(
    workspace: Workspace, harbour: str, path: Path, tiny: Rubric
) -> None:
    (task,) = Tasks(workspace).add(harbour, [{"indicator": "x1", "what": "印发规划"}], actor="甲")
    changed = task.model_copy(update={"status": "done", "progress": "3月印发"})
    Tasks(workspace).change(harbour, changed, expected=1, actor="甲")
    again = Workspace.open(path, tiny).opened(harbour)
    assert again.assessment.tasks == [changed]
    assert again.assessment.ratings == {"x1": Rating(outcome=1)}
    assert again.rating_versions["x1"] == 1


def test_the_second_of_two_who_save_is_refused_with_both_values(workspace: Workspace, harbour: str) -> None:
    (task,) = Tasks(workspace).add(harbour, [{"indicator": "x1", "what": "印发规划"}], actor="甲")
    theirs, ours = (task.model_copy(update={"lead": unit}) for unit in ("市政府办", "外办"))
    Tasks(workspace).change(harbour, theirs, expected=1, actor="乙")
    with pytest.raises(Stale) as refused:
        Tasks(workspace).change(harbour, ours, expected=1, actor="甲")
    assert (refused.value.theirs, refused.value.ours) == (theirs, ours)
    assert workspace.opened(harbour).assessment.tasks == [theirs]
    with pytest.raises(Stale):
        Tasks(workspace).remove(harbour, task.id, expected=1, actor="甲")


def test_the_id_of_a_removed_task_is_never_given_again(workspace: Workspace, harbour: str) -> None:
    draft = {"indicator": "x1", "what": "印发规划"}
    Tasks(workspace).add(harbour, [draft, draft], actor="甲")
    Tasks(workspace).remove(harbour, "T2", expected=1, actor="甲")
    assert [one.id for one in Tasks(workspace).add(harbour, [draft], actor="甲")] == ["T3"]
    with pytest.raises(NotFound):
        Tasks(workspace).remove(harbour, "T9", expected=1, actor="甲")


def test_a_look_back_keeps_where_tasks_stood_then(workspace: Workspace, harbour: str) -> None:
    (task,) = Tasks(workspace).add(harbour, [{"indicator": "x1", "what": "印发规划"}], actor="甲")
    look = Tasks(workspace).follow_up(harbour, on=date(2026, 6, 29), remark="抓紧", actor="甲")
    Tasks(workspace).change(harbour, task.model_copy(update={"status": "done"}), expected=1, actor="甲")
    assert workspace.opened(harbour).assessment.follow_ups == [look]
    assert look.statuses == {"T1": "not_started"}


def test_the_next_look_back_is_180_days_after_the_last_or_after_the_cut_off() -> None:
    assert due_follow_up(DAY, []) == date(2026, 6, 29)
    assert due_follow_up(DAY, [FollowUp(id="F1", date=date(2026, 7, 1), statuses={})]) == date(2026, 12, 28)


def test_the_trail_names_tasks_and_statuses_and_none_of_their_words(workspace: Workspace, harbour: str) -> None:
    (task,) = Tasks(workspace).add(harbour, [{"indicator": "x1", "what": "印发规划", "lead": "市外办"}], actor="甲")
    Tasks(workspace).change(harbour, task.model_copy(update={"progress": "内部意见"}), expected=1, actor="甲")
    trail = "".join(str(entry) for entry in workspace.audit())
    assert "task.changed" in trail
    assert not any(words in trail for words in ("印发规划", "市外办", "内部意见"))
    assert workspace.verify_audit() == []


def test_an_import_brings_tasks_and_looks_back_and_replaces_those_that_stood(
    workspace: Workspace, harbour: str, tiny: Rubric
) -> None:
    Tasks(workspace).add(harbour, [{"indicator": "x1", "what": "印发规划", "due": date(2026, 6, 30)}], actor="甲")
    Tasks(workspace).follow_up(harbour, on=date(2026, 6, 29), remark="", actor="甲")
    written = assessment_to_json(workspace.export_assessment(harbour))
    Tasks(workspace).add(harbour, [{"indicator": "x2", "what": "公开清单"}], actor="甲")
    read = assessment_from_json(written, tiny)
    workspace.import_assessment(read, "乙", replace=True)
    stored = workspace.export_assessment(harbour)
    assert (stored.tasks, stored.follow_ups) == (read.tasks, read.follow_ups)
    assert len(stored.tasks) == len(stored.follow_ups) == 1


# -- drafts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_step_of_a_plan_makes_a_task_that_the_store_takes(language: str) -> None:
    rubric, sample = load_rubric(), sample_cities()[1]
    found = cheapest(rubric, sample, most=1)
    assert not isinstance(found, Infeasible)
    drafts = of_steps(rubric, sample, score(rubric, sample), found[0].steps, NOON, language)  # type: ignore[arg-type]  # zh or en
    made = [Task(id=f"T{n}", **draft) for n, draft in enumerate(drafts)]
    assert len(made) >= len(found[0].steps) > 10
    assert {(one.indicator, one.aim) for one in made} >= {(step.indicator, step.aim) for step in found[0].steps}
    ends = {1: date(2026, 4, 30), 2: date(2027, 1, 31), 3: date(2028, 1, 31)}
    assert all(one.due == ends[one.phase] for one in made)
    assert all(one.mark and len(one.lead) <= WORDS_LIMIT and len(one.what) <= TEXT_LIMIT for one in made)


def test_steps_that_are_tasks_already_are_not_set_twice_unless_given_up() -> None:
    rubric, sample = load_rubric(), sample_cities()[2]
    found = cheapest(rubric, sample, most=1)
    assert not isinstance(found, Infeasible)
    steps, card = found[0].steps, score(rubric, sample)
    first = Task(id="T1", indicator=steps[0].indicator, aim=steps[0].aim, what="印发规划")

    def left(task: Task) -> int:
        with_task: Assessment = sample.model_copy(update={"tasks": [task]})
        return len(of_steps(rubric, with_task, card, steps, NOON, "zh"))

    assert left(first) == len(steps) - 1
    assert left(first.model_copy(update={"status": "dropped"})) == len(steps)


def test_the_overview_counts_each_status_and_what_is_late() -> None:
    def task(n: int, **said: object) -> Task:
        return Task(id=f"T{n}", indicator="x1", what="印发规划", due=date(2026, 3, 31), **said)  # type: ignore[arg-type]  # a Task's fields

    some = [task(1), task(2, status="done"), task(3, status="dropped"), task(4, status="under_way")]
    assert overview(some, date(2026, 3, 31)).zh == "已定任务4项：未启动1项、进行中1项、已完成1项、不再推进1项。"
    assert overview(some, date(2026, 4, 1)).en == (
        "4 tasks set: 1 not started, 1 under way, 1 done, 1 dropped; 2 past the date and not done."
    )
