"""Parts of a zip archive by name, never more of it than is allowed, or why it is refused."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Collection
from pathlib import PurePosixPath

from assessor.errors import FaultyInput, Problem
from assessor.files.located import MEGABYTE, excerpt
from assessor.text import Text, say

MOST_BYTES = 20 * MEGABYTE
MOST_PARTS = 50
MOST_UNPACKED = 5 * MEGABYTE
"""Of one part."""
EPOCH = (1980, 1, 1, 0, 0, 0)
_LOCKED = 0x1
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError)  # fmt: skip
_AGAIN = say("重新导出或复制这份文件", "export or copy the file again")


def zipped(parts: dict[str, bytes]) -> bytes:
    """An archive of these parts in this order: the same parts give the same bytes on every machine.

    Nothing is compressed, as no two compressors agree.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def unzipped(data: bytes, wanted: Collection[str], name: str, fault: type[FaultyInput]) -> dict[str, bytes]:
    """Those of the wanted parts that are there; they may lie in one folder, other parts are left alone.

    What is unpacked is counted while it is unpacked: the sizes an archive declares are not believed.

    Raises:
        fault: if the file is no sound archive, or holds too much.
    """
    if len(data) > MOST_BYTES:
        raise fault(_too_large(name, MOST_BYTES))
    # Counted in the bytes: the list of parts itself could fill memory.
    if data.count(b"PK\x01\x02") > MOST_PARTS:
        what = say(f"压缩包里超过{MOST_PARTS}个文件", f"the archive holds more than {MOST_PARTS} files")
        raise fault(Problem(name, what, _AGAIN))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            chosen = _chosen(archive, wanted, name, fault)
            return {part: _content(archive, entry, f"{name}/{part}", fault) for part, entry in chosen.items()}
    except _BROKEN as error:
        what = say(f"压缩包已损坏：{excerpt(str(error))}", f"the archive is damaged: {excerpt(str(error))}")
        raise fault(Problem(name, what, _AGAIN)) from None


def _chosen(
    archive: zipfile.ZipFile, wanted: Collection[str], name: str, fault: type[FaultyInput]
) -> dict[str, zipfile.ZipInfo]:
    chosen: dict[str, zipfile.ZipInfo] = {}
    problems = []
    for entry in archive.infolist():
        path = PurePosixPath(entry.filename)
        if path.name not in wanted or len(path.parts) > 2 or path.parts[0] == "__MACOSX":
            continue
        if path.name in chosen:
            what: Text = say(f"{path.name} 出现两次", f"{path.name} comes twice")
            problems.append(Problem(name, what, _AGAIN))
        if entry.flag_bits & _LOCKED or entry.compress_type not in _PACKINGS:
            what = say(f"{path.name} 加了密或压缩方式不受支持", f"{path.name} is encrypted or packed in an unknown way")
            problems.append(Problem(name, what, say("去掉密码，以普通 zip 保存", "save it as a plain zip without a password")))  # fmt: skip
        chosen[path.name] = entry
    if problems:
        raise fault(*problems)
    return chosen


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, place: str, fault: type[FaultyInput]) -> bytes:
    with archive.open(entry) as part:
        content = part.read(MOST_UNPACKED + 1)
    if len(content) > MOST_UNPACKED:
        raise fault(_too_large(place, MOST_UNPACKED))
    return content


def _too_large(place: str, most: int) -> Problem:
    what = say(f"超过{most // MEGABYTE}MB", f"larger than {most // MEGABYTE} MB")
    return Problem(place, what, say("确认选对了文件", "make sure that it is the right file"))
