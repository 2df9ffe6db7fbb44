"""Wording of the interface, from any number of files."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessor.errors import FaultyInput
from assessor.files import load_messages


def test_messages_of_all_files_come_together(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text('page.title: { zh: "评估", en: "Assess" }\n', "utf-8")
    (tmp_path / "b.yaml").write_text('page.none: { zh: "无", en: "None" }\n', "utf-8")
    words = load_messages(tmp_path)
    assert {id_: text.zh for id_, text in words.items()} == {"page.title": "评估", "page.none": "无"}


@pytest.mark.parametrize(
    ("second", "words"),
    [
        (
            'page.title: { zh: "再评", en: "Again" }',
            r"b\.yaml:1: page\.title: the id page\.title stands in a\.yaml already",
        ),
        ('x: { zh: "一", en: "One" }\nx: { zh: "二", en: "Two" }', r"b\.yaml:2: x: the key x is used twice"),
        ('x: { zh: "一" }', r"b\.yaml:1: x\.en: the English text \(en\) is missing"),
        ('x: { zh: "一", en: No }', r"put quotes around it"),
        ('x: "一"', r"keys and values"),
    ],
)
def test_a_message_with_a_fault_is_refused(second: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text('page.title: { zh: "评估", en: "Assess" }\n', "utf-8")
    (tmp_path / "b.yaml").write_text(second + "\n", "utf-8")
    with pytest.raises(FaultyInput, match=words):
        load_messages(tmp_path)
