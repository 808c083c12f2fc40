"""Does each bad file end in one clear message? Calls check, harden --no-run, verify and update on files that are all generated.

usage: try_bad_files.py [--only TEXT] [--python PYTHON] [--skip-projects] [--limit SECONDS] [--memory MB]

Each call must end with status 0, 1 or 2 within the limits, print no traceback, and leave no temporary file. Damaged projects are
called with check, verify and update; verify runs those that can be run. The exit status is 1 if a call does not.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from tests.hostile.bad_contents import GOOD
from tests.hostile.bad_places import places
from tests.hostile.bad_projects import commit, damages
from tests.hostile.calls import NOBODY, Called, call, problems

Calls = Iterator[tuple[str, Called, list[str]]]


def main() -> int:
    """Try all files; return 1 if a call does not end well."""
    options = arguments()
    imported()
    calls = failed = 0
    files = {name for name in (*places(), *damages()) if options.only in name}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch).resolve()
        folder.chmod(0o755)
        for _, _, wrong in chain(
            files_called(files, folder, options), projects_called(files, folder, options)
        ):
            calls += 1
            failed += bool(wrong)
    print(f"{calls} calls on {len(files)} bad files and projects, {failed} end badly")
    return int(failed > 0)


def arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", metavar="TEXT")
    parser.add_argument("--python", default=sys.executable, help="interpreter with the notebook's libraries")
    parser.add_argument("--skip-projects", action="store_true")
    parser.add_argument(
        "--limit", type=float, default=20, help="seconds of CPU of each call", metavar="SECONDS"
    )
    parser.add_argument("--memory", type=float, default=500, metavar="MB")
    return parser.parse_args()


def imported() -> None:
    """Import what the commands use, once for all copies of this process."""
    from mlscaffold.cli import run
    from mlscaffold.commands import harden, update, verify
    from mlscaffold.linting import lint_file

    assert all((run, harden, update, verify, lint_file))


def files_called(names: set[str], folder: Path, options: argparse.Namespace) -> Calls:
    """Call the commands on bad files."""
    for name, place in places().items():
        if name not in names:
            continue
        for number, words in enumerate(
            (["check", "--no-cache"], ["harden", "--no-run", "-o", "out"], ["verify"])
        ):
            work, scratch = new_folders(folder)
            user = NOBODY if os.geteuid() == 0 and "read" in name else 0
            if user:
                os.chown(work, user, user)
            path = place(work)
            if user:
                os.chown(path, user, user) if path.exists() else None
            before = entries(work)
            called = call([*words, "--", str(path.relative_to(work))], work, scratch, options.limit * 3, user)
            wrong = [*problems(called, scratch), *beyond(called, options)]
            wrong += [f"left beside it: {one}" for one in left(work, before, called, number)]
            yield shown(name, words[0], called, wrong)


def new_folders(folder: Path) -> tuple[Path, Path]:
    """Return new folders to work in and for what a call prints and leaves."""
    for name in ("work", "scratch"):
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir()
        (folder / name).chmod(0o777)
    return folder / "work", folder / "scratch"


def entries(folder: Path) -> set[str]:
    """Return the names in a folder."""
    return {entry.name for entry in folder.iterdir()}


def left(work: Path, before: set[str], called: Called, number: int) -> Iterator[str]:
    """Yield what a call left beside the file: only `harden` may write a project, and only if it says so."""
    allowed = {"out"} if number == 1 and called.status in (0, 1) and "->" in called.out else set()
    yield from entries(work) - before - allowed - {".mlscaffold_cache"}


def projects_called(names: set[str], folder: Path, options: argparse.Namespace) -> Calls:
    """Call the commands in damaged projects."""
    if options.skip_projects or names.isdisjoint(damages()):
        return
    work, scratch = new_folders(folder)
    (work / "a.ipynb").write_bytes(GOOD)
    words = ["harden", "a.ipynb", "-o", "out", "--python", options.python, "--no-clean-env"]
    called = call(words, work, scratch, 600)
    assert called.status == 0, called
    base = folder / "base"
    shutil.move(work / "out", base)
    for words in (["git", "init", "--quiet"],):
        shutil.os.system(f"cd {base} && {' '.join(words)}")
    commit(base)
    for name, damage in damages().items():
        if name not in names:
            continue
        for words in (["check", "--no-cache", "src"], ["verify", "--python", options.python], ["update"]):
            work, scratch = new_folders(folder)
            project = work / "project"
            shutil.copytree(base, project, symlinks=True)
            damage(project)
            if words[0] == "update" and ".git/" not in name and "index" not in name:
                commit(project)
            called = call(words, project, scratch, 120)
            yield shown(name, words[0], called, [*problems(called, scratch), *beyond(called, options)])


def beyond(called: Called, options: argparse.Namespace) -> Iterator[str]:
    """Yield the limits that a call exceeds."""
    if called.cpu > options.limit:
        yield f"{called.cpu:.1f} s of CPU"
    if called.memory > options.memory * 1e6:
        yield f"{called.memory / 1e6:.0f} MB"


def shown(name: str, command: str, called: Called, wrong: Sequence[str]) -> tuple[str, Called, list[str]]:
    """Print a line for a call, and return what is known of it."""
    message = " ".join((called.errors or called.out).split())[-160:]
    first = "WRONG" if wrong else "ok"
    print(
        f"{first:5} {called.cpu:5.1f} s {called.memory / 1e6:4.0f} MB {called.status:3} {command:7}{name[:70]}  {'; '.join(wrong) or message}".encode(
            "unicode_escape"
        ).decode(),
        flush=True,
    )
    return name, called, list(wrong)


if __name__ == "__main__":
    sys.exit(main())
