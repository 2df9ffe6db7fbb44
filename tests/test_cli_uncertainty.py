"""assessor uncertainty."""

from __future__ import annotations

import json

import pytest

from assessor.assessment import Assessment
from assessor.cli import run
from assessor.rubric import Rubric
from assessor.uncertainty import Settings, uncertainty


def test_as_json_it_is_what_the_library_says(
    rubric: Rubric, samples: dict[str, Assessment], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["uncertainty", "sample:S03", "--draws", "500", "--seed", "7", "--without", "weights", "--json"]
    assert run(asked) == 0
    said = json.loads(capsys.readouterr().out)
    found = uncertainty(rubric, samples["S03"], Settings(500, 7, frozenset({"ratings", "missing", "strictness"})))
    assert said["settings"] == {"draws": 500, "seed": 7, "sources": ["missing", "ratings", "strictness"]}
    assert found.levels["A"] is not None
    assert said["levels"]["A"]["low"] == found.levels["A"].low
    assert said["levels"]["A"]["shares"]["weights"] == 0


@pytest.mark.parametrize(("language", "words"), [("zh", "九成可能在"), ("en", "90% likely to lie in")])
def test_to_a_reader_it_speaks_in_sentences_and_tables(
    language: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["uncertainty", "sample:S01", "--draws", "200", "--lang", language]) == 0
    said = capsys.readouterr()
    assert words in said.out
    assert "20180115" in said.out
    assert "0.25" in said.err  # what is assumed


def test_a_source_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["uncertainty", "sample:S01", "--without", "luck", "--lang", "en"]) != 0
    assert "there is no source luck" in capsys.readouterr().err
