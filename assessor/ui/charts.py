"""Plain values -> plotly figures: dot against target, bars, heatmap, dumbbell, slope, radar on request.

Marks are one blue that stands 3:1 or better against the light and the dark page, and differ by shape or
by filled and hollow, never by colour alone. Every label stands above its mark, so that a chart fits a
phone. Every number is printed, so that figures are static: no bar of tools, nothing to hover or drag.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

import plotly.graph_objects as go
import streamlit as st

from assessor.scorecard import shown
from assessor.ui.session import listed, t

FONT = '"Source Sans", "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "SimHei", sans-serif'
BLUE = "#3f86bd"
PALE, DEEP = (222, 235, 245), (31, 90, 138)
ON_PALE, ON_DEEP = "#000000", "#ffffff"
FAINT = "rgba(128,128,128,.35)"
CONFIG = {"displayModeBar": False, "staticPlot": True, "responsive": True}
ROW = 50
LABEL_WIDTH = 51
"""Longest label on a chart, in half-width characters; the table beneath has the whole of it."""
SLOPES = 8
GAP = "\u00a0\u00a0"  # plotly closes up ordinary spaces

Values = Sequence[float | None]


@dataclass(frozen=True)
class About:
    """What stands round every chart; none of it may be empty."""

    title: str
    n: str
    date: str
    source: str
    note: str = ""

    def __post_init__(self) -> None:
        empty = [name for name in ("title", "n", "date", "source") if not getattr(self, name).strip()]
        if empty:
            raise ValueError(f"a chart needs {', '.join(empty)}")


@dataclass(frozen=True)
class Series:
    """One kind of mark in a chart of dots; `hollow` marks single values, for instance provisional ones."""

    label: str
    values: Values
    symbol: str
    hollow: tuple[bool, ...] = ()


# -- on the page ----------------------------------------------------------------------------------


def show(figure: go.Figure, about: About, table: Callable[[], None], *, key: str, alt: str = "") -> None:
    """Title, chart, n, date, source and, folded, what `table` prints: the same numbers to read."""
    heading(about)
    draw(figure, about, key=key, alt=alt)
    with st.expander(t("charts.table"), icon=":material/table:"):
        table()


def heading(about: About) -> None:
    st.html(f'<p style="margin:0;font-weight:600">{escape(about.title)}</p>')


def draw(figure: go.Figure, about: About, *, key: str, alt: str = "") -> None:
    """The figure and the lines beneath it, for a page that prints the table itself."""
    st.plotly_chart(figure, config=CONFIG, key=key, alt=f"{about.title}{t('charts.stop')}{alt}")
    said = t("charts.source", n=about.n, date=about.date, source=about.source)
    lines = [escape(line) for line in (alt, *about.note.splitlines(), said) if line]
    st.html(f'<p class="a-quiet" style="margin:0">{"<br>".join(lines)}</p>')


def extremes(names: Sequence[str], values: Values) -> str:
    """The text summary of a chart: where it is highest and lowest, all of them where several are, and
    how many have no number; nothing where all are equal."""
    known = {name: shown(value) for name, value in zip(names, values, strict=True) if value is not None}
    high, low = (
        (shown(end(value for value in values if value is not None)) for end in (max, min)) if known else ("", "")
    )
    if high == low:
        return ""
    said = t("charts.extremes", most=_tied(known, high), high=high, least=_tied(known, low), low=low)
    without = len(names) - len(known)
    return said + t("charts.without", n=without) if without else said


def _tied(known: dict[str, str], number: str) -> str:
    names = [name for name, one in known.items() if one == number]
    return t("charts.tied", names=listed(names)) if len(names) > 1 else names[0]


# -- figures --------------------------------------------------------------------------------------


def dots(
    names: Sequence[str], series: Sequence[Series], *, texts: Sequence[str] = (), ticks: Sequence[float] = ()
) -> go.Figure:
    """A row of 0..100 for each name, the label above it, one mark for each series; `texts` follow the names."""
    figure = _rows(len(names), legend=len(series) > 1, ticks=ticks)
    _lines(figure, [(0.0, 100.0, index) for index in range(len(names))], FAINT, 2)
    for one in series:
        hollow = one.hollow or (False,) * len(names)
        figure.add_trace(
            go.Scatter(
                x=list(one.values), y=list(range(len(names))), mode="markers", name=safe(one.label), cliponaxis=False,
                marker={
                    "symbol": [f"{one.symbol}-open" if open_ else one.symbol for open_ in hollow],
                    "size": 15 if one.symbol == "diamond" else 13, "color": BLUE, "line": {"width": 2.5 if any(hollow) else 1.5, "color": BLUE},
                },
            )
        )  # fmt: skip
    _labels(figure, names, texts)
    return figure


def against_target(
    names: Sequence[str], scores: Values, targets: Values, *, score_label: str, target_label: str,
    provisional: Sequence[bool] = (), supported: Values | None = None, supported_label: str = "",
    texts: Sequence[str] = (), ticks: Sequence[float] = (),
) -> go.Figure:  # fmt: skip
    """Dot against target, all of them 0..100; a provisional dot is hollow."""
    series = [
        Series(score_label, scores, "circle", tuple(provisional)),
        Series(target_label, targets, "line-ns", ()),
    ]
    if supported is not None:
        series.append(Series(supported_label, supported, "diamond", (True,) * len(names)))
    figure = dots(names, series, texts=texts, ticks=ticks)
    figure.data[1].marker.line.width = 3
    return figure


def dumbbell(
    names: Sequence[str], own: Values, other: Values, own_label: str, other_label: str,
    *, texts: Sequence[str] = (), ticks: Sequence[float] = (),
) -> go.Figure:  # fmt: skip
    """Own value (filled) and the other one (hollow) joined by a line, row by row."""
    figure = dots(
        names,
        [Series(own_label, own, "circle"), Series(other_label, other, "circle", (True,) * len(names))],
        texts=texts,
        ticks=ticks,
    )
    ends = [
        (mine, theirs, index)
        for index, (mine, theirs) in enumerate(zip(own, other, strict=True))
        if mine is not None and theirs is not None
    ]
    _lines(figure, ends, BLUE, 3)
    return figure


def bars(
    names: Sequence[str], values: Values, *, texts: Sequence[str] = (), marks: Values | None = None,
    value_label: str = "", mark_label: str = "", ticks: Sequence[float] = (),
) -> go.Figure:  # fmt: skip
    """Bars of 0..100, label above; `marks` sets a hollow diamond on each bar, for instance the supported value."""
    figure = _rows(len(names), legend=marks is not None, ticks=ticks)
    rows = list(range(len(names)))
    figure.add_trace(
        go.Bar(x=list(values), y=rows, orientation="h", width=0.3, marker={"color": BLUE}, name=safe(value_label))
    )
    if marks is not None:
        mark = {"symbol": "diamond", "size": 12, "color": PALE_HEX, "line": {"width": 2, "color": DEEP_HEX}}
        figure.add_trace(
            go.Scatter(x=list(marks), y=rows, mode="markers", marker=mark, name=safe(mark_label), cliponaxis=False)
        )
    _labels(figure, names, texts)
    return figure


def heatmap(
    rows: Sequence[str], columns: Sequence[str], values: Sequence[Values], texts: Sequence[Sequence[str]]
) -> go.Figure:
    """Cells of 0..100 in one hue with their text inside; a cell without a value stays blank but for its text."""
    height, gap, top = 58, 24, 52
    figure = go.Figure(
        go.Heatmap(
            z=[list(row) for row in values], x=list(range(len(columns))), y=list(range(len(rows))),
            zmin=0, zmax=100, colorscale=[[0, PALE_HEX], [1, DEEP_HEX]], showscale=False,
            xgap=3, ygap=gap, hoverinfo="skip",
        )
    )  # fmt: skip
    _frame(figure, height * len(rows) + top, top)
    figure.update_xaxes(
        side="top", tickvals=list(range(len(columns))), ticktext=[_stacked(one, 18) for one in columns],
        showgrid=False, zeroline=False, range=[-0.5, len(columns) - 0.5], tickangle=0, tickfont={"size": 12},
    )  # fmt: skip
    figure.update_yaxes(visible=False, range=[len(rows) - 0.5, -0.5])
    _write(figure, rows, -0.5, [index - (height / 2 - 3) / height for index in range(len(rows))])
    cells = [(r, c, value) for r, row in enumerate(values) for c, value in enumerate(row)]
    figure.layout.annotations = [
        {"x": c, "y": r, "text": safe(texts[r][c]), "showarrow": False, "font": {"size": 14, "color": ink(value)}}
        for r, c, value in cells
        if value is not None
    ]
    for r, c, value in cells:
        if value is None:
            _write(figure, [texts[r][c]], c, [r], "middle center")
    return figure


def slope(names: Sequence[str], before: Values, after: Values, before_label: str, after_label: str) -> go.Figure:
    """Two times joined by a line, at most eight of them, named at the right end."""
    if len(names) > SLOPES:
        raise ValueError(f"a slope chart takes at most {SLOPES} lines")
    figure = go.Figure()
    _frame(figure, 360, 30)
    for name, start, end in zip(names, before, after, strict=True):
        if start is None or end is None:
            continue
        figure.add_trace(
            go.Scatter(
                x=[0, 1], y=[start, end], mode="lines+markers+text", showlegend=False, cliponaxis=False,
                line={"color": BLUE, "width": 2}, marker={"size": 8},
                text=[shown(start), f"{shown(end)} {safe(short(name, 24))}"],
                textposition=["middle left", "middle right"],
            )
        )  # fmt: skip
    figure.update_xaxes(
        range=[-0.2, 2.2], tickvals=[0, 1], ticktext=[safe(before_label), safe(after_label)], side="top",
        showgrid=False, zeroline=False,
    )  # fmt: skip
    figure.update_yaxes(visible=False, range=[-4, 104])
    return figure


def radar(names: Sequence[str], own: Values, other: Values, own_label: str, other_label: str) -> go.Figure:
    """Only behind a switch: areas mislead. Order is fixed, the first name at the top, and the line is closed."""
    figure = go.Figure()
    _frame(figure, 420, 64)
    labels = [_stacked(one, 12) for one in names]
    for values, label, dash in ((own, own_label, "solid"), (other, other_label, "dot")):
        figure.add_trace(
            go.Scatterpolar(
                r=[*values, values[0]], theta=[*labels, labels[0]], mode="lines+markers", name=safe(label),
                line={"color": BLUE, "dash": dash}, fill="none",
            )
        )  # fmt: skip
    figure.update_layout(
        showlegend=True, margin={"l": 64, "r": 64, "t": 64, "b": 48},
        legend={"orientation": "h", "x": 0, "y": 1.22, "yanchor": "bottom"},
        polar={
            "bgcolor": "rgba(0,0,0,0)",
            "radialaxis": {"range": [0, 100], "tickfont": {"size": 10}, "gridcolor": FAINT, "angle": 90, "tickangle": 90},
            "angularaxis": {"direction": "clockwise", "rotation": 90, "tickfont": {"size": 10}, "gridcolor": FAINT},
        },
    )  # fmt: skip
    return figure


# -- pieces ---------------------------------------------------------------------------------------


def safe(text: str) -> str:
    """Text as it is: plotly reads a part of HTML and, between dollars, formulas."""
    return escape(text, quote=False).replace("$", "&#36;")


def width(text: str) -> int:
    """Width in half-width characters; a Chinese one takes two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def short(text: str, limit: int = LABEL_WIDTH) -> str:
    """Cut to a width, with an ellipsis."""
    if width(text) <= limit:
        return text
    kept = ""
    for one in text:
        if width(kept + one) > limit - 1:
            break
        kept += one
    return kept.rstrip() + "…"


