"""Other kinds of file under the name of a workbook, and damaged ones."""

from __future__ import annotations

import zipfile

from tests.bad_workbooks.parts import MAIN, PARTS, SPREADSHEET, Bad, good, leads, types, with_, zipped

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"


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


KINDS: tuple[Bad, ...] = (
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
)  # fmt: skip
