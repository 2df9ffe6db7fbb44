"""How cells look: font, colours, borders, number formats."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from assessor.workbooks.cells import Look

FONT = "Microsoft YaHei"
"""On every Windows; Excel, WPS and LibreOffice put their own Chinese sans-serif in its place elsewhere."""
HUE, HUE_LIGHT, INK, RULE = "#1F4E79", "#DDE8F3", "#1A1A1A", "#9AA7B4"
ENTRY = "#FFF9E5"
"""Paler than any heat: here somebody writes."""
HEAT_LIGHT, HEAT_DARK = "#FFFFFF", "#7FA8D1"
_FIXED: dict[str, Any] = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
_BOX: dict[str, Any] = {"border": 1, "border_color": RULE, "text_wrap": True}
LOOKS: dict[Look, dict[str, Any]] = {
    "title": {"font_size": 16, "bold": True, "font_color": HUE},
    "subtitle": {},
    "sample": {"bold": True},
    "section": {"font_size": 12, "bold": True, "font_color": HUE},
    "note": {"font_size": 9},
    "head": {**_BOX, "bold": True, "bg_color": HUE_LIGHT},
    "head-number": {**_BOX, "bold": True, "bg_color": HUE_LIGHT, "align": "center"},
    "body": _BOX,
    "prose": {**_BOX, "valign": "top", "align": "left", "indent": 1},
    "strong": {**_BOX, "bold": True},
    "number": {**_BOX, "align": "center"},
    "code": {**_BOX, "align": "left"},
    "link": {**_BOX, "underline": 1, "font_color": HUE},
    "step": {"border": 1, "border_color": RULE},
    "entry": {**_BOX, "bg_color": ENTRY, "valign": "top"},
    "entry-number": {**_BOX, "bg_color": ENTRY, "align": "center"},
}


@dataclass
class Looks:
    """Formats of one workbook, made once each."""

    workbook: Any
    made: dict[tuple[Look, str, bool, bool], Any] = field(default_factory=dict)
    rules: dict[tuple[str, str], Any] = field(default_factory=dict)

    def of(self, look: Look, display: str = "", *, quoted: bool = False, entry: bool = False) -> Any:
        key = (look, display, quoted, entry)
        if key not in self.made:
            said: dict[str, Any] = {**_FIXED, **LOOKS[look]}
            if display:
                said["num_format"] = display
            if quoted:
                said["quote_prefix"] = True
            if entry:
                said["locked"] = False
            self.made[key] = self.workbook.add_format(said)
        return self.made[key]

    def shown_as(self, display: str, tint: str) -> Any:
        """Nothing but a number format and a ground, for a rule."""
        if (display, tint) not in self.rules:
            said = {"num_format": display} if display else {}
            self.rules[display, tint] = self.workbook.add_format(said | ({"bg_color": tint} if tint else {}))
        return self.rules[display, tint]
