"""Part of mlscaffold's runtime, which `mlscaffold update` replaces: the backend of matplotlib in a run.

There is no screen, so `pyplot.show` saves the open figures and closes them.
"""

from __future__ import annotations

import importlib
from typing import Any

from . import artifacts

_bases: Any = importlib.import_module("matplotlib.backend_bases")  # matplotlib imports this module, no other does
_agg: Any = importlib.import_module("matplotlib.backends.backend_agg")

FigureCanvas = _agg.FigureCanvasAgg
FigureManager = _bases.FigureManagerBase


def show(*_: Any, **__: Any) -> None:
    """Save the open figures under the name of the stage."""
    artifacts.save_figures(artifacts.stage_name)
