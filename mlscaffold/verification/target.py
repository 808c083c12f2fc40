"""What is to be proved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.analysis.statements import Statement
from mlscaffold.notebook.cells import Notebook
from mlscaffold.notebook.magics import PythonCell
from mlscaffold.results.hardening import Made
from mlscaffold.stages.opt_outs import OptOuts


@dataclass(frozen=True, slots=True)
class VerificationTarget:
    """What is to be proved.

    Args:
        notebook: the notebook as it stands in its file, secrets included: it is what runs.
        cells: its code cells as Python.
        original: its statements before any rewriting.
        beside: the notebook's folder.
        outside: paths that the notebook names.
        output: the folder of the project to be, which is no part of the notebook's.
        python: the interpreter that has the notebook's libraries.
        secrets: environment variables that stand for what were secrets in the source.
        make: makes the project, all but the refactorings given.
        redact: takes secrets out of a text.
    """

    notebook: Notebook
    cells: tuple[PythonCell, ...]
    original: tuple[Statement, ...]
    beside: Path
    outside: tuple[str, ...]
    output: Path
    python: str
    secrets: Mapping[str, str]
    make: Callable[[OptOuts], Made]
    redact: Callable[[str], str]
