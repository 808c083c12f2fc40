"""A golden case: a notebook of everyday code, what to expect of it, and whether hardening it keeps what it computes."""

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
    """What case.toml says.

    Args:
        name: name of the case's folder under tests/golden.
        folder: the notebook's folder with all it needs.
        notebook: path of the notebook in that folder.
        status: exit status of hardening it.
        run: whether notebook and project can be run here.
        broken_cells: numbers of the code cells that are known to fail.
        ignore: names that no two runs agree on, or whose value stands for a place.
        cover: share of the notebook's names that the project must have.
        must_not_contain: texts that must not stand in anything written.
        must_not_contain_in_source: texts that must not stand in src.
        in_config: texts that must stand in config.py.
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
    """What became of a case: the facts, and what is wrong with them."""

    case: str
    hardened: bool = False
    ran: bool = False
    equal: str = "-"
    cover: float | None = None
    local: float | None = None
    wrong: tuple[str, ...] = ()


def all_cases() -> tuple[Case, ...]:
    """Give the golden cases by name: each folder here that holds a notebook or a case.toml."""
    folders = sorted(path for path in HERE.iterdir() if path.is_dir())
    found = (read_case(folder) for folder in folders)
    return tuple(case for case in found if (case.folder / case.notebook).exists())


def read_case(folder: Path) -> Case:
    """Read a case's folder; `folder` in its case.toml names another one, from the root, that holds the notebook."""
    told = folder / "case.toml"
    says: dict[str, Any] = tomllib.loads(told.read_text(encoding="utf-8")) if told.exists() else {}
    place = ROOT / says.pop("folder") if "folder" in says else folder
    unknown = says.keys() - {each.name for each in fields(Case)}
    assert not unknown, f"{told}: unknown keys {sorted(unknown)}"
    given: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in says.items()
    }
    return Case(name=folder.name, folder=place, **given)


@dataclass(frozen=True)
class Workers:
    """The processes that harden and run: two of the former, with other hash seeds, since no set's order may show."""

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
    honest = {"MLSCAFFOLD_DEBUG": "1"}  # a fault of mlscaffold shows its traceback
    with ExitStack() as stack:
        observer = stack.enter_context(Forked(python, *OBSERVED, PYTHONHASHSEED="0"))
        first = stack.enter_context(Forked(mlscaffold_python, *HARDENING, PYTHONHASHSEED="1", **honest))
        second = stack.enter_context(Forked(mlscaffold_python, *HARDENING, PYTHONHASHSEED="2", **honest))
        yield Workers(python, observer, first, second)


def observe_notebook(case: Case, work: Path, observer: Forked) -> tuple[str, ...]:
    """Run the notebook in a copy of its folder, store its values in `work`, and tell what fails."""
    shutil.copytree(case.folder, work / "notebook")
    told = observer.call(
        "tests.golden.observe.notebook",
        path=str(work / "notebook" / case.notebook),
        out=str(work / "expected.pickle"),
        broken=list(case.broken_cells),
    )
    return tuple(f"the notebook itself fails: {error}" for error in told["failed"])


def check(case: Case, work: Path, with_: Workers) -> Outcome:
    """Harden a case's notebook twice, look at what was written, run notebook and project, and compare their values.

    Args:
        case: the case.
        work: an empty folder.
        with_: the processes to use.

    Returns:
        What became of it, with every fault found.
    """
    project = work / "out"
    try:
        wrong = _harden(case, work, with_)
        packages = sorted(path.parent for path in project.glob("src/*/__init__.py"))
        if len(packages) != 1:
            return Outcome(case.name, wrong=(*wrong, f"{len(packages)} packages in {project}/src"))
        wrong += _look(case, project)
        wrong += _import(packages[0], work, with_.observer)
        if not case.run:
            return Outcome(case.name, hardened=True, wrong=wrong)
        return _run_both(case, work, packages[0], wrong, with_.observer)
    except CallError as error:
        return Outcome(case.name, hardened=project.exists(), wrong=(str(error),))


