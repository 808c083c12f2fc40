"""Describes matplotlib figures by the data that their axes show."""

from __future__ import annotations

from typing import Any

from recording.numbers import describe_array, number, places

MANY = 40  # drawn things of a kind that are told


def describe_figure(figure: Any) -> dict[str, Any]:
    """Return a figure: its size, its title and its axes."""
    size = [number(part) for part in figure.get_size_inches()]
    title = figure.get_suptitle() if hasattr(figure, "get_suptitle") else ""
    return {"kind": "figure", "size": size, "title": title, "axes": [describe_axes(axes) for axes in figure.axes]}


def describe_axes(axes: Any) -> dict[str, Any]:
    """Return axes: texts, lines, bars and other shapes, points and pictures."""
    told = {
        "kind": "axes",
        "title": axes.get_title(),
        "labels": [axes.get_xlabel(), axes.get_ylabel()],
        "scales": [axes.get_xscale(), axes.get_yscale()],
        "limits": [number(value) for value in (*axes.get_xlim(), *axes.get_ylim())],
        "lines": [_array(line.get_xydata()) for line in _some(axes.lines)],
        "bars": _bars([patch for patch in axes.patches if hasattr(patch, "get_x")]),
        "shapes": [_array(patch.get_path().vertices) for patch in _some(axes.patches) if not hasattr(patch, "get_x")],
        "points": [_points(item) for item in _some(axes.collections)],
        "pictures": [_array(image.get_array()) for image in axes.images[:MANY]],
        "texts": [text.get_text() for text in axes.texts[:MANY]],
        "legend": [text.get_text() for text in axes.get_legend().get_texts()] if axes.get_legend() else [],
    }
    return {key: value for key, value in told.items() if value != []}


def _some(drawn: Any) -> list[Any]:
    """Return some of the many things that are drawn, spread evenly."""
    return [drawn[place] for place in places(len(drawn), MANY)]


def _array(values: Any) -> Any:
    import numpy as np

    if values is None:
        return None
    return describe_array(np.asarray(np.ma.filled(np.ma.asarray(values), np.nan) if _floats(values) else values), str, False)


def _floats(values: Any) -> bool:
    return getattr(getattr(values, "dtype", None), "kind", "") == "f"


def _bars(patches: list[Any]) -> Any:
    """Return left, bottom, width and height of bars, as one table."""
    import numpy as np

    sides = [(bar.get_x(), bar.get_y(), bar.get_width(), bar.get_height()) for bar in patches]
    return _array(np.array(sides, dtype=float)) if sides else []


def _points(item: Any) -> Any:
    told = {"offsets": _array(item.get_offsets())}
    if item.get_array() is not None:
        told["values"] = _array(item.get_array())
    if not len(item.get_offsets()) or len(item.get_offsets()) == 1:
        told["paths"] = [_array(path.vertices) for path in item.get_paths()[:MANY]]
    return told
