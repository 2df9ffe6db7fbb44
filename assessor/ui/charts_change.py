"""Numbers over the periods of one city: a panel for each, the interval at each period, the line between periods."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import plotly.graph_objects as go

from assessor.scorecard import shown
from assessor.ui.charts import BLUE, FAINT, FONT, safe, short

PANEL, TOP, BETWEEN = 118, 26, 34
"""Heights in pixels: of a panel, above the first one, and between two for the name of the next."""
NAME_WIDTH = 44
Scale = Callable[[float], float]
"""From a number 0..100 to its height in the figure."""


@dataclass(frozen=True)
class Point:
    """One number at one period; `low` and `high` where its interval is known."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Course:
    """One number over all periods."""

    name: str
    points: tuple[Point, ...]


def courses(lines: Sequence[Course], periods: Sequence[str], joined: Sequence[bool]) -> go.Figure:
    """A panel of 0..100 for each line, one below the other.

    `joined`: for each two neighbouring periods whether they may be compared; where they may not, the line is dotted.
    """
    figure = go.Figure()
    step = PANEL + BETWEEN
    height = TOP + step * len(lines)
    for row, line in enumerate(lines):
        base = -row * step - BETWEEN

        def at(value: float, base: float = base) -> float:
            return base - PANEL + value * PANEL / 100.0

        figure.add_traces([*_between(line, joined, at), *_marks(line, at)])
        for edge in (0.0, 50.0, 100.0):
            figure.add_shape(type="line", x0=-0.35, x1=len(periods) - 0.65, y0=at(edge), y1=at(edge), layer="below",
                             line={"color": FAINT, "width": 1})  # fmt: skip
        figure.add_annotation(x=-0.35, y=base + 6, text=f"<b>{safe(short(line.name, NAME_WIDTH))}</b>", showarrow=False,
                              xanchor="left", yanchor="bottom", font={"size": 13})  # fmt: skip
    _frame(figure, height, periods, step * len(lines))
    return figure


def _between(line: Course, joined: Sequence[bool], at: Scale) -> list[go.Scatter]:
    found = []
    for place, (one, other) in enumerate(pairwise(line.points)):
        if one.value is not None and other.value is not None:
            dash = "solid" if joined[place] else "dot"
            found.append(
                go.Scatter(
                    x=[place, place + 1], y=[at(one.value), at(other.value)], mode="lines", showlegend=False,
                    line={"color": BLUE, "width": 2, "dash": dash}, cliponaxis=False,
                )
            )  # fmt: skip
    return found


def _marks(line: Course, at: Scale) -> list[go.Scatter]:
    """Mark and interval, and the number above both, where no line runs through it."""
    known = [(place, one) for place, one in enumerate(line.points) if one.value is not None]
    xs, values = [place for place, _ in known], [one.value or 0.0 for _, one in known]
    highs = [value if one.high is None else one.high for (_, one), value in zip(known, values, strict=True)]
    lows = [value if one.low is None else one.low for (_, one), value in zip(known, values, strict=True)]
    up = [at(high) - at(value) for high, value in zip(highs, values, strict=True)]
    down = [at(value) - at(low) for low, value in zip(lows, values, strict=True)]
    return [
        go.Scatter(
            x=xs, y=[at(value) for value in values], mode="markers", showlegend=False, cliponaxis=False,
            marker={"size": 11, "color": BLUE},
            error_y={"type": "data", "array": up, "arrayminus": down, "color": BLUE, "thickness": 2, "width": 6},
        ),
        go.Scatter(
            x=xs, y=[at(high) for high in highs], mode="text", showlegend=False, cliponaxis=False,
            text=[shown(value) for value in values], textposition="top center", textfont={"size": 13},
        ),
    ]  # fmt: skip


def _frame(figure: go.Figure, height: int, periods: Sequence[str], whole: int) -> None:
    figure.update_layout(
        height=height, margin={"l": 4, "r": 10, "t": TOP, "b": 4}, font={"family": FONT, "size": 13},
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", dragmode=False, showlegend=False,
    )  # fmt: skip
    figure.update_xaxes(
        range=[-0.4, len(periods) - 0.5], tickvals=list(range(len(periods))), ticktext=[safe(one) for one in periods],
        side="top", showgrid=False, zeroline=False, automargin=False, fixedrange=True,
    )  # fmt: skip
    figure.update_yaxes(visible=False, range=[-whole, 0], automargin=False, fixedrange=True)
