"""Bombs: more than anybody would send."""

from __future__ import annotations

import struct
import zlib
from functools import cache

from tests.bad_workbooks.parts import (
    MEGABYTE,
    PARTS,
    SHEET,
    STRINGS,
    Bad,
    cell,
    good,
    leads,
    noise,
    sheet,
    strings,
    with_,
    zipped,
)


@cache
def large() -> bytes:
    noise = b"".join(struct.pack("<I", zlib.crc32(struct.pack("<I", number))) for number in range(11 * MEGABYTE // 4))
    return with_({"xl/media/image1.png": noise})


@cache
def bomb_by_size() -> bytes:
    """Sixty parts of a megabyte each: none is packed tightly enough to be refused for itself."""
    return with_({f"xl/part{number}.xml": b"<a>" + b" " * (MEGABYTE - 7) + b"</a>" for number in range(60)})


@cache
def bomb_by_ratio() -> bytes:
    return with_({SHEET: sheet("<row/>" * (6 * MEGABYTE // 6))})


@cache
def deep_bomb() -> bytes:
    """As in the reports of others: half a megabyte that unpacks to half a gigabyte."""
    return zipped([*PARTS.items(), ("xl/media/zeros.bin", b"\0" * (512 * MEGABYTE))])


@cache
def bomb_that_lies() -> bytes:
    """Thirty megabytes that declare to be a hundred bytes."""
    return declaring("xl/part.xml", b"<a>" + b" " * (30 * MEGABYTE) + b"</a>", 100)


def bomb_that_lies_by_a_byte() -> bytes:
    return declaring(SHEET, PARTS[SHEET], len(PARTS[SHEET]) + 1)


def declaring(name: str, data: bytes, size: int) -> bytes:
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


@cache
def forty_thousand_parts_declared_as_one() -> bytes:
    packed = zipped([(f"{number}", b"") for number in range(40_000)])
    tail = bytearray(packed[-22:])
    struct.pack_into("<HH", tail, 8, 1, 1)
    return packed[:-22] + bytes(tail)


def flat_rows(rows: int, columns: int = 1) -> bytes:
    cells = "<c><v>1</v></c>" * columns
    return with_({SHEET: sheet("".join(f'<row spans="{noise(row)}">{cells}</row>' for row in range(rows)))})


@cache
def many_filled_cells() -> bytes:
    """Within five thousand rows and two hundred columns, and far more than a form: packed so that no ratio tells."""
    rows = "".join(
        f"<row>{''.join(f'<c><v>{(row * 7919 + column * 104729) % 99991}</v></c>' for column in range(190))}</row>"
        for row in range(1500)
    )
    return with_({SHEET: sheet(rows)})  # fmt: skip


@cache
def shared_text_bomb() -> bytes:
    """One long text, shared by thousands of cells: small in the file, huge when read."""
    rows = "".join(f'<row><c t="s"><v>0</v></c><c><v>{int(noise(row), 16)}</v></c></row>' for row in range(4000))
    return with_({STRINGS: strings("字" * 30_000), SHEET: sheet(rows)})


@cache
def oversize_strings() -> bytes:
    return with_({STRINGS: strings(*(noise(number) for number in range(900_000)))})


@cache
def nested_elements() -> bytes:
    opened = "".join(f'<c n="{noise(number)}">' for number in range(300_000))
    return with_({SHEET: sheet(f"<row>{opened}{'</c>' * 300_000}</row>")})


@cache
def many_attributes() -> bytes:
    said = " ".join(f'a{noise(number)}{number}="1"' for number in range(600_000))
    return with_({SHEET: sheet(f"<row {said}/>")})


@cache
def endless_relations() -> bytes:
    return with_({"_rels/.rels": leads("officeDocument xl/workbook.xml", *(f"x {noise(n)}.xml" for n in range(4000)))})


@cache
def endless_names() -> bytes:
    """A list of sheets with forty thousand names below it."""
    names = "".join(f'<definedName name="n{noise(number)}">1</definedName>' for number in range(40_000))
    book = PARTS["xl/workbook.xml"].replace(b"</workbook>", f"<definedNames>{names}</definedNames></workbook>".encode())
    return with_({"xl/workbook.xml": book})


@cache
def endless_text() -> bytes:
    return cell("A1", f' t="inlineStr"><is><t>{"".join(noise(number) for number in range(400_000))}</t></is>')


@cache
def huge_comment() -> bytes:
    """Nothing to refuse, but slow where the parser begins an unfinished element again with every piece it gets."""
    comment = "".join(f"<{noise(number)}{20 * '<'}" for number in range(1_000_000))
    return with_({SHEET: PARTS[SHEET].replace(b"<sheetData>", f"<!--{comment}--><sheetData>".encode())})


BOMBS: tuple[Bad, ...] = (
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
)  # fmt: skip
