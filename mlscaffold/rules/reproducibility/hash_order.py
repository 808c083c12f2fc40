"""The order of a set, or a hash, that gets into data."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.analysis.types import infer
from mlscaffold.rules.orders import keeps_order
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation
from mlscaffold.rules.uses import around, last_name

ORDER = (
    "a set gives its items in another order in each run where they are texts: iterate over sorted(…) instead"
)
HASH = "hash() of a text is another number in each run: use hashlib, such as hashlib.sha256(…).hexdigest()"
SHOWS = frozenset({"print", "display"})
NUMBERS = frozenset({"int", "float", "bool"})


def _check(file: LintTarget) -> Iterator[Violation]:
    index = file.index
    told: set[ast.AST] = set()
    for call in index.calls("set"):
        is_set = call.name == "set" and call.node.args and call.statement not in told
        if is_set and not _of_numbers(call) and keeps_order(call, index):
            told.add(call.statement)
            yield violation(call, ORDER)
    for call in index.calls("hash"):
        if call.name == "hash" and len(call.node.args) == 1 and _feeds_data(call, index):
            yield violation(call, HASH)


def _of_numbers(call: Call) -> bool:
    given = call.node.args[0]
    if infer(given, call.env) == "range":
        return True
    items = given.elts if isinstance(given, (ast.List, ast.Tuple, ast.Set)) else []
    return bool(items) and all(
        isinstance(item, ast.Constant) and not isinstance(item.value, str) for item in items
    )


def _feeds_data(call: Call, index: ModuleIndex) -> bool:
    """Say whether a hash becomes a group, a column or an item: `hash(x) % 10`, `[hash(x) for x in xs]`."""
    if infer(call.node.args[0], call.env) in NUMBERS:
        return False
    below: ast.AST = call.node
    for above in around(index, call.node):
        if isinstance(above, ast.Compare) or (isinstance(above, ast.Call) and last_name(above.func) in SHOWS):
            return False
        if isinstance(above, ast.BinOp) and isinstance(above.op, ast.Mod) and above.left is below:
            return True
        if isinstance(above, (ast.Lambda, ast.ListComp)):
            return True
        below = above
    return isinstance(below, ast.Assign) and any(isinstance(t, ast.Subscript) for t in below.targets)


RULE = Rule(
    code="MLS205",
    name="hash-order",
    what="The order of a set, or Python's hash of a text, gets into data.",
    why=(
        "Python hashes texts with a secret that changes from process to process. So the order of a set of texts, and "
        "`hash('a')`, are others in each run: columns change places, category codes change their meaning, rows are "
        "split otherwise. Sort the set before you iterate over it, and hash with `hashlib`."
    ),
    level="candidate",
    severity="warning",
    check=_check,
    source="https://docs.python.org/3/using/cmdline.html#envvar-PYTHONHASHSEED",
    flagged=(
        Example(
            "# %%\nnames = ['b', 'a', 'b']\ncolumns = list(set(names))  # flagged\nfirst = columns[0]",
            says="sorted",
        ),
        Example("# %%\nfeatures = list(set(df.columns) - {'y'})  # flagged\nX = df[features]"),
        Example("# %%\nfeatures = [c for c in set(names).difference(['y'])]  # flagged"),
        Example("# %%\ncodes = [x.lower() for x in set(words)]  # flagged"),
        Example(
            "# %%\ncodes = {word: i for i, word in enumerate(set(words))}\nrows = []\n"
            "for word in set(words):  # flagged\n    rows.append(word)"
        ),
        Example("# %%\nbucket = hash(user) % 10  # flagged", says="hashlib"),
        Example("# %%\ndf['code'] = df['name'].map(lambda name: hash(name))  # flagged"),
        Example("# %%\nunique = set(words)  # flagged\nvocabulary = [w for w in unique]"),
    ),
    kept=(
        Example("# %%\ncolumns = sorted(set(names))"),
        Example(
            "# %%\nn = len(set(names))\nrest = sorted(set(names) - {'y'})\nboth = set(names).union(others)"
        ),
        Example("# %%\nboth = set(a) & set(b)\nfound = 'x' in set(a)"),
        Example("# %%\nunique = list(set(words))\nunique.sort()\nfirst = unique[0]"),
        Example("# %%\nunique = list(set(words))\nprint(len(unique))\nfound = 'a' in unique"),
        Example("# %%\nfor word in set(words):\n    print(word)"),
        Example("# %%\nnumbers = list(set(range(3)))\nothers = list(set([1, 2, 1]))"),
        Example("# %%\nkey = hash(name)\nif key in known:\n    print(hash(name))"),
        Example("# %%\nclass P:\n    def __hash__(self):\n        return hash(self.name)"),
    ),
)
