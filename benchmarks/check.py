"""CPU seconds of checking 100 notebooks, compared with other notebook linters in the same run, each time in a fresh process.

Usage: python benchmarks/check.py [FOLDER] [--count 100] [--times 5] [--tools DIRECTORY]

FOLDER holds notebooks; without it they are generated. If they are fewer than the count, they are repeated.
DIRECTORY is the bin of an environment with ruff, nbqa and pynblint; tools that are not installed there are skipped.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path

from measure import median, spent
from notebooks import notebook

MLSCAFFOLD = (sys.executable, "-m", "mlscaffold", "check")
EXAMPLES = Path(__file__).parent.parent / "examples"
Command = tuple[str, ...]


def main() -> None:
    """Print one line for each tool."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--tools", type=Path, default=Path(sys.executable).parent)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        fill(folder, chosen.folder, chosen.count)
        print(
            f"{chosen.count} notebooks, {sum(file.stat().st_size for file in folder.iterdir()) / 1e6:.1f} MB"
        )
        print("| command | CPU seconds (median) | least | most | seconds (median) |")
        print("|---|---:|---:|---:|---:|")
        for name, command, before in commands(chosen.tools):
            report(name, [run(command, folder, before) for _ in range(chosen.times)])


def fill(folder: Path, chosen: Path | None, count: int) -> None:
    """Put notebooks into a folder."""
    sources = sorted((chosen or EXAMPLES).rglob("*.ipynb"))
    texts = [source.read_bytes() for source in sources]
    if chosen is None:
        texts += [notebook(cells).encode() for cells in range(10, 60, 2)]
    for number, text in enumerate(islice(cycle(texts), count)):
        (folder / f"n{number:03}.ipynb").write_bytes(text)
    (folder / "pyproject.toml").write_text("")


def commands(tools: Path) -> Iterator[tuple[str, Command, Callable[[Path], object]]]:
    """Yield name, command, and a function to call before each run."""
    yield "mlscaffold check --help", (*MLSCAFFOLD, "--help"), nothing
    yield "mlscaffold check, cold", (*MLSCAFFOLD, "--exit-zero", "."), cold
    yield (
        "mlscaffold check --level production, cold",
        (*MLSCAFFOLD, "--exit-zero", "--level=production", "."),
        cold,
    )
    yield "mlscaffold check --jobs 1, cold", (*MLSCAFFOLD, "--exit-zero", "--jobs=1", "."), cold
    yield "mlscaffold check, nothing changed", (*MLSCAFFOLD, "--exit-zero", "."), nothing
    others = {
        "ruff": ("check", "--no-cache", "--exit-zero", "--isolated", "."),
        "nbqa": ("ruff", ".", "--no-cache"),
        "pynblint": (".",),
    }
    for name, words in others.items():
        if (tools / name).exists():
            yield " ".join((name, *words)), (str(tools / name), *words), nothing


def cold(folder: Path) -> None:
    """Remove the cache."""
    shutil.rmtree(folder / ".mlscaffold_cache", ignore_errors=True)


def nothing(_: Path) -> None:
    """Do nothing before the run."""


def run(command: Command, folder: Path, before: Callable[[Path], object]) -> tuple[float, float]:
    """Return the CPU seconds and the seconds of one run, including the processes that it starts."""
    before(folder)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PATH"] = f"{Path(command[0]).parent}{os.pathsep}{environment['PATH']}"
    start, began = spent(), time.monotonic()
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if result.returncode not in {0, 1}:
        print(f"{' '.join(command)} failed: {result.stderr[-300:]}", file=sys.stderr)
    return spent() - start, time.monotonic() - began


def report(name: str, figures: list[tuple[float, float]]) -> None:
    """Print a line of the table."""
    cpu = [figure[0] for figure in figures]
    wall = median([figure[1] for figure in figures])
    print(f"| {name} | {median(cpu):.2f} | {min(cpu):.2f} | {max(cpu):.2f} | {wall:.2f} |", flush=True)


if __name__ == "__main__":
    main()
