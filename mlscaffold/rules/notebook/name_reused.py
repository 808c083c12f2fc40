"""One name for different things in several cells."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from mlscaffold.analysis.names import DEFINITIONS, Use, names_in
from mlscaffold.analysis.nodes import called
from mlscaffold.analysis.types import ARRAY, FRAME, INDEX, SERIES, infer
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation

_PASSING = frozenset(
    "fig axs axes plt tmp temp dummy res result results out output ans ret val value key obj item "
    "items elem line row col name label text msg query url path file filename fname file_name cmd "
    "expr idx index num data1 start end".split()
)
_SHORTEST = 2
_DATA = {
    FRAME: "a frame",
    SERIES: "a series",
    ARRAY: "an array",
    INDEX: "an index",
    "list": "a list",
    "tuple": "a tuple",
}
_KINDS = {
    **dict.fromkeys(_DATA, "data"), "str": "a text", "int": "a number", "float": "a number", "bool": "a number",
    "dict": "a dictionary", "set": "a set",
}  # fmt: skip
_READS = ("pandas.read_", "geopandas.read_", "polars.read_", "numpy.load")


class _Meaning(NamedTuple):
    """What a name stands for.

    Args:
        kind: the kind of thing; names that are reused for another kind are found.
        which: which of that kind, "" where that does not matter.
        word: what it is called, "" where that is its kind.
    """

    kind: str
    which: str = ""
    word: str = ""

    def __str__(self) -> str:
        return f"what is read from {self.which}" if self.kind == "what is read" else self.word or self.kind


def _check(file: LintTarget) -> Iterator[Violation]:
    for name, places in names_in(file.index).binds.items():
        if len(places) > 1 and len(name) >= _SHORTEST and name not in _PASSING and not name.startswith("_"):
            yield from _clash(name, places)


def _clash(name: str, places: tuple[Use, ...]) -> Iterator[Violation]:
    known = [(use, meaning) for use in places if (meaning := _meaning(use)) is not None]
    for position, (use, meaning) in enumerate(known):
        before = [(one, other) for one, other in known[:position] if one.cell != use.cell]
        for one, other in before:
            if _differ(meaning, other):
                yield violation(use.seen, _message(name, one, other, meaning))
                return


def _message(name: str, one: Use, other: _Meaning, meaning: _Meaning) -> str:
    if other.kind == meaning.kind and other.kind in {"a function", "a class"}:
        return f"`{name}` is another {other.kind[2:]} in cell {one.cell}: give one of them another name"
    if other.kind == meaning.kind == "an import":
        return f"`{name}` is {other.which} in cell {one.cell} and {meaning.which} here: import one under another name"
    if meaning.kind == "a value":
        return f"`{name}` is {other.kind} in cell {one.cell}, which is lost here: give the value another name"
    return f"`{name}` is {other} in cell {one.cell} and {meaning} here: give one of them another name"


def _differ(one: _Meaning, other: _Meaning) -> bool:
    if "what is read" in (one.kind, other.kind) and one.kind != other.kind:
        return "data" not in (one.kind, other.kind) and "a value" not in (one.kind, other.kind)
    values = {"a value", "a text", "a number", "data", "a dictionary", "a set"}
    if "a value" in (one.kind, other.kind):
        return not {one.kind, other.kind} <= values
    if one.kind == other.kind == "an import":
        return not _are_the_same(one.which, other.which)
    return one[:2] != other[:2]


def _are_the_same(one: str, other: str) -> bool:
    """Say whether two imports give one thing: packages hand on what stands in their modules."""
    ours, theirs = one.split("."), other.split(".")
    handed_on = len(ours) > 1 and len(theirs) > 1 and (ours[0], ours[-1]) == (theirs[0], theirs[-1])
    return one == other or handed_on


def _meaning(use: Use) -> _Meaning | None:
    node, statement = use.seen.node, use.seen.statement
    if isinstance(node, DEFINITIONS):
        return _Meaning("a class" if isinstance(node, ast.ClassDef) else "a function", ast.dump(node))
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        guarded = isinstance(use.seen.parent, (ast.Try, ast.ExceptHandler, ast.If))
        return None if guarded else _Meaning("an import", _imported(use.name, node))
    if isinstance(statement, ast.Assign) and use.seen.parent is statement and len(statement.targets) == 1:
        return _assigned(use, statement.value)
    return None


def _imported(name: str, node: ast.Import | ast.ImportFrom) -> str:
    alias = next(one for one in node.names if (one.asname or one.name.partition(".")[0]) == name)
    if isinstance(node, ast.Import):
        return alias.name if alias.asname else name
    return f"{node.module or ''}.{alias.name}"


def _assigned(use: Use, value: ast.expr) -> _Meaning | None:
    if any(isinstance(part, ast.Name) and part.id == use.name for part in ast.walk(value)):
        is_call = (
            isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == use.name
        )
        return _Meaning("a value") if is_call else None
    path = _read(use, value)
    if path:
        return _Meaning("what is read", path)
    found = infer(value, use.seen.env)
    return _Meaning(_KINDS[found], "", _DATA.get(found, "")) if found in _KINDS else None


def _read(use: Use, value: ast.expr) -> str:
    """Return the name of the file that a call reads, "" where it does not stand there."""
    if not (isinstance(value, ast.Call) and value.args and isinstance(value.args[0], ast.Constant)):
        return ""
    path = value.args[0].value
    reads = isinstance(path, str) and called(value, use.seen.env).startswith(_READS)
    return PurePosixPath(path.replace("\\", "/")).name[:40] if reads and isinstance(path, str) else ""


RULE = Rule(
    code="MLS106",
    name="name-reused",
    what="One name stands for different things in different cells.",
    why=(
        "What a cell gives then depends on which of the others ran last, and a cell that is moved or run "
        "again takes the wrong one. A function or an import that a value takes the name of cannot be called "
        "any more. Give each thing a name of its own. A name that is computed on from itself (`df = "
        "df.dropna()`), and short-lived ones such as `i`, `ax` and `tmp`, are not reported."
    ),
    level="production",
    severity="warning",
    check=_check,
    notebooks_only=True,
    source="Pimentel et al., A Large-Scale Study About Quality and Reproducibility of Jupyter Notebooks, MSR 2019",
    flagged=(
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('a.csv')\n# %%\nprint(df)\n# %%\ndf = 'done'  # flagged",
            says="and a text here",
        ),
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('a.csv')\n# %%\ndf = pd.read_csv('b/c.csv')  # flagged",
            says="c.csv",
        ),
        Example(
            "# %%\nfrom sklearn.metrics import accuracy_score\n# %%\naccuracy_score = accuracy_score(y, p)  # flagged",
            says="lost",
        ),
        Example(
            "# %%\ndef load():\n    return 1\n# %%\ndef load():  # flagged\n    return 2",
            says="another function",
        ),
        Example(
            "# %%\nfrom numpy import mean\n# %%\nfrom statistics import mean  # flagged",
            says="statistics.mean",
        ),
    ),
    kept=(
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('a.csv')\n# %%\ndf = df.dropna()\n# %%\ndf = df['a']"
        ),
        Example("# %%\ni = 1\nfig = 'a'\ntmp = 3\n# %%\ni = 'a'\nfig = 1\ntmp = []"),
        Example("# %%\nimport pandas as pd\n# %%\nimport pandas as pd"),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('a.csv')\n# %%\ndf = pd.read_csv('data/a.csv')"),
        Example("# %%\nfrom tqdm import tqdm\n# %%\nfrom tqdm.notebook import tqdm"),
        Example("# %%\ncount = 1\n# %%\ncount = 2.5"),
        Example("# %%\ntry:\n    import a as b\nexcept ImportError:\n    import c as b\n# %%\nimport a as b"),
        Example("# %%\ndef load():\n    return 1\n# %%\ndef load():\n    return 1"),
    ),
)
