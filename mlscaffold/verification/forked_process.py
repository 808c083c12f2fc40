"""Processes forked from one that has imported the slow libraries already: each looks like an interpreter just started."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlscaffold.filesystem.janitor_process import MARK
from mlscaffold.verification.probe import FOLDER, SERVER
from mlscaffold.verification.process_tree import leaders, starting

START = 300.0  # seconds for the imports: the slowest libraries take a minute on a loaded machine
AT_START = re.compile(
    r"PYTHON(?!PATH$)|(?:OMP|OPENBLAS|MKL|KMP|GOTO|BLIS|NUMEXPR|VECLIB|CUDA|TORCH|PYTORCH|LD|MALLOC|LC)_|LANG|TZ$"
)
"""Variables that Python and libraries read when they are loaded: a run that has others gets a process of its own."""
NO_RUN = "server"
"""In place of a run's number in the mark of a fork server, and as long: each fork writes its own number over it."""
KILLED = -9  # the return code of a process that the signal KILL has ended


class ForkServer:
    """A process that forks.

    Args:
        python: the interpreter.
        modules: what it imports.
        folder: where it writes its errors, and its working folder.
        environment: its environment variables.
    """

    def __init__(
        self, python: str, modules: Sequence[str], folder: Path, environment: Mapping[str, str]
    ) -> None:
        self.at_start = at_start(environment)
        self.count, self.ready, self.ended = 0, False, False
        self.pids: dict[int, int] = {}
        self.statuses: dict[int, int] = {}
        self.news = threading.Condition()
        folder.mkdir()
        (folder / "spec.json").write_text(json.dumps({"modules": list(modules)}), encoding="utf-8")
        plain = {name: text for name, text in environment.items() if name not in ("PYTHONPATH", "MPLBACKEND")}
        plain[MARK] = f"{environment.get(MARK, '').partition(':')[0]}:{NO_RUN}"
        with (folder / "errors").open("wb") as errors, starting:
            self.process = subprocess.Popen(
                [python, "-c", SERVER, str(FOLDER), "fork_server", str(folder / "spec.json")],
                cwd=folder,
                env=plain,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )
            leaders.add(self.process.pid)
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def start(
        self, command: Sequence[str], cwd: Path, environment: Mapping[str, str], output: Path, errors: Path
    ) -> ForkedProcess | None:
        """Start `python -c PROGRAM ARGUMENTS…` as a fork, None if that is not possible.

        Args:
            command: the command.
            cwd: the working folder.
            environment: all its environment variables.
            output: the file for its standard output.
            errors: the file for its standard error.
        """
        if at_start(environment) != self.at_start:
            return None
        with self.news:
            if not self.news.wait_for(lambda: self.ready or self.ended, START) or self.ended:
                return None
            self.count += 1
            number = self.count
            self._send(
                {
                    "id": number,
                    "program": command[2],
                    "arguments": list(command[3:]),
                    "cwd": str(cwd),
                    "environment": dict(environment),
                    "output": str(output),
                    "errors": str(errors),
                }
            )
            self.news.wait_for(lambda: number in self.pids or self.ended)
            return ForkedProcess(self, number, self.pids[number]) if number in self.pids else None

    def status(self, number: int) -> int | None:
        """Return the exit status of a fork, None while it runs."""
        return self.statuses.get(number, KILLED if self.ended else None)

    def wait(self, number: int) -> int:
        """Return the exit status of a fork when it has ended."""
        with self.news:
            self.news.wait_for(lambda: self.status(number) is not None)
        return self.statuses.get(number, KILLED)

    def stop(self) -> None:
        """End the server; its forks have been ended before."""
        self.process.kill()
        self.process.wait()
        leaders.discard(self.process.pid)
        self.listener.join()
        assert self.process.stdin is not None
        with suppress(OSError):  # what could not be sent
            self.process.stdin.close()

    def _send(self, request: Mapping[str, Any]) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()
        except OSError:
            self.ended = True

    def _listen(self) -> None:
        """Note what the server says, until it has ended."""
        assert self.process.stdout is not None
        with self.process.stdout as answers:
            for line in answers:
                answer = json.loads(line)
                with self.news:
                    self.ready = True
                    if "pid" in answer:
                        self.pids[answer["id"]] = answer["pid"]
                    if "status" in answer:
                        self.statuses[answer["id"]] = answer["status"]
                    self.news.notify_all()
        with self.news:
            self.ended = True
            self.news.notify_all()


@dataclass(frozen=True, slots=True)
class ForkedProcess:
    """A fork, with the part of the interface of `Popen` that a sandbox needs."""

    server: ForkServer
    number: int
    pid: int

    def poll(self) -> int | None:
        """Return the exit status, None while it runs."""
        return self.server.status(self.number)

    def wait(self) -> int:
        """Return the exit status when it has ended."""
        return self.server.wait(self.number)

    @property
    def returncode(self) -> int:
        """The exit status; only of use when it has ended."""
        return self.server.wait(self.number)


@dataclass
class ForkServers:
    """The fork servers of a sandbox, at most one for each interpreter, started when it is needed first.

    Args:
        folder: where they keep their files.
        modules: what they import, by interpreter.
    """

    folder: Path
    modules: dict[str, tuple[str, ...]] = field(default_factory=dict)
    running: dict[str, ForkServer] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(
        self, command: Sequence[str], cwd: Path, environment: Mapping[str, str], output: Path, errors: Path
    ) -> ForkedProcess | None:
        """Start a command as a fork, None if it has to be a process of its own; arguments as of `ForkServer.start`."""
        python = command[0]
        modules = self.modules.get(python)
        if not modules:
            return None
        with self.lock:
            if python not in self.running:
                folder = self.folder / f"fork-server-{len(self.running)}"
                self.running[python] = ForkServer(python, modules, folder, environment)
        return self.running[python].start(command, cwd, environment, output, errors)

    def forget(self) -> bool:
        """Start no more forks, and return whether any could be started before."""
        forked = any(self.modules.values())
        self.modules = dict.fromkeys(self.modules, ())
        return forked

    def stop(self) -> None:
        """End all servers."""
        self.forget()
        for server in self.running.values():
            server.stop()


def at_start(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of an environment that are read when the interpreter and its libraries are loaded."""
    return {name: text for name, text in environment.items() if AT_START.match(name)}


def can_fork() -> bool:
    """Return whether forks of loaded libraries are safe here: on macOS they are not, Windows has none."""
    return sys.platform == "linux" and hasattr(os, "fork")
