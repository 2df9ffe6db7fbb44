"""Scores with their range over all method variants: a line from the lowest to the highest, the score as reported a dot."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from assessor.ui.charts import BLUE, Series, Values, dots

THIN = 3


def ranges(
    names: Sequence[str], scores: Values, ends: Sequence[tuple[float, float] | None], label: str,
    *, texts: Sequence[str] = (), ticks: Sequence[float] = (),
) -> go.Figure:  # fmt: skip
    """One row a name, on a scale of 0..100; nothing is drawn where nothing is shown."""
    figure = dots(names, [Series(label, scores, "circle")], texts=texts, ticks=ticks)
    stroke = {"color": BLUE, "width": THIN}
    lines = [
        {"type": "line", "x0": one[0], "x1": one[1], "y0": row, "y1": row, "layer": "below", "line": stroke}
        for row, one in enumerate(ends)
        if one is not None
    ]
    figure.layout.shapes = [*figure.layout.shapes, *lines]
    return figure
