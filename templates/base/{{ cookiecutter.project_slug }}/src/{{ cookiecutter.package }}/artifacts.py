"""What a run leaves in the outputs folder: figures, metrics and models."""

from __future__ import annotations

import hashlib
import importlib
import json
import logging
import math
import numbers as kinds
import pickle
import platform
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ._folders import PROJECT

logger = logging.getLogger(__name__)

outputs: Path = PROJECT / "outputs"
"""The folder that a run writes to; the command line sets it."""

_saved: Counter[str] = Counter()
_shown = False


def start(folder: Path, show: bool = False) -> None:
    """Begin a run that writes to a folder.

    Args:
        folder: the folder.
        show: whether figures are shown too, in a notebook.
    """
    global outputs, _shown
    outputs = folder.absolute()
    _shown = show
    _saved.clear()


def make_folders(settings: Iterable[Any]) -> None:
    """Make the folders of those settings that are paths in the outputs folder of the project."""
    for value in settings:
        if isinstance(value, Path) and value.is_relative_to(PROJECT / "outputs"):
            value.parent.mkdir(parents=True, exist_ok=True)


def save_figures(name: str) -> None:
    """Save each open matplotlib figure as figures/NAME.png, and close it, as Jupyter does after a cell.

    Args:
        name: stem of the file; the second figure of that name becomes NAME-2.png, and so on.
    """
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    for number in pyplot.get_fignums():
        figure = pyplot.figure(number)
        if figure.axes or figure.lines:
            _save_figure(name, figure)
    pyplot.close("all")


def _save_figure(name: str, figure: Any) -> None:
    _saved[name] += 1
    path = _file("figures", name if _saved[name] == 1 else f"{name}-{_saved[name]}", ".png")
    try:
        figure.savefig(path, bbox_inches="tight")
    except (ValueError, RuntimeError) as error:
        logger.warning("figure %s could not be drawn: %s", path.stem, error)
    else:
        logger.info("figure %s", path.name)
        if _shown:
            _show(path)


def _show(path: Path) -> None:
    """Show an image beneath the notebook's cell."""
    shown: Any = importlib.import_module("IPython.display")  # only Jupyter has to have it
    shown.display(shown.Image(filename=path))


def numbers(values: Mapping[str, Any]) -> dict[str, int | float | None]:
    """Return those values that are numbers, as plain ones; None stands for infinite and undefined ones."""
    plain = {name: _plain(value) for name, value in values.items()}
    return {
        name: value if math.isfinite(value) else None
        for name, value in plain.items()
        if value is not None
    }


def _plain(value: Any) -> int | float | None:
    """Return a number, numpy's scalars and arrays of no dimension included, as Python's own; None for others."""
    if getattr(value, "shape", None) == () and hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, kinds.Real):
        return None
    return int(value) if isinstance(value, kinds.Integral) else float(value)


def save_metrics(metrics: Mapping[str, int | float | None]) -> None:
    """Write metrics.json, if there is a metric."""
    if metrics:
        text = json.dumps(metrics, indent=2, ensure_ascii=False)
        _file("", "metrics", ".json").write_text(text + "\n", encoding="utf-8")


def accept_metrics(metrics: Path, card: Path) -> None:
    """Write the metrics of a run into a model card, and into the baseline by which later runs are judged.

    Args:
        metrics: what `save_metrics` has written.
        card: the model card; baseline.json lies beside it.

    Raises:
        OSError: one of them cannot be read or written.
        ValueError: the card has no place for metrics.
    """
    text = metrics.read_text(encoding="utf-8")
    filled = fill_card(card.read_text(encoding="utf-8"), json.loads(text))
    card.write_text(filled, encoding="utf-8")
    card.with_name("baseline.json").write_text(text, encoding="utf-8")


def fill_card(card: str, metrics: Mapping[str, float | None]) -> str:
    """Return the text of a model card with metrics between its two marks.

    Raises:
        ValueError: the marks lack.
    """
    head, mark, rest = card.partition("<!-- metrics -->\n")
    _, end, tail = rest.partition("<!-- end of metrics -->")
    if not (mark and end):
        raise ValueError("the model card has no lines <!-- metrics --> and <!-- end of metrics -->")
    rows = [f"| {name} | {'undefined' if value is None else f'{value:.3f}'} |" for name, value in metrics.items()]
    return "\n".join([f"{head}{mark}", "| metric | value |", "| --- | --- |", *rows, "", f"{end}{tail}"])


def compare_with_baseline() -> None:
    """Log the metrics of this run that are not those of baseline.json, which holds those of an earlier one."""
    known, now = PROJECT / "baseline.json", outputs / "metrics.json"
    if not known.is_file() or not now.is_file():
        return
    before, after = (json.loads(path.read_text(encoding="utf-8")) for path in (known, now))
    for name in before:
        if name in after and not _same(before[name], after[name]):
            logger.warning("metric %s is %s, in baseline.json %s", name, after[name], before[name])


def _same(one: float | None, other: float | None) -> bool:
    return one == other if one is None or other is None else math.isclose(one, other, rel_tol=1e-6)


def save_model(name: str, model: Any) -> None:
    """Store a fitted model as models/NAME.pkl, and beside it in NAME.json what it is and what made it.

    A model that cannot be pickled is left out, with a warning in the log.
    """
    try:
        content = pickle.dumps(model)
    except (
        pickle.PicklingError,
        AttributeError,
        NotImplementedError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        logger.warning("model %s was not stored, it cannot be pickled: %s", name, error)
        return
    kind = type(model)
    manifest = {
        "class": f"{kind.__module__}.{kind.__qualname__}",
        "sha256": hashlib.sha256(content).hexdigest(),
        "python": platform.python_version(),
        "libraries": _versions(kind.__module__.partition(".")[0]),
    }
    _file("models", name, ".pkl").write_bytes(content)
    _file("models", name, ".json").write_text(
        json.dumps(manifest, indent=2) + "\n", encoding="utf-8"
    )
    logger.info("model %s.pkl", name)


def load_model(path: Path) -> Any:
    """Return a model that `save_model` has stored.

    Args:
        path: its .pkl file; unpickling runs code, so let it be a file of your own.

    Raises:
        OSError: there is no such file.
        ValueError: the file is not what its description says.
    """
    content = path.read_bytes()
    manifest = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    if hashlib.sha256(content).hexdigest() != manifest["sha256"]:
        raise ValueError(f"{path} is not the model that {path.with_suffix('.json').name} describes")
    for name, version in manifest["libraries"].items():
        now = getattr(importlib.import_module(name), "__version__", version)
        if now != version:
            logger.warning("model %s was made with %s %s, this is %s", path.name, name, version, now)
    return pickle.loads(content)


def _versions(library: str) -> dict[str, str]:
    """Return the versions of a model's library and of those that its arrays come from."""
    loaded = {name: sys.modules.get(name) for name in sorted({library, "numpy", "pandas", "scipy"})}
    versions = {name: getattr(module, "__version__", None) for name, module in loaded.items()}
    return {name: str(version) for name, version in versions.items() if version}


def _file(folder: str, stem: str, suffix: str) -> Path:
    """Return the path of an output; its folder is made."""
    path = outputs / folder / f"{stem}{suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
