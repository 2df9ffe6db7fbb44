"""Scores with the interval each may lie in: a line from the 5 % to the 95 % point, its median a stroke, the score a dot."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from assessor.ui.charts import BLUE, Series, Values, dots
from assessor.uncertainty import Interval

THICK = 5


def intervals(
    names: Sequence[str], scores: Values, found: Sequence[Interval | None], score_label: str, median_label: str,
    *, provisional: Sequence[bool] = (), texts: Sequence[str] = (), ticks: Sequence[float] = (),
) -> go.Figure:  # fmt: skip
    """One row a name, on a scale of 0..100; nothing is drawn where there is no interval."""
    middles = [None if one is None else one.median for one in found]
    series = [Series(score_label, scores, "circle", tuple(provisional)), Series(median_label, middles, "line-ns")]
    figure = dots(names, series, texts=texts, ticks=ticks)
    figure.data[1].marker.line.width = 3
    stroke = {"color": BLUE, "width": THICK}
    lines = [
        {"type": "line", "x0": one.low, "x1": one.high, "y0": row, "y1": row, "layer": "below", "line": stroke}
        for row, one in enumerate(found)
        if one is not None
    ]
    figure.layout.shapes = [*figure.layout.shapes, *lines]
    return figure
