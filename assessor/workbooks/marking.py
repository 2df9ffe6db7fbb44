"""The same workbook with remarks on some of its cells, all else byte for byte as it was.

Only the parts that carry remarks are touched, through lxml, which keeps what it does not know: a spreadsheet library
that reads and writes the whole workbook would lose what it cannot read and change texts. Runs in the child process.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Final

from lxml import etree

from assessor.workbooks.elements import Unreadable
from assessor.workbooks.grid import position
from assessor.workbooks.parts import CONTENT_TYPES, MAIN, RELATION, ROOT_RELATIONS, Relation, relations, relations_of
from assessor.workbooks.vml import Remark, drawing_with

if TYPE_CHECKING:  # it would bring a library along that the child does not need
    from assessor.text import Language

AUTHORS: Final[dict[Language, str]] = {"zh": "城市对外交往统筹机制评估", "en": "City coordination assessment"}
TINT = "FFFFE0B2"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = RELATION.strip("{}")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_NEW = (1980, 1, 1, 0, 0, 0)
# What stands behind a sheet's list of tints and behind its link to the drawing of comments, by the standard.
_AFTER_TINTS: Final = (
    "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks",
    "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing",
)  # fmt: skip
_AFTER_DRAWING: Final = (
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
_AFTER_LOOKS: Final = ("tableStyles", "colors", "extLst")


def marked(data: bytes, remarks: Mapping[str, Mapping[str, str]], language: Language) -> bytes:
    """The workbook with `remarks`, sheet -> cell -> words.

    Raises:
        Unreadable: if it has no such sheet, or a part that would have to be touched is not as it should be.
    """
    package = _Package(data)
    try:
        sheets = package.sheets()
        for number, (name, cells) in enumerate(remarks.items(), start=1):
            if name not in sheets:
                raise Unreadable("no-sheet", name)
            if cells:
                said = [_remark(cell, words) for cell, words in cells.items()]
                package.remark(sheets[name], said, AUTHORS[language], number)
    except (etree.XMLSyntaxError, KeyError, ValueError, StopIteration) as error:  # the last: a part that is not there
        raise Unreadable("mark") from error
    return package.written()


def _remark(cell: str, words: str) -> Remark:
    place = position(cell)
    if place is None:
        raise ValueError(cell)
    return Remark(cell, *place, words)


class _Package:
    """The parts of a workbook, of which some are changed."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            self.entries = archive.infolist()
            self.parts = {entry.filename: archive.read(entry) for entry in self.entries}
        self.main = next(
            one.target for one in relations(self.parts[ROOT_RELATIONS], ROOT_RELATIONS) if one.kind == "officeDocument"
        )
        self._tint: int | None = None

    def written(self) -> bytes:
        stream = BytesIO()
        known = {entry.filename: entry for entry in self.entries}
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.parts.items():
                kept = known.get(name)
                entry = zipfile.ZipInfo(name, kept.date_time if kept else _NEW)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, data)
        return stream.getvalue()

    def sheets(self) -> dict[str, str]:
        """Name of each sheet and of its part."""
        leads = {one.id: one.target for one in self._leads(self.main)}
        root = _tree(self.parts[self.main])
        return {one.get("name", ""): leads[one.get(f"{RELATION}id", "")] for one in root.iter(f"{MAIN}sheet")}

    def remark(self, sheet: str, remarks: list[Remark], author: str, number: int) -> None:
        leads = self._leads(sheet)
        comments = next((one.target for one in leads if one.kind == "comments"), "")
        if not comments:
            comments = self._new(f"xl/comments_review{number}.xml", _COMMENTS_TYPE)
            self.parts[comments] = f'<comments xmlns="{MAIN.strip("{}")}"><authors/><commentList/></comments>'.encode()
            self._lead(sheet, "comments", comments)
        self.parts[comments] = _with_comments(self.parts[comments], remarks, author)
        root = _tree(self.parts[sheet])
        link = root.find(f"{MAIN}legacyDrawing")
        if link is None:
            drawing = self._new(f"xl/drawings/vmlDrawing_review{number}.vml", "")
            link = etree.Element(f"{MAIN}legacyDrawing", {f"{RELATION}id": self._lead(sheet, "vmlDrawing", drawing)})
            _place(root, link, _AFTER_DRAWING)
        else:
            drawing = next(one.target for one in leads if one.id == link.get(f"{RELATION}id"))
        self.parts[drawing] = drawing_with(self.parts.get(drawing), remarks, number)
        _tinted(root, remarks, self._tint_number())
        self.parts[sheet] = _bytes(root)

    def _leads(self, part: str) -> list[Relation]:
        name = relations_of(part)
        return relations(self.parts[name], name) if name in self.parts else []

    def _new(self, part: str, content_type: str) -> str:
        """Announce a part; without a type of its own it goes by its ending."""
        if part in self.parts:
            raise ValueError(part)
        root = _tree(self.parts[CONTENT_TYPES])
        if content_type:
            etree.SubElement(
                root, f"{{{_PACKAGE}/content-types}}Override", PartName=f"/{part}", ContentType=content_type
            )
        elif not any((one.get("Extension") or "").lower() == "vml" for one in root):  # a comment has none
            root.insert(
                0, etree.Element(f"{{{_PACKAGE}/content-types}}Default", Extension="vml", ContentType=_VML_TYPE)
            )
        self.parts[CONTENT_TYPES] = _bytes(root)
        return part

    def _lead(self, sheet: str, kind: str, part: str) -> str:
        name = relations_of(sheet)
        empty = f'<Relationships xmlns="{_PACKAGE}/relationships"/>'.encode()
        root = _tree(self.parts.get(name, empty))
        taken = {one.get("Id") for one in root}
        id_ = next(f"rIdReview{number}" for number in range(1, len(taken) + 2) if f"rIdReview{number}" not in taken)
        etree.SubElement(
            root, f"{{{_PACKAGE}/relationships}}Relationship", Id=id_, Type=f"{_OFFICE}/{kind}", Target=f"/{part}"
        )
        self.parts[name] = _bytes(root)
        return id_

    def _tint_number(self) -> int:
        """Number of the look that tints a cell, added when it is first needed."""
        if self._tint is None:
            part = next(one.target for one in self._leads(self.main) if one.kind == "styles")
            root = _tree(self.parts[part])
            looks = root.find(f"{MAIN}dxfs")
            if looks is None:
                looks = etree.Element(f"{MAIN}dxfs")
                _place(root, looks, _AFTER_LOOKS)
            fill = etree.SubElement(etree.SubElement(looks, f"{MAIN}dxf"), f"{MAIN}fill")
            pattern = etree.SubElement(fill, f"{MAIN}patternFill", patternType="solid")
            etree.SubElement(pattern, f"{MAIN}fgColor", rgb=TINT)
            etree.SubElement(pattern, f"{MAIN}bgColor", rgb=TINT)
            looks.set("count", str(len(looks)))
            self.parts[part] = _bytes(root)
            self._tint = len(looks) - 1
        return self._tint


