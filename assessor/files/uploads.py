"""A file handed to the app -> an assessment, a rubric or a table of ratings, or every fault with place and fix."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from assessor.assessment import Assessment
from assessor.errors import CityFault, FaultyInput, Problem, RubricFault, WorkbookFault
from assessor.files.city_file import assessment_from_text
from assessor.files.data_package import assessment_from_package
from assessor.files.flat_table import assessment_from_csv, is_flat_table
from assessor.files.located import refused, text_of
from assessor.files.long_table import read_ratings
from assessor.files.opening import refuse_large
from assessor.files.ratings_table import RatingsTable
from assessor.files.rubric_file import load_rubric
from assessor.rubric import Rubric
from assessor.text import say

_WORKBOOKS = {".xlsx", ".xls", ".xlsm", ".et", ".ods"}
_DOCUMENTS = {".json", ".yaml", ".yml"}
# Keys that a rubric has and a city file has not, or has only further in.
_RUBRIC = re.compile(rb"^(indicators|scale|weight_presets)\s*:|\"descriptors\"\s*:", re.MULTILINE)
_PARAGRAPHS = re.compile(rb"^paragraphs\s*:", re.MULTILINE)
Read = Assessment | Rubric | RatingsTable


def read_upload(given: Mapping[str, bytes], rubric: Rubric) -> Read:
    """What one file holds; a rubric may bring its paragraph map along as a second file.

    Raises:
        FaultyInput: with every fault; place names the file as the user named it.
        VersionMismatch: if an assessment was made under another rubric or version.
    """
    main, *beside = sorted(given, key=lambda name: _RUBRIC.search(given[name]) is None)
    kind = PurePath(main).suffix.lower()
    is_rubric = kind in _DOCUMENTS and _RUBRIC.search(given[main]) is not None
    if beside and not is_rubric:
        raise refused(
            FaultyInput,
            main,
            say("一次只能打开一个文件", "open one file at a time"),
            say("只有量表可以连同其段落文件一起选", "only a rubric may come with its paragraph map"),
        )
    if kind in _WORKBOOKS:
        raise _workbook(main)
    if kind == ".zip":
        return assessment_from_package(given[main], rubric, main)
    if kind == ".csv":
        return _csv(main, given[main], rubric)
    if kind == ".parquet":
        return read_ratings(given[main], rubric, main)
    if kind not in _DOCUMENTS:
        raise refused(
            FaultyInput,
            main,
            say("不认得这种文件", "this kind of file is not known"),
            say(
                "可打开 .json、.yaml、.csv、.parquet、.zip",
                "files that can be opened: .json, .yaml, .csv, .parquet, .zip",
            ),
        )
    if is_rubric:
        return _rubric(main, given)
    if _PARAGRAPHS.search(given[main]) is not None:
        raise refused(
            FaultyInput,
            main,
            say("这是量表的段落文件", "this is the paragraph map of a rubric"),
            say("请与其量表文件一起选中再打开", "choose it together with its rubric"),
        )
    return _assessment(main, _text(main, given[main], FaultyInput), rubric)


def _assessment(name: str, text: str, rubric: Rubric) -> Assessment:
    """A document of another kind is told so first; which keys it lacks comes after."""
    try:
        return assessment_from_text(text, rubric, name)
    except CityFault as error:
        if not _is_something_else(text):
            raise
        other = refused(
            CityFault,
            name,
            say("这个文件里不是评估：没有城市、评估年度和评级", "this file holds no assessment: no city, period or ratings"),
            say("请选用本工具“报告下载”页导出的评估（JSON）", "choose an assessment (JSON) from the Reports page"),
        )  # fmt: skip
        raise CityFault(*other.problems, *error.problems) from None


def _is_something_else(text: str) -> bool:
    """Sound JSON that has next to nothing of an assessment."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return not isinstance(said, dict) or not {"city", "period", "ratings"} & said.keys()


def _workbook(name: str) -> WorkbookFault:
    return WorkbookFault(
        Problem(
            name,
            say("这里不能打开 Excel 工作簿", "an Excel workbook cannot be opened here"),
            say(
                "填好的评分表请在“逐项评估”页导入；评级表请另存为“CSV UTF-8”再打开；评估请用“报告下载”页导出的 JSON",
                "import a filled-in template on the Assess page; save a table of ratings as CSV UTF-8; for an assessment use the JSON from the Reports page",
            ),
        )
    )


def _csv(name: str, data: bytes, rubric: Rubric) -> Assessment | RatingsTable:
    """One city by facts, or ratings of many cities; their headers tell them apart."""
    if is_flat_table(data):
        refuse_large(data, name, CityFault)
        return assessment_from_csv(data, rubric, name)
    return read_ratings(data, rubric, name)


def _rubric(main: str, given: Mapping[str, bytes]) -> Rubric:
    """Rubric files are read where they lie side by side, so they are laid out for the time of reading."""
    with TemporaryDirectory() as folder:
        for name, data in given.items():
            (Path(folder) / PurePath(name).name).write_bytes(data)
        try:
            return load_rubric(Path(folder) / PurePath(main).name)
        except RubricFault as error:
            prefix = f"{folder}{os.sep}"
            raise RubricFault(*(_at(problem, prefix, "") for problem in error.problems)) from None


def _at(problem: Problem, named: str, name: str) -> Problem:
    return Problem(problem.place.replace(named, name, 1), problem.what, problem.fix)


def _text(name: str, data: bytes, fault: type[FaultyInput]) -> str:
    refuse_large(data, name, fault)
    return text_of(data, name, fault)
