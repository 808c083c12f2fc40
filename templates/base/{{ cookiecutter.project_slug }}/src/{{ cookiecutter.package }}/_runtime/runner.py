"""Part of mlscaffold's runtime, which `mlscaffold update` replaces: runs the stages in order, and logs."""

from __future__ import annotations

import contextlib
import dataclasses
import inspect
import logging
import os
import random
import sys
import time
import warnings
from collections.abc import Callable, {{ "Iterable, " if cookiecutter.parts.databases }}Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from . import artifacts
from .artifacts import PACKAGE

{% if cookiecutter.parts.databases -%}
DATABASES = ("sqlite3", "duckdb", "_duckdb", "sqlalchemy", "psycopg", "psycopg2", "pymysql", "pyodbc")

{% endif -%}
logger = logging.getLogger(f"{PACKAGE}.runner")
_handlers: list[logging.Handler] = []
_show_warning = warnings.showwarning


@dataclass(frozen=True)
class Stage:
    """One step of the pipeline; each parameter of its function is an output of an earlier stage or a config field.

    Args:
        function: the step itself, plain or async.
        outputs: names of the values it returns: one value for one name, a tuple for several.
        metrics: the outputs that are written to metrics.json.
        models: the outputs that are fitted models and are saved as artifacts.
        depends_on: earlier stages whose files or random state it uses.
        always_run: whether it runs even if other stages are selected.
    """

    function: Callable[..., Any]
    outputs: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    always_run: bool = False

    @property
    def name(self) -> str:
        """The name of the function."""
        return str(getattr(self.function, "__name__", self.function))

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the function's parameters."""
        return tuple(inspect.signature(self.function).parameters)


def run(
    stages: Sequence[Stage],
    config: Any,
    only: Sequence[str] = (),
    folder: Path | None = None,
    seed_field: str | None = None,
) -> dict[str, Any]:
    """Run all stages, or the selected ones and those they depend on, in a folder; return their outputs by name."""
    outputs: dict[str, Any] = {}
    numbers: dict[str, int | float | None] = {}
    settings = {field.name: getattr(config, field.name) for field in dataclasses.fields(config)}
    artifacts.make_folders(settings.values())
    if seed_field:
        seed(settings[seed_field])
    with working_folder(folder):
        for stage in choose(stages, only):
            artifacts.stage_name = stage.name
            results = perform(stage, settings | outputs)
            outputs |= results
            numbers |= artifacts.numbers({name: results[name] for name in stage.metrics})
            artifacts.save_metrics(numbers)
            for name in stage.models:
                artifacts.save_model(name, results[name])
            artifacts.save_figures(stage.name)
    return outputs


@contextlib.contextmanager
def working_folder(folder: Path | None) -> Iterator[None]:
    """Change to a folder, if one is given, and back."""
    before = Path.cwd()
    os.chdir(folder or before)
    try:
        yield
    finally:
        os.chdir(before)


def seed(number: int) -> None:
    """Seed `random` and the random generators of NumPy, PyTorch and TensorFlow where they are loaded."""
    random.seed(number)
    modules: dict[str, Any] = dict(sys.modules)
    if "numpy" in modules:
        modules["numpy"].random.seed(number)
    if "torch" in modules:
        modules["torch"].manual_seed(number)
    if "tensorflow" in modules:
        modules["tensorflow"].random.set_seed(number)


def choose(stages: Sequence[Stage], only: Sequence[str] = ()) -> tuple[Stage, ...]:
    """Return the selected stages and the stages they depend on, in order; all stages if none is selected."""
    names = [stage.name for stage in stages]
    if unknown := [name for name in only if name not in names]:
        raise ValueError(f"unknown stage: {', '.join(unknown)}; available: {', '.join(names)}")
    selected = {index for index, stage in enumerate(stages) if stage.always_run or stage.name in only}
    for index in reversed(range(len(stages))):
        if index in selected:
            selected |= _dependencies(stages, index)
    return tuple(stage for index, stage in enumerate(stages) if index in selected or not only)


def _dependencies(stages: Sequence[Stage], index: int) -> set[int]:
    """Return the indices of the earlier stages that a stage directly depends on."""
    stage = stages[index]
    found = {earlier for earlier in range(index) if stages[earlier].name in stage.depends_on}
    for name in stage.inputs:
        found.update([earlier for earlier in range(index) if name in stages[earlier].outputs][-1:])
    return found


