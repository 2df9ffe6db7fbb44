"""A filled-in scoring template, or a report whose ratings were changed -> what it says, by ids.

Whatever was done to the visible part: rows sorted, columns moved or renamed, sheets copied into another
workbook. Where an id is in doubt nothing is guessed; every fault is told by cell, all at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from assessor.errors import BlankFault, Problem, VersionMismatch, WorkbookFault
from assessor.files.contacts import contact_notes
from assessor.files.filled_entries import read_entries
from assessor.files.filled_lost import refuse_lost
from assessor.files.filled_ratings import Answers, read_ratings
from assessor.files.filled_sheets import Faults, Hidden, KeyedTable, hidden_of, keyed_tables
from assessor.files.filled_weights import weight_notes
from assessor.files.located import excerpt
from assessor.files.template_layout import ENTRY, ENTRY_KEYS, OUTCOME, RATING_KEYS, ROW
from assessor.files.template_ratings import printed_texts
from assessor.merging import Base, Filled, evidence_key
from assessor.rubric import Rubric
from assessor.text import Text, say, some_of
from assessor.workbooks.grid import Contents
from assessor.workbooks.identity import FORMATS, REPORT, Identity, parts_in


def read_filled(contents: Contents, rubric: Rubric, name: str) -> Filled:
    """What a workbook says about ratings and evidence.

    Args:
        contents: what was read of the workbook.
        rubric: the rubric in use now.
        name: the file as the user knows it.

    Raises:
        WorkbookFault: with every fault, each by sheet and cell.
        VersionMismatch: made under another rubric, or under a version in which answered indicators read otherwise.
    """
    faults = Faults(name)
    tables = _rating_tables(contents, faults)
    identity = tables[0].identity
    _refuse_other_rubric(identity, rubric, tables[0], name)
    hidden, printed = hidden_of(contents, identity), printed_texts(rubric)
    same = identity.version == rubric.version and rubric.fingerprint.startswith(identity.fingerprint)
    answers = read_ratings(tables, hidden, rubric, faults, printed, same_rubric=same)
    mapped = () if same else _mapped(answers, hidden, identity, rubric, name)
    lists = _entry_tables(contents, identity, faults)
    evidence = read_entries(lists, hidden, rubric, faults)
    weights = weight_notes(contents, tables, hidden) if identity.format == REPORT else []
    refuse_lost(contents, [*tables, *lists], printed, faults, by_looks=identity.format != REPORT)
    if faults.problems:
        kind = WorkbookFault if identity.assessment is not None else BlankFault
        raise kind(*faults.shown())
    return Filled(
        name=name,
        assessment_id=identity.assessment,
        rubric_version=identity.version,
        mapped=mapped,
        ratings=answers.ratings,
        places=answers.places,
        bases=_bases(hidden, answers),
        evidence=evidence.rows,
        notes=(
            *_about(identity, rubric, hidden, mapped),
            *_without(identity, lists),
            *answers.notes,
            *evidence.notes,
            *contact_notes(answers.ratings, answers.places, evidence.rows),
            *weights,
        ),
        parts=answers.parts,
    )


def _rating_tables(contents: Contents, faults: Faults) -> list[KeyedTable]:
    """The sheets that hold ratings, all of one kind and one assessment."""
    tables = keyed_tables(contents, ROW, RATING_KEYS, faults)
    if not tables:
        if not faults.problems:
            faults.add(
                "",
                say("这不是本工具的评分表，或标识所在的隐藏行已被删去",
                    "this is no scoring template of this tool, or the hidden row that identifies it was deleted"),
                say("下载评分表，把答案填进去再导入", "download the scoring template, put the answers in and import it"),
            )  # fmt: skip
        raise WorkbookFault(*faults.shown())
    first = tables[0].identity
    if first.format not in FORMATS:
        faults.add(
            tables[0].key_place(),
            say(f"文件格式为 {excerpt(first.format)}，本软件不认得", f"this program does not know the format {excerpt(first.format)}"),
            say("用较新版本的软件打开，或重新下载评分表", "open it with a newer version of this program, or download the template again"),
        )  # fmt: skip
    for table in tables[1:]:
        if table.identity != first:
            faults.add(
                table.key_place(),
                say(f"这张表与 {tables[0].key_place()} 的表不是同一份评估", f"this sheet and the one at {tables[0].key_place()} belong to different assessments"),
                say("把两张表存成两个文件，分别导入", "save them as two files and import each"),
            )  # fmt: skip
    required = (ROW, OUTCOME)
    for table in tables:
        for key in required:
            if key not in table.columns:
                faults.add(
                    table.key_place(),
                    say(f"缺少列 {key}，或其隐藏的标识已被删去", f"the column {key} is missing, or its hidden key was deleted"),
                    say("把答案填到重新下载的评分表里再导入", "put the answers into a freshly downloaded template and import that"),
                )  # fmt: skip
    if faults.problems:
        raise WorkbookFault(*faults.shown())
    return tables


def _entry_tables(contents: Contents, identity: Identity, faults: Faults) -> list[KeyedTable]:
    tables = []
    for table in keyed_tables(contents, ENTRY, ENTRY_KEYS, faults):
        if table.identity != identity:
            faults.add(
                table.key_place(),
                say("这张佐证目录与评分表不是同一份评估", "this list of evidence and the ratings belong to different assessments"),
                say("删去这张表，或与其评分表另存为一个文件", "remove this sheet, or save it in one file with its own ratings"),
            )  # fmt: skip
            continue
        missing = [key for key in ENTRY_KEYS if key not in table.columns]
        for key in missing:
            faults.add(
                table.key_place(),
                say(f"佐证目录缺少列 {key}，或其隐藏的标识已被删去", f"the list of evidence lacks the column {key}, or its hidden key was deleted"),
                say("把佐证填到重新下载的评分表里，或删去整张佐证目录表", "put the evidence into a fresh template, or remove this sheet altogether"),
            )  # fmt: skip
        tables += [] if missing else [table]
    return tables


# -- rubric and version ---------------------------------------------------------------------------


def _refuse_other_rubric(identity: Identity, rubric: Rubric, table: KeyedTable, name: str) -> None:
    if identity.rubric != rubric.id:
        made = f"{excerpt(identity.rubric)} {excerpt(identity.version)}"
        raise VersionMismatch(
            Problem(
                f"{name} / {table.key_place()}",
                say(f"这份评分表依据量表 {made}，现用量表为 {rubric.id} {rubric.version}",
                    f"this template was made under rubric {made}; this one is {rubric.id} {rubric.version}"),
                say("换用该量表，或按现用量表重新下载评分表", "use that rubric, or download a template of the rubric in use"),
            )
        )  # fmt: skip


def _mapped(answers: Answers, hidden: Hidden, identity: Identity, rubric: Rubric, name: str) -> tuple[str, ...]:
    """Indicators that read the same in both versions. One that does not and is answered is refused."""
    alike, other = [], []
    for id_ in answers.places:
        text = hidden.indicators.get(id_, {}).get("text", "")
        if id_ in rubric.by_id and text == rubric.text_digest(id_):
            alike.append(id_)
        elif id_ in answers.ratings:
            other.append(id_)
    if not other:
        return tuple(alike)
    what = (
        say(f"量表{identity.version}版与现用{rubric.version}版中，该指标的文字不同或已删去",
            f"this indicator reads otherwise in version {identity.version} than in version {rubric.version} in use, or is gone")
        if hidden.indicators
        else say(f"评分表依据量表{identity.version}版，现用{rubric.version}版；隐藏表已丢失，无法核对指标文字是否相同",
                 f"made under version {identity.version}, in use is {rubric.version}; the hidden sheet was lost, so that wordings cannot be compared")
    )  # fmt: skip
    fix = say(
        "按现用量表重新下载评分表，对照新的等级描述填写",
        "download a template of the version in use and rate by its descriptors",
    )
    shown = other[:50]
    more = len(other) - len(shown)
    raise VersionMismatch(
        *(Problem(f"{name} / {answers.places[id_]} / {id_}", what, fix) for id_ in shown),
        *([Problem(name, say(f"另有{more}项指标", f"and {more} more indicators"), fix)] if more else []),
        made=(identity.rubric, identity.version),
    )


def _about(identity: Identity, rubric: Rubric, hidden: Hidden, mapped: Sequence[str]) -> list[Text]:
    notes = []
    if mapped:
        some = some_of(list(mapped))
        notes.append(
            say(f"评分表依据量表{identity.version}版，现用{rubric.version}版；{len(mapped)}项指标两版文字相同，已对应：{some}",
                f"made under version {identity.version}, in use is {rubric.version}; {len(mapped)} indicators read the same in both and were taken over: {some}")
        )  # fmt: skip
    if not hidden.facts:
        notes.append(
            say("隐藏表已丢失（例如工作表被复制到别的文件）：无法判断这些内容在此期间是否被他人改过，空白处一律不作清空处理",
                "the hidden sheet was lost, as when a sheet is copied into another file: it cannot be told whether these items were changed here meanwhile, and blank cells clear nothing")
        )  # fmt: skip
    return notes


def _without(identity: Identity, lists: Sequence[KeyedTable]) -> list[Text]:
    if lists or identity.format == REPORT:
        return []
    return [
        say(
            "文件里没有佐证目录表，已登记的佐证不作改动",
            "the file holds no list of evidence; what is listed stays as it is",
        )
    ]


def _bases(hidden: Hidden, answers: Answers) -> dict[str, Base]:
    found = {}
    for id_ in answers.ratings:
        if (said := hidden.indicators.get(id_)) is not None:
            version = said.get("version", "")
            parts = parts_in(said.get("parts", ""))
            found[id_] = Base(said.get("base", ""), int(version) if version.isdecimal() else 0, parts)
    return found | {evidence_key(id_): Base(digest) for id_, digest in hidden.entries.items()}
