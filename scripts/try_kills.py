"""Kills commands at random moments, and checks what they leave: nothing half-written, no file, no process, and a next call that works.

usage: try_kills.py [--count COUNT] [--seed SEED] [--commands NAME...] [--python PYTHON] [--runs]

NAME is harden, new, add, update or verify. A fifth of the kills wait for the moment of writing, when the project's folder or
its Git index first changes; `verify` writes into a copy in the folder for temporary files. A kill that comes after the end is
made again, earlier. --runs lets harden run the notebook. The exit status is 1 if a kill left something.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

NOTEBOOK = ("total = 0", "for i in range(3):\n    total += i", "print(total)")
CHANGED = (*NOTEBOOK, "print(total + 1)")
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
ATTEMPTS = 5  # to kill a command before it ends: each waits for half as long
WRITING = 5  # rounds of all commands, in one of which the kills are aimed at the moment of writing
LEAVING = 10.0  # seconds until what is left must have gone
MARK = "MLSCAFFOLD_KILLS"
EARLY = ("tmp",)  # of what `verify` writes: made before anything is copied
INSIDE = ("add", "update")
"""Commands that are run in the project's folder."""
IDENTITY = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of one kill.

    Args:
        folder: holds the notebook and the project.
        temporary: the folder for temporary files.
        python: the interpreter with the notebook's libraries.
        runs: whether harden runs the notebook.
    """

    folder: Path
    temporary: Path
    python: str
    runs: bool

    @property
    def project(self) -> Path:
        """The project's folder."""
        return self.folder / "project"

    def environment(self) -> dict[str, str]:
        """Return the environment variables of a command."""
        return {**os.environ, "TMPDIR": str(self.temporary), MARK: str(self.folder), "NO_COLOR": "1"}

    def start(self, arguments: list[str]) -> subprocess.Popen[str]:
        """Start mlscaffold in a session of its own; components are added from inside the project."""
        return subprocess.Popen(
            [sys.executable, "-m", "mlscaffold", *arguments],
            cwd=self.project if arguments[0] in INSIDE else self.folder,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def call(self, arguments: list[str]) -> tuple[int, str]:
        """Run mlscaffold to its end."""
        process = self.start(arguments)
        output, _ = process.communicate()
        return process.returncode, output

    def git(self, *arguments: str) -> str:
        """Run git in the project."""
        command = ["git", *IDENTITY, *arguments]
        return subprocess.run(command, cwd=self.project, capture_output=True, text=True, check=True).stdout


def main() -> int:
    """Kill commands, and return 1 if one left something."""
    options = arguments()
    chance = random.Random(options.seed)
    failures = total = 0
    for number in range(options.count):
        command = options.commands[number % len(options.commands)]
        how, aimed = chance.choice(SIGNALS), number // len(options.commands) % WRITING == 0
        problems, when = killed_in_time(command, how, chance.random(), aimed, options)
        total += 1
        failures += bool(problems)
        aim = "writing" if aimed else "random"
        print(
            f"{number:3} {command:7} {how.name:7} {aim:7} after {when:5.2f} s  {'; '.join(problems) or 'ok'}",
            flush=True,
        )
    for project in _projects:
        shutil.rmtree(project.parent)
    print(f"{total} kills, {failures} left something")
    return int(failures > 0)


def arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = ["harden", "new", "add", "update", "verify"]
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--commands", nargs="+", choices=names, default=names)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--runs", action="store_true")
    return parser.parse_args()


def killed_in_time(
    command: str, how: signal.Signals, moment: float, aimed: bool, options: argparse.Namespace
) -> tuple[list[str], float]:
    """Kill a command while it runs; where it had ended, do so again at an earlier moment."""
    for attempt in range(ATTEMPTS):
        with tempfile.TemporaryDirectory() as scratch:
            place = place_in(Path(scratch), options)
            problems, when, ran = kill(command, how, moment / 2**attempt, aimed, place)
        if ran or problems:
            return problems, when
    return [f"it had ended {ATTEMPTS} times before it was killed"], when


def place_in(scratch: Path, options: argparse.Namespace) -> Place:
    """Create the folders of one kill."""
    folder, temporary = scratch.resolve() / "work", scratch.resolve() / "tmp"
    folder.mkdir()
    temporary.mkdir()
    write_notebook(folder, NOTEBOOK)
    return Place(folder, temporary, options.python, options.runs)


def write_notebook(folder: Path, cells: tuple[str, ...]) -> None:
    """Write the notebook."""
    code = [
        {"cell_type": "code", "source": one, "metadata": {}, "outputs": [], "execution_count": None}
        for one in cells
    ]
    content = {"cells": code, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "sums.ipynb").write_text(json.dumps(content), encoding="utf-8")


def kill(
    command: str, how: signal.Signals, moment: float, aimed: bool, place: Place
) -> tuple[list[str], float, bool]:
    """Kill a command, and return what is wrong afterwards, when it was killed, and whether it ran until then."""
    words = prepared(command, place)
    before = state(place)
    lasted = duration(command, place) if not aimed else 0.0
    start = time.monotonic()
    process = place.start(words)
    wait_for_writing(place, process, command) if aimed else time.sleep(moment * lasted)
    after, ran = time.monotonic() - start, process.poll() is None
    process.send_signal(how)
    process.communicate()
    return list(left(command, words, before, place)) if ran else [], after, ran


