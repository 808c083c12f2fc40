"""The order of a set, or Python's `hash` of a string, gets into data.

Python hashes strings with a random key per process. The order of a set of strings, and `hash('a')`,
therefore differ from run to run: columns swap places, category codes change their meaning, rows are split
differently. Sort the set before you iterate over it, and hash with `hashlib`.
"""

import ast

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call, NodeContext
from mlscaffold.analysis.scopes import Scope
from mlscaffold.analysis.types import infer
from mlscaffold.rules.lookups import assigned_name, enclosing, last_name, reads, stored, variable
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

ORDERLESS = frozenset(
    "sorted len sum min max set frozenset any all Counter dict isin difference intersection union issubset issuperset "
    "symmetric_difference intersection_update difference_update isdisjoint print display natsorted update choice".split()
)
ORDERED = frozenset("list tuple enumerate map filter array concat Series DataFrame zip Index".split())
SETS = frozenset("difference intersection union symmetric_difference".split())
APPENDS = frozenset("append extend appendleft insert concat write writerow writelines".split())


def keeps_order(context: NodeContext | Call, index: ModuleIndex) -> bool:
    """Return whether the iteration order of a value gets into other values.

    Args:
        context: the value with its context: a set, a listing of a folder.
        index: the file.
    """
    name = assigned_name(context)
    if name:
        return _is_kept_by_name(name, context.scope, index, frozenset())
    return _is_kept(context.node, context.scope, index, frozenset())


def _is_kept_by_name(name: str, scope: Scope | None, index: ModuleIndex, seen: frozenset[str]) -> bool:
    """Return whether the order of a set is kept, which names may hold that were followed before."""
    if name in seen:
        return False
    places = _places(name, scope, index)
    return not any(_is_sorted(node, index) for node in places) and any(
        _is_kept(node, scope, index, seen | {name}) for node in places
    )


def _is_list_kept(name: str, scope: Scope | None, index: ModuleIndex) -> bool:
    """Return whether the order of a list is used: it is not sorted, and some use depends on the order."""
    places = _places(name, scope, index)
    return not any(_is_sorted(node, index) for node in places) and not all(
        _is_orderless(node, index) for node in places
    )


def _places(name: str, scope: Scope | None, index: ModuleIndex) -> list[ast.AST]:
    once = scope is None and stored(index).get(name) == 1
    return [read.node for read in reads(index).get(name, ()) if once or read.scope is scope]


def _is_orderless(node: ast.AST, index: ModuleIndex) -> bool:
    above = next(enclosing(index, node), None)
    if isinstance(above, ast.Call):
        return last_name(above.func) in ORDERLESS
    return isinstance(above, (ast.Compare, ast.Expr))


def _is_sorted(node: ast.AST, index: ModuleIndex) -> bool:
    above = next(enclosing(index, node), None)
    if isinstance(above, ast.Attribute):
        return above.attr == "sort"
    return isinstance(above, ast.Call) and last_name(above.func) in {"sorted", "natsorted", "shuffle"}


def _is_kept(node: ast.AST, scope: Scope | None, index: ModuleIndex, seen: frozenset[str]) -> bool:
    """Return whether the code around a node iterates over it and keeps the order."""
    below: ast.AST = node
    is_set = True
    for above in enclosing(index, node):
        if not _is_set_still(above, below):
            if isinstance(above, ast.Call) and below is not above.func:
                if last_name(above.func) not in ORDERED:
                    return False
                is_set = False
            elif isinstance(above, ast.comprehension) and above.iter is below:
                return _comprehension_keeps(above, index)
            elif isinstance(above, (ast.For, ast.AsyncFor)) and above.iter is below:
                return _loop_keeps(above)
            elif isinstance(above, (ast.Assign, ast.AnnAssign, ast.Return)):
                return _is_bound_kept(above, below, scope, index, seen, is_set=is_set)
            elif not isinstance(above, (ast.Starred, ast.keyword, ast.List)):
                return False
        below = above
    return False


def _is_bound_kept(
    statement: ast.Assign | ast.AnnAssign | ast.Return,
    value: ast.AST,
    scope: Scope | None,
    index: ModuleIndex,
    seen: frozenset[str],
    *,
    is_set: bool,
) -> bool:
    """Return whether the order of an assigned or returned value is kept: for a set or list, its uses decide."""
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    name = variable(targets[0]) if len(targets) == 1 else ""
    if is_set:
        return bool(name) and _is_kept_by_name(name, scope, index, seen)
    is_list = isinstance(value, ast.Call) and last_name(value.func) in {"list", "tuple"}
    return not is_list or not name or _is_list_kept(name, scope, index)


