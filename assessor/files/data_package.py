"""An assessment as a Frictionless data package: typed tables with their dictionary, and the same back."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from assessor import __version__
from assessor.assessment import Assessment
from assessor.errors import CityFault, Problem
from assessor.files.city_file import assessment_from_text
from assessor.files.city_layout import version_of
from assessor.files.csv_guard import guarded
from assessor.files.data_dictionary import GUARD, Field, Table, tables
from assessor.files.exports import assessment_to_json
from assessor.files.flat_table import assessment_from_csv, assessment_to_csv
from assessor.files.located import Located, decoded, excerpt, problems, text_of
from assessor.files.rubric_file import bundled_rubric
from assessor.files.schema import city_schema, schema_text
from assessor.files.scores_table import rows_to_csv, score_rows
from assessor.files.zipped import unzipped, zipped
from assessor.rubric import Rubric
from assessor.scorecard import codes_of, refuse_other_version, score
from assessor.text import Text, json_text, say

FORMAT = "assessor.data-package"
FORMAT_VERSION = 3
"""2: tables of what scoring sessions agreed. 3: figures of measured indicators, tables of tasks. Without any of them a
package is still made as 1."""
DESCRIPTOR, AS_JSON, AS_CSV, SCORES, SCHEMA = (
    "datapackage.json", "assessment.json", "assessment.csv", "scores.csv", "assessment.schema.json",
)  # fmt: skip
_AGREE = say(
    "各部分须一致：要改动请改 assessment.csv 并单独导入它，否则重新导出",
    "its parts must agree: to change something edit assessment.csv and import that alone, else export again",
)
_ONLY_WHERE_ANY = ("consensus", "distribution", "tasks", "follow_ups", "follow_up_statuses")
"""Tables that a package has where there is something in them."""
_NEAR = 1e-9
Row = dict[str, Any]


# -- assessment -> package -----------------------------------------------------------------------


def data_package_bytes(assessment: Assessment, rubric: Rubric | None = None) -> bytes:
    """A zip of typed CSV tables, the assessment as JSON and `datapackage.json`, which describes them all.

    The same assessment gives the same bytes.

    Raises:
        VersionMismatch: if it was made under another rubric or version.
    """
    rubric = rubric or bundled_rubric()
    parts = _parts(assessment, rubric)
    return zipped({DESCRIPTOR: json_text(_descriptor(assessment, rubric, parts)).encode(), **parts})


def _parts(assessment: Assessment, rubric: Rubric) -> dict[str, bytes]:
    refuse_other_version(rubric, assessment)
    known = tables(rubric)
    rows = {name: some for name, some in _rows(assessment, rubric).items() if some or name not in _ONLY_WHERE_ANY}
    return {
        AS_JSON: assessment_to_json(assessment).encode(),
        SCHEMA: schema_text(city_schema()).encode(),
        AS_CSV: assessment_to_csv(assessment),
        **{known[name].path: _table_bytes(known[name], some) for name, some in rows.items()},
        SCORES: _scores(assessment, rubric),
    }


def _rows(assessment: Assessment, rubric: Rubric) -> dict[str, list[Row]]:
    return {
        "ratings": list(_ratings(assessment, rubric)),
        "evidence": [entry.model_dump(exclude={"indicators"}) for entry in assessment.evidence],
        "evidence_indicators": [
            {"evidence": entry.id, "position": position, "indicator": id_}
            for entry in assessment.evidence
            for position, id_ in enumerate(entry.indicators, start=1)
        ],
        **_sessions(assessment, rubric),
        "tasks": [one.model_dump(mode="json") for one in assessment.tasks],
        "follow_ups": [one.model_dump(mode="json", exclude={"statuses"}) for one in assessment.follow_ups],
        "follow_up_statuses": [
            {"follow_up": one.id, "task": task, "status": status}
            for one in assessment.follow_ups
            for task, status in one.statuses.items()
        ],
    }


def _sessions(assessment: Assessment, rubric: Rubric) -> dict[str, list[Row]]:
    agreed = assessment.agreed
    order = [id_ for id_ in rubric.by_id if id_ in agreed]
    return {
        "consensus": [
            {"indicator": id_, "rounds": one.rounds, "valid": one.valid, "median": one.median, **one.model_dump()}
            for id_ in order
            for one in [agreed[id_]]
        ],
        "distribution": [
            {"indicator": id_, "round": number, "level": level, "ballots": ballots}
            for id_ in order
            for number, counts in enumerate(agreed[id_].counts, start=1)
            for level, ballots in enumerate(counts)
        ],
    }


def _ratings(assessment: Assessment, rubric: Rubric) -> Iterator[Row]:
    weights = score(rubric, assessment).effective_weights
    counted = {one.id for one in rubric.in_variant(assessment.variant)}
    level_of = {one.id: one.level for one in rubric.dimensions}
    for one in rubric.indicators:
        rating = assessment.ratings.get(one.id)
        outcome = "missing" if rating is None else rating.outcome
        yield {
            "indicator": one.id,
            "coordination_level": level_of[one.dimension],
            "dimension": one.dimension,
            "name_zh": one.name.zh,
            "name_en": one.name.en,
            "in_variant": one.id in counted,
            "status": outcome if isinstance(outcome, str) else "rated",
            "level": None if isinstance(outcome, str) else outcome,
            "grade": assessment.grade_of(one.id),
            "effective_weight": weights.get(one.id),
        } | ({} if rating is None else {
            "measured": rating.measured, "grade_stated": rating.grade, "reason": rating.reason, "note": rating.note,
            "external_constraint": rating.external_constraint,
            "further_evidence_offline": rating.further_evidence_offline,
        })  # fmt: skip


def _table_bytes(table: Table, rows: list[Row]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow([field.name for field in table.fields])
    writer.writerows([_cell(field, row.get(field.name)) for field in table.fields] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(field: Field, value: Any) -> str:
    if value is None:
        return ""
    if field.is_text:
        return guarded(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _scores(assessment: Assessment, rubric: Rubric) -> bytes:
    name, codes = assessment.city.name, codes_of(rubric, assessment)
    out = io.StringIO()
    rows_to_csv(out, [name], score_rows([name], codes, rubric, assessment.weights, assessment.variant))
    return out.getvalue().encode("utf-8-sig")


# -- descriptor ------------------------------------------------------------------------------------


def package_schema(rubric: Rubric) -> dict[str, Any]:
    """The data dictionary alone: what a package under this rubric holds."""
    return {
        "profile": "data-package",
        "name": "city-self-assessment",
        "description": f"{GUARD.zh} | {GUARD.en}",
        "assessor": {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "engine_version": __version__,
            "rubric": {"id": rubric.id, "version": rubric.version, "fingerprint": rubric.fingerprint},
        },
        "resources": [_table_resource(one) for one in tables(rubric).values()]
        + [
            _json_resource("assessment-json", AS_JSON, say("评估（JSON）", "The assessment (JSON)")),
            _json_resource("assessment-schema", SCHEMA, say("评估文件的 JSON Schema", "JSON Schema of the assessment")),
        ],
    }


def _descriptor(assessment: Assessment, rubric: Rubric, parts: dict[str, bytes]) -> dict[str, Any]:
    said = package_schema(rubric)
    said["assessor"]["format_version"] = version_of(assessment, FORMAT_VERSION)
    said["resources"] = [one for one in said["resources"] if one["path"] in parts]
    for resource in said["resources"]:
        content = parts[resource["path"]]
        resource |= {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
    city = assessment.city
    mark = say("（虚构样例）", " (fictional sample)") if city.fictional else None
    zh, en = (mark.zh, mark.en) if mark is not None else ("", "")
    return {
        **said,
        "title": f"{city.name}{zh} {assessment.period} 自评数据 | Self-assessment data, {city.called('en')}{en}, {assessment.period}",
        "assessment": {
            "id": assessment.id, "city": city.name, "city_en": city.name_en or None, "fictional": city.fictional,
            "period": assessment.period, "cut_off": assessment.cut_off.isoformat(), "mode": assessment.mode,
            "variant": assessment.variant,
        },
    }  # fmt: skip


def _table_resource(table: Table) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": table.path,
        "title": f"{table.title.zh} | {table.title.en}",
        "description": f"{table.about.zh} | {table.about.en}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\n", "header": True},
        "schema": table.schema(),
    }


def _json_resource(name: str, path: str, title: Text) -> dict[str, Any]:
    return {
        "profile": "data-resource",
        # Without it some readers take a JSON Schema for the schema of a table.
        "type": "json",
        "name": name,
        "path": path,
        "title": f"{title.zh} | {title.en}",
        "format": "json",
        "mediatype": "application/json",
        "encoding": "utf-8",
    }


# -- package -> assessment -------------------------------------------------------------------------


def is_data_package(data: bytes) -> bool:
    """Whether these bytes are a zip in which the name of a descriptor stands."""
    return data.startswith(b"PK\x03\x04") and DESCRIPTOR.encode() in data


def assessment_from_package(data: bytes, rubric: Rubric | None = None, name: str = "package.zip") -> Assessment:
    """The assessment that `data_package_bytes` wrote, once all parts of the package say the same.

    Raises:
        CityFault: with every fault of the package; place is its name and the part.
        VersionMismatch: if it was made under another rubric or version.
    """
    rubric = rubric or bundled_rubric()
    known = tables(rubric)
    paths = [DESCRIPTOR, AS_JSON, *(one.path for one in known.values())]
    parts = unzipped(data, paths, name, CityFault)
    wanted = [path for path in paths if path not in [known[one].path for one in _ONLY_WHERE_ANY]]
    said = _refuse_other_format(parts, wanted, name)
    assessment = _both_ways(parts, rubric, name)
    found = list(_disagreements(parts, assessment, rubric, name))
    made_by = said.get("assessor", {})
    same_engine = made_by.get("engine_version") == __version__
    if same_engine and made_by.get("rubric", {}).get("fingerprint") == rubric.fingerprint:
        found += _compared(known["scores"], _scores(assessment, rubric), parts[SCORES], f"{name}/{SCORES}")
    if found:
        raise CityFault(*problems(found))
    return assessment


def _refuse_other_format(parts: dict[str, bytes], wanted: list[str], name: str) -> dict[str, Any]:
    """The descriptor, once the package is one of ours and whole."""
    if DESCRIPTOR not in parts:
        what = say(
            f"这不是数据包：压缩包里没有 {DESCRIPTOR}", f"this is no data package: there is no {DESCRIPTOR} in it"
        )
        fix = say("选用本软件导出的数据包", "choose a data package that this program exported")
        raise CityFault(Problem(name, what, fix))
    place = f"{name}/{DESCRIPTOR}"
    try:
        said = json.loads(text_of(parts[DESCRIPTOR], place, CityFault))
    except (ValueError, RecursionError):
        said = None
    made = said.get("assessor") if isinstance(said, dict) else None
    made = made if isinstance(made, dict) else {}
    version = made.get("format_version")
    if made.get("format") == FORMAT and isinstance(version, int) and version > FORMAT_VERSION:
        what = say(f"数据包格式版本为 {version}，本软件只识别到 {FORMAT_VERSION}",
                   f"the package has format version {version}; this program reads up to version {FORMAT_VERSION}")  # fmt: skip
        raise CityFault(
            Problem(place, what, say("用较新版本的软件打开", "open it with a newer version of this program"))
        )
    known = made.get("format") == FORMAT and isinstance(version, int) and 1 <= version <= FORMAT_VERSION
    if not known or not isinstance(made.get("rubric"), dict):
        what = say("这不是本软件导出的数据包", "this data package was not made by this program")
        raise CityFault(Problem(place, what, say("选用本软件导出的数据包", "choose one that this program exported")))
    if absent := [part for part in wanted if part not in parts]:
        raise CityFault(*(Problem(name, say(f"缺少 {part}", f"{part} is missing"), say("重新导出", "export it again")) for part in absent))  # fmt: skip
    assert isinstance(said, dict)  # noqa: S101 - it had an entry
    return said


def _both_ways(parts: dict[str, bytes], rubric: Rubric, name: str) -> Assessment:
    """What JSON and long CSV hold, which must be the same; the faults of both are told together."""
    as_json, as_csv = f"{name}/{AS_JSON}", f"{name}/{AS_CSV}"
    ways: tuple[Callable[[], Assessment], ...] = (
        lambda: assessment_from_text(text_of(parts[AS_JSON], as_json, CityFault), rubric, as_json),
        lambda: assessment_from_csv(parts[AS_CSV], rubric, as_csv),
    )
    read: list[Assessment] = []
    faults: list[Problem] = []
    for way in ways:
        try:
            read.append(way())
        except CityFault as fault:
            faults += fault.problems
    if faults:
        raise CityFault(*faults)
    one, other = read
    if one != other:
        found = list(_compared(tables(rubric)["assessment"], assessment_to_csv(one), parts[AS_CSV], as_csv))
        # Their entries may stand in another order and be the same line by line.
        raise CityFault(
            *problems(found or [_fault(as_csv, 0, (), "顺序与 JSON 不同", "in another order than in the JSON")])
        )
    return one


def _disagreements(parts: dict[str, bytes], assessment: Assessment, rubric: Rubric, name: str) -> Iterator[Located]:
    known = tables(rubric)
    for table, rows in _rows(assessment, rubric).items():
        part = known[table]
        if part.path not in parts:  # one that is there only where it has lines
            if rows:
                yield _fault(f"{name}/{part.path}", 0, (), "缺少这张表", "this table is missing")
            continue
        yield from _compared(part, _table_bytes(part, rows), parts[part.path], f"{name}/{part.path}")


@dataclass(frozen=True)
class _Line:
    number: int
    cells: dict[str, str]


def _compared(table: Table, wanted: bytes, given: bytes, place: str) -> Iterator[Located]:
    """Where a table says something else than the assessment, line by line."""
    try:
        # What the assessment comes to is bounded; a part that was given is bounded by its archive.
        ours, theirs = _lines(table, wanted, place), _lines(table, given, place)
    except csv.Error as error:
        yield _fault(place, 0, (), f"CSV 写法有误：{error}", f"no valid CSV: {error}")
        return
    for key, line in theirs.items():
        if key not in ours:
            yield _fault(place, line.number, (), "评估里没有这一行", "the assessment has no such line")
            continue
        for field in table.fields:
            here, there = line.cells.get(field.name), ours[key].cells[field.name]
            if here is None or not _same(field, here, there):
                yield _fault(
                    place, line.number, (field.name,),
                    f"与评估不一致：此处为 {excerpt(here or '（空）')}，评估里为 {excerpt(there or '（空）')}",
                    f"differs from the assessment: {excerpt(here or '(empty)')} here, {excerpt(there or '(empty)')} there",
                )  # fmt: skip
    for key in ours.keys() - theirs.keys():
        shown = excerpt(" ".join(str(step) for step in key[:-1]))
        yield _fault(place, 0, (), f"缺少一行：{shown}", f"a line is missing: {shown}")


def _lines(table: Table, data: bytes, place: str) -> dict[tuple[str | int, ...], _Line]:
    """The lines by their key; lines of one key are told apart by their order."""
    reader = csv.reader(io.StringIO(decoded(data, place, CityFault), newline=""), strict=True)
    names = [one.strip() for one in next(reader, [])]
    key = table.key or ("record", "id", "field")
    found: dict[tuple[str | int, ...], _Line] = {}
    seen: Counter[tuple[str, ...]] = Counter()
    start = reader.line_num + 1
    for row in reader:
        number, start = start, reader.line_num + 1
        if any(row):
            cells = dict(zip(names, row, strict=False))
            own = tuple(cells.get(one, "") for one in key)
            found[*own, seen[own]] = _Line(number, cells)
            seen[own] += 1
    return found


def _same(field: Field, here: str, there: str) -> bool:
    if here == there or field.is_text:
        return here == there
    if field.type == "boolean":
        return here.lower() == there.lower()
    try:
        return math.isclose(float(here), float(there), rel_tol=_NEAR, abs_tol=_NEAR)
    except ValueError:
        return False


def _fault(place: str, line: int, loc: tuple[str, ...], zh: str, en: str) -> Located:
    return Located(place, line, loc, say(zh, en), _AGREE)
