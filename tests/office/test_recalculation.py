"""A spreadsheet program that computes the report from nothing comes to what the engine comes to."""

from __future__ import annotations

import random
import re
import shutil
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import load_workbook

from assessor.assessment import Assessment, Consensus, Evidence, Mode, Outcome, Rating, WeightChoice, altered
from assessor.city import CityProfile
from assessor.errors import ScoringError
from assessor.files import load_assessment, load_rubric, scorecard_to_json
from assessor.files.resources import folder as folder_of
from assessor.files.template_reader import read_filled
from assessor.measuring import rating
from assessor.report import ReportLanguage, report_bytes
from assessor.rubric import Rubric
from assessor.scorecard import Scorecard, score
from assessor.workbooks.reading import contents

pytestmark = pytest.mark.office
NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
SAMPLES = [f"S{number:02}" for number in range(1, 13)]
REAL, SMALL, DEEP = 4, 34, 9
RULES = ("arithmetic", "geometric", "harmonic", "weakest")
WORDS = {"not_applicable": "不适用", "insufficient_evidence": "佐证不足"}
Convert = Callable[[Sequence[Path], str, Path], list[Path]]
Value = float | str | None
Entry = Outcome | float | None
"""What is entered as an outcome: of a measured indicator its figure."""


# -- workbooks as parts ---------------------------------------------------------------------------


@dataclass
class Parts:
    """A workbook as its parts: what stands in a cell, what a formula came to, where tables are."""

    content: bytes
    sheets: dict[int, dict[str, tuple[Value, bool]]] = field(default_factory=dict)
    """Sheet number -> cell -> value and whether a formula computes it."""
    tables: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    """Key of a table -> sheet, first and last row of its data."""

    @classmethod
    def of(cls, content: bytes) -> Parts:
        found = cls(content)
        with ZipFile(BytesIO(content)) as package:
            shared = texts_of(package.read("xl/sharedStrings.xml").decode())
            for name in package.namelist():
                if match := re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name):
                    found.sheets[int(match[1])] = dict(cells(package.read(name).decode(), shared))
                elif name.startswith("xl/tables/"):
                    words = package.read(name).decode()
                    number, key = re.findall(r' name="t(\d+)_(\w+)"', words)[0]
                    first, last = re.findall(r' ref="[A-Z]+(\d+):[A-Z]+(\d+)"', words)[0]
                    found.tables[key] = (int(number), int(first) + 1, int(last))
        return found

    def at(self, key: str, row: int, column: str) -> Value:
        sheet, first, _ = self.tables[key]
        return self.sheets[sheet].get(f"{column}{first + row}", (None, False))[0]


def texts_of(shared: str) -> list[str]:
    return [
        unescape("".join(re.findall(r"<t[^>]*>(.*?)</t>", one, re.DOTALL)))
        for one in re.findall(r"<si>(.*?)</si>", shared, re.DOTALL)
    ]


def cells(sheet: str, shared: Sequence[str]) -> Iterator[tuple[str, tuple[Value, bool]]]:
    for place, about, inside in re.findall(r'<c r="([A-Z]+\d+)"([^>]*?)(?:/>|>(.*?)</c>)', sheet, re.DOTALL):
        kind = (re.findall(r' t="(\w+)"', about) or ["n"])[0]
        said = (re.findall(r"<v[^>]*>(.*?)</v>", inside, re.DOTALL) or [""])[0]
        if kind == "e":
            yield place, (f"error {said}", "<f" in inside)
        elif kind == "n" and said:
            yield place, (float(said), "<f" in inside)
        elif kind == "s":
            yield place, (shared[int(said)], False)
        else:
            yield place, (unescape(said), "<f" in inside)


