"""The texts of a workbook as they stand in its file: every text comes back to the last sign.

The library takes text between <r> and </r> for markup of its own, and of two escapes that share an
underscore, such as _x005F_x003D_, it protects the first only, so that the second is read as a sign.
"""

from __future__ import annotations

import re
from typing import Any

import xlsxwriter
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings

from assessor.workbooks.escapes import protected
from assessor.workbooks.plain_sheet import PlainSheet

_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def escaped(text: str) -> str:
    """A text as the format stores it: what looks like an escape protected, what XML cannot hold escaped."""
    return _UNWRITABLE.sub(lambda sign: f"_x{ord(sign[0]):04X}_", protected(text))


class PlainWorkbook(xlsxwriter.Workbook):  # type: ignore[misc]  # the library has no types
    worksheet_class = PlainSheet

    def _get_packager(self) -> Packager:
        return _Packager()


class _Packager(Packager):  # type: ignore[misc]  # the library has no types
    def _write_shared_strings_file(self) -> None:
        strings = _Strings()
        strings.string_table = self.workbook.str_table
        if self.workbook.str_table.count:
            strings._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            strings._assemble_xml_file()


class _Strings(SharedStrings):  # type: ignore[misc]  # the library has no types
    def _write_si(self, string: Any) -> None:
        self._xml_si_element(escaped(string), [("xml:space", "preserve")])
