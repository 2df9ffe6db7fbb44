"""Workbooks that must be refused, built from bytes, the same ones every time; none of them is kept as a file.

`python -m tests.bad_workbooks.build FOLDER` writes them all to look at.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.bad_workbooks.bombs import BOMBS
from tests.bad_workbooks.entities import ENTITIES
from tests.bad_workbooks.kinds import KINDS, ole
from tests.bad_workbooks.parts import (
    PARTS,
    SHEET,
    SPREADSHEET,
    STRINGS,
    Bad,
    cell,
    leads,
    sheet,
    types,
    with_,
    workbook,
    zipped,
)


def three_hundred_sheets() -> bytes:
    """All of them lead to the same part, so that the file has few parts."""
    return with_({"xl/workbook.xml": workbook(*(f"S{n}" for n in range(300)), ids=lambda _: 1)})


STRUCTURES: tuple[Bad, ...] = (
    # Names
    Bad("name-climbs", lambda: with_({"xl/../../etc/passwd": b"x"}), "a name that is not allowed"),
    Bad("name-is-absolute", lambda: with_({"/etc/passwd": b"x"}), "a name that is not allowed"),
    Bad("name-has-a-drive", lambda: with_({"C:/Windows/x.dll": b"x"}), "a name that is not allowed"),
    Bad("name-has-a-backslash", lambda: with_({"xl\\..\\x.xml": b"<a/>"}), "a name that is not allowed"),
    Bad("name-comes-twice", lambda: zipped([*PARTS.items(), (SHEET.upper(), PARTS[SHEET])]), "comes twice"),
    # What a table of ratings does not need
    Bad("macros-without-content-type", lambda: with_({"xl/vbaProject.bin": b"\1"}), "carries macros"),
    Bad("macros-under-another-name", lambda: with_({"xl/a.bin": b"\1", "xl/_rels/workbook.xml.rels": leads("worksheet worksheets/sheet1.xml", "vbaProject a.bin")}), "carries macros"),
    Bad("macro-sheet", lambda: with_({"xl/macrosheets/sheet1.xml": b"<a/>"}), "carries macros"),
    Bad("activex", lambda: with_({"xl/activeX/activeX1.xml": b"<a/>"}), "is embedded"),
    Bad("embedded-object", lambda: with_({"xl/embeddings/oleObject1.bin": b"\1"}), "is embedded"),
    Bad("embedded-ole-under-another-name", lambda: with_({"xl/media/image1.png": ole("Root Entry")}), "is embedded"),
    Bad("external-link", lambda: with_({"xl/externalLinks/externalLink1.xml": b"<a/>"}), "data outside itself"),
    Bad("external-picture", lambda: with_({"xl/worksheets/_rels/sheet1.xml.rels": leads("image http://127.0.0.1:9/a.png outside")}), "data outside itself"),
    Bad("data-connection", lambda: with_({"xl/connections.xml": b"<connections/>"}), "data outside itself"),
    # Structure
    Bad("no-workbook-part", lambda: with_({}, drop="xl/workbook.xml"), "xl/workbook.xml is missing"),
    Bad("relations-in-a-circle", lambda: with_({"_rels/.rels": leads("officeDocument _rels/.rels")}), "xl/workbook.xml is missing"),
    Bad("relations-are-not-xml", lambda: with_({"_rels/.rels": b"<a>"}), "not well-formed XML"),
    Bad("two-main-parts", lambda: with_({"[Content_Types].xml": types(f'<Override PartName="/xl/b.xml" ContentType="{SPREADSHEET}.sheet.main+xml"/>')}), "more than one main part"),
    Bad("missing-sheet", lambda: with_({}, drop=SHEET), "contents of this sheet are missing", "评分"),
    Bad("sheet-leads-nowhere", lambda: with_({"xl/workbook.xml": workbook("评分", ids=lambda _: 99)}), "contents of this sheet are missing", "评分"),
    Bad("sheet-is-not-xml", lambda: with_({SHEET: PARTS[SHEET][:-20]}), "not as they should be", "评分"),
    Bad("sheet-is-something-else", lambda: with_({SHEET: b"<a/>"}), "not as they should be", "评分"),
    Bad("sheet-is-the-list-of-texts", lambda: with_({"xl/_rels/workbook.xml.rels": leads("worksheet sharedStrings.xml")}), "not as they should be", "评分"),
    Bad("workbook-is-not-xml", lambda: with_({"xl/workbook.xml": b"<workbook"}), "what “xl/workbook.xml” holds"),
    Bad("texts-are-not-xml", lambda: with_({STRINGS: b"<sst"}), "what “xl/sharedStrings.xml” holds"),
    Bad("three-hundred-sheets", three_hundred_sheets, "at most 50 are read"),
    Bad("two-sheets-of-one-name", lambda: with_({"xl/workbook.xml": workbook("评分", "评分", ids=lambda n: n)}), "name or the contents of another one", "评分"),
    # Cells
    Bad("text-too-long", lambda: cell("B7", f' t="inlineStr"><is><t>{"长" * 32_768}</t></is>'), "at most 32,767", "评分!B7"),
    Bad("cell-comes-twice", lambda: with_({SHEET: sheet('<row r="1"><c r="B1"><v>3</v></c><c r="B1"><v>4</v></c></row>')}), "comes twice in the file", "评分!B1"),
    Bad("cell-in-a-foreign-row", lambda: with_({SHEET: sheet('<row r="1"><c r="B2"><v>3</v></c></row>')}), "B2 in row 1", "评分"),
    Bad("text-that-is-not-there", lambda: cell("C3", ' t="s"><v>7</v>'), "cannot be read", "评分!C3"),
    Bad("text-before-the-first", lambda: cell("C3", ' t="s"><v>-1</v>'), "cannot be read", "评分!C3"),
    Bad("number-is-a-word", lambda: cell("C3", "><v>three</v>"), "cannot be read", "评分!C3"),
    Bad("number-is-infinite", lambda: cell("C3", "><v>1e999</v>"), "cannot be read", "评分!C3"),
    Bad("number-is-nan", lambda: cell("C3", "><v>NaN</v>"), "cannot be read", "评分!C3"),
    Bad("unknown-kind-of-cell", lambda: cell("C3", ' t="zz"><v>1</v>'), "cannot be read", "评分!C3"),
    Bad("place-is-no-place", lambda: with_({SHEET: sheet('<row r="1"><c r="１A"><v>3</v></c></row>')}), "not as they should be", "评分"),
)  # fmt: skip
CONTAINERS = (*BOMBS, *ENTITIES, *KINDS, *STRUCTURES)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for bad in CONTAINERS:
        (folder / f"{bad.name}.xlsx").write_bytes(bad.data())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
