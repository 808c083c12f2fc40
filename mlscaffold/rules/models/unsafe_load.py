"""Files that run code when they are loaded, where ruff does not know the function."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation

OWN = "; load only files that you made yourself, check their hash first, or store in a format without code (skops, ONNX)"
DATED = re.compile(r"(?:>=|==|~=|>)\s*(\d+)\.(\d+)")
SAFE_TORCH = (2, 6)


class _Switch(NamedTuple):
    """An argument that turns a guard off: with which value, in which functions (none: in any), and what to do instead."""

    value: bool
    functions: tuple[str, ...]
    advice: str


SWITCHES = {
    "allow_pickle": _Switch(True, ("load",), "store numbers and texts only, and leave it out"),
    "weights_only": _Switch(False, ("load",), "store a state_dict, and leave it out"),
    "safe_mode": _Switch(False, ("load_model",), "write lambdas as layers, and leave it out"),
    "trust_remote_code": _Switch(True, (), "read that code first, and give its commit as revision="),
    "allow_dangerous_deserialization": _Switch(True, (), "load only files that you made yourself"),
}


def _check(file: LintTarget) -> Iterator[Violation]:
    index = file.index
    for call in index.calls("load"):
        if call.name == "joblib.load" and not _is_own(call, index):
            yield violation(call, f"joblib.load runs code that the file holds{OWN}")
        elif call.name == "torch.load" and not _is_guarded(call, file) and not _is_own(call, index):
            yield violation(
                call, "torch.load before 2.6 runs code that the file holds: say weights_only=True"
            )
    yield from _switched(index)


def _is_guarded(call: Call, file: LintTarget) -> bool:
    """Say whether `weights_only` is given, or the project asks for a torch that has it on by itself."""
    wanted = DATED.search((file.around.declared or {}).get("torch", ""))
    new = wanted is not None and (int(wanted[1]), int(wanted[2])) >= SAFE_TORCH
    return new or call.open or call.argument("weights_only") is not None


def _switched(index: ModuleIndex) -> Iterator[Violation]:
    """Find arguments that turn a guard off."""
    for seen in index.of(ast.keyword):
        switch = SWITCHES.get(getattr(seen.node, "arg", None) or "")
        if switch is None or not isinstance(seen.parent, ast.Call) or not _is_off(seen.node, switch):
            continue
        function = ast.unparse(seen.parent.func).rpartition(".")[2]
        if (function in switch.functions or not switch.functions) and not _is_pinned(seen.parent):
            message = f"{function} with {ast.unparse(seen.node)} runs code that comes with what it loads: {switch.advice}"
            yield violation(seen._replace(node=seen.parent), message)


def _is_off(node: ast.AST, switch: _Switch) -> bool:
    value = getattr(node, "value", None)
    return isinstance(value, ast.Constant) and value.value is switch.value


def _is_pinned(call: ast.Call) -> bool:
    """Say whether code from elsewhere is that of one commit."""
    return any(
        keyword.arg in {"revision", "code_revision"}
        and isinstance(keyword.value, ast.Constant)
        and keyword.value.value
        for keyword in call.keywords
    )


def _is_own(call: Call, index: ModuleIndex) -> bool:
    """Say whether the file itself writes what is loaded."""
    given = call.argument("f", 0) or call.argument("filename")
    if given is None:
        return False
    same = ast.dump(given)
    writes = [write for write in index.calls("dump", "save") if len(write.node.args) > 1]
    return any(ast.dump(write.node.args[1]) == same for write in writes)


RULE = Rule(
    code="MLS521",
    name="unsafe-load",
    what="A file is loaded in a way that runs code which the file holds.",
    why=(
        "A pickle is a program: who loads it runs it, with all rights of the one who loads. joblib, `np.load` with "
        "`allow_pickle=True` and `torch.load` without `weights_only=True` are pickles under other names. Load only what "
        "you made yourself and what nobody else can have changed, or use a format that holds data alone: `state_dict` "
        "with `weights_only=True`, safetensors, skops, ONNX. (Ruff's S301 says the same of `pickle` and "
        "`pandas.read_pickle`.)"
    ),
    level="candidate",
    severity="warning",
    check=_check,
    source="https://docs.python.org/3/library/pickle.html",
    flagged=(
        Example("import joblib\nm = joblib.load('m.pkl')  # flagged"),
        Example(
            "import torch\nw = torch.load('w.pt')  # flagged\nm = torch.load('m.pt', weights_only=False)  # flagged"
        ),
        Example("import torch\nw = torch.load('w.pt')  # flagged", declared=(("torch", ">=2.1"),)),
        Example("import numpy as np\na = np.load('a.npy', allow_pickle=True)  # flagged"),
        Example("from keras.models import load_model\nm = load_model('m.keras', safe_mode=False)  # flagged"),
        Example(
            "from transformers import AutoModel\nm = AutoModel.from_pretrained('a/b', trust_remote_code=True)  # flagged"
        ),
    ),
    kept=(
        Example("import torch\nw = torch.load('w.pt')", declared=(("torch", ">=2.6"),)),
        Example("import numpy as np\nnp.save('a.npy', a, allow_pickle=True)"),
        Example("import joblib\njoblib.dump(m, 'm.pkl')\nn = joblib.load('m.pkl')"),
        Example("import torch\nw = torch.load('w.pt', weights_only=True)\nv = torch.load('v.pt', **options)"),
        Example("import numpy as np\na = np.load('a.npy')\nb = np.load('b.npy', allow_pickle=False)"),
        Example("from keras.models import load_model\nm = load_model('m.keras')"),
        Example("import json\na = json.load(open('a.json'))\nimport pickle\nb = pickle.load(f)"),
        Example(
            "from transformers import AutoModel\n"
            "m = AutoModel.from_pretrained('a/b', trust_remote_code=True, revision='1f0c')"
        ),
    ),
)
