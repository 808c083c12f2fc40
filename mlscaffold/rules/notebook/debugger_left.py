"""A debugger magic was left in the notebook.

`%debug` and `%pdb` open a debugger that waits for input: an unattended run hangs or fails there. Remove
them before you share the notebook.
"""

import re

from mlscaffold.rules.rule import LintTarget, Rule, Violation, Violations, cases, explanation

_DEBUG = re.compile(r"^[ \t]*%%?(?P<name>debug|pdb)\b(?!\s+off\b)", re.MULTILINE)


def _check(file: LintTarget) -> Violations:
    for cell, python in zip(file.code, file.python, strict=True):
        changed = {change.location.line for change in python.changes}
        for found in _DEBUG.finditer(cell.source):
            line = cell.source.count("\n", 0, found.start("name")) + 1
            if line in changed:
                message = f"%{found['name']} stops the notebook and waits for input: remove it"
                yield Violation(cell.number, line, 1, message)


RULE = Rule(
    **explanation(__doc__),
    code="MLS114",
    name="debugger-left",
    level="candidate",
    check=_check,
    notebooks_only=True,
    source="https://ipython.readthedocs.io/en/stable/interactive/magics.html#magic-debug",
    flagged=cases(
        "x = 1\n%debug  # flagged",
        "%pdb on  # flagged: waits\nx = 1\n# %%\n%%debug  # flagged: waits\ny = 2",
    ),
    kept=cases(
        "%pdb off\nx = 1",
        "text = '''\n%debug\n'''",
        "debug = True",
    ),
)
