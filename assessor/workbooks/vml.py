"""The drawing that gives each comment its box; Excel shows no comment without one.

Runs in the child process.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lxml import etree

from assessor.text_layout import lines_in
from assessor.workbooks.escapes import protected
from assessor.workbooks.signs import visible

WIDTH, COLUMNS = 230, 42
"""Of a comment's box: points across, and how many columns of text they hold."""
_LINE, _EDGE, _TALLEST = 13.5, 12.0, 420.0
_V, _O, _X = (f"{{urn:schemas-microsoft-com:{name}}}" for name in ("vml", "office:office", "office:excel"))
_EMPTY: Final = (
    f'<xml xmlns:v="{_V[1:-1]}" xmlns:o="{_O[1:-1]}" xmlns:x="{_X[1:-1]}"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="{block}"/></o:shapelayout></xml>'
)
_KIND: Final = "_x0000_t202"


@dataclass(frozen=True)
class Remark:
    """What is said of one cell."""

    cell: str
    row: int
    column: int
    words: str

    @property
    def shown(self) -> str:
        """Signs that a spreadsheet cannot hold made visible, and what it would take for an escape left as it is."""
        return protected(visible(self.words))

    @property
    def height(self) -> float:
        return min(_EDGE + _LINE * lines_in(self.words, COLUMNS), _TALLEST)


def drawing_with(part: bytes | None, remarks: list[Remark], block: int) -> bytes:
    """The drawing, or a new one, with a box for each remark; a box that is there grows by what is added."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(part if part else _EMPTY.replace("{block}", str(block)).encode(), parser)
    if root.find(f"{_V}shapetype[@id='{_KIND}']") is None:
        root.append(_kind())
    boxes = {_place(shape): shape for shape in root.iter(f"{_V}shape")}
    last = max(
        (int(found[1]) for shape in boxes.values() if (found := re.search(r"(\d+)$", shape.get("id", "")))),
        default=1024 * block,
    )
    for number, remark in enumerate(remarks, start=last + 1):
        box = boxes.get((remark.row - 1, remark.column - 1))
        if box is None:
            root.append(_box(remark, number))
        else:
            _grow(box, remark)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _place(shape: etree._Element) -> tuple[int, int]:
    found = (shape.findtext(f"{_X}ClientData/{_X}{name}", "-1").strip() for name in ("Row", "Column"))
    row, column = (int(one) if re.fullmatch(r"\d{1,7}", one) else -1 for one in found)
    return row, column


def _kind() -> etree._Element:
    kind = etree.Element(f"{_V}shapetype", id=_KIND, coordsize="21600,21600", path="m,l,21600r21600,l21600,xe")
    kind.set(f"{_O}spt", "202")
    etree.SubElement(kind, f"{_V}stroke", joinstyle="miter")
    etree.SubElement(kind, f"{_V}path", gradientshapeok="t").set(f"{_O}connecttype", "rect")
    return kind


def _box(remark: Remark, number: int) -> etree._Element:
    style = f"position:absolute;margin-left:60pt;margin-top:2pt;width:{WIDTH}pt;height:{remark.height:g}pt;z-index:1;visibility:hidden"
    box = etree.Element(f"{_V}shape", id=f"_x0000_s{number}", type=f"#{_KIND}", style=style, fillcolor="#ffffe1")
    box.set(f"{_O}insetmode", "auto")
    etree.SubElement(box, f"{_V}fill", color2="#ffffe1")
    etree.SubElement(box, f"{_V}shadow", on="t", color="black", obscured="t")
    etree.SubElement(box, f"{_V}path").set(f"{_O}connecttype", "none")
    etree.SubElement(box, f"{_V}textbox", style="mso-direction-alt:auto")
    about = etree.SubElement(box, f"{_X}ClientData", ObjectType="Note")
    for name, said in (
        ("MoveWithCells", ""), ("SizeWithCells", ""), ("AutoFill", "False"), ("Row", str(remark.row - 1)), ("Column", str(remark.column - 1)),
    ):  # fmt: skip
        etree.SubElement(about, f"{_X}{name}").text = said or None
    return box


def _grow(box: etree._Element, remark: Remark) -> None:
    """Its anchor is dropped: it would hold the box to its old size."""
    style = box.get("style", "")
    found = re.search(r"(?<![\w-])height:([\d.]+)pt", style)
    height = min((float(found[1]) if found else 60.0) + remark.height + 2 * _LINE, _TALLEST)
    kept = [one for one in style.split(";") if one and not re.match(r"\s*(width|height)\s*:", one)]
    box.set("style", ";".join([*kept, f"width:{WIDTH}pt", f"height:{height:g}pt"]))
    for anchor in box.findall(f"{_X}ClientData/{_X}Anchor"):
        anchor.getparent().remove(anchor)  # type: ignore[union-attr]  # it was found inside another one
