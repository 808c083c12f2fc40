"""Calls of commands in copies of this process, which have everything imported already; what they print and leave."""

from __future__ import annotations

import os
import re
import resource
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

NOBODY = 65534
"""A user without rights on others' files: root can read what nobody may."""
LEAVING = 5.0  # seconds until the janitor must have removed what is left
ONE_MESSAGE = re.compile(r"mlscaffold: .+[.?]")


@dataclass(frozen=True, slots=True)
class Called:
    """A call of a command that has ended.

    Args:
        status: its exit status; below 0, the signal that ended it.
        out: what it printed.
        errors: what it printed to standard error.
        seconds: how long it took.
        cpu: seconds of the processor.
        memory: bytes of memory at most.
    """

    status: int
    out: str
    errors: str
    seconds: float
    cpu: float
    memory: int


def call(
    arguments: Sequence[str], cwd: Path, scratch: Path, limit: float = 60, user: int = 0, **variables: str
) -> Called:
    """Call a command in a copy of this process.

    Args:
        arguments: its arguments.
        cwd: the working folder.
        scratch: a folder for its output, its temporary files and its home.
        limit: seconds after which it is killed.
        user: the user that it runs as, 0 for this one.
        variables: environment variables.
    """
    for name in ("tmp", "home"):
        (scratch / name).mkdir(exist_ok=True)
    start = time.monotonic()
    child = os.fork()
    if not child:
        _become(arguments, cwd, scratch, user, variables)
    status, used = _waited(child, start + limit)
    out, errors = ((scratch / name).read_text(errors="replace") for name in ("out", "errors"))
    cpu = used.ru_utime + used.ru_stime
    return Called(status, out, errors, time.monotonic() - start, cpu, used.ru_maxrss * 1024)


def _become(arguments: Sequence[str], cwd: Path, scratch: Path, user: int, variables: dict[str, str]) -> None:
    """Be the command."""
    status = 70
    try:
        os.setsid()
        for number, name in ((1, "out"), (2, "errors")):
            os.dup2(os.open(scratch / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        import tempfile

        tempfile.tempdir = None
        os.environ.update(TMPDIR=str(scratch / "tmp"), HOME=str(scratch / "home"), NO_COLOR="1", **variables)
        os.environ.pop("XDG_CACHE_HOME", None)
        os.chdir(cwd)
        if user:
            os.setuid(user)
        sys.argv = ["mlscaffold", *arguments]
        from mlscaffold.cli import run

        status = run()
    except BaseException:  # noqa: BLE001  the copy must not go on as this process
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _waited(child: int, end: float) -> tuple[int, resource.struct_rusage]:
    """Wait for a process until a moment, then kill it."""
    while time.monotonic() < end:
        ended, state, used = os.wait4(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(state), used
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    _, state, used = os.wait4(child, 0)
    return os.waitstatus_to_exitcode(state), used


def problems(called: Called, scratch: Path) -> Iterator[str]:
    """Yield what is wrong with the end of a call: its status, its messages, and what it left in its folder for temporary files."""
    text = called.out + called.errors
    if called.status not in (0, 1, 2):
        yield f"status {called.status}"
    for word in ("Traceback", "internal error", "Exception ignored", "Warning:"):
        if word in text:
            yield f"{word}: {text.strip().splitlines()[-1][:200]}"
    lines = [
        line for line in called.errors.splitlines() if not line.startswith("Running the notebook's code")
    ]
    if called.status == 2 and (len(lines) != 1 or not ONE_MESSAGE.fullmatch(lines[0])):
        yield f"not one message: {called.errors[-300:]!r}"
    if not text.strip():
        yield "no message"
    if control := re.findall(r"[^\n\t -~\xa0-\u2027\u202f-\ud7ff\ue000-\U0010ffff]", text):
        yield f"control characters: {sorted(set(control))}"
    end = time.monotonic() + LEAVING
    while any((scratch / "tmp").iterdir()) and time.monotonic() < end:
        time.sleep(0.05)
    left = sorted(str(path.relative_to(scratch)) for path in (scratch / "tmp").rglob("*"))
    if left:
        yield f"temporary files: {left[:3]}"
