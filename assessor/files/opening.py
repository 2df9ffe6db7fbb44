"""An assessment in any of its formats -> the assessment; which format it is, its name or content says."""

from __future__ import annotations

from pathlib import Path

from assessor.assessment import Assessment
from assessor.errors import CityFault, FaultyInput
from assessor.files import city_file
from assessor.files.city_file import assessment_from_text
from assessor.files.data_package import assessment_from_package, is_data_package
from assessor.files.flat_table import assessment_from_csv, is_flat_table
from assessor.files.located import MEGABYTE, bytes_of, refused, text_of
from assessor.files.zipped import MOST_BYTES
from assessor.rubric import Rubric
from assessor.text import say

TEXT_LIMIT = 5 * MEGABYTE


def load_assessment(path: Path | str, rubric: Rubric | None = None) -> Assessment:
    """Load the assessment of one city, checked against its rubric.

    Args:
        path: a city file (YAML), or an exported assessment: JSON, long CSV or data package.
        rubric: the rubric it was made under; the bundled one when not given.

    Raises:
        CityFault: with every fault of the file.
        VersionMismatch: if it was made under another rubric or version.
    """
    kind = Path(path).suffix.lower()
    if kind == ".zip":
        return assessment_from_package(bytes_of(Path(path), MOST_BYTES, CityFault), rubric, str(path))
    if kind == ".csv":
        return assessment_from_csv(bytes_of(Path(path), TEXT_LIMIT, CityFault), rubric, str(path))
    return city_file.load_assessment(path, rubric)


def assessment_from_bytes(data: bytes, rubric: Rubric | None, name: str) -> Assessment:
    """The same of bytes without a name that says what they are."""
    if is_data_package(data):
        return assessment_from_package(data, rubric, name)
    refuse_large(data, name, CityFault)
    if is_flat_table(data):
        return assessment_from_csv(data, rubric, name)
    return assessment_from_text(text_of(data, name, CityFault), rubric, name)


def refuse_large(data: bytes, name: str, fault: type[FaultyInput]) -> None:
    if len(data) > TEXT_LIMIT:
        raise refused(
            fault,
            name,
            say(f"文件超过{TEXT_LIMIT // MEGABYTE}MB", f"the file is larger than {TEXT_LIMIT // MEGABYTE} MB"),
            say("确认选对了文件", "make sure that it is the right file"),
        )
