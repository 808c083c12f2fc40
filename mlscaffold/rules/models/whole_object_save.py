"""`torch.save` stores a whole model object instead of its weights.

The file then holds the names of classes and modules. It loads only if the same code exists at the same
import path, and only with `weights_only=False`, which runs any code in the file. Save `model.state_dict()`,
create the model from its code, and load the weights into it.
"""

import ast
from collections.abc import Iterator

from mlscaffold.analysis import api
from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.rules.estimators import class_of
from mlscaffold.rules.lookups import receiver, variable
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

MODULE = "torch.nn.Module"
MODULE_METHODS = ("parameters", "named_parameters", "state_dict", "load_state_dict", "zero_grad")


def _check(file: LintTarget) -> Violations:
    calls = [call for call in file.index.calls("save") if call.name == "torch.save" and call.node.args]
    modules = frozenset(_modules(file.index)) if calls else frozenset()
    for call in calls:
        saved = call.node.args[0]
        if variable(saved) in modules or MODULE in api.bases(class_of(saved, call.env) or "?"):
            name = ast.unparse(saved)
            message = (
                "this saves the whole object, which can be loaded only with unchanged code: "
                f"save {name}.state_dict(), and load it into a new model"
            )
            yield violation(call, message)


def _modules(index: ModuleIndex) -> Iterator[str]:
    """Yield names of variables that are used like modules."""
    optimizers = {variable(receiver(call)) for call in index.calls("step")}
    for call in index.calls(*MODULE_METHODS):
        name = variable(receiver(call))
        if name and name not in optimizers:
            yield name


HEAD = "import torch\nfrom torch import nn\n"
NET = f"{HEAD}class Net(nn.Module):\n    pass\nnet = Net()\n"

RULE = Rule(
    **explanation(__doc__),
    code="MLS513",
    name="whole-object-save",
    level="candidate",
    check=_check,
    source="https://docs.pytorch.org/tutorials/beginner/saving_loading_models.html",
    flagged=cases(
        f"{NET}o = torch.optim.Adam(net.parameters())\ntorch.save(net, 'net.pt')  # flagged",
        f"{HEAD}net = nn.Sequential(nn.Linear(1, 1))\ntorch.save(net, 'net.pt')  # flagged",
        f"{NET}net.load_state_dict(w)\nwith open('n', 'wb') as f:\n    torch.save(net, f)  # flagged",
    ),
    kept=cases(
        f"{NET}o = torch.optim.Adam(net.parameters())\ntorch.save(net.state_dict(), 'net.pt')",
        f"{NET}w = net.state_dict()\ntorch.save(w, 'net.pt')",
        f"{NET}torch.save({{'net': net.state_dict(), 'epoch': 3}}, 'net.pt')",
        f"{HEAD}torch.save(torch.zeros(3), 'zeros.pt')\ntorch.save(losses, 'losses.pt')",
        "fig = plot(net.parameters())\nfig.save(net)",
    ),
)
