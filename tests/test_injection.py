"""What is typed stays text, byte by byte, in every field and every file that leaves: 200 hostile texts and more."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from assessor.assessment import Assessment, Consensus, Evidence, Rating, WeightChoice
from assessor.city import CityProfile
from assessor.files import (
    assessment_from_csv,
    assessment_from_json,
    assessment_from_package,
    assessment_to_csv,
    assessment_to_json,
    data_package_bytes,
    load_rubric,
    sample_cities,
    scorecards_to_csv,
)
from assessor.files.csv_guard import guarded, unguarded
from assessor.files.template import template_bytes, template_name
from assessor.report import ReportLanguage, file_name, report_bytes
from assessor.report.word import full_bytes, one_page_bytes, word_name
from assessor.rubric import Rubric
from assessor.scorecard import codes_of
from assessor.task import WORDS_LIMIT, FollowUp, Task
from assessor.text import CONTROLS, Text
from assessor.workbooks.signs import visible
from tests.injection import PAYLOADS

LANGUAGES: tuple[ReportLanguage, ...] = get_args(ReportLanguage)
NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
TAME = "甲"
LONG_TITLE = 200


def hostile(written: str, sample: int = 2) -> Assessment:
    """A city with `written` in every field that takes text, as far as the field takes it."""
    city = sample_cities()[sample]
    name = written.replace("\0", "").strip() or TAME
    word = name if not CONTROLS.search(name) and not re.search(r"[\t\n/\\]", name) and len(name) <= 100 else TAME
    said = Consensus(session=name, level=3, method="mode", first=(0, 0, 0, 3, 0), reason=written, dissent=written)
    rating = Rating(outcome=3, grade="E2", note=written, external_constraint=written, reason=written, consensus=said)
    title = (written.strip() or TAME)[:LONG_TITLE].strip()
    entry = Evidence(
        id=title, title=title, date=date(2025, 1, 1), holder=title, grade="E2", indicators=["A1-1", "A1-2"]
    )
    return city.model_copy(
        update={
            "id": word,
            "city": city.city.model_copy(update={"id": word, "name": name, "name_en": name, "fictional": False}),
            "period": name,
            "pattern": Text(zh=name, en=name),
            "ratings": {**city.ratings, "A1-1": rating},
            "evidence": [entry],
            "tasks": [
                Task(id=title, indicator="A1-1", what=title, lead=title, support=title, mark=title, progress=written)
            ],
            "follow_ups": [FollowUp(id=title, date=date(2026, 6, 30), statuses={}, remark=written)],
        }
    )


def _agreed(written: str) -> Consensus:
    return Consensus(session="w1", level=2, method="mode", first=(0, 0, 3, 0, 0), reason=written, dissent=written)


def packed() -> Iterator[tuple[list[str], Assessment]]:
    """All texts, many in one city: one in the three texts of each rating, and in an entry of evidence each."""
    city = sample_cities()[2]
    ids = [one.id for one in load_rubric().indicators]
    for start in range(0, len(PAYLOADS), len(ids)):
        some = PAYLOADS[start : start + len(ids)]
        ratings = {
            id_: Rating(outcome=2, grade="E1", note=one, reason=one, external_constraint=one, consensus=_agreed(one))
            for id_, one in zip(ids, some, strict=False)
        }
        entries = [
            Evidence(id=f"e{place}", title=said, date=date(2025, 1, 1), holder=said, grade="E1", indicators=[ids[place]])
            for place, one in enumerate(some)
            if (said := one[:LONG_TITLE].strip())
        ]  # fmt: skip
        tasks = [
            Task(id=f"T{place}", indicator=ids[place], what=said, lead=one[:WORDS_LIMIT], mark=one, progress=one)
            for place, one in enumerate(some)
            if (said := one.strip())
        ]
        looks = [FollowUp(id="F1", date=date(2026, 6, 30), statuses={}, remark=some[0])]
        yield (
            some,
            city.model_copy(update={"ratings": ratings, "evidence": entries, "tasks": tasks, "follow_ups": looks}),
        )


def test_there_are_two_hundred_distinct_texts() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 200
    for sign in "=+-@＝＋－＠\t\r\n":
        assert any(one.startswith(sign) for one in PAYLOADS)


# -- workbooks ------------------------------------------------------------------------------------

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def formulas(parts: dict[str, bytes]) -> set[str]:
    """Everything that a spreadsheet computes or follows, with the numbers of its rows taken out."""
    read = [content for name, content in parts.items() if name.endswith((".xml", ".rels"))]
    return set().union(*map(_formulas_of, read))


@lru_cache(100)
def _tree(content: bytes) -> ET.Element:
    return ET.fromstring(content)


@lru_cache(1000)
def _formulas_of(content: bytes) -> frozenset[str]:
    found: set[str] = set()
    for element in _tree(content).iter():
        kind = element.tag.rpartition("}")[2]
        if kind in ("f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula"):
            found.add(f"{kind} {_shape(element.text or '')}")
        if kind in ("Relationship", "hyperlink"):
            found.add(f"{kind} {element.get('TargetMode', '')} {_shape(element.get('location') or '')}")
    return frozenset(found)


def _shape(formula: str) -> str:
    return re.sub(r"[0-9]+(\.[0-9]+)?", "#", formula)


def cell_texts(parts: dict[str, bytes]) -> Counter[str]:
    """The texts of all cells as a spreadsheet shows them; nothing here is taken from our own reader."""
    strings = [
        "".join(one.text or "" for one in item.iter(f"{_NS}t"))
        for item in _tree(parts["xl/sharedStrings.xml"]).iter(f"{_NS}si")
    ]
    found: Counter[str] = Counter()
    for name, content in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            for cell in _tree(content).iter(f"{_NS}c"):
                value = cell.find(f"{_NS}v")
                if cell.get("t") == "s" and value is not None:
                    assert cell.find(f"{_NS}f") is None, "a text that is computed"
                    found[_ESCAPE.sub(lambda at: chr(int(at[1], 16)), strings[int(value.text or "")])] += 1
    return found


def other_parts(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Properties, names of sheets and of ranges, styles, comments: all that is neither cell nor chart."""
    return {
        name: content
        for name, content in parts.items()
        if not re.match(r"xl/(sharedStrings|worksheets/|charts/|drawings/|tables/)", name)
    }


