"""Random numbers that no seed determines."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlscaffold.analysis import api, randomness
from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.analysis.types import PANDAS, infer
from mlscaffold.rules.frames import is_frame
from mlscaffold.rules.reproducibility.seeds import draws, is_seeded
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation
from mlscaffold.rules.uses import root

DRAWING = (
    "numpy.random. random. torch. scipy.sparse.rand sklearn.datasets.make_ sklearn.inspection.permutation "
    "tensorflow.random. imblearn.datasets.make_ networkx. skimage.util.random_noise scipy.optimize.basinhopping "
    "scipy.optimize.differential_evolution scipy.optimize.dual_annealing scipy.stats.bootstrap "
    "scipy.stats.permutation_test scipy.cluster.vq.kmeans sklearn.cluster.k_means sklearn.manifold.smacof "
    "sklearn.feature_selection.mutual_info_"
)
PLACES = tuple(DRAWING.split())
ROOTS = frozenset(place.partition(".")[0] for place in PLACES) | {"keras"}
WEIGHTS = frozenset("Dense Conv1D Conv2D Conv3D LSTM GRU SimpleRNN Embedding".split())
HOW = {
    "numpy": "make a generator with a seed, np.random.default_rng(0), and draw from it, or call np.random.seed(0) first",
    "random": "call random.seed(0) first, or draw from random.Random(0)",
    "torch": "call torch.manual_seed(0) first",
    "tensorflow": "call keras.utils.set_random_seed(0) first",
    "": "give it a seed",
}


def _check(file: LintTarget) -> Iterator[Violation]:
    index = file.index
    found: dict[str, list[Call]] = {}
    for call, library, kind in _draws(index):
        if kind == "generator":
            message = f"`{call.name}` without a seed gives other numbers in each run: give it one, such as 0"
            yield violation(call, message)
        elif not is_seeded(index, library, call):
            found.setdefault(library, []).append(call)
    for library, calls in found.items():
        first = min(calls, key=lambda call: (call.scope is not None, call.cell, call.node.lineno))
        yield violation(first, _message(first, library, len(calls) - 1))


def _message(call: Call, library: str, others: int) -> str:
    name = call.name.lstrip(".") or call.last
    if call.last in WEIGHTS or ".nn." in name:
        return f"`{name}` starts with other weights in each run, for no seed is set before: {HOW[library]}"
    if not name.startswith(("numpy.", "random.", "torch.", "tensorflow.", "keras.")):
        return f"`{name}` gives something else in each run, for no seed is set{_more(others)}: add random_state=0"
    return (
        f"`{name}` gives other numbers in each run, for no seed is set before{_more(others)}: {HOW[library]}"
    )


def _more(others: int) -> str:
    return f" (so do {others} more calls)" if others > 1 else " (so does 1 more call)" if others else ""


def _draws(index: ModuleIndex) -> Iterator[tuple[Call, str, str]]:
    """Yield the calls that draw, whose global state they draw from, and what governs it."""
    for last, calls in index.called.items():
        for call in calls:
            if last in {"sample", "rvs"}:
                if _draws_by_method(call, index):
                    yield call, "numpy", "global"
                continue
            if root(call) in ROOTS and (last in WEIGHTS or call.name.startswith(PLACES)):
                yield from _draw(call, api.canonical(call.name))


def _draw(call: Call, name: str) -> Iterator[tuple[Call, str, str]]:
    row = api.lookup(name)
    if row is None or "plot" in row.side_effects or row.role in {"plot", "split"}:
        return
    if name.startswith("keras.") and name.rpartition(".")[2] not in WEIGHTS:
        return
    if draws(call, row) and randomness.kind_of(name) != "beyond":
        yield call, randomness.library_of(name), randomness.kind_of(name)


def _draws_by_method(call: Call, index: ModuleIndex) -> bool:
    """Say whether a call takes rows of a frame, or numbers of a distribution, at random."""
    if (
        call.open
        or isinstance(call.parent, ast.Expr)
        or any(call.argument(name) is not None for name in ("random_state", "seed", "rng"))
    ):
        return False
    if call.last == "rvs":
        return "scipy" in index.roots and call.name.startswith(("scipy.stats.", ".rvs"))
    owner = getattr(call.node.func, "value", None)
    if call.name == "random.sample":
        return False
    return owner is not None and (infer(owner, call.env) in PANDAS or is_frame(owner, call.env, index))


RULE = Rule(
    code="MLS201",
    name="unseeded-randomness",
    what="Random numbers are drawn and no seed determines them.",
    why=(
        "Each run then gives other numbers, so nobody can repeat the result, and a test cannot tell a change from "
        "chance. Make one generator with a seed and hand it to what draws: `rng = np.random.default_rng(0)`, "
        "`df.sample(5, random_state=0)`. A seed of the global state helps as long as cells run in order; for "
        "PyTorch and TensorFlow it is the usual way (`torch.manual_seed(0)`)."
    ),
    level="candidate",
    severity="warning",
    check=_check,
    source="https://numpy.org/doc/stable/reference/random/index.html",
    flagged=(
        Example("# %%\nimport numpy as np\nx = np.random.rand(3)  # flagged", says="default_rng"),
        Example(
            "# %%\nimport numpy as np\nx = np.random.rand(3)  # flagged\n# %%\nnp.random.seed(1)\n"
            "y = np.random.rand(3)"
        ),
        Example(
            "# %%\nfrom random import choice\nx = choice([1, 2])  # flagged\ny = choice([3])", says="1 more"
        ),
        Example("# %%\nimport numpy as np\nnp.random.seed()\nx = np.random.normal(size=3)  # flagged"),
        Example("# %%\nimport numpy as np\nrng = np.random.default_rng()  # flagged", says="give it one"),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('a.csv')\nsome = df.sample(5)  # flagged"),
        Example("# %%\nfrom scipy import stats\nx = stats.norm(0, 1).rvs(10)  # flagged"),
        Example("# %%\nimport torch\nlayer = torch.nn.Linear(2, 2)  # flagged", says="manual_seed"),
    ),
    kept=(
        Example("# %%\nimport numpy as np\nnp.random.seed(0)\n# %%\nx = np.random.rand(3)"),
        Example("# %%\nimport numpy as np\nrng = np.random.default_rng(3)\nx = rng.normal(size=3)"),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('a.csv')\nsome = df.sample(5, random_state=0)"),
        Example(
            "# %%\nimport random\nimport numpy as np\ndef set_seed():\n    random.seed(1)\n    np.random.seed(1)\n"
            "set_seed()\nx = np.random.rand(3) + random.random()"
        ),
        Example(
            "# %%\nimport pytorch_lightning as pl\nimport torch\npl.seed_everything(1)\nx = torch.rand(3)"
        ),
        Example("# %%\nfrom scipy import stats\nx = stats.norm(0, 1).rvs(10, random_state=1)"),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('a.csv')\ndf.sample(5)"),
        Example(
            "# %%\nimport numpy as np\ndef draw(rng, options):\n    return np.random.default_rng(**options)"
        ),
        Example("# %%\nfrom sklearn.datasets import make_blobs\nX, y = make_blobs(100, random_state=4)"),
    ),
)
