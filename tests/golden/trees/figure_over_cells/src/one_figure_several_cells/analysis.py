"""Analyzes the data.

Generated from the notebook "One figure, several cells".
"""

from __future__ import annotations

import logging
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from ._runtime import save_figures

logger = logging.getLogger(__name__)


def compute_lines(curves_png: Path) -> tuple[int, float]:
    """Compute `lines` and `peak`.

    Args:
        curves_png: `curves.png` in the notebook (cell 5).

    Returns:
        lines and peak.

    Source: notebook.ipynb, cells 1, 2, 3, 4, 5.
    """
    x = np.linspace(0, 1, 5)
    fig, ax = plt.subplots()
    ax.plot(x, x)
    save_figures("one_figure_several_subplots")
    ax.plot(x, x**2, label="square")
    ax.set_title("Two curves")
    ax.legend()
    save_figures("two_curves")
    lines = len(ax.lines)
    logger.debug("fig:\n%s", fig)
    fig.savefig(curves_png)
    save_figures("one_figure_several_savefig")
    peak = float((x**2).max())
    return lines, peak
