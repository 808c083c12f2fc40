"""Names that a cell reads and that only a later cell binds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlscaffold.analysis.names import FileNames, Use, names_in
from mlscaffold.analysis.scopes import Function
from mlscaffold.rules.notebook.hidden_names import hidden, is_given
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation

_CALLS_IT = frozenset({"apply", "map", "applymap", "transform", "agg", "filter", "pipe"})


def _check(file: LintTarget) -> Iterator[Violation]:
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
            if name not in settled and name in names.binds and not (name in known or is_given(name)):
                settled.add(name)
                if not _is_in_time(names.binds[name][0], use):
                    yield violation(use.seen, _message(name, reader, use, names.binds[name][0]))


def _needed(use: Use, names: FileNames) -> Iterator[tuple[str, str]]:
    """Yield the names that a read needs, each with the function that reads it, "" for none."""
    if use.kind != "read" or use.late:
        return
    yield use.name, ""
    body = _called(use, names) if isinstance(use.place[1], ast.Call) else None
    if body is not None:
        run = {id(part) for part in body.body}
        for free in names.free.get(id(body), ()):
            if id(free.seen.statement) in run:
                yield free.name, use.name


def _called(use: Use, names: FileNames) -> Function | None:
    """Return the function whose body runs because its name is read here."""
    node, parent, _ = use.place
    assert isinstance(parent, ast.Call)
    given = isinstance(parent.func, ast.Attribute) and parent.func.attr in _CALLS_IT
    if parent.func is not node and not given:
        return None
    before = [bind for bind in names.binds.get(use.name, ()) if bind.position < use.position]
    found = before[-1].place[0] if before else None
    return found if isinstance(found, Function) else None


def _is_in_time(first: Use, use: Use) -> bool:
    """Say whether a name is bound when it is read, though the read comes first in the text."""
    in_loops = use.seen.loops > 0 and first.seen.loops > 0 and use.cell == first.cell
    same = first.seen.statement is use.seen.statement
    return in_loops or (same and isinstance(first.seen.parent, (ast.NamedExpr, ast.withitem)))


def _message(name: str, reader: str, use: Use, bind: Use) -> str:
    here = f"`{reader}`, called here, reads `{name}`, which is" if reader else f"`{name}` is read here, but"
    if bind.cell == use.cell:
        return f"{here} first bound below, in line {bind.seen.statement.lineno}: bind it before it is read"
    return (
        f"{here} first bound in cell {bind.cell}: move that cell up, "
        "or the notebook fails when it runs from top to bottom"
    )


RULE = Rule(
    code="MLS102",
    name="use-before-definition",
    what="A name is read before the cell that binds it.",
    why=(
        "It works for you because the later cell was run once, some time ago, and the kernel remembers. In "
        "a new kernel the notebook stops here with a NameError. Move the cell that binds the name above the "
        "one that reads it."
    ),
    level="explore",
    severity="error",
    check=_check,
    notebooks_only=True,
    source="Wang et al., Restoring Execution Environments of Jupyter Notebooks, ICSE 2021",
    flagged=(
        Example("# %%\nprint(x)  # flagged\n# %%\nx = 1", says="cell 2"),
        Example("# %%\ntotal = price * rate  # flagged\n# %%\nprice = 3\nrate = 2", says="`"),
        Example(
            "# %%\ndef f(a):\n    return a * scale\n# %%\nf(2)  # flagged\n# %%\nscale = 3",
            says="`f`, called",
        ),
        Example("# %%\nn += 1  # flagged\n# %%\nn = 0"),
        Example("# %%\nprint(y)  # flagged\ny = 2", says="line 2"),
        Example("# %%\npd.read_csv('a.csv')  # flagged\n# %%\nimport pandas as pd"),
    ),
    kept=(
        Example("# %%\nx = 1\n# %%\nprint(x)"),
        Example("# %%\ndef f(a):\n    return a * scale\n# %%\nscale = 3\n# %%\nf(2)"),
        Example("# %%\nf = lambda a: a * scale\n# %%\nscale = 3\nf(1)"),
        Example("# %%\nprint([x for x in range(3)], sum(x * 2 for x in [1]))\n# %%\nx = 1"),
        Example("# %%\nfor i in range(3):\n    if i:\n        print(last)\n    last = i"),
        Example("# %%\nwith open('a') as source, open(source.read()) as b:\n    pass"),
        Example("# %%\nif (n := 3) > 2:\n    print(n)\n# %%\nn = 2"),
        Example("# %%\n%run setup.py\nprint(x)\n# %%\nx = 1"),
        Example("# %%\nprint(max([1, 2]))\n# %%\nmax = 3"),
        Example(
            "# %%\ndef f(a=None):\n    if a is None:\n        a = default\n    return a\n# %%\nf(1)\n# %%\ndefault = 3"
        ),
    ),
)
