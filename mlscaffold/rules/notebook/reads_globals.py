"""A function reads variables of the notebook instead of parameters.

Its result changes whenever a cell changes the variable, it cannot be tested with other data, and it breaks
when it is moved to a module. Pass what it needs as parameters. Imports, other functions and constants (a
name in capitals, or a name bound once to a literal) are not reported.
"""

import ast

from mlscaffold.analysis.names import FileNames, Use, names_in
from mlscaffold.analysis.types import qualified
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violations, at, cases, explanation

_SHOWN = 4  # names in a message, which is one line
_SHARED = frozenset({"logger", "log", "logging", "spark", "sc", "plt", "tqdm", "console"})


def _check(file: LintTarget) -> Violations:
    names = names_in(file.index)
    for name, use in names.definitions:
        node = use.context.node
        read = tuple(dict.fromkeys(free.name for free in names.free.get(id(node), ())))
        variables = [one for one in read if one != name and _is_variable(one, names)]
        if variables:
            kind = "class" if isinstance(node, ast.ClassDef) else "function"
            yield at(use.cell, _header(node), _message(name, variables, kind))


def _header(node: ast.AST) -> ast.AST:
    """Return a node for the first line of a definition."""
    line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
    return ast.Pass(lineno=line, col_offset=column, end_lineno=line, end_col_offset=column)


def _message(name: str, variables: list[str], kind: str) -> str:
    shown = [f"`{one}`" for one in variables[:_SHOWN]]
    if len(variables) > _SHOWN:
        shown.append(f"{len(variables) - _SHOWN} more")
    listed = " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]
    more = "them parameters" if len(variables) > 1 else "it a parameter"
    return f"`{name}` reads the notebook's {listed}: make {more} of the {kind}"


def _is_variable(name: str, names: FileNames) -> bool:
    """Return whether cells bind a name to a value that may change: no import, function, class or constant."""
    binds = names.binds.get(name, ())
    if not binds or name in _SHARED or name.isupper() or name.startswith("_"):
        return False
    changed = len(binds) > 1
    return all(_is_value(use, changed) for use in binds)


def _is_value(use: Use, changed: bool) -> bool:
    statement = use.context.statement
    if not isinstance(use.context.node, ast.Name):
        return False
    if not isinstance(statement, (ast.Assign, ast.AnnAssign)) or statement.value is None:
        return True
    value = statement.value
    whole = value.value if isinstance(value, ast.Subscript) else value
    is_alias = bool(qualified(whole, use.context.env)) or isinstance(value, ast.Lambda)
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
    **explanation(__doc__),
    code="MLS109",
    name="reads-globals",
    level="production",
    check=_check,
    notebooks_only=True,
    source="https://docs.python.org/3/faq/programming.html#what-are-the-rules-for-local-and-global-variables-in-python",
    flagged=cases(
        Example(
            "df = load()\n# %%\ndef share(name):  # flagged\n    return df[name].mean()",
            says="notebook's `df`",
        ),
        (
            "model = make()\ndf = load()\n# %%\ndef score():  # flagged: `df` and `model`\n    def inner():\n        return model\n"
            "    return inner().score(df)"
        ),
        "size = count()\n# %%\nclass Net:  # flagged: of the class\n    def __init__(self):\n        self.size = size",
        "n = 0\n# %%\ndef count():  # flagged\n    global n\n    n += 1\n# %%\nn = 5",
    ),
    kept=cases(
        "import numpy as np\nSIZE = load()\nrate = 0.1\n# %%\ndef f(x):\n    return np.log(x) * rate + SIZE",
        "df = load()\n# %%\ndef f(df):\n    return df\n# %%\ndef g(df):\n    return f(df)",
        "df = load()\n# %%\ndef f():\n    df = 1\n    return [df for df in range(3)]",
        "from typing import Literal\nKind = Literal['a', 'b']\n# %%\ndef f(x: Kind):\n    return Kind",
        "from tensorflow import keras\nlayers = keras.layers\n# %%\ndef f():\n    return layers.Dense(1)",
    ),
)
