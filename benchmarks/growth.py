"""CPU seconds of checking and hardening notebooks of one cell whose statements, terms or chained calls grow.

Usage: python benchmarks/growth.py [--sizes 10 100 1000] [--times 3]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from measure import cpu_seconds, median

TABLE = "import pandas as pd\ndf = pd.DataFrame({'a': [1, 2]})\n"
KINDS: dict[str, Callable[[int], str]] = {
    "statements": lambda n: "x0 = 1\n" + "".join(f"x{i} = x{i - 1} + 1\n" for i in range(1, n)),
    "terms": lambda n: "a = 1\nx = " + " + ".join(["a"] * n),
    "calls in a chain": lambda n: f"{TABLE}x = df['a']{'.abs()' * n}",
    "attributes and calls": lambda n: f"{TABLE}x = df['a'].astype(str){'.str.strip()' * n}",
    "branches": lambda n: (
        "x = 1\nif x == 0:\n    y = 0\n" + "".join(f"elif x == {i}:\n    y = {i}\n" for i in range(n))
    ),
    "lambdas": lambda n: "".join(f"f{i} = lambda x: x + {i}\n" for i in range(n)),
    "functions": lambda n: "".join(f"def f{i}(x):\n    return x + {i}\n" for i in range(n)),
    "loops": lambda n: "x = 1\n" + "".join(f"for i in range({i}):\n    x = x + i\n" for i in range(n)),
    "columns": lambda n: TABLE + "".join(f"df['c{i}'] = df['a'] * {i}\n" for i in range(n)),
    "numbers in a list": lambda n: f"x = [{'1, ' * n}]",
    "lines of a text": lambda n: 'x = """' + "some words\n" * n + '"""',
}


def main() -> None:
    """Print one line for each kind and size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--times", type=int, default=3)
    chosen = parser.parse_args()
    print("| what grows | size | `check` | `harden --no-run` |")
    print("|---|---:|---:|---:|")
    for kind, source in KINDS.items():
        for size in chosen.sizes:
            check, harden = measured(source(size), chosen.times)
            print(f"| {kind} | {size} | {check:.2f} | {harden:.2f} |", flush=True)


def measured(source: str, times: int) -> tuple[float, float]:
    """Return the median CPU seconds of both commands."""
    cell = {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None}
    content = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    checks, hardens = [], []
    for _ in range(times):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "large.ipynb"
            file.write_text(content, encoding="utf-8")
            checks.append(cpu_seconds("check", "--no-cache", "--exit-zero", str(file)))
            hardens.append(
                cpu_seconds("harden", str(file), "--output", str(Path(folder) / "out"), "--no-run")
            )
    return median(checks), median(hardens)


if __name__ == "__main__":
    main()
