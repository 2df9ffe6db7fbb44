"""The parts of a Word file that hold no text of the report: styles, fonts, settings."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from assessor.report.word.style import BODY, HEADING, LATIN, STAND_INS, TABLE, Type
from assessor.text import Language

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
TAGS: dict[Language, str] = {"zh": "zh-CN", "en": "en-US"}
LATIN_TAG = "en-US"
"""Of Latin signs in any document: tagged as Chinese, LibreOffice breaks numbers at any digit."""


def style_id(key: str) -> str:
    return key.capitalize()


def styles(types: dict[str, Type], language: Language) -> str:
    """Defaults, one paragraph style a type, and the one style of tables."""
    body = types["body"]
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_fonts(BODY)}{_size(body.size)}"
        f'<w:lang w:val="{LATIN_TAG}" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>'
        '<w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        f'<w:style w:type="character" w:customStyle="1" w:styleId="Label"><w:name w:val="Label"/><w:rPr>'
        f"{_fonts(HEADING)}{'' if language == 'zh' else '<w:b/><w:bCs/>'}</w:rPr></w:style>"
    )
    each = "".join(_style(key, one) for key, one in types.items())
    return f"<w:styles {NAMESPACE}>{defaults}{normal}{each}{_TABLE_STYLES}</w:styles>"


_EDGES = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_MARGINS = '<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
_TABLE_STYLES = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{_MARGINS}</w:tblPr></w:style>'
    '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
    f"<w:tblPr><w:tblBorders>{_EDGES}</w:tblBorders>{_MARGINS}</w:tblPr></w:style>"
)


def _style(key: str, one: Type) -> str:
    own = (
        "" if one.name[0].islower() or one.name in ("Title", "Subtitle", "Body Text", "Date") else ' w:customStyle="1"'
    )
    return (
        f'<w:style w:type="paragraph"{own} w:styleId="{style_id(key)}"><w:name w:val="{one.name}"/>'
        f'<w:basedOn w:val="Normal"/>{_NEXT if one.outline is not None else ""}<w:qFormat/>'
        f"<w:pPr>{_paragraph(one)}</w:pPr><w:rPr>{_fonts(one.font)}{'<w:b/><w:bCs/>' if one.bold else ''}"
        f"{_size(one.size)}</w:rPr></w:style>"
    )


_NEXT = '<w:next w:val="Body"/>'


def _paragraph(one: Type) -> str:
    keep = "<w:keepNext/><w:keepLines/>" if one.keep else ""
    indent = ""
    if one.indent:
        indent = f'<w:ind w:firstLineChars="{100 * one.indent}" w:firstLine="{round(20 * one.indent * one.size)}"/>'
    outline = "" if one.outline is None else f'<w:outlineLvl w:val="{one.outline}"/>'
    return (
        f'{keep}<w:overflowPunct w:val="0"/><w:spacing w:before="{round(20 * one.before)}" w:after="{round(20 * one.after)}" '
        f'w:line="{round(20 * one.line)}" w:lineRule="exact"/>{indent}<w:jc w:val="{one.align}"/>{outline}'
    )


def _fonts(east: str) -> str:
    return f'<w:rFonts w:ascii="{LATIN}" w:eastAsia="{east}" w:hAnsi="{LATIN}" w:cs="{LATIN}"/>'


def _size(points: float) -> str:
    half = round(2 * points)
    return f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


def fonts() -> str:
    """The table of fonts, with what stands in for each: so a machine without 仿宋_GB2312 shows 仿宋."""
    chinese = "".join(
        f"<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(others)}/>"
        f'<w:charset w:val="86"/><w:family w:val="{"auto" if name == TABLE else "modern"}"/><w:pitch w:val="default"/></w:font>'
        for name, others in STAND_INS.items()
    )
    latin = (
        f'<w:font w:name="{LATIN}"><w:altName w:val="Liberation Serif"/><w:charset w:val="00"/>'
        '<w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>'
    )
    return f"<?xml version='1.0' encoding='UTF-8' standalone='yes'?><w:fonts {NAMESPACE}>{chinese}{latin}</w:fonts>"


def settings(language: Language, *, mirrored: bool) -> str:
    """`mirrored`: odd and even pages bear their numbers on opposite sides."""
    even = "<w:evenAndOddHeaders/>" if mirrored else ""
    return (
        f'<w:settings {NAMESPACE}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>{even}'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        f'</w:compat><w:themeFontLang w:val="{LATIN_TAG}" w:eastAsia="zh-CN"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def application(version: str) -> str:
    return (
        f"<?xml version='1.0' encoding='UTF-8' standalone='yes'?><Properties xmlns=\"{PROPERTIES}\">"
        f"<Application>assessor {version}</Application></Properties>"
    )
