"""Records the side effects of a stage: figures, log, files, options."""

from __future__ import annotations

import copy
import logging
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .describe import describe
from .figures import describe_figure

LINES = 150  # lines of a log or a file that are recorded: a few screenfuls; the count of all lines is recorded too
WIDTH = 400  # characters of such a line: a row of a wide table; more is rarely read
TEXT_BYTES = 2_000_000  # a larger text file counts as data: reading it would slow the tests down
TEXTS = {".csv", ".json", ".md", ".toml", ".tsv", ".txt", ".yaml", ".yml"}
ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")


class SideEffectRecorder(logging.Handler):
    """Records what a stage draws, logs, writes and sets.

    Args:
        package: the project's package, whose log is recorded.
        artifacts: its module that saves figures.
        seed: its function that seeds all global randomness.
    """

    def __init__(self, package: str, artifacts: Any, seed: Callable[[int], None]) -> None:
        super().__init__(logging.DEBUG)
        self.package = package
        self.initial = copy.deepcopy(options())
        self.before = self.initial
        self.figures: list[list[Any]] = []
        self.lines: list[str] = []
        self.files: dict[str, tuple[int, int]] = {}
        self.home = Path()
        self.artifacts, self.seed = artifacts, seed
        self.draw = artifacts._save_figure

    def attach(self) -> None:
        """Start recording the log and saved figures."""
        self.artifacts._save_figure = self.save_figure
        logging.getLogger(self.package).addHandler(self)
        logging.getLogger(self.package).setLevel(logging.DEBUG)

    def detach(self) -> None:
        """Stop recording, and restore figures and options."""
        self.artifacts._save_figure = self.draw
        logging.getLogger(self.package).removeHandler(self)
        self.reset()

    def reset(self) -> None:
        """Restore options, and close figures."""
        set_options(self.initial)
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")

    def begin(self, home: Path, seed: int) -> None:
        """Seed all global randomness, and note files and options before a stage runs."""
        self.seed(seed)
        self.figures.clear()
        self.lines.clear()
        self.home = home
        self.files = file_stamps(home)
        self.before = copy.deepcopy(options())

    def save_figure(self, name: str, figure: Any) -> None:
        """Describe a figure, and write an empty file: drawing it would take a second."""
        self.figures.append([name, describe_figure(figure)])
        self.draw(name, _EmptyFile())

    def emit(self, record: logging.LogRecord) -> None:
        """Record a message of a stage."""
        if record.name not in (f"{self.package}.runner", f"{self.package}.artifacts"):
            self.lines += record.getMessage().split("\n")

    def observed(self) -> dict[str, Any]:
        """Return the side effects since `begin`."""
        figures: dict[str, Any] = {}
        for name, described in [*self.figures, *self.open_figures()]:
            figures.setdefault(name, []).append(described)
        effects = {
            "figures": figures,
            "log": [self.line(line) for line in self.lines[:LINES]],
            "files": self.written(),
            "options": {key: describe(value) for key, value in options().items()
                        if key in self.before and repr(self.before[key]) != repr(value)},
        }
        return {key: value for key, value in effects.items() if value}

    def open_figures(self) -> list[list[Any]]:
        pyplot = sys.modules.get("matplotlib.pyplot")
        return [["open", describe_figure(pyplot.figure(number))] for number in pyplot.get_fignums()] if pyplot else []

    def line(self, text: str) -> str:
        """Return a line without what differs between runs: spacing, addresses, the folder."""
        return " ".join(ADDRESS.sub("0x", text.replace(str(self.home), "")).split())[:WIDTH]

    def written(self) -> dict[str, Any]:
        """Return new and changed files, text files with their first lines."""
        found = {}
        for name, stamp in sorted(file_stamps(self.home).items()):
            if self.files.get(name) != stamp and not name.startswith(("outputs/figures/", "outputs/models/")):
                found[name] = self.text(self.home / name)
        return found

    def text(self, file: Path) -> Any:
        if file.suffix.lower() not in TEXTS or file.stat().st_size > TEXT_BYTES:
            return "a file"
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        return {"lines": len(lines), "first": [self.line(line) for line in lines[:LINES]]}


class _EmptyFile:
    def savefig(self, path: Path, **_: Any) -> None:
        Path(path).touch()


def file_stamps(home: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of the files in a folder."""
    files = {file: file.stat() for file in home.rglob("*") if file.is_file() and not file.is_symlink()}
    return {file.relative_to(home).as_posix(): (stat.st_size, stat.st_mtime_ns) for file, stat in files.items()}


def options() -> dict[str, Any]:
    """Return the options of matplotlib, numpy and pandas that stages may set."""
    found: dict[str, Any] = {}
    if "matplotlib" in sys.modules:
        found |= {f"matplotlib {key}": value for key, value in dict.items(sys.modules["matplotlib"].rcParams)
                  if not key.startswith("backend") and key != "interactive"}
    if "numpy" in sys.modules:
        found |= {f"numpy {key}": value for key, value in sys.modules["numpy"].get_printoptions().items()}
    if "pandas" in sys.modules:
        found |= {f"pandas {key}": value for key, value in _flat(sys.modules["pandas"].options.d).items()}
    return found


def set_options(values: dict[str, Any]) -> None:
    """Restore options; tables are as wide in the log as in a run of the project."""
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
        sys.modules["pandas"].set_option("display.max_columns", 20)
        sys.modules["pandas"].set_option("display.width", 80)


def _flat(values: dict[str, Any], above: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in values.items():
        found |= _flat(value, f"{above}{key}.") if isinstance(value, dict) else {f"{above}{key}": value}
    return found
