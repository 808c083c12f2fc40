"""A golden case: a notebook, what hardening it must give, and the check that the project computes the same values."""

from __future__ import annotations

import os
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from tests.golden.forked import CallError, Forked

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
OBSERVED = (
    "tests.golden.observe",
    "sklearn.ensemble",
    "sklearn.linear_model",
    "sklearn.model_selection",
    "sklearn.metrics",
)
HARDENING = (
    "tests.golden.hardening",
    "mlscaffold.cli",
    "libcst",
    "nbformat",
    "IPython",
    "cookiecutter.generate",
)


@dataclass(frozen=True)
class Case:
    """The settings in case.toml.

    Args:
        name: name of the case's folder under tests/golden.
        folder: the notebook's folder, with its data.
        notebook: path of the notebook in that folder.
        status: exit status of hardening it.
        run: whether notebook and project can be run here.
        broken_cells: numbers of the code cells that are known to fail.
        ignore: names whose values differ from run to run, or depend on the folder.
        cover: share of the notebook's names that the project must have.
        must_not_contain: texts that no written file may contain.
        must_not_contain_in_source: texts that no file in src may contain.
        in_config: texts that config.py must contain.
        environment: environment variables for the project's run.
    """

    name: str
    folder: Path
    notebook: str = "notebook.ipynb"
    status: int = 0
    run: bool = True
    broken_cells: tuple[int, ...] = ()
    ignore: tuple[str, ...] = ()
    cover: float = 0.8
    must_not_contain: tuple[str, ...] = ()
    must_not_contain_in_source: tuple[str, ...] = ()
    in_config: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """The result of a case: what was measured, and each fault."""

    case: str
    hardened: bool = False
    ran: bool = False
    equal: str = "-"
    cover: float | None = None
    local: float | None = None
    wrong: tuple[str, ...] = ()


def all_cases() -> tuple[Case, ...]:
    """Return the golden cases by name: each folder here that holds a notebook or a case.toml."""
    folders = sorted(path for path in HERE.iterdir() if path.is_dir())
    found = (read_case(folder) for folder in folders)
    return tuple(case for case in found if (case.folder / case.notebook).exists())


def read_case(folder: Path) -> Case:
    """Read a case's folder; `folder` in its case.toml names another one, from the root, that holds the notebook."""
    file = folder / "case.toml"
    table: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    place = ROOT / table.pop("folder") if "folder" in table else folder
    unknown = table.keys() - {each.name for each in fields(Case)}
    assert not unknown, f"{file}: unknown keys {sorted(unknown)}"
    settings: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in table.items()
    }
    return Case(name=folder.name, folder=place, **settings)


@dataclass(frozen=True)
class Workers:
    """The processes that harden and run: two that harden, with different hash seeds, so that no set's order shows."""

    python: str
    observer: Forked
    first: Forked
    second: Forked


@contextmanager
def workers(python: str, mlscaffold_python: str) -> Iterator[Workers]:
    """Start the processes, and end them.

    Args:
        python: interpreter with the notebooks' libraries.
        mlscaffold_python: interpreter with mlscaffold.
    """
    debug = {"MLSCAFFOLD_DEBUG": "1"}  # an internal error shows its traceback
    with ExitStack() as stack:
        observer = stack.enter_context(Forked(python, *OBSERVED, PYTHONHASHSEED="0"))
        first = stack.enter_context(Forked(mlscaffold_python, *HARDENING, PYTHONHASHSEED="1", **debug))
        second = stack.enter_context(Forked(mlscaffold_python, *HARDENING, PYTHONHASHSEED="2", **debug))
        yield Workers(python, observer, first, second)


def observe_notebook(case: Case, work: Path, observer: Forked) -> tuple[str, ...]:
    """Run the notebook in a copy of its folder, store its values in `work`, and return what fails."""
    shutil.copytree(case.folder, work / "notebook")
    result = observer.call(
        "tests.golden.observe.notebook",
        path=str(work / "notebook" / case.notebook),
        out=str(work / "expected.pickle"),
        broken=list(case.broken_cells),
    )
    return tuple(f"the notebook itself fails: {error}" for error in result["failed"])


def check(case: Case, work: Path, processes: Workers) -> Outcome:
    """Harden a case's notebook twice, check the files, run notebook and project, and compare their values.

    Args:
        case: the case.
        work: an empty folder.
        processes: the processes to use.

    Returns:
        The outcome, with every fault.
    """
    project = work / "out"
    try:
        wrong = _harden(case, work, processes)
        packages = sorted(path.parent for path in project.glob("src/*/__init__.py"))
        if len(packages) != 1:
            return Outcome(case.name, wrong=(*wrong, f"{len(packages)} packages in {project}/src"))
        wrong += _check_files(case, project)
        wrong += _import(packages[0], work, processes.observer)
        if not case.run:
            return Outcome(case.name, hardened=True, wrong=wrong)
        return _run_both(case, work, packages[0], wrong, processes.observer)
    except CallError as error:
        return Outcome(case.name, hardened=project.exists(), wrong=(str(error),))


