"""The gate: every bad workbook is refused in words, and every guard would be missed."""

from __future__ import annotations

import shutil
import subprocess
import sys
import xml.sax
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.sax.handler import ContentHandler, feature_external_ges

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assessor.errors import WorkbookFault
from assessor.workbooks import gate, parts
from assessor.workbooks.child import read_workbook
from assessor.workbooks.elements import Unreadable
from assessor.workbooks.gate import refuse_hostile
from assessor.workbooks.reading import contents
from tests.bad_workbooks import bombs, build
from tests.bad_workbooks.build import CONTAINERS
from tests.bad_workbooks.entities import CANARY, EXPANDED, PAYLOADS, poisoned
from tests.bad_workbooks.parts import HEAD, MEGABYTE, PARTS, SHEET, STRINGS, Bad, good, leads, strings, types, with_

ROOT = Path(__file__).parent.parent.parent
BY_NAME = {bad.name: bad for bad in CONTAINERS}


def refused(data: bytes, name: str = "填好.xlsx") -> str:
    with pytest.raises(WorkbookFault) as fault:
        read_workbook(data, name)
    assert fault.value.message("zh") != fault.value.message("en")
    return fault.value.message("en")


def test_a_plain_workbook_passes() -> None:
    (grid,) = read_workbook(good(), "填好.xlsx").grids
    assert [found.value for found in grid.cells.values()] == ["A1-1", 3]


@pytest.mark.parametrize("bad", CONTAINERS, ids=lambda bad: bad.name)
def test_a_bad_workbook_is_refused_in_words_that_name_the_file_and_the_cell(bad: Bad) -> None:
    said = refused(bad.data())
    assert bad.says in said
    assert said.startswith(f"填好.xlsx / {bad.at}: " if bad.at else "填好.xlsx: ")
    assert "Fix: " in said


def test_a_huge_comment_costs_little_and_is_read_past() -> None:
    assert len(read_workbook(bombs.huge_comment(), "x.xlsx").grids[0].cells) == 2


def test_all_that_speaks_against_a_file_is_said_at_once() -> None:
    said = refused(with_({"xl/../a.xml": b"<a/>", "C:/b.xml": b"<a/>"}))
    assert said.count("a name that is not allowed") == 2
    said = refused(with_({"xl/vbaProject.bin": b"\1", "xl/externalLinks/externalLink1.xml": b"<a/>"}))
    assert "carries macros" in said
    assert "data outside itself" in said


# Positive controls: what would happen if the gate were not there.


def test_the_bomb_would_really_grow() -> None:
    packed = bombs.deep_bomb()
    assert len(packed) < MEGABYTE
    with zipfile.ZipFile(BytesIO(packed)) as archive, archive.open("xl/media/zeros.bin") as stream:
        assert sum(len(piece) for piece in iter(lambda: stream.read(MEGABYTE), b"")) == 512 * MEGABYTE


def test_the_lying_bomb_would_really_grow_past_what_it_declares() -> None:
    packed = bombs.bomb_that_lies()
    entry = zipfile.ZipFile(BytesIO(packed)).getinfo("xl/part.xml")
    start = entry.header_offset + 30 + len(entry.filename)
    assert entry.file_size == 100
    assert len(zlib.decompress(packed[start : start + entry.compress_size], -15)) > 30 * MEGABYTE


@pytest.mark.parametrize(
    ("limit", "name"),
    [
        ("MOST_BYTES", "too-large"),
        ("MOST_UNPACKED", "bomb-by-size"),
        ("MOST_RATIO", "bomb-by-ratio"),
        ("MOST_PARTS", "many-parts"),
    ],
)
def test_each_limit_of_the_gate_is_what_refuses_its_bomb(
    limit: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, limit, 10**9)
    refuse_hostile(BY_NAME[name].data(), name)


