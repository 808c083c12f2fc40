"""Fixes and formats a planned project's Python files with ruff, under the project's own rules."""

import ast
import json
import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.janitor import temporary_folder
from mlscaffold.filesystem.writer import write_files
from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.answers import SETTINGS

SAFE_HERE = tuple("B007 C4 F841 PIE790 RET501 RET505 SIM102 SIM105 SIM117 SIM118 SIM21".split())
"""Rules whose fixes ruff calls unsafe because they may lose a comment, but that do not change results."""

UNUSED = "F841"  # ruff's rule for variables that nothing reads
SUPPRESS = "SIM105"  # ruff's rule for `try` with a `pass`, whose fix drops the name of the error
TEXT_READERS = tuple(
    word.encode() for word in "eval( exec( .query( locals( formula evaluate( .sql( sqldf( .execute(".split()
)
"""Code that reads variables by name from a string: ruff would call them unused."""

STACK = 2**29  # bytes of addresses for each of its threads: ruff ends where an expression is too deep


@dataclass(frozen=True, slots=True, order=True)
class LintFinding:
    """A violation that ruff cannot fix.

    Args:
        path: the file, as in the plan.
        line: line in the formatted file, from 1.
        code: ruff's rule, such as `F821`; `invalid-syntax` if the file is not valid Python.
        message: the violation.
    """

    path: str
    line: int
    code: str
    message: str


def fix_and_format(plan: ProjectPlan) -> tuple[ProjectPlan, tuple[LintFinding, ...]]:
    """Fix and format the Python files and the notebook of a plan.

    Args:
        plan: the project; the rules are those of its pyproject.toml.

    Returns:
        The plan with fixed files, and the remaining findings.

    Raises:
        MlscaffoldError: ruff cannot be run.
    """
    relevant = tuple(_with_tried_imports(file) for file in plan.files if _is_ours(file.path))
    with _written(relevant) as folder:
        ending = _ending_variables(relevant)
        findings = _check(folder, "--fix", *ending)
        if any(finding.code.startswith(SAFE_HERE) for finding in findings):
            fixable = f"--fixable={','.join(SAFE_HERE)}"
            _check(folder, "--fix", "--unsafe-fixes", fixable, *_ignores(relevant, findings, folder), *ending)
            findings = _check(folder, "--fix", *ending)
        _ruff(folder, "format", "--quiet")
        if findings or ending:
            found = _check(folder)  # formatting moves lines
            findings = tuple(one for one in found if not _is_read_from_text(folder, one))
            # F821, an undefined name, is an error for the user to fix, so it is not suppressed.
            _ruff(folder, "check", "--add-noqa", "--extend-ignore=F821", "--quiet")
        return _read_back(plan, relevant, folder), findings


def formatted(plan: ProjectPlan) -> ProjectPlan:
    """Format the Python files of a plan that needs no fixes, under the rules of its pyproject.toml.

    Raises:
        MlscaffoldError: ruff cannot be run.
    """
    relevant = tuple(file for file in plan.files if _is_ours(file.path))
    with _written(relevant) as folder:
        _ruff(folder, "format", "--quiet")
        return _read_back(plan, relevant, folder)


def with_sorted_imports(
    files: tuple[PlannedFile, ...], project: tuple[PlannedFile, ...]
) -> tuple[PlannedFile, ...]:
    """Sort the imports of files in which some have changed.

    Args:
        files: Python files and notebooks.
        project: the project, which has the settings of ruff and the modules that are its own.

    Raises:
        MlscaffoldError: ruff cannot be run.
    """
    if not files:
        return ()
    others = ProjectPlan(tuple(file for file in project if _is_ours(file.path)))
    with _written(others.with_files(files).files) as folder:
        _ruff(folder, "check", "--select=I", "--fix", "--exit-zero", "--quiet")
        return _read_back(ProjectPlan(files), files, folder).files


@contextmanager
def _written(files: tuple[PlannedFile, ...]) -> Iterator[Path]:
    """Yield a temporary folder with the files."""
    with temporary_folder() as temporary:
        folder = Path(temporary).resolve() / "project"
        write_files(files, folder)
        yield folder


def _read_back(plan: ProjectPlan, files: tuple[PlannedFile, ...], folder: Path) -> ProjectPlan:
    return plan.replace(replace(file, content=(folder / file.path).read_bytes()) for file in files)


def _is_ours(path: str) -> bool:
    """Return whether a file is code of the project or holds ruff's rules; a notebook among the data is not."""
    is_notebook = path.startswith("notebooks/") and path.endswith(".ipynb")
    return path.endswith(".py") or path == SETTINGS or is_notebook