def _harden(case: Case, work: Path, processes: Workers) -> tuple[str, ...]:
    """Harden twice, in two processes, and compare the bytes."""
    source = work / "source"
    shutil.copytree(case.folder, source, ignore=shutil.ignore_patterns("case.toml"))
    before = _tree(source)
    wrong: list[str] = []
    for name, hardener in (("out", processes.first), ("again", processes.second)):
        options = ["--output", str(work / name), "--python", processes.python, "--no-run"]
        status = hardener.call(
            "tests.golden.hardening.run", arguments=["harden", str(source / case.notebook), *options]
        )
        if status != case.status:
            wrong.append(f"harden exits with {status}, not {case.status}:\n{hardener.printed[-1500:]}")
        if "Traceback" in hardener.printed:
            wrong.append(f"harden prints a traceback:\n{hardener.printed[-1500:]}")
        wrong += [
            f"the terminal shows the secret {text}"
            for text in case.must_not_contain
            if text in hardener.printed
        ]
    if _tree(source) != before:
        wrong.append("hardening changed the notebook's folder")
    changed = _differing(_tree(work / "out"), _tree(work / "again"))
    return (*wrong, *(f"hardening twice gives other bytes: {path}" for path in changed))


def _check_files(case: Case, project: Path) -> tuple[str, ...]:
    """Return which forbidden texts the project's files contain, and which required ones are missing."""
    files = _tree(project)
    source = {path: content for path, content in files.items() if path.startswith("src/")}
    config = b"".join(content for path, content in source.items() if path.endswith("/config.py"))
    banned = [(text, files) for text in case.must_not_contain]
    banned += [(text, source) for text in case.must_not_contain_in_source]
    found = [
        f"{path} contains {text}" for text, where in banned for path in where if text.encode() in where[path]
    ]
    missing = [f"config.py lacks {text}" for text in case.in_config if text.encode() not in config]
    return (*found, *missing)


def _import(package: Path, work: Path, observer: Forked) -> tuple[str, ...]:
    empty = work / "empty"
    empty.mkdir()
    result = observer.call(
        "tests.golden.observe.imported",
        source=str(package.parent),
        module=f"{package.name}.pipeline",
        elsewhere=str(empty),
    )
    printed = (
        (f"importing the pipeline prints {observer.printed[:300]!r}",) if observer.printed.strip() else ()
    )
    return printed + tuple(f"importing the pipeline writes {name}" for name in result["written"])


def _run_both(case: Case, work: Path, package: Path, wrong: tuple[str, ...], observer: Forked) -> Outcome:
    wrong += observe_notebook(case, work, observer)
    elsewhere = work / "elsewhere"
    elsewhere.mkdir()
    result = observer.call(
        "tests.golden.observe.project",
        folder=str(work / "out"),
        package=package.name,
        elsewhere=str(elsewhere),
        out=str(work / "actual.pickle"),
        environment=case.environment,
    )
    if result["status"] != 0:
        wrong += (f"the project's run exits with {result['status']}:\n{observer.printed[-1500:]}",)
    return _compare(case, work, result["status"] == 0, wrong, observer)


def _compare(case: Case, work: Path, ran: bool, wrong: tuple[str, ...], observer: Forked) -> Outcome:
    result = observer.call(
        "tests.golden.observe.compared",
        expected=str(work / "expected.pickle"),
        actual=str(work / "actual.pickle"),
        ignore=list(case.ignore),
    )
    expected, found, differ = (result[key] for key in ("expected", "found", "differ"))
    cover = len(found) / len(expected) if expected else 1.0
    faults = [f"{name} differs: {where}" for name, where in differ.items()]
    faults += [f"no file shows the figure {title}" for title in result["figures"]]
    if cover < case.cover:
        faults.append(
            f"{cover:.0%} of the names are found, these are not: {sorted(set(expected) - set(found))}"
        )
    return Outcome(
        case.name,
        hardened=True,
        ran=ran,
        equal=f"{len(found) - len(differ)}/{len(found)}",
        cover=round(cover, 2),
        local=round(len(result["local"]) / len(expected), 2) if expected else None,
        wrong=(*wrong, *faults),
    )


def _tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".pyc")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _differing(first: dict[str, bytes], second: dict[str, bytes]) -> list[str]:
    return sorted(path for path in first.keys() | second.keys() if first.get(path) != second.get(path))


def notebook_python(default: str) -> str:
    """Return the interpreter with the notebooks' libraries: GOLDEN_PYTHON, else the default."""
    return os.environ.get("GOLDEN_PYTHON", default)
