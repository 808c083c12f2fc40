"""Describes matplotlib figures by the data that their axes show."""

from __future__ import annotations

from typing import Any

from .exact_arrays import describe_array


def describe_figure(figure: Any) -> dict[str, Any]:
    """Return a figure: its size, its title and its axes."""
    size = [float(part) for part in figure.get_size_inches()]
    title = figure.get_suptitle() if hasattr(figure, "get_suptitle") else ""
    axes = [describe_axes(axes) for axes in figure.axes]
    return {"kind": "figure", "size": size, "title": title, "axes": axes}


def describe_axes(axes: Any) -> dict[str, Any]:
    """Return axes: texts, lines, bars and other shapes, points and pictures."""
    others = [patch.get_path().vertices for patch in axes.patches if not hasattr(patch, "get_x")]
    described = {
        "kind": "axes",
        "title": axes.get_title(),
        "labels": [axes.get_xlabel(), axes.get_ylabel()],
        "scales": [axes.get_xscale(), axes.get_yscale()],
        "limits": [float(value) for value in (*axes.get_xlim(), *axes.get_ylim())],
        "lines": [_array(line.get_xydata()) for line in axes.lines],
        "bars": _bars([patch for patch in axes.patches if hasattr(patch, "get_x")]),
        "shapes": [_array(vertices) for vertices in others],
        "points": [_points(item) for item in axes.collections],
        "pictures": [_array(image.get_array()) for image in axes.images],
        "texts": [text.get_text() for text in axes.texts],
        "legend": [text.get_text() for text in axes.get_legend().get_texts()] if axes.get_legend() else [],
    }
    return {key: value for key, value in described.items() if value != []}


def _array(values: Any) -> Any:
    import numpy as np

    if values is None:
        return None
    if getattr(getattr(values, "dtype", None), "kind", "") == "f":
        values = np.ma.filled(np.ma.asarray(values), np.nan)
    return describe_array(np.asarray(values), str)


def _bars(patches: list[Any]) -> Any:
    """Return left, bottom, width and height of bars, as one table."""
    import numpy as np

    sides = [(bar.get_x(), bar.get_y(), bar.get_width(), bar.get_height()) for bar in patches]
    return _array(np.array(sides, dtype=float)) if sides else []


def _points(item: Any) -> Any:
    described = {"offsets": _array(item.get_offsets())}
    if item.get_array() is not None:
        described["values"] = _array(item.get_array())
    if len(item.get_offsets()) <= 1:
        paths = [_array(path.vertices) for path in item.get_paths()]
        described["paths"] = paths
    return described
