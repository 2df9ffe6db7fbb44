"""A workbook's bytes -> plain cells. Only for what has passed the gate; products read through `child`.

Imported in the child process: nothing heavy here. openpyxl reads the structure, number formats and dates. Cells and
texts are read in one pass of our own over the same XML, because openpyxl drops `x005F_` from texts, gives either
formulas or their values, fails on styles that other programs write, and takes the date formats of Chinese Excel for
numbers.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Literal
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from openpyxl.packaging.workbook import WorkbookPackage
from openpyxl.utils.datetime import CALENDAR_MAC_1904, WINDOWS_EPOCH

from assessor.workbooks.elements import Budget, Cells, Look, Styles, Texts, Unreadable
from assessor.workbooks.grid import Contents, Grid
from assessor.workbooks.parts import ROOT_RELATIONS, STRICT, Relation, feed, relations, relations_of

if not openpyxl.DEFUSEDXML:
    raise ImportError("openpyxl reads workbooks safely only beside defusedxml: install it and leave it switched on")

MOST_SHEETS = 50
LARGEST_LIST = 2**20
"""Size of the part that lists the sheets."""
LONGEST_STRETCH = 2**20
"""Of bytes without a new element: no text that a cell can hold takes as many."""
_PIECE = 2**20
"""Large, because the parser reads an element that is not finished again with every piece."""


def contents(data: bytes) -> Contents:
    """Every filled cell of every sheet, text to the last sign.

    Raises:
        Unreadable: where the file is not as it should be, or holds far more than a form needs.
    """
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return _Workbook(archive).contents()


class _Workbook:
    """The parts of a workbook, found through the relations between them."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.budget = Budget()
        self.main = next((one.target for one in self._relations(ROOT_RELATIONS) if one.kind == "officeDocument"), "")
        self.leads = {one.id: one for one in self._relations(relations_of(self.main))}

    def contents(self) -> Contents:
        if self.main not in self.archive.NameToInfo:
            raise Unreadable("no-workbook", said=self.main)
        if self.archive.getinfo(self.main).file_size > LARGEST_LIST:
            raise Unreadable("many-elements")
        written = self.archive.read(self.main)
        if STRICT.encode() in written[:2000]:
            raise Unreadable("strict")
        try:
            package: Any = WorkbookPackage.from_tree(fromstring(written, forbid_dtd=True))  # type: ignore[arg-type]  # the stubs want a class of their own
        except (ParseError, DefusedXmlException, TypeError, ValueError) as error:
            raise Unreadable("part-xml", said=self.main) from error
        if len(package.sheets) > MOST_SHEETS:
            raise Unreadable("many-sheets", said=len(package.sheets))
        epoch = CALENDAR_MAC_1904 if package.properties.date1904 else WINDOWS_EPOCH
        look = Look(self._texts(), self._dates(), epoch)
        grids = tuple(grid for sheet, lead in self._sheets(package) if (grid := self._grid(sheet, lead, look)))
        names = package.definedNames.definedName if package.definedNames else ()
        return Contents(grids, {one.name: one.attr_text or "" for one in names if _is_ours(one)})

    def _sheets(self, package: Any) -> Iterator[tuple[Any, Relation]]:
        names: set[str] = set()
        targets: set[str] = set()
        for sheet in package.sheets:
            lead = self.leads.get(sheet.id)
            if lead is None or lead.outside or lead.target not in self.archive.NameToInfo:
                raise Unreadable("no-sheet", sheet.name)
            if sheet.name.casefold() in names or lead.target in targets:
                raise Unreadable("sheet-twice", sheet.name)
            names.add(sheet.name.casefold())
            targets.add(lead.target)
            yield sheet, lead

    def _grid(self, sheet: Any, lead: Relation, look: Look) -> Grid | None:
        if lead.kind == "chartsheet":
            return None
        cells = Cells(sheet.name, look, self.budget)
        try:
            feed(cells, self._pieces(lead.target))
        except (ParseError, DefusedXmlException) as error:
            raise Unreadable("sheet-xml", sheet.name, said=error) from error
        if not cells.is_sheet:
            raise Unreadable("sheet-xml", sheet.name, said=lead.target)
        return Grid(sheet.name, _STATES[sheet.state], cells.found, frozenset(cells.hidden_rows), tuple(cells.merged))

    def _texts(self) -> list[str]:
        texts = Texts(self.budget)
        self._feed(texts, "sharedStrings")
        return texts.found

    def _dates(self) -> frozenset[int]:
        styles = Styles(self.budget)
        self._feed(styles, "styles")
        return frozenset(position for position, format_ in enumerate(styles.formats) if styles.is_date(format_))

    def _feed(self, target: Any, kind: str) -> None:
        for lead in self.leads.values():
            if lead.kind == kind and not lead.outside:
                try:
                    feed(target, self._pieces(lead.target))
                except (ParseError, DefusedXmlException, ValueError) as error:
                    raise Unreadable("part-xml", said=lead.target) from error

    def _relations(self, part: str) -> list[Relation]:
        if part not in self.archive.NameToInfo:
            return []
        try:
            return relations(self.archive.read(part), part)
        except (ParseError, DefusedXmlException) as error:
            raise Unreadable("part-xml", said=part) from error

    def _pieces(self, part: str) -> Iterator[bytes]:
        if part not in self.archive.NameToInfo:
            raise Unreadable("no-workbook", said=part)
        stretch = 0
        with self.archive.open(part) as stream:
            while piece := stream.read(_PIECE):
                stretch = len(piece) - 1 - latest if (latest := piece.rfind(b"<")) >= 0 else stretch + len(piece)
                if stretch > LONGEST_STRETCH:
                    raise Unreadable("many-elements")
                yield piece


_STATES: dict[str, Literal["visible", "hidden", "very_hidden"]] = {
    "visible": "visible", "hidden": "hidden", "veryHidden": "very_hidden",
}  # fmt: skip


def _is_ours(defined: Any) -> bool:
    """A name of the whole workbook, not one that Excel keeps for itself."""
    return defined.localSheetId is None and not defined.name.startswith("_xlnm.")
