"""A torch model stored as a whole object, so that the file needs the code as it was."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlscaffold.analysis import api
from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.estimators import class_of, named, receiver
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation

MODULE = "torch.nn.Module"
OF_MODULES = ("parameters", "named_parameters", "state_dict", "load_state_dict", "zero_grad")


def _check(file: LintTarget) -> Iterator[Violation]:
    calls = [call for call in file.index.calls("save") if call.name == "torch.save" and call.node.args]
    modules = frozenset(_modules(file.index)) if calls else frozenset()
    for call in calls:
        if _is_module(call.node.args[0], call, modules):
            name = ast.unparse(call.node.args[0])
            message = (
                f"the whole object is stored, and can only be loaded where its code is unchanged: "
                f"store {name}.state_dict(), and load it into a new model"
            )
            yield violation(call, message)


def _is_module(node: ast.expr, call: Call, modules: frozenset[str]) -> bool:
    return named(node) in modules or MODULE in api.bases(class_of(node, call.env) or "?")


def _modules(index: ModuleIndex) -> Iterator[str]:
    """Yield names of variables that are used as modules are."""
    optimizers = {named(receiver(call)) for call in index.calls("step")}
    for call in index.calls(*OF_MODULES):
        name = named(receiver(call))
        if name and name not in optimizers:
            yield name


HEAD = "import torch\nfrom torch import nn\n"
NET = f"{HEAD}class Net(nn.Module):\n    pass\nnet = Net()\n"

RULE = Rule(
    code="MLS513",
    name="whole-object-save",
    what="`torch.save` stores a model as a whole object instead of its weights.",
    why=(
        "The file then holds the names of classes and modules. It loads only where the same code stands at the same place, "
        "and only with `weights_only=False`, which runs whatever the file says. Store `model.state_dict()`, make the "
        "model anew from its code, and load the weights into it."
    ),
    level="candidate",
    severity="warning",
    check=_check,
    source="https://docs.pytorch.org/tutorials/beginner/saving_loading_models.html",
    flagged=(
        Example(f"{NET}o = torch.optim.Adam(net.parameters())\ntorch.save(net, 'net.pt')  # flagged"),
        Example(f"{HEAD}net = nn.Sequential(nn.Linear(1, 1))\ntorch.save(net, 'net.pt')  # flagged"),
        Example(
            f"{NET}net.load_state_dict(w)\nwith open('n', 'wb') as f:\n    torch.save(net, f)  # flagged"
        ),
    ),
    kept=(
        Example(f"{NET}o = torch.optim.Adam(net.parameters())\ntorch.save(net.state_dict(), 'net.pt')"),
        Example(f"{NET}w = net.state_dict()\ntorch.save(w, 'net.pt')"),
        Example(f"{NET}torch.save({{'net': net.state_dict(), 'epoch': 3}}, 'net.pt')"),
        Example(f"{HEAD}torch.save(torch.zeros(3), 'zeros.pt')\ntorch.save(losses, 'losses.pt')"),
        Example("fig = plot(net.parameters())\nfig.save(net)"),
    ),
)
