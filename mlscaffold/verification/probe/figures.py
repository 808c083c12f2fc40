"""What a matplotlib figure shows, by its axes, and the figure as a small picture."""

from __future__ import annotations

import io
import sys
from typing import Any

DPI = 60
POINTS = 20_000  # numbers kept of one artist


def is_figure(value: Any) -> bool:
    """Say whether a value is a matplotlib figure, its axes or something drawn in them."""
    module = sys.modules.get("matplotlib.artist")
    return module is not None and isinstance(value, module.Artist)


def figure_node(value: Any) -> dict[str, Any]:
    """Return a node for a figure, for axes or for what is drawn in them."""
    if hasattr(value, "get_axes") and hasattr(value, "savefig"):
        return {"k": "figure", "axes": [_axes(axes) for axes in value.get_axes()]}
    if hasattr(value, "get_xlim") and hasattr(value, "lines"):
        return {"k": "figure", "axes": [_axes(value)]}
    return {"k": "artist", "type": type(value).__name__, "data": _artist(value)}


def picture(figure: Any) -> bytes:
    """Return a figure as a small PNG; empty where it cannot be drawn."""
    target = io.BytesIO()
    try:
        figure.savefig(target, format="png", dpi=DPI, bbox_inches="tight", metadata={"Software": None})
    except Exception:  # noqa: BLE001  formulas and fonts fail in many ways, and the data are compared all the same
        return b""
    return target.getvalue()


def _axes(axes: Any) -> dict[str, Any]:
    drawn = [*axes.lines, *axes.collections, *axes.patches, *axes.images]
    return {
        "k": "axes",
        "title": axes.get_title(),
        "labels": [axes.get_xlabel(), axes.get_ylabel()],
        "limits": [float(x) for x in (*axes.get_xlim(), *axes.get_ylim())]
        if hasattr(axes, "get_ylim")
        else [],
        "texts": [text.get_text() for text in axes.texts],
        "drawn": [{"k": "artist", "type": type(one).__name__, "data": _artist(one)} for one in drawn],
    }


def _artist(artist: Any) -> list[Any]:
    """Return the numbers behind what is drawn."""
    numpy = sys.modules["numpy"]
    for getter in ("get_xydata", "get_array", "get_offsets"):
        if getter == "get_array" and not hasattr(artist, "get_extent"):
            continue
        if hasattr(artist, getter):
            return _numbers(numpy.ma.filled(numpy.ma.asarray(getattr(artist, getter)()), numpy.nan))
    if hasattr(artist, "get_bbox"):
        return _numbers(artist.get_bbox().extents)
    if hasattr(artist, "get_path"):
        return _numbers(artist.get_path().vertices)
    return []


def _numbers(values: Any) -> list[Any]:
    numpy = sys.modules["numpy"]
    array = numpy.asarray(values)
    if array.dtype.kind not in "iufb":
        return [str(item) for item in array.reshape(-1)[:POINTS].tolist()]
    flat = array.astype(float).reshape(-1)
    if flat.size <= POINTS:
        return list(flat.tolist())
    picked: list[float] = flat[:: flat.size // POINTS + 1].tolist()
    return [float(flat.size), float(numpy.nansum(flat)), *picked]
