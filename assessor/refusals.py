"""The words in which the workspace refuses or warns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assessor.admissible import assessment_faults
from assessor.assessment import Assessment, WeightChoice
from assessor.errors import Locked, NotFound, Problem, UsageError
from assessor.hints import Finding
from assessor.rubric import Rubric
from assessor.text import say


def _own(weights: WeightChoice) -> tuple[dict[str, float], ...]:
    return weights.levels, weights.dimensions, weights.indicators


def refuse_late_choice(before: Assessment, after: Assessment) -> None:
    """Whoever knows the ratings must no longer choose what they are measured by."""
    late = [
        (place, zh, en)
        for place, zh, en, same in (
            ("targets", "目标", "targets", before.targets == after.targets),
            ("weights", "自定权重", "own weights", _own(before.weights) == _own(after.weights)),
        )
        if not same
    ]
    if late:
        raise Locked(
            *(
                Problem(
                    place,
                    say(f"已有评级，{zh}不再改动", f"rating has begun, so the {en} are fixed"),
                    say("如确需改动，请另建一份评估", "to use other ones, begin another assessment"),
                )
                for place, zh, en in late
            )
        )


def already_there(id_: str) -> Problem:
    return Problem(
        id_,
        say("已有同一编号的评估，未作改动", "an assessment with this id is already there; nothing was changed"),
        say("选择“替换”再导入，或修改文件中的编号", "import it again with replace, or change the id in the file"),
    )


def faults_of_batch(rubrics: Sequence[Rubric], assessments: Sequence[Assessment]) -> Iterator[Problem]:
    """What their rubrics do not admit in assessments that come together, and ids that come twice."""
    many = len(assessments) > 1
    for rubric, one in zip(rubrics, assessments, strict=True):
        for fault in assessment_faults(rubric, one):
            yield replace(fault, place=f"{one.id}: {fault.place}") if many else fault
    for id_, times in Counter(one.id for one in assessments).items():
        if times > 1:
            yield Problem(
                id_,
                say(f"同批有{times}份评估用同一编号，均未导入", f"{times} assessments of this batch bear this id; nothing was imported"),
                say("只留一份，或修改文件中的编号", "keep one of them, or change the id in the file"),
            )  # fmt: skip


def no_evidence(id_: str, evidence_id: str) -> NotFound:
    return NotFound(
        Problem(
            f"{id_}.{evidence_id}",
            say("没有这条佐证", "there is no such evidence"),
            say("刷新后从列表中选择", "reload and choose one from the list"),
        )
    )


def rubric_changed() -> Finding:
    return Finding(
        "rubric_changed",
        (),
        say("评估开始后量表文字有改动而版本号未变，请核对各项评级是否仍然成立",
            "the rubric's wording changed under the same version after this assessment began: check that ratings still hold"),
    )  # fmt: skip


def altered(id_: int) -> Problem:
    return Problem(
        f"audit {id_}",
        say("该条操作记录或其前一条被改动过", "this row of the audit trail, or the one before it, was altered"),
        say("与最近的备份比对", "compare with the latest backup"),
    )


def head_lost(known_head: str) -> Problem:
    return Problem(
        f"audit {known_head[:12]}",
        say("先前记下的校验值已不在操作记录中", "the head noted earlier is no longer part of the trail"),
        say("操作记录可能被整体改写，与备份比对", "the trail may have been rewritten: compare with a backup"),
    )


def not_the_demo(place: str) -> UsageError:
    return UsageError(
        Problem(
            place,
            say("这不是演示数据", "this is not the demo"),
            say("只有演示数据可以重置", "only the demo can be reset"),
        )
    )
