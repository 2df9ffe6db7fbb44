"""Many cities beside each other: a table of numbers on grounds that deepen with them, and how numbers are spread."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go

from assessor.gaps import GroupStatistics
from assessor.ui.charts import BLUE, Series, Values, cell_colour, dots, ink, safe

STRIP = {"symbol": "line-ns", "size": 9, "color": BLUE, "line": {"width": 1.5, "color": BLUE}, "opacity": 0.55}


def heat_table(
    head: str, columns: Sequence[str], rows: Sequence[tuple[str, Values, Sequence[str]]], caption: str
) -> str:
    """Cities as rows, their numbers printed; on a phone each row is a card. Nothing scrolls sideways.

    `rows` hold markup of the name, values that colour the ground, and what is printed.
    """
    heads = "".join(f'<th scope="col">{escape(one)}</th>' for one in columns)
    body = "".join(
        f'<tr><th scope="row">{name}</th>'
        + "".join(_cell(*one) for one in zip(columns, values, texts, strict=True))
        + "</tr>"
        for name, values, texts in rows
    )
    return (
        f'<table class="c-heat"><caption>{escape(caption)}</caption>'
        f'<thead><tr><th scope="col">{escape(head)}</th>{heads}</tr></thead><tbody>{body}</tbody></table>'
    )


def _cell(column: str, value: float | None, text: str) -> str:
    label = f'data-label="{escape(column, quote=True)}"'
    if value is None:
        return f"<td {label}><b>{escape(text)}</b></td>"
    red, green, blue = cell_colour(value)
    ground = f"background:rgb({red:.0f},{green:.0f},{blue:.0f});color:{ink(value)}"
    return f'<td {label}><b style="{ground}">{escape(text)}</b></td>'


def spread(
    names: Sequence[str], values: Sequence[Values], found: Sequence[GroupStatistics], median_label: str, city_label: str,
    texts: Sequence[str],
) -> go.Figure:  # fmt: skip
    """One row a name on a scale of 0..100: a stroke for each city, a box from quartile to quartile, the median a diamond."""
    figure = dots(names, [Series(median_label, [one.median for one in found], "diamond")], texts=texts)
    points = [(value, row) for row, line in enumerate(values) for value in line if value is not None]
    figure.add_trace(
        go.Scatter(
            x=[value for value, _ in points], y=[row for _, row in points], mode="markers", name=safe(city_label),
            marker=STRIP, cliponaxis=False,
        )
    )  # fmt: skip
    boxes = [
        {"type": "rect", "x0": one.lower_quartile, "x1": one.upper_quartile, "y0": row - 0.16, "y1": row + 0.16,
         "layer": "below", "line": {"width": 1.5, "color": BLUE}, "fillcolor": "rgba(63,134,189,.22)"}
        for row, one in enumerate(found)
    ]  # fmt: skip
    figure.layout.shapes = [*figure.layout.shapes, *boxes]
    return figure
