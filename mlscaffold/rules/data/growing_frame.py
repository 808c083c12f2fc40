"""A frame or array grows in a loop.

Every iteration copies everything collected so far, so twice the iterations take four times as long, and
types may change along the way. Append the parts to a list and call `pd.concat` (or `np.concatenate`) once
after the loop.
"""

import ast

from mlscaffold.analysis.index import LOOPS, ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.lookups import ancestors
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

JOINING = frozenset(
    "pandas.concat numpy.append numpy.concatenate numpy.vstack numpy.hstack numpy.row_stack numpy.insert".split()
)


def _check(file: LintTarget) -> Violations:
    names = {name.rpartition(".")[2] for name in JOINING} & file.index.called.keys()
    joining = (call for call in file.index.calls(*sorted(names)) if call.loops and call.name in JOINING)
    growing = [call for call in joining if _grows(call)]
    growths = {call.statement for call in growing}
    for call in growing:
        if not _is_reset(call, growths, file.index):
            message = f"`{call.last}` copies everything in every iteration: collect the parts in a list and join them once"
            yield violation(call, message)


def _grows(call: Call) -> bool:
    """Return whether a call joins the name to which its result is assigned: `df = pd.concat([df, part])`."""
    statement = call.statement
    if not isinstance(statement, ast.Assign) or statement.value is not call.node or not call.node.args:
        return False
    first = call.node.args[0]
    parts = first.elts if isinstance(first, (ast.List, ast.Tuple)) else [first]
    named = (part for part in parts if isinstance(part, (ast.Name, ast.Attribute)))
    return any(ast.unparse(part) in _bound(call) for part in named)


def _bound(call: Call) -> set[str]:
    targets = call.statement.targets if isinstance(call.statement, ast.Assign) else []
    return {ast.unparse(target) for target in targets}


def _is_reset(call: Call, growths: set[ast.stmt], index: ModuleIndex) -> bool:
    """Return whether every iteration binds the name again, so that nothing is collected."""
    loop = next((node for node in ancestors(index, call.statement) if isinstance(node, LOOPS)), None)
    bound = _bound(call)
    return loop is not None and any(
        node not in growths
        and any(ast.unparse(target) in bound for target in targets)
        and not _reads(node, bound)
        for node in ast.walk(loop)
        for targets in (_targets(node),)
    )


def _targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    if isinstance(node, (ast.For, ast.AsyncFor)):
        return node.target.elts if isinstance(node.target, ast.Tuple) else [node.target]
    return [node.target] if isinstance(node, ast.AnnAssign) else []


def _reads(node: ast.AST, names: set[str]) -> bool:
    """Return whether a statement computes its value from one of the names."""
    value = getattr(node, "value", None)
    return isinstance(value, ast.AST) and any(
        isinstance(part, ast.Name) and part.id in names for part in ast.walk(value)
    )


RULE = Rule(
    **explanation(__doc__),
    code="MLS311",
    name="growing-frame",
    level="production",
    check=_check,
    source="https://pandas.pydata.org/docs/user_guide/merging.html#concat",
    flagged=cases(
        "import pandas as pd\ndf = pd.DataFrame()\nfor path in paths:\n    df = pd.concat([df, pd.read_csv(path)])  # flagged: list",
        "import numpy as np\nx = np.array([])\nfor i in range(9):\n    x = np.append(x, i)  # flagged",
        "import numpy as np\nwhile more():\n    x = np.vstack((x, row()))  # flagged",
    ),
    kept=cases(
        "import pandas as pd\nparts = []\nfor p in paths:\n    parts.append(p)\ndf = pd.concat(parts)",
        "import pandas as pd\ndf = pd.concat([df, more])",
        "import pandas as pd\nfor name in names:\n    both = pd.concat([a[name], b[name]])",
        "import numpy as np\nfor y in rows:\n    y = np.append(y, 0)\n    plot(y)",
        "import numpy as np\nfor row in rows:\n    y = row.copy()\n    y = np.append(y, 0)",
        "items = []\nfor i in range(3):\n    items.append(i)",
    ),
)
