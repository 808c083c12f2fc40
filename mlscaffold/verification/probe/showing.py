"""Hands over the figures that are open where Jupyter would show them, and closes them as Jupyter does."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

takers: list[Callable[[Any], None]] = []
"""What is called with each figure that is shown."""


def take() -> None:
    """Hand over each open figure that holds something, and close all."""
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    for number in pyplot.get_fignums():
        figure = pyplot.figure(number)
        if figure.axes or figure.lines:
            for taker in takers:
                taker(figure)
    pyplot.close("all")
