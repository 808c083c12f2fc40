"""The losses of a training loop are summed as tensors.

`total += loss` keeps the graph of every step, with all its intermediate values, until the sum is gone: memory
grows with each step. Add the number: `total += loss.item()`.
"""

import ast
from collections.abc import Iterator

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.rules.lookups import ancestors, receiver, variable
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

LOOPS = (ast.For, ast.While)


def _check(file: LintTarget) -> Violations:
    index = file.index
    if "torch" not in index.roots:
        return
    trained = {variable(receiver(call)) for call in index.calls("backward")} - {""}
    for context in index.of(ast.AugAssign):
        node = context.node
        assert isinstance(node, ast.AugAssign)
        total, loss = variable(node.target), variable(node.value)
        if loss in trained and total not in trained and loss in set(_losses(index, node)):
            message = f"`{total}` keeps the graph of every step: add the number, `{loss}.item()`"
            yield violation(context, message)


def _losses(index: ModuleIndex, node: ast.AST) -> Iterator[str]:
    """Yield the names that `backward` is called on in a loop around a node."""
    for loop in ancestors(index, node):
        for call in ast.walk(loop) if isinstance(loop, LOOPS) else ():
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and call.func.attr == "backward"
            ):
                yield variable(call.func.value)


LOOP = "import torch\ntotal = 0\nfor x, y in loader:\n    opt.zero_grad()\n    loss = f(net(x), y)\n    loss.backward()\n"
RULE = Rule(
    **explanation(__doc__),
    code="MLS532",
    name="kept-loss",
    level="explore",
    check=_check,
    source="https://docs.pytorch.org/docs/stable/notes/faq.html",
    flagged=cases(
        f"{LOOP}    total += loss  # flagged: item()\n    opt.step()",
        f"{LOOP}    if y.any():\n        total += loss  # flagged",
    ),
    kept=cases(
        f"{LOOP}    total += loss.item()",
        f"{LOOP}    total += float(loss)",
        "import torch\nfor x in xs:\n    loss = 0\n    for part in x:\n        loss += f(part)\n    loss.backward()",
        "import torch\nfor x in xs:\n    total = 0\n    loss = f(x)\n    total += loss\n    total.backward()",
    ),
)
