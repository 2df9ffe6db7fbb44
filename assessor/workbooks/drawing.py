"""Native charts: one hue, numbers at the points, readable in greyscale."""

from __future__ import annotations

from typing import Any

from assessor.workbooks.cells import Chart, Series
from assessor.workbooks.places import Addresses

POINTS_PER_PIXEL = 0.75
WIDTH = 920
PEER_HUE = "#8FB3D9"
TYPES = {"bars": {"type": "bar"}, "dots": {"type": "line"}, "radar": {"type": "radar"}}
SHAPES = ("diamond", "square", "triangle", "circle", "x")


def chart_height(chart: Chart) -> int:
    rows = chart.rows[1] - chart.rows[0] + 1
    return {"dots": 420, "radar": 560}.get(chart.kind, 130 + (48 if chart.tall else 34) * rows)


def draw(
    workbook: Any,
    page: Any,
    chart: Chart,
    data: tuple[str, int],
    at: int,
    font: str,
    colours: tuple[str, str, str],
    places: Addresses,
) -> None:
    """Place a chart at row `at` over the table whose data begin in the sheet and row of `data`."""
    name, first = data
    drawn = workbook.add_chart(TYPES[chart.kind])
    rows = (first + chart.rows[0], first + chart.rows[1])
    for position, one in enumerate(chart.series):
        drawn.add_series(
            {
                "name": one.name,
                "categories": [name, rows[0], chart.category, rows[1], chart.category],
                "values": [name, rows[0], one.column, rows[1], one.column],
                "data_labels": _labels(one, font, colours[2], places) | _above_or_below(chart, one, position),
                **_look(chart, one, position, colours),
            }
        )
    plain = {"name": font, "size": 10, "color": colours[2]}
    drawn.set_title({"name": chart.title, "name_font": {**plain, "size": 12, "bold": True}, "overlay": False})
    drawn.set_legend({"position": "bottom", "font": plain} if len(chart.series) > 1 else {"none": True})
    _axes(drawn, chart, plain)
    drawn.set_size({"width": WIDTH, "height": chart_height(chart)})
    page.insert_chart(at, 0, drawn, {"description": chart.about, "object_position": 2, "x_offset": 4, "y_offset": 4})


def _axes(drawn: Any, chart: Chart, plain: dict[str, Any]) -> None:
    grid = {"visible": True, "line": {"color": "#D9D9D9", "width": 0.5}}
    numbers = {
        "min": 0, "max": chart.most, "major_unit": chart.unit, "num_format": "0", "num_font": plain, "name": chart.axis,
        "name_font": {**plain, "bold": False}, "major_gridlines": grid,
    }  # fmt: skip
    names = {"num_font": plain, "label_position": "low", "interval_unit": 1}
    if chart.kind == "bars":  # here the value axis is the horizontal one; names run downwards, numbers stay below
        drawn.set_y_axis({**names, "reverse": True})
        drawn.set_x_axis({**numbers, "label_position": "high"})
    elif chart.kind == "radar":
        drawn.set_x_axis({"num_font": plain, "major_gridlines": grid})
        drawn.set_y_axis({key: numbers[key] for key in ("min", "max", "major_unit", "num_format", "num_font")})
    else:
        drawn.set_x_axis(names)
        drawn.set_y_axis(numbers)
        drawn.set_high_low_lines({"line": {"color": "#808080", "width": 1.5}})


def _labels(one: Series, font: str, ink: str, places: Addresses) -> dict[str, Any]:
    if not one.labels:
        return {}
    said = [f"={places.said(label)}" if label.startswith("[[") else label for label in one.labels]
    return {
        "value": True, "font": {"name": font, "size": 9, "color": ink},
        "custom": [{"value": label} for label in said],
    }  # fmt: skip


def _above_or_below(chart: Chart, one: Series, position: int) -> dict[str, Any]:
    """The first of two points bears its number above, the other below, so that neither hides the other."""
    return {"position": "below" if position else "above"} if one.labels and chart.kind == "dots" else {}


def _look(chart: Chart, one: Series, position: int, colours: tuple[str, str, str]) -> dict[str, Any]:
    if chart.kind == "bars":
        return _bar(one, colours)
    return _dot(chart, position, colours) if chart.kind == "dots" else _web(one, colours)


def _web(one: Series, colours: tuple[str, str, str]) -> dict[str, Any]:
    hue, _, _ = colours
    line = {"color": hue, "width": 1.0, "dash_type": "dash"} if one.quiet else {"color": hue, "width": 2.25}
    return {"line": line, "marker": {"type": "none"}}  # a score that is withheld would be a mark at 0


def _bar(one: Series, colours: tuple[str, str, str]) -> dict[str, Any]:
    hue, light, _ = colours
    if one.quiet:
        return {"fill": {"color": light}, "border": {"color": hue, "width": 0.75}, "gap": 60}
    return {"fill": {"color": hue}, "border": {"color": hue}, "gap": 60}


def _dot(chart: Chart, position: int, colours: tuple[str, str, str]) -> dict[str, Any]:
    """Dark and round is the first series, or the one that others are drawn light beside."""
    hue, _, _ = colours
    quiet = [one.quiet for one in chart.series]
    own = not quiet[position] if any(quiet) else position == 0
    shape = "circle" if own else SHAPES[max(position - 1, 0) % len(SHAPES)]
    fill = {"color": hue if own else PEER_HUE}
    return {
        "line": {"none": True},
        "marker": {"type": shape, "size": 9 if own else 7, "fill": fill, "border": {"color": hue}},
    }
