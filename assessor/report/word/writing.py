"""Paper -> .docx. The only place that knows the library."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENTATION
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph as Written
from docx.text.run import Run

import assessor
from assessor.report.word import markup
from assessor.report.word.blocks import Block, Grid, Heading, Kind, Paper, Paragraph
from assessor.report.word.style import GREY, Margins, margins, types
from assessor.report.word.wording import printable

TWIPS_A_MILLIMETRE = 1440 / 25.4
MIRRORED: frozenset[Kind] = frozenset({"full", "ballot"})
"""Of several pages, printed on both sides: they bear their numbers outside."""
TALL = 700
"""Characters in one cell from which its row may be torn: it could be taller than a page."""
UNUSED = ("thumbnail", "stylesWithEffects", "numbering", "customXml", "webSettings", "theme")


def paper_bytes(paper: Paper, made: datetime) -> bytes:
    """The document as the content of a file."""
    document = _blank(paper)
    _properties(document, paper, made)
    _page(document.sections[0], paper)
    for block in paper.blocks:
        if isinstance(block, Paragraph) and block.look == "date":  # a date never stands on a page alone
            document.paragraphs[-1].paragraph_format.keep_with_next = True
        _put(document, block, paper)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


# -- the file around the text -------------------------------------------------------------------


def _blank(paper: Paper) -> Docx:
    """An empty document with our own styles, fonts and settings and nothing of the library's template."""
    document = Document()
    package = document.part.package
    package_relations = package.rels if package is not None else {}
    for relations in (package_relations, document.part.rels):
        for key in [key for key, one in relations.items() if one.reltype.rsplit("/", 1)[-1] in UNUSED]:
            del relations[key]
    _replace(document.styles.element, markup.styles(types(paper.kind, paper.language), paper.language))
    _replace(document.settings.element, markup.settings(paper.language, mirrored=paper.kind in MIRRORED))
    for relations, ending, content in (
        (document.part.rels, "fontTable", markup.fonts()),
        (package_relations, "extended-properties", markup.application(assessor.__version__)),
    ):
        part = next(one.target_part for one in relations.values() if one.reltype.endswith(ending))
        part._blob = content.encode()  # a part that the library does not read has no other door
    return document


def _replace(element: BaseOxmlElement, with_: str) -> None:
    for child in list(element):
        element.remove(child)
    element.extend(list(parse_xml(with_)))


def _properties(document: Docx, paper: Paper, made: datetime) -> None:
    """Title, subject, language and time; nobody's name."""
    about = document.core_properties
    about.title, about.subject = printable(paper.title)[:255], printable(paper.subject)[:255]
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.language = markup.TAGS[paper.language]
    about.created = about.modified = made.astimezone(UTC).replace(tzinfo=None)


def _page(section: Section, paper: Paper) -> None:
    edge = margins(paper.kind)
    section.orientation = WD_ORIENTATION.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(edge.top), Mm(edge.bottom)
    section.left_margin, section.right_margin = Mm(edge.left), Mm(edge.right)
    section.header_distance, section.footer_distance = Mm(edge.head), Mm(edge.foot)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    heads = [section.header, *([section.even_page_header] if paper.kind in MIRRORED else [])]
    for head in heads:
        head.is_linked_to_previous = False
        _say(head.paragraphs[0], paper.edge, "header", paper)
    if paper.kind in MIRRORED:
        _page_number(section.footer.paragraphs[0], "right", paper)
        _page_number(section.even_page_footer.paragraphs[0], "left", paper)


def _page_number(paragraph: Written, side: str, paper: Paper) -> None:
    """“— 1 —”, on odd pages at the right, on even ones at the left, one sign from the edge."""
    _dress(paragraph, "footer")
    properties = paragraph._p.get_or_add_pPr()
    properties.append(_element("w:ind", **{f"w:{side}Chars": "100", f"w:{side}": "280"}))
    properties.append(_element("w:jc", **{"w:val": side}))
    _run(paragraph, "— ", paper)
    for kind, words in (("begin", ""), ("", "PAGE"), ("separate", ""), ("", "1"), ("end", "")):
        run = _run(paragraph, words if words == "1" else "", paper)
        if words == "PAGE":
            code = OxmlElement("w:instrText")
            code.text = words
            run._r.append(code)
        elif kind:
            run._r.append(_element("w:fldChar", **{"w:fldCharType": kind}))
    _run(paragraph, " —", paper)