def as_shown(written: str) -> set[str]:
    """As a cell may show it: as it is, or its unseen signs made visible."""
    return {written, visible(written)}


Make = Callable[[Assessment, ReportLanguage], bytes]


def a_report(city: Assessment, language: ReportLanguage) -> bytes:
    return report_bytes(city, load_rubric(), language=language, now=NOON)


def a_template(city: Assessment, language: ReportLanguage) -> bytes:
    return template_bytes(load_rubric(), city, language=language, now=NOON)


@cache
def own_formulas(make: Make, language: ReportLanguage) -> frozenset[str]:
    """What the file computes when nothing hostile stands in it, short and long."""
    first, *_, last = (city for _, city in tame_packed())  # all but the last one are alike
    tame = [hostile(TAME), hostile("甲\n" * 900), hostile("甲\x07"), first, last]
    return frozenset(one for city in tame for one in formulas(unpacked(make(city, language))))


@cache
def own_names(make: Make, language: ReportLanguage) -> bytes:
    """The parts beside the cells of a tame city: a name such as Print_Area stands there by itself."""
    return b"".join(other_parts(unpacked(make(hostile(TAME), language))).values())


def tame_packed() -> Iterator[tuple[str, Assessment]]:
    for some, city in packed():
        ratings = {
            id_: one.model_copy(update={"note": TAME, "reason": TAME, "external_constraint": TAME})
            for id_, one in city.ratings.items()
        }
        entries = [one.model_copy(update={"title": TAME, "holder": TAME}) for one in city.evidence]
        yield some[0], city.model_copy(update={"ratings": ratings, "evidence": entries})


def assert_harmless(content: bytes, make: Make, language: ReportLanguage, written: str) -> dict[str, bytes]:
    parts = unpacked(content)
    assert formulas(parts) <= own_formulas(make, language)
    if len(written) > 5:
        raw = written.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode("utf-8", "replace")
        told = b"".join(other_parts(parts).values())
        assert not any(one in told and one not in own_names(make, language) for one in (raw, written.encode()))
    return parts


@pytest.mark.parametrize("make", [a_report, a_template])
@pytest.mark.parametrize("language", LANGUAGES)
def test_workbooks_compute_nothing_that_was_typed_and_show_it_to_the_last_sign(
    make: Make, language: ReportLanguage
) -> None:
    for some, city in packed():
        texts = cell_texts(assert_harmless(make(city, language), make, language, "\0"))
        for one in some:
            told = sum(texts[shown] for shown in as_shown(one))
            entry = sum(texts[shown] for shown in as_shown(one[:LONG_TITLE].strip()))
            if len(one) < 900 and one.count("\n") < 20:  # longer ones are printed in pieces elsewhere
                assert told >= 3, repr(one)
                assert entry >= 2 or not one.strip(), repr(one)