def _tree(part: bytes) -> etree._Element:
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _place(root: etree._Element, element: etree._Element, later: tuple[str, ...]) -> None:
    """Put an element before the first of those that must come later."""
    tags = {f"{MAIN}{name}" for name in later}
    at = next((position for position, one in enumerate(root) if one.tag in tags), len(root))
    root.insert(at, element)


def _tinted(root: etree._Element, remarks: list[Remark], look: int) -> None:
    """The tint is a rule that always holds: it needs no cell to be there and leaves every style as it is."""
    for rule in root.iter(f"{MAIN}cfRule"):
        rule.set("priority", str(int(rule.get("priority", "1")) + 1))
    tint = etree.Element(f"{MAIN}conditionalFormatting", sqref=" ".join(one.cell for one in remarks))
    rule = etree.SubElement(tint, f"{MAIN}cfRule", type="expression", dxfId=str(look), priority="1")
    etree.SubElement(rule, f"{MAIN}formula").text = "TRUE"
    _place(root, tint, (*_AFTER_TINTS, *_AFTER_DRAWING))


def _with_comments(part: bytes, remarks: list[Remark], author: str) -> bytes:
    root = _tree(part)
    authors, listed = root.find(f"{MAIN}authors"), root.find(f"{MAIN}commentList")
    if authors is None or listed is None:
        raise ValueError("comments")
    etree.SubElement(authors, f"{MAIN}author").text = author
    there = {one.get("ref"): one for one in listed}
    for remark in remarks:
        comment = there.get(remark.cell)
        if comment is None:
            comment = etree.SubElement(listed, f"{MAIN}comment", ref=remark.cell, authorId=str(len(authors) - 1))
            etree.SubElement(comment, f"{MAIN}text")
            words = remark.shown
        else:
            words = f"\n\n{author}:\n{remark.shown}"
        _say(comment, words)
    return _bytes(root)


def _say(comment: etree._Element, words: str) -> None:
    """Add a run of text behind what the comment says already."""
    text = comment.find(f"{MAIN}text")
    if text is None:
        raise ValueError("comment")
    for plain in list(_plain(text)):
        # A text without runs cannot be followed by one: it becomes a run itself.
        run = etree.Element(f"{MAIN}r")
        text.replace(plain, run)
        run.append(plain)
    run = etree.SubElement(text, f"{MAIN}r")
    said = etree.SubElement(run, f"{MAIN}t")
    said.text = words
    said.set(_SPACE, "preserve")


def _plain(text: etree._Element) -> Iterator[etree._Element]:
    return (one for one in text if one.tag == f"{MAIN}t")