def rewritten(content: bytes, change: Callable[[str, str], str]) -> bytes:
    """The workbook with the text of every sheet passed through `change`."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as target:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = change(name, part.decode()).encode()
            target.writestr(name, part)
    return out.getvalue()


def without_values(content: bytes) -> bytes:
    """Formulas alone, without what they came to."""

    def strip(_: str, words: str) -> str:
        words = re.sub(r"(</f>)<v>[^<]*</v>", r"\1", words)
        return re.sub(r'(<c [^>]*) t="str"(><f>)', r"\1\2", words)

    return rewritten(content, strip)


def with_outcomes(content: bytes, outcomes: Mapping[int, Entry]) -> bytes:
    """Other ratings written into the sheet of indicators, by row of its table."""
    sheet, first, _ = Parts.of(content).tables["indicators"]

    def change(name: str, words: str) -> str:
        for row, outcome in outcomes.items() if name.endswith(f"/sheet{sheet}.xml") else ():
            place = f"D{first + row}"
            style = re.findall(rf'<c r="{place}" (s="\d+")', words)[0]
            filled = f'<c r="{place}" {style}'
            if outcome is None:
                filled += "/>"
            elif not isinstance(outcome, str):
                filled += f"><v>{outcome}</v></c>"
            else:
                filled += f' t="inlineStr"><is><t>{WORDS[outcome]}</t></is></c>'
            words = re.sub(rf'<c r="{place}"[^>]*?(?:/>|>.*?</c>)', filled, words, count=1, flags=re.DOTALL)
        return words

    return rewritten(content, change)


# -- assessments ------------------------------------------------------------------------------------


def a_rubric(tiny: Rubric, chance: random.Random) -> Rubric:
    """The tiny rubric under other rules of aggregation, thresholds and lists."""

    def rule() -> dict[str, Any]:
        one = chance.choice(RULES)
        return {
            "aggregation": one,
            "floor": chance.choice([1.0, 0.5, 12.5]) if one in ("geometric", "harmonic") else None,
        }

    overall = rule()
    changed: dict[str, Any] = {
        "levels": [one.model_copy(update=rule()) for one in tiny.levels],
        "dimensions": [one.model_copy(update=rule()) for one in tiny.dimensions],
        "overall": overall["aggregation"],
        "overall_floor": overall["floor"],
        "coverage": tiny.coverage.model_copy(update={
            "provisional": chance.choice([0.2, 0.6]), "shown": chance.choice([0.6, 0.8, 1.0]),
            "children": chance.choice([0.0, 0.5, 1.0]), "shortcoming_indicators": chance.choice([1, 2]),
            "shortcoming_coverage": chance.choice([0.0, 0.6]), "path_indicators": chance.choice([1, 2]),
            "not_applicable_total": chance.choice([0.2, 0.5]), "not_applicable_dimension": chance.choice([0.2, 0.5]),
        }),
    }  # fmt: skip
    if chance.random() < 0.2:
        changed["severity_bands"] = []
    if chance.random() < 0.2:
        changed["evidence_grades"] = []
    return tiny.model_copy(update=changed)


def deeper(tiny: Rubric) -> Rubric:
    """The same with a level that holds a dimension and a level, and with figures in place of some levels."""
    measures: dict[str, dict[str, Any]] = {
        "x1": {"worst": 50.0, "best": 100.0, "digits": 1},
        "x3": {"worst": 60.0, "best": 10.0},
        "y2": {"worst": 30.0, "best": 0.0, "thresholds": [14.0, 7.0, 3.0, 1.0]},
        "y3": {"worst": 0.0, "best": 1.0, "thresholds": [0.1, 0.3, 0.35, 0.9], "digits": 2},
    }
    said = tiny.model_dump(by_alias=True, exclude_unset=True)
    said["levels"].append({"id": "Y1", "within": "Y", "name": {"zh": "丁", "en": "Deeper"}, "weight": 2.0})
    for one in said["dimensions"]:
        one["level"] = "Y1" if one["id"] == "XB" else one["level"]
    for one in said["indicators"]:
        if one["id"] in measures:
            one |= {"kind": "measured", "measure": {"unit": {"zh": "分钟", "en": "minutes"}, **measures[one["id"]]}}
            del one["descriptors"]
    return Rubric.model_validate(said)


def a_figure(rubric: Rubric, id_: str, chance: random.Random) -> float | None:
    """Of a measured indicator: also on a goalpost, on a threshold, beyond, and between."""
    measure = rubric.by_id[id_].measure
    if measure is None:
        return None
    within = round(measure.worst + chance.uniform(-0.2, 1.2) * (measure.best - measure.worst), 2)
    return chance.choice([measure.worst, measure.best, *measure.thresholds, within, within, within])


def a_city(rubric: Rubric, chance: random.Random, id_: str, variant: str | None = None) -> Assessment:
    """Any ratings, mode, variant, weights and evidence; one that has a score."""
    while True:
        city = _tried(rubric, chance, id_, variant)
        try:
            score(rubric, city)
        except ScoringError:
            continue
        return city


def _tried(rubric: Rubric, chance: random.Random, id_: str, variant: str | None) -> Assessment:
    grades = [one.id for one in rubric.evidence_grades] or ["E1"]
    rated, ids = chance.choice([1.0, 0.9, 0.75, 0.5]), [one.id for one in rubric.indicators]
    ratings = {
        one: a_rating(rubric, one, an_outcome(rubric, chance), chance, chance.choice([None, *grades, "不明"]))
        for one in ids
        if chance.random() < rated
    }
    evidence = [
        Evidence(id=f"e{n}", title="t", date=date(2025, 1, 1), holder="h", grade=chance.choice(grades), indicators=chance.sample(ids, 2))
        for n in range(chance.randrange(4))
    ]  # fmt: skip

    def own(those: Sequence[Any]) -> dict[str, float]:
        return {one.id: chance.choice([0.0, 0.3, 1.0, 2.5]) for one in those if chance.random() < 0.3}

    weights = WeightChoice(
        preset=chance.choice([one.id for one in rubric.weight_presets]),
        levels=own(rubric.levels), dimensions=own(rubric.dimensions), indicators=own(rubric.indicators),
    )  # fmt: skip
    types = [None, *(one.id for one in rubric.city_types)]
    return Assessment(
        id=id_, rubric_id=rubric.id, rubric_version=rubric.version, period="2025", cut_off=date(2025, 12, 31),
        city=CityProfile(id=id_, name="甲城", city_class=chance.choice(types)),
        mode=chance.choice(["workshop", "formal"]), variant=variant or chance.choice([one.id for one in rubric.variants]),
        weights=weights if chance.random() < 0.7 else WeightChoice(), ratings=ratings, evidence=evidence,
    )  # fmt: skip


def a_rating(rubric: Rubric, id_: str, outcome: Outcome, chance: random.Random, grade: str | None) -> Rating:
    figure = a_figure(rubric, id_, chance)
    if figure is not None and isinstance(outcome, int):
        return rating(rubric, id_, figure, reason="因故", grade=grade)
    return Rating(outcome=outcome, reason="因故", grade=grade)


def an_outcome(rubric: Rubric, chance: random.Random) -> Outcome:
    draw = chance.random()
    if draw < 0.08:
        return "not_applicable"
    return "insufficient_evidence" if draw < 0.16 else chance.randint(0, rubric.top)


def agreed(city: Assessment, mode: Mode) -> Assessment:
    """Every second level as agreed in a session, every fourth in doubt."""
    ratings = dict(city.ratings)
    for n, (id_, one) in enumerate(city.ratings.items()):
        if n % 2 and isinstance(one.outcome, int) and one.outcome < 4:
            counts = tuple(5 if level == one.outcome else 1 for level in range(5))
            said = Consensus(
                session="w1", level=one.outcome, method="median", doubtful=n % 4 == 1, first=counts, second=counts
            )
            ratings[id_] = altered(one, consensus=said)
    return city.model_copy(update={"ratings": ratings, "mode": mode})


@dataclass
class Case:
    """One assessment, its report, and what LibreOffice made of the formulas."""

    name: str
    rubric: Rubric
    city: Assessment
    language: ReportLanguage
    written: bytes
    changes: dict[str, Entry] = field(default_factory=dict)
    recalculated: bytes = b""

    def changed(self) -> Case:
        """The same with three ratings changed in the file alone."""
        chance = random.Random(zlib.crc32(self.name.encode()))
        counted = [one.id for one in self.rubric.in_variant(self.city.variant)]
        order = [one.id for one in self.rubric.indicators if one.id in counted]
        for _ in range(200):
            picked = chance.sample(order, min(3, len(order)))
            levels = {id_: a_figure(self.rubric, id_, chance) for id_ in picked}
            changes: dict[str, Entry] = {
                id_: chance.choice(
                    [None, "insufficient_evidence", chance.randint(0, self.rubric.top) if figure is None else figure]
                )
                for id_, figure in levels.items()
            }
            if rescored(self.rubric, self.city, changes) is not None:
                break
        content = with_outcomes(self.written, {order.index(id_): outcome for id_, outcome in changes.items()})
        return Case(f"{self.name}-changed", self.rubric, self.city, self.language, content, changes)

    @cached_property
    def wrote(self) -> Parts:
        return Parts.of(self.written)

    @cached_property
    def found(self) -> Parts:
        """What LibreOffice came to, at the places of the tables as we wrote them."""
        return replace(self.wrote, sheets=Parts.of(self.recalculated).sheets)

    @property
    def card(self) -> Scorecard:
        card = rescored(self.rubric, self.city, self.changes)
        assert card is not None
        return card


def rescored(rubric: Rubric, city: Assessment, changes: Mapping[str, Entry]) -> Scorecard | None:
    """The scorecard after the changes; None where there is no score."""
    ratings = dict(city.ratings)
    for id_, outcome in changes.items():
        if outcome is None:
            ratings.pop(id_, None)
        else:
            stood = ratings.get(id_)
            said: dict[str, Any] = {"reason": "因故", "grade": stood.grade if stood else None}
            if isinstance(outcome, str) or rubric.by_id[id_].measure is None:
                ratings[id_] = Rating(outcome=outcome if isinstance(outcome, str) else int(outcome), **said)
            else:
                ratings[id_] = rating(rubric, id_, outcome, **said)
    try:
        return score(rubric, city.model_copy(update={"ratings": ratings}))
    except ScoringError:
        return None


@pytest.fixture(scope="module")
def cases(
    tmp_path_factory: pytest.TempPathFactory, convert: Convert, samples: dict[str, Assessment],
    rubric: Rubric, tiny: Rubric,
) -> list[Case]:  # fmt: skip
    """Twelve samples and fifty random assessments, some changed, all computed anew in one start of LibreOffice."""
    chance = random.Random(20260115)
    languages: list[ReportLanguage] = ["zh", "en", "both"]
    made = [(id_, rubric, samples[id_], languages[n] if n < 3 else "zh") for n, id_ in enumerate(SAMPLES)]
    for n in range(REAL):
        made.append((f"R{n}", rubric, a_city(rubric, chance, f"R{n}", "quick" if n % 2 else "full"), "zh"))  # noqa: PERF401 - chance is drawn in turn
    for n in range(SMALL):
        small = a_rubric(tiny, chance) if n % 6 else tiny
        made.append((f"T{n}", small, a_city(small, chance, f"T{n}"), languages[n % 3]))
    for n in range(DEEP):
        small = a_rubric(deeper(tiny), chance)
        made.append((f"D{n}", small, a_city(small, chance, f"D{n}"), languages[n % 3]))
    other = load_rubric("city-resilience")
    for path in sorted((folder_of("rubrics") / other.id / "examples").glob("*.yaml")):
        made.append((f"P-{path.stem}", other, load_assessment(path, other), "zh"))  # noqa: PERF401 - as above
    made += [(f"S03-agreed-{mode}", rubric, agreed(samples["S03"], mode), "zh") for mode in ("workshop", "formal")]
    found = [Case(*one, report_bytes(one[2], one[1], language=one[3], now=NOON)) for one in made]
    found += [
        one.changed() for one in found if one.language == "zh" and one.name not in (*SAMPLES[5:], "R1", "R2", "R3")
    ]
    folder = tmp_path_factory.mktemp("recalculated")
    files = [folder / f"{one.name}.xlsx" for one in found]
    for case, file in zip(found, files, strict=True):
        file.write_bytes(without_values(case.written))
    (folder / "out").mkdir()
    for case, file in zip(found, convert(files, "xlsx", folder / "out"), strict=True):
        case.recalculated = file.read_bytes()
    shutil.rmtree(folder)
    return found


def same(one: Value, other: Value) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= 1e-9
    return (one or "") == (other or "") if not isinstance(one, float) and not isinstance(other, float) else False


# -- what it shows ------------------------------------------------------------------------------------


def test_every_formula_comes_to_what_the_report_was_written_with(cases: list[Case]) -> None:
    compared = 0
    for case in cases:
        if case.changes:
            continue
        wrote, found = case.wrote.sheets, case.found.sheets
        differing = {
            (case.name, sheet, place): (value, found[sheet].get(place))
            for sheet, those in wrote.items()
            for place, (value, computed) in those.items()
            if computed and not same(value, found[sheet].get(place, (None, True))[0])
        }
        assert differing == {}
        compared += sum(computed for those in wrote.values() for _, computed in those.values())
    assert compared > 60_000


def test_sheet_and_engine_agree_on_every_score_coverage_band_and_severity(cases: list[Case]) -> None:
    assert len(cases) >= 77
    assert sum(bool(case.changes) for case in cases) >= 15
    for case in cases:
        assert list(differences(case)) == []


def differences(case: Case) -> Iterator[tuple[object, ...]]:
    said, book = scorecard_to_json(case.card, case.rubric), case.found
    shown = {one.id: one for one in case.rubric.variants}[case.city.variant].dimensions_shown
    tables: list[tuple[str, list[dict[str, Any]], str]] = [
        ("overall", [said["overall"]], "score"),
        ("levels", list(said["levels"].values()), "score"),
        ("severities", list(said["shortcomings"].values()), "severity"),
        ("cells", [cell for row in said["matrix"].values() for cell in row.values()], "severity"),
        ("paths", list(said["paths"].values()), "score"),
    ]
    if shown:
        tables.append(("dimensions", list(said["dimensions"].values()), "score"))
    for key, nodes, number in tables:
        for row, node in enumerate(nodes):
            band = in_words(node["band_name"], case.language)
            wanted = zip(
                "CDEFGHI",
                (node[number], band, node["coverage"], node["rated"], node["of"], node["low"], node["high"]),
                strict=True,
            )
            for column, value in wanted:
                found = book.at(key, row, column)
                if not agrees(value, found):
                    yield case.name, case.changes, key, row, column, value, found
    if "supported" in said:
        yield from _supported(case, said["supported"], book, shown=shown)


def _supported(case: Case, said: dict[str, Any], book: Parts, *, shown: bool) -> Iterator[tuple[object, ...]]:
    for key, columns in (("levels", "KL"), ("dimensions", "MN")):
        for row, node in enumerate(said[key].values() if key == "levels" or shown else ()):
            for column, value in zip(columns, (node["score"], in_words(node["band_name"], case.language)), strict=True):
                if not agrees(value, book.at(key, row, column)):
                    yield case.name, case.changes, key, row, column, value, book.at(key, row, column)


def in_words(name: dict[str, str] | None, language: str) -> str | None:
    if name is None:
        return None
    return f"{name['zh']}\n{name['en']}" if language == "both" else name[language]


def agrees(value: float | str | None, found: Value) -> bool:
    """Where the engine has nothing the sheet says so in words."""
    if value is None:
        return isinstance(found, str) and bool(found)
    if isinstance(value, str):
        return found == value
    return isinstance(found, float) and abs(found - value) <= 1e-9


def test_ratings_changed_in_the_sheet_come_back_by_import_and_score_to_what_the_sheet_says(cases: list[Case]) -> None:
    changed = [case for case in cases if case.changes and case.name.startswith("S")]
    assert changed
    for case in changed:
        filled = read_filled(contents(case.recalculated), case.rubric, case.name)
        for id_, outcome in case.changes.items():
            found = filled.ratings.get(id_)
            assert (found.outcome if found is not None else None) == outcome, (case.name, id_)
        assert filled.assessment_id == case.city.id


# -- the self-check -----------------------------------------------------------------------------------


def verdict(content: bytes) -> tuple[Value, Value, Value]:
    book = Parts.of(content)
    return book.at("self_check", 0, "A"), book.at("self_check", 0, "C"), book.at("self_check", 0, "D")


def test_the_self_check_tells_agreement_and_changed_ratings_apart(cases: list[Case]) -> None:
    for case in cases:
        said, differing, changed = (case.found.at("self_check", 0, column) for column in "ACD")
        if not case.changes:
            assert (differing, changed) == (0, 0), case.name
            assert str(said).startswith("一致" if case.language != "en" else "They agree"), case.name
        elif changed:
            assert str(said).startswith("已改动"), case.name
            assert f"{changed:.0f}项" in str(said)


TAMPERED = {
    "a score": ("levels", 0, 2), "a severity": ("severities", 1, 2), "a band": ("levels", 1, 3),
    "a coverage": ("overall", 0, 4), "a code": ("calc_indicators", 3, 3), "a weight": ("calc_indicators", 5, 7),
    "a sum": ("calc_nodes", 3, 13), "a cell of the matrix": ("cells", 2, 2), "a path": ("paths", 0, 2), "a level on the summary": ("summary_levels", 1, 1),
    "a severity on the summary": ("summary_shortcomings", 0, 1), "the verdict's figure": ("verdict", 0, 1),
}  # fmt: skip


@pytest.mark.parametrize("outcomes", [{}, {0: 4, 3: 1}], ids=["as made", "after two ratings were changed"])
def test_the_self_check_turns_when_one_formula_is_overwritten(
    outcomes: dict[int, Outcome | None], tmp_path: Path, convert: Convert, tiny: Rubric
) -> None:
    ratings = {one.id: Rating(outcome=position % 4) for position, one in enumerate(tiny.indicators)}
    city = a_city(tiny, random.Random(1), "T", "full").model_copy(
        update={"ratings": ratings, "weights": WeightChoice()}
    )
    made = report_bytes(city, tiny, now=NOON)
    content = with_outcomes(made, outcomes) if outcomes else made
    positions, files = Parts.of(made), [tmp_path / "untouched.xlsx"]
    files[0].write_bytes(without_values(content))
    for number, (key, row, column) in enumerate(TAMPERED.values()):
        book = load_workbook(BytesIO(content))
        sheet, first, _ = positions.tables[key]
        cell = book.worksheets[sheet - 1].cell(first + row, column + 1)
        assert cell.data_type == "f", (key, row, column)
        cell.value = 17.25
        files.append(tmp_path / f"{number}.xlsx")
        book.save(files[-1])
    (tmp_path / "out").mkdir()
    for what, file in zip(["nothing", *TAMPERED], convert(files, "xlsx", tmp_path / "out"), strict=True):
        positions.sheets = Parts.of(file.read_bytes()).sheets
        said, differing, changed = (positions.at("self_check", 0, column) for column in "ACD")
        right = "已改动" if outcomes else "一致"
        assert str(said).startswith(right if what == "nothing" else "不一致"), (what, said)
        assert isinstance(differing, float)
        assert (differing >= 1) == (what != "nothing"), what
        assert changed == len(outcomes), what
