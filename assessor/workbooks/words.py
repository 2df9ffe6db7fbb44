"""The words in which a workbook is refused."""

from __future__ import annotations

from assessor.errors import Problem
from assessor.text import say

_SAVE = (
    "在Excel或WPS中打开，另存为“Excel 工作簿（.xlsx）”后重新上传",
    "open it in Excel or WPS, save it as “Excel Workbook (.xlsx)” and upload that",
)
_AGAIN = ("重新下载或复制这份文件后再上传", "download or copy the file again and upload that")
_FRESH = (
    "下载新的评分表，把内容复制进去后再上传",
    "download a fresh template, copy the entries into it and upload that",
)
_BUSY = (
    "机器可能正忙，请稍后再试；仍不行时，下载新的评分表，把内容复制进去后再上传",
    "the machine may be busy: try again; if that does not help, download a fresh template and copy the entries into it",
)
_LESS = (
    "删去与填表无关的工作表和图片后另存",
    "delete sheets and pictures that do not belong to the form, then save it again",
)
# Code -> what is wrong and how to put it right, in both languages; {said} is what the finder adds.
_WORDS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    # The file as a whole.
    "empty": (("文件是空的，一个字节也没有", "the file is empty: it has no bytes"), _AGAIN),
    "large": (("文件有{said}兆字节，最多10兆", "the file has {said} MB; at most 10 MB are read"), _LESS),
    "encrypted": (
        ("文件设了打开密码，内容无法读取", "the file has a password to open it, so its contents cannot be read"),
        ("在Excel或WPS中取消密码（文件—信息—保护工作簿—用密码进行加密，清空密码）后保存", "take the password off in Excel or WPS (File, Info, Protect Workbook, Encrypt with Password: leave it empty) and save"),
    ),
    "xls": (("这是旧格式的Excel工作簿（.xls）", "this is a workbook in Excel's old format (.xls)"), _SAVE),
    "old-office": (("这是旧格式的Office文件，不是Excel工作簿", "this is a file in an old Office format and not an Excel workbook"), _SAVE),
    "other": (("这不是Excel工作簿：内容是{said_zh}", "this is not an Excel workbook: it holds {said_en}"), _SAVE),
    "cut-off": (("文件不完整，后面一段缺失", "the file is cut off: its end is missing"), _AGAIN),
    "damaged": (("文件已损坏：{said}", "the file is damaged: {said}"), _AGAIN),
    "no-workbook": (("压缩包里没有工作簿：缺少{said}", "the archive holds no workbook: {said} is missing"), _SAVE),
    "two-workbooks": (("文件里有不止一个工作簿主体", "the file has more than one main part"), _SAVE),
    "kind": (("这是{said_zh}，不是普通的Excel工作簿（.xlsx）", "this is {said_en} and not a plain Excel workbook (.xlsx)"), _SAVE),
    "strict": (("这是“严格的 Open XML”变体", "this is the variant “Strict Open XML”"), _SAVE),
    # What is packed into it.
    "many-parts": (("文件由{said}个部件组成，最多200个", "the file has {said} parts; at most 200 are read"), _LESS),
    "unpacks-large": (("解压后有{said}兆字节，最多50兆", "unpacked it has {said} MB; at most 50 MB are read"), _LESS),
    "ratio": (("“{said}”解压后膨胀超过100倍", "“{said}” grows more than a hundredfold when unpacked"), _FRESH),
    "lies": (("“{said}”解压后的大小与标明的不符", "“{said}” unpacks to another size than it declares"), _FRESH),
    "overlap": (("“{said}”与另一部件占用同一段数据", "“{said}” shares its bytes with another part"), _FRESH),
    "packing": (("“{said}”的压缩方式不受支持", "“{said}” is packed in a way that is not supported"), _SAVE),
    "part-name": (("部件名称不合规：“{said}”", "a part has a name that is not allowed: “{said}”"), _FRESH),
    "twice": (("同一部件“{said}”出现两次", "the part “{said}” comes twice"), _FRESH),
    "nested": (("“{said}”是压缩包里的压缩包", "“{said}” is an archive inside the archive"), _FRESH),
    "dtd": (("“{said}”带有文档类型或实体声明，可能用来读取本机文件", "“{said}” declares a document type or an entity, which can be used to read other files"), _FRESH),
    "encoding": (("“{said}”不是UTF-8或UTF-16编码", "“{said}” is not encoded as UTF-8 or UTF-16"), _SAVE),
    "xml": (("“{said}”不是合规的XML", "“{said}” is not well-formed XML"), _SAVE),
    "macro": (
        ("文件带有宏（“{said}”）", "the file carries macros (“{said}”)"),
        ("另存为“Excel 工作簿（.xlsx）”，宏会随之去掉", "save it as “Excel Workbook (.xlsx)”, which leaves the macros out"),
    ),
    "embedded": (
        ("文件里嵌有控件或其他文件（“{said}”）", "a control or another file is embedded (“{said}”)"),
        ("删去嵌入的对象（按F5—定位条件—对象可全部选中）后另存", "delete the embedded objects (F5, Special, Objects selects them all) and save the file again"),
    ),
    "control": (
        ("表上有窗体控件，如勾选框、下拉框（“{said}”），其中的内容不会被读取", "a sheet has form controls such as check boxes (“{said}”), and what they hold is not read"),
        ("把控件里的内容写进单元格，删除窗体控件后另存", "enter what they hold into cells, delete the form controls and save the file again"),
    ),
    "outside": (
        ("文件链接到外部数据（“{said}”）", "the file links to data outside itself (“{said}”)"),
        ("在“数据—编辑链接”中断开链接，公式改为数值后保存", "break the links under Data, Edit Links, turn such formulas into values and save"),
    ),
    # What is read of it.
    "many-sheets": (("工作簿有{said}个工作表，最多50个", "the workbook has {said} sheets; at most 50 are read"), _LESS),
    "no-sheet": (("这个工作表的内容缺失", "the contents of this sheet are missing"), _FRESH),
    "sheet-twice": (("这个工作表与另一个同名，或共用同一份内容", "this sheet has the name or the contents of another one"), _FRESH),
    "sheet-xml": (("这个工作表的内容不合规：{said}", "the contents of this sheet are not as they should be: {said}"), _FRESH),
    "far": (
        ("这个单元格离表格太远：最多读取5000行、200列", "this cell lies too far out: at most 5,000 rows and 200 columns are read"),
        ("删去这个单元格的内容，或把它移到表格内", "clear this cell, or move what it holds into the table"),
    ),
    "cell": (("这个单元格的内容无法读取：{said}", "what this cell holds cannot be read: {said}"), ("重新填写这个单元格", "enter this cell again")),
    "cell-twice": (("这个单元格在文件里出现两次，不知以哪个为准", "this cell comes twice in the file, and nothing says which one holds"), _FRESH),
    "long": (
        ("文字有{said}个字符，单元格最多容纳32767个", "a text of {said} characters; a cell holds at most 32,767"),
        ("缩短这段文字", "shorten the text"),
    ),
    "many-merged": (
        ("合并单元格太多：一张表最多读取{said}处", "too many merged cells: at most {said} ranges of a sheet are read"),
        ("取消合并后另存", "unmerge them and save it again"),
    ),
    "many-cells": (("内容太多：最多读取{said}个单元格", "too much in it: at most {said} cells are read"), _LESS),
    "many-texts": (("文字太多：最多读取{said}个字符", "too much text: at most {said} characters are read"), _LESS),
    "many-elements": (("内容太多或太碎，超出一份评分表所需", "far more parts of content than a form needs"), _LESS),
    "part-xml": (("“{said}”的内容不合规", "what “{said}” holds is not as it should be"), _SAVE),
    # What became of reading it.
    "time": (("{said}秒内没有读完，已停止", "it could not be read within {said} seconds, so reading was stopped"), _BUSY),
    "memory": (("读取所需内存超出限额，已停止", "reading it took more memory than is allowed, so it was stopped"), _FRESH),
    "crash": (("读取时意外中断，没有读入任何内容", "reading broke off; nothing was taken from the file"), _FRESH),
    "mark": (("无法在这份文件上加批注", "the file could not be marked"), ("按列出的单元格逐一修改", "correct the cells as listed")),
}  # fmt: skip


def problem(code: str, place: str, said: object = "", said_en: object = "") -> Problem:
    """The fault `code`; `said_en` where what is added differs by language."""
    (zh, en), (fix_zh, fix_en) = _WORDS[code]
    more = {"said": said, "said_zh": said, "said_en": said_en or said}
    return Problem(place, say(zh.format(**more), en.format(**more)), say(fix_zh, fix_en))


def place_of(name: str, sheet: str = "", cell: str = "") -> str:
    """`file / sheet!cell`, as much of it as is known."""
    inside = f"{sheet}!{cell}" if cell else sheet
    return f"{name} / {inside}" if inside else name
