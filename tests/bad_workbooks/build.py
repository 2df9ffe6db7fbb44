"""Builds workbooks that must be refused, from bytes, the same ones every time; none of them is kept as a file.

`PARTS` is a small plain workbook; `zipped` packs parts. A `Bad` is a file with the words its refusal must say and the
place it must name. `python tests/bad_workbooks/build.py FOLDER` writes them all to look at.
"""

from __future__ import annotations

import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MEGABYTE = 2**20
CANARY = "/etc/hostname"
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


# Bombs: more than anybody would send.


def large() -> bytes:
    noise = b"".join(struct.pack("<I", zlib.crc32(struct.pack("<I", number))) for number in range(11 * MEGABYTE // 4))
    return with_({"xl/media/image1.png": noise})


def bomb_by_size() -> bytes:
    """Sixty parts of a megabyte each: none is packed tightly enough to be refused for itself."""
    return with_({f"xl/part{number}.xml": b"<a>" + b" " * (MEGABYTE - 7) + b"</a>" for number in range(60)})


def bomb_by_ratio() -> bytes:
    return with_({SHEET: sheet("<row/>" * (6 * MEGABYTE // 6))})


@cache
def deep_bomb() -> bytes:
    """As in the reports of others: half a megabyte that unpacks to half a gigabyte."""
    return zipped([*PARTS.items(), ("xl/media/zeros.bin", b"\0" * (512 * MEGABYTE))])


def bomb_that_lies() -> bytes:
    """Thirty megabytes that declare to be a hundred bytes."""
    return _declaring("xl/part.xml", b"<a>" + b" " * (30 * MEGABYTE) + b"</a>", 100)


def bomb_that_lies_by_a_byte() -> bytes:
    return _declaring(SHEET, PARTS[SHEET], len(PARTS[SHEET]) + 1)


def _declaring(name: str, data: bytes, size: int) -> bytes:
    """A part whose size is declared wrongly, in both places."""
    packed = bytearray(with_({name: data}))
    for mark, at, size_at in ((b"PK\x03\x04", 30, 22), (b"PK\x01\x02", 46, 24)):
        start = 0
        while (start := packed.find(mark, start)) >= 0:
            if packed[start + at : start + at + len(name)] == name.encode():
                struct.pack_into("<I", packed, start + size_at, size)
            start += 4
    return bytes(packed)


def overlapping() -> bytes:
    """The list names one and the same packed part twice."""
    packed = good()
    end = packed.rindex(b"PK\x05\x06")
    listed = struct.unpack_from("<I", packed, end + 16)[0]
    first = listed + packed[listed:].index(SHEET.encode()) - 46
    words, extra, comment = struct.unpack_from("<HHH", packed, first + 28)
    record = packed[first : first + 46 + words + extra + comment].replace(b"sheet1", b"sheet2")
    tail = bytearray(packed[end:])
    for at, size, more in ((8, "<H", 1), (10, "<H", 1), (12, "<I", len(record))):
        struct.pack_into(size, tail, at, struct.unpack_from(size, tail, at)[0] + more)
    return packed[:end] + record + bytes(tail)


def many_parts() -> bytes:
    return with_({f"xl/empty{number}.xml": b"<a/>" for number in range(250)})


def forty_thousand_parts_declared_as_one() -> bytes:
    packed = zipped([(f"{number}", b"") for number in range(40_000)])
    tail = bytearray(packed[-22:])
    struct.pack_into("<HH", tail, 8, 1, 1)
    return packed[:-22] + bytes(tail)


def noise(number: int) -> str:
    """Eight signs that no packer foresees, the same ones every time."""
    return f"{zlib.crc32(number.to_bytes(4)):08x}"


def flat_rows(rows: int, columns: int = 1) -> bytes:
    cells = "<c><v>1</v></c>" * columns
    return with_({SHEET: sheet("".join(f'<row spans="{noise(row)}">{cells}</row>' for row in range(rows)))})


def many_filled_cells() -> bytes:
    """Within five thousand rows and two hundred columns, and far more than a form: packed so that no ratio tells."""
    rows = "".join(
        f"<row>{''.join(f'<c><v>{(row * 7919 + column * 104729) % 99991}</v></c>' for column in range(190))}</row>"
        for row in range(1500)
    )
    return with_({SHEET: sheet(rows)})  # fmt: skip


def shared_text_bomb() -> bytes:
    """One long text, shared by thousands of cells: small in the file, huge when read."""
    rows = "".join(f'<row><c t="s"><v>0</v></c><c><v>{int(noise(row), 16)}</v></c></row>' for row in range(4000))
    return with_({STRINGS: strings("字" * 30_000), SHEET: sheet(rows)})


def oversize_strings() -> bytes:
    return with_({STRINGS: strings(*(noise(number) for number in range(900_000)))})


def nested_elements() -> bytes:
    opened = "".join(f'<c n="{noise(number)}">' for number in range(300_000))
    return with_({SHEET: sheet(f"<row>{opened}{'</c>' * 300_000}</row>")})


def many_attributes() -> bytes:
    said = " ".join(f'a{noise(number)}{number}="1"' for number in range(600_000))
    return with_({SHEET: sheet(f"<row {said}/>")})


def endless_relations() -> bytes:
    return with_({"_rels/.rels": leads("officeDocument xl/workbook.xml", *(f"x {noise(n)}.xml" for n in range(4000)))})


def endless_names() -> bytes:
    """A list of sheets with forty thousand names below it."""
    names = "".join(f'<definedName name="n{noise(number)}">1</definedName>' for number in range(40_000))
    book = PARTS["xl/workbook.xml"].replace(b"</workbook>", f"<definedNames>{names}</definedNames></workbook>".encode())
    return with_({"xl/workbook.xml": book})


def endless_text() -> bytes:
    return cell("A1", f' t="inlineStr"><is><t>{"".join(noise(number) for number in range(400_000))}</t></is>')


# Document types and entities: five parts, three payloads, two encodings.

PAYLOADS = {
    "entity-bomb": "<!DOCTYPE x [<!ENTITY a0 'lol'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 9)) + "]>",
    "external-entity": f'<!DOCTYPE x [<!ENTITY a8 SYSTEM "file://{CANARY}">]>',
    "parameter-entity": f'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/{CANARY}"> %p; <!ENTITY a8 "x">]>',
}  # fmt: skip
EXPANDED = {
    "sheet": (SHEET, sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>&a8;</t></is></c></row>')),
    "strings": (STRINGS, strings("&a8;")),
    "styles": ("xl/styles.xml", f'{HEAD}<styleSheet xmlns="{MAIN}"><x>&a8;</x></styleSheet>'.encode()),
    "relations": ("xl/_rels/workbook.xml.rels", PARTS["xl/_rels/workbook.xml.rels"].replace(b"styles.xml", b"&a8;")),
    "properties": ("docProps/core.xml", f'{HEAD}<x xmlns="{PACKAGE}">&a8;</x>'.encode()),
}  # fmt: skip


def poisoned(part: str, payload: str, encoding: str = "utf-8") -> bytes:
    name, data = EXPANDED[part]
    head = HEAD.replace("UTF-8", encoding[:6].upper())
    return with_({name: (head + PAYLOADS[payload] + data.decode().removeprefix(HEAD)).encode(encoding)})


def _poisoned(part: str, payload: str, encoding: str = "utf-8") -> Bad:
    name = f"{payload}-in-{part}" + ("" if encoding == "utf-8" else f"-{encoding}")
    return Bad(name, lambda: poisoned(part, payload, encoding), "declares a document type or an entity")


# Other kinds of file under the name of a workbook.


def ole(*streams: str) -> bytes:
    """As much of the old container as tells what is in it."""
    directory = b"".join(stream.encode("utf-16-le").ljust(128, b"\0") for stream in streams)
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504 + directory.ljust(512, b"\0")


def office(content_type: str, main: str = "xl/workbook.xml") -> bytes:
    named = types().replace(f"{SPREADSHEET}.sheet.main+xml".encode(), content_type.encode())
    return zipped(PARTS | {"[Content_Types].xml": named, "_rels/.rels": leads(f"officeDocument {main}"), main: b"<x/>"})


def open_document() -> bytes:
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "content.xml": b"<office:document-content/>"}, zipfile.ZIP_STORED)


def locked_zip() -> bytes:
    packed = bytearray(good())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = -1
        while (start := packed.find(mark, start + 1)) >= 0:
            packed[start + flags] |= 1
    return bytes(packed)


def broken_checksum() -> bytes:
    packed = bytearray(zipped(PARTS, zipfile.ZIP_STORED))
    at = packed.index(b"<v>3</v>")
    packed[at + 3] = ord("4")
    return bytes(packed)


def holes(data: bytes, at: float) -> bytes:
    """Some bytes in the middle overwritten."""
    start = int(len(data) * at)
    return data[:start] + bytes(255 - byte for byte in data[start : start + 40]) + data[start + 40 :]


def strict() -> bytes:
    return with_({"xl/workbook.xml": PARTS["xl/workbook.xml"].replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")})  # fmt: skip


def three_hundred_sheets() -> bytes:
    """All of them lead to the same part, so that the file has few parts."""
    return with_({"xl/workbook.xml": workbook(*(f"S{n}" for n in range(300)), ids=lambda _: 1)})


def cell(place: str, inside: str) -> bytes:
    row = "".join(sign for sign in place if sign.isdigit())
    return with_({SHEET: sheet(f'<row r="{row}"><c r="{place}"{inside}</c></row>')})


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
CONTAINERS: tuple[Bad, ...] = (
    # Bombs
    Bad("too-large", large, "at most 10 MB"),
    Bad("bomb-by-size", bomb_by_size, "at most 50 MB"),
    Bad("bomb-by-ratio", bomb_by_ratio, "grows more than a hundredfold"),
    Bad("bomb-of-half-a-gigabyte", deep_bomb, "at most 50 MB"),
    Bad("bomb-that-lies", bomb_that_lies, "unpacks to another size than it declares"),
    Bad("size-is-off-by-one", bomb_that_lies_by_a_byte, "unpacks to another size than it declares"),
    Bad("overlapping-parts", overlapping, "shares its bytes"),
    Bad("many-parts", many_parts, "at most 200 are read"),
    Bad("parts-declared-as-one", forty_thousand_parts_declared_as_one, "at most 200 are read"),
    Bad("nested-archive", lambda: with_({"xl/media/more.xml": good()}), "an archive inside the archive"),
    Bad("many-rows", lambda: flat_rows(100_000), "lies too far out", "评分!A5001"),
    Bad("many-columns", lambda: flat_rows(2, 300), "lies too far out", "评分!GS1"),
    Bad("many-cells", many_filled_cells, "at most 60000 cells"),
    Bad("far-cell", lambda: cell("XFD1048576", "><v>1</v>"), "lies too far out", "评分!XFD1048576"),
    Bad("far-row", lambda: cell("A5001", "><v>1</v>"), "lies too far out", "评分!A5001"),
    Bad("far-column", lambda: cell("GS1", "><v>1</v>"), "lies too far out", "评分!GS1"),
    Bad("shared-text-bomb", shared_text_bomb, "at most 5000000 characters"),
    Bad("too-many-shared-texts", oversize_strings, "far more parts"),
    Bad("nested-elements", nested_elements, "far more parts"),
    Bad("many-attributes", many_attributes, "far more parts"),
    Bad("endless-relations", endless_relations, "what “_rels/.rels” holds"),
    Bad("endless-names", endless_names, "far more parts"),
    Bad("endless-text", endless_text, "far more parts"),
    # Entities
    *(_poisoned(part, payload) for part in EXPANDED for payload in PAYLOADS),
    *(_poisoned("sheet", payload, "utf-16") for payload in PAYLOADS),
    _poisoned("strings", "entity-bomb", "utf-16-le"),
    _poisoned("strings", "entity-bomb", "utf-16-be"),
    Bad("document-type-alone", lambda: with_({SHEET: PARTS[SHEET].replace(b"<worksheet", b"<!DOCTYPE worksheet><worksheet")}), "declares a document type"),
    Bad("document-type-in-content-types", lambda: with_({"[Content_Types].xml": types().replace(b"<Types", b"<!DOCTYPE Types><Types")}), "declares a document type"),
    Bad("utf-7", lambda: with_({SHEET: PARTS[SHEET].replace(b"UTF-8", b"UTF-7")}), "not encoded as UTF-8"),
    Bad("ebcdic", lambda: with_({SHEET: PARTS[SHEET].replace(b"UTF-8", b"cp037")}), "not encoded as UTF-8"),
    # Other kinds of file
    Bad("empty", lambda: b"", "it has no bytes"),
    Bad("one-byte", lambda: b"P", "plain text"),
    Bad("four-bytes", lambda: b"PK\x03\x04", "cut off"),
    Bad("encrypted", lambda: ole("Root Entry", "EncryptionInfo", "EncryptedPackage"), "has a password"),
    Bad("encrypted-parts", locked_zip, "has a password"),
    Bad("xls", lambda: ole("Root Entry", "Workbook"), "old format (.xls)"),
    Bad("xls-of-1995", lambda: ole("Root Entry", "Book"), "old format (.xls)"),
    Bad("doc", lambda: ole("Root Entry", "WordDocument"), "old Office format"),
    Bad("csv-renamed", lambda: b"indicator,level\nA1-1,3\n", "CSV text"),
    Bad("csv-of-chinese-excel", lambda: "指标,评级\nA1-1,3\n".encode("gb18030"), "CSV text"),
    Bad("html-renamed", lambda: b"<html><body><table><tr><td>3</td></tr></table></body></html>", "a web page"),
    Bad("xml-2003", lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "XML Spreadsheet 2003"),
    Bad("pdf", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF document"),
    Bad("picture", lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture"),
    Bad("noise", lambda: bytes(range(1, 256)) * 4, "unknown contents"),
    Bad("xlsm", lambda: office("application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "(.xlsm)"),
    Bad("xltm", lambda: office("application/vnd.ms-excel.template.macroEnabled.main+xml"), "(.xltm)"),
    Bad("xltx", lambda: office(f"{SPREADSHEET}.template.main+xml"), "(.xltx)"),
    Bad("xlsb", lambda: office("application/vnd.ms-excel.sheet.binary.macroEnabled.main", "xl/workbook.bin"), "(.xlsb)"),
    Bad("docx", lambda: office(WORD, "word/document.xml"), "(.docx)"),
    Bad("docm", lambda: office("application/vnd.ms-word.document.macroEnabled.main+xml", "word/document.xml"), "(.docm)"),
    Bad("pptx", lambda: office(SLIDES, "ppt/presentation.xml"), "(.pptx)"),
    Bad("ods", open_document, "(.ods)"),
    Bad("archive-of-photographs", lambda: zipped({"a.jpg": b"\xff\xd8\xff"}), "an archive of other files"),
    Bad("empty-archive", lambda: zipped({}), "[Content_Types].xml is missing"),
    Bad("strict", strict, "Strict Open XML"),
    # Damage
    *(Bad(f"cut-off-at-{share}-percent", lambda share=share: good()[: len(good()) * share // 100], "cut off") for share in (10, 50, 90)),  # type: ignore[misc]  # a lambda that keeps its number
    Bad("last-byte-missing", lambda: good()[:-1], "damaged"),
    Bad("checksum-is-broken", broken_checksum, "damaged"),
    Bad("hole-in-the-list", lambda: holes(good(), 0.8), "damaged"),
    Bad("packed-in-a-rare-way", lambda: zipped(PARTS, zipfile.ZIP_LZMA), "packed in a way"),
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


def huge_comment() -> bytes:
    """Nothing to refuse, but slow where the parser begins an unfinished element again with every piece it gets."""
    comment = "".join(f"<{noise(number)}{20 * '<'}" for number in range(1_000_000))
    return with_({SHEET: PARTS[SHEET].replace(b"<sheetData>", f"<!--{comment}--><sheetData>".encode())})


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for bad in CONTAINERS:
        (folder / f"{bad.name}.xlsx").write_bytes(bad.data())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
