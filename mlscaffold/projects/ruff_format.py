"""Fixes and formats a planned project's Python with ruff, under the project's own rules."""

from __future__ import annotations

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.writer import write_files
from mlscaffold.plan import PlannedFile, ProjectPlan

# Rules whose fixes ruff calls unsafe (they may lose a comment) but that keep what the code computes.
KEEPING = (
    "B007",
    "C4",
    "F841",
    "PIE790",
    "RET501",
    "RET505",
    "SIM102",
    "SIM105",
    "SIM117",
    "SIM118",
    "SIM21",
)

TEXT_READERS = (b"eval(", b"exec(", b".query(", b"locals(", b"formula")


@dataclass(frozen=True, slots=True, order=True)
class LintFinding:
    """What ruff finds wrong and cannot mend itself.

    Args:
        path: the file, as in the plan.
        line: line in the formatted file, from 1.
        code: ruff's rule, such as `F821`; `invalid-syntax` where the file is no Python.
        message: what is wrong.
    """

    path: str
    line: int
    code: str
    message: str


def polish(plan: ProjectPlan) -> tuple[ProjectPlan, tuple[LintFinding, ...]]:
    """Fix and format the Python files and the notebook of a plan.

    Args:
        plan: the project; the rules are those of its pyproject.toml.

    Returns:
        The plan with mended files, and what is left to find.

    Raises:
        MlscaffoldError: ruff cannot be run.
    """
    relevant = tuple(file for file in plan.files if _is_ours(file.path))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary).resolve() / "project"
        write_files(relevant, folder)
        findings = _check(folder, "--fix")
        if any(finding.code.startswith(KEEPING) for finding in findings):
            _check(
                folder, "--fix", "--unsafe-fixes", f"--fixable={','.join(KEEPING)}", *_read_as_text(relevant)
            )
            findings = _check(folder, "--fix")
        _ruff(folder, "format", "--quiet")
        if findings:
            findings = _check(folder)  # formatting moves lines
            _ruff(
                folder, "check", "--add-noqa", "--extend-ignore=F821", "--quiet"
            )  # that one is an error to mend
        mended = [
            PlannedFile(file.path, (folder / file.path).read_bytes(), file.executable) for file in relevant
        ]
    return plan.replace(mended), findings


def formatted(plan: ProjectPlan) -> ProjectPlan:
    """Format the Python files of a plan that has nothing to fix, under the rules of its pyproject.toml.

    Raises:
        MlscaffoldError: ruff cannot be run.
    """
    relevant = tuple(file for file in plan.files if _is_ours(file.path))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary).resolve() / "project"
        write_files(relevant, folder)
        _ruff(folder, "format", "--quiet")
        return plan.replace(
            PlannedFile(file.path, (folder / file.path).read_bytes(), file.executable) for file in relevant
        )


def _is_ours(path: str) -> bool:
    """Say whether a file is code of the project, or holds ruff's rules; a notebook among the data is left alone."""
    return (
        path.endswith(".py")
        or path == "pyproject.toml"
        or (path.startswith("notebooks/") and path.endswith(".ipynb"))
    )


def _read_as_text(files: tuple[PlannedFile, ...]) -> list[str]:
    """Keep variables that ruff takes for unused in files whose code reads variables out of texts."""
    found = [file.path for file in files if any(word in file.content for word in TEXT_READERS)]
    return [f"--extend-per-file-ignores={path}:F841" for path in found]


def _check(folder: Path, *options: str) -> tuple[LintFinding, ...]:
    found = json.loads(_ruff(folder, "check", "--exit-zero", "--output-format=json", "--quiet", *options))
    return tuple(
        sorted(
            LintFinding(
                path=Path(one["filename"]).relative_to(folder).as_posix(),
                line=one["location"]["row"],
                code=one["code"] or "invalid-syntax",
                message=one["message"],
            )
            for one in found
        )
    )


def _ruff(folder: Path, command: str, *options: str) -> bytes:
    """Run ruff on a folder and return what it prints; a file that cannot be parsed is no failure."""
    from ruff.__main__ import find_ruff_bin

    try:
        done = subprocess.run(
            [find_ruff_bin(), command, "--no-cache", *options, "."],
            cwd=folder,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise MlscaffoldError(f"ruff cannot be run: {error}", hint="Install mlscaffold-cli again") from error
    if done.returncode and not done.stdout.strip() and command == "check":
        raise MlscaffoldError(f"ruff failed: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout
