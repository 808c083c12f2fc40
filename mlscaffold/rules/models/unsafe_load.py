"""Loading a file runs code that the file contains.

A pickle is a program: loading it runs it, with all your permissions. joblib, `np.load` with
`allow_pickle=True` and `torch.load` without `weights_only=True` are pickles under other names. Load only
files that you created yourself and that nobody else could change, or use a format that holds data only:
`state_dict` with `weights_only=True`, safetensors, skops, ONNX. (Ruff's S301 reports `pickle` and
`pandas.read_pickle`.)
"""

import ast
import re
from typing import NamedTuple

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.lookups import constant, string
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violations, cases, explanation, violation

ADVICE = "load only files that you created yourself, check their hash first, or use a format without code (skops, ONNX)"
LOWER_BOUND = re.compile(r"(?:>=|==|~=|>)\s*(\d+)\.(\d+)")
SAFE_TORCH = (2, 6)  # the first version whose `torch.load` has weights_only=True by default


class _Switch(NamedTuple):
    """An argument that turns a protection off: its value, the functions that have it (none: any), and what to do."""

    value: bool
    functions: tuple[str, ...]
    advice: str


SWITCHES = {
    "allow_pickle": _Switch(True, ("load",), "store numbers and strings only, and remove the argument"),
    "weights_only": _Switch(False, ("load",), "store a state_dict, and remove the argument"),
    "safe_mode": _Switch(False, ("load_model",), "write lambdas as layers, and remove the argument"),
    "trust_remote_code": _Switch(True, (), "review that code first, and pin its commit as revision="),
    "allow_dangerous_deserialization": _Switch(True, (), "load only files that you created yourself"),
}


def _check(file: LintTarget) -> Violations:
    index = file.index
    for call in index.calls("load"):
        if call.name not in {"joblib.load", "torch.load"} or _is_written_here(call, index):
            continue
        if call.name == "joblib.load":
            yield violation(call, f"joblib.load runs code in the file: {ADVICE}")
        elif not _is_protected(call, file):
            yield violation(call, "torch.load before 2.6 runs code in the file: pass weights_only=True")
    yield from _switched(index)


def _is_protected(call: Call, file: LintTarget) -> bool:
    """Return whether `weights_only` is passed, or the project requires a torch that has it by default."""
    required = LOWER_BOUND.search((file.project.declared or {}).get("torch", ""))
    new = required is not None and (int(required[1]), int(required[2])) >= SAFE_TORCH
    return new or call.open or call.argument("weights_only") is not None


def _switched(index: ModuleIndex) -> Violations:
    """Find arguments that turn a protection off."""
    for context in index.of(ast.keyword):
        switch = SWITCHES.get(getattr(context.node, "arg", None) or "")
        value = constant(getattr(context.node, "value", None))
        if switch is None or not isinstance(context.parent, ast.Call) or value is not switch.value:
            continue
        function = ast.unparse(context.parent.func).rpartition(".")[2]
        if (function in switch.functions or not switch.functions) and not _is_pinned(context.parent):
            message = f"{function} with {ast.unparse(context.node)} runs code from the file: {switch.advice}"
            yield violation(context._replace(node=context.parent), message)


def _is_pinned(call: ast.Call) -> bool:
    """Return whether remote code is pinned to a commit."""
    pins = (keyword.value for keyword in call.keywords if keyword.arg in {"revision", "code_revision"})
    return any(string(pin) for pin in pins)


def _is_written_here(call: Call, index: ModuleIndex) -> bool:
    """Return whether the file itself writes what it loads."""
    source = call.argument("f", 0) or call.argument("filename")
    if source is None:
        return False
    same = ast.dump(source)
    writes = [write for write in index.calls("dump", "save") if len(write.node.args) > 1]
    return any(ast.dump(write.node.args[1]) == same for write in writes)


RULE = Rule(
    **explanation(__doc__),
    code="MLS521",
    name="unsafe-load",
    level="candidate",
    check=_check,
    source="https://docs.python.org/3/library/pickle.html",
    flagged=cases(
        "import joblib\nm = joblib.load('m.pkl')  # flagged",
        "import torch\nw = torch.load('w.pt')  # flagged\nm = torch.load('m.pt', weights_only=False)  # flagged",
        Example("import torch\nw = torch.load('w.pt')  # flagged", declared=(("torch", ">=2.1"),)),
        "import numpy as np\na = np.load('a.npy', allow_pickle=True)  # flagged",
        "from keras.models import load_model\nm = load_model('m.keras', safe_mode=False)  # flagged",
        "from transformers import AutoModel\nm = AutoModel.from_pretrained('a/b', trust_remote_code=True)  # flagged",
    ),
    kept=cases(
        Example("import torch\nw = torch.load('w.pt')", declared=(("torch", ">=2.6"),)),
        "import numpy as np\nnp.save('a.npy', a, allow_pickle=True)",
        "import joblib\njoblib.dump(m, 'm.pkl')\nn = joblib.load('m.pkl')",
        "import torch\nw = torch.load('w.pt', weights_only=True)\nv = torch.load('v.pt', **options)",
        "import numpy as np\na = np.load('a.npy')\nb = np.load('b.npy', allow_pickle=False)",
        "from keras.models import load_model\nm = load_model('m.keras')",
        "import json\na = json.load(open('a.json'))\nimport pickle\nb = pickle.load(f)",
        "from transformers import AutoModel\nm = AutoModel.from_pretrained('a/b', trust_remote_code=True, revision='1f0c')",
    ),
)
