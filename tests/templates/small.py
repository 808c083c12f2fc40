"""A small project made by hand on the base template: three stages, one asynchronous, one that draws."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from mlscaffold.filesystem.writer import write_project
from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.answers import Answers
from mlscaffold.projects.ruff_format import fix_and_format
from mlscaffold.projects.template import render_base

ANSWERS = Answers(
    project_slug="who-buys",
    package="who_buys",
    description='Says "who" buys.',
    requirements=("tomli; python_version < '3.11'",),
    parts=("charts", "databases"),
    version="0.1.0",
    notebooks=(("who buys.ipynb", "ab" * 32),),
)

CONFIG = '''
"""Settings."""
from __future__ import annotations
from dataclasses import dataclass
from pathlib import Path
from ._runtime.artifacts import PROJECT

@dataclass(frozen=True)
class Config:
    """Settings."""
    numbers_txt: Path = PROJECT / "data" / "numbers.txt"
    test_size: float = 0.5
    sizes: tuple[int, ...] = (1, 2)
    seed: int | None = 0
    shuffle: bool = False
    output: str = "x"
'''

STEPS = '''
"""Steps."""
from __future__ import annotations
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

logger = logging.getLogger(__name__)

def apply_settings() -> None:
    """Apply the settings."""
    logger.info("settings applied")

def load_numbers(numbers_txt: Path) -> list[int]:
    """Load."""
    numbers = [int(line) for line in numbers_txt.read_text().split()]
    logger.debug("first: %s", numbers[0])
    return numbers

async def double_numbers(numbers: list[int]) -> tuple[list[int], int]:
    """Double."""
    return [number * 2 for number in numbers], len(numbers)

def fit(numbers: list[int], test_size: float, seed: int | None) -> tuple[dict[str, int], Callable[[], int], float]:
    """Fit."""
    return {"sum": sum(numbers)}, lambda: 0, sum(numbers) * test_size

def show(sizes: tuple[int, ...], seed: int | None, shuffle: bool, output: str) -> None:
    """Show."""
    logger.info("settings %s %s %s %s", sizes, seed, shuffle, output)

def save_copy() -> None:
    """Write a file where the run stands."""
    Path("copy.txt").write_text("copied")

def read_copy() -> str:
    """Read it."""
    return Path("copy.txt").read_text()

def plot() -> None:
    """Draw two figures and leave one open."""
    import matplotlib.pyplot as plt
    from ._runtime import artifacts
    plt.plot([1, 2])
    plt.figure()
    artifacts.save_figures("line")
    plt.plot([3, 4])
    plt.figure().add_subplot()
    artifacts.save_figures("line")
    plt.plot([5, 6])

def draw() -> float:
    """Draw a random number."""
    import random
    return random.random()

def peek() -> int:
    """Draw a random number for nothing."""
    import random
    return 0 if random.random() < 0 else 1

def wait() -> int:
    """Wait."""
    import time
    time.sleep(60)
    return 1

def use(late: int) -> int:
    """Use what comes late."""
    return late

def fail(numbers: list[int]) -> Any:
    """Fail."""
    return numbers[1000]
'''

PIPELINE = '''
"""Stages."""
from __future__ import annotations
from pathlib import Path
from . import steps
from ._runtime import Stage

FOLDER: Path | None = None
SEED_FIELD: str | None = "seed"
STAGES = (
    Stage(steps.apply_settings, always_run=True),
    Stage(steps.load_numbers, outputs=("numbers",)),
    Stage(steps.double_numbers, outputs=("numbers", "count"), metrics=("count",)),
    Stage(steps.fit, outputs=("model", "rule", "loss"), metrics=("loss", "model"), models=("model", "rule")),
    Stage(steps.show),
    Stage(steps.save_copy),
    Stage(steps.read_copy, outputs=("copy",), depends_on=("save_copy",)),
)
'''


def small_plan(pipeline: str = PIPELINE) -> ProjectPlan:
    source = {"config.py": CONFIG, "steps.py": STEPS, "pipeline.py": pipeline}
    ours = [PlannedFile(f"src/who_buys/{name}", text.lstrip().encode()) for name, text in source.items()]
    other = [PlannedFile("data/numbers.txt", b"1\n2\n3\n"), PlannedFile("README.md", b"# Who buys\n")]
    plan, findings = fix_and_format(ProjectPlan((*render_base(ANSWERS), *ours, *other)))
    assert findings == ()
    return plan


def make(folder: Path, pipeline: str = PIPELINE) -> Path:
    write_project(small_plan(pipeline), folder)
    return folder


def run(
    project: Path, *words: str, cwd: Path | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a command of the project, by default from its own folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WHO_BUYS_")}
    environment |= {"PYTHONPATH": str(project / "src"), "PYTHONDONTWRITEBYTECODE": "1", **variables}
    command = [sys.executable, "-m", "who_buys", *words]
    return subprocess.run(
        command, cwd=cwd or project, env=environment, capture_output=True, text=True, check=False
    )
