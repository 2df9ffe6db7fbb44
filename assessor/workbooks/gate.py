"""The gate: what a file must be before anything in it is parsed.

Works on bytes, and counts what is unpacked instead of believing what the archive declares. Only the list of
content types and the relations between parts are read, when their size and their lack of a DTD are known.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException

from assessor.errors import Problem, WorkbookFault
from assessor.workbooks.parts import CONTENT_TYPES, ROOT_RELATIONS, WORKBOOK, content_types, relations
from assessor.workbooks.signatures import OFFICE_KINDS, OLE, OPEN_DOCUMENTS, not_a_zip
from assessor.workbooks.words import problem

MEGABYTE = 2**20
MOST_BYTES = 10 * MEGABYTE
MOST_UNPACKED = 50 * MEGABYTE
MOST_PARTS = 200
MOST_RATIO = 100
EXCUSED = MEGABYTE
"""A part this small may be packed as tightly as it likes: many alike rows are."""
MOST_STRUCTURE = MEGABYTE // 4
"""Size of a list of content types or relations."""
MOST_TOLD = 20
"""Faults of one file."""
_PIECE = 64 * 1024
_STORED, _DEFLATED = 0, 8
_LOCKED, _PATCHED = 0x1 | 0x40, 0x20
_DTD = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)")
_ENCODINGS = {b"utf-8", b"utf8", b"utf-16", b"utf-16le", b"utf-16be", b"us-ascii", b"ascii"}
_GZIP = b"\x1f\x8b\x08"
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", _GZIP)
# Pictures are never parsed here, so that a drawing may begin as drawing programs begin it: with a document type, in
# any encoding, packed by gzip. They are pictures by name and only as long as nothing leads to them as anything else.
_PICTURE = re.compile(r"(^|/)media/[^/]+\.(svg|emz|wmz|emf|wmf|png|jpe?g|gif|bmp|tiff?)$", re.IGNORECASE)
_PACKED_PICTURE = re.compile(r"\.(emz|wmz)$", re.IGNORECASE)
# Names, content types and relations of parts that make a workbook more than a table.
_FORBIDDEN: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("macro", re.compile(r"vba(project|data)|macrosheets?|macroenabled|intlmacrosheet|xlmacro", re.IGNORECASE)),
    ("embedded", re.compile(r"activex|embeddings|oleobject|(^|/)package$|control(\.|$)|customui", re.IGNORECASE)),
    ("control", re.compile(r"ctrlprop|controlproperties", re.IGNORECASE)),
    ("outside", re.compile(r"externallink|externalreference|connections?(\.xml|\+xml)?$|querytable|attachedtemplate", re.IGNORECASE)),
)  # fmt: skip


class _Refused(Exception):
    """A part that is not unpacked to its end."""

    def __init__(self, code: str) -> None:
        self.code = code


def refuse_hostile(data: bytes, name: str) -> None:
    """Let a plain .xlsx through.

    Raises:
        WorkbookFault: with everything that speaks against the file; place is its name.
    """
    for stage in (_whole, _listed, _unpacked):
        if problems := list(dict.fromkeys(stage(data, name))):
            raise WorkbookFault(*problems[:MOST_TOLD])


def _whole(data: bytes, name: str) -> Iterator[Problem]:
    if not data:
        yield problem("empty", name)
    elif len(data) > MOST_BYTES:
        yield problem("large", name, f"{len(data) / MEGABYTE:.1f}")
    elif not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        yield not_a_zip(data, name)
    elif b"PK\x05\x06" not in data:
        yield problem("cut-off", name)
    elif (parts := data.count(b"PK\x01\x02")) > MOST_PARTS:
        # Counted in the bytes: the list itself would fill memory, and its own count can lie.
        yield problem("many-parts", name, parts)
    else:
        try:
            zipfile.ZipFile(BytesIO(data)).close()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, struct.error) as error:
            yield problem("damaged", name, error)


def _entries(data: bytes) -> list[zipfile.ZipInfo]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.infolist()


def _listed(data: bytes, name: str) -> Iterator[Problem]:
    """What the list of parts gives away without unpacking any."""
    entries = _entries(data)
    if any(entry.flag_bits & _LOCKED for entry in entries):
        yield problem("encrypted", name)
    for entry in entries:
        said = _printable(entry.orig_filename)
        if _is_bad_name(entry.orig_filename):
            yield problem("part-name", name, said)
        if entry.compress_type not in (_STORED, _DEFLATED) or entry.flag_bits & _PATCHED:
            yield problem("packing", name, said)
        if entry.file_size > max(EXCUSED, MOST_RATIO * entry.compress_size):
            yield problem("ratio", name, said)
    total = sum(entry.file_size for entry in entries)
    if total > MOST_UNPACKED:
        yield problem("unpacks-large", name, f"{total / MEGABYTE:.0f}")
    for twice, times in Counter(entry.orig_filename.casefold() for entry in entries).items():
        if times > 1:
            yield problem("twice", name, _printable(twice))
    yield from _overlaps(data, entries, name)
    yield from _named_twice_over(data, entries, name)


def _is_bad_name(part: str) -> bool:
    steps = part.split("/")
    return (
        part.startswith("/")
        or bool(re.search(r"[\\:\x00-\x1f]", part))
        or any(step in ("..", ".") for step in steps)
        or "" in steps[:-1]
        or len(part) > 200
    )


def _printable(part: str) -> str:
    return re.sub(r"[^\x20-\x7e\u4e00-\u9fff]", "?", part)[:80]


def _span(data: bytes, entry: zipfile.ZipInfo) -> tuple[int, int] | None:
    """Where the packed bytes of a part begin and end; None where the file says something impossible."""
    start = entry.header_offset
    if start < 0 or data[start : start + 4] != b"PK\x03\x04" or start + 30 > len(data):
        return None
    words, more = struct.unpack_from("<HH", data, start + 26)
    begin = start + 30 + words + more
    return (begin, begin + entry.compress_size) if begin + entry.compress_size <= len(data) else None


def _overlaps(data: bytes, entries: list[zipfile.ZipInfo], name: str) -> Iterator[Problem]:
    end = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        span = _span(data, entry)
        if span is None:
            yield problem("damaged", name, _printable(entry.orig_filename))
        elif entry.header_offset < end:
            yield problem("overlap", name, _printable(entry.orig_filename))
        else:
            end = span[1]


def _named_twice_over(data: bytes, entries: list[zipfile.ZipInfo], name: str) -> Iterator[Problem]:
    """Each part is named in the list and before its bytes; both must say the same."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for entry in entries:
            try:
                archive.open(entry).close()
            except zipfile.BadZipFile:
                yield problem("damaged", name, _printable(entry.orig_filename))
            except (RuntimeError, NotImplementedError, UnicodeDecodeError, ValueError):
                continue  # locked or packed in a rare way, which is said already


