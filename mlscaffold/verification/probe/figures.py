"""Matplotlib figures: shown as Jupyter shows them, described, and saved as small pictures."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import Any

from .exact_arrays import describe_array
from .exact_axes import describe_axes, describe_figure

DPI = 60  # the report shows two pictures side by side, each some 400 pixels wide

handlers: list[Callable[[Any], None]] = []
"""Called with each figure that is shown."""


def pass_to_handlers() -> None:
    """Pass each open figure that is not empty to the handlers, and close all, as Jupyter does."""
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    for number in pyplot.get_fignums():
        figure = pyplot.figure(number)
        if figure.axes or figure.lines:
            for handler in handlers:
                handler(figure)
    pyplot.close("all")


def show_chart(figure: Any) -> None:
    """Pass a figure of plotly, altair or bokeh that is shown to the handlers."""
    for handler in handlers:
        handler(figure)


def is_artist(value: Any) -> bool:
    """Return whether a value is a matplotlib figure, its axes or something drawn in them."""
    module = sys.modules.get("matplotlib.artist")
    return module is not None and isinstance(value, module.Artist)


def artist_node(value: Any) -> dict[str, Any]:
    """Return a node for a figure, for axes or for something drawn in them."""
    if hasattr(value, "get_axes") and hasattr(value, "savefig"):
        return dict(describe_figure(value))
    if hasattr(value, "get_xlim") and hasattr(value, "lines"):
        return {"kind": "figure", "axes": [describe_axes(value)]}
    return {"kind": "artist", "type": type(value).__name__, "data": _data(value)}


def picture(figure: Any) -> bytes:
    """Return a figure as a small PNG; empty where it cannot be drawn."""
    target = io.BytesIO()
    try:
        figure.savefig(target, format="png", dpi=DPI, bbox_inches="tight", metadata={"Software": None})
    except Exception:  # noqa: BLE001  formulas and fonts fail in many ways, and the data are compared all the same
        return b""
    return target.getvalue()


def _data(artist: Any) -> Any:
    """Return the numbers behind an artist."""
    numpy = sys.modules["numpy"]
    if type(artist).__name__ == "Patch":  # the base class, an entry of a legend: it has a style, but no shape
        style = (*artist.get_facecolor(), *artist.get_edgecolor(), artist.get_linewidth())
        label = map(float, str(artist.get_label()).encode())
        return describe_array(numpy.array([*map(float, style), *label]), str)
    for getter in ("get_xydata", "get_array", "get_offsets"):
        if getter == "get_array" and not hasattr(artist, "get_extent"):
            continue
        if hasattr(artist, getter):
            values = numpy.ma.filled(numpy.ma.asarray(getattr(artist, getter)()), numpy.nan)
            return describe_array(numpy.asarray(values), str)
    if hasattr(artist, "get_bbox"):
        return describe_array(artist.get_bbox().extents, str)
    return describe_array(artist.get_path().vertices, str) if hasattr(artist, "get_path") else None
