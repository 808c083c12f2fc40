"""Does `verify` tell edits that keep what a project computes from those that change it?

usage: try_verify.py [--python PYTHON] [--only NAME...] [--keep FOLDER]

Projects are hardened from examples/ and tests/golden/; each edit of tests/verification/verify_edits is made in a copy. An
edit that keeps the meaning must be verified; of one that changes it the first difference must be the right one. NAME is a
part of the name of an edit, or a project. The exit status is 1 if a verdict is wrong.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.verification.verify_edits.changing import CHANGING
from tests.verification.verify_edits.edit import Edit
from tests.verification.verify_edits.keeping import KEEPING
from tests.verification.verify_edits.measure import hardened, judged


def main() -> int:
    """Try the edits; return 1 if a verdict is wrong."""
    options = arguments()
    edits = [one for one in (*KEEPING, *CHANGING) if is_chosen(one, options.only)]
    right = 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(options.keep or scratch).resolve()
        for name in dict.fromkeys(one.project for one in edits):
            project = hardened(name, options.python, folder)
            for number, edit in enumerate(one for one in edits if one.project == name):
                start = time.perf_counter()
                found = judged(edit, project, options.python, folder / f"{name}-{number}")
                right += not found.wrong
                seconds = time.perf_counter() - start
                print(
                    f"{'right' if not found.wrong else 'WRONG'}  {seconds:4.0f} s  {name}: {edit.name}",
                    flush=True,
                )
                if found.wrong:
                    print(f"       {found.wrong}\n{found.report}", flush=True)
    print(f"{right} of {len(edits)} right")
    return int(right < len(edits))


def is_chosen(edit: Edit, only: list[str]) -> bool:
    """Return whether an edit is to be tried."""
    return not only or any(part == edit.project or part in edit.name for part in only)


def arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--python", default=sys.executable, help="interpreter with the notebooks' libraries")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keeps the projects")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
