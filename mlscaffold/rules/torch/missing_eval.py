"""A network with dropout or batch normalization predicts in training mode.

In training mode dropout sets values to zero at random, and batch normalization uses the rows of the batch, so
answers differ from call to call. Call `net.eval()` before predicting and `net.train()` before training again, and predict
inside of `torch.no_grad()`.
"""

import ast

from mlscaffold.rules.lookups import ancestors, assigned_name
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

LAYERS = (
    "Dropout Dropout1d Dropout2d Dropout3d AlphaDropout BatchNorm1d BatchNorm2d BatchNorm3d LazyBatchNorm1d LazyBatchNorm2d "
    "SyncBatchNorm"
).split()
LOOPS = (ast.For, ast.While)


def _check(file: LintTarget) -> Violations:
    index = file.index
    called = index.called
    if (
        "torch" not in index.roots
        or "backward" not in called
        or any(n in called for n in ("eval", "Trainer"))
    ):
        return
    if any(call.last == "train" and call.node.args for call in index.calls("train")):  # net.train(False)
        return
    networks = _networks(file)
    for call in index.all_calls:
        if (
            not isinstance(call.node.func, ast.Name)
            or call.node.func.id not in networks
            or call.scope is not None
        ):
            continue
        loops = [node for node in ancestors(index, call.node) if isinstance(node, LOOPS)]
        if (
            not any(_trains(loop) for loop in loops)
            and not _trains(call.statement)
            and _comes_later(file, call.cell, call.node)
        ):
            message = f"`{call.node.func.id}` is still in training mode (dropout, batch statistics): call `.eval()` first"
            yield violation(call, message)
            return


def _networks(file: LintTarget) -> set[str]:
    """Return the names of networks with layers that depend on the mode, in a file with one network."""
    if not any(layer in file.index.called for layer in LAYERS):
        return set()
    own = {
        n.node.name
        for n in file.index.of(ast.ClassDef)
        if isinstance(n.node, ast.ClassDef) and _has_layer(n.node)
    }
    made = [*file.index.calls("Sequential"), *file.index.calls(*own)]
    return {
        name for call in made if (name := assigned_name(call)) and (call.last in own or _has_layer(call.node))
    }


def _has_layer(node: ast.AST) -> bool:
    calls = (n.func for n in ast.walk(node) if isinstance(n, ast.Call))
    return any(isinstance(f, ast.Attribute) and f.attr in LAYERS for f in calls)


def _trains(node: ast.AST) -> bool:
    return any(
        isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr == "backward"
        for n in ast.walk(node)
    )


def _comes_later(file: LintTarget, cell: int, node: ast.Call) -> bool:
    """Return whether a call comes after the training."""
    places = [(one.cell, one.node.lineno) for one in file.index.calls("backward")]
    return bool(places) and (cell, node.lineno) > min(places)


HEAD = "import torch\nfrom torch import nn\nnet = nn.Sequential(nn.Linear(3, 8), nn.Dropout(0.5), nn.Linear(8, 2))\n"
LOOP = (
    "for x, y in loader:\n    opt.zero_grad()\n    loss = f(net(x), y)\n    loss.backward()\n    opt.step()\n"
)
RULE = Rule(
    **explanation(__doc__),
    code="MLS534",
    name="missing-eval",
    level="explore",
    severity="error",
    check=_check,
    source="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.eval",
    flagged=cases(
        f"{HEAD}{LOOP}found = net(X).argmax(1)  # flagged: eval()",
        (
            "import torch\nfrom torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n        self.a = nn.BatchNorm1d(3)\n"
            f"net = Net()\n{LOOP}print(net(X))  # flagged"
        ),
    ),
    kept=cases(
        f"{HEAD}{LOOP}net.eval()\nfound = net(X).argmax(1)",
        f"{HEAD}{LOOP}net.train(False)\nfound = net(X).argmax(1)",
        f"{HEAD.replace('nn.Dropout(0.5), ', '')}{LOOP}found = net(X).argmax(1)",
        f"{HEAD}print(net(X).shape)\n{LOOP}",
        f"{HEAD}{LOOP}",
    ),
)