def small(written: str) -> Assessment:
    """A hostile city under a rubric of seven indicators, whose files are quickly made."""
    city, own = hostile(written), tiny()
    rating, profile = city.ratings["A1-1"], {"city_class": None, "subtypes": [], "focus": []}
    entries = [one.model_copy(update={"indicators": [own.indicators[0].id]}) for one in city.evidence]
    tasks = [one.model_copy(update={"indicator": own.indicators[0].id}) for one in city.tasks]
    return city.model_copy(
        update={
            "tasks": tasks, "rubric_id": own.id, "rubric_version": own.version, "targets": {}, "evidence": entries, "mode": "workshop",
            "ratings": {one.id: rating for one in own.indicators}, "city": city.city.model_copy(update=profile),
            "weights": WeightChoice(), "variant": "full",
        }
    )  # fmt: skip


MakeSmall = Callable[..., bytes]


def template_of(city: Assessment, rubric: Rubric, *, language: ReportLanguage, now: datetime) -> bytes:
    return template_bytes(rubric, city, language=language, now=now)


@cache
def tiny() -> Rubric:
    return load_rubric(Path(__file__).parent / "rubrics" / "tiny.yaml")


@pytest.mark.parametrize("make", [report_bytes, template_of])
def test_a_hostile_city_stays_text_wherever_it_is_named(make: MakeSmall) -> None:
    own = {language: small_formulas(make, language) for language in LANGUAGES}
    for place, written in enumerate(PAYLOADS):
        language = LANGUAGES[place % len(LANGUAGES)]
        parts = unpacked(make(small(written), tiny(), language=language, now=NOON))
        computed, names = own[language]
        assert formulas(parts) <= computed, repr(written)
        told = b"".join(other_parts(parts).values())
        assert len(written) < 6 or written.encode() not in told or written.encode() in names, repr(written)
        assert_named(parts, written)


def small_formulas(make: MakeSmall, language: ReportLanguage) -> tuple[set[str], bytes]:
    made = [
        unpacked(make(small(one), tiny(), language=language, now=NOON))
        for one in (TAME, "甲\n" * 900, "甲\x07", "甲" * 2_000)
    ]
    return set().union(*map(formulas, made)), b"".join(other_parts(made[0]).values())


@pytest.mark.parametrize("make", [a_report, a_template])
def test_some_hostile_cities_stay_text_under_the_whole_rubric(make: Make) -> None:
    for place, written in enumerate(PAYLOADS[::40]):  # each of them under the small one, above
        language = LANGUAGES[place % len(LANGUAGES)]
        assert_named(assert_harmless(make(hostile(written), language), make, language, written), written)


def assert_named(parts: dict[str, bytes], written: str) -> None:
    name = written.replace("\0", "").strip() or TAME
    if len(name) < 80:
        # A template names the city once in a cell of its own; elsewhere the name stands beside other words.
        assert sum(cell_texts(parts)[shown] for shown in as_shown(name)) >= 1, repr(written)


def test_the_searches_would_find_a_formula_a_link_and_a_name() -> None:
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet("=1+1 boo")
        page.write_formula(0, 0, "=1+1")
        page.write_url(1, 0, "http://x.example")
        page.write_string(2, 0, "_x0041_")
        book.define_name("boo", "='=1+1 boo'!$A$1")
    parts = unpacked(stream.getvalue())
    assert {"f #+#", "Relationship External ", "definedName '=#+# boo'!$A$#"} <= formulas(parts)
    assert "_x0041_" in cell_texts(parts)
    assert any(b"=1+1 boo" in part for part in other_parts(parts).values())
    with pytest.raises(AssertionError):
        assert_harmless(stream.getvalue(), a_report, "zh", "=1+1 boo")


