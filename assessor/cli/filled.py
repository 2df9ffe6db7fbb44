"""`assessor import` of filled-in scoring templates: a preview first, written only when agreed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from assessor.cli.sources import unique_id, writing_to
from assessor.cli.talk import Talk

if TYPE_CHECKING:
    from assessor.assessment import Evidence, Rating
    from assessor.assessments import Workspace
    from assessor.merging import Change, Conflict, Merge, Option, Refused
    from assessor.rubric import Rubric

    Item = Change[Rating] | Change[Evidence] | Conflict[Rating] | Conflict[Evidence]

WORKBOOKS = {".xlsx", ".xls", ".xlsm", ".xlsb", ".et", ".ods"}


@dataclass(frozen=True)
class Asked:
    """Options that only workbooks have."""

    yes: bool
    dry_run: bool
    into: str | None
    take: Literal["file", "stored"] | None
    clear: bool
    marked: Path | None
    json: bool

    def given(self) -> list[str]:
        said = {
            "--yes": self.yes, "--dry-run": self.dry_run, "--into": self.into,
            "--take": self.take, "--clear": self.clear, "--marked": self.marked,
        }  # fmt: skip
        return [name for name, value in said.items() if value]


def are_workbooks(files: Sequence[str], asked: Asked, *, replace: bool) -> bool:
    """Whether filled-in templates are meant.

    Raises:
        UsageError: where both kinds come together, or options of the one kind with files of the other.
    """
    from assessor.errors import Problem, UsageError
    from assessor.text import say

    found = [name for name in files if Path(name).suffix.lower() in WORKBOOKS]
    if found and len(found) < len(files):
        what = say("评分表（xlsx）和评估文件不能同时导入", "templates (xlsx) and assessment files cannot come together")
        raise UsageError(Problem(found[0], what, say("分两次导入", "import them one kind after the other")))
    odd = (["--replace"] if replace else []) if found else asked.given()
    if odd:
        what = (
            say("这个选项只用于评估文件", "this option is for assessment files only")
            if found
            else say("这个选项只用于填好的评分表（xlsx）", "this option is for filled-in templates (xlsx) only")
        )
        raise UsageError(Problem(" ".join(odd), what, say("去掉该选项", "leave it out")))
    if asked.yes and asked.dry_run:
        what = say("两个选项互相矛盾", "these two options contradict each other")
        raise UsageError(Problem("--yes --dry-run", what, say("只用其一", "use one of them")))
    return bool(found)


def import_workbooks(talk: Talk, office: Workspace, files: Sequence[str], asked: Asked, actor: str) -> int:
    """All of the files, or none of them."""
    target = None if asked.into is None else unique_id(office, asked.into) or asked.into
    given = {name: _bytes(name) for name in files}
    merge = _previewed(talk, office, target, given, of_another=asked.into is not None)
    picks = _picks(merge, asked)
    if asked.marked is not None:
        _mark(talk, merge.refused, given, asked.marked)
    if not asked.json:
        _show(talk, office.rubric, merge, picks)
    _refuse(talk, merge)
    written = False
    if merge.items and not asked.dry_run and (asked.yes or _agreed(talk)):
        _refuse_undecided(talk, office.rubric, merge, picks)
        applied = office.apply_import(merge.assessment_id, merge, picks, actor)
        written = bool(applied.ratings or applied.evidence)
    if asked.json:
        talk.json({**_plain(merge, picks), "written": written})
    talk.note(_outcome(talk, merge, asked, written=written))
    return 0


def _bytes(name: str) -> bytes:
    from assessor.errors import WorkbookFault
    from assessor.files.located import MEGABYTE, bytes_of

    return bytes_of(Path(name), 50 * MEGABYTE, WorkbookFault)


def _previewed(
    talk: Talk, office: Workspace, target: str | None, given: dict[str, bytes], *, of_another: bool
) -> Merge:
    from assessor.errors import NotFound, Problem
    from assessor.text import say

    try:
        with talk.progress(talk.say("读取评分表", "Reading templates"), len(given)) as step:
            return office.preview_import(target, given, of_another=of_another, step=step)
    except NotFound as fault:
        fix = say("用 --into 写明已存评估的编号；assessor export 列出全部", "name a stored assessment with --into; assessor export lists them all")  # fmt: skip
        raise NotFound(*(Problem(one.place, one.what, fix) for one in fault.problems)) from None


def _picks(merge: Merge, asked: Asked) -> dict[str, int | None]:
    """What is taken: changes by default, conflicts as asked; undecided ones are left out.

    What a file emptied is cleared only where that was asked for, in a conflict too."""
    picks = merge.default_picks()
    if asked.clear:
        picks |= {one.key: 0 for one in merge.changes}
    for one in merge.conflicts:
        if asked.take == "stored":
            picks[one.key] = None
        elif asked.take == "file" and len(one.options) == 1:
            picks[one.key] = None if one.options[0].value is None and not asked.clear else 0
    return picks


def _agreed(talk: Talk) -> bool:
    if not sys.stdin.isatty():
        return False
    sys.stderr.write(talk.say("写入以上改动？[y/N] ", "Write these changes? [y/N] "))
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes", "是")


def _refuse(talk: Talk, merge: Merge) -> None:
    from assessor.errors import AssessorError

    if not merge.refused:
        return
    if len(merge.refused) + len(merge.files) > 1:
        talk.note(talk.say("所有文件均未导入：", "None of the files was imported:"))
    kind: type[AssessorError] = type(merge.refused[0].fault)
    raise kind(*(problem for one in merge.refused for problem in one.fault.problems))


def _refuse_undecided(talk: Talk, rubric: Rubric, merge: Merge, picks: dict[str, int | None]) -> None:
    from assessor.errors import Problem, UsageError
    from assessor.text import say

    undecided = [one for one in merge.conflicts if one.key not in picks]
    if undecided:
        what = say("这一项有冲突，尚未选定；没有写入任何内容", "this item is in conflict and was not decided; nothing was written")  # fmt: skip
        raise UsageError(*(Problem(_called(talk, rubric, one), what, say(*_remedy(one))) for one in undecided))


def _remedy(one: Conflict[Rating] | Conflict[Evidence]) -> tuple[str, str]:
    if len(one.options) > 1:
        return (
            "几份文件的值不同：加 --take stored 保留已存的值，或只导入要采用的那份，或在网页上逐项选定",
            "the files differ: add --take stored to keep what stands, import only the file to be taken, or choose on the page",
        )
    return (
        "加 --take file 采用文件中的值，或 --take stored 保留已存的值，或在网页上逐项选定",
        "add --take file for the file's value, or --take stored to keep what stands, or choose on the page",
    )


def _mark(talk: Talk, refused: Sequence[Refused], given: dict[str, bytes], folder: Path) -> None:
    from assessor.errors import Problem, UsageError, WorkbookFault
    from assessor.files import has_marks, marked_copy
    from assessor.text import say

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = say("无法建立这个文件夹", "this folder cannot be made")
        raise UsageError(Problem(str(folder), what, say("换一个文件夹", "name another folder"))) from error
    taken: set[Path] = set()
    for one in refused:
        if not has_marks(one.fault):
            continue
        stem, n = f"{Path(one.name).stem}{talk.say('-已标注', '-marked')}", 1
        path = folder / f"{stem}.xlsx"
        while path in taken or path.exists():  # somebody may be correcting an earlier copy
            n += 1
            path = folder / f"{stem}-{n}.xlsx"
        taken.add(path)
        try:
            copy = marked_copy(given[one.name], one.fault, talk.language, one.name)
        except WorkbookFault:
            continue  # a file that cannot even be marked: its faults are told all the same
        with writing_to(path) as part:
            part.write_bytes(copy)
        talk.note(talk.say(f"已写入：{path}", f"Written: {path}"))


# -- what is shown --------------------------------------------------------------------------------


def _show(talk: Talk, rubric: Rubric, merge: Merge, picks: dict[str, int | None]) -> None:
    for file in merge.files:
        for note in file.notes:
            talk.note(f"{file.name}: {talk.pick(note)}")
    if not merge.items:
        return
    title = talk.say(f"导入到评估 {merge.assessment_id} 的改动", f"Changes to assessment {merge.assessment_id}")
    heads = talk.say("项目|现有|文件中|处理|来源", "item|stored|in the file|what is done|from").split("|")
    talk.table(title, heads, [row for one in merge.items for row in _rows(talk, rubric, one, picks)])
    remedies = dict.fromkeys(_remedy(one) for one in merge.conflicts if one.key not in picks)
    for remedy in remedies:
        talk.note(talk.say("冲突待选定：", "To be decided: ") + talk.say(*remedy))
    if any(_left_standing(one, picks) for one in merge.items):
        talk.note(
            talk.say(
                "文件中清空的内容默认不清除：加 --clear 采用清除，或在网页上勾选",
                "What a file emptied is not cleared by default: add --clear to clear it, or tick it on the page",
            )
        )


def _left_standing(one: Item, picks: dict[str, int | None]) -> bool:
    """Whether a file emptied it and it stays all the same."""
    return len(one.options) == 1 and one.options[0].value is None and picks.get(one.key, 0) is None


def _rows(talk: Talk, rubric: Rubric, one: Item, picks: dict[str, int | None]) -> Iterator[list[str]]:
    options: tuple[Option[Rating] | Option[Evidence], ...] = one.options
    for n, option in enumerate(options):
        sources = talk.say("、", ", ").join(str(source) for source in option.sources)
        before = _said(talk, rubric, one.old, option.value) or talk.say("（无）", "(none)")
        after = _said(talk, rubric, option.value, one.old) or talk.say("清除", "cleared")
        yield [_called(talk, rubric, one), before, after, _done(talk, one, n, picks), sources]


def _done(talk: Talk, one: Item, n: int, picks: dict[str, int | None]) -> str:
    """What becomes of one value."""
    from assessor.merging import Conflict

    if one.key in picks:
        if picks[one.key] == n:
            return talk.say("采用", "taken") if one.options[n].value is not None else talk.say("清除", "cleared")
        if _left_standing(one, picks):
            return talk.say("清除（默认不采用）", "clearing (not taken by default)")
        return talk.say("保留现有", "left as it is")
    if isinstance(one, Conflict) and one.why == "unknown":
        return talk.say("无法判断此后是否改过，待选定", "cannot tell whether it was changed meanwhile, to be decided")
    if isinstance(one, Conflict) and one.why == "earlier":
        return talk.say("与此前某次的值相同（可能是旧表粘贴），待选定", "equals an earlier value (perhaps pasted from an old file), to be decided")  # fmt: skip
    return talk.say("冲突，待选定", "conflict, to be decided")


def _called(talk: Talk, rubric: Rubric, one: Item) -> str:
    """Code and name of an indicator; which entry of evidence."""
    from assessor.merging import ADDED, evidence_key

    if one.key in rubric.by_id:
        return f"{one.key} {talk.pick(rubric.by_id[one.key].name)}"
    if one.key.startswith(ADDED):
        number = one.key.removeprefix(ADDED)
        return talk.say(f"新增佐证{number}", f"new evidence {number}")
    id_ = one.key.removeprefix(evidence_key(""))
    return talk.say(f"佐证 {id_}", f"evidence {id_}")


def _said(talk: Talk, rubric: Rubric, value: Rating | Evidence | None, other: Rating | Evidence | None) -> str:
    """A value, and of what is longer only as much as tells it from the other one."""
    from assessor.assessment import Consensus, Rating
    from assessor.report.sessions import in_words

    if value is None:
        return ""
    if not isinstance(value, Rating):
        names = [f"{id_} {talk.pick(rubric.by_id[id_].name)}" for id_ in value.indicators if id_ in rubric.by_id]
        supported = talk.say("、", ", ").join(names) or "—"
        return " · ".join((value.title, value.date.isoformat(), value.holder, value.grade, supported))
    words = {"not_applicable": talk.say("不适用", "N/A"), "insufficient_evidence": talk.say("佐证不足", "insufficient")}
    said = [words.get(str(value.outcome), str(value.outcome))]
    before = dict(other) if isinstance(other, Rating) else {}
    for name, text in dict(value).items():
        if name != "outcome" and text != before.get(name, Rating.model_fields[name].default):
            shown = talk.pick(in_words(text)) if isinstance(text, Consensus) else _short(text)
            said.append(f"{talk.say(*_FIELDS[name])} {shown}")
    return " · ".join(said)


_FIELDS = {
    "grade": ("强度", "grade"), "reason": ("理由", "reason"), "note": ("备注", "note"),
    "consensus": ("研讨议定", "agreed in a session"),
    "external_constraint": ("外部约束", "constraint"), "further_evidence_offline": ("线下另有佐证", "offline"),
}  # fmt: skip


def _short(value: object) -> str:
    from assessor.files.located import excerpt

    if isinstance(value, bool):
        return "+" if value else "—"
    return excerpt(value) if value else "—"


def _outcome(talk: Talk, merge: Merge, asked: Asked, *, written: bool) -> str:
    same = talk.say(f"另有{merge.unchanged}项没有变化", f"{merge.unchanged} items unchanged")
    if not merge.items or (asked.yes and not written):
        return talk.say(f"没有要写入的改动；{same}", f"Nothing to change; {same}")
    if written:
        return talk.say(
            f"已写入评估 {merge.assessment_id}；{same}", f"Written to assessment {merge.assessment_id}; {same}"
        )
    hint = "" if asked.dry_run else talk.say("；确认后加 --yes 写入", "; add --yes to write")
    return talk.say(f"没有写入任何内容{hint}；{same}", f"Nothing was written{hint}; {same}")


def _plain(merge: Merge, picks: dict[str, int | None]) -> dict[str, Any]:
    """The preview for programs."""
    from assessor.merging import Change

    def value(one: Any) -> Any:
        return None if one is None else one.model_dump(mode="json")

    return {
        "assessment": merge.assessment_id,
        "files": [
            {"name": one.name, "rubric_version": one.rubric_version, "mapped": list(one.mapped), "notes": list(one.notes)}
            for one in merge.files
        ],
        "items": [
            {
                "key": one.key,
                "kind": "change" if isinstance(one, Change) else one.why,
                "stored": value(one.old),
                "options": [
                    {"value": value(option.value), "from": [str(source) for source in option.sources]}
                    for option in one.options
                ],
                "cleared": [option.value is None for option in one.options] == [True],
                "decided": one.key in picks,
                "taken": picks.get(one.key),
            }
            for one in merge.items
        ],
        "unchanged": merge.unchanged,
    }  # fmt: skip
