"""Does each project do what its notebook does? Hardens the notebooks of tests/adversarial, runs both and compares them.

usage: try_adversarial.py [--python PYTHON] [--only NAME...] [--static | --whole | --notebooks] [--random COUNT --seed SEED]
                          [--jobs JOBS] [--keep FOLDER] [--json FILE]

Compared are the lines with RESULT, the files written, and the exit status. The verdicts:

same      nothing differs
reported  something differs, and the hardening ended with another status than 0 or did not report the project as proven
silent    something differs, and the hardening said nothing of it
refused   no project was written

NAME is a kind, a notebook, or both with a slash between them. --static does not run the notebook to harden it; --whole makes
no refactoring: one function has all statements. --notebooks runs only the notebooks, and checks that they are fit for this.
--random tries generated notebooks instead. Run it in the development environment; the exit status is 1 if something differs.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue

from tests.adversarial.generate import notebooks
from tests.adversarial.measure import Mode, Processes, Row, measure, processes, unfit
from tests.adversarial.notebooks import Case, all_cases, chosen

WIDTH = 200  # of a line of the table; the JSON file has the rest


def main() -> int:
    """Try the notebooks; return 1 if one differs."""
    options = arguments()
    cases = notebooks(options.random, options.seed) if options.random else all_cases()
    cases = chosen(cases, options.only)
    mode: Mode = "whole" if options.whole else "static" if options.static else "normal"

    def try_case(case: Case, folder: Path, using: Processes) -> Row:
        if options.notebooks:
            reasons = unfit(case, folder, using)
            return Row(case.label, "reported" if reasons else "same", differences=reasons)
        return measure(case, mode, folder, using)

    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(options.keep or scratch).resolve()
        for row in try_all(cases, try_case, folder, options.python, options.jobs):
            rows.append(row)
            if options.json:
                write_json(rows, options.json)
    print("\n".join(table(rows)))
    return int(any(row.verdict != "same" for row in rows))


def write_json(rows: Iterable[Row], file: Path) -> None:
    """Write the rows that there are, so that a run that is ended early leaves them."""
    text = json.dumps({"rows": [asdict(row) for row in rows], "count": count(rows)}, indent=1)
    file.write_text(text, encoding="utf-8")


def arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--python", default=sys.executable, help="interpreter with the notebooks' libraries")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME")
    modes = parser.add_mutually_exclusive_group()
    for mode in ("static", "whole", "notebooks"):
        modes.add_argument(f"--{mode}", action="store_true")
    parser.add_argument("--random", type=int, default=0, metavar="COUNT")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)  # each has three processes with pandas
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="keeps what was written, one folder a notebook"
    )
    parser.add_argument("--json", type=Path, metavar="FILE")
    return parser.parse_args()


def try_all(
    cases: Iterable[Case],
    try_case: Callable[[Case, Path, Processes], Row],
    folder: Path,
    python: str,
    jobs: int,
) -> Iterator[Row]:
    """Try cases at the same time, and yield their rows in order.

    Args:
        cases: the cases.
        try_case: tries one of them.
        folder: each case gets a folder in it.
        python: interpreter with the notebooks' libraries.
        jobs: how many at a time.
    """
    free: SimpleQueue[Processes] = SimpleQueue()

    def run(case: Case) -> Row:
        using = free.get()
        try:
            return try_case(case, folder / case.kind / case.name, using)
        finally:
            free.put(using)

    with ExitStack() as stack, ThreadPoolExecutor(jobs) as pool:
        for _ in range(jobs):
            free.put(stack.enter_context(processes(python)))
        yield from pool.map(run, cases)


def table(rows: Iterable[Row]) -> list[str]:
    """Return a line for each case that differs or is not refactored, and the counts by kind and verdict."""
    rows = list(rows)
    lines = [
        f"{row.verdict:8}{row.case:36} status {row.status}{' Proven' if row.proven else ''}  "
        + "; ".join(row.differences)
        for row in rows
        if row.verdict != "same"
    ]
    lines += [f"cautious {row.case:36} {'; '.join(row.overcautious)}" for row in rows if row.overcautious]
    kinds = Counter((row.case.partition("/")[0], row.verdict) for row in rows)
    for kind in sorted({kind for kind, _ in kinds}):
        lines.append(
            f"{kind:14} " + ", ".join(f"{n} {v}" for (k, v), n in sorted(kinds.items()) if k == kind)
        )
    return [line[:WIDTH] for line in lines] + [f"{len(rows)} notebooks: {count(rows)}"]


def count(rows: Iterable[Row]) -> dict[str, int]:
    """Return the number of cases by verdict."""
    return dict(Counter(row.verdict for row in rows))


if __name__ == "__main__":
    sys.exit(main())