def _ignores(files: tuple[PlannedFile, ...], findings: Sequence[LintFinding], folder: Path) -> list[str]:
    """Return options that keep variables which nothing seems to read.

    Code may read them from strings; and what a notebook assigns is alive at its end, where people look at it. Only the
    names of caught errors are not, unless they end another variable of that name.
    """
    found = {file.path for file in files if any(word in file.content for word in TEXT_READERS)}
    found |= {one.path for one in findings if one.code == UNUSED and not _is_handler(folder, one)}
    return [f"--extend-per-file-ignores={path}:{UNUSED}" for path in sorted(found)]


def _ending_variables(files: tuple[PlannedFile, ...]) -> list[str]:
    """Return options that keep the names of caught errors which end other variables."""
    found = [file.path for file in files if file.path.endswith(".py") and _ends_variables(file.content)]
    return [f"--extend-per-file-ignores={path}:{code}" for path in found for code in (UNUSED, SUPPRESS)]


def _with_tried_imports(file: PlannedFile) -> PlannedFile:
    """Keep the unused imports of a `try`, which may fail; ruff itself keeps those whose `ImportError` is caught."""
    if not file.path.endswith(".py") or not re.search(rb"(?m)^\s*try:", file.content):
        return file
    try:
        tree = ast.parse(file.content)
    except SyntaxError:  # a finding says so
        return file
    lines = file.content.decode("utf-8").split("\n")
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    tries = [
        node for node in ast.walk(tree) if isinstance(node, ast.Try) and not _catches_import_errors(node)
    ]
    for node in (part for one in tries for body in one.body for part in ast.walk(body)):
        if isinstance(node, (ast.Import, ast.ImportFrom)) and node.lineno == node.end_lineno:
            unused = not {(alias.asname or alias.name).split(".")[0] for alias in node.names} & used
            if unused and "#" not in lines[node.lineno - 1]:
                lines[node.lineno - 1] += "  # noqa: F401"
    return replace(file, content="\n".join(lines).encode())


def _catches_import_errors(node: ast.Try) -> bool:
    return any(
        one.type is not None and re.search("ImportError|ModuleNotFound", ast.unparse(one.type))
        for one in node.handlers
    )


def _is_handler(folder: Path, finding: LintFinding) -> bool:
    """Return whether a finding is about the name of a caught error."""
    line = (folder / finding.path).read_text(encoding="utf-8").splitlines()[finding.line - 1]
    return line.lstrip().startswith("except")


def _is_read_from_text(folder: Path, finding: LintFinding) -> bool:
    """Return whether a finding is about a variable that a text in the file names, and code there reads such texts."""
    name = re.search(r"`(\w+)`", finding.message)
    if finding.code != UNUSED or name is None:
        return False
    source = (folder / finding.path).read_bytes()
    texts = (node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant))
    word = re.compile(rf"\b{name[1]}\b")
    is_named = any(isinstance(text, str) and word.search(text) for text in texts)
    return is_named and any(reader in source for reader in TEXT_READERS)


def _ends_variables(source: bytes) -> bool:
    """Return whether a caught error has the name of another variable, which does not exist afterwards."""
    if not re.search(rb"except.* as ", source):
        return False
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:  # a finding says so
        return False
    caught = {node.name for node in nodes if isinstance(node, ast.ExceptHandler)}
    bound = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return bool(caught & bound)


def _check(folder: Path, *options: str) -> tuple[LintFinding, ...]:
    found = json.loads(_ruff(folder, "check", "--exit-zero", "--output-format=json", "--quiet", *options))
    findings = (
        LintFinding(
            path=Path(one["filename"]).relative_to(folder).as_posix(),
            line=one["location"]["row"],
            code=one["code"] or "invalid-syntax",
            message=one["message"],
        )
        for one in found
    )
    return tuple(sorted(findings))


def ruff_environment() -> dict[str, str]:
    """Return the environment variables of processes of ruff."""
    return {**os.environ, "RUST_MIN_STACK": str(STACK)}


def _ruff(folder: Path, command: str, *options: str) -> bytes:
    """Run ruff on a folder and return its output; a file that cannot be parsed is not a failure."""
    from ruff.__main__ import find_ruff_bin

    try:
        process = subprocess.run(
            [find_ruff_bin(), command, "--no-cache", *options, "."],
            cwd=folder,
            env=ruff_environment(),
            capture_output=True,
            check=False,
        )
    except OSError as error:
        hint = "Reinstall mlscaffold (the distribution mlscaffold-cli), which brings ruff"
        raise MlscaffoldError(f"ruff cannot be run: {error}", hint=hint) from error
    if process.returncode and not process.stdout.strip() and command == "check":
        what = f"ruff failed: {process.stderr.decode(errors='replace').strip()}"
        raise MlscaffoldError(what, hint="Run `ruff format` in the project to see more")
    return process.stdout
