"""A name is used that nothing in the file defines.

The code that defined it was deleted or changed, or the name is misspelled. A running kernel may still
remember it; a new kernel or a script does not, and stops with a NameError. Names of Python 2 such as
`xrange` count too. Names that star imports, `%run`, `exec` or unknown magics may define are not reported.
"""

import ast
import re
from collections.abc import Iterator

from mlscaffold.analysis.names import FileNames, Use, names_in
from mlscaffold.analysis.scopes import BUILTINS
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

PREDEFINED = BUILTINS | frozenset(
    "In Out _ __ ___ _i _ii _iii _ih _oh _dh display get_ipython exit quit __builtins__ __class__ "
    "__file__ __cached__ reveal_type reveal_locals WindowsError "
    "__spec__ __loader__ __package__ __annotations__ __path__ __debug__ __module__ __qualname__ "
    "__vsc_ipynb_file__ spark sc sqlContext dbutils displayHTML sqlCtx".split()
)
_HISTORY = re.compile(r"_i?\d+")
_WORD = re.compile(r"[^\W\d]\w*")
_SPECIAL = re.compile(r"^[ \t]*(?:%|!|.*=[ \t]*[%!]).*", re.MULTILINE)
_KEEPS_PYTHON = re.compile(r"\s*%%(?:time|capture|prun|snakeviz|scalene|debug)\b")
_BINDS_ALL = ("exec", "globals", "locals", "vars", "run_line_magic", "run_cell", "run_path", "init_session")


def hidden(file: LintTarget) -> frozenset[str] | None:
    """Return the names that cells may bind by magics, by `exec` or in other languages; None if that may be any name.

    Args:
        file: the notebook.
    """
    names = names_in(file.index)
    binds_all = names.stars or any(file.index.calls(*_BINDS_ALL))
    unknown = any(change.kind == "skipped" for cell in file.python for change in cell.changes)
    if binds_all or unknown:
        return None
    return names.other | _written(file) | _guarded(file)


def is_predefined(name: str) -> bool:
    """Return whether Python or Jupyter defines a name."""
    return name in PREDEFINED or _HISTORY.fullmatch(name) is not None


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
    """Return the names that a `try` reads to test whether they exist."""
    found: set[str] = set()
    for context in file.index.of(ast.Try):
        if isinstance(context.node, ast.Try) and any(_catches(handler) for handler in context.node.handlers):
            nodes = (node for part in context.node.body for node in ast.walk(part))
            found.update(node.id for node in nodes if isinstance(node, ast.Name))
    return frozenset(found)


def _catches(handler: ast.ExceptHandler) -> bool:
    caught = handler.type
    if caught is None:
        return True
    names = {node.id for node in ast.walk(caught) if isinstance(node, ast.Name)}
    return bool(names & {"NameError", "Exception", "BaseException"})


_PYTHON_2 = {
    "xrange": "range", "unicode": "str", "raw_input": "input", "basestring": "str", "long": "int", "unichr": "chr",
    "reduce": "functools.reduce", "reload": "importlib.reload", "izip": "zip", "execfile": "runpy.run_path",
    "cmp": "a comparison of your own", "file": "open",
}  # fmt: skip


def undefined(file: LintTarget) -> dict[str, Use]:
    """Return the names that are used but not defined, each with its first use.

    Args:
        file: a notebook or a module.
    """
    known = hidden(file)
    if known is None:
        return {}
    known |= {"c"} if file.path.endswith("_config.py") else set()  # of Jupyter and IPython
    names = names_in(file.index)
    allowed = {cell.number for cell in file.code if "raises-exception" in cell.tags}
    found: dict[str, Use] = {}
    for use in (*_unbound(names), *_deleted(file, names)):
        if use.name not in known and not is_predefined(use.name) and use.cell not in allowed:
            found.setdefault(use.name, use)
    return found


def _check(file: LintTarget) -> Violations:
    for use in undefined(file).values():
        yield violation(use.context, _message(use, names_in(file.index)))


def _unbound(names: FileNames) -> Iterator[Use]:
    inside = (use for uses in names.free.values() for use in uses)
    for use in (*names.uses, *inside):
        if use.kind == "read" and use.name not in names.binds:
            yield use


def _deleted(file: LintTarget, names: FileNames) -> Iterator[Use]:
    """Yield reads after a certain deletion and before the name is bound again."""
    certain = {id(statement) for _, body in file.index.cells for statement in body}
    gone: set[str] = set()
    for use in names.uses:
        if use.kind == "bind":
            gone.discard(use.name)
        elif use.kind == "delete":
            statement = use.context.statement
            if id(statement) in certain and use.context.parent is statement:
                gone.add(use.name)
        elif use.name in gone and not use.deferred:
            yield use


def _message(use: Use, names: FileNames) -> str:
    if use.name in names.binds:
        deleted = [one for one in names.uses if one.kind == "delete" and one.name == use.name]
        where = [one.cell for one in deleted if one.position < use.position]
        return f"`{use.name}` was deleted in cell {where[-1]}: delete it after its last use, or not at all"
    if use.name in _PYTHON_2:
        return f"`{use.name}` exists only in Python 2: use {_PYTHON_2[use.name]}"
    return f"`{use.name}` is not defined in this file: define it, import it, or correct its spelling"


RULE = Rule(
    **explanation(__doc__),
    code="MLS103",
    name="undefined-name",
    level="explore",
    severity="error",
    check=_check,
    source="https://docs.python.org/3/library/exceptions.html#NameError",
    flagged=cases(
        "a = 1\n# %%\nprint(a + bb)  # flagged: `bb`",
        "def f(x):\n    return x * factor  # flagged\n# %%\nf(1)",
        "for i in xrange(3):  # flagged: range\n    print(i)",
        "x = [1]\ndel x\n# %%\nprint(x)  # flagged: deleted in cell 1",
        "class A:\n    size = width  # flagged",
        "print([n for n in [1]])\n# %%\nprint(n)  # flagged",
    ),
    kept=cases(
        "from numpy import *\nprint(array([1]))",
        "%run helpers.py\nprint(helper())",
        "display(_)\nprint(In, Out, _3, __name__)",
        "def f():\n    global state\n    state = 1\n# %%\nf()\nprint(state)",
        "files = !ls\nprint(files)",
        "%%capture out\nprint(1)\n# %%\nprint(out)",
        "try:\n    unicode\nexcept NameError:\n    unicode = str",
        "x = 1\ndel x\nx = 2\n# %%\nprint(x)",
        "exec('x = 1')\nprint(x)",
        "def f(a, *b, c=1, **d):\n    def g():\n        return a, b, c, d, e\n    e = 2\n    return g",
        '# %% tags=["raises-exception"]\nprint(missing)',
    ),
)
