"""Times as the reader's clock shows them, and dates as people type them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from assessor.errors import CityFault, Problem
from assessor.text import say

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
YEARS = range(2000, 2101)
PERIOD_LIMIT = 40


def local(at: datetime) -> datetime:
    """In the zone of the reader's browser; of this machine where the browser does not say."""
    try:
        zone = ZoneInfo(st.context.timezone) if st.context.timezone else None
    except (ZoneInfoNotFoundError, ValueError):
        zone = None
    return at.astimezone(zone)


def clock(at: datetime) -> str:
    return local(at).strftime("%H:%M")


def moment(at: datetime) -> str:
    return local(at).strftime("%Y-%m-%d %H:%M")


def today() -> date:
    return local(datetime.now(UTC)).date()


def within(one: date, period: str) -> bool:
    """Whether a date lies in the years that a period names: one year, or from the first to the last of several."""
    years = [int(year) for year in re.findall(r"(?<!\d)(\d{4})(?!\d)", period)]
    return not years or min(years) <= one.year <= max(years)


def day(typed: str) -> date:
    """A date as people type it: 2025-12-31, 2025/12/31, 2025.12.31 or 2025年12月31日."""
    if not typed.strip():
        raise CityFault(Problem("", say("没有填写日期", "the date is missing"), say("请填写日期", "fill in the date")))
    found = _DATE.fullmatch(typed.strip())
    try:
        read = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        read = None
    if read is None or read.year not in YEARS:
        raise CityFault(
            Problem(
                "",
                say(f"“{typed.strip()[:40]}”不是有效日期", f"“{typed.strip()[:40]}” is not a date"),
                say("请写成 2025-12-31 这样的年月日", "write year, month and day, like 2025-12-31"),
            )
        )
    return read


def period(typed: str) -> str:
    """A period begins with its year: 2025, 2024-2025, 2025上半年."""
    said = typed.strip()
    if len(said) > PERIOD_LIMIT:
        raise CityFault(
            Problem(
                "",
                say(f"共{len(said)}字，超过{PERIOD_LIMIT}字", f"{len(said)} characters, more than {PERIOD_LIMIT}"),
                say("请缩短，如 2025 或 2024-2025", "shorten it, like 2025 or 2024-2025"),
            )
        )
    year = re.match(r"\d{4}(?!\d)", said)
    if year is None or int(year.group()) not in YEARS:
        raise CityFault(
            Problem(
                "",
                say(f"评估年度“{said[:40]}”没有写明年份", f"the period “{said[:40]}” does not begin with a year"),
                say(
                    "请以四位年份开头，如 2025 或 2024-2025", "begin with a year of four digits, like 2025 or 2024-2025"
                ),
            )
        )
    return said


def seconds_left(ends: datetime, now: datetime) -> int:
    """Whole seconds until a moment, a begun one counted; 0 or less once it has come."""
    return -((now - ends) // timedelta(seconds=1))