def perform(stage: Stage, values: Mapping[str, Any]) -> dict[str, Any]:
    """Call a stage with its inputs and return its outputs by name."""
    logger.info("%s …", stage.name)
    start = time.perf_counter()
    try:
        result = stage.function(**{name: values[name] for name in stage.inputs if name in values})
        if inspect.iscoroutine(result):
            import asyncio

            result = asyncio.run(result)
    except Exception as error:
        vars(error).setdefault("__notes__", []).append(f"in stage {stage.name}")  # add_note is newer than Python 3.9
        logger.debug("%s failed", stage.name, exc_info=True)
        raise
    parts = result if len(stage.outputs) > 1 else (result,)[: len(stage.outputs)]
    if len(parts) != len(stage.outputs):
        raise ValueError(f"{stage.name} returns {len(parts)} values, not {len(stage.outputs)}")
    results = {name: parts[place] for place, name in enumerate(stage.outputs)}
    summary = ", ".join(f"{name}: {describe(value)}" for name, value in results.items())
    logger.info("%s done in %.1f s%s", stage.name, time.perf_counter() - start, summary and f"; {summary}")
    return results


{% if cookiecutter.parts.databases -%}
def close_connections(values: Iterable[Any]) -> None:
    """Close the connections to databases that the stages of a run have opened; a cursor then has no more to close."""
    for value in values:
        kind = type(value)
        if kind.__module__.partition(".")[0] in DATABASES and "cursor" not in kind.__name__.lower():
            close = getattr(value, "close", None) or getattr(value, "dispose", None)
            if close is not None:
                close()


{% endif -%}
def describe(value: object) -> str:
    """Describe a value briefly: a number itself, the shape of a table, the length of a list."""
    kind, shape = type(value).__name__, getattr(value, "shape", None)
    if isinstance(value, (bool, int, float)):
        return str(value)
    if isinstance(shape, tuple):
        return f"{kind} {' x '.join(map(str, shape))}" if shape else f"{kind} {value}"
    return f"{kind} of {len(value)}" if isinstance(value, (str, list, tuple, dict, set, frozenset)) else kind


class ProjectLogger(logging.Logger):
    """A logger that `logging.disable` and `logging.config` do not turn off: it replaces `print`."""

    def isEnabledFor(self, level: int) -> bool:
        """Return whether messages of a level are logged."""
        return level >= self.getEffectiveLevel()

    def handle(self, record: logging.LogRecord) -> None:
        """Pass on a message."""
        self.callHandlers(record)


class Unhandled(logging.Handler):
    """Shows what the project does not log itself as Python does, and also writes it to run.log."""

    def __init__(self, file: logging.Handler) -> None:
        super().__init__(logging.WARNING)
        self.file = file

    def emit(self, record: logging.LogRecord) -> None:
        """Write a message."""
        self.file.handle(record)
        sys.stderr.write(f"{record.getMessage()}\n")


def start_log(folder: Path) -> None:
    """Log to the terminal, and with all details to run.log in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "run.log"
    path.write_text("", encoding="utf-8")
    # mode "a": `logging.shutdown` closes the file, and only then it is opened again
    file = logging.FileHandler(path, mode="a", encoding="utf-8", errors="backslashreplace")
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    terminal = logging.StreamHandler()
    terminal.setLevel(logging.INFO)
    log_to(file, terminal)
    logging.lastResort = Unhandled(file)


def log_to(*handlers: logging.Handler) -> None:
    """Pass the messages of the project and warnings to handlers, instead of those of an earlier call."""
    package = logging.getLogger(PACKAGE)
    for handler in [one for one in package.handlers if one in _handlers]:
        package.removeHandler(handler)
        handler.close()
    _handlers[:] = handlers
    for handler in handlers:
        handler.addFilter(format_once)
        package.addHandler(handler)
    package.setLevel(logging.DEBUG)
    package.propagate = False
    for one in logging.root.manager.loggerDict.values():
        if isinstance(one, logging.Logger) and f"{one.name}.".startswith(f"{PACKAGE}."):
            one.__class__ = ProjectLogger
    warnings.showwarning = log_warning


def format_once(record: logging.LogRecord) -> bool:
    """Format a message for all handlers, as an object may give another text next time, and after what was printed."""
    if sys.__stdout__ is not None:
        with contextlib.suppress(ValueError):  # the code may have closed or detached it
            sys.__stdout__.flush()
    record.msg, record.args = record.getMessage(), None
    return True


def log_value(logger: logging.Logger, label: str, value: object) -> None:
    """Log a value that a notebook displays{{ ", or save it if it is a figure" if cookiecutter.parts.charts }}; it displays no None."""
    {% if cookiecutter.parts.charts %}if artifacts.is_chart(value):
        artifacts.save_figure(artifacts.stage_name, value)
    elif{% else %}if{% endif %} value is not None:
        logger.info("%s:\n%s", label, value)


def log_warning(  # with the signature of warnings.showwarning
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Log a warning, unless it is to go to a file, or the code redirects the stream to which Python writes it."""
    if file is None and sys.stderr is sys.__stderr__:
        logger.warning("%s", warnings.formatwarning(message, category, filename, lineno, line))
    else:
        _show_warning(message, category, filename, lineno, file, line)
