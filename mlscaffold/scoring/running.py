"""`score --run`: runs the tests, the pipeline, and the notebooks whose gate needs a run."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from mlscaffold.errors import CHECK_PLACE, MlscaffoldError
from mlscaffold.filesystem.discovery import find
from mlscaffold.notebook.magics import to_python_cells
from mlscaffold.notebook.read import parse_notebook
from mlscaffold.scoring.junit_record import WRITTEN
from mlscaffold.scoring.notebook_runs import RECORD, digest
from mlscaffold.scoring.project_evidence import is_code
from mlscaffold.scoring.rule_findings import files_of
from mlscaffold.scoring.score_settings import Settings
from mlscaffold.scoring.suite import is_test_file

Progress = Callable[[str], None]
_NEED_A_RUN = frozenset({"runs", "metrics"})


def run_all(
    root: Path, settings: Settings, python: str, timeout: float, progress: Progress
) -> tuple[str, ...]:
    """Run the tests, the pipeline and the notebooks, and leave a record of each.

    Args:
        root: the project's folder.
        settings: its settings of `score`.
        python: the interpreter.
        timeout: the limit of each, in seconds.
        progress: receives a line for each run.

    Returns:
        What failed, as sentences.

    Raises:
        MlscaffoldError: the interpreter has no pytest.
    """
    faults: list[str] = []
    if any(map(is_test_file, find([str(root)], str(root)))):
        progress("tests: running")
        faults += _tests(root, settings, python, timeout)
    for package in sorted((root / "src").glob("*/pipeline.py")):
        if package.with_name("__main__.py").is_file():
            progress(f"{package.parent.name}: running the pipeline")
            faults += _pipeline(root, package.parent.name, python, timeout)
    return (*faults, *_notebooks(root, settings, python, timeout, progress))


def _tests(root: Path, settings: Settings, python: str, timeout: float) -> Iterator[str]:
    record = root / (settings.junit or WRITTEN)
    record.unlink(missing_ok=True)
    done = _run([python, "-m", "pytest", "-q", f"--junitxml={record}"], root, timeout)
    if not record.is_file():
        output = (done.strip().splitlines() or ["no output"])[-1]
        hint = "Set the interpreter that has the project's libraries: --python PYTHON"
        raise MlscaffoldError(f"the tests could not run: {output}", where=python, hint=hint, status=1)
    if done:
        yield f"the tests: {done.strip().splitlines()[-1].strip('= ')}"


def _pipeline(root: Path, package: str, python: str, timeout: float) -> Iterator[str]:
    if output := _run([python, "-m", package, "run"], root, timeout):
        yield f"the pipeline of {package} failed: {output.strip().splitlines()[-1]}"


def _run(command: list[str], root: Path, timeout: float) -> str:
    """Run a command in the project, and return its output if it failed, "" if it did not."""
    path = os.pathsep.join(filter(None, [str(root / "src"), os.environ.get("PYTHONPATH", "")]))
    variables = os.environ | {"PYTHONPATH": path, "MPLBACKEND": "Agg"}
    try:
        done = subprocess.run(
            command,
            cwd=root,
            env=variables,
            capture_output=True,
            check=False,
            timeout=timeout,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        return f"stopped after {timeout:.0f} seconds (--timeout)"
    output = (done.stdout + done.stderr).decode(errors="replace")
    return (output or "no output") if done.returncode else ""


def _notebooks(
    root: Path, settings: Settings, python: str, timeout: float, progress: Progress
) -> Iterator[str]:
    segments = [one for one in settings.segments if _NEED_A_RUN & set(one.gate)]
    paths = dict.fromkeys(path for one in segments for path in files_of(root, one.paths) if not is_code(path))
    record: dict[str, Any] = {}
    for path in paths:
        progress(f"{path}: running")
        record[path] = _notebook(root, path, python, timeout, progress)
        if record[path]["error"]:
            yield f"{path} failed: {record[path]['error']}"
    if record:
        _write(root / RECORD, json.dumps(record, indent=2, ensure_ascii=False) + "\n")


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        what = f"the record cannot be written ({error.strerror})"
        raise MlscaffoldError(what, where=str(file), hint=CHECK_PLACE) from error


def _notebook(root: Path, path: str, python: str, timeout: float, progress: Progress) -> dict[str, Any]:
    """Run a notebook in a copy of the project, as `harden` does, and return its record."""
    from mlscaffold.verification.copies import copy_folder
    from mlscaffold.verification.notebook_run import plan_of, run_notebook
    from mlscaffold.verification.sandbox import Limits, Sandbox

    when = time.time()  # noqa: MLS204 the record says when it ran
    try:
        notebook = parse_notebook((root / path).read_bytes(), path)
        cells = to_python_cells(notebook)
        with Sandbox(Limits(seconds=timeout)) as sandbox:
            copied = copy_folder(root, sandbox.folder / "project", (), sandbox.folder)
            plan = plan_of(notebook, cells, (), None, "")
            ran = run_notebook(sandbox, python, plan, (copied / path).parent, "ran", progress)
    except MlscaffoldError as error:
        return {"code": "", "when": when, "error": str(error)}
    unread = next((f"cell {one.failure.location} cannot be read" for one in cells if one.failure), "")
    failed = next((f"cell {one['cell']}: {one['error']}" for one in ran.cells if one["error"]), "")
    return {"code": digest(notebook), "when": when, "error": unread or failed or ran.why}
