"""A process of its own that waits for the end of mlscaffold, then removes folders and ends processes that are left.

It is started as a script with the standard library alone; its argument is the folder that holds psutil.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path

MARK = "MLSCAFFOLD_RUN"
"""The environment variable of processes in a sandbox; its value is that of the sandbox, a colon, and the run's number."""
ROUNDS = 100  # a process may start others while it is looked for: each round finds those of the last one


def main() -> None:
    """Follow the lines on standard input until it ends, then clean up what is still noted."""
    noted: dict[str, set[str]] = {"path": set(), "mark": set()}
    for line in sys.stdin:
        kind, _, what = line.rstrip("\n").partition(" ")
        change = noted[kind[1:]].add if kind[0] == "+" else noted[kind[1:]].discard
        change(bytes.fromhex(what).decode("utf-8", "surrogateescape"))
    if noted["mark"]:
        sys.path.append(sys.argv[1])
        end_marked(noted["mark"])
    for path in noted["path"]:
        remove(path)


def end_marked(marks: set[str]) -> None:
    """End all processes with one of some marks."""
    import psutil

    for _ in range(ROUNDS):
        found = [process for process in psutil.process_iter() if mark_of(process).partition(":")[0] in marks]
        if not found:
            return
        for process in found:
            try:
                os.kill(process.pid, signal.SIGKILL)
            except OSError:
                continue  # it has ended


def mark_of(process: object) -> str:
    """Return the mark of a process, "" for none; a process that has ended has none either."""
    import psutil

    assert isinstance(process, psutil.Process)
    try:
        return process.environ().get(MARK, "")
    except (psutil.Error, OSError):
        return ""


def remove(path: str) -> None:
    """Remove a file or a folder, if it exists."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path, ignore_errors=True)
    else:
        Path(path).unlink(missing_ok=True)


if __name__ == "__main__":
    main()
