"""Pieces that several pages show: tables, bars, the demo banner, the open city."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

import streamlit as st

from assessor import __version__
from assessor.assessments import Summary
from assessor.nodes import bands_of
from assessor.rubric import Rubric
from assessor.scorecard import Node, bracketed, shown, withheld_because
from assessor.text import Language
from assessor.ui.session import joined, language, open_id, t, workspace

HERE = Path(__file__).parent
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:])")
# Addresses, icons, emoji and arrows are made after escapes are gone; a joiner of no width inside them prevents it.
_MADE_LATER = re.compile(
    r"(?<=[a-z])(?=://)|(?<=www)(?=\.)|(?=@)|(?<=:)(?=[a-z+-][\w+-]*[:/]|100:|1234:)|(?<=-)(?=[->])|(?<=[<>~])(?=[-=])",
    re.IGNORECASE,
)
_JOINER = "\u2060"


def plain(text: str) -> str:
    """Text as it is inside Markdown: nothing a user typed becomes markup, a link, an icon or a formula."""
    return _MARKUP.sub(r"\\\1", _MADE_LATER.sub(_JOINER, text)).replace("\n", "  \n")


@lru_cache
def _css(*sheets: str) -> str:
    return "<style>" + "".join((HERE / sheet).read_text(encoding="utf-8") for sheet in sheets) + "</style>"


def wear(*sheets: str) -> None:
    """Style sheets of this folder, once on a page."""
    st.html(_css(*sheets))


def style(lang: Language) -> None:
    wear("chrome.css", *(["chrome_zh.css"] if lang == "zh" else []))


@dataclass(frozen=True)
class Html:
    """Markup of our own making; everything else that goes into a table is escaped."""

    markup: str


Cell = str | Html | None


def bar(percent: float | None, label: str = "") -> Html:
    """A bar of 0..100; the number stands beside it, so the bar itself is hidden from screen readers."""
    if percent is None:
        return Html(escape(label))
    width = min(max(percent, 0.0), 100.0)
    return Html(f'{escape(label)}<span class="a-bar" aria-hidden="true"><i style="width:{width:.1f}%"></i></span>')


def tag(text: str) -> Html:
    return Html(f'<span class="a-tag">{escape(text)}</span>')


def _markup(cell: Cell) -> str:
    if isinstance(cell, Html):
        return cell.markup
    return escape(cell or "").replace("\n", "<br>")


def table(
    headers: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    caption: str = "",
    numbers: Sequence[int] = (),
    wide: Sequence[int] = (),
) -> None:
    """A table that wraps, and on a phone turns each row into a card. Nothing scrolls sideways.

    `numbers` are columns set flush right; `wide` columns take a card's whole width.
    """
    classes = {**dict.fromkeys(numbers, "a-num"), **dict.fromkeys(wide, "a-wide")}
    head = "".join(f'<th scope="col" class="{classes.get(n, "")}">{escape(h)}</th>' for n, h in enumerate(headers))
    body = "".join(
        "<tr>"
        + "".join(
            f'<td class="{classes.get(n, "")}" data-label="{escape(headers[n], quote=True)}">{_markup(cell)}</td>'
            for n, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    said = f"<caption>{escape(caption)}</caption>" if caption else ""
    st.html(f'<table class="a-table">{said}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')


def number(node: Node, rubric: Rubric) -> str:
    """The number as people read it, in brackets when provisional, a dash when withheld."""
    return bracketed(node, bands_of(rubric, node.kind)) or "—"


def band(node: Node, rubric: Rubric, lang: Language) -> str:
    return bands_of(rubric, node.kind)[node.band].name.pick(lang) if node.band is not None else ""


def coverage(node: Node) -> str:
    return t("common.none") if node.coverage is None else f"{shown(node.coverage * 100)}%"


def note(node: Node, rubric: Rubric, lang: Language) -> str:
    """What must stand beside a number: why it is withheld, or which gate limits its band."""
    if (why := withheld_because(node)) is not None:
        return why.pick(lang)
    said = []
    if node.status == "provisional":
        said.append(t("common.provisional"))
    if node.capped_by is not None:
        said.append(t("common.capped", gate=rubric.by_id[node.capped_by].name.pick(lang)))
    return joined(said)


COUNTS: dict[Language, Sequence[str]] = {
    "zh": "零一二三四五六七八九十",
    "en": ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
}


def counted(n: int) -> str:
    """A small number as a word."""
    known = COUNTS[language()]
    return known[n] if n < len(known) else str(n)


def how_far(rated: int, of: int, not_applicable: int) -> str:
    """One way to count everywhere: rated among what applies, the rest apart."""
    if not_applicable:
        return t("common.rated_absent", rated=rated, of=of, n=not_applicable)
    return t("common.rated", rated=rated, of=of)


def called(one: Summary) -> str:
    return one.city_name_en if language() == "en" and one.city_name_en else one.city_name


def open_city() -> None:
    """In the sidebar: which city is open, and how far it is."""
    id_ = open_id()
    one = next((one for one in workspace().summaries() if one.id == id_), None)
    if one is None:
        return
    st.markdown(f"**{plain(called(one))}**")
    if one.fictional:
        st.caption(t("common.fictional"))
    far = how_far(one.rated, one.of, one.not_applicable)
    st.caption(t("common.progress", period=plain(one.period), far=far))
    if one.earlier:
        st.caption(t("common.earlier", version=plain(one.rubric_version)))


def demo_banner() -> None:
    st.html(f'<p class="a-demo" role="note">{escape(t("common.demo"))}</p>')


def footer() -> None:
    st.divider()
    st.caption(t("common.secrecy"))
    if workspace().rubric.english == "draft" and language() == "en":
        st.caption(t("common.draft_english"))
    st.caption(t("common.version", version=__version__, rubric=workspace().rubric.version))
