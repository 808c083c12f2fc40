"""Part of mlscaffold's runtime, which `mlscaffold update` replaces: writes figures, metrics and models."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
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

PACKAGE = __name__.partition(".")[0]
logger = logging.getLogger(f"{PACKAGE}.artifacts")


def project_folder() -> Path:
    """Return the folder with pyproject.toml, or the current folder if the package is installed without it."""
    folder = Path(__file__).resolve().parents[3]
    return folder if (folder / "pyproject.toml").is_file() else Path.cwd()


PROJECT = project_folder()
TRUSTED = PROJECT / "models.json"
"""The digests of the models that may be loaded, by their file names; once it exists, no other model is."""
outputs = PROJECT / "outputs"
"""The folder that a run writes to, set by the command line."""
stage_name = "figure"
"""The stage that runs: the file name of figures that it leaves open, or that a module shows."""
_saved: Counter[str] = Counter()
_shown = False


def start(folder: Path, show: bool = False) -> None:
    """Start a run that writes to a folder; in a notebook, its figures are also displayed."""
    global outputs, _shown
    outputs = folder.absolute()
    _shown = show
    _saved.clear()


def make_folders(settings: Iterable[Any]) -> None:
    """Create the parent folders of settings that are paths in the outputs folder, unless the code makes them."""
    paths = {value for value in settings if isinstance(value, Path) and value.is_relative_to(PROJECT / "outputs")}
    for path in paths:
        if paths.isdisjoint(path.parents):
            path.parent.mkdir(parents=True, exist_ok=True)


def _file(folder: str, name: str) -> Path:
    """Return the path of an output after creating its folder."""
    path = outputs / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def write_json(path: Path, content: Any) -> None:
    """Write a readable JSON file."""
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False, default=str) + "\n", encoding="utf-8")


def save_figures(name: str) -> None:
    """Save each open matplotlib figure as figures/NAME.png, NAME-2.png, … and close it, as Jupyter does."""
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    for number in pyplot.get_fignums():
        figure = pyplot.figure(number)
        if figure.axes or figure.lines:
            _save_figure(name, figure)
    pyplot.close("all")


{% if cookiecutter.parts.charts -%}
def save_figure(name: str, figure: Any) -> None:
    """Save a figure of plotly, altair or bokeh as figures/NAME.html and .json, of matplotlib as `save_figures` does."""
    if is_chart(figure):
        _save_figure(name, figure)
    else:
        save_figures(name)


{% endif -%}
def _save_figure(name: str, figure: Any) -> None:
    _saved[name] += 1
    path = _file("figures", f"{name}.png" if _saved[name] == 1 else f"{name}-{_saved[name]}.png")
    try:
        {% if cookiecutter.parts.charts %}path = CHARTS.get(_library(figure), _write_picture)(path, figure){% else %}figure.savefig(path, bbox_inches="tight"){% endif %}
    except (ValueError, RuntimeError) as error:
        logger.warning("figure %s was not saved: %s", path.stem, error)
        return
    logger.info("figure %s", path.name)
    if _shown:
        display: Any = importlib.import_module("IPython.display")  # installed with Jupyter only
        display.display({% if cookiecutter.parts.charts %}figure if is_chart(figure) else {% endif %}display.Image(filename=path))


{% if cookiecutter.parts.charts -%}
def is_chart(value: Any) -> bool:
    """Return whether a value is a figure of plotly, altair or bokeh."""
    known = value is not None and not isinstance(value, type) and _library(value) in CHARTS
    return known and any(hasattr(value, method) for method in ("write_html", "to_html", "js_on_change"))


def _write_picture(path: Path, figure: Any) -> Path:
    """Write a figure of matplotlib."""
    figure.savefig(path, bbox_inches="tight")
    return path


def _write_plotly(path: Path, figure: Any) -> Path:
    """Write a page with plotly's script beside it, the specification, and a picture where kaleido has a browser."""
    figure.write_html(path.with_suffix(".html"), include_plotlyjs="directory")
    figure.write_json(path.with_suffix(".json"))
    if importlib.util.find_spec("kaleido"):
        try:
            figure.write_image(path)
        except (OSError, RuntimeError, ValueError) as error:
            logger.debug("figure %s has no picture: %s", path.stem, error)
    return path.with_suffix(".html")


def _write_altair(path: Path, figure: Any) -> Path:
    """Write a page, the specification, and a picture where vl-convert is installed."""
    altair: Any = sys.modules["altair"]
    with altair.data_transformers.disable_max_rows():
        path.with_suffix(".html").write_text(figure.to_html(), encoding="utf-8")
        path.with_suffix(".json").write_text(figure.to_json() + "\n", encoding="utf-8")
        if importlib.util.find_spec("vl_convert"):
            figure.save(path)
    return path.with_suffix(".html")


def _write_bokeh(path: Path, figure: Any) -> Path:
    """Write a page with all that it needs, and the specification."""
    embed: Any = importlib.import_module("bokeh.embed")
    resources: Any = importlib.import_module("bokeh.resources")
    path.with_suffix(".html").write_text(embed.file_html(figure, resources.INLINE, path.stem), encoding="utf-8")
    path.with_suffix(".json").write_text(json.dumps(embed.json_item(figure)) + "\n", encoding="utf-8")
    return path.with_suffix(".html")


CHARTS = {"plotly": _write_plotly, "altair": _write_altair, "bokeh": _write_bokeh}


