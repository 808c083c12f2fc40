"""Functions that take what they need from the notebook instead of from their arguments."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlscaffold.analysis.names import FileNames, Use, names_in
from mlscaffold.analysis.types import qualified
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, at

_SHOWN = 4
_SHARED = frozenset({"logger", "log", "logging", "spark", "sc", "plt", "tqdm", "console"})


def _check(file: LintTarget) -> Iterator[Violation]:
    names = names_in(file.index)
    for name, use in names.definitions:
        node = use.seen.node
        read = tuple(dict.fromkeys(free.name for free in names.free.get(id(node), ())))
        taken = [one for one in read if one != name and _is_variable(one, names)]
        if taken:
            kind = "class" if isinstance(node, ast.ClassDef) else "function"
            yield at(use.cell, _header(node), _message(name, taken, kind))


def _header(node: ast.AST) -> ast.AST:
    """Return a node for the line of a `def` alone."""
    line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
    return ast.Pass(lineno=line, col_offset=column, end_lineno=line, end_col_offset=column)


def _message(name: str, taken: list[str], kind: str) -> str:
    shown = [f"`{one}`" for one in taken[:_SHOWN]]
    if len(taken) > _SHOWN:
        shown.append(f"{len(taken) - _SHOWN} more")
    listed = " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]
    more = "them parameters" if len(taken) > 1 else "it a parameter"
    return f"`{name}` reads {listed} of the notebook: make {more} of the {kind}"


def _is_variable(name: str, names: FileNames) -> bool:
    """Say whether cells bind a name to a value that may change: no import, function, class or constant."""
    binds = names.binds.get(name, ())
    if not binds or name in _SHARED or name.isupper() or name.startswith("_"):
        return False
    changed = len(binds) > 1
    return all(_is_value(use, changed) for use in binds)


def _is_value(use: Use, changed: bool) -> bool:
    statement = use.seen.statement
    if not isinstance(use.seen.node, ast.Name):
        return False
    if not isinstance(statement, (ast.Assign, ast.AnnAssign)) or statement.value is None:
        return True
    value = statement.value
    whole = value.value if isinstance(value, ast.Subscript) else value
    is_alias = bool(qualified(whole, use.seen.env)) or isinstance(value, ast.Lambda)
    return not is_alias and (changed or not _is_constant(value))


def _is_constant(value: ast.expr) -> bool:
    if isinstance(value, (ast.Tuple, ast.List, ast.Set)):
        return all(_is_constant(item) for item in value.elts)
    if isinstance(value, ast.UnaryOp):
        return _is_constant(value.operand)
    if isinstance(value, ast.Dict):
        return all(_is_constant(item) for item in (*value.keys, *value.values) if item is not None)
    return isinstance(value, ast.Constant)


RULE = Rule(
    code="MLS109",
    name="reads-globals",
    what="A function reads variables of the notebook.",
    why=(
        "It gives something else when a cell changes the variable, it cannot be tested on other data, and "
        "it breaks when it is moved to a module. Give it what it needs as parameters. Imports, other "
        "functions and constants (a name in capitals, or one that is bound once to a literal) are not "
        "reported."
    ),
    level="production",
    severity="warning",
    check=_check,
    notebooks_only=True,
    source="https://docs.python.org/3/faq/programming.html#what-are-the-rules-for-local-and-global-variables-in-python",
    flagged=(
        Example(
            "# %%\ndf = load()\n# %%\ndef share(name):  # flagged\n    return df[name].mean()", says="`df` of"
        ),
        Example(
            "# %%\nmodel = make()\ndf = load()\n# %%\ndef score():  # flagged\n    def inner():\n        return model\n"
            "    return inner().score(df)",
            says="`df` and `model`",
        ),
        Example(
            "# %%\nsize = count()\n# %%\nclass Net:  # flagged\n    def __init__(self):\n        self.size = size",
            says="of the class",
        ),
        Example("# %%\nn = 0\n# %%\ndef count():  # flagged\n    global n\n    n += 1\n# %%\nn = 5"),
    ),
    kept=(
        Example(
            "# %%\nimport numpy as np\nSIZE = load()\nrate = 0.1\n# %%\ndef f(x):\n    return np.log(x) * rate + SIZE"
        ),
        Example("# %%\ndf = load()\n# %%\ndef f(df):\n    return df\n# %%\ndef g(df):\n    return f(df)"),
        Example("# %%\ndf = load()\n# %%\ndef f():\n    df = 1\n    return [df for df in range(3)]"),
        Example(
            "# %%\nfrom typing import Literal\nKind = Literal['a', 'b']\n# %%\ndef f(x: Kind):\n    return Kind"
        ),
        Example(
            "# %%\nfrom tensorflow import keras\nlayers = keras.layers\n# %%\ndef f():\n    return layers.Dense(1)"
        ),
    ),
)
