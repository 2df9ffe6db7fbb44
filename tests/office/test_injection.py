"""What is typed is still text after another program has opened and saved the file."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from assessor.files import assessment_to_csv, data_package_bytes, load_rubric
from tests.test_injection import (
    a_report,
    a_template,
    formulas,
    hostile,
    packed,
    scores_csv,
    tame_packed,
    unpacked,
)

pytestmark = pytest.mark.office
Convert = Callable[[Sequence[Path], str, Path], list[Path]]


def computed(path: Path) -> set[str]:
    """Formulas of a workbook; rows and columns moved by the other program do not matter."""
    return {re.sub("[$#]", "", one) for one in formulas(unpacked(path.read_bytes())) if one.startswith("f ")}


def texts(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as archive:
        items = ET.fromstring(archive.read("xl/sharedStrings.xml"))
    return {"".join(one.text or "" for one in item.iter() if one.tag.endswith("}t")) for item in items}


def test_libreoffice_saves_workbooks_again_without_a_formula_that_was_typed(convert: Convert, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    made: dict[str, list[Path]] = {"hostile": [], "tame": []}
    for kind, cities in (("hostile", packed()), ("tame", tame_packed())):
        for place, (_, city) in enumerate(cities):
            for make in (a_report, a_template):
                path = tmp_path / f"{kind}-{make.__name__}-{place}.xlsx"
                path.write_bytes(make(city, "zh"))
                made[kind].append(path)
    convert([*made["hostile"], *made["tame"]], "xlsx", tmp_path / "out")
    for ours, theirs in zip(made["hostile"], made["tame"], strict=True):
        assert computed(tmp_path / "out" / ours.name) <= computed(tmp_path / "out" / theirs.name)
    said = set().union(*(texts(tmp_path / "out" / one.name) for one in made["hostile"]))
    plain = [one for some, _ in packed() for one in some if one.isprintable() and len(one) < 100]
    assert len([one for one in plain if one in said]) > 0.95 * len(plain)


def test_libreoffice_finds_no_formula_in_any_csv(convert: Convert, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    files: list[Path] = []
    for place, (_, city) in enumerate(packed()):
        tables = {
            name: content
            for name, content in unpacked(data_package_bytes(city, load_rubric())).items()
            if name.endswith(".csv")
        }
        tables |= {"long.csv": assessment_to_csv(city), "scores.csv": scores_csv(hostile("=1+1"), load_rubric())}
        for name, content in tables.items():
            files.append(tmp_path / f"{place}-{name}")
            files[-1].write_bytes(content)
    bare = tmp_path / "bare.csv"
    bare.write_text("a,b\n=1+1,x\n", "utf-8")
    for path in convert([*files, bare], "xlsx", tmp_path / "out"):
        assert computed(path) == ({"f +"} if path.stem == "bare" else set()), path.name
