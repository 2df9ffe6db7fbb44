"""Fixed words of the Word documents, and how words typed by users are made fit to print."""

from __future__ import annotations

import re
from datetime import date

from assessor.report import words
from assessor.report.base import Report
from assessor.report.steps import BEIJING
from assessor.text import CONTROLS, say
from assessor.text_layout import shortened
from assessor.workbooks.signs import visible

TITLES = {
    "one-page": say("对外交往统筹机制自评一页摘要", "External-relations coordination: one-page summary"),
    "full": say("城市对外交往统筹机制自评报告", "Self-assessment of external-relations coordination"),
}
LABELS = {
    "verdict": say("总体判断", "Overall"),
    "strengths": say("强项", "Strengths"),
    "weaknesses": say("机制短板弱项", "Weaknesses of mechanisms"),
    "steps": say("近期拟抓事项", "To do first"),
    "decisions": say("提请事项", "For decision"),
    "data": say("数据说明", "Data"),
}
HEAD = {
    "sample": say("虚构样例，不对应真实城市", "虚构样例 Fictional sample: stands for no real city"),
    "level": say("层级", "Level"),
    "score": say("得分", "Score"),
    "judged": say("研判分", "Judged"),
    "supported": say("佐证支持分", "Supported by evidence"),
    "band": say("等级", "Band"),
    "bands": say("等级（研判／佐证支持）", "Band (judged / supported)"),
    "shortcoming": say("短板", "Shortcoming"),
    "severity": say("程度", "Severity"),
    "severity_band": say("等级", "Band"),
    "main": say("主要指标", "Main indicators"),
    "task": say("近期拟抓事项", "To do first"),
    "lead": say("牵头单位", "Lead unit"),
    "due": say("完成时限", "Due"),
    "mark": say("完成标志", "Done when"),
    "mark_first": say("完成标志（首要条件）", "Done when (first condition)"),
}
CITY_WIDE, PERIOD_WIDE = 120, 60
"""Columns of a name in a title, more than any city needs; a Chinese character takes two."""
_MOVERS = re.compile("[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\x80-\x9f]")
"""Signs that reverse a line or break it unseen; the rest of `CONTROLS` have signs of their own."""


def plain(said: str) -> str:
    """One line of print: blanks and line breaks are one blank, unseen signs are made visible."""
    return re.sub(r"\s+", " ", printable(said)).strip()


def printable(said: str) -> str:
    """Text that a document can hold: signs that it cannot, or that nobody would see, are made visible."""
    seen = visible(_MOVERS.sub("�", said))
    return CONTROLS.sub("�", seen)


def upper(said: str) -> str:
    """As a sentence begins."""
    return said[:1].upper() + said[1:]


def within(said: str) -> str:
    """A sentence inside another: its first letter small, unless capitals or digits start it."""
    return lower(said) if said[1:2].islower() or said[1:2] == " " else said


def lower(said: str) -> str:
    """As a sentence goes on."""
    return said[:1].lower() + said[1:]


def city(report: Report) -> str:
    return shortened(plain(report.wording(report.city)), CITY_WIDE)


def subject(report: Report) -> str:
    """Whose, which period, up to when."""
    between = "; " if report.wording.language == "en" else "　"
    return f"{city(report)}{between}{period(report)}"


def period(report: Report) -> str:
    """Which period, up to when."""
    said, day = shortened(plain(report.assessment.period), PERIOD_WIDE), date_words(report)
    if report.wording.language == "en":
        return f"{words.PERIOD.en.lower()} {said}; {words.CUT_OFF.en.lower()} {day}"
    return f"{words.PERIOD.zh}{said}　截止{day}"


def date_words(report: Report) -> str:
    return day_words(report.assessment.cut_off, report)


def day_words(day: date, report: Report) -> str:
    english = report.wording.language == "en"
    return f"{day.day} {day:%B %Y}" if english else f"{day.year}年{day.month}月{day.day}日"


def made_on(report: Report) -> str:
    """The day of making on a calendar in Beijing."""
    return day_words(report.now.astimezone(BEIJING).date(), report)


def edge(report: Report) -> str:
    """The head of every page."""
    english = report.wording.language == "en"
    internal = words.INTERNAL.en if english else words.INTERNAL.zh.replace(" ", "　")
    if not report.assessment.city.fictional:
        return internal
    return f"{internal}　{words.SAMPLE_SHORT.pick('en' if english else 'zh')}"


NUMERALS = "〇一二三四五六七八九十"


def numeral(count: int) -> str:
    """1 to 99 in Chinese numerals, for headings."""
    tens, ones = divmod(count, 10)
    head = "" if tens == 0 else "十" if tens == 1 else NUMERALS[tens] + "十"
    return head + (NUMERALS[ones] if ones else "")


def heading_number(place: tuple[int, ...], *, english: bool) -> str:
    """一、 （一） 1. （1） in Chinese; 1, 1.1, 1.1.1 in English."""
    if english:
        return ".".join(map(str, place)) + (". " if len(place) == 1 else " ")
    last = place[-1]
    return {1: f"{numeral(last)}、", 2: f"（{numeral(last)}）", 3: f"{last}.", 4: f"（{last}）"}[len(place)]
