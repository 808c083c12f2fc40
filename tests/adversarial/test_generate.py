"""Generated notebooks run, and are the same for the same seed."""

from __future__ import annotations

import ast
from pathlib import Path

from hypothesis import given

from tests.adversarial.generate import notebooks, sources
from tests.adversarial.measure import Processes, run_notebook
from tests.adversarial.notebooks import cells
from tests.fuzz.examples import examples


def test_the_same_for_the_same_seed() -> None:
    assert notebooks(3, 5) == notebooks(3, 5)
    assert notebooks(3, 5)[1:] == notebooks(2, 6)
    assert len({case.source for case in notebooks(20, 0)}) == 20


@examples(20)
@given(sources())
def test_they_are_python(source: str) -> None:
    for cell in cells(source):
        if cell["cell_type"] == "code":
            ast.parse(str(cell["source"]))


def test_they_run(tmp_path: Path, started: Processes) -> None:
    for case in notebooks(10, 0):
        run = run_notebook(case, tmp_path / case.name, started.notebook)
        assert not run.error, f"{run.error}\n{case.source}"
        assert len(run.results) >= 4
        assert {"log.txt", "out.csv"} <= set(run.files)