# -- blocks ---------------------------------------------------------------------------------------


def _put(document: Docx, block: Block, paper: Paper) -> None:
    match block:
        case Heading():
            head = document.add_paragraph()
            _say(head, block.words, f"heading{block.depth}", paper)
            if block.new_page:
                head.paragraph_format.page_break_before = True
        case Paragraph():
            said = document.add_paragraph()
            _say(said, block.words, block.look, paper, block.label)
            if block.new_page:
                said.paragraph_format.page_break_before = True
        case Grid():
            _grid(document, block, paper)
            _dress(document.add_paragraph(), "gap")  # without it two tables would run into one


def _say(paragraph: Written, words: str, look: str, paper: Paper, label: str = "") -> None:
    _dress(paragraph, look)
    if label:
        _run(paragraph, label, paper)._r.get_or_add_rPr().insert(0, _element("w:rStyle", **{"w:val": "Label"}))
    _run(paragraph, words, paper)


def _dress(paragraph: Written, look: str) -> None:
    properties = paragraph._p.get_or_add_pPr()
    for style in properties.findall(qn("w:pStyle")):  # heads and feet come with the library's own
        properties.remove(style)
    properties.insert(0, _element("w:pStyle", **{"w:val": markup.style_id(look)}))


def _run(paragraph: Written, words: str, paper: Paper) -> Run:
    """A run whose quotation marks and dashes are set as Chinese in Chinese documents."""
    run = paragraph.add_run(printable(words))
    if paper.language == "zh":
        run._r.get_or_add_rPr().append(_element("w:rFonts", **{"w:hint": "eastAsia"}))
    return run


def _element(tag: str, **attributes: str) -> Any:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(name), value)
    return made


# -- tables -----------------------------------------------------------------------------------------


def _grid(document: Docx, grid: Grid, paper: Paper) -> None:
    edge = margins(paper.kind)
    table = document.add_table(0, len(grid.heads))
    _lay(table, grid, edge)
    widths = [round(share * edge.text_width * TWIPS_A_MILLIMETRE) for share in grid.widths]
    for column, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        column.set(qn("w:w"), str(width))
    looks = ["middle" if n in grid.centred else "cell" for n in range(len(grid.heads))]
    _row(table.add_row(), grid.heads, ["head"] * len(looks), widths, paper, first=True)
    for row in grid.rows:
        _row(table.add_row(), row, looks, widths, paper)


def _lay(table: Table, grid: Grid, edge: Margins) -> None:
    """Fixed columns over the whole width, with a title for screen readers."""
    properties = table._tbl.tblPr
    for child in list(properties):
        properties.remove(child)
    whole = round(edge.text_width * TWIPS_A_MILLIMETRE)
    properties.append(_element("w:tblStyle", **{"w:val": "TableGrid"}))
    properties.append(_element("w:tblW", **{"w:w": str(whole), "w:type": "dxa"}))
    properties.append(_element("w:tblLayout", **{"w:type": "fixed"}))
    properties.append(_element("w:tblLook", **{"w:val": "0020", "w:firstRow": "1", "w:noVBand": "1"}))
    properties.append(_element("w:tblCaption", **{"w:val": printable(grid.title or grid.heads[0])}))


def _row(
    row: _Row, texts: Sequence[str], looks: Sequence[str], widths: Sequence[int], paper: Paper, *, first: bool = False
) -> None:
    properties = row._tr.get_or_add_trPr()
    if all(len(words) < TALL for words in texts):
        properties.append(_element("w:cantSplit"))
    if first:
        properties.append(_element("w:tblHeader"))
    for cell, words, look, width in zip(row.cells, texts, looks, widths, strict=True):
        _cell(cell, width, shaded=first)
        for n, line in enumerate(words.split("\n")):
            _say(cell.paragraphs[0] if n == 0 else cell.add_paragraph(), line, look, paper)


def _cell(cell: _Cell, width: int, *, shaded: bool) -> None:
    properties = cell._tc.get_or_add_tcPr()
    for child in list(properties):
        properties.remove(child)
    properties.append(_element("w:tcW", **{"w:w": str(width), "w:type": "dxa"}))
    if shaded:
        properties.append(_element("w:shd", **{"w:val": "clear", "w:color": "auto", "w:fill": GREY}))
    properties.append(_element("w:vAlign", **{"w:val": "center"}))
