"""Creates projects as users do, and checks them: install, lint, types, tests, run, predict, components.

Usage: python scripts/try_projects.py [NAME...] [--all] [--today] [--wheel] [--keep FOLDER]

NAME is a kind of project with its components, such as `new`, `new+docker+serving` or `hardened+serving`; without any, `new`.
--all tries every kind; --today tries `new` and one other kind, which changes from day to day. --wheel installs the built wheel in an
environment of its own, by pip and by uv, and creates the projects with it, without a network.
"""

from __future__ import annotations

import argparse
import datetime
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

from try_service import UnlikeError, same_answers

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "examples" / "flat_rents" / "flat_rents.ipynb"
COMPONENTS = ("docker", "serving")
KINDS = ("new", "hardened")
EVERY = tuple(
    "+".join((kind, *chosen))
    for kind in KINDS
    for count in range(len(COMPONENTS) + 1)
    for chosen in combinations(COMPONENTS, count)
)
OFFLINE = {
    "http_proxy": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
    "UV_OFFLINE": "1",
    "PIP_NO_INDEX": "1",
}
IDENTITY = ("-c", "user.name=A. Lovelace", "-c", "user.email=ada@example.org")
ROWS = """\
size_m2,rooms,floor,district,age
76,3,6,Meadows,62
97.5,3,0,Harbour,81
41,2,4,Abroad,3
"""
"""Rows for the notebook's model, one with an unknown district."""
Command = Sequence[str | Path]


def main() -> int:
    """Try the projects; return 1 if one fails."""
    chosen = arguments()
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(chosen.keep or scratch).resolve()
        makers = tuple(installed(place)) if chosen.wheel else ((sys.executable, "-m", "mlscaffold"),)
        failed = [
            name
            for number, maker in enumerate(makers)
            for name in tried(chosen_names(chosen), place / str(number), maker)
        ]
    print("\n".join(f"FAILED {name}" for name in failed) or "All projects pass.")
    return int(bool(failed))


def arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "names", nargs="*", choices=[*EVERY, []], metavar="NAME", help=f"of {', '.join(EVERY)}"
    )
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--today", action="store_true")
    parser.add_argument("--wheel", action="store_true")
    parser.add_argument("--keep", type=Path)
    return parser.parse_args()


def chosen_names(chosen: argparse.Namespace) -> tuple[str, ...]:
    """Return the names of the projects to try."""
    if chosen.all:
        return EVERY
    if chosen.today:
        others = EVERY[1:]
        return EVERY[0], others[datetime.datetime.now(datetime.UTC).toordinal() % len(others)]  # noqa: MLS204 another one each day is meant
    return tuple(chosen.names) or EVERY[:1]


def tried(names: Sequence[str], place: Path, maker: Command) -> Iterator[str]:
    """Try projects, and yield the names of those that fail."""
    for name in names:
        begin = time.monotonic()
        try:
            try_project(name, place / name, maker)
        except (subprocess.CalledProcessError, UnlikeError) as error:
            print(f"{name}: {failure(error)}")
            yield name
        else:
            print(f"{name}: everything passes, in {time.monotonic() - begin:.0f} s")


def failure(error: subprocess.CalledProcessError | UnlikeError) -> str:
    """Return the reason of a failure, with the command's output."""
    if isinstance(error, UnlikeError):
        return str(error)
    return f"{' '.join(map(str, error.cmd))} ended with {error.returncode}\n{error.stdout or ''}{error.stderr or ''}"


def try_project(name: str, folder: Path, maker: Command) -> None:
    """Create a project, install it, and run its checks."""
    kind, *components = name.split("+")
    create(kind, components, folder, maker)
    python = environment(folder)
    package = next(path.parent.name for path in sorted(folder.glob("src/*/pipeline.py")))
    for command in checks(kind, python, package):
        run(command, folder)
    file = rows(kind, folder)
    run((python, "-m", package, "predict", file), folder)
    for component in components:
        JOBS[component](python, package, folder, file)
    run(("git", "diff", "--exit-code", "--stat"), folder)