# -- names ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", PAYLOADS, ids=lambda one: repr(one)[:30])
def test_no_file_is_named_like_a_formula_a_path_or_a_disguise(written: str) -> None:
    city = hostile(written)
    made = [
        file_name(city), file_name(city, "en"), word_name(city, "full"), word_name(city, "one-page", "en"),
        template_name(load_rubric(), city), template_name(load_rubric(), city, language="en"),
    ]  # fmt: skip
    for name in made:
        assert not begins_like_a_formula(name)
        assert name[0] not in ". "
        assert not re.search(r'[<>:"/\\|?*]', name)
        assert not any(
            unicodedata.category(sign) in ("Cc", "Zl", "Zp")
            or sign in "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
            for sign in name
        )
        assert name.endswith((".xlsx", ".docx"))
        assert len(name.encode()) <= 255


# -- CSV --------------------------------------------------------------------------------------------

_BEGINNING = re.compile(
    "[\\s\u00a0\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff\x00-\x1f\x7f-\x9f]*[=+@＝＋－＠﹦﹢﹣﹫−-]|[\t\r\n]"
)


def begins_like_a_formula(cell: str) -> bool:
    return _BEGINNING.match(cell) is not None


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def scores_csv(city: Assessment, rubric: Rubric) -> bytes:
    out = io.StringIO()
    scorecards_to_csv(out, [city.city.name], codes_of(rubric, city), rubric, city.weights, city.variant)
    return out.getvalue().encode("utf-8-sig")


def tables_of(city: Assessment, rubric: Rubric) -> dict[str, bytes]:
    """Every CSV file that leaves."""
    parts = unpacked(data_package_bytes(city, rubric))
    own = {name: content for name, content in parts.items() if name.endswith(".csv")}
    return {**own, "long.csv": assessment_to_csv(city), "scores alone.csv": scores_csv(city, rubric)}


def everything() -> Iterator[tuple[Rubric, Assessment]]:
    yield from ((load_rubric(), city) for _, city in packed())
    yield from ((tiny(), small(one)) for one in PAYLOADS)


def test_no_cell_of_any_csv_begins_like_a_formula_and_the_text_is_found_again() -> None:
    for rubric, city in everything():
        for name, content in tables_of(city, rubric).items():
            rows = rows_of(content)
            assert {len(row) for row in rows} == {len(rows[0])}, name
            odd = [cell for row in rows for cell in row if begins_like_a_formula(cell)]
            assert odd == [], name
        texts = {unguarded(row[3]) for row in rows_of(assessment_to_csv(city))}
        said = {one.note for one in city.ratings.values()} | {one.title for one in city.evidence} | {city.city.name}
        assert said - {""} <= texts


def test_pandas_reads_the_same_cells_out_of_every_csv() -> None:
    for city in (city for _, city in packed()):
        for name, content in tables_of(city, load_rubric()).items():
            frame = pd.read_csv(
                io.BytesIO(content), dtype=str, keep_default_na=False, encoding="utf-8-sig", header=None
            )
            # Its parser ends a text at a NUL, which no other field than a note can hold.
            theirs = [[str(cell) for cell in row] for row in frame.to_numpy().tolist()]
            ours = [[cell if "\0" not in cell else None for cell in row] for row in rows_of(content)]
            differ = [
                (here, there) for one, other in zip(ours, theirs, strict=True) for here, there in zip(one, other, strict=True)
                if here is not None and here != there
            ]  # fmt: skip
            assert differ == [], name


@pytest.mark.parametrize("written", PAYLOADS, ids=lambda one: repr(one)[:30])
def test_guarding_is_undone_to_the_last_sign(written: str) -> None:
    assert unguarded(guarded(written)) == written
    assert not begins_like_a_formula(guarded(written))


@pytest.mark.parametrize("cell", ["=1", " =1", "\u00a0+1", "\u200b＠x", "\t1", "\r", "﹣1", "\u200f-1", "−1"])
def test_the_search_would_find_an_unguarded_cell(cell: str) -> None:
    assert begins_like_a_formula(cell)
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "1+1=2", "甲=1", "(−1)", "a\n=1", "“=1”", "_x003D_"])
def test_plain_text_is_left_alone(cell: str) -> None:
    assert not begins_like_a_formula(cell)
    assert guarded(cell) == cell


# -- there and back -----------------------------------------------------------------------------------


def test_every_format_gives_hostile_text_back_as_it_was() -> None:
    for rubric, city in everything():
        assert assessment_from_json(assessment_to_json(city), rubric) == city
        assert assessment_from_csv(assessment_to_csv(city), rubric) == city
        assert assessment_from_package(data_package_bytes(city, rubric), rubric) == city