_durations: dict[str, float] = {}


def duration(command: str, place: Place) -> float:
    """Return how long a command takes without a kill, measured once in a copy."""
    if command not in _durations:
        copy = place.folder.with_name("measured")
        shutil.copytree(place.folder, copy, symlinks=True)
        other = Place(copy, place.temporary, place.python, place.runs)
        start = time.monotonic()
        other.call(words_of(command, other))
        _durations[command] = time.monotonic() - start
        shutil.rmtree(copy)
    return _durations[command]


def words_of(command: str, place: Place) -> list[str]:
    """Return the arguments of a command."""
    running = ["--no-clean-env"] if place.runs else ["--no-run"]
    return {
        "harden": ["harden", "sums.ipynb", "--output", "project", "--python", place.python, *running],
        "new": ["new", "project", "--no-lock"],
        "add": ["add", "docker"],
        "update": ["harden", "sums.ipynb", "--output", "project", "--python", place.python, "--no-run"],
        "verify": ["verify", "project", "--python", place.python],
    }[command]


def prepared(command: str, place: Place) -> list[str]:
    """Make what a command needs, and return its arguments."""
    if command in ("add", "update", "verify"):
        if not _projects:
            _projects.append(Path(tempfile.mkdtemp(dir=place.temporary.parents[1])) / "project")
            committed_project(place)
            shutil.copytree(place.project, _projects[0], symlinks=True)
        else:
            shutil.copytree(_projects[0], place.project, symlinks=True)
    if command == "update":
        write_notebook(place.folder, CHANGED)
    return words_of(command, place)


_projects: list[Path] = []
"""The hardened project that the commands begin from, made once."""


def committed_project(place: Place) -> None:
    """Harden the notebook and commit the project."""
    status, output = place.call(words_of("harden", replace(place, runs=True)))  # `verify` needs a run
    assert place.project.is_dir(), (status, output)
    place.git("init", "--quiet")
    place.git("add", "--all")
    place.git("commit", "--quiet", "--message=start")


def state(place: Place) -> dict[str, bytes]:
    """Return the files of the project, without those of Git."""
    files = (path for path in sorted(place.folder.rglob("*")) if path.is_file() and ".git" not in path.parts)
    return {str(path.relative_to(place.folder)): path.read_bytes() for path in files}


def wait_for_writing(place: Place, process: subprocess.Popen[str], command: str) -> None:
    """Wait until something in the folder changes, at most until the process ends."""
    names = marks(place, command)
    while marks(place, command) == names and process.poll() is None:
        time.sleep(0.001)


def marks(place: Place, command: str) -> tuple[tuple[str, int], ...]:
    """Return the names in the folders that a command writes to, with the times of their change."""
    project = place.project
    folders = [place.folder, project, project / ".git", project / ".git" / "mlscaffold"]
    if command == "verify":
        folders = [path for path in sorted(place.temporary.glob("mlscaffold-*/*")) if path.name not in EARLY]
    entries = (
        entry
        for folder in folders
        if folder.is_dir()
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name)
    )
    found = []
    for entry in entries:
        try:
            found.append((entry.path, entry.stat(follow_symlinks=False).st_mtime_ns))
        except FileNotFoundError:
            continue
    return tuple(sorted(found))


def left(command: str, words: list[str], before: dict[str, bytes], place: Place) -> Iterator[str]:
    """Yield what is wrong after a kill."""
    end = time.monotonic() + LEAVING
    while time.monotonic() < end and (list(place.temporary.iterdir()) or processes(place)):
        time.sleep(0.1)
    names = [path.name for path in sorted(place.temporary.iterdir())]
    if names:
        yield f"temporary files: {names}"
    if processes(place):
        yield f"processes: {processes(place)}"
    beside = {path.name for path in place.folder.iterdir()} - {"sums.ipynb", "project"}
    if beside:
        yield f"beside the project: {sorted(beside)}"
    complete = command in ("harden", "new") and (place.project / "pyproject.toml").is_file()
    if command in ("harden", "new") and place.project.exists() and not complete:
        yield "a project that is not whole"
    if command == "verify" and state(place) != before:
        yield "verify changed files"
    yield from next_call(command, words, complete, place)


def next_call(command: str, words: list[str], complete: bool, place: Place) -> Iterator[str]:
    """Yield what is wrong with the next call of the same command."""
    if complete:
        shutil.rmtree(place.project)
    if command in ("add", "update"):
        undo_update(place)
    status, output = place.call(words)
    done = command == "add" and "already" in output
    if not done and (status or "internal error" in output or "Traceback" in output):
        yield f"the next call ends with status {status}: {output.strip().splitlines()[-1:]}"


def undo_update(place: Place) -> None:
    """Undo an update in progress as a user would, so that the next call begins from what is committed."""
    lock = place.project / ".git" / "index.lock"
    lock.unlink(missing_ok=True)  # Git says itself to remove it
    place.call(["update", "--abort"])
    if place.git("status", "--porcelain").strip():
        place.git("add", "--all")
        place.git("commit", "--quiet", "--message=what the killed command had finished")


def processes(place: Place) -> list[str]:
    """Return the command lines of processes that the command has started."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(MARK) == str(place.folder):
                found.append(" ".join(process.cmdline())[:80])
        except psutil.Error:
            continue
    return found


if __name__ == "__main__":
    sys.exit(main())