def create(kind: str, components: Sequence[str], folder: Path, maker: Command) -> None:
    """Create a project as a user does; a new one without a network."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    if kind == "new":
        more = ("--with", ",".join(components)) if components else ()
        run(
            (*maker, "new", "late-parcels", "--output", folder, "--no-input", "--no-lock", *more),
            folder.parent,
            OFFLINE,
        )
        return
    run((*maker, "harden", NOTEBOOK, "--output", folder), folder.parent)
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "Hardened")):
        run(("git", *IDENTITY, *command), folder)
    for component in components:
        run((*maker, "add", component), folder)
        run(("git", *IDENTITY, "commit", "-qam", f"Add {component}"), folder)


def environment(folder: Path) -> Path:
    """Install a project with its development dependencies in an environment of its own; return the interpreter."""
    place = folder.with_name(f"{folder.name}.venv")
    python = place / ("Scripts" if os.name == "nt" else "bin") / "python"
    if uv := shutil.which("uv"):
        run((uv, "venv", "--quiet", "--python", sys.executable, place), folder)
        run(
            (uv, "pip", "install", "--quiet", "--python", python, "--editable", ".", "--group", "dev"), folder
        )
    else:
        run((sys.executable, "-m", "venv", place), folder)
        run((python, "-m", "pip", "install", "--quiet", "--upgrade", "pip>=25.1"), folder)
        run((python, "-m", "pip", "install", "--quiet", "--editable", ".", "--group", "dev"), folder)
    return python


def checks(kind: str, python: Path, package: str) -> Iterator[Command]:
    """Yield the commands that have to pass."""
    yield python, "-m", "ruff", "check"
    yield python, "-m", "ruff", "format", "--check"
    yield python, "-m", "mypy"
    yield python, "-m", "pytest", "--quiet"
    yield python, "-m", package, "run"
    if kind == "new":
        yield python, "-m", package, "card"


def rows(kind: str, folder: Path) -> Path:
    """Return a file with rows to predict for."""
    if kind == "new":
        return next(folder.glob("data/*.csv"))
    file = folder.with_name(f"{folder.name}.csv")
    file.write_text(ROWS)
    return file


def in_container(_python: Path, package: str, folder: Path, _rows: Path) -> None:
    """Build the image and train in it, where a daemon runs; else print that it was skipped."""
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "info"], capture_output=True, check=False).returncode:
        print("  no Docker daemon runs here: the image was not built")
        return
    run((docker, "build", "--quiet", "--tag", f"{package}:trial", "."), folder)
    run((docker, "run", "--rm", f"{package}:trial", "python", "-m", package, "run"), folder)


def run(command: Command, folder: Path, variables: dict[str, str] | None = None) -> None:
    """Run a command.

    Raises:
        CalledProcessError: the command fails; the error has its output.
    """
    subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env={**os.environ, **(variables or {})},
        check=True,
        capture_output=True,
        text=True,
    )


def installed(place: Path) -> Iterator[Command]:
    """Build the wheel, install it by pip and by uv, and yield the two commands."""
    run((sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", place), ROOT)
    [wheel] = place.glob("*.whl")
    for tool in ("pip", "uv"):
        venv = place / f"by-{tool}"
        run((sys.executable, "-m", "venv", venv), ROOT)
        python = venv / ("Scripts" if os.name == "nt" else "bin") / "python"
        into = (
            (python, "-m", "pip", "install", "--quiet")
            if tool == "pip"
            else ("uv", "pip", "install", "--quiet", "--python", python)
        )
        run((*into, wheel), ROOT)
        yield (python, "-m", "mlscaffold")


JOBS: dict[str, Callable[[Path, str, Path, Path], None]] = {"docker": in_container, "serving": same_answers}

if __name__ == "__main__":
    sys.exit(main())