def test_no_field_that_takes_text_was_left_out() -> None:
    """A field added to the model must be filled here too."""
    city = hostile("=1+1").model_dump()
    held = {path for path, value in _strings(city) if value == "=1+1"}
    assert held == {
        "id", "period", "city.id", "city.name", "city.name_en", "pattern.zh", "pattern.en", "ratings.A1-1.note",
        "ratings.A1-1.reason", "ratings.A1-1.external_constraint", "ratings.A1-1.consensus.session",
        "ratings.A1-1.consensus.reason", "ratings.A1-1.consensus.dissent", "evidence.0.id", "evidence.0.title", "evidence.0.holder",
        "tasks.0.id", "tasks.0.what", "tasks.0.lead", "tasks.0.support", "tasks.0.mark", "tasks.0.progress",
        "follow_ups.0.id", "follow_ups.0.remark",
    }  # fmt: skip
    closed = {"rubric_id", "rubric_version", "mode", "variant", "weights", "targets", "cut_off"}
    assert set(Assessment.model_fields) == {path.split(".")[0] for path in held} | closed
    words = {"city_class", "subtypes", "admin_rank", "population", "border", "coast", "hub", "bri_node", "open_platforms",
             "io_seats", "consulates", "sister_cities", "networks", "focus", "fictional"}  # fmt: skip
    assert set(CityProfile.model_fields) == {"id", "name", "name_en"} | words
    assert set(Rating.model_fields) == {
        "note",
        "reason",
        "external_constraint",
        "outcome",
        "grade",
        "further_evidence_offline",
        "measured",
        "consensus",
    }
    counted = {"level", "method", "doubtful", "first", "second", "cannot_judge"}
    assert set(Consensus.model_fields) == {"session", "reason", "dissent"} | counted
    assert set(Evidence.model_fields) == {"id", "title", "holder", "date", "grade", "indicators"}


def _strings(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in inner:
        yield from _strings(one, f"{path}.{step}" if path else str(step))
    if isinstance(value, str):
        yield path, value


# -- Word ---------------------------------------------------------------------------------------------

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def fields_of(parts: dict[str, bytes]) -> set[tuple[str, str]]:
    """Field codes, links, embedded things and targets outside."""
    found = set()
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            for element in ET.fromstring(content).iter():
                kind = element.tag.rpartition("}")[2]
                if kind in ("fldSimple", "instrText", "hyperlink", "object", "altChunk", "subDoc", "attachedTemplate"):
                    found.add((kind, (element.get(f"{_W}instr") or element.text or "").strip()))
                if element.get("TargetMode") == "External":
                    found.add(("external", element.get("Target") or ""))
    return found


def words_of(parts: dict[str, bytes]) -> str:
    said = []
    for name in ("word/document.xml", "word/header1.xml", "word/footer1.xml"):
        for element in ET.fromstring(parts[name]).iter() if name in parts else ():
            kind = element.tag.rpartition("}")[2]
            said.append({"t": element.text or "", "br": "\n", "cr": "\n", "tab": "\t", "p": "\n"}.get(kind, ""))
    return "".join(said)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_word_files_hold_no_field_code_that_was_typed(language: str) -> None:
    for make in (full_bytes, one_page_bytes):
        own = fields_of(unpacked(make(hostile(TAME), load_rubric(), language=language, now=NOON)))  # type: ignore[operator]  # both take the same
        for rubric, city in [
            *((load_rubric(), city) for _, city in packed()),
            *((tiny(), small(one)) for one in PAYLOADS[language == "zh" :: 2]),
        ]:
            parts = unpacked(make(city, rubric, language=language, now=NOON))  # type: ignore[operator]
            assert fields_of(parts) <= own


def test_the_full_word_file_says_what_was_typed() -> None:
    for some, city in packed():
        said = words_of(unpacked(full_bytes(city, load_rubric(), now=NOON)))
        plain = [one for one in some if one.strip() and one.isprintable() and len(one) < 100]
        assert [one for one in plain if one.strip() not in said] == []


def test_the_search_would_find_a_field_code(tmp_path: object) -> None:
    xml = f'<w:p xmlns:w="{_W[1:-1]}"><w:fldSimple w:instr="DDEAUTO x"/><w:instrText>PAGE</w:instrText></w:p>'.encode()
    assert fields_of({"word/document.xml": xml}) == {("fldSimple", "DDEAUTO x"), ("instrText", "PAGE")}
