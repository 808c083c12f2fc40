# ruff: noqa: E402, T201 (a command that prints a table, run as a file)
"""Checks golden cases and prints a table: python tests/golden/check.py [CASE...] [--python PYTHON] [--keep DIR]."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent.parent)

from tests.golden.case import (
    OBSERVED,
    Case,
    Outcome,
    all_cases,
    check,
    notebook_python,
    observe_notebook,
    workers,
)
from tests.golden.forked import CallError, Forked


def _row(outcome: Outcome) -> str:
    shown = (outcome.hardened, outcome.ran, outcome.equal, outcome.cover, outcome.local, len(outcome.wrong))
    return f"{outcome.case:34}" + "".join(f"{value!s:>9}" for value in shown)


def _print(outcome: Outcome) -> Outcome:
    print(_row(outcome), flush=True)
    for fault in outcome.wrong:
        print("    " + fault.replace("\n", "\n    "))
    return outcome


def _only_notebook(case: Case, work: Path, observer: Forked) -> Outcome:
    if not case.run:
        return Outcome(case.name)
    try:
        return Outcome(case.name, wrong=observe_notebook(case, work, observer))
    except CallError as error:
        return Outcome(case.name, wrong=(str(error),))


def _check_all(cases: list[Case], keep: Path, one: Callable[[Case, Path], Outcome]) -> int:
    print(
        f"{'case':34}"
        + "".join(f"{name:>9}" for name in ("hardened", "ran", "equal", "cover", "local", "wrong"))
    )
    outcomes = []
    for case in cases:
        (keep / case.name).mkdir(parents=True)
        outcomes.append(_print(one(case, keep / case.name)))
    passed = sum(not outcome.wrong for outcome in outcomes)
    print(f"\n{passed} of {len(outcomes)} cases pass")
    return int(passed < len(outcomes))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*")
    parser.add_argument(
        "--python", default=notebook_python(sys.executable), help="interpreter with the notebooks' libraries"
    )
    parser.add_argument("--keep", type=Path, help="keep the work folders here")
    parser.add_argument("--notebooks", action="store_true", help="only run the notebooks")
    return parser.parse_args()


def main() -> int:
    """Check the cases that the command line names, or all."""
    options = _options()
    cases = [case for case in all_cases() if not options.cases or case.name in options.cases]
    with tempfile.TemporaryDirectory() as scratch:
        keep = options.keep or Path(scratch)
        if options.notebooks:
            with Forked(options.python, *OBSERVED) as observer:
                return _check_all(cases, keep, lambda case, work: _only_notebook(case, work, observer))
        with workers(options.python, sys.executable) as started:
            return _check_all(cases, keep, lambda case, work: check(case, work, started))


if __name__ == "__main__":
    sys.exit(main())
