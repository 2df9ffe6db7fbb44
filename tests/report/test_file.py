"""The file appears whole or not at all, and refusals say what to do."""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assessor.assessment import Assessment
from assessor.errors import UsageError, VersionMismatch, WorkbookFault
from assessor.peers import compare
from assessor.report import ReportLanguage, file_name, report_bytes, write_report
from assessor.rubric import Rubric
from assessor.scorecard import score

LANGUAGES: tuple[ReportLanguage, ...] = ("zh", "en", "both")
NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def test_a_report_is_written_where_asked_and_holds_the_bytes_of_a_download(
    tmp_path: Path, cities: dict[str, Assessment], rubric: Rubric
) -> None:
    path = write_report(tmp_path / "甲.xlsx", cities["S01"], rubric, now=NOON)
    assert path == tmp_path / "甲.xlsx"
    assert path.read_bytes() == report_bytes(cities["S01"], rubric, now=NOON)
    assert [one.name for one in tmp_path.iterdir()] == ["甲.xlsx"]


def test_without_a_rubric_the_bundled_one_is_meant(
    tmp_path: Path, cities: dict[str, Assessment], rubric: Rubric
) -> None:
    path = write_report(tmp_path / "a.xlsx", cities["S01"], now=NOON)
    assert path.read_bytes() == report_bytes(cities["S01"], rubric, now=NOON)


def test_a_folder_gets_a_file_named_for_the_city(tmp_path: Path, cities: dict[str, Assessment], rubric: Rubric) -> None:
    path = write_report(tmp_path, cities["S01"], rubric)
    assert path.parent == tmp_path
    assert path.name == file_name(cities["S01"]) == "示例城市甲（超大·综合首位型）_2025_统筹机制自评报告-zh.xlsx"


def test_reports_in_three_languages_of_one_city_are_three_files(cities: dict[str, Assessment]) -> None:
    names = {file_name(cities["S01"], language) for language in LANGUAGES}
    long = cities["S01"].model_copy(update={"period": "长" * 300})
    assert len(names | {file_name(long, language) for language in LANGUAGES}) == 6


def test_a_full_disk_leaves_the_old_report_as_it_was(
    tmp_path: Path, cities: dict[str, Assessment], rubric: Rubric, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WorkbookFault) as caught:
        write_report(path, cities["S01"], rubric)
    assert caught.value.problems[0].place == str(path)
    assert "磁盘未满" in caught.value.message("zh")
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, cities: dict[str, Assessment], rubric: Rubric) -> None:
    with pytest.raises(WorkbookFault) as caught:
        write_report(tmp_path / "none" / "a.xlsx", cities["S01"], rubric)
    assert "none" in caught.value.message("en")
    assert caught.value.exit_code == 6


def test_a_name_that_is_no_workbook_is_refused(tmp_path: Path, cities: dict[str, Assessment], rubric: Rubric) -> None:
    with pytest.raises(UsageError, match="xlsx"):
        write_report(tmp_path / "a.csv", cities["S01"], rubric)
    assert list(tmp_path.iterdir()) == []


def test_a_time_without_zone_is_refused(cities: dict[str, Assessment], rubric: Rubric) -> None:
    with pytest.raises(UsageError, match="zone"):
        report_bytes(cities["S01"], rubric, now=datetime(2026, 1, 1))  # noqa: DTZ001 - the fault under test


def test_a_scorecard_or_comparison_of_another_city_is_refused(cities: dict[str, Assessment], rubric: Rubric) -> None:
    with pytest.raises(VersionMismatch):
        report_bytes(cities["S01"], rubric, card=score(rubric, cities["S02"]))
    with pytest.raises(VersionMismatch):
        report_bytes(cities["S01"], rubric, comparison=compare(cities["S03"], [cities["S11"]], rubric))


def test_an_assessment_under_another_version_is_refused(cities: dict[str, Assessment], rubric: Rubric) -> None:
    with pytest.raises(VersionMismatch):
        report_bytes(cities["S01"].model_copy(update={"rubric_version": "0.9"}), rubric)
