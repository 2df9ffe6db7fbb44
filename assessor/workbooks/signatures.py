"""What a file looks like from its bytes, whatever its name says."""

from __future__ import annotations

import re

from assessor.errors import Problem
from assessor.workbooks.words import problem

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""What the container of old Office files begins with."""
_STARTS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "PDF文档", "a PDF document"),
    (b"{\\rtf", "RTF文档", "an RTF document"),
    (b"\x89PNG", "图片", "a picture"),
    (b"\xff\xd8\xff", "图片", "a picture"),
    (b"GIF8", "图片", "a picture"),
    (b"\x1f\x8b", "gzip压缩包", "a gzip archive"),
    (b"Rar!", "RAR压缩包", "a RAR archive"),
    (b"7z\xbc\xaf", "7z压缩包", "a 7z archive"),
    (b"SQLite format 3", "数据库文件", "a database"),
    (b"MZ", "程序", "a program"),
)
# Main part of an Office file that is no plain workbook -> what it is.
OFFICE_KINDS: dict[str, tuple[str, str]] = {
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": ("启用宏的工作簿（.xlsm）", "a workbook with macros (.xlsm)"),
    "application/vnd.ms-excel.template.macroEnabled.main+xml": ("启用宏的模板（.xltm）", "a template with macros (.xltm)"),
    "application/vnd.ms-excel.addin.macroEnabled.main+xml": ("Excel加载项（.xlam）", "an Excel add-in (.xlam)"),
    "application/vnd.ms-excel.sheet.binary.macroEnabled.main": ("二进制工作簿（.xlsb）", "a binary workbook (.xlsb)"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": ("Excel模板（.xltx）", "an Excel template (.xltx)"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": ("Word文档（.docx）", "a Word document (.docx)"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml": ("Word模板（.dotx）", "a Word template (.dotx)"),
    "application/vnd.ms-word.document.macroEnabled.main+xml": ("启用宏的Word文档（.docm）", "a Word document with macros (.docm)"),
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml": ("启用宏的Word模板（.dotm）", "a Word template with macros (.dotm)"),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": ("演示文稿（.pptx）", "a presentation (.pptx)"),
    "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml": ("启用宏的演示文稿（.pptm）", "a presentation with macros (.pptm)"),
}  # fmt: skip
OPEN_DOCUMENTS: dict[str, tuple[str, str]] = {
    "spreadsheet": ("OpenDocument表格（.ods）", "an OpenDocument spreadsheet (.ods)"),
    "text": ("OpenDocument文档（.odt）", "an OpenDocument text (.odt)"),
    "presentation": ("OpenDocument演示文稿（.odp）", "an OpenDocument presentation (.odp)"),
}


def not_a_zip(data: bytes, name: str) -> Problem:
    """What is wrong with a file that does not begin like a workbook."""
    if data.startswith(OLE):
        return problem(_old_office(data), name)
    for start, zh, en in _STARTS:
        if data.startswith(start):
            return problem("other", name, zh, en)
    return problem("other", name, *_text(data))


def _old_office(data: bytes) -> str:
    """An encrypted workbook hides in the same container as the old formats; streams are named in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "encrypted"
    return "xls" if any(f"{stream}\0".encode("utf-16-le") in data for stream in ("Workbook", "Book")) else "old-office"


def _text(data: bytes) -> tuple[str, str]:
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n").lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return "XML表格2003（.xml）", "an XML Spreadsheet 2003 (.xml)"
    if re.match(rb"<(!doctype html|html|head|body|table|div|meta)\b", head) or b"<html" in head:
        return "网页（HTML）", "a web page (HTML)"
    if head.startswith(b"<"):
        return "XML文档", "an XML document"
    if b"\0" not in data[:4096] and _decodes(data[:4096]):
        separated = b"," in head or b"\t" in head or b";" in head
        return ("CSV文本", "CSV text") if separated else ("纯文本", "plain text")
    return "未知内容", "unknown contents"


def _decodes(head: bytes) -> bool:
    if re.search(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]", head):
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            head[: len(head) - len(head) % 4 or None].decode(encoding)
        except UnicodeDecodeError as error:
            # The last sign may have been cut in two.
            if error.start < len(head) - 8:
                continue
        return True
    return False
