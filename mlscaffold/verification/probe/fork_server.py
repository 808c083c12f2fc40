"""Imports slow libraries once, then becomes one program after the other: each in a fork of its own."""

from __future__ import annotations

import gc
import json
import os
import select
import sys
import threading
from typing import Any

from . import NAME
from .preload import preload

LOOK = 0.02  # seconds between two looks for children that have ended: a run does not wait noticeably, and looks cost little
MARK = "MLSCAFFOLD_RUN"
"""The environment variable that tells to which run a process belongs."""
VARIABLES_FROM, VARIABLES_TO = 47, 48  # env_start and env_end of proc_pid_stat(5), counted after the name
BLOCK = 65536  # bytes that are read at once: a request has a few thousand


def main(spec: dict[str, Any]) -> None:
    """Serve until standard input ends, and return in each fork only: `program` of the specification is what it has to run.

    A request is a line of JSON: `id`, `program`, `arguments`, `cwd`, `environment`, `output` and `errors`, the files for
    its standard output and errors. The answers are lines on standard output: first `ready`, then `id` with the `pid` of
    the fork, and with its `status` once it has ended.

    Args:
        spec: `modules`, those to import.
    """
    server = _Server(os.dup(1))
    os.dup2(2, 1)
    units = preload(spec["modules"])
    sys.stdout.flush()
    if os.fstat(2).st_size or threading.active_count() > 1:
        sys.exit(1)  # what an import prints or starts would be missing in the forks
    gc.collect()
    gc.freeze()  # so that no fork copies the libraries when it looks for garbage
    server.say(ready=len(units))
    spec["program"] = server.serve()


class _Server:
    """Forks for each request, and waits for the forks."""

    def __init__(self, answers: int) -> None:
        self.answers = answers
        self.running: dict[int, int] = {}
        self.read = b""

    def say(self, **answer: int) -> None:
        os.write(self.answers, json.dumps(answer).encode() + b"\n")

    def serve(self) -> str:
        """Return, in a fork, the program that it has to run."""
        while True:
            self.reap()
            if not select.select([0], [], [], LOOK if self.running else None)[0]:
                continue
            block = os.read(0, BLOCK)
            if not block:
                os._exit(0)
            *lines, self.read = (self.read + block).split(b"\n")
            for line in lines:
                request = json.loads(line)
                pid = os.fork()
                if not pid:
                    os.close(self.answers)
                    become(request)
                    return str(request["program"])
                self.running[pid] = request["id"]
                self.say(id=request["id"], pid=pid)

    def reap(self) -> None:
        """Report the forks that have ended."""
        while self.running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            if pid in self.running:
                code = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
                self.say(id=self.running.pop(pid), status=code)


def become(request: dict[str, Any]) -> None:
    """Make this process look like a new interpreter that was started for a request."""
    os.setsid()
    writing = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    files = ((os.devnull, os.O_RDONLY), (request["output"], writing), (request["errors"], writing))
    for descriptor, (path, mode) in enumerate(files):
        opened = os.open(path, mode, 0o666)  # as `open` creates files
        os.dup2(opened, descriptor)
        os.close(opened)
    variables = request["environment"]
    _write_over(os.environ.get(MARK, ""), variables.get(MARK, ""))
    os.environ.clear()
    os.environ.update(variables)
    os.chdir(request["cwd"])
    sys.argv[:] = ["-c", *request["arguments"]]
    sys.path[1:1] = [
        os.path.abspath(part) for part in variables.get("PYTHONPATH", "").split(os.pathsep) if part
    ]
    for name in [key for key in sys.modules if key == NAME or key.startswith(f"{NAME}.")]:
        del sys.modules[name]
    _start_anew()


def _write_over(old: str, new: str) -> None:
    """Change what the system shows as this process's mark: the block of variables with which its server was started (Linux)."""
    with open("/proc/self/stat", "rb") as file:
        fields = file.read().rpartition(b")")[2].split()
    start, end = int(fields[VARIABLES_FROM]), int(fields[VARIABLES_TO])
    with open("/proc/self/mem", "r+b", buffering=0) as memory:
        memory.seek(start)
        at = memory.read(end - start).find(f"{MARK}={old}\0".encode())
        if at >= 0 and len(old) == len(new):
            memory.seek(start + at)
            memory.write(f"{MARK}={new}".encode())


def _start_anew() -> None:
    """Forget what modules keep of the process that imported them: its random numbers, its temporary folder."""
    tempfile: Any = sys.modules.get("tempfile")
    if tempfile is not None:
        tempfile.tempdir = None
    for hidden in sys.meta_path[:1]:
        for unit in getattr(hidden, "units", ()):
            if "numpy.random" in unit.modules:
                unit.modules["numpy.random"].seed()  # `random` does this itself
            if "torch" in unit.modules:
                unit.modules["torch"].default_generator.seed()