def _is_set_still(above: ast.AST, below: ast.AST) -> bool:
    """Return whether the node around a set is a set again: `a - b`, `a.difference(b)`."""
    if isinstance(above, ast.BinOp):
        return isinstance(above.op, (ast.Sub, ast.BitAnd, ast.BitOr, ast.BitXor))
    if isinstance(above, ast.Attribute):
        return above.attr in SETS
    return isinstance(above, ast.Call) and above.func is below and last_name(below) in SETS


def _comprehension_keeps(part: ast.comprehension, index: ModuleIndex) -> bool:
    above = enclosing(index, part)
    whole = next(above, None)
    outer = next(above, None)
    if not isinstance(whole, (ast.ListComp, ast.GeneratorExp)):
        return False
    return not (isinstance(outer, ast.Call) and last_name(outer.func) in ORDERLESS | {"join"})


def _loop_keeps(loop: ast.For | ast.AsyncFor) -> bool:
    calls = (node for statement in loop.body for node in ast.walk(statement) if isinstance(node, ast.Call))
    return any(last_name(call.func) in APPENDS for call in calls)


ORDER = "the order of a set of strings differs from run to run: iterate over sorted(…) instead"
HASH = "hash() of a string differs from run to run: use hashlib, such as hashlib.sha256(…).hexdigest()"
DISPLAYS = frozenset({"print", "display"})
NUMBERS = frozenset({"int", "float", "bool"})


def _check(file: LintTarget) -> Violations:
    index = file.index
    reported: set[ast.AST] = set()
    for call in index.calls("set"):
        is_set = call.name == "set" and call.node.args and call.statement not in reported
        if is_set and not _of_numbers(call) and keeps_order(call, index):
            reported.add(call.statement)
            yield violation(call, ORDER)
    for call in index.calls("hash"):
        if call.name == "hash" and len(call.node.args) == 1 and _feeds_data(call, index):
            yield violation(call, HASH)


def _of_numbers(call: Call) -> bool:
    argument = call.node.args[0]
    if infer(argument, call.env) == "range":
        return True
    items = argument.elts if isinstance(argument, (ast.List, ast.Tuple, ast.Set)) else []
    return bool(items) and all(
        isinstance(item, ast.Constant) and not isinstance(item.value, str) for item in items
    )


def _feeds_data(call: Call, index: ModuleIndex) -> bool:
    """Return whether a hash becomes a group, a column or an item: `hash(x) % 10`, `[hash(x) for x in xs]`."""
    if infer(call.node.args[0], call.env) in NUMBERS:
        return False
    below: ast.AST = call.node
    for above in enclosing(index, call.node):
        is_shown = isinstance(above, ast.Call) and last_name(above.func) in DISPLAYS
        if is_shown or isinstance(above, ast.Compare):
            return False
        if isinstance(above, ast.BinOp) and isinstance(above.op, ast.Mod) and above.left is below:
            return True
        if isinstance(above, (ast.Lambda, ast.ListComp)):
            return True
        below = above
    return isinstance(below, ast.Assign) and any(isinstance(t, ast.Subscript) for t in below.targets)


RULE = Rule(
    **explanation(__doc__),
    code="MLS205",
    name="hash-order",
    level="candidate",
    check=_check,
    source="https://docs.python.org/3/using/cmdline.html#envvar-PYTHONHASHSEED",
    flagged=cases(
        "names = ['b', 'a', 'b']\ncolumns = list(set(names))  # flagged: sorted\nfirst = columns[0]",
        "features = list(set(df.columns) - {'y'})  # flagged\nX = df[features]",
        "features = [c for c in set(names).difference(['y'])]  # flagged",
        "codes = [x.lower() for x in set(words)]  # flagged",
        "codes = {word: i for i, word in enumerate(set(words))}\nrows = []\nfor word in set(words):  # flagged\n    rows.append(word)",
        "bucket = hash(user) % 10  # flagged: hashlib",
        "df['code'] = df['name'].map(lambda name: hash(name))  # flagged",
        "unique = set(words)  # flagged\nvocabulary = [w for w in unique]",
    ),
    kept=cases(
        "columns = sorted(set(names))",
        "n = len(set(names))\nrest = sorted(set(names) - {'y'})\nboth = set(names).union(others)",
        "both = set(a) & set(b)\nfound = 'x' in set(a)",
        "unique = list(set(words))\nunique.sort()\nfirst = unique[0]",
        "unique = list(set(words))\nprint(len(unique))\nfound = 'a' in unique",
        "for word in set(words):\n    print(word)",
        "numbers = list(set(range(3)))\nothers = list(set([1, 2, 1]))",
        "key = hash(name)\nif key in known:\n    print(hash(name))",
        "class P:\n    def __hash__(self):\n        return hash(self.name)",
        "seen = set(words)\nfor more in others:\n    seen = seen.union(more)\nprint(len(seen))",
        "a = set(words)\nfor more in others:\n    b = a.union(more)\n    a = b.union(more)\nn = len(a)",
    ),
)