def stacked(text: str, limit: int) -> list[str]:
    """Lines of at most `limit` half-width characters: words stay whole where they can, Chinese breaks anywhere."""
    lines = [""]
    for word in _pieces(text):
        if lines[-1] and width(lines[-1] + word.rstrip()) > limit:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += word
    return [line.strip() for line in lines if line.strip()]


def _pieces(text: str) -> list[str]:
    pieces = [""]
    for one in text:
        if unicodedata.east_asian_width(one) in "WF":
            pieces += [one, ""]
        else:
            pieces[-1] += one
            if one in " -":
                pieces.append("")
    return [one for one in pieces if one]


def _stacked(text: str, limit: int) -> str:
    return "<br>".join(safe(line) for line in stacked(text, limit))


def ink(value: float) -> str:
    """The colour of a number inside a heatmap cell: 4.5:1 or better against the cell."""
    cell = cell_colour(value)
    return ON_DEEP if contrast(cell, (255, 255, 255)) > contrast(cell, (0, 0, 0)) else ON_PALE


def cell_colour(value: float) -> tuple[float, float, float]:
    part = min(max(value, 0.0), 100.0) / 100.0
    red, green, blue = (low + (high - low) * part for low, high in zip(PALE, DEEP, strict=True))
    return red, green, blue


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """Contrast ratio of two colours.

    Source:
        WCAG 2.1, relative luminance and contrast ratio.
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: tuple[float, float, float]) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hex(colour: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


PALE_HEX, DEEP_HEX = _hex(PALE), _hex(DEEP)


def _frame(figure: go.Figure, height: int, top: int) -> None:
    figure.update_layout(
        height=height,
        margin={"l": 4, "r": 10, "t": top, "b": 0},
        font={"family": FONT, "size": 13},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        dragmode=False,
    )
    figure.update_xaxes(automargin=False, fixedrange=True)
    figure.update_yaxes(automargin=False, fixedrange=True)


def _rows(count: int, *, legend: bool, ticks: Sequence[float]) -> go.Figure:
    figure = go.Figure()
    top, bottom = (34 if legend else 4), 22
    _frame(figure, ROW * count + top + bottom, top)
    figure.update_layout(margin={"b": bottom, "l": 8})
    figure.update_xaxes(
        range=[0, 100], tickvals=list(ticks) or [0, 25, 50, 75, 100], gridcolor=FAINT, zeroline=False,
        tickfont={"size": 11},
    )  # fmt: skip
    figure.update_yaxes(visible=False, range=[count - 0.5 + 0.1, -0.5 - 0.1])
    if legend:
        figure.update_layout(
            showlegend=True,
            legend={
                "orientation": "h",
                "x": 0,
                "y": 1,
                "yanchor": "bottom",
                "font": {"size": 12},
                "itemsizing": "trace",
            },
        )
    return figure


def _lines(figure: go.Figure, ends: Sequence[tuple[float, float, int]], colour: str, thick: float) -> None:
    """Lines beneath the marks, set all at once: adding shapes one by one takes longer than the rest of a chart."""
    drawn = [
        {"type": "line", "x0": start, "x1": end, "y0": row, "y1": row, "layer": "below",
         "line": {"color": colour, "width": thick}}
        for start, end, row in ends
    ]  # fmt: skip
    figure.layout.shapes = [*figure.layout.shapes, *drawn]


def _labels(figure: go.Figure, names: Sequence[str], texts: Sequence[str]) -> None:
    said = texts or [""] * len(names)
    whole = [
        f"{short(name, LABEL_WIDTH - width(text) - len(GAP))}{GAP}{text}" if text else name
        for name, text in zip(names, said, strict=True)
    ]
    _write(figure, whole, 0.0, [index - 19 / ROW for index in range(len(names))])


def _write(figure: go.Figure, texts: Sequence[str], x: float, ys: Sequence[float], where: str = "middle right") -> None:
    """Text in the page's own ink, which the style sheet gives to text of traces but not to annotations."""
    figure.add_trace(
        go.Scatter(
            x=[x] * len(texts), y=list(ys), text=[safe(short(text)) for text in texts],
            mode="text", textposition=where, textfont={"size": 13}, showlegend=False, cliponaxis=False,
        )
    )  # fmt: skip
