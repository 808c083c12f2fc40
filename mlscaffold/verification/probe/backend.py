"""A matplotlib backend without a screen: `pyplot.show` hands the open figures over and closes them, as Jupyter does."""

from __future__ import annotations

from typing import Any

from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg as FigureCanvas

from .figures import pass_to_handlers

__all__ = ["FigureCanvas", "FigureManager", "show"]

FigureManager = FigureManagerBase


def show(*_: Any, **__: Any) -> None:
    """Replace `pyplot.show`."""
    pass_to_handlers()
