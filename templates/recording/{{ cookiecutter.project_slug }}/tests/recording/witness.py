"""Sees what a stage does beside what it returns: figures, log, files, options."""

from __future__ import annotations

import copy
import logging
import random
import re
import sys
from pathlib import Path
from typing import Any

from recording.describe import describe
from recording.figures import describe_figure

LINES = 150  # of log or file that are told
WIDTH = 400
TEXTS = {".csv", ".json", ".md", ".toml", ".tsv", ".txt", ".yaml", ".yml"}
ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")


class Witness(logging.Handler):
    """Keeps what is drawn, logged, written and set."""

    def __init__(self, package: str, artifacts: Any) -> None:
        super().__init__(logging.DEBUG)
        self.package = package
        self.usual = copy.deepcopy(options())
        self.before = self.usual
        self.figures: list[list[Any]] = []
        self.lines: list[str] = []
        self.files: dict[str, tuple[int, int]] = {}
        self.home = Path()
        self.artifacts = artifacts
        self.draw = artifacts._save_figure

    def attach(self) -> None:
        """Begin to listen to the log and to the saving of figures."""
        self.artifacts._save_figure = self.save_figure
        logging.getLogger(self.package).addHandler(self)
        logging.getLogger(self.package).setLevel(logging.DEBUG)

    def detach(self) -> None:
        """Leave log, figures and options as they were."""
        self.artifacts._save_figure = self.draw
        logging.getLogger(self.package).removeHandler(self)
        self.reset()

    def reset(self) -> None:
        """Set options back, and close figures."""
        set_options(self.usual)
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")

    def begin(self, home: Path, seed: int) -> None:
        """Seed all global randomness, and note the files and options before a stage runs."""
        set_seeds(seed)
        self.figures.clear()
        self.lines.clear()
        self.home = home
        self.files = stamps(home)
        self.before = copy.deepcopy(options())

    def save_figure(self, name: str, figure: Any) -> None:
        """Describe a figure; its file is left empty, as drawing it takes long."""
        self.figures.append([name, describe_figure(figure)])
        self.draw(name, _Quick())

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what a stage logs."""
        if record.name not in (f"{self.package}.runner", f"{self.package}.artifacts"):
            self.lines += record.getMessage().split("\n")

    def shown(self) -> dict[str, Any]:
        """Return what was seen since the stage began."""
        figures: dict[str, Any] = {}
        for name, told in [*self.figures, *self.open_figures()]:
            figures.setdefault(name, []).append(told)
        told = {
            "figures": figures,
            "log": [self.line(line) for line in self.lines[:LINES]],
            "files": self.written(),
            "options": {key: describe(value) for key, value in options().items()
                        if key in self.before and repr(self.before[key]) != repr(value)},
        }
        return {key: value for key, value in told.items() if value}

    def open_figures(self) -> list[list[Any]]:
        pyplot = sys.modules.get("matplotlib.pyplot")
        return [["open", describe_figure(pyplot.figure(number))] for number in pyplot.get_fignums()] if pyplot else []

    def line(self, text: str) -> str:
        """Return a line without what differs from run to run: blanks, addresses, the folder."""
        return " ".join(ADDRESS.sub("0x", text.replace(str(self.home), "")).split())[:WIDTH]

    def written(self) -> dict[str, Any]:
        """Return the files that are new or changed, texts with their first lines."""
        found = {}
        for name, stamp in sorted(stamps(self.home).items()):
            if self.files.get(name) != stamp and not name.startswith(("outputs/figures/", "outputs/models/")):
                found[name] = self.text(self.home / name)
        return found

    def text(self, file: Path) -> Any:
        if file.suffix.lower() not in TEXTS or file.stat().st_size > 2_000_000:
            return "a file"
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        return {"lines": len(lines), "first": [self.line(line) for line in lines[:LINES]]}


class _Quick:
    def savefig(self, path: Path, **_: Any) -> None:
        Path(path).touch()


def stamps(home: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of the files in a folder."""
    files = {file: file.stat() for file in home.rglob("*") if file.is_file() and not file.is_symlink()}
    return {file.relative_to(home).as_posix(): (stat.st_size, stat.st_mtime_ns) for file, stat in files.items()}


def set_seeds(seed: int) -> None:
    """Seed the global generators of Python, numpy and torch."""
    random.seed(seed)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(seed % 2**32)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(seed)


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
    """Set options back to what they were; the log shows tables as wide as a run of the project does."""
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
