"""Options of matplotlib, numpy and pandas, which a run of stages may set."""

from __future__ import annotations

import copy
import sys
from typing import Any


def options() -> dict[str, Any]:
    """Return the options of matplotlib, numpy and pandas that stages may set."""
    found: dict[str, Any] = {}
    if "matplotlib" in sys.modules:
        found |= {
            f"matplotlib {key}": value
            for key, value in dict.items(sys.modules["matplotlib"].rcParams)
            if not key.startswith("backend") and key != "interactive"
        }
    if "numpy" in sys.modules:
        found |= {f"numpy {key}": value for key, value in sys.modules["numpy"].get_printoptions().items()}
    if "pandas" in sys.modules:
        found |= {f"pandas {key}": value for key, value in _flat(sys.modules["pandas"].options.d).items()}
    return copy.deepcopy(found)


def set_options(values: dict[str, Any]) -> None:
    """Restore options; tables are as wide in the log as in a run of the project.

    Args:
        values: what `options` returned.
    """
    now = options()
    for key, value in values.items():
        library, _, name = key.partition(" ")
        if key in now and repr(now[key]) != repr(value):
            if library == "matplotlib":
                dict.__setitem__(sys.modules["matplotlib"].rcParams, name, value)
            elif library == "numpy":
                sys.modules["numpy"].set_printoptions(**{name: value})
            else:
                sys.modules["pandas"].set_option(name, value)
    if "pandas" in sys.modules:
        sys.modules["pandas"].set_option("display.max_columns", 20)  # as Jupyter shows tables
        sys.modules["pandas"].set_option("display.width", 80)  # characters of a terminal


def _flat(values: dict[str, Any], above: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in values.items():
        found |= _flat(value, f"{above}{key}.") if isinstance(value, dict) else {f"{above}{key}": value}
    return found
