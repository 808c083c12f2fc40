"""Install lines that take whatever version is the newest."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mlscaffold.notebook.magics import PythonCell
from mlscaffold.rules.imported_modules import split
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation

FIXED = re.compile(r"@\s*\S+@\S+")


def _check(file: LintTarget) -> Iterator[Violation]:
    sources = {cell.number: cell.source for cell in file.code}
    for cell in file.python:
        for requirement in cell.requirements:
            name, bound = split(requirement)
            if name and not _is_bound(bound):
                yield _spot(cell, sources[cell.number], requirement, name)


def _is_bound(bound: str) -> bool:
    return bool(bound) and (not bound.startswith("@") or bool(FIXED.search(bound)))


def _installs(line: str, name: str) -> bool:
    return "install" in line and name in line and not line.lstrip().startswith("#")


def _spot(cell: PythonCell, source: str, requirement: str, name: str) -> Violation:
    written = re.split(r"\s|@", requirement, maxsplit=1)[0]
    lines = source.split("\n")
    places = (number for number, text in enumerate(lines, start=1) if _installs(text, written))
    line = next(places, 1)
    message = (
        f"this installs whatever version of {name} is the newest that day: name one, such as {name}==1.2.3"
    )
    return Violation(cell.number, line, 1, message, line, len(lines[line - 1].encode()) + 1)


RULE = Rule(
    code="MLS213",
    name="unpinned-install",
    what="An install line names no version.",
    why=(
        "What it installs changes from day to day, and with it what the notebook computes, or whether it runs at "
        "all. Name the version you work with (`%pip install pandas==3.0.1`), or better, declare it in "
        "`pyproject.toml` and install nothing in the notebook."
    ),
    level="production",
    severity="warning",
    check=_check,
    notebooks_only=True,
    source="https://pip.pypa.io/en/stable/topics/repeatable-installs/",
    flagged=(
        Example("# %%\n!pip install pandas  # flagged", says="pandas=="),
        Example("# %%\nx = 1\n%pip install -q numpy==2.1 seaborn  # flagged", says="seaborn"),
        Example("# %%\n!pip install git+https://example.org/a/tools.git  # flagged"),
        Example("# %%\n# install scipy\nif True:\n    !pip install scipy  # flagged"),
        Example("# %%\n!conda install -y scipy  # flagged"),
    ),
    kept=(
        Example("# %%\n!pip install pandas==3.0.1"),
        Example("# %%\n%pip install 'numpy>=2,<3'"),
        Example("# %%\n!pip install -r requirements.txt"),
        Example("# %%\n!pip install --upgrade pip"),
        Example("# %%\n!pip list"),
        Example("# %%\nprint('!pip install pandas')"),
    ),
)
