"""A name is used before the cell that defines it.

It works in your session because the later cell was run once and the kernel remembers the name. In a new
kernel the notebook stops here with a NameError. Move the cell that defines the name above the cell that
uses it.
"""

import ast
from collections.abc import Iterator

from mlscaffold.analysis.names import FileNames, Use, names_in
from mlscaffold.analysis.scopes import Function
from mlscaffold.rules.notebook.undefined_name import hidden, is_predefined
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

_CALLS_ARGUMENT = frozenset({"apply", "map", "applymap", "transform", "agg", "filter", "pipe"})


def _check(file: LintTarget) -> Violations:
    names = names_in(file.index)
    known = hidden(file)
    if known is None:
        return
    settled: set[str] = set()
    for use in names.uses:
        if use.kind == "bind":
            settled.add(use.name)
            continue
        calls = isinstance(use.place[1], ast.Call)
        if not calls and (use.name in settled or use.name not in names.binds):
            continue
        for name, reader in _needed(use, names):
            if name not in settled and name in names.binds and not (name in known or is_predefined(name)):
                settled.add(name)
                if not _is_in_time(names.binds[name][0], use):
                    yield violation(use.context, _message(name, reader, use, names.binds[name][0]))


def _needed(use: Use, names: FileNames) -> Iterator[tuple[str, str]]:
    """Yield the names that a read needs, each with the function that reads it, "" for none."""
    if use.kind != "read" or use.deferred:
        return
    yield use.name, ""
    body = _called(use, names) if isinstance(use.place[1], ast.Call) else None
    if body is not None:
        run = {id(part) for part in body.body}
        for free in names.free.get(id(body), ()):
            if id(free.context.statement) in run:
                yield free.name, use.name


def _called(use: Use, names: FileNames) -> Function | None:
    """Return the function whose body runs because its name is read here."""
    node, parent, _ = use.place
    assert isinstance(parent, ast.Call)
    is_callback = isinstance(parent.func, ast.Attribute) and parent.func.attr in _CALLS_ARGUMENT
    if parent.func is not node and not is_callback:
        return None
    before = [bind for bind in names.binds.get(use.name, ()) if bind.position < use.position]
    found = before[-1].place[0] if before else None
    return found if isinstance(found, Function) else None


def _is_in_time(first: Use, use: Use) -> bool:
    """Return whether a name is bound when it is read, although the read comes first in the text."""
    in_loops = use.context.loops > 0 and first.context.loops > 0 and use.cell == first.cell
    same = first.context.statement is use.context.statement
    return in_loops or (same and isinstance(first.context.parent, (ast.NamedExpr, ast.withitem)))


def _message(name: str, reader: str, use: Use, bind: Use) -> str:
    here = f"`{reader}`, called here, uses `{name}`, which is" if reader else f"`{name}` is used here, but"
    if bind.cell == use.cell:
        return f"{here} first defined below, in line {bind.context.statement.lineno}: define it before it is used"
    return (
        f"{here} first defined in cell {bind.cell}: move that cell up, "
        "or the notebook fails when it runs from top to bottom"
    )


RULE = Rule(
    **explanation(__doc__),
    code="MLS102",
    name="use-before-definition",
    level="explore",
    severity="error",
    check=_check,
    notebooks_only=True,
    source="Wang et al., Restoring Execution Environments of Jupyter Notebooks, ICSE 2021",
    flagged=cases(
        "print(x)  # flagged: cell 2\n# %%\nx = 1",
        "total = price * rate  # flagged: `\n# %%\nprice = 3\nrate = 2",
        "def f(a):\n    return a * scale\n# %%\nf(2)  # flagged: `f`, called\n# %%\nscale = 3",
        "n += 1  # flagged\n# %%\nn = 0",
        "print(y)  # flagged: line 2\ny = 2",
        "pd.read_csv('a.csv')  # flagged\n# %%\nimport pandas as pd",
    ),
    kept=cases(
        "x = 1\n# %%\nprint(x)",
        "def f(a):\n    return a * scale\n# %%\nscale = 3\n# %%\nf(2)",
        "f = lambda a: a * scale\n# %%\nscale = 3\nf(1)",
        "print([x for x in range(3)], sum(x * 2 for x in [1]))\n# %%\nx = 1",
        "for i in range(3):\n    if i:\n        print(last)\n    last = i",
        "with open('a') as source, open(source.read()) as b:\n    pass",
        "if (n := 3) > 2:\n    print(n)\n# %%\nn = 2",
        "%run setup.py\nprint(x)\n# %%\nx = 1",
        "print(max([1, 2]))\n# %%\nmax = 3",
        "def f(a=None):\n    if a is None:\n        a = default\n    return a\n# %%\nf(1)\n# %%\ndefault = 3",
    ),
)
