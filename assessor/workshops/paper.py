"""Raters without a phone: their sheets, typed in by the recorder while the items are open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assessor.errors import NotFound, Problem, WorkshopRefused
from assessor.rubric import Rubric
from assessor.store import Store, Unit, workshop_records
from assessor.store.ballots import Answer
from assessor.store.tables import ParticipantRow
from assessor.text import say
from assessor.workshop import Workshop, takes_ballots
from assessor.workshops.joining import units_of
from assessor.workshops.refusals import full

REASON_LIMIT = 300


@dataclass(frozen=True)
class PaperBallot:
    """What stands on one sheet for the items that are open now; of others nothing is told."""

    mark: str
    group: str
    unit: str | None
    answers: dict[str, Answer]


def answer_faults(rubric: Rubric, item: str, answer: Answer) -> Iterator[Problem]:
    """A level outside the scale, a reason that is too long or cannot be written down."""
    if answer.level is not None and not (type(answer.level) is int and 0 <= answer.level <= rubric.top):
        yield Problem(
            item,
            say(f"等级应为0至{rubric.top}，或“无法判断”", f"a level runs from 0 to {rubric.top}, or cannot judge"),
            say("重新选择", "choose again"),
        )
    if len(answer.reason) > REASON_LIMIT:
        yield Problem(
            item,
            say(f"理由超过{REASON_LIMIT}字", f"the reason is longer than {REASON_LIMIT} characters"),
            say("请缩短", "shorten it"),
        )
    if any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in answer.reason):
        yield Problem(
            item,
            say("理由中有无法保存的字符", "the reason holds signs that cannot be stored"),
            say("删去后重新提交", "take them out and send it again"),
        )


def add(
    store: Store,
    rubric: Rubric,
    id_: str,
    group: str,
    of: str | None,
    answers: Mapping[str, Answer],
    actor: str,
) -> str:
    """A rater on paper, with the answers to items that are open. Returns the mark."""
    with store.unit(actor) as unit:
        row = workshop_records.workshop(unit.session, id_)
        state = row.state
        _refuse(_rater_faults(rubric, state, group, of), _faults(rubric, state, group, answers))
        rater = workshop_records.add_on_paper(unit, id_, group, of)
        if rater is None:
            raise WorkshopRefused(full())
        _put(unit, state, rater, answers)
        unit.record("workshop.paper_added", id_, items=sorted(answers))
    return rater.mark


def sheet(store: Store, id_: str, mark: str) -> PaperBallot:
    with store.reading() as session:
        state = workshop_records.workshop(session, id_).state
        row = _on_paper(workshop_records.participant(session, id_, mark))
        given = workshop_records.answers(session, row.id)
        now = {item: state.items[item].round for item in state.in_phase("open")}
        answers = {item: given[item, round_] for item, round_ in now.items() if (item, round_) in given}
        return PaperBallot(row.mark, row.group, row.unit, answers)


def change(store: Store, rubric: Rubric, id_: str, mark: str, answers: Mapping[str, Answer | None], actor: str) -> None:
    """Put other answers to items that are open; None takes one away, what is not named stays."""
    with store.unit(actor) as unit:
        state = workshop_records.workshop(unit.session, id_).state
        row = _on_paper(workshop_records.participant(unit.session, id_, mark))
        _refuse(_faults(rubric, state, row.group, answers))
        given = workshop_records.answers(unit.session, row.id)
        changed = {
            item: answer for item, answer in answers.items() if given.get((item, state.items[item].round)) != answer
        }
        if changed:
            _put(unit, state, row, changed)
            unit.record("workshop.paper_changed", id_, items=sorted(changed))


def _put(unit: Unit, state: Workshop, row: ParticipantRow, answers: Mapping[str, Answer | None]) -> None:
    given = {(item, state.items[item].round): answer for item, answer in answers.items()}
    workshop_records.put_answers(unit, row, given)


def _on_paper(row: ParticipantRow) -> ParticipantRow:
    if not row.paper:
        raise NotFound(
            Problem(
                row.mark,
                say("这位评委用手机评分，评分票不能代填", "this rater uses a phone; nobody else fills in that ballot"),
                say("选择纸质评分票的评委", "choose a rater on paper"),
            )
        )
    return row


def _rater_faults(rubric: Rubric, state: Workshop, group: str, of: str | None) -> Iterator[Problem]:
    if state.stage == "ended":
        yield Problem("", say("本场研讨已经结束", "this session has ended"), say("另开一场", "prepare another session"))
    if group not in {one.id for one in state.plan.groups}:
        yield Problem(
            group,
            say("本场研讨没有这个评委组", "this session has no such group of raters"),
            say("从列出的评委组中选择", "choose one of the groups listed"),
        )
    if of is not None and of not in {one.id for one in units_of(rubric, state)}:
        yield Problem(
            of,
            say("这个单位不牵头本场的任何指标", "this unit leads none of the session's indicators"),
            say("从列出的单位中选择，或不填", "choose one of the units listed, or none"),
        )


def _faults(rubric: Rubric, state: Workshop, group: str, answers: Mapping[str, Answer | None]) -> Iterator[Problem]:
    known = group in {one.id for one in state.plan.groups}
    for item, answer in answers.items():
        if known and not takes_ballots(state, group, item):
            yield Problem(
                item,
                say("这一项现在不收这一组的评分票", "this item takes no ballots of this group now"),
                say("只填正在评分、且该组可评的指标", "fill in only open items that the group rates"),
            )
        elif answer is not None:
            yield from answer_faults(rubric, item, answer)


def _refuse(*faults: Iterator[Problem]) -> None:
    if found := [one for some in faults for one in some]:
        raise WorkshopRefused(*found)