def _harden(case: Case, work: Path, with_: Workers) -> tuple[str, ...]:
    """Harden twice, in two processes; the second time tells whether the same bytes come out."""
    source = work / "source"
    shutil.copytree(case.folder, source, ignore=shutil.ignore_patterns("case.toml"))
    before = _tree(source)
    wrong: list[str] = []
    for name, hardener in (("out", with_.first), ("again", with_.second)):
        options = ["--output", str(work / name), "--python", with_.python, "--no-run"]
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


def _look(case: Case, project: Path) -> tuple[str, ...]:
    """Look for what must not stand, and what must, in the files of the project."""
    files = _tree(project)
    source = {path: content for path, content in files.items() if path.startswith("src/")}
    config = b"".join(content for path, content in source.items() if path.endswith("/config.py"))
    banned = [(text, files) for text in case.must_not_contain]
    banned += [(text, source) for text in case.must_not_contain_in_source]
    found = [
        f"{path} contains {text}" for text, where in banned for path in where if text.encode() in where[path]
    ]
    lacking = [f"config.py lacks {text}" for text in case.in_config if text.encode() not in config]
    return (*found, *lacking)


def _import(package: Path, work: Path, observer: Forked) -> tuple[str, ...]:
    empty = work / "empty"
    empty.mkdir()
    told = observer.call(
        "tests.golden.observe.imported",
        source=str(package.parent),
        module=f"{package.name}.pipeline",
        elsewhere=str(empty),
    )
    printed = (
        (f"importing the pipeline prints {observer.printed[:300]!r}",) if observer.printed.strip() else ()
    )
    return printed + tuple(f"importing the pipeline writes {name}" for name in told["left"])


def _run_both(case: Case, work: Path, package: Path, wrong: tuple[str, ...], observer: Forked) -> Outcome:
    wrong += observe_notebook(case, work, observer)
    elsewhere = work / "elsewhere"
    elsewhere.mkdir()
    told = observer.call(
        "tests.golden.observe.project",
        folder=str(work / "out"),
        package=package.name,
        elsewhere=str(elsewhere),
        out=str(work / "actual.pickle"),
        environment=case.environment,
    )
    if told["status"] != 0:
        wrong += (f"the project's run exits with {told['status']}:\n{observer.printed[-1500:]}",)
    return _compare(case, work, told["status"] == 0, wrong, observer)


def _compare(case: Case, work: Path, ran: bool, wrong: tuple[str, ...], observer: Forked) -> Outcome:
    told = observer.call(
        "tests.golden.observe.compared",
        expected=str(work / "expected.pickle"),
        actual=str(work / "actual.pickle"),
        ignore=list(case.ignore),
    )
    wanted, found, differ = told["wanted"], told["found"], told["differ"]
    cover = len(found) / len(wanted) if wanted else 1.0
    faults = [f"{name} differs: {where}" for name, where in differ.items()]
    faults += [f"no file shows the figure {title}" for title in told["figures"]]
    if cover < case.cover:
        faults.append(
            f"{cover:.0%} of the names are found, these are not: {sorted(set(wanted) - set(found))}"
        )
    return Outcome(
        case.name,
        hardened=True,
        ran=ran,
        equal=f"{len(found) - len(differ)}/{len(found)}",
        cover=round(cover, 2),
        local=round(len(told["local"]) / len(wanted), 2) if wanted else None,
        wrong=(*wrong, *faults),
    )


def _tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".pyc")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _differing(first: dict[str, bytes], second: dict[str, bytes]) -> list[str]:
    return sorted(path for path in first.keys() | second.keys() if first.get(path) != second.get(path))


def notebook_python(default: str) -> str:
    """Give the interpreter with the notebooks' libraries: GOLDEN_PYTHON, else the one that runs the tests."""
    return os.environ.get("GOLDEN_PYTHON", default)
