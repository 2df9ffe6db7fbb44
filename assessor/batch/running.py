"""A batch from its source to its files; broken off, it goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np

from assessor import __version__
from assessor.batch import matrix, tables
from assessor.batch.book import MOST_IN_SHEET, Book
from assessor.batch.choice import Choice, refuse_misfits
from assessor.batch.gathering import Numbers, Roster, gather
from assessor.batch.parts import Parts, fault_as_json, fault_from_json, put_json
from assessor.batch.processes import Hands, count, hands, work
from assessor.batch.sources import PIECE, Fault, Source, digest_of, left_out
from assessor.batch.working import Reports, Workshop, drawn_ids, score_ids
from assessor.errors import FaultyInput, Problem, UsageError
from assessor.rubric import Rubric
from assessor.text import Text, say, some_of
from assessor.uncertainty import node_ids
from assessor.workbooks.streamed import MOST_ROWS

FORMAT, FORMAT_VERSION = "assessor.batch", 1
MANIFEST, WORK, STAMP, REPORTS = "manifest.json", "work", "stamp.json", "reports"
FEW = 4
"""Cities in a piece where each has a report, which takes a thousand times as long as its numbers."""
MOST_COMPARED = 10_000
"""Beyond so many cities no chances of being ahead are counted: their number grows with the square."""
MOST_DOMINANCE = 100
"""Beyond so many cities no steady orders are sought: each pair takes linear programmes."""
Stage = Literal["work", "compare", "write"]
Told = Callable[[Stage, int, int], None]
"""Stage, how much of it is done, how much there is."""


@dataclass(frozen=True)
class Result:
    """What a batch came to."""

    folder: Path
    cities: int
    faults: list[Fault]
    notes: list[Text]
    manifest: dict[str, Any]
    kept: int
    """Pieces that an earlier run had finished."""
    redone: int
    """Pieces that an earlier run had finished of inputs that have changed since."""
    was_done: bool = False
    """Nothing was to be done: the folder held the whole result."""


def run(
    source: Source, out: Path, choice: Choice, rubric: Rubric, *, processes: int = 1, resume: bool = False,
    told: Told = lambda stage, done, of: None, piece: int | None = None,
) -> Result:  # fmt: skip
    """Score many cities, draw their intervals, compare them and write everything into a folder.

    Args:
        source: where the cities come from.
        out: the folder; made where there is none.
        choice: everything that decides about the numbers.
        rubric: under which all were assessed.
        processes: how many work at a time; without influence on the result.
        resume: go on with what an earlier run has left in the folder.
        told: hears how far it is.
        piece: cities worked on at a time; without influence on the result.

    Raises:
        UsageError: for options that do not fit, a folder that holds another batch, or one that cannot be written.
        FaultyInput: where not a single city can be scored.
    """
    refuse_misfits(choice, rubric)
    batch = _Batch(source, out, choice, rubric, told, piece or (FEW if choice.reports else PIECE))
    if (done := batch.found_done(resume=resume)) is not None:
        return done
    begun, before = batch.begin(resume=resume)
    reports = Reports(out / REPORTS, begun) if choice.reports else None
    with hands(Workshop(rubric, choice, reports), batch.parts, processes) as team:
        return batch.go(team, before)


class _Batch:
    def __init__(self, source: Source, out: Path, choice: Choice, rubric: Rubric, told: Told, piece: int) -> None:
        self.source, self.out, self.choice, self.rubric, self.told = source, out, choice, rubric, told
        self.stamp: dict[str, Any] = {
            "format": FORMAT, "format_version": FORMAT_VERSION, "engine": __version__,
            "rubric": {"id": rubric.id, "version": rubric.version, "fingerprint": rubric.fingerprint},
            "settings": choice.told(rubric),
        }  # fmt: skip
        self.parts = Parts(out / WORK)
        self.pieces = source.pieces(piece)
        self.keys = [_digest(self.stamp, one.digest) for one in self.pieces]

    # -- what lies in the folder ------------------------------------------------------------------

    def found_done(self, *, resume: bool) -> Result | None:
        """The result, where the folder holds it already."""
        manifest = _json(self.out / MANIFEST)
        if manifest is None:
            return None
        if resume and self._same(manifest) and manifest.get("inputs") == self.source.digests:
            self._refuse_altered(manifest)
            faults = [fault_from_json(one) for one in manifest["faults"]]
            return Result(self.out, manifest["counts"]["cities"], faults, [], manifest, 0, 0, was_done=True)
        changed = _changed(self.stamp, manifest) or [say("输入文件", "the input files")]
        what = say("文件夹里已有一次完成的批量分析", "the folder holds a finished batch already")
        if resume:
            names = (" 、".join(one.zh for one in changed), ", ".join(one.en for one in changed))
            what = say(
                f"文件夹里的批量分析与本次不同：{names[0]}",
                f"the batch in the folder differs from this one: {names[1]}",
            )
        raise UsageError(
            Problem(
                str(self.out),
                what,
                say("换一个文件夹，或先移走其中的结果", "choose another folder, or move the results away first"),
            )
        )

    def begin(self, *, resume: bool) -> tuple[datetime, int]:
        """When the batch began, and how many pieces an earlier run has finished."""
        left = _json(self.parts.folder / STAMP)
        if left is not None and not resume:
            what = say("文件夹里有一次没有做完的批量分析", "the folder holds a batch that was broken off")
            raise UsageError(Problem(str(self.out), what, say("加 --resume 接着做，或换一个文件夹", "go on with --resume, or choose another folder")))  # fmt: skip
        if left is not None and (changed := _changed(self.stamp, left)):
            names = ("、".join(one.zh for one in changed), ", ".join(one.en for one in changed))
            what = say(
                f"没有做完的那一次设置不同：{names[0]}", f"the batch that was broken off had other settings: {names[1]}"
            )
            raise UsageError(Problem(str(self.out), what, say("改回原设置，或换一个文件夹", "go back to those settings, or choose another folder")))  # fmt: skip
        try:
            self.parts.folder.mkdir(parents=True, exist_ok=True)
            (self.out / REPORTS).mkdir(exist_ok=True) if self.choice.reports else None
        except OSError as error:
            reason = error.strerror or type(error).__name__
            what = say(f"文件夹建不了（{reason}）", f"the folder cannot be made ({reason})")
            raise UsageError(
                Problem(str(self.out), what, say("检查路径和写权限", "check path and permissions"))
            ) from None
        if left is None:
            left = self.stamp | {"begun": datetime.now(UTC).isoformat()}
            put_json(self.parts.folder / STAMP, left)
        return datetime.fromisoformat(left["begun"]), len(list(self.parts.folder.glob("*.npz")))

    def _refuse_altered(self, manifest: dict[str, Any]) -> None:
        places = {name: self.out / name for name in manifest["files"]}
        wrong = [name for name, at in places.items() if not at.is_file() or digest_of(at) != manifest["files"][name]]
        if wrong:
            what = say(
                f"结果做完后缺失或改过：{some_of(wrong)}",
                f"results are missing or were changed afterwards: {some_of(wrong)}",
            )
            raise UsageError(Problem(str(self.out), what, say("换一个文件夹重做", "do it anew in another folder")))

    def _same(self, manifest: dict[str, Any]) -> bool:
        return not _changed(self.stamp, manifest)

    # -- the work ---------------------------------------------------------------------------------

    def go(self, team: Hands, before: int) -> Result:
        kept = self._work(team)
        roster = Roster.of(self.parts, self.keys, self.source.faults)
        if not roster.cities:
            raise _nobody(roster.faults)
        for one in roster.dropped:
            if one.report:
                (self.out / REPORTS / one.report).unlink(missing_ok=True)
        notes = list(self._notes(roster))
        compared = self.choice.compared(self.rubric) if self._comparable(roster) else ()
        numbers, spools = self._gathered(roster, compared)
        matrices = self._compared(team, roster, numbers, dict(zip(compared, spools, strict=True)))
        self._write(roster, numbers, matrices, notes)
        manifest = self._manifest(roster, notes)
        put_json(self.out / MANIFEST, manifest)
        self.parts.clear()
        return Result(self.out, len(roster.cities), roster.faults, notes, manifest, kept, max(before - kept, 0))

    def _work(self, team: Hands) -> int:
        """Do what no earlier run has done."""
        sizes = [0] * len(self.pieces)
        todo = [(piece, key) for piece, key in zip(self.pieces, self.keys, strict=True) if not self.parts.has(key)]
        kept, done = len(sizes) - len(todo), len(sizes) - len(todo)
        self.told("work", done, len(sizes))

        def one_more() -> None:
            nonlocal done
            done += 1
            self.told("work", done, len(sizes))

        team.do([(work, pair) for pair in todo], one_more)
        return kept

    def _comparable(self, roster: Roster) -> bool:
        return 1 < len(roster.cities) <= MOST_COMPARED

    def _gathered(self, roster: Roster, compared: Sequence[str]) -> tuple[Numbers, list[matrix.Spool]]:
        cities, draws = len(roster.cities), self.choice.draws
        spools = [matrix.Spool(self.parts.folder / f"draws-{n}", cities, draws) for n in range(len(compared))]
        sizes = (len(score_ids(self.rubric)), len(drawn_ids(self.rubric)), len(self.rubric.indicators))
        return gather(self.parts, self.keys, roster, sizes, spools), spools

    def _compared(
        self, team: Hands, roster: Roster, numbers: Numbers, spools: dict[str, matrix.Spool]
    ) -> list[matrix.Blocks]:
        cities, draws = len(roster.cities), self.choice.draws
        folder = self.parts.folder / f"ahead-{_digest(self.keys, [one.id for one in roster.cities])}"
        folder.mkdir(exist_ok=True)
        found, jobs = [], []
        for n, (node, spool) in enumerate(spools.items()):
            withheld = numbers.withheld(node_ids(self.rubric).index(node))
            blocks = matrix.Blocks(folder, node, n, cities, draws, withheld)
            found.append(blocks)
            todo = [start for start in blocks.starts if not blocks.place(start).exists()]
            ranks = spool.ranked() if todo else None
            jobs += [(count, (folder, n, ranks, cities, draws, start)) for start in todo]
        of = sum(len(one.starts) for one in found)
        done = of - len(jobs)
        self.told("compare", done, of)

        def one_more() -> None:
            nonlocal done
            done += 1
            self.told("compare", done, of)

        team.do(jobs, one_more)
        return found

    def _write(
        self, roster: Roster, numbers: Numbers, matrices: Sequence[matrix.Blocks], notes: Sequence[Text]
    ) -> None:
        found = tables.statistics(self.rubric, numbers)
        about = {name: json.dumps(self.stamp[name], ensure_ascii=False) for name in ("engine", "rubric", "settings")}
        book = Book(self.rubric, self.choice, roster, numbers, found, matrices, notes)
        given: list[Callable[[], object]] = [
            lambda: tables.write_scores(self.out, self.rubric, about, roster, numbers),
            lambda: tables.write_intervals(self.out, self.rubric, about, roster, numbers),
            lambda: tables.write_cities(self.out, roster.cities),
            lambda: tables.write_statistics(self.out, found),
            lambda: tables.write_faults(self.out, roster.faults, self.choice.language),
            lambda: self._write_ahead(about, roster, matrices),
            lambda: self._write_dominance(roster, numbers),
            lambda: book.write(self.out, self.parts.folder),
        ]
        for done, one in enumerate(given):
            self.told("write", done, len(given))
            one()
        self.told("write", len(given), len(given))

    def _write_ahead(self, about: dict[str, str], roster: Roster, matrices: Sequence[matrix.Blocks]) -> None:
        if matrices:
            tables.write_ahead(self.out, about, roster, matrices)

    def _write_dominance(self, roster: Roster, numbers: Numbers) -> None:
        if not self.choice.dominance or len(roster.cities) > MOST_DOMINANCE:
            return
        from assessor.dominance import dominance

        codes, rest = numbers.codes()
        found = dominance(
            self.rubric, self.choice.weight_choice, self.choice.variant, codes, rest if rest.any() else None
        )
        pairs = ((roster.cities[a].id, roster.cities[b].id) for a, b in np.argwhere(found).tolist())
        tables.write_pairs(self.out, pairs)

    # -- what is said of it -----------------------------------------------------------------------

    def _notes(self, roster: Roster) -> Iterator[Text]:
        """What a reader of the numbers must know."""
        rubric, choice, cities = self.rubric, self.choice, roster.cities
        preset = rubric.names.get(choice.weights, say("等权", "Equal weights"))
        variant = rubric.names.get(choice.variant, say("全量版", "Full"))
        yield say(f"量表：{rubric.name.zh}，{rubric.id} {rubric.version}，指纹 {rubric.fingerprint}",
                  f"Rubric: {rubric.name.en}, {rubric.id} {rubric.version}, fingerprint {rubric.fingerprint}")  # fmt: skip
        yield say(f"权重：{preset.zh}，各市相同；版式：{variant.zh}", f"Weights: {preset.en}, the same for all; variant: {variant.en}")  # fmt: skip
        yield say(f"{len(cities)}座城市；{choice.draws}次抽样，种子{choice.seed}；程序 {__version__}",
                  f"{len(cities)} cities; {choice.draws} draws, seed {choice.seed}; software {__version__}")  # fmt: skip
        refused = left_out(roster.faults)
        if refused:
            yield say(f"未纳入{refused}份，原因见 faults.csv", f"Left out: {refused}; reasons in faults.csv")
        dates = sorted({one.cut_off for one in cities if one.cut_off})
        if dates:
            yield say(f"截止日期：{dates[0]}至{dates[-1]}", f"Cut-off dates: {dates[0]} to {dates[-1]}")
        yield from self._mind(roster)
        yield say("按编号排列，不分先后；任何一座城市都没有单独的位次。区间为5%—95%。", "By id, not by merit; no city has a rank. Intervals are 5-95 %.")  # fmt: skip
        yield self._where_compared(len(cities))
        if choice.dominance and len(cities) > MOST_DOMINANCE:
            yield say(f"城市多于{MOST_DOMINANCE}座，未求稳固次序。", f"More than {MOST_DOMINANCE} cities: no dominance was sought.")  # fmt: skip
        if len(cities) > MOST_ROWS:
            yield say(f"工作表只列前{MOST_ROWS}座城市，全部见 Parquet。", f"Sheets hold the first {MOST_ROWS} cities; Parquet holds all.")  # fmt: skip
        yield from self.source.notes

    def _mind(self, roster: Roster) -> Iterator[Text]:
        """What makes cities hard to compare."""
        modes = {one.mode for one in roster.cities if one.mode}
        if len(modes) > 1:
            yield say("评估模式不一（研讨、正式并存），比较时须留意。", "Workshop and formal assessments stand side by side: compare with care.")  # fmt: skip
        own = sum(one.own_weights for one in roster.cities)
        if own:
            yield say(f"{own}座城市另有自定权重或方案，这里一律不用，以便比较。", f"Cities with weights of their own: {own}; not applied here, so that all can be compared.")  # fmt: skip
        made_up = sum(one.fictional for one in roster.cities)
        if made_up:
            yield say(f"其中{made_up}座是虚构样例，不对应任何真实城市。", f"Fictional samples among them: {made_up}; they stand for no real city.")  # fmt: skip

    def _where_compared(self, cities: int) -> Text:
        if not 1 < cities <= MOST_COMPARED:
            return say(f"只有2至{MOST_COMPARED}座城市时才算两两领先的可能性。", f"Chances of being ahead are counted for 2 to {MOST_COMPARED} cities only.")  # fmt: skip
        beside = "" if cities > MOST_IN_SHEET else "，也列在本工作簿"
        also = "" if cities > MOST_IN_SHEET else " and in this workbook"
        return say(f"两两领先的可能性在 ahead.parquet{beside}（城市多于{MOST_IN_SHEET}座时工作簿不列）。",
                   f"Chances of being ahead stand in ahead.parquet{also} (a workbook holds them for up to {MOST_IN_SHEET} cities).")  # fmt: skip

    def _manifest(self, roster: Roster, notes: Sequence[Text]) -> dict[str, Any]:
        files = sorted(one for one in self.out.iterdir() if one.is_file() and not one.name.startswith("."))
        reports = sorted((self.out / REPORTS).glob("*.xlsx")) if self.choice.reports else []
        return self.stamp | {
            "inputs": self.source.digests,
            "counts": {
                "cities": len(roster.cities), "refused": left_out(roster.faults),
                "faults": len(roster.faults), "reports": len(reports),
            },
            "compared": list(self.choice.compared(self.rubric)) if self._comparable(roster) else [],
            "notes": [one.model_dump() for one in notes],
            "faults": [fault_as_json(one) for one in roster.faults],
            "files": {one.name: digest_of(one) for one in files if one.name != MANIFEST},
        }  # fmt: skip


def _json(place: Path) -> dict[str, Any] | None:
    try:
        said = json.loads(place.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        said = None
    if not isinstance(said, dict):
        what = say("文件读不懂", "the file cannot be understood")
        raise UsageError(
            Problem(str(place), what, say("删去它，或换一个文件夹", "remove it, or choose another folder"))
        )
    return said


_NAMES = {
    "draws": say("抽样次数", "draws"), "seed": say("种子", "seed"), "weights": say("权重", "weights"),
    "variant": say("版式", "variant"), "compare": say("比较的节点", "nodes compared"), "language": say("语言", "language"),
    "dominance": say("稳固次序", "dominance"), "reports": say("报告", "reports"),
}  # fmt: skip


def _changed(now: dict[str, Any], then: dict[str, Any]) -> list[Text]:
    """Which settings differ; all that decide about the numbers or the words."""
    found = [say("程序版本", "software version")] * (now["engine"] != then.get("engine"))
    found += [say("量表", "rubric")] * (now["rubric"] != then.get("rubric"))
    settings = then.get("settings") or {}
    return found + [_NAMES[name] for name, value in now["settings"].items() if settings.get(name) != _plain(value)]


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value))


def _digest(*said: Any) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]


def _nobody(faults: Sequence[Fault]) -> FaultyInput:
    some = [Problem(one.place, one.what, one.fix) for one in faults[:50]]
    names = some_of([one.city for one in faults if one.city])
    what = say("没有一座城市可以计分", "not a single city can be scored")
    return FaultyInput(*some, Problem(names, what, say("改正以上各处", "correct the faults above")))
