"""What a notebook's cells may bind without saying so in Python: by magics, by `exec`, in cells that are no Python."""

from __future__ import annotations

import ast
import re

from mlscaffold.analysis.names import names_in
from mlscaffold.analysis.scopes import BUILTINS
from mlscaffold.rules.rule import LintTarget

GIVEN = BUILTINS | frozenset(
    "In Out _ __ ___ _i _ii _iii _ih _oh _dh display get_ipython exit quit __builtins__ __class__ "
    "__spec__ __loader__ __package__ __annotations__ __path__ __debug__ __module__ __qualname__ "
    "__vsc_ipynb_file__ spark sc sqlContext dbutils displayHTML sqlCtx".split()
)
_HISTORY = re.compile(r"_i?\d+")
_WORD = re.compile(r"[^\W\d]\w*")
_SPECIAL = re.compile(r"^[ \t]*(?:%|!|.*=[ \t]*[%!]).*", re.MULTILINE)
_KEEPS_PYTHON = re.compile(r"\s*%%(?:time|capture|prun|snakeviz|scalene|debug)\b")
_BINDS_ALL = ("exec", "globals", "locals", "vars", "run_line_magic", "run_cell", "run_path", "init_session")


def hidden(file: LintTarget) -> frozenset[str] | None:
    """Return the names that cells may bind unseen, None where that may be any name.

    Args:
        file: the notebook.
    """
    names = names_in(file.index)
    binds_all = names.stars or any(file.index.calls(*_BINDS_ALL))
    unknown = any(change.kind == "aside" for cell in file.python for change in cell.changes)
    if binds_all or unknown:
        return None
    return names.other | _written(file) | _guarded(file)


def is_given(name: str) -> bool:
    """Say whether Python or Jupyter gives a name."""
    return name in GIVEN or _HISTORY.fullmatch(name) is not None


def _written(file: LintTarget) -> frozenset[str]:
    """Return all words of commands, of cells in other languages and of cells that cannot be parsed."""
    found: set[str] = set()
    for cell, python in zip(file.code, file.python, strict=True):
        if python.failure or ("%%" in cell.source and not _KEEPS_PYTHON.match(cell.source)):
            found.update(_WORD.findall(cell.source))
        elif python.changes:
            found.update(word for line in _SPECIAL.findall(cell.source) for word in _WORD.findall(line))
    return frozenset(found)


def _guarded(file: LintTarget) -> frozenset[str]:
    """Return the names that a `try` reads to see whether they are there."""
    found: set[str] = set()
    for seen in file.index.of(ast.Try):
        if isinstance(seen.node, ast.Try) and any(_catches(handler) for handler in seen.node.handlers):
            nodes = (node for part in seen.node.body for node in ast.walk(part))
            found.update(node.id for node in nodes if isinstance(node, ast.Name))
    return frozenset(found)


def _catches(handler: ast.ExceptHandler) -> bool:
    caught = handler.type
    if caught is None:
        return True
    names = {node.id for node in ast.walk(caught) if isinstance(node, ast.Name)}
    return bool(names & {"NameError", "Exception", "BaseException"})
