"""Intervals beside each other: where numbers of two or more cities may lie, one lane a city.

One's own city is a thick line with a filled mark, any other a thin one with a hollow mark and ends: told apart by
shape alone. The label stands above its lanes, so that a chart fits a phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from assessor.ahead import Spread
from assessor.ui.charts import BLUE, FAINT, FONT, safe, short, width

LABEL, LANE, GAP, AXIS, LEGEND = 20, 15, 13, 24, 34
"""Heights in pixels."""
WIDEST = 51
"""Longest label, in half-width characters."""
SPACE = "\u00a0\u00a0"


@dataclass(frozen=True)
class Lane:
    """One interval with its median; nothing is drawn where there is none."""

    spread: Spread | None
    own: bool


@dataclass(frozen=True)
class Row:
    """A label, what is said after it, and the lanes beneath."""

    name: str
    said: str
    lanes: tuple[Lane, ...]


def intervals(rows: Sequence[Row], own_label: str, other_label: str) -> go.Figure:
    """Rows of intervals on one scale of 0..100."""
    height = sum(_height(row) for row in rows)
    figure = go.Figure()
    y = 0.0
    drawn: dict[bool, list[tuple[Spread, float]]] = {True: [], False: []}
    labels: list[tuple[str, float]] = []
    for row in rows:
        labels.append((_label(row), y + LABEL / 2))
        for place, lane in enumerate(row.lanes):
            if lane.spread is not None:
                drawn[lane.own].append((lane.spread, y + LABEL + LANE * (place + 0.5)))
        y += _height(row)
    figure.layout.shapes = [_line(spread, at, own) for own, marks in drawn.items() for spread, at in marks]
    for own, label in ((True, own_label), (False, other_label)):
        figure.add_traces(_marks(drawn[own], label, own=own))
    _write(figure, labels)
    _frame(figure, height)
    return figure


def _height(row: Row) -> int:
    return LABEL + LANE * len(row.lanes) + GAP


def _label(row: Row) -> str:
    if not row.said:
        return short(row.name, WIDEST)
    return f"{short(row.name, WIDEST - width(row.said) - len(SPACE))}{SPACE}{row.said}"


def _line(spread: Spread, at: float, own: bool) -> dict[str, object]:
    stroke = {"color": BLUE, "width": 6 if own else 2}
    return {"type": "line", "x0": spread.low, "x1": spread.high, "y0": at, "y1": at, "layer": "below", "line": stroke}


def _marks(marks: Sequence[tuple[Spread, float]], label: str, *, own: bool) -> list[go.Scatter]:
    """The medians, and the ends of a thin line."""
    symbol = "circle" if own else "circle-open"
    middle = {"symbol": symbol, "size": 13, "color": BLUE, "line": {"width": 2.5, "color": BLUE}}
    ys = [at for _, at in marks]
    found = [
        go.Scatter(
            x=[spread.median for spread, _ in marks], y=ys, mode="markers", name=safe(label), marker=middle, cliponaxis=False
        )
    ]  # fmt: skip
    if not own:
        ends = {"symbol": "line-ns", "size": 9, "line": {"width": 2, "color": BLUE}}
        found.append(
            go.Scatter(
                x=[end for spread, _ in marks for end in (spread.low, spread.high)], y=[at for at in ys for _ in range(2)],
                mode="markers", marker=ends, showlegend=False, cliponaxis=False,
            )
        )  # fmt: skip
    return found


def _write(figure: go.Figure, labels: Sequence[tuple[str, float]]) -> None:
    figure.add_trace(
        go.Scatter(
            x=[0.0] * len(labels), y=[at for _, at in labels], text=[safe(text) for text, _ in labels], mode="text",
            textposition="middle right", textfont={"size": 13}, showlegend=False, cliponaxis=False,
        )
    )  # fmt: skip


def _frame(figure: go.Figure, height: int) -> None:
    figure.update_layout(
        height=height + LEGEND + AXIS,
        margin={"l": 8, "r": 10, "t": LEGEND, "b": AXIS},
        font={"family": FONT, "size": 13},
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", dragmode=False, showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "font": {"size": 12}, "itemsizing": "trace"},
    )  # fmt: skip
    figure.update_xaxes(
        range=[0, 100], tickvals=[0, 25, 50, 75, 100], gridcolor=FAINT, zeroline=False, tickfont={"size": 11},
        automargin=False, fixedrange=True,
    )  # fmt: skip
    figure.update_yaxes(visible=False, range=[height, 0], automargin=False, fixedrange=True)
