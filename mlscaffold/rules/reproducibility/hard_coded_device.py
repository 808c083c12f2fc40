"""Code that runs only where a graphics card is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation

ASKS = frozenset(
    "is_available is_built device_count get_device_name list_physical_devices list_logical_devices is_gpu_available "
    "gpu_device_name current_accelerator get_visible_devices Accelerator TPUClusterResolver".split()
)
DEVICE = re.compile(r"(?:cuda|mps|xpu)(?::\d+)?|/?(?:device:)?GPU:\d+|gpu|gpu_hist", re.IGNORECASE)
KEYWORDS = frozenset("device device_type map_location tree_method task_type predictor".split())
METHODS = frozenset({"cuda", "to", "device"})


def _check(file: LintTarget) -> Iterator[Violation]:
    index = file.index
    if not ASKS.isdisjoint(index.called):
        return
    for call in index.every_call:
        if _is_placed(call, index) or _is_named(call):
            message = (
                f"`{_shown(call)}` fails where there is no such device: ask for it first "
                "(torch.cuda.is_available()) and fall back to the CPU"
            )
            yield violation(call, message)


def _shown(call: Call) -> str:
    owner = "…" if isinstance(call.node.func, ast.Attribute) and call.last in {"cuda", "to"} else ""
    device = next((text for text in _texts(call)), "")
    return f"{owner and owner + '.'}{call.last}({device!r})" if device else f"{owner}.{call.last}()"


def _texts(call: Call) -> Iterator[str]:
    for value in (*call.node.args, *(k.value for k in call.node.keywords if k.arg in KEYWORDS)):
        if isinstance(value, ast.Constant) and isinstance(value.value, str) and DEVICE.fullmatch(value.value):
            yield value.value


def _is_placed(call: Call, index: ModuleIndex) -> bool:
    """Say whether a call puts something on a device: `x.cuda()`, `x.to("cuda")`, `tf.device("/GPU:0")`."""
    if call.last not in METHODS or not isinstance(call.node.func, ast.Attribute):
        return False
    if call.last == "cuda":
        return "torch" in index.roots
    if call.last == "device" and call.name not in {"torch.device", "tensorflow.device"}:
        return False
    return any(True for _ in _texts(call))


def _is_named(call: Call) -> bool:
    return any(
        keyword.arg in KEYWORDS
        and isinstance(keyword.value, ast.Constant)
        and isinstance(keyword.value.value, str)
        and bool(DEVICE.fullmatch(keyword.value.value))
        for keyword in call.node.keywords
    )


RULE = Rule(
    code="MLS207",
    name="hard-coded-device",
    what="Code asks for a graphics card without looking whether there is one.",
    why=(
        "It fails on every machine without that card: a laptop, a CI runner, most servers. Choose the device once, "
        "`device = 'cuda' if torch.cuda.is_available() else 'cpu'`, or take it from the run's settings, and pass "
        "it on (`x.to(device)`)."
    ),
    level="candidate",
    severity="warning",
    check=_check,
    source="https://docs.pytorch.org/docs/stable/notes/cuda.html#device-agnostic-code",
    flagged=(
        Example("# %%\nimport torch\nx = torch.zeros(3).cuda()  # flagged", says="is_available"),
        Example("# %%\nimport torch\nmodel = net.to('cuda:0')  # flagged"),
        Example("# %%\nimport torch\ndevice = torch.device('cuda')  # flagged"),
        Example("# %%\nimport tensorflow as tf\nwith tf.device('/GPU:0'):  # flagged\n    fit()"),
        Example(
            "# %%\nfrom xgboost import XGBClassifier\nmodel = XGBClassifier(tree_method='gpu_hist')  # flagged"
        ),
        Example("# %%\nimport torch\nx = torch.zeros(3, device='cuda')  # flagged"),
    ),
    kept=(
        Example(
            "# %%\nimport torch\ndevice = 'cuda' if torch.cuda.is_available() else 'cpu'\nx = torch.zeros(3).to(device)"
        ),
        Example("# %%\nimport torch\nif torch.cuda.is_available():\n    net = net.cuda()"),
        Example("# %%\nimport torch\ndevice = torch.device('cpu')\nx = y.to('cpu')"),
        Example("# %%\nimport tensorflow as tf\nwith tf.device('/CPU:0'):\n    fit()"),
        Example("# %%\nfrom xgboost import XGBClassifier\nmodel = XGBClassifier(tree_method='hist')"),
        Example("# %%\nnames = ['cuda', 'gpu']\nprint('cuda')"),
    ),
)
