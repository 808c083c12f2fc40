"""Code requires a GPU without checking that there is one.

It fails on every machine without that device: a laptop, a CI runner, most servers. Choose the device once,
`device = 'cuda' if torch.cuda.is_available() else 'cpu'`, or take it from the configuration, and pass it on
(`x.to(device)`).
"""

import re
from collections.abc import Iterator

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.lookups import receiver, string
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

QUERIES = frozenset(
    "is_available is_built device_count get_device_name list_physical_devices list_logical_devices is_gpu_available "
    "gpu_device_name current_accelerator get_visible_devices Accelerator TPUClusterResolver".split()
)
DEVICE = re.compile(r"(?:cuda|mps|xpu)(?::\d+)?|/?(?:device:)?GPU:\d+|gpu|gpu_hist", re.IGNORECASE)
KEYWORDS = frozenset("device device_type map_location tree_method task_type predictor".split())
METHODS = frozenset({"cuda", "to", "device"})


def _check(file: LintTarget) -> Violations:
    index = file.index
    if not QUERIES.isdisjoint(index.called):
        return
    for call in index.all_calls:
        if _moves_to_device(call, index) or _has_device_argument(call):
            message = (
                f"`{_shown(call)}` fails without such a device: check for it (torch.cuda.is_available()) and fall back "
                "to the CPU"
            )
            yield violation(call, message)


def _shown(call: Call) -> str:
    before = "…." if receiver(call) is not None and call.last in {"cuda", "to"} else ""
    device = next(_devices(call), "")
    return f"{before}{call.last}({device!r})" if device else f"{before or '.'}{call.last}()"


def _devices(call: Call) -> Iterator[str]:
    for value in (*call.node.args, *(k.value for k in call.node.keywords if k.arg in KEYWORDS)):
        if DEVICE.fullmatch(string(value)):
            yield string(value)


def _moves_to_device(call: Call, index: ModuleIndex) -> bool:
    """Return whether a call moves something to a device: `x.cuda()`, `x.to("cuda")`, `tf.device("/GPU:0")`."""
    if call.last not in METHODS or receiver(call) is None:
        return False
    if call.last == "cuda":
        return "torch" in index.roots
    if call.last == "device" and call.name not in {"torch.device", "tensorflow.device"}:
        return False
    return any(True for _ in _devices(call))


def _has_device_argument(call: Call) -> bool:
    return any(
        keyword.arg in KEYWORDS and DEVICE.fullmatch(string(keyword.value)) for keyword in call.node.keywords
    )


RULE = Rule(
    **explanation(__doc__),
    code="MLS207",
    name="hard-coded-device",
    level="candidate",
    check=_check,
    source="https://docs.pytorch.org/docs/stable/notes/cuda.html#device-agnostic-code",
    flagged=cases(
        "import torch\nx = torch.zeros(3).cuda()  # flagged: is_available",
        "import torch\nmodel = net.to('cuda:0')  # flagged",
        "import torch\ndevice = torch.device('cuda')  # flagged",
        "import tensorflow as tf\nwith tf.device('/GPU:0'):  # flagged\n    fit()",
        "from xgboost import XGBClassifier\nmodel = XGBClassifier(tree_method='gpu_hist')  # flagged",
        "import torch\nx = torch.zeros(3, device='cuda')  # flagged",
    ),
    kept=cases(
        "import torch\ndevice = 'cuda' if torch.cuda.is_available() else 'cpu'\nx = torch.zeros(3).to(device)",
        "import torch\nif torch.cuda.is_available():\n    net = net.cuda()",
        "import torch\ndevice = torch.device('cpu')\nx = y.to('cpu')",
        "import tensorflow as tf\nwith tf.device('/CPU:0'):\n    fit()",
        "from xgboost import XGBClassifier\nmodel = XGBClassifier(tree_method='hist')",
        "names = ['cuda', 'gpu']\nprint('cuda')",
    ),
)
