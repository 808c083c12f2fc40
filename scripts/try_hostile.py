"""Does hardening survive each notebook that harms its own run? Runs `harden` on generated notebooks, and checks what it leaves.

usage: try_hostile.py [--python PYTHON] [--only NAME...] [--seconds SECONDS] [--memory GB]

Each must end with status 0, 1 or 2 and a report, without a traceback, and leave no process and no file, whether in the folder for
temporary files, beside the notebook or in shared memory; no run may last longer than its limit and ten seconds. The exit status
is 1 if one does not.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from mlscaffold.filesystem.janitor import temporary_folder
from tests.hostile.notebooks import NOTEBOOKS, content

MARK = "MLSCAFFOLD_HOSTILE"
LEAVING = 10.0  # seconds until what is left must have gone
BEYOND = 10.0  # seconds that a run may take longer than its limit
PLACES = ("/tmp", "/dev/shm", "/var/tmp")
HANGING = 900  # seconds after which a whole hardening counts as one that hangs


def main() -> int:
    """Try the notebooks; return 1 if one does not end well."""
    options = arguments()
    failed = 0
    names = [name for name in NOTEBOOKS if not options.only or name in options.only]
    for name in names:
        with temporary_folder() as scratch:
            wrong, text, seconds = tried(name, scratch, options)
        failed += bool(wrong)
        print(
            f"{'WRONG' if wrong else 'ok':5} {seconds:5.0f} s  {name}: {'; '.join(wrong) or text}", flush=True
        )
    print(f"{len(names)} notebooks, {failed} end badly")
    return int(failed > 0)


def arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--python", default=sys.executable, help="interpreter with the notebooks' libraries")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME")
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--memory", type=float, default=1, metavar="GB")
    return parser.parse_args()


def tried(name: str, scratch: Path, options: argparse.Namespace) -> tuple[list[str], str, float]:
    """Harden a notebook; return what is wrong, the first words of the report, and the seconds that it took."""
    work, temporary = scratch / "work", scratch / "tmp"
    work.mkdir()
    temporary.mkdir()
    (work / "hostile.ipynb").write_bytes(content(name))
    around = entries()
    limits = ["--timeout", str(options.seconds), "--memory", str(options.memory)]
    command = ["harden", "hostile.ipynb", "-o", "out", "--no-clean-env", "--python", options.python, *limits]
    start = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "mlscaffold", *command],
        cwd=work,
        env={**os.environ, "TMPDIR": str(temporary), MARK: str(scratch), "NO_COLOR": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    wrong = []
    try:
        output = process.communicate(timeout=HANGING)[0].decode(errors="replace")
    except subprocess.TimeoutExpired:
        process.kill()
        output, wrong = process.communicate()[0].decode(errors="replace"), ["it hangs"]
    seconds = time.monotonic() - start
    wrong += [*badly_ended(process.returncode, output), *left(work, temporary, scratch, around)]
    return wrong, first_words(output), seconds


def badly_ended(status: int, output: str) -> Iterator[str]:
    """Yield what is wrong with a status or an output."""
    if status not in (0, 1, 2):
        yield f"status {status}"
    for word in ("Traceback", "internal error", "Exception ignored"):
        if word in output:
            yield f"{word}: {output.strip().splitlines()[-1][:200]}"
    if "hostile.ipynb" not in output:
        yield f"no report: {output[-200:]!r}"


def first_words(output: str) -> str:
    """Return the line of a report that says how the proof ended."""
    found = re.search(r"(?m)^ *(?:Not proven|Proven|Nothing|Its? ).*", output)
    limits = re.findall(r"It was stopped.*", output)
    last = found[0].strip() if found else " ".join(output[-150:].split())
    return " | ".join([last, *dict.fromkeys(limits)])[:250]


def entries() -> set[str]:
    """Return what is in the folders for temporary files of the machine."""
    return {str(path) for place in PLACES if Path(place).is_dir() for path in Path(place).iterdir()}


def left(work: Path, temporary: Path, scratch: Path, around: set[str]) -> Iterator[str]:
    """Yield what is left: processes, temporary files, files beside the notebook."""
    end = time.monotonic() + LEAVING
    while time.monotonic() < end and (list(temporary.iterdir()) or processes(scratch)):
        time.sleep(0.1)
    if running := processes(scratch):
        yield f"processes: {running}"
        for process in running:
            process.kill()
    if names := sorted(path.name for path in temporary.iterdir()):
        yield f"temporary files: {names[:5]}"
    if beside := sorted({path.name for path in work.iterdir()} - {"hostile.ipynb", "out"}):
        yield f"beside the notebook: {beside[:5]}"
    if others := sorted(one for one in entries() - around if "hostile" in one):
        yield f"elsewhere: {others}"


def processes(scratch: Path) -> list[psutil.Process]:
    """Return the processes of a hardening: those with its mark, or with its folder in their command or as working folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid == os.getpid() or process.status() == psutil.STATUS_ZOMBIE:
                continue
            words = (process.environ().get(MARK, ""), process.cwd(), *process.cmdline())
            if any(str(scratch) in word for word in words):
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


if __name__ == "__main__":
    sys.exit(main())
