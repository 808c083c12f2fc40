"""Describes matplotlib figures by the data that their axes show."""

from __future__ import annotations

from typing import Any

from .numbers import EXACT, SAMPLE, describe_array, number, places

DRAWN = 40  # lines, shapes or points of one kind that a recording lists: more than people tell apart in one plot


def describe_figure(figure: Any, detail: str = SAMPLE) -> dict[str, Any]:
    """Return a figure: its size, its title and its axes."""
    size = [number(part, detail) for part in figure.get_size_inches()]
    title = figure.get_suptitle() if hasattr(figure, "get_suptitle") else ""
    axes = [describe_axes(axes, detail) for axes in figure.axes]
    return {"kind": "figure", "size": size, "title": title, "axes": axes}


def describe_axes(axes: Any, detail: str = SAMPLE) -> dict[str, Any]:
    """Return axes: texts, lines, bars and other shapes, points and pictures."""

    def some(drawn: Any) -> list[Any]:
        return [drawn[place] for place in places(len(drawn), len(drawn) if detail == EXACT else DRAWN)]

    def array(values: Any) -> Any:
        return _array(values, detail)

    others = [patch.get_path().vertices for patch in some(axes.patches) if not hasattr(patch, "get_x")]
    described = {
        "kind": "axes",
        "title": axes.get_title(),
        "labels": [axes.get_xlabel(), axes.get_ylabel()],
        "scales": [axes.get_xscale(), axes.get_yscale()],
        "limits": [number(value, detail) for value in (*axes.get_xlim(), *axes.get_ylim())],
        "lines": [array(line.get_xydata()) for line in some(axes.lines)],
        "bars": _bars([patch for patch in axes.patches if hasattr(patch, "get_x")], detail),
        "shapes": [array(vertices) for vertices in others],
        "points": [_points(item, detail) for item in some(axes.collections)],
        "pictures": [array(image.get_array()) for image in _first(axes.images, detail)],
        "texts": [text.get_text() for text in _first(axes.texts, detail)],
        "legend": [text.get_text() for text in axes.get_legend().get_texts()] if axes.get_legend() else [],
    }
    return {key: value for key, value in described.items() if value != []}


def _first(drawn: Any, detail: str) -> list[Any]:
    return list(drawn) if detail == EXACT else list(drawn)[:DRAWN]


def _array(values: Any, detail: str) -> Any:
    import numpy as np

    if values is None:
        return None
    if getattr(getattr(values, "dtype", None), "kind", "") == "f":
        values = np.ma.filled(np.ma.asarray(values), np.nan)
    return describe_array(np.asarray(values), str, detail)


def _bars(patches: list[Any], detail: str) -> Any:
    """Return left, bottom, width and height of bars, as one table."""
    import numpy as np

    sides = [(bar.get_x(), bar.get_y(), bar.get_width(), bar.get_height()) for bar in patches]
    return _array(np.array(sides, dtype=float), detail) if sides else []


def _points(item: Any, detail: str) -> Any:
    described = {"offsets": _array(item.get_offsets(), detail)}
    if item.get_array() is not None:
        described["values"] = _array(item.get_array(), detail)
    if len(item.get_offsets()) <= 1:
        paths = [_array(path.vertices, detail) for path in _first(item.get_paths(), detail)]
        described["paths"] = paths
    return described
