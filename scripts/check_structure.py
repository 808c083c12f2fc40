"""Checks how the package is built: names of modules, their tests, their number, the length of functions.

usage: check_structure.py

- Base names of modules are unique in the package, so that a file's name alone says which one is meant.
- Each module has a test of its name at the same place under tests/, or is in untested.toml with the reason.
- The package keeps to the limits below.

The exit status is 0 when all of it holds and 1 otherwise.
"""

from __future__ import annotations

import ast
import statistics
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "mlscaffold"
FILES = 590  # with the proof of all channels, `verify`, hosts, local code, secrets, limits, raw rows and silent bugs
LINES = (
    76_000  # likewise; 45,000 was the aim before these. Both only go up with a capability, never with a fix
)
LONGEST = 60  # a function that does not fit on a screen is not read as a whole
MEDIAN, NINE_OF_TEN = 8, 20  # what the package had when the limit was set: functions of a few lines


def modules() -> tuple[Path, ...]:
    """Return the package's modules, in order."""
    return tuple(sorted(PACKAGE.rglob("*.py")))


def repeated_names(paths: tuple[Path, ...]) -> Iterator[str]:
    """Yield a line for each base name that several modules have."""
    by_name = defaultdict(list)
    for path in paths:
        if path.name != "__init__.py":
            by_name[path.name].append(str(path.relative_to(ROOT)))
    yield from (f"{name}: {', '.join(same)}" for name, same in by_name.items() if len(same) > 1)


def untested(paths: tuple[Path, ...], exceptions: dict[str, str]) -> Iterator[str]:
    """Yield a line for each module without a test, and for each exception that no module needs.

    Args:
        paths: the modules.
        exceptions: patterns of modules, relative to the package, and why they have no test of their own.
    """
    needed = set()
    for path in paths:
        inner = path.relative_to(PACKAGE)
        if (
            path.name == "__init__.py"
            or (ROOT / "tests" / inner.parent / f"test_{inner.stem.lstrip('_')}.py").exists()
        ):
            continue
        matching = [pattern for pattern in exceptions if fnmatch(inner.as_posix(), pattern)]
        needed.update(matching)
        if not matching:
            yield f"{path.relative_to(ROOT)} has no test"
    yield from (
        f"scripts/untested.toml: {pattern} is not needed" for pattern in exceptions if pattern not in needed
    )


def function_lengths(paths: tuple[Path, ...]) -> dict[str, int]:
    """Return the number of lines of each function, by file and name."""
    return {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": (node.end_lineno or node.lineno)
        - node.lineno
        + 1
        for path in paths
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }


def beyond_limits(paths: tuple[Path, ...]) -> Iterator[str]:
    """Yield a line for each limit that the package does not keep to."""
    lines = sum(path.read_text(encoding="utf-8").count("\n") for path in paths)
    lengths = function_lengths(paths)
    median = statistics.median(lengths.values())
    ninth = statistics.quantiles(lengths.values(), n=10)[-1]
    print(
        f"{len(paths)} files, {lines} lines; functions: median {median:g}, p90 {ninth:g}, longest {max(lengths.values())}"
    )
    for name, value, limit in (
        ("files", len(paths), FILES),
        ("lines", lines, LINES),
        ("median length of functions", median, MEDIAN),
        ("p90 of the length of functions", ninth, NINE_OF_TEN),
    ):
        if value > limit:
            yield f"{name}: {value:g}, at most {limit}"
    yield from (f"{name}: {length} lines" for name, length in lengths.items() if length > LONGEST)


def main() -> int:
    """Print what does not hold, and return the exit status."""
    paths = modules()
    exceptions = tomllib.loads(Path(__file__).with_name("untested.toml").read_text(encoding="utf-8"))[
        "untested"
    ]
    found = [*repeated_names(paths), *untested(paths, exceptions), *beyond_limits(paths)]
    print(*found, sep="\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
