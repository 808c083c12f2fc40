"""Debugger magics that were left behind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation

_DEBUG = re.compile(r"^\s*%%?(?P<name>debug|pdb)\b(?!\s+off\b)", re.MULTILINE)


def _check(file: LintTarget) -> Iterator[Violation]:
    for cell, python in zip(file.code, file.python, strict=True):
        changed = {change.location.line for change in python.changes}
        for found in _DEBUG.finditer(cell.source):
            line = cell.source.count("\n", 0, found.start("name")) + 1
            if line in changed:
                message = f"%{found['name']} stops the notebook and waits for somebody to type: take it out"
                yield Violation(cell.number, line, 1, message)


RULE = Rule(
    code="MLS114",
    name="debugger-left",
    what="A debugger magic was left behind.",
    why=(
        "`%debug` and `%pdb` open a debugger that waits for input: a run that nobody watches hangs or fails "
        "there. Take them out before the notebook is handed on."
    ),
    level="candidate",
    severity="warning",
    check=_check,
    notebooks_only=True,
    source="https://ipython.readthedocs.io/en/stable/interactive/magics.html#magic-debug",
    flagged=(
        Example("# %%\nx = 1\n%debug  # flagged"),
        Example("# %%\n%pdb on  # flagged\nx = 1\n# %%\n%%debug  # flagged\ny = 2", says="waits"),
    ),
    kept=(
        Example("# %%\n%pdb off\nx = 1"),
        Example("# %%\ntext = '''\n%debug\n'''"),
        Example("# %%\ndebug = True"),
    ),
)
