"""A training loop of PyTorch never sets the gradients to zero.

`backward` adds to the gradients that are there. Without `optimizer.zero_grad()` each step also repeats all the
steps before, and the training goes astray without an error.
"""

import ast

from mlscaffold.rules.lookups import ancestors
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

LOOPS = (ast.For, ast.While)


def _check(file: LintTarget) -> Violations:
    index = file.index
    if "torch" not in index.roots or "step" not in index.called or _resets(file):
        return
    for call in index.calls("backward"):
        loops = [node for node in ancestors(index, call.node) if isinstance(node, LOOPS)]
        if loops and any(_steps(loop) for loop in loops):
            message = "`backward` adds to the gradients of the steps before: call `optimizer.zero_grad()` in each step"
            yield violation(call, message)


def _resets(file: LintTarget) -> bool:
    """Return whether anything resets gradients, or hands the training to a library that does."""
    known = ("zero_grad", "zero_", "Trainer", "grad", "set_grad", "accelerate", "functional_call")
    sets = (
        n.node
        for n in file.index.of(ast.Attribute)
        if isinstance(n.node, ast.Attribute) and n.node.attr == "grad"
    )
    return any(name in file.index.called for name in known) or any(isinstance(n.ctx, ast.Store) for n in sets)


def _steps(loop: ast.AST) -> list[ast.Call]:
    """Return the steps of optimizers in a loop."""
    return [
        n
        for n in ast.walk(loop)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr == "step"
    ]


LOOP = "import torch\nopt = torch.optim.SGD(net.parameters(), lr=0.1)\nfor x, y in loader:\n"
RULE = Rule(
    **explanation(__doc__),
    code="MLS531",
    name="missing-zero-grad",
    level="explore",
    severity="error",
    check=_check,
    source="https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.zero_grad.html",
    flagged=cases(
        f"{LOOP}    loss = f(net(x), y)\n    loss.backward()  # flagged: zero_grad\n    opt.step()",
        f"{LOOP}    for _ in range(2):\n        f(net(x), y).backward()  # flagged\n    opt.step()",
    ),
    kept=cases(
        f"{LOOP}    opt.zero_grad()\n    loss = f(net(x), y)\n    loss.backward()\n    opt.step()",
        f"{LOOP}    net.zero_grad()\n    f(net(x), y).backward()\n    opt.step()",
        f"{LOOP}    f(net(x), y).backward()\n    opt.step()\n    for p in net.parameters():\n        p.grad = None",
        "import torch\nx = torch.ones(2, requires_grad=True)\nx.sum().backward()",
        "for step in steps:\n    tape.backward()\n    opt.step()",
    ),
)
