"""A network ends in a softmax and is trained with a cross-entropy that has one of its own.

`CrossEntropyLoss` takes scores and computes the softmax itself. Applied twice, the probabilities become almost
equal, the gradients small, and the network learns slowly or not at all. Leave the softmax out of the network.
"""

import ast
from collections.abc import Iterator

from mlscaffold.analysis.nodes import NodeContext
from mlscaffold.rules.lookups import last_name
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

LOSSES = ("CrossEntropyLoss", "cross_entropy")
OTHER_LOSSES = (
    "NLLLoss",
    "nll_loss",
    "BCELoss",
    "binary_cross_entropy",
    "KLDivLoss",
    "kl_div",
    "MSELoss",
    "mse_loss",
)


def _check(file: LintTarget) -> Violations:
    called = file.index.called
    trains = "torch" in file.index.roots and any(name in called for name in LOSSES)
    if not trains or any(name in called for name in OTHER_LOSSES) or "backward" not in called:
        return
    for context in (*_ends(file), *_returned(file)):
        message = "`CrossEntropyLoss` computes the softmax itself, so this one is the second: leave it out of the network"
        yield violation(context, message)


def _ends(file: LintTarget) -> Iterator[NodeContext]:
    """Yield the softmax at the end of `Sequential`."""
    wanted = {
        id(call.node.args[-1])
        for call in file.index.calls("Sequential")
        if call.node.args and isinstance(call.node.args[-1], ast.Call)
    }
    yield from (one for one in file.index.of(ast.Call) if id(one.node) in wanted and _is(one.node, "Softmax"))


def _returned(file: LintTarget) -> Iterator[NodeContext]:
    """Yield the softmax that a `forward` returns."""
    for one in file.index.of(ast.Return):
        node, scope = one.node, one.scope
        assert isinstance(node, ast.Return)
        if getattr(scope, "name", "") == "forward" and _is(node.value, "softmax"):
            yield one


def _is(node: ast.AST | None, name: str) -> bool:
    return isinstance(node, ast.Call) and last_name(node.func) == name


HEAD = "import torch\nfrom torch import nn\nloss_fn = nn.CrossEntropyLoss()\n"
END = "loss_fn(net(x), y).backward()\n"
RULE = Rule(
    **explanation(__doc__),
    code="MLS533",
    name="softmax-before-cross-entropy",
    level="explore",
    severity="error",
    check=_check,
    source="https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html",
    flagged=cases(
        f"{HEAD}net = nn.Sequential(nn.Linear(3, 2), nn.Softmax(dim=1))  # flagged: second\n{END}",
        f"{HEAD}class Net(nn.Module):\n    def forward(self, x):\n        return torch.softmax(self.a(x), dim=1)  # flagged\nnet = Net()\n{END}",
    ),
    kept=cases(
        f"{HEAD}net = nn.Sequential(nn.Linear(3, 2), nn.ReLU())\n{END}",
        f"{HEAD}net = nn.Sequential(nn.Linear(3, 2), nn.LogSoftmax(dim=1))\n{END}",
        f"{HEAD}other = nn.NLLLoss()\nnet = nn.Sequential(nn.Linear(3, 2), nn.Softmax(dim=1))\n{END}",
        f"{HEAD}net = nn.Linear(3, 2)\n{END}chances = torch.softmax(net(x), dim=1)",
        f"{HEAD}class Net(nn.Module):\n    def predict(self, x):\n        return torch.softmax(self(x), dim=1)\nnet = Net()\n{END}",
    ),
)
