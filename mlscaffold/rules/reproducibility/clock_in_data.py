"""Today's date or time of day that gets into data, features or file names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call, NodeContext
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation
from mlscaffold.rules.uses import around, bound_to, last_name, reads, stored

DATES = frozenset(
    "datetime.datetime.now datetime.datetime.today datetime.datetime.utcnow datetime.date.today "
    "pandas.Timestamp.now pandas.Timestamp.today pandas.Timestamp.utcnow pandas.to_datetime".split()
)
STAMPS = frozenset(
    "time.time time.time_ns time.strftime time.ctime time.asctime time.localtime time.gmtime".split()
)
LASTS = frozenset(name.rpartition(".")[2] for name in DATES | STAMPS)
WATCHES = frozenset("time perf_counter process_time monotonic now utcnow today default_timer".split())
MARK = re.compile(
    r"_?t_?\d?|\w*start(?:ed)?(?:_?time)?|\w*begin|tic|toc|end(?:_?time)?|stop|finish|prev(?:_time)?|last_time"
)
"""How people call the moment from which they measure."""

SHOWS = frozenset("print display info debug warning error log write set_description set_postfix".split())
NO_DATA = (ast.Compare, ast.While, ast.If, ast.Assert, ast.Raise)


def _check(file: LintTarget) -> Iterator[Violation]:
    for call in file.index.calls(*LASTS & file.index.called.keys()):
        if _is_clock(call) and _feeds_data(call, file.index):
            message = (
                f"`{ast.unparse(call.node.func)}()` puts the clock into the data, so every run gives something else: "
                "make the moment a parameter of the run"
            )
            yield violation(call, message)


def _is_clock(call: Call) -> bool:
    name = call.name
    if name == "pandas.to_datetime":
        given = call.argument("arg", 0)
        return isinstance(given, ast.Constant) and given.value in {"today", "now"}
    if call.last in {"strftime", "localtime", "gmtime", "ctime", "asctime"}:
        return name in STAMPS and len(call.node.args) < (2 if call.last == "strftime" else 1)
    return name in DATES | STAMPS


def _feeds_data(call: Call, index: ModuleIndex) -> bool:
    name = bound_to(call)
    if name:
        return _name_feeds_data(call, name, index)
    return _kind(call.node, index) == "data"


def _name_feeds_data(call: Call, name: str, index: ModuleIndex) -> bool:
    """Say whether a name that holds the clock is used for more than measuring how long something took."""
    kinds = [_kind(seen.node, index) for seen in reads(index).get(name, ()) if _is_reached(seen, call)]
    if stored(index).get(name, 0) > 1 and "time" in kinds:
        return False
    if "data" in kinds:
        return "time" not in kinds
    return bool(kinds) and "time" not in kinds and call.name in DATES


def _is_reached(seen: NodeContext, call: Call) -> bool:
    return seen.scope is call.scope


def _kind(node: ast.AST, index: ModuleIndex) -> str:
    """Say what becomes of the clock where it stands: `time` for a difference of two, `shown`, or `data`."""
    below = node
    for above in around(index, node):
        if isinstance(above, ast.BinOp) and isinstance(above.op, ast.Sub):
            other = above.right if above.left is below else above.left
            if _is_watch(other, index):
                return "time"
        if isinstance(above, ast.Call) and last_name(above.func) in SHOWS and below is not above.func:
            return "shown"
        if isinstance(above, (ast.Expr, *NO_DATA)):
            return "shown" if isinstance(below, (ast.Name, ast.Compare)) or not _stores(below) else "data"
        if isinstance(above, ast.Assign) and any(isinstance(t, ast.Attribute) for t in above.targets):
            return "time"
        below = above
    return "data"


def _stores(node: ast.AST) -> bool:
    """Say whether an expression that stands alone may keep what it is given: `rows.append(now)`."""
    return isinstance(node, ast.Call) and bool(node.args or node.keywords)


def _is_watch(node: ast.expr, index: ModuleIndex) -> bool:
    """Say whether an expression is the clock, or a name that holds it: what is subtracted is how long it took."""
    if isinstance(node, ast.Call):
        return last_name(node.func) in WATCHES
    if isinstance(node, ast.Attribute) and last_name(node.value) not in {"self", "cls"}:
        return False
    name = last_name(node).lower()
    return bool(MARK.fullmatch(name)) or (isinstance(node, ast.Name) and name in _held(index))


def _held(index: ModuleIndex) -> set[str]:
    return {bound_to(call).lower() for call in index.calls(*WATCHES & index.called.keys())}


RULE = Rule(
    code="MLS204",
    name="clock-in-data",
    what="The current date or time gets into data, features or the names of files.",
    why=(
        "A run tomorrow then gives other values from the same data: an age, a number of days, the name of a result. "
        "Nobody can repeat it, and a test of it fails one day. Take the moment as a parameter of the run, or from "
        "the data (`df['date'].max()`). Measuring how long something takes is not meant."
    ),
    level="candidate",
    severity="warning",
    check=_check,
    source="https://docs.python.org/3/library/datetime.html",
    flagged=(
        Example(
            "# %%\nfrom datetime import datetime\nd = datetime.now()  # flagged\nprint(d)", says="parameter"
        ),
        Example(
            "# %%\nimport datetime as dt\nimport pandas as pd\ndf = pd.read_csv('a.csv')\n"
            "df['age'] = dt.date.today().year - df['born']  # flagged"
        ),
        Example("# %%\nimport pandas as pd\ntoday = pd.Timestamp.now()  # flagged\nage = today - df['born']"),
        Example("# %%\nimport time\nname = f'model_{int(time.time())}.pkl'  # flagged"),
        Example("# %%\nimport time\nimport random\nrandom.seed(time.time())  # flagged"),
        Example(
            "# %%\nfrom datetime import datetime\nrows = []\nrows.append(datetime.now().isoformat())  # flagged"
        ),
    ),
    kept=(
        Example("# %%\nimport time\nstart = time.time()\nwork()\nprint(time.time() - start)"),
        Example(
            "# %%\nfrom datetime import datetime\nbegin = datetime.now()\nwork()\nprint(datetime.now() - begin)"
        ),
        Example("# %%\nimport time\na = time.time()\nwork()\nb = time.time()\ntook = b - a"),
        Example("# %%\nfrom datetime import datetime\nprint('done', datetime.now())"),
        Example(
            "# %%\nimport time\nt = time.perf_counter()\ntime.sleep(1)\nprint(f'{time.perf_counter() - t:.1f}')"
        ),
        Example("# %%\nimport time\ndeadline = 5\nwhile time.time() < deadline:\n    work()"),
        Example("# %%\nimport time\nday = time.strftime('%Y', row)"),
        Example("# %%\nimport pandas as pd\nwhen = pd.to_datetime('2020-01-01')"),
    ),
)
