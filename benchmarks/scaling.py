"""CPU seconds of hardening notebooks of growing size, each time in a fresh process.

Usage: python benchmarks/scaling.py [--cells 50 100 200 400] [--times 5]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from measure import cpu_seconds, median
from notebooks import notebook


def main() -> None:
    """Print one line for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=int, nargs="+", default=[50, 100, 200, 400])
    parser.add_argument("--times", type=int, default=5)
    chosen = parser.parse_args()
    print("| cells | CPU seconds (median) | least | most | milliseconds a cell |")
    print("|---:|---:|---:|---:|---:|")
    for cells in chosen.cells:
        seconds = [harden(cells) for _ in range(chosen.times)]
        middle = median(seconds)
        print(
            f"| {cells} | {middle:.2f} | {min(seconds):.2f} | {max(seconds):.2f} | {1000 * middle / cells:.1f} |",
            flush=True,
        )


def harden(cells: int) -> float:
    """Return the CPU seconds of hardening a notebook of a number of cells."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sales.ipynb"
        file.write_text(notebook(cells), encoding="utf-8")
        return cpu_seconds("harden", str(file), "--output", str(Path(folder) / "project"), "--no-run")


if __name__ == "__main__":
    main()
