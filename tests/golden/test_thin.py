"""The thin notebook runs, and shows what a run of the project computes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mlscaffold.commands.harden import harden
from tests.golden.case import HERE, notebook_python

SHELL = """
import json, sys
from pathlib import Path
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
shell = InteractiveShell.instance()
with capture_output() as shown:
    for cell in json.loads(Path(sys.argv[1]).read_text())["cells"]:
        if cell["cell_type"] == "code":
            shell.run_cell("".join(cell["source"])).raise_error()
values = {name: shell.user_ns[name] for name in sys.argv[2:]}
images = sum("image/png" in output.data for output in shown.outputs)
print(json.dumps({"values": values, "images": images, "text": shown.stdout}, default=float))
"""
EXAMPLE = HERE.parent.parent / "examples" / "who_buys" / "who_buys.ipynb"


def run_thin(project: Path, *names: str) -> dict[str, Any]:
    """Run a project's thin notebook in its folder; return values, the number of images, and its text."""
    notebook = next((project / "notebooks").glob("*.ipynb"))
    environment = os.environ | {"PYTHONPATH": str(project / "src"), "MPLBACKEND": "Agg"}
    command = [notebook_python(sys.executable), "-c", SHELL, str(notebook), *names]
    result = subprocess.run(
        command, cwd=notebook.parent, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return dict(json.loads(result.stdout.splitlines()[-1]))


def run_project(project: Path, package: str) -> None:
    environment = os.environ | {"PYTHONPATH": str(project / "src")}
    command = [notebook_python(sys.executable), "-m", package, "run", "--output", str(project / "run")]
    subprocess.run(command, env=environment, capture_output=True, check=True)


def test_it_shows_the_figures_and_numbers_of_a_run(tmp_path: Path) -> None:
    harden(EXAMPLE, tmp_path / "out", sys.executable, strict=True)
    run_project(tmp_path / "out", "who_buys")
    metrics = json.loads((tmp_path / "out" / "run" / "metrics.json").read_text())
    thin = run_thin(tmp_path / "out", *metrics)
    assert thin["values"] == metrics
    assert thin["images"] == len(list((tmp_path / "out" / "run" / "figures").iterdir())) > 0
    assert f"accuracy: {metrics['accuracy']}\n" in str(thin["text"])


UNSEEDED = """import random
import numpy as np
total = np.random.rand(100).sum() + random.random()
rng = np.random.default_rng()
total_accuracy = total + rng.random()
"""


@pytest.mark.parametrize("name", ["drawn.py", "drawn again.py"], ids=["a script", "a name with a space"])
def test_random_numbers_are_those_of_a_run(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(UNSEEDED)
    result = harden(tmp_path / name, tmp_path / "out", sys.executable, strict=True)
    first = run_thin(tmp_path / "out", "total_accuracy")
    assert result.hardening.seed == "seed"
    source = "".join(path.read_text() for path in (tmp_path / "out" / "src").rglob("*.py"))
    assert "np.random.default_rng(seed)" in source
    assert "seed: drawn without a seed in " in source
    assert first["values"] == run_thin(tmp_path / "out", "total_accuracy")["values"]
    run_project(tmp_path / "out", result.hardening.package)
    assert str(first["values"]["total_accuracy"])[:10] in (tmp_path / "out" / "run" / "run.log").read_text()


def test_an_async_stage_is_awaited(tmp_path: Path) -> None:
    harden(HERE / "top_level_await" / "notebook.ipynb", tmp_path / "out", sys.executable, strict=True)
    notebook = next((tmp_path / "out" / "notebooks").glob("*.ipynb"))
    assert "await " in notebook.read_text()
    run_thin(tmp_path / "out")
