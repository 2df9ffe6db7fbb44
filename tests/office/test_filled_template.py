"""Twenty filled-in templates opened and saved by LibreOffice say what they said."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from assessor.assessment import Assessment, Evidence, Outcome, Rating
from assessor.files.template_reader import read_filled
from assessor.workbooks.reading import contents
from tests.files.test_round_trip import assessment, empty, entered, imported, in_file_order, tiny
from tests.reader_forms import fill

pytestmark = pytest.mark.office
Convert = Callable[[Sequence[Path], str, Path], list[Path]]
TEXTS = [
    "=1+1", "'=1+1", "@SUM(A1)", "-3", "+86 10", "\t前", "a\tb", "行一\n行二", "\n", "x005F_", "_x0041_", "_x000D_", "𠮷野家👩‍👩‍👧",
    "\ufeff始", "e\u0301", "é", "\u202e反", "  首尾空格  ", " ", "\xa0", "<b>&amp;</b>", "长" * 2000, "3", "001", "１", "50%", "2025-01-01",
    "TRUE", "#N/A", "1e5", "\x00", "\x01a", "\x0b\x1f\x7f\x85", "\u2028", "\ufffe\uffff", "\r", "",
]  # fmt: skip
CHANGED = {"行一\r\n行二": "行一\n行二", "_x005F_x0041_": "_x0041_"}
"""What LibreOffice makes of two texts: an end of line is one sign, and one escape too many is undone."""


def somebodys(seed: int) -> Assessment:
    chance = random.Random(seed)
    outcomes: list[Outcome] = [0, 1, 2, 3, 4, "insufficient_evidence"]

    def text() -> str:
        return chance.choice(TEXTS)

    ratings = {
        id_: Rating(
            outcome=chance.choice(outcomes), reason=text(), note=text(), external_constraint=text(),
            grade=chance.choice([None, "E0", "E3"]), further_evidence_offline=chance.random() < 0.5,
        )
        for id_ in tiny().by_id if chance.random() < 0.8
    }  # fmt: skip
    titles = [one.strip() for one in TEXTS if 0 < len(one.strip()) <= 200]
    listed = [
        Evidence(
            id=f"E{n}", title=chance.choice(titles), date=date(1950 + chance.randrange(120), 1 + chance.randrange(12), 1),
            holder=chance.choice(titles), grade=chance.choice(["E0", "E1"]), indicators=chance.sample(sorted(tiny().by_id), 2),
        )
        for n in range(1, 6)
    ]  # fmt: skip
    return assessment(ratings, listed)


def saved_again(wanted: Sequence[Assessment], folder: Path, convert: Convert) -> list[Assessment]:
    paths = [folder / f"{n}.xlsx" for n in range(len(wanted))]
    for one, path in zip(wanted, paths, strict=True):
        path.write_bytes(fill(empty()[0], entered(one)))
    made = convert(paths, "xlsx", folder / "again")
    return [imported(read_filled(contents(one.read_bytes()), tiny(), one.name)) for one in made]


def test_twenty_templates_come_back_the_same(tmp_path: Path, convert: Convert) -> None:
    wanted = [somebodys(seed) for seed in range(20)]
    assert (
        len({text for one in wanted for rating in one.ratings.values() for text in (rating.note, rating.reason)}) > 30
    )
    for one, back in zip(wanted, saved_again(wanted, tmp_path, convert), strict=True):
        assert back.model_dump_json() == in_file_order(one).model_dump_json()


def test_what_libreoffice_itself_changes_is_known(tmp_path: Path, convert: Convert) -> None:
    wanted = assessment({id_: Rating(outcome=1, note=note) for id_, note in zip(tiny().by_id, CHANGED, strict=False)})
    (back,) = saved_again([wanted], tmp_path, convert)
    assert [one.note for one in back.ratings.values()] == list(CHANGED.values())
