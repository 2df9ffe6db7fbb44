"""The file: official measures, real headings, repeated table heads, no person's name, and user text as text only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from defusedxml.ElementTree import fromstring
from docx import Document
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.shared import Pt

from assessor.assessment import Assessment, Evidence, Rating
from assessor.errors import UsageError, VersionMismatch, WorkbookFault
from assessor.report.word import full_bytes, one_page_bytes, word_name, write_full, write_one_page
from assessor.rubric import Rubric
from assessor.scorecard import score

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
Opened = Callable[..., Docx]
KINDS = ["one-page", "full"]
HOSTILE = [
    "</w:t></w:r></w:p><w:p>", "<script>alert(1)</script>", "&amp;&lt;&#x41;", "]]>", "<![CDATA[x]]>", "&xxe;",
    "a\x00b\x08c\x1fd", "\ufffe\uffff", "\u202eabc\u202c", "a\u2028b", "x\ry", "=1+1", "_x0041_", "𠮷😀", "{{7*7}}",
    "PAGE \\* MERGEFORMAT", "{ HYPERLINK \"http://x\" }", "é́́́́", "\u200bzero", "\tt\nn",
]  # fmt: skip


def parts(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def words(document: Docx) -> Iterator[str]:
    yield from (paragraph.text for paragraph in document.paragraphs)
    for table in document.tables:
        for row in table.rows:
            yield from (cell.text for cell in row.cells)


# -- measures -----------------------------------------------------------------------------------------


def test_the_full_report_has_the_measures_of_official_papers(cities: dict[str, Assessment], opened: Opened) -> None:
    document = opened(cities["S03"], "full")
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    millimetres = [
        round(edge.mm) for edge in (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    ]
    assert millimetres == [37, 35, 28, 26]
    body = document.styles["Body Text"]
    assert body.font.size == Pt(16)
    assert body.paragraph_format.line_spacing == Pt(28)
    assert body.element.find(f".//{qn('w:ind')}").get(qn("w:firstLineChars")) == "200"
    assert document.styles["Title"].font.size == Pt(22)
    assert document.styles["Title"].paragraph_format.alignment == 1


@pytest.mark.parametrize(
    ("style", "font"),
    [
        ("Title", "方正小标宋简体"),
        ("Heading 1", "黑体"),
        ("Heading 2", "楷体_GB2312"),
        ("Heading 3", "仿宋_GB2312"),
        ("Body Text", "仿宋_GB2312"),
        ("Table text", "宋体"),
    ],
)
def test_each_style_names_its_chinese_and_its_latin_font(style: str, font: str, cities: dict[str, Assessment], opened: Opened) -> None:  # fmt: skip
    fonts = opened(cities["S03"], "full").styles[style].element.find(f".//{qn('w:rFonts')}")
    assert fonts.get(qn("w:eastAsia")) == font
    assert fonts.get(qn("w:ascii")) == "Times New Roman"


def test_a_machine_without_the_fonts_is_told_what_stands_in(cities: dict[str, Assessment], rubric: Rubric) -> None:
    table = fromstring(parts(full_bytes(cities["S03"], rubric, now=NOON))["word/fontTable.xml"])
    others = {font.get(qn("w:name")): font.find(qn("w:altName")).get(qn("w:val")) for font in table}
    assert others["仿宋_GB2312"].startswith("仿宋,")
    assert others["楷体_GB2312"].startswith("楷体,")
    assert "宋体" in others["方正小标宋简体"]
    assert {"黑体", "宋体"} <= set(others)


@pytest.mark.parametrize("kind", KINDS)
def test_headings_are_real_and_stand_in_the_navigation_pane(kind: str, cities: dict[str, Assessment], opened: Opened) -> None:  # fmt: skip
    document = opened(cities["S03"], kind)
    outlined = [p.text for p in document.paragraphs if p.style.element.find(f".//{qn('w:outlineLvl')}") is not None]
    assert outlined[0] == ("一、总体情况" if kind == "full" else "对外交往统筹机制自评一页摘要")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_row_of_a_table_is_repeated_and_no_row_is_torn(kind: str, language: str, cities: dict[str, Assessment], opened: Opened) -> None:  # fmt: skip
    tables = opened(cities["S03"], kind, language).tables
    assert len(tables) == (3 if kind == "one-page" else 5)
    for table in tables:
        first, *rest = table.rows
        assert first._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in rest)
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


def test_a_row_taller_than_a_page_may_be_torn(cities: dict[str, Assessment], opened: Opened) -> None:
    entry = Evidence(id="e", title="长" * 200, date=cities["S03"].cut_off, holder="办" * 200, grade="E2", indicators=["A1-1"] * 300)  # fmt: skip
    table = opened(cities["S03"].model_copy(update={"evidence": [entry]}), "full").tables[-1]
    assert table.rows[1]._tr.trPr is None or table.rows[1]._tr.trPr.find(qn("w:cantSplit")) is None


@pytest.mark.parametrize("kind", KINDS)
def test_black_and_one_grey_are_the_only_tones(kind: str, cities: dict[str, Assessment], rubric: Rubric) -> None:
    make = full_bytes if kind == "full" else one_page_bytes
    everything = b"".join(parts(make(cities["S03"], rubric, now=NOON)).values()).decode()
    tones = set(re.findall(r'w:(?:fill|color|val)="([0-9A-Fa-f]{6})"', everything))
    assert tones == {"000000", "E7E7E7"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_bears_what_it_is_and_nothing_of_an_official_letterhead(kind: str, cities: dict[str, Assessment], opened: Opened) -> None:  # fmt: skip
    document = opened(cities["S03"], kind)
    page = document.sections[0]
    assert page.header.paragraphs[0].text == "自评材料　供内部研究　虚构样例"
    if kind == "full":
        assert page.even_page_header.paragraphs[0].text == page.header.paragraphs[0].text
        assert "PAGE" in page.footer.paragraphs[0]._p.xml
        assert "PAGE" in page.even_page_footer.paragraphs[0]._p.xml
    said = "".join(words(document))
    assert not any(mark in said for mark in ("绝密", "机密★", "秘密★", "〔", "签发人"))


@pytest.mark.parametrize("kind", KINDS)
def test_no_sign_hangs_in_the_margin_and_nothing_is_stretched(kind: str, cities: dict[str, Assessment], opened: Opened) -> None:  # fmt: skip
    """LibreOffice loses a sign at the end of a stretched line."""
    for style in opened(cities["S12"], kind).styles:
        properties = style.element.find(qn("w:pPr"))
        if properties is not None and properties.find(qn("w:jc")) is not None:
            assert properties.find(qn("w:overflowPunct")).get(qn("w:val")) == "0"
            assert properties.find(qn("w:jc")).get(qn("w:val")) != "both"


# -- about the file -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "tag"), [("zh", "zh-CN"), ("en", "en-US")])
def test_title_and_language_are_set_and_no_name(language: str, tag: str, cities: dict[str, Assessment], rubric: Rubric) -> None:  # fmt: skip
    content = full_bytes(cities["S03"], rubric, language=language, now=NOON)  # type: ignore[arg-type]  # zh or en
    about = Document(BytesIO(content)).core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    assert about.title
    assert about.language == tag
    assert about.created == NOON
    styles = parts(content)["word/styles.xml"].decode()
    assert '<w:lang w:val="en-US" w:eastAsia="zh-CN"' in styles  # of Latin signs, and of Chinese ones


def test_nothing_of_the_librarys_template_is_left(cities: dict[str, Assessment], rubric: Rubric) -> None:
    names = parts(one_page_bytes(cities["S03"], rubric, now=NOON))
    assert not any(
        word in name for name in names for word in ("thumbnail", "customXml", "WithEffects", "theme", "numbering")
    )
    assert not any(word in part for part in names.values() for word in (b"python-docx", b"Macintosh", b"ja-JP"))
    assert not any(b'TargetMode="External"' in part for part in names.values())


ORDER = {
    "pPr": ["pStyle", "keepNext", "keepLines", "pageBreakBefore", "overflowPunct", "spacing", "ind", "jc", "outlineLvl"],
    "rPr": ["rStyle", "rFonts", "b", "bCs", "sz", "szCs", "lang"],
    "tblPr": ["tblStyle", "tblW", "tblInd", "tblBorders", "tblLayout", "tblCellMar", "tblLook", "tblCaption"],
    "tcPr": ["tcW", "shd", "vAlign"],
    "style": ["name", "basedOn", "next", "uiPriority", "semiHidden", "qFormat", "pPr", "rPr", "tblPr"],
    "font": ["altName", "charset", "family", "pitch"],
    "settings": ["zoom", "defaultTabStop", "evenAndOddHeaders", "characterSpacingControl", "compat", "themeFontLang", "decimalSymbol", "listSeparator"],
}  # fmt: skip
"""Of the elements that a word processor wants once each and in this order, those that we use."""


def out_of_order(part: bytes) -> list[str]:
    found = []
    for element in fromstring(part).iter():
        wanted = ORDER.get(element.tag.rpartition("}")[2])
        if wanted is not None:
            names = [child.tag.rpartition("}")[2] for child in element]
            places = [wanted.index(name) for name in names]
            if places != sorted(set(places)):
                found.append(f"{element.tag.rpartition('}')[2]}: {names}")
    return found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_properties_stand_once_and_in_the_order_of_the_standard(kind: str, language: str, cities: dict[str, Assessment], rubric: Rubric) -> None:  # fmt: skip
    make = full_bytes if kind == "full" else one_page_bytes
    content = parts(make(cities["S08"], rubric, language=language, now=NOON))  # type: ignore[arg-type]  # zh or en
    assert {name: out_of_order(part) for name, part in content.items() if out_of_order(part)} == {}


def test_the_order_would_notice_a_property_that_stands_twice() -> None:
    assert out_of_order(b"<x><pPr><pStyle/><pStyle/></pPr></x>") == ["pPr: ['pStyle', 'pStyle']"]
    assert out_of_order(b"<x><rPr><b/><rFonts/></rPr></x>") == ["rPr: ['b', 'rFonts']"]


# -- text stays text ------------------------------------------------------------------------------------


def hostile(city: Assessment, said: str) -> Assessment:
    """With the same words in every field that a user may fill."""
    ratings = dict(city.ratings)
    ratings["A1-1"] = Rating(outcome=1, note=said, external_constraint=said, grade="E1")
    ratings["A2-3"] = Rating(outcome="not_applicable", reason=said)
    entry = Evidence(id="e", title=said, date=city.cut_off, holder=said, grade="E2", indicators=["A1-1"])
    profile = city.city.model_copy(update={"name": said, "name_en": said})
    return city.model_copy(update={"city": profile, "period": said, "ratings": ratings, "evidence": [entry]})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("said", HOSTILE)
def test_whatever_a_user_writes_is_text_and_breaks_nothing(kind: str, said: str, cities: dict[str, Assessment], opened: Opened, rubric: Rubric) -> None:  # fmt: skip
    city, plain = hostile(cities["S07"], said), opened(cities["S07"], kind)
    make = full_bytes if kind == "full" else one_page_bytes
    for name, part in parts(make(city, rubric, now=NOON)).items():
        if name.endswith((".xml", ".rels")):
            fromstring(part)
    document = opened(city, kind)
    assert len(document.tables) == len(plain.tables)
    everything = "\n".join(words(document))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\ufffe\uffff]", everything)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("<w:t>&amp;", "<w:t>&amp;"),
        ("甲\x00乙", "甲␀乙"),
        ("甲\u202e乙", "甲�乙"),
        ("甲\r乙", "甲␍乙"),
        ("甲\ufffe乙", "甲�乙"),
        ("=1+1", "=1+1"),
    ],
)
def test_unseen_signs_are_made_visible_and_the_rest_is_as_typed(said: str, read: str, cities: dict[str, Assessment], opened: Opened) -> None:  # fmt: skip
    everything = list(words(opened(hostile(cities["S07"], said), "full")))
    assert read in everything
    assert f"A1-1 城市外交专项规划（备注）：{read}" in everything


# -- names and places -------------------------------------------------------------------------------------


def test_a_folder_gets_a_file_named_for_the_city(tmp_path: Path, cities: dict[str, Assessment], rubric: Rubric) -> None:
    one, whole = (
        write_one_page(tmp_path, cities["S01"], rubric),
        write_full(tmp_path, cities["S01"], rubric, language="en"),
    )
    assert (
        one.name
        == word_name(cities["S01"], "one-page")
        == "示例城市甲（超大·综合首位型）_2025_统筹机制自评一页摘要-zh.docx"
    )
    assert whole.name == word_name(cities["S01"], "full", "en")
    assert {path.name for path in tmp_path.iterdir()} == {one.name, whole.name}


def test_refusals_say_what_to_do(tmp_path: Path, cities: dict[str, Assessment], rubric: Rubric) -> None:
    with pytest.raises(UsageError, match=r"\.docx"):
        write_one_page(tmp_path / "a.doc", cities["S01"], rubric)
    with pytest.raises(UsageError):
        one_page_bytes(cities["S01"], rubric, now=datetime(2026, 1, 1))  # noqa: DTZ001  # what is refused
    with pytest.raises(VersionMismatch):
        full_bytes(cities["S01"], rubric, card=score(rubric, cities["S02"]))
    with pytest.raises(WorkbookFault):
        write_full(tmp_path / "nowhere" / "a.docx", cities["S01"], rubric)
