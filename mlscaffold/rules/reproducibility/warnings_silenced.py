"""Warnings that are turned off for everything."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.analysis.types import qualified
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation
from mlscaffold.rules.uses import last_name

FIX = "warnings-filter"
WARNED = "this hides every warning, those on wrong results and on changes of libraries too: drop it, or name the category"
NUMERIC = (
    "this hides divisions by zero and overflows everywhere: use `with np.errstate(…)` around the lines meant"
)
CHAINED = "this hides that an assignment does not reach the frame: drop it, and assign with df.loc[rows, column] = value"
LOGGED = "this turns off the messages of all libraries: set the level of the one that talks too much"


def _check(file: LintTarget) -> Iterator[Violation]:
    index = file.index
    inside = _inside_with(index)
    for call in index.calls("filterwarnings", "simplefilter"):
        if _hides_all(call) and call.node not in inside:
            yield violation(call, WARNED, FIX)
    for call in index.calls("seterr"):
        if call.name == "numpy.seterr" and _text(call.argument("all", 0)) == "ignore":
            yield violation(call, NUMERIC)
    for call in index.calls("set_option"):
        if call.name == "pandas.set_option" and _hides_chained(call):
            yield violation(call, CHAINED)
    for call in index.calls("disable"):
        if call.name == "logging.disable" and _level(call):
            yield violation(call, LOGGED)
    yield from _options(index)


def _options(index: ModuleIndex) -> Iterator[Violation]:
    for seen in index.of(ast.Assign):
        node = seen.node
        if isinstance(node, ast.Assign) and _is_none(node.value):
            names = [qualified(target, seen.env) for target in node.targets]
            if "pandas.options.mode.chained_assignment" in names:
                yield violation(seen, CHAINED)


def _hides_all(call: Call) -> bool:
    if not call.name.startswith("warnings.") or call.open or _text(call.argument("action", 0)) != "ignore":
        return False
    is_filter = call.last == "filterwarnings"
    category = call.argument("category", 2 if is_filter else 1)
    narrow = [call.argument("message", 1), call.argument("module", 3)] if is_filter else []
    everything = category is None or last_name(category) == "Warning"
    return everything and all(
        part is None or _text(part) in {"", ".*"} for part in narrow if part is not None
    )


def _inside_with(index: ModuleIndex) -> set[ast.AST]:
    """Return what stands in `with warnings.catch_warnings():`, where silence ends."""
    return {
        inner
        for seen in index.of(ast.With)
        if isinstance(seen.node, ast.With) and any(_catches(item.context_expr) for item in seen.node.items)
        for inner in ast.walk(seen.node)
    }


def _catches(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and last_name(node.func) == "catch_warnings"


def _hides_chained(call: Call) -> bool:
    is_meant = _text(call.argument("pat", 0)).endswith("chained_assignment")
    return is_meant and _is_none(call.argument("value", 1))


def _level(call: Call) -> bool:
    """Say whether a call of `logging.disable` turns off warnings: it does so without a level, too."""
    level = call.argument("level", 0)
    return level is None or last_name(level) in {"CRITICAL", "ERROR", "WARNING", "FATAL"}


def _text(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_none(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


RULE = Rule(
    code="MLS208",
    name="warnings-silenced",
    what="Warnings are turned off for everything.",
    why=(
        "Libraries warn before they change what a call gives, when a model did not converge, when an assignment does "
        "not reach the frame. With `warnings.filterwarnings('ignore')` the first sign of it is a wrong number. Drop "
        "the line, or name what you mean: `warnings.filterwarnings('ignore', category=FutureWarning, "
        "module='seaborn')`, or `with warnings.catch_warnings():` around the lines meant."
    ),
    level="candidate",
    severity="warning",
    check=_check,
    source="https://docs.python.org/3/library/warnings.html#temporarily-suppressing-warnings",
    flagged=(
        Example("# %%\nimport warnings\nwarnings.filterwarnings('ignore')  # flagged", says="category"),
        Example("# %%\nfrom warnings import simplefilter\nsimplefilter(action='ignore')  # flagged"),
        Example("# %%\nimport warnings\nwarnings.simplefilter('ignore', category=Warning)  # flagged"),
        Example("# %%\nimport numpy as np\nnp.seterr(all='ignore')  # flagged", says="errstate"),
        Example(
            "# %%\nimport pandas as pd\npd.options.mode.chained_assignment = None  # flagged", says="df.loc"
        ),
        Example("# %%\nimport pandas as pd\npd.set_option('mode.chained_assignment', None)  # flagged"),
        Example("# %%\nimport logging\nlogging.disable(logging.CRITICAL)  # flagged"),
    ),
    kept=(
        Example("# %%\nimport warnings\nwarnings.filterwarnings('ignore', category=FutureWarning)"),
        Example("# %%\nimport warnings\nwarnings.filterwarnings('ignore', message='Found unknown')"),
        Example(
            "# %%\nimport warnings\nwith warnings.catch_warnings():\n    warnings.simplefilter('ignore')\n    fit()"
        ),
        Example("# %%\nimport warnings\nwarnings.filterwarnings('error')"),
        Example("# %%\nimport warnings\nwarnings.simplefilter('ignore', DeprecationWarning)"),
        Example(
            "# %%\nimport numpy as np\nnp.seterr(divide='raise')\nwith np.errstate(all='ignore'):\n    x = 1 / y"
        ),
        Example("# %%\nimport pandas as pd\npd.set_option('display.max_rows', None)"),
        Example("# %%\nimport logging\nlogging.disable(logging.NOTSET)"),
    ),
)
