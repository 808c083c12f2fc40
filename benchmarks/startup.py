"""CPU seconds of `mlscaffold --version` and `mlscaffold --help`, each time in a fresh process.

Usage: python benchmarks/startup.py [--times 5]
"""

from __future__ import annotations

import argparse

from measure import cpu_seconds, median


def main() -> None:
    """Print one line for each command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    times = parser.parse_args().times
    for option in ("--version", "--help"):
        seconds = [cpu_seconds(option) for _ in range(times)]
        print(
            f"mlscaffold {option}: {median(seconds):.3f} s (least {min(seconds):.3f}, most {max(seconds):.3f})"
        )


if __name__ == "__main__":
    main()