def _unpacked(data: bytes, name: str) -> Iterator[Problem]:
    """Unpack every part once, keep only the small ones that say what the file is."""
    kept: dict[str, bytes] = {}
    pictures: dict[str, str] = {}
    entries = _entries(data)
    parts = [entry.orig_filename for entry in entries]
    if CONTENT_TYPES not in parts:
        yield _other_archive(data, parts, name)
        return
    for entry in entries:
        part = entry.orig_filename
        watch = _Watch(part)
        try:
            for piece in _pieces(data, entry):
                watch.see(piece)
        except _Refused as refused:
            yield problem(refused.code, name, _printable(part))
        if watch.kept:
            kept[part] = bytes(watch.seen)
        if watch.excused:
            pictures[part] = watch.excused
    yield from _nature(kept, pictures, parts, name)


def _pieces(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a part, never more than it declares."""
    span = _span(data, entry)
    packed = memoryview(data)[slice(*span)] if span else memoryview(b"")
    size = check = 0
    for piece in _inflated(packed) if entry.compress_type == _DEFLATED else _sliced(packed):
        size += len(piece)
        if size > entry.file_size:
            raise _Refused("lies")
        check = zlib.crc32(piece, check)
        yield piece
    if size != entry.file_size:
        raise _Refused("lies")
    if check != entry.CRC:
        raise _Refused("damaged")


def _sliced(packed: memoryview) -> Iterator[bytes]:
    return (bytes(packed[start : start + _PIECE]) for start in range(0, len(packed), _PIECE))


def _inflated(packed: memoryview) -> Iterator[bytes]:
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for fed in _sliced(packed):
            rest = fed
            while rest and not engine.eof:
                yield engine.decompress(rest, _PIECE)
                rest = engine.unconsumed_tail
        while not engine.eof and (piece := engine.decompress(b"", _PIECE)):
            yield piece
    except zlib.error:
        raise _Refused("damaged") from None
    if not engine.eof:
        raise _Refused("damaged")


class _Watch:
    """Looks at a part piece by piece as it is unpacked."""

    def __init__(self, part: str) -> None:
        self.kept = part == CONTENT_TYPES or part.endswith(".rels")
        self.excused = ""
        """What would speak against a picture if it were read."""
        self._picture, self._packed = bool(_PICTURE.search(part)), bool(_PACKED_PICTURE.search(part))
        self.seen = bytearray()
        self._tail = b""
        self._begun = False

    def see(self, piece: bytes) -> None:
        # UTF-16 puts a zero beside each of these signs.
        plain = piece.translate(None, b"\0") if b"\0" in piece else piece
        if not self._begun:
            self._begin(piece, plain)
        if _DTD.search(self._tail + plain):
            self._hold("dtd")
        self._tail = plain[-16:]
        if self.kept:
            self.seen += piece
            if len(self.seen) > MOST_STRUCTURE:
                raise _Refused("part-xml")

    def _begin(self, piece: bytes, plain: bytes) -> None:
        self._begun = True
        if piece.startswith(_GZIP) and self._packed:
            self.excused = "nested"
        elif piece.startswith(_ARCHIVES):
            raise _Refused("nested")
        if piece.startswith(OLE):
            raise _Refused("embedded")
        declared = _ENCODING.match(re.sub(rb"^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)", b"", plain[:1024]))
        if declared and declared[1].lower() not in _ENCODINGS:
            self._hold("encoding")

    def _hold(self, code: str) -> None:
        if not self._picture:
            raise _Refused(code)
        self.excused = code


def _nature(kept: dict[str, bytes], pictures: dict[str, str], parts: list[str], name: str) -> Iterator[Problem]:
    """Whether it is a plain workbook and nothing else."""
    types: list[tuple[str, str]] = []
    leads: dict[str, list[tuple[str, str, bool]]] = {}
    for part, written in kept.items():
        try:
            if part == CONTENT_TYPES:
                types = content_types(written)
            else:
                leads[part] = [(one.kind, one.target, one.outside) for one in relations(written, part)]
        except (ParseError, DefusedXmlException, ValueError):
            yield problem("xml", name, _printable(part))
    yield from _main_part(types, leads, parts, name)
    read = {part for part, kind in types if not kind.startswith("image/")}
    read |= {to for several in leads.values() for kind, to, _ in several if kind != "image"}
    for part in sorted(read & pictures.keys()):
        yield problem(pictures[part], name, _printable(part))
    found = dict.fromkeys(parts, "") | {kind: part for part, kind in types}
    for several in leads.values():
        found |= {kind: target for kind, target, _ in several}
    told = {(code, part or one) for one, part in found.items() for code, pattern in _FORBIDDEN if pattern.search(one)}
    told |= {("outside", to) for several in leads.values() for kind, to, out in several if out and kind != "hyperlink"}
    for code, said in sorted(told)[:8]:
        yield problem(code, name, _printable(said))


def _main_part(
    types: list[tuple[str, str]], leads: dict[str, list[tuple[str, str, bool]]], parts: list[str], name: str
) -> Iterator[Problem]:
    kinds = [OFFICE_KINDS[kind] for _, kind in types if kind in OFFICE_KINDS]
    mains = {part for part, kind in types if kind == WORKBOOK} - {""}
    led = [to for kind, to, _ in leads.get(ROOT_RELATIONS, ()) if kind == "officeDocument"]
    if kinds:
        yield problem("kind", name, *kinds[0])
    elif len(mains) > 1 or len(led) > 1:
        yield problem("two-workbooks", name)
    elif not led or led[0] not in parts or (led[0] not in mains and ("", WORKBOOK) not in types):
        yield problem("no-workbook", name, (*mains, "xl/workbook.xml")[0])


def _other_archive(data: bytes, parts: list[str], name: str) -> Problem:
    """An archive without a list of content types: an OpenDocument file names itself in its first bytes."""
    for kind, words in OPEN_DOCUMENTS.items():
        if b"application/vnd.oasis.opendocument." + kind.encode() in data[:200]:
            return problem("kind", name, *words)
    return (
        problem("other", name, "压缩包", "an archive of other files")
        if parts
        else problem("no-workbook", name, CONTENT_TYPES)
    )
