"""Figures of plotly, altair and bokeh: caught when they are shown, and described by their specification."""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections.abc import Callable
from typing import Any

LIBRARIES = ("plotly", "altair", "bokeh")
COUNTED = re.compile(r"(?<![A-Za-z])(?:param_|view_|p)\d+(?![\w.])")
"""Names that altair and bokeh count up in a process: `param_3`, `view_1`, `p1004`."""

Handler = Callable[[Any], None]


def library_of(value: Any) -> str:
    """Return the library that a figure is of, "" for any other value."""
    library = type(value).__module__.partition(".")[0]
    known = library in LIBRARIES and not isinstance(value, type)
    is_figure = known and any(hasattr(value, name) for name in ("write_html", "to_html", "js_on_change"))
    return library if is_figure else ""


def specification(value: Any) -> Any:
    """Return the specification of a figure as plain data, None for any other value."""
    library = library_of(value)
    if library == "plotly":
        return value.to_plotly_json()
    if library == "altair":
        with sys.modules["altair"].data_transformers.disable_max_rows():
            return _renumbered(value.to_dict(validate=False))  # a chart without a mark is a value, too
    if library == "bokeh":
        serialization: Any = importlib.import_module("bokeh.core.serialization")
        return _renumbered(serialization.Serializer(deferred=False).serialize(value).content)
    return None


def _renumbered(specification: Any) -> Any:
    """Return a specification whose counted names begin with 0 in the order in which they occur."""
    text = json.dumps(specification, default=str)
    names = {name: f"#{number}" for number, name in enumerate(dict.fromkeys(COUNTED.findall(text)))}
    return json.loads(COUNTED.sub(lambda found: names[found[0]], text))


def catch_shown(handler: Handler) -> None:
    """Pass what the loaded libraries show to a handler instead of to a browser; once for each library."""
    for module, name in (("plotly.io", "show"), ("bokeh.io.showing", "_show_with_state")):
        loaded: Any = sys.modules.get(module)
        if loaded is not None and not hasattr(getattr(loaded, name, None), "handler"):
            setattr(loaded, name, _catcher(handler))


def _catcher(handler: Handler) -> Any:
    def show(figure: Any, *_: Any, **__: Any) -> None:
        handler(_as_figure(figure))

    show.handler = handler  # type: ignore[attr-defined]  # a mark that the function is replaced
    return show


def _as_figure(value: Any) -> Any:
    """Return a figure of plotly for the dict or the list of traces that `iplot` takes, too."""
    objects: Any = sys.modules.get("plotly.graph_objects")
    return objects.Figure(value) if objects is not None and isinstance(value, (dict, list)) else value
