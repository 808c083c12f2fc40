"""The base template serves notebooks: messages and figures beneath the cell, and seeded random numbers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.templates import small

SHELL = """
import sys
from IPython.core.interactiveshell import InteractiveShell
from who_buys import steps
from who_buys._runtime import notebooks
from who_buys.config import Config
shell = InteractiveShell.instance()
notebooks.start(Config(seed=5), __import__("pathlib").Path(sys.argv[1]))
"""


@pytest.fixture
def drawing(tmp_path: Path) -> Path:
    pipeline = small.PIPELINE.replace("steps.show", "steps.draw, outputs=('number',), metrics=('number',)")
    return small.make(tmp_path / "drawing", pipeline)


def output_of(project: Path, code: str, output: Path) -> list[str]:
    """Return what a notebook's code prints."""
    environment = os.environ | {"PYTHONPATH": str(project / "src"), "MPLBACKEND": "Agg"}
    command = [sys.executable, "-c", SHELL + code, str(output)]
    result = subprocess.run(command, cwd=output, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()


def test_messages_of_all_levels_are_shown(drawing: Path, tmp_path: Path) -> None:
    assert output_of(drawing, "steps.load_numbers(Config().numbers_txt)", tmp_path) == ["first: 1"]


def test_messages_of_libraries_are_shown_by_python_itself(drawing: Path, tmp_path: Path) -> None:
    code = "import logging, sys\nsys.stderr = sys.stdout\nlogging.getLogger('library').info('quiet')\n"
    assert output_of(drawing, f"{code}logging.getLogger('library').error('loud')", tmp_path) == ["loud"]


def test_figures_are_saved_and_shown(drawing: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    code = "from IPython.utils.capture import capture_output\nwith capture_output() as shown:\n    steps.plot()\n"
    code += "print([o.data['image/png'][:5] for o in shown.outputs])"
    assert output_of(drawing, code, tmp_path) == ["['iVBOR', 'iVBOR', 'iVBOR']"]
    names = sorted(path.name for path in (tmp_path / "figures").iterdir())
    assert names == ["line-2.png", "line-3.png", "line.png"]


def test_random_numbers_are_those_of_a_run(drawing: Path, tmp_path: Path) -> None:
    result = small.run(drawing, "run", "draw", "--seed", "5", "--output", str(tmp_path / "run"))
    assert result.returncode == 0, result.stderr
    number = output_of(drawing, "print(steps.draw())", tmp_path)[-1]
    assert f'"number": {number}\n' in (tmp_path / "run" / "metrics.json").read_text()


@pytest.mark.parametrize("library", ["numpy", "torch"])
def test_libraries_that_are_loaded_are_seeded(drawing: Path, tmp_path: Path, library: str) -> None:
    pytest.importorskip(library)
    draw = "numpy.random.rand()" if library == "numpy" else "float(torch.rand(1))"
    code = f"import {library}\nfrom who_buys._runtime import runner\n"
    code += f"for _ in range(2):\n    runner.seed(3)\n    print({draw})"
    first, second = output_of(drawing, code, tmp_path)
    assert first == second


def test_without_a_seed_runs_draw_different_numbers(tmp_path: Path) -> None:
    pipeline = small.PIPELINE.replace("steps.show", "steps.draw, outputs=('number',), metrics=('number',)")
    project = small.make(tmp_path / "free", pipeline.replace('= "seed"', "= None"))
    for name in ("a", "b"):
        small.run(project, "run", "draw", "--seed", "5", "--output", str(tmp_path / name))
    first, second = ((tmp_path / name / "metrics.json").read_text() for name in ("a", "b"))
    assert first != second
