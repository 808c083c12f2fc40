"""One name means different things in different cells.

The result of a cell then depends on which of the others ran last, and a cell that is moved or run again may
use the wrong value. A function or an import that a value overwrites cannot be called any more. Give each
thing its own name. Names that are updated from themselves (`df = df.dropna()`) and short-lived names such
as `i`, `ax` and `tmp` are not reported.
"""

import ast
from pathlib import PurePosixPath
from typing import NamedTuple

from mlscaffold.analysis.imports import bindings
from mlscaffold.analysis.names import Use, names_in
from mlscaffold.analysis.nodes import called
from mlscaffold.analysis.scopes import DEFINITIONS
from mlscaffold.analysis.types import ARRAY, FRAME, INDEX, SERIES, infer
from mlscaffold.rules.lookups import string, variable
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

_SHORT_LIVED = frozenset(
    "fig axs axes plt tmp temp dummy res result results out output ans ret val value key obj item "
    "items elem line row col name label text msg query url path file filename fname file_name cmd "
    "expr idx index num data1 start end".split()
)
_FILE_NAME = 40  # characters of a file name in a message, which is one line
_SHORTEST = 2  # a letter is a short-lived name, as a loop variable is
_DATA = {
    FRAME: "a DataFrame",
    SERIES: "a Series",
    ARRAY: "an array",
    INDEX: "an index",
    "list": "a list",
    "tuple": "a tuple",
}
_KINDS = {
    **dict.fromkeys(_DATA, "data"), "str": "a string", "int": "a number", "float": "a number", "bool": "a number",
    "dict": "a dictionary", "set": "a set",
}  # fmt: skip
_READS = ("pandas.read_", "geopandas.read_", "polars.read_", "numpy.load")


class _Meaning(NamedTuple):
    """What a name means.

    Args:
        kind: the kind of thing; a name of several kinds is reused.
        which: which of that kind, "" if that does not matter.
        word: how a message calls it, "" for its kind.
    """

    kind: str
    which: str = ""
    word: str = ""

    def __str__(self) -> str:
        return f"the content of {self.which}" if self.kind == "file content" else self.word or self.kind


def _check(file: LintTarget) -> Violations:
    for name, places in names_in(file.index).binds.items():
        is_short_lived = len(name) < _SHORTEST or name in _SHORT_LIVED or name.startswith("_")
        if len(places) > 1 and not is_short_lived:
            yield from _clash(name, places)


def _clash(name: str, places: tuple[Use, ...]) -> Violations:
    known = [(use, meaning) for use in places if (meaning := _meaning(use)) is not None]
    for position, (use, meaning) in enumerate(known):
        before = [(one, other) for one, other in known[:position] if one.cell != use.cell]
        for one, other in before:
            if _differ(meaning, other):
                yield violation(use.context, _message(name, one, other, meaning))
                return


def _message(name: str, one: Use, other: _Meaning, meaning: _Meaning) -> str:
    if other.kind == meaning.kind and other.kind in {"a function", "a class"}:
        return f"`{name}` is a different {other.kind[2:]} in cell {one.cell}: rename one of them"
    if other.kind == meaning.kind == "an import":
        return f"`{name}` is {other.which} in cell {one.cell} and {meaning.which} here: import one of them under another name"
    if meaning.kind == "a value":
        return f"`{name}` is {other.kind} in cell {one.cell} and is overwritten here: rename the value"
    return f"`{name}` is {other} in cell {one.cell} and {meaning} here: rename one of them"


def _differ(one: _Meaning, other: _Meaning) -> bool:
    if "file content" in (one.kind, other.kind) and one.kind != other.kind:
        return "data" not in (one.kind, other.kind) and "a value" not in (one.kind, other.kind)
    values = {"a value", "a string", "a number", "data", "a dictionary", "a set"}
    if "a value" in (one.kind, other.kind):
        return not {one.kind, other.kind} <= values
    if one.kind == other.kind == "an import":
        return not _are_equal(one.which, other.which)
    return one[:2] != other[:2]


def _are_equal(one: str, other: str) -> bool:
    """Return whether two imports bind one object: packages re-export objects of their modules."""
    ours, theirs = one.split("."), other.split(".")
    is_reexported = len(ours) > 1 and len(theirs) > 1 and (ours[0], ours[-1]) == (theirs[0], theirs[-1])
    return one == other or is_reexported


def _meaning(use: Use) -> _Meaning | None:
    node, statement = use.context.node, use.context.statement
    if isinstance(node, DEFINITIONS):
        return _Meaning("a class" if isinstance(node, ast.ClassDef) else "a function", ast.dump(node))
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        guarded = isinstance(use.context.parent, (ast.Try, ast.ExceptHandler, ast.If))
        return None if guarded else _Meaning("an import", bindings(node)[use.name])
    if isinstance(statement, ast.Assign) and use.context.parent is statement and len(statement.targets) == 1:
        return _assigned(use, statement.value)
    return None


def _assigned(use: Use, value: ast.expr) -> _Meaning | None:
    if any(isinstance(part, ast.Name) and part.id == use.name for part in ast.walk(value)):
        is_call = isinstance(value, ast.Call) and variable(value.func) == use.name
        return _Meaning("a value") if is_call else None
    path = _read(use, value)
    if path:
        return _Meaning("file content", path)
    found = infer(value, use.context.env)
    return _Meaning(_KINDS[found], "", _DATA.get(found, "")) if found in _KINDS else None


def _read(use: Use, value: ast.expr) -> str:
    """Return the name of the file that a call reads, "" if it is not a literal."""
    path = string(value.args[0]) if isinstance(value, ast.Call) and value.args else ""
    if not path or not isinstance(value, ast.Call) or not called(value, use.context.env).startswith(_READS):
        return ""
    return PurePosixPath(path.replace("\\", "/")).name[:_FILE_NAME]


RULE = Rule(
    **explanation(__doc__),
    code="MLS106",
    name="name-reused",
    level="production",
    check=_check,
    notebooks_only=True,
    source="Pimentel et al., A Large-Scale Study About Quality and Reproducibility of Jupyter Notebooks, MSR 2019",
    flagged=cases(
        "import pandas as pd\ndf = pd.read_csv('a.csv')\n# %%\nprint(df)\n# %%\ndf = 'done'  # flagged: and a string here",
        "import pandas as pd\ndf = pd.read_csv('a.csv')\n# %%\ndf = pd.read_csv('b/c.csv')  # flagged: c.csv",
        "from sklearn.metrics import accuracy_score\n# %%\naccuracy_score = accuracy_score(y, p)  # flagged: overwritten",
        "def load():\n    return 1\n# %%\ndef load():  # flagged: different function\n    return 2",
        "from numpy import mean\n# %%\nfrom statistics import mean  # flagged: statistics.mean",
    ),
    kept=cases(
        "import pandas as pd\ndf = pd.read_csv('a.csv')\n# %%\ndf = df.dropna()\n# %%\ndf = df['a']",
        "i = 1\nfig = 'a'\ntmp = 3\n# %%\ni = 'a'\nfig = 1\ntmp = []",
        "import pandas as pd\n# %%\nimport pandas as pd",
        "import pandas as pd\ndf = pd.read_csv('a.csv')\n# %%\ndf = pd.read_csv('data/a.csv')",
        "from tqdm import tqdm\n# %%\nfrom tqdm.notebook import tqdm",
        "count = 1\n# %%\ncount = 2.5",
        "try:\n    import a as b\nexcept ImportError:\n    import c as b\n# %%\nimport a as b",
        "def load():\n    return 1\n# %%\ndef load():\n    return 1",
    ),
)
