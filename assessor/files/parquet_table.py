"""A Parquet table of ratings, wide or long -> codes. Read as a stranger's file: size, rows, columns and kinds first.

Only plain columns of text and numbers are read, in batches; what else the file holds (its own notes, nested
or user-defined kinds) is never turned into objects.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from assessor.errors import Problem, TableFault
from assessor.files.located import MEGABYTE, excerpt, refused
from assessor.files.long_table import LongTable, is_long
from assessor.files.ratings_table import TABLE_LIMIT, RatingsTable, WideTable
from assessor.rubric import Rubric
from assessor.text import say

MOST_ROWS = 5_000_000
MOST_COLUMNS = 1_000
MOST_UNPACKED = 2_000 * MEGABYTE
"""What all columns may come to once unpacked, as the file itself states it."""
MOST_OF_A_GROUP = 200 * MEGABYTE
BATCH = 8_192
LONGEST = 1_000
"""Characters in one cell."""
_LIMITS = {"thrift_string_size_limit": 10 * MEGABYTE, "thrift_container_size_limit": 1_000_000}


def is_parquet(start: bytes) -> bool:
    return start[:4] == b"PAR1"


def read_parquet(source: Path | str | bytes, rubric: Rubric, name: str, *, lenient: bool = False) -> RatingsTable:
    """Read ratings of many cities; lines in messages count the header as line 1.

    Raises:
        TableFault: with the first 50 faults and the number of the others.
    """
    _refuse_large(source, name)
    try:
        with pq.ParquetFile(io.BytesIO(source) if isinstance(source, bytes) else source, **_LIMITS) as file:
            _refuse_shape(file, name)
            header = file.schema_arrow.names
            _refuse_kinds(file.schema_arrow, name)
            rows = _rows(file, name)
            kind = LongTable if is_long(header) else WideTable
            return kind(name, rubric, lenient=lenient).taken(header, rows)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        reason = excerpt(" ".join(str(error).split()), 120)
        raise refused(
            TableFault, name, say(f"Parquet 文件读不出：{reason}", f"the Parquet file cannot be read: {reason}"),
            say("重新导出；文件可能不完整或已损坏", "export it again; it may be incomplete or damaged"),
        ) from None  # fmt: skip


def _refuse_large(source: Path | str | bytes, name: str) -> None:
    size = len(source) if isinstance(source, bytes) else Path(source).stat().st_size
    if size > TABLE_LIMIT:
        what = say(f"文件{size / MEGABYTE:.0f}MB，超出上限{TABLE_LIMIT / MEGABYTE:.0f}MB",
                   f"the file holds {size / MEGABYTE:.0f} MB; the limit is {TABLE_LIMIT / MEGABYTE:.0f} MB")  # fmt: skip
        raise refused(TableFault, name, what, say("分成几个文件", "split it into several files"))


def _refuse_shape(file: pq.ParquetFile, name: str) -> None:
    """By what the file says of itself, before anything of it is unpacked."""
    told = file.metadata
    groups = [told.row_group(n).total_byte_size for n in range(told.num_row_groups)]
    fix = say("分成几个文件，只留城市和评级各列", "split it into several files and keep cities and ratings only")
    for number, most, zh, en in (
        (told.num_rows, MOST_ROWS, "行", "rows"),
        (told.num_columns, MOST_COLUMNS, "列", "columns"),
        (sum(groups), MOST_UNPACKED, "字节（解压后）", "bytes once unpacked"),
        (max(groups, default=0), MOST_OF_A_GROUP, "字节（单个行组解压后）", "bytes in one row group"),
    ):
        if not 0 <= number <= most:
            raise refused(TableFault, name, say(f"有{number}{zh}，上限为{most}", f"it has {number} {en}; the limit is {most}"), fix)  # fmt: skip


def _refuse_kinds(schema: pa.Schema, name: str) -> None:
    wrong = [
        Problem(
            f"{name}: {excerpt(field.name)}",
            say(f"列的类型是 {excerpt(str(field.type))}，不是文字或数", f"the column holds {excerpt(str(field.type))}, neither text nor numbers"),
            say("改存为文字或整数", "store it as text or whole numbers"),
        )
        for field in schema
        if not _is_plain(field.type)
    ]  # fmt: skip
    if wrong:
        raise TableFault(*wrong[:50])


def _is_plain(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_plain(kind.value_type)
    kinds = pa.types
    return bool(kinds.is_string(kind) or kinds.is_large_string(kind) or kinds.is_integer(kind)
                or kinds.is_floating(kind) or kinds.is_null(kind))  # fmt: skip


def _rows(file: pq.ParquetFile, name: str) -> Iterator[list[str]]:
    """Every row as a CSV file would have it."""
    count = 0
    for batch in file.iter_batches(batch_size=BATCH, use_threads=False):
        count += batch.num_rows
        if count > MOST_ROWS:  # the file said otherwise
            raise refused(TableFault, name, say("行数过多", "too many rows"), say("分成几个文件", "split it"))
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield [_cell(one) for one in row]


def _cell(value: Any) -> str:
    """Numbers that a data frame widened because of a gap are whole numbers still; a gap is an empty cell."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:LONGEST]
