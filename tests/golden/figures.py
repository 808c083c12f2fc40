"""What matplotlib figures show, as plain values."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle


def describe(figure: Figure) -> list[dict[str, Any]]:
    """Return what each of the figure's axes shows: its texts, lines, bars, points and images."""
    return [_describe(axes) for axes in figure.axes]


def _describe(axes: Axes) -> dict[str, Any]:
    legend = axes.get_legend()
    return {
        "texts": (axes.get_title(), axes.get_xlabel(), axes.get_ylabel()),
        "legend": [text.get_text() for text in legend.get_texts()] if legend else [],
        "lines": [
            [np.asarray(part, dtype=float).tolist() for part in line.get_data()] for line in axes.lines
        ],
        "bars": [list(patch.get_bbox().bounds) for patch in axes.patches if isinstance(patch, Rectangle)],
        "points": [np.asarray(part.get_offsets()).tolist() for part in axes.collections],
        "images": [np.asarray(image.get_array()).tolist() for image in axes.images],
    }
