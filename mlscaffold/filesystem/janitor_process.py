"""A process of its own that waits for the end of mlscaffold, then removes folders and ends processes that are left.

It is started as a script with the standard library alone; its argument is the folder that holds psutil.
"""

from __future__ import annotations

import os
import shutil
import signal
import stat
import sys
import time
from contextlib import suppress
from pathlib import Path

MARK = "MLSCAFFOLD_RUN"
"""The environment variable of processes in a sandbox; its value is that of the sandbox, a colon, and the run's number."""
MOVED = "mlscaffold-removed-"
"""Begins the names of folders that were moved up to be removed."""
ROUNDS = 1000  # a process may start others while it is looked for: each round finds those of the last one
QUIET = 20  # rounds without a process after which none is left: one round may just miss a process that is being started
PAUSE = 0.01  # seconds until a killed process is gone


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

    quiet = 0
    for _ in range(ROUNDS):
        found = [process for process in psutil.process_iter() if mark_of(process).partition(":")[0] in marks]
        quiet = 0 if found else quiet + 1
        if quiet > QUIET:
            return
        time.sleep(PAUSE)
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
    """Remove a file or a folder, if it exists, whatever is in it."""
    if not is_folder(path):
        Path(path).unlink(missing_ok=True)
        return
    with suppress(RecursionError):
        shutil.rmtree(path, ignore_errors=True)
    with suppress(OSError):
        os.chmod(path, stat.S_IRWXU)
    moved = 0
    while is_folder(path) and (more := flatten(path, moved)) > moved:
        moved = more
    with suppress(OSError):
        os.rmdir(path)


def flatten(path: str, moved: int) -> int:
    """Remove what is in a folder, and move up what is below its folders: they may be too deep, or closed.

    Args:
        path: the folder.
        moved: how many folders have been moved up already.

    Returns:
        How many folders have been moved up then.
    """
    for folder in os.listdir(path) if os.access(path, os.R_OK) else ():
        inner = os.path.join(path, folder)
        if is_folder(inner):
            with suppress(OSError):
                os.chmod(inner, stat.S_IRWXU)
                for name in os.listdir(inner):
                    whole = os.path.join(inner, name)
                    if is_folder(whole):
                        os.chmod(whole, stat.S_IRWXU)
                        os.rename(whole, os.path.join(path, f"{MOVED}{moved}"))
                        moved += 1
                    else:
                        os.unlink(whole)
                os.rmdir(inner)
        else:
            with suppress(OSError):
                os.unlink(inner)
    return moved


def is_folder(path: str) -> bool:
    """Return whether a path is a folder, not a link to one."""
    return os.path.isdir(path) and not os.path.islink(path)


if __name__ == "__main__":
    main()
