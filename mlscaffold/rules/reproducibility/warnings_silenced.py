"""Warnings are silenced for all code.

Libraries warn before they change what a call returns, when a model did not converge, when an assignment
does not reach the frame. With `warnings.filterwarnings('ignore')` the first sign of trouble is a wrong
number. Remove the line, or silence one kind of warning: `warnings.filterwarnings('ignore',
category=FutureWarning, module='seaborn')`, or `with warnings.catch_warnings():` around the lines in
question.
"""

import ast

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.analysis.types import qualified
from mlscaffold.rules.lookups import constant, last_name, string
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

FIX = "warnings-filter"
WARNED = "this hides every warning, including those about wrong results: remove it, or name the category"
NUMERIC = "this hides divisions by zero and overflows everywhere: use `with np.errstate(…)` around the lines in question"
CHAINED = "this hides assignments to a copy: remove it, and assign with df.loc[rows, column] = value"
LOGGED = "this silences the messages of all libraries: set the level of the noisy one"


def _check(file: LintTarget) -> Violations:
    index = file.index
    inside = _inside_with(index)
    for call in index.calls("filterwarnings", "simplefilter"):
        if _hides_all(call) and call.node not in inside:
            yield violation(call, WARNED, FIX)
    for call in index.calls("seterr"):
        if call.name == "numpy.seterr" and string(call.argument("all", 0)) == "ignore":
            yield violation(call, NUMERIC)
    for call in index.calls("set_option"):
        if call.name == "pandas.set_option" and _hides_chained(call):
            yield violation(call, CHAINED)
    for call in index.calls("disable"):
        if call.name == "logging.disable" and _disables_warnings(call):
            yield violation(call, LOGGED)
    yield from _options(index)


def _options(index: ModuleIndex) -> Violations:
    for context in index.of(ast.Assign):
        node = context.node
        if isinstance(node, ast.Assign) and constant(node.value) is None:
            names = [qualified(target, context.env) for target in node.targets]
            if "pandas.options.mode.chained_assignment" in names:
                yield violation(context, CHAINED)


def _hides_all(call: Call) -> bool:
    if not call.name.startswith("warnings.") or call.open or string(call.argument("action", 0)) != "ignore":
        return False
    is_filter = call.last == "filterwarnings"
    category = call.argument("category", 2 if is_filter else 1)
    narrow = [call.argument("message", 1), call.argument("module", 3)] if is_filter else []
    everything = category is None or last_name(category) == "Warning"
    return everything and all(part is None or string(part) in {"", ".*"} for part in narrow)


def _inside_with(index: ModuleIndex) -> set[ast.AST]:
    """Return the nodes inside `with warnings.catch_warnings():`, where the filter is temporary."""
    blocks = (context.node for context in index.of(ast.With) if isinstance(context.node, ast.With))
    quiet = (block for block in blocks if any(_catches(item.context_expr) for item in block.items))
    return {inner for block in quiet for inner in ast.walk(block)}


def _catches(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and last_name(node.func) == "catch_warnings"


def _hides_chained(call: Call) -> bool:
    is_chained = string(call.argument("pat", 0)).endswith("chained_assignment")
    return is_chained and constant(call.argument("value", 1)) is None


def _disables_warnings(call: Call) -> bool:
    """Return whether a call of `logging.disable` turns off warnings, as it does without a level."""
    level = call.argument("level", 0)
    return level is None or last_name(level) in {"CRITICAL", "ERROR", "WARNING", "FATAL"}


RULE = Rule(
    **explanation(__doc__),
    code="MLS208",
    name="warnings-silenced",
    level="candidate",
    check=_check,
    fixes=(FIX,),
    source="https://docs.python.org/3/library/warnings.html#temporarily-suppressing-warnings",
    flagged=cases(
        "import warnings\nwarnings.filterwarnings('ignore')  # flagged: category",
        "from warnings import simplefilter\nsimplefilter(action='ignore')  # flagged",
        "import warnings\nwarnings.simplefilter('ignore', category=Warning)  # flagged",
        "import numpy as np\nnp.seterr(all='ignore')  # flagged: errstate",
        "import pandas as pd\npd.options.mode.chained_assignment = None  # flagged: df.loc",
        "import pandas as pd\npd.set_option('mode.chained_assignment', None)  # flagged",
        "import logging\nlogging.disable(logging.CRITICAL)  # flagged",
    ),
    kept=cases(
        "import warnings\nwarnings.filterwarnings('ignore', category=FutureWarning)",
        "import warnings\nwarnings.filterwarnings('ignore', message='Found unknown')",
        "import warnings\nwith warnings.catch_warnings():\n    warnings.simplefilter('ignore')\n    fit()",
        "import warnings\nwarnings.filterwarnings('error')",
        "import warnings\nwarnings.simplefilter('ignore', DeprecationWarning)",
        "import numpy as np\nnp.seterr(divide='raise')\nwith np.errstate(all='ignore'):\n    x = 1 / y",
        "import pandas as pd\npd.set_option('display.max_rows', None)",
        "import logging\nlogging.disable(logging.NOTSET)",
    ),
)