def test_the_external_entity_would_really_be_read() -> None:
    class Collected(ContentHandler):
        text = ""

        def characters(self, content: str) -> None:
            self.text += content

    reader, collected = xml.sax.make_parser(), Collected()
    reader.setFeature(feature_external_ges, True)
    reader.setContentHandler(collected)
    with zipfile.ZipFile(BytesIO(poisoned("sheet", "external-entity"))) as archive:
        reader.parse(BytesIO(archive.read(SHEET)))
    assert collected.text.strip() == Path(CANARY).read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("part", sorted(set(EXPANDED) - {"properties"}))  # properties are not read at all
def test_behind_the_gate_the_reader_refuses_entities_once_more(part: str, payload: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        contents(poisoned(part, payload))
    assert refusal.value.code in ("part-xml", "sheet-xml")


def test_without_either_guard_an_entity_would_be_expanded_into_a_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        parts, "DefusedXMLParser", lambda target, forbid_dtd: ET.XMLParser(target=target)
    )  # fmt: skip
    few = with_({SHEET: b"<!DOCTYPE x [<!ENTITY a8 'lol'>]>" + EXPANDED["sheet"][1].removeprefix(HEAD.encode())})
    assert [found.value for found in contents(few).grids[0].cells.values()] == ["lol"]
    assert "document type" in refused(few)


def test_a_user_may_write_about_document_types() -> None:
    told = with_({STRINGS: strings("&lt;!DOCTYPE html&gt; &lt;!ENTITY")})
    assert read_workbook(told, "x.xlsx").grids[0].cells[1, 1].value == "<!DOCTYPE html> <!ENTITY"


# Pictures, which are never parsed.

LOGO = "xl/media/image1.svg"
DRAWN = b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd"><svg/>'
PRESSED = b"\x1f\x8b\x08" + bytes(40)


def with_picture(part: str, picture: bytes, kind: str = "image", content_type: str = "") -> bytes:
    named = [f'<Override PartName="/{part}" ContentType="{content_type}"/>'] if content_type else []
    at = "xl/drawings/_rels/drawing1.xml.rels"
    return with_({"[Content_Types].xml": types(*named), at: leads(f"{kind} /{part}"), part: picture})


def test_a_logo_with_a_document_type_and_a_packed_picture_pass() -> None:
    for data in (with_picture(LOGO, DRAWN), with_picture(LOGO, DRAWN, content_type="image/svg+xml"),
                 with_picture(LOGO, DRAWN.replace(b"UTF-8", b"iso-8859-1")),
                 with_picture("xl/media/image1.emz", PRESSED)):  # fmt: skip
        assert len(read_workbook(data, "x.xlsx").grids) == 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (with_picture(LOGO, DRAWN, "worksheet"), "declares a document type"),
        (with_picture(LOGO, DRAWN, content_type="application/xml"), "declares a document type"),
        (with_picture("xl/media/image1.xml", DRAWN), "declares a document type"),
        (with_picture("xl/media/image1.rels", DRAWN), "declares a document type"),
        (with_picture("xl/drawings/vmlDrawing1.vml", DRAWN), "declares a document type"),
        (with_picture("xl/drawings/image1.svg", DRAWN), "declares a document type"),
        (with_picture("xl/media/image1.emz", PRESSED, "worksheet"), "an archive inside the archive"),
        (with_picture("xl/media/image1.png", PRESSED), "an archive inside the archive"),
        (with_picture("xl/media/image1.emz", good()), "an archive inside the archive"),
    ],
)
def test_what_is_a_picture_by_its_name_alone_is_refused(data: bytes, says: str) -> None:
    assert says in refused(data)


def test_a_bomb_behind_a_document_type_is_still_measured() -> None:
    told = refused(bombs.declaring(LOGO, DRAWN + b" " * MEGABYTE, 100))
    assert "another size than it declares" in told


def test_form_controls_are_refused_with_what_to_do_about_them() -> None:
    told = refused(with_({"xl/ctrlProps/ctrlProp1.xml": b"<a/>"}))
    assert "form controls such as check boxes" in told
    assert "delete the form controls and save" in told


# What every refusal costs.

