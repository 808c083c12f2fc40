"""The current date or time gets into data, features or file names.

A run tomorrow then gives different values from the same data: an age, a number of days, the name of a
result. Nobody can reproduce it, and one day a test of it fails. Make the date a parameter of the run, or
take it from the data (`df['date'].max()`). Measuring how long something takes is not reported, nor are the
date in the record of a run (`{"created_at": ...}`) and in lines that are only shown.
"""

import ast
import re

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.lookups import assigned_name, enclosing, last_name, reads, stored, string
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

DATES = frozenset(
    "datetime.datetime.now datetime.datetime.today datetime.datetime.utcnow datetime.date.today "
    "pandas.Timestamp.now pandas.Timestamp.today pandas.Timestamp.utcnow pandas.to_datetime".split()
)
TIMESTAMPS = frozenset(
    "time.time time.time_ns time.strftime time.ctime time.asctime time.localtime time.gmtime".split()
)
LASTS = frozenset(name.rpartition(".")[2] for name in DATES | TIMESTAMPS)
CLOCKS = frozenset("time perf_counter process_time monotonic now utcnow today default_timer".split())
START = re.compile(
    r"_?t_?\d?|\w*start(?:ed)?(?:_?time)?|\w*begin|tic|toc|end(?:_?time)?|stop|finish|prev(?:_time)?|last_time"
)
"""Usual names of the moment from which a duration is measured."""

RECORDED = re.compile(
    r"(?:\w+_)?(?:created|updated|started|finished|ended|generated|trained|logged|recorded|saved|run)(?:_?(?:at|on|time|date))?"
    r"|(?:\w+_)?(?:time_?stamp|utc|datetime)"
)
"""Usual keys of the moment in the record of a run; `date` and `time` alone are columns of data as often."""
DISPLAYS = frozenset("print display info debug warning error log write set_description set_postfix".split())
NO_DATA = (ast.Compare, ast.While, ast.If, ast.Assert, ast.Raise)


def _check(file: LintTarget) -> Violations:
    for call in file.index.calls(*LASTS & file.index.called.keys()):
        if _is_clock(call) and _feeds_data(call, file.index):
            name = ast.unparse(call.node.func)
            yield violation(
                call, f"`{name}()` makes every run give other data: make the date a parameter of the run"
            )


def _is_clock(call: Call) -> bool:
    name = call.name
    if name == "pandas.to_datetime":
        return string(call.argument("arg", 0)) in {"today", "now"}
    if call.last in {"strftime", "localtime", "gmtime", "ctime", "asctime"}:
        return name in TIMESTAMPS and len(call.node.args) < (2 if call.last == "strftime" else 1)
    return name in DATES | TIMESTAMPS


def _feeds_data(call: Call, index: ModuleIndex) -> bool:
    name = assigned_name(call)
    if name:
        return _name_feeds_data(call, name, index)
    return _kind(call.node, index) == "data" and not _is_shown_line(call, index)


def _is_shown_line(call: Call, index: ModuleIndex) -> bool:
    """Return whether the current time is a part of a text that has a name and is only shown."""
    statement = call.statement
    if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.JoinedStr):
        return False
    target = statement.targets[0]
    found = reads(index).get(target.id, ()) if isinstance(target, ast.Name) else ()
    kinds = {_kind(read.node, index) for read in found if read.scope is call.scope}
    return kinds == {"shown"}


def _name_feeds_data(call: Call, name: str, index: ModuleIndex) -> bool:
    """Return whether a name that holds the current time is used for more than measuring a duration."""
    places = [read for read in reads(index).get(name, ()) if read.scope is call.scope]
    kinds = [_kind(read.node, index) for read in places]
    if stored(index).get(name, 0) > 1 and "time" in kinds:
        return False
    if "data" in kinds:
        return "time" not in kinds
    return bool(kinds) and "time" not in kinds and call.name in DATES


