"""Names that nothing binds, or that a cell has deleted."""

from __future__ import annotations

from collections.abc import Iterator

from mlscaffold.analysis.names import FileNames, Use, names_in
from mlscaffold.rules.notebook.hidden_names import hidden, is_given
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation

_OLD = {
    "xrange": "range", "unicode": "str", "raw_input": "input", "basestring": "str", "long": "int", "unichr": "chr",
    "reduce": "functools.reduce", "reload": "importlib.reload", "izip": "zip", "execfile": "runpy.run_path",
    "cmp": "a comparison of your own", "file": "open",
}  # fmt: skip


def _check(file: LintTarget) -> Iterator[Violation]:
    known = hidden(file)
    if known is None:
        return
    names = names_in(file.index)
    allowed = {cell.number for cell in file.code if "raises-exception" in cell.tags}
    told: set[str] = set()
    for use in (*_unbound(names), *_deleted(file, names)):
        hides = use.name in known or is_given(use.name) or use.name in told
        if not hides and use.cell not in allowed:
            told.add(use.name)
            yield violation(use.seen, _message(use, names))


def _unbound(names: FileNames) -> Iterator[Use]:
    inside = (use for uses in names.free.values() for use in uses)
    for use in (*names.uses, *inside):
        if use.kind == "read" and use.name not in names.binds:
            yield use


def _deleted(file: LintTarget, names: FileNames) -> Iterator[Use]:
    """Yield what is read after a cell has deleted it, for sure, and before it is bound again."""
    certain = {id(statement) for _, body in file.index.cells for statement in body}
    gone: set[str] = set()
    for use in names.uses:
        if use.kind == "bind":
            gone.discard(use.name)
        elif (
            use.kind == "delete"
            and id(use.seen.statement) in certain
            and use.seen.parent is use.seen.statement
        ):
            gone.add(use.name)
        elif use.kind == "read" and use.name in gone and not use.late:
            yield use


def _message(use: Use, names: FileNames) -> str:
    if use.name in names.binds:
        deleted = [one for one in names.uses if one.kind == "delete" and one.name == use.name]
        where = [one.cell for one in deleted if one.position < use.position]
        return (
            f"`{use.name}` was deleted in cell {where[-1]}: delete it after its last use, or do not delete it"
        )
    if use.name in _OLD:
        return f"`{use.name}` is Python 2's: use {_OLD[use.name]}"
    return f"`{use.name}` is bound nowhere in this notebook: bind it, import it, or correct its spelling"


RULE = Rule(
    code="MLS103",
    name="undefined-name",
    what="A name is read that no cell binds.",
    why=(
        "The cell that bound it was deleted or changed, or the name is misspelt; the kernel may still "
        "remember it, a new one does not, and the notebook stops with a NameError. Names of Python 2 such "
        "as `xrange` count too. Names that star imports, `%run`, `exec` or unknown magics may bind are not "
        "reported."
    ),
    level="explore",
    severity="error",
    check=_check,
    notebooks_only=True,
    source="https://docs.python.org/3/library/exceptions.html#NameError",
    flagged=(
        Example("# %%\na = 1\n# %%\nprint(a + bb)  # flagged", says="`bb`"),
        Example("# %%\ndef f(x):\n    return x * factor  # flagged\n# %%\nf(1)"),
        Example("# %%\nfor i in xrange(3):  # flagged\n    print(i)", says="range"),
        Example("# %%\nx = [1]\ndel x\n# %%\nprint(x)  # flagged", says="deleted in cell 1"),
        Example("# %%\nclass A:\n    size = width  # flagged"),
        Example("# %%\nprint([n for n in [1]])\n# %%\nprint(n)  # flagged"),
    ),
    kept=(
        Example("# %%\nfrom numpy import *\nprint(array([1]))"),
        Example("# %%\n%run helpers.py\nprint(helper())"),
        Example("# %%\ndisplay(_)\nprint(In, Out, _3, __name__)"),
        Example("# %%\ndef f():\n    global state\n    state = 1\n# %%\nf()\nprint(state)"),
        Example("# %%\nfiles = !ls\nprint(files)"),
        Example("# %%\n%%capture out\nprint(1)\n# %%\nprint(out)"),
        Example("# %%\ntry:\n    unicode\nexcept NameError:\n    unicode = str"),
        Example("# %%\nx = 1\ndel x\nx = 2\n# %%\nprint(x)"),
        Example("# %%\nexec('x = 1')\nprint(x)"),
        Example(
            "# %%\ndef f(a, *b, c=1, **d):\n    def g():\n        return a, b, c, d, e\n    e = 2\n    return g"
        ),
        Example('# %% tags=["raises-exception"]\nprint(missing)'),
    ),
)