WATCHED = """
import resource, sys
from pathlib import Path
from assessor.errors import WorkbookFault
from assessor.workbooks.child import read_workbook
opened = []
def watch(event, given):
    if event in ("socket.__new__", "socket.connect") or (event == "open" and not isinstance(given[0], int)):
        opened.append((event, str(given[0])))
files = [(path.name, path.read_bytes()) for path in sorted(Path(sys.argv[1]).iterdir())]
try:
    read_workbook(files[0][1], files[0][0])
except WorkbookFault:
    pass
def peak():
    # Not by getrusage: that begins with the peak of whoever started this process.
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) // 1024
before = peak()
sys.addaudithook(watch)
for name, data in files:
    try:
        read_workbook(data, name)
        print("accepted", name)
    except WorkbookFault:
        pass
opened = [one for one in opened if one[1] != "/dev/null" and not one[1].endswith((".py", ".pyc"))]
print("opened", opened)
print("grown", peak() - before)
filled = b"x" * 200 * 2**20
print("control", peak() - before)
print("child", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("bad")
    build.main(place)
    return place


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_no_bad_workbook_makes_the_caller_grow_or_open_a_file_or_a_socket(folder: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", WATCHED, str(folder)], cwd=ROOT, capture_output=True, text=True, timeout=300, check=True
    )
    said = dict(line.split(" ", 1) for line in ran.stdout.splitlines())
    assert set(said) == {"grown", "control", "child", "opened"}
    assert int(said["grown"]) < 150 < int(said["control"])
    assert 0 < int(said["child"]) < 512
    assert said["opened"] == "[]"


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_neither_caller_nor_child_opens_what_an_entity_names(tmp_path: Path) -> None:
    for part in EXPANDED:
        for payload in PAYLOADS:
            (tmp_path / f"{part}-{payload}.xlsx").write_bytes(poisoned(part, payload))
    log = tmp_path.parent / f"{tmp_path.name}.log"
    # The gate is switched off, so that the child meets every one of them.
    code = f"from assessor.workbooks import child; child.refuse_hostile = lambda data, name: None\n{WATCHED}"
    subprocess.run(
        ["strace", "-f", "-qq", "-e", "trace=open,openat,connect", "-o", str(log), sys.executable, "-c", code, str(tmp_path)],
        cwd=ROOT, capture_output=True, timeout=300, check=True,
    )  # fmt: skip
    calls = log.read_text(encoding="utf-8", errors="replace")
    assert "styles-external-entity.xlsx" in calls  # the log does show what is opened
    assert f'"{CANARY}"' not in calls
    assert "AF_INET" not in calls


BASE = good()


@given(st.lists(st.tuples(st.integers(0, len(BASE) - 1), st.integers(0, 255)), min_size=1, max_size=4))
@example([(26, 5)])
def test_whatever_bytes_are_changed_the_file_is_read_or_refused_in_words(changes: list[tuple[int, int]]) -> None:
    changed = bytearray(BASE)
    for at, byte in changes:
        changed[at] = byte
    _read_or_refused(bytes(changed))


@given(
    st.sampled_from(sorted(PARTS)),
    st.integers(0, 2000),
    st.integers(0, 30),
    st.sampled_from(
        [
            b"",
            b"\0",
            b"<",
            b'"',
            b"<v>",
            b"-1",
            b"99999999999999999999",
            b"A1:XFD1048576",
            "１".encode(),
            b"&lt;",
            b"\xff",
        ]
    ),
)
def test_whatever_a_part_says_the_file_is_read_or_refused_in_words(
    part: str, at: int, length: int, said: bytes
) -> None:
    start = at % len(PARTS[part])
    changed = PARTS[part][:start] + said + PARTS[part][start + length :]
    _read_or_refused(with_({part: changed}))


def _read_or_refused(data: bytes) -> None:
    try:
        refuse_hostile(data, "x.xlsx")
        assert len(contents(data).grids) <= 1
    except (WorkbookFault, Unreadable):
        pass