{% endif -%}
def numbers(values: Mapping[str, Any]) -> dict[str, int | float | None]:
    """Return the values that are numbers, as Python numbers; infinite and undefined ones become None."""
    plain = {name: _plain(value) for name, value in values.items()}
    return {name: value if math.isfinite(value) else None for name, value in plain.items() if value is not None}


def _plain(value: Any) -> int | float | None:
    """Convert a number, NumPy scalar or zero-dimensional array to a Python number; None for anything else."""
    if getattr(value, "shape", None) == () and hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, kinds.Real):
        return None
    return int(value) if isinstance(value, kinds.Integral) else float(value)


def save_metrics(metrics: Mapping[str, int | float | None]) -> None:
    """Write metrics.json unless there are no metrics."""
    if metrics:
        write_json(_file("", "metrics.json"), metrics)


def accept_metrics(metrics: Path, card: Path) -> None:
    """Copy the metrics of a run to the model card and to baseline.json, with which later runs are compared."""
    text = metrics.read_text(encoding="utf-8")
    card.write_text(fill_card(card.read_text(encoding="utf-8"), json.loads(text)), encoding="utf-8")
    card.with_name("baseline.json").write_text(text, encoding="utf-8")


def fill_card(card: str, metrics: Mapping[str, float | None]) -> str:
    """Return the text of a model card with the metrics between its two markers."""
    head, begin, rest = card.partition("<!-- metrics -->\n")
    _, end, tail = rest.partition("<!-- end of metrics -->")
    if not (begin and end):
        raise ValueError("the model card lacks the lines <!-- metrics --> and <!-- end of metrics -->")
    rows = [f"| {name} | {'undefined' if value is None else f'{value:.3f}'} |" for name, value in metrics.items()]
    return "\n".join([f"{head}{begin}", "| metric | value |", "| --- | --- |", *rows, "", f"{end}{tail}"])


def compare_with_baseline() -> None:
    """Log the metrics of this run that differ from baseline.json."""
    paths = PROJECT / "baseline.json", outputs / "metrics.json"
    if not all(path.is_file() for path in paths):
        return
    baseline, metrics = (json.loads(path.read_text(encoding="utf-8")) for path in paths)
    for name in baseline:
        if name in metrics and not _equal(baseline[name], metrics[name]):
            logger.warning("metric %s: %s (baseline.json: %s)", name, metrics[name], baseline[name])


def _equal(one: float | None, other: float | None) -> bool:
    # 1e-6: wider than the rounding differences between platforms, narrower than any change worth a look
    return one == other if one is None or other is None else math.isclose(one, other, rel_tol=1e-6)


def save_model(name: str, model: Any, libraries: Mapping[str, str] | None = None) -> None:
    """Save a fitted model as models/NAME.pkl, with its class, digest and library versions in NAME.json.

    A model that cannot be pickled is not saved; a warning is logged.
    """
    try:
        content = pickle.dumps(model)
    except (pickle.PicklingError, AttributeError, NotImplementedError, RecursionError, TypeError, ValueError) as error:
        logger.warning("model %s was not saved because it cannot be pickled: %s", name, error)
        return
    manifest = {
        "class": f"{type(model).__module__}.{type(model).__qualname__}",
        "sha256": hashlib.sha256(content).hexdigest(),
        "python": platform.python_version(),
        "libraries": versions(model, "numpy", "pandas", "scipy") if libraries is None else libraries,
    }
    _file("models", f"{name}.pkl").write_bytes(content)
    write_json(_file("models", f"{name}.json"), manifest)
    logger.info("model %s.pkl", name)


def load_model(path: Path) -> Any:
    """Load a model that `save_model` has saved; unpickling runs code, so load only files you trust."""
    content = path.read_bytes()
    manifest = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    digest = hashlib.sha256(content).hexdigest()
    if digest != manifest["sha256"]:
        raise ValueError(f"{path} does not match {path.with_suffix('.json').name}")
    if TRUSTED.is_file() and json.loads(TRUSTED.read_text(encoding="utf-8")).get(path.name) != digest:
        raise ValueError(f"{path} is not the model that {TRUSTED.name} lists; if you trust it, run the command `trust`")
    for name, version in manifest["libraries"].items():
        installed = getattr(importlib.import_module(name), "__version__", version)
        if installed != version:
            logger.warning("model %s was saved with %s %s, installed is %s", path.name, name, version, installed)
    try:
        return pickle.loads(content)
    except (AttributeError, ModuleNotFoundError) as error:
        raise ValueError(f"{path} was saved by other code, so run the pipeline again: {error}") from error


def _library(value: Any) -> str:
    return type(value).__module__.partition(".")[0]


def versions(model: Any, *libraries: str) -> dict[str, str]:
    """Return the versions of a model's library and of others, where they are loaded."""
    loaded = {name: sys.modules.get(name) for name in sorted({_library(model), *libraries})}
    found = {name: getattr(module, "__version__", None) for name, module in loaded.items()}
    return {name: str(version) for name, version in found.items() if version}


def trust_models(folder: Path) -> None:
    """Write the digests of the models in a folder to models.json, so that no other models are loaded from then on."""
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.pkl"))}
    if not digests:
        raise ValueError(f"{folder} holds no model")
    write_json(TRUSTED, digests)


def register_in_main(*classes: type) -> None:
    """Let files that a notebook has pickled be loaded: they name its classes as those of the module `__main__`."""
    for one in classes:
        setattr(sys.modules["__main__"], one.__name__, one)
