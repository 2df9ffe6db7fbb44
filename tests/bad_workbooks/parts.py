"""A small plain workbook in parts, and what is needed to spoil it: the same bytes every time."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MEGABYTE = 2**20
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"

Parts = dict[str, bytes]


@dataclass(frozen=True)
class Bad:
    """A file that must be refused: what its refusal says in English, and the end of the place it names."""

    name: str
    data: Callable[[], bytes]
    says: str
    at: str = ""


def types(*more: str, main: str = f"{SPREADSHEET}.sheet.main+xml") -> bytes:
    named = {"xl/workbook.xml": main, SHEET: f"{SPREADSHEET}.worksheet+xml", "xl/styles.xml": f"{SPREADSHEET}.styles+xml",
             STRINGS: f"{SPREADSHEET}.sharedStrings+xml", "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml"}  # fmt: skip
    overrides = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in named.items())
    defaults = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    return f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{defaults}{overrides}{"".join(more)}</Types>'.encode()


def leads(*said: str) -> bytes:
    """Relations as `kind target`; a third word makes it an outside one."""
    ones = (one.split(" ") for one in said)
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"{" TargetMode=" + chr(34) + "External" + chr(34) if more else ""}/>'
        for number, (kind, target, *more) in enumerate(ones, start=1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'.encode()


def sheet(rows: str, after: str = "") -> bytes:
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetData>{rows}</sheetData>{after}</worksheet>'.encode()
    )


def workbook(*names: str, ids: Callable[[int], int] = lambda number: number) -> bytes:
    lines = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{ids(n)}"/>' for n, name in enumerate(names, start=1))
    return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{lines}</sheets></workbook>'.encode()


def strings(*texts: str) -> bytes:
    return f'{HEAD}<sst xmlns="{MAIN}">{"".join(f"<si><t>{text}</t></si>" for text in texts)}</sst>'.encode()


ROWS = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>3</v></c></row>'
PARTS: Parts = {
    "[Content_Types].xml": types(),
    "_rels/.rels": leads("officeDocument xl/workbook.xml", "metadata/core-properties docProps/core.xml"),
    "xl/workbook.xml": workbook("评分"),
    "xl/_rels/workbook.xml.rels": leads("worksheet worksheets/sheet1.xml", "styles styles.xml", "sharedStrings sharedStrings.xml"),
    SHEET: sheet(ROWS),
    "xl/styles.xml": f'{HEAD}<styleSheet xmlns="{MAIN}"><cellXfs count="1"><xf numFmtId="0"/></cellXfs></styleSheet>'.encode(),
    STRINGS: strings("A1-1"),
    "docProps/core.xml": f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"/>'.encode(),
}  # fmt: skip


def zipped(parts: Mapping[str, bytes] | list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in parts.items() if isinstance(parts, Mapping) else parts:
            entry = zipfile.ZipInfo(name)
            entry.filename = name  # kept as it is, backslashes too
            entry.compress_type = method
            archive.writestr(entry, data)
    return stream.getvalue()


def good() -> bytes:
    return zipped(PARTS)


def with_(parts: Mapping[str, bytes], *, drop: str = "") -> bytes:
    return zipped({name: data for name, data in (PARTS | parts).items() if name != drop})


def cell(place: str, inside: str) -> bytes:
    row = "".join(sign for sign in place if sign.isdigit())
    return with_({SHEET: sheet(f'<row r="{row}"><c r="{place}"{inside}</c></row>')})


def noise(number: int) -> str:
    """Eight signs that no packer foresees, the same ones every time."""
    return f"{zlib.crc32(number.to_bytes(4)):08x}"