def _kind(node: ast.AST, index: ModuleIndex) -> str:
    """Return what the current time is used for: `time` for a difference of two, `shown`, or `data`."""
    below = node
    for above in enclosing(index, node):
        if isinstance(above, ast.BinOp) and isinstance(above.op, ast.Sub):
            other = above.right if above.left is below else above.left
            if _is_clock_value(other, index):
                return "time"
        if _is_record(above, below):
            return "shown"
        if isinstance(above, ast.Call) and last_name(above.func) in DISPLAYS and below is not above.func:
            return "shown"
        if isinstance(above, (ast.Expr, *NO_DATA)):
            return "shown" if isinstance(below, (ast.Name, ast.Compare)) or not _stores(below) else "data"
        if isinstance(above, ast.Assign) and any(isinstance(t, ast.Attribute) for t in above.targets):
            return "time"
        below = above
    return "data"


def _is_record(above: ast.AST, below: ast.AST) -> bool:
    """Return whether a value stands under a key that names a moment: `{"created_at": now}`, `dict(created_at=now)`."""
    name: str | None = None
    if isinstance(below, (ast.List, ast.Tuple, ast.ListComp)):  # a column of a table
        return False
    if isinstance(above, ast.Dict):
        keys = [key for key, value in zip(above.keys, above.values, strict=True) if value is below]
        name = string(keys[0]) if keys else None
    elif isinstance(above, ast.Call) and isinstance(below, ast.keyword) and last_name(above.func) == "dict":
        name = below.arg
    return bool(name and RECORDED.fullmatch(name.lower()))


def _stores(node: ast.AST) -> bool:
    """Return whether an expression statement may store its argument: `rows.append(now)`."""
    return isinstance(node, ast.Call) and bool(node.args or node.keywords)


def _is_clock_value(node: ast.expr, index: ModuleIndex) -> bool:
    """Return whether an expression is the current time, or a name that holds it: then a difference is a duration."""
    if isinstance(node, ast.Call):
        return last_name(node.func) in CLOCKS
    if isinstance(node, ast.Attribute) and last_name(node.value) not in {"self", "cls"}:
        return False
    name = last_name(node).lower()
    return bool(START.fullmatch(name)) or (isinstance(node, ast.Name) and name in _time_names(index))


def _time_names(index: ModuleIndex) -> set[str]:
    return {assigned_name(call).lower() for call in index.calls(*CLOCKS & index.called.keys())}


RULE = Rule(
    **explanation(__doc__),
    code="MLS204",
    name="clock-in-data",
    level="candidate",
    check=_check,
    source="https://docs.python.org/3/library/datetime.html",
    flagged=cases(
        "from datetime import datetime\nd = datetime.now()  # flagged: parameter\nprint(d)",
        "import datetime as dt\nimport pandas as pd\ndf = pd.read_csv('a.csv')\ndf['age'] = dt.date.today().year - df['born']  # flagged",
        "import pandas as pd\ntoday = pd.Timestamp.now()  # flagged\nage = today - df['born']",
        "from datetime import datetime\nline = f'{datetime.now()},3'  # flagged\nrows = line.split(',')",
        "from datetime import datetime\nimport pandas as pd\ndf = pd.DataFrame({'created_at': [datetime.now()]})  # flagged",
        "import time\nname = f'model_{int(time.time())}.pkl'  # flagged",
        "import time\nimport random\nrandom.seed(time.time())  # flagged",
        "from datetime import datetime\nrows = []\nrows.append(datetime.now().isoformat())  # flagged",
    ),
    kept=cases(
        "import time\nstart = time.time()\nwork()\nprint(time.time() - start)",
        "from datetime import datetime\nbegin = datetime.now()\nwork()\nprint(datetime.now() - begin)",
        "import time\na = time.time()\nwork()\nb = time.time()\ntook = b - a",
        "from datetime import datetime\nprint('done', datetime.now())",
        "from datetime import datetime\nrecord = {'created_at': datetime.now().isoformat(), 'rows': 3}",
        "import time\nrecord = dict(trained_at=time.time(), rows=3)",
        "from datetime import datetime\nline = f'[{datetime.now()}] done'\nprint(line)",
        "import time\nt = time.perf_counter()\ntime.sleep(1)\nprint(f'{time.perf_counter() - t:.1f}')",
        "import time\ndeadline = 5\nwhile time.time() < deadline:\n    work()",
        "import time\nday = time.strftime('%Y', row)",
        "import pandas as pd\nwhen = pd.to_datetime('2020-01-01')",
    ),
)
