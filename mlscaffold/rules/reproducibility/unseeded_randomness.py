"""Random numbers are drawn without a seed.

Every run then gives different numbers, so nobody can reproduce the result, and a test cannot tell a change
from chance. Create one seeded generator and pass it on: `rng = np.random.default_rng(0)`, `df.sample(5,
random_state=0)`. A global seed works as long as cells run in order; for PyTorch and TensorFlow it is the
usual way (`torch.manual_seed(0)`).
"""

import ast
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from mlscaffold.analysis import api, randomness
from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.analysis.types import PANDAS, infer
from mlscaffold.rules.frames import is_frame
from mlscaffold.rules.lookups import CACHED, constant, receiver, root
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

ANY = "any"
ANYWHERE = (0, 0)


class Seed(NamedTuple):
    """A call that sets a seed.

    Args:
        library: whose global state it seeds, `any` for all.
        place: cell and line from which it applies.
    """

    library: str
    place: tuple[int, int]


@lru_cache(maxsize=CACHED)
def seeds(index: ModuleIndex) -> tuple[Seed, ...]:
    """Return the calls that set a seed; those in functions apply everywhere."""
    names = [name for name in index.called if "seed" in name.lower() or name in {"set_state", "setstate"}]
    return tuple(
        Seed(library, ANYWHERE if call.scope is not None else _place(call))
        for call in index.calls(*names)
        if (library := _library(call))
    )


def is_seeded(index: ModuleIndex, library: str, call: Call) -> bool:
    """Return whether the global state of a library is seeded when a call runs."""
    return any(
        (seed.library in {library, ANY} or not library)
        and (call.scope is not None or seed.place <= _place(call))
        for seed in seeds(index)
    )


def is_unseeded(call: Call, row: api.Api) -> bool:
    """Return whether a call, or the use of its result, draws numbers and no argument seeds them."""
    return not call.open and randomness.draws(call.node, api.canonical(call.name), row)


def _library(call: Call) -> str:
    name = call.name
    if name.startswith((".", "numpy.random.RandomState", "numpy.random.SeedSequence")) or not name:
        return ""
    row = api.lookup(name)
    if row and "seeds" not in row.side_effects:
        return ""
    if row and not _has_value(call):
        return ""
    library = api.canonical(name).partition(".")[0]
    return library if row and library in randomness.SEPARATE_SEEDS else ANY


def _has_value(call: Call) -> bool:
    values = [*call.node.args, *(keyword.value for keyword in call.node.keywords)]
    return any(constant(value) is not None for value in values)


def _place(call: Call) -> tuple[int, int]:
    return call.cell, call.node.lineno


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
ADVICE = {
    "numpy": "draw from a seeded generator, np.random.default_rng(0), or call np.random.seed(0) first",
    "random": "call random.seed(0) first, or draw from random.Random(0)",
    "torch": "call torch.manual_seed(0) first",
    "tensorflow": "call keras.utils.set_random_seed(0) first",
    "": "pass a seed",
}


def _check(file: LintTarget) -> Violations:
    index = file.index
    found: dict[str, list[Call]] = {}
    for call, library, kind in _draws(index):
        if kind == "generator":
            what = f"`{call.name}` without a seed gives different numbers on every run"
            yield violation(call, f"{what}: pass one, such as 0")
        elif not is_seeded(index, library, call):
            found.setdefault(library, []).append(call)
    for library, calls in found.items():
        first = min(calls, key=lambda call: (call.scope is not None, call.cell, call.node.lineno))
        yield violation(first, _message(first, library, len(calls) - 1))


def _message(call: Call, library: str, others: int) -> str:
    name = call.name.lstrip(".") or call.last
    if call.last in WEIGHTS or ".nn." in name:
        return f"`{name}` without a seed starts with different weights on every run: {ADVICE[library]}"
    if not name.startswith(("numpy.", "random.", "torch.", "tensorflow.", "keras.")):
        return f"`{name}` without a seed gives a different result on every run{_more(others)}: add random_state=0"
    return f"`{name}` without a seed gives different numbers on every run{_more(others)}: {ADVICE[library]}"


def _more(others: int) -> str:
    return f" (as do {others} more calls)" if others > 1 else " (as does 1 more call)" if others else ""


def _draws(index: ModuleIndex) -> Iterator[tuple[Call, str, str]]:
    """Yield the calls that draw, the library whose global state they use, and the kind of randomness."""
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
    if is_unseeded(call, row) and randomness.kind_of(name) != "unseedable":
        yield call, randomness.library_of(name), randomness.kind_of(name)


def _draws_by_method(call: Call, index: ModuleIndex) -> bool:
    """Return whether a call samples rows of a frame or numbers of a distribution."""
    if (
        call.open
        or isinstance(call.parent, ast.Expr)
        or any(call.argument(name) is not None for name in ("random_state", "seed", "rng"))
    ):
        return False
    if call.last == "rvs":
        return "scipy" in index.roots and call.name.startswith(("scipy.stats.", ".rvs"))
    frame = receiver(call)
    if frame is None or call.name == "random.sample":
        return False
    return infer(frame, call.env) in PANDAS or is_frame(frame, call.env, index)


RULE = Rule(
    **explanation(__doc__),
    code="MLS201",
    name="unseeded-randomness",
    level="candidate",
    check=_check,
    source="https://numpy.org/doc/stable/reference/random/index.html",
    flagged=cases(
        "import numpy as np\nx = np.random.rand(3)  # flagged: default_rng",
        "import numpy as np\nx = np.random.rand(3)  # flagged\n# %%\nnp.random.seed(1)\ny = np.random.rand(3)",
        "from random import choice\nx = choice([1, 2])  # flagged: 1 more\ny = choice([3])",
        "import numpy as np\nnp.random.seed()\nx = np.random.normal(size=3)  # flagged",
        "import numpy as np\nrng = np.random.default_rng()  # flagged: pass one",
        "import pandas as pd\ndf = pd.read_csv('a.csv')\nsome = df.sample(5)  # flagged",
        "from scipy import stats\nx = stats.norm(0, 1).rvs(10)  # flagged",
        "import torch\nlayer = torch.nn.Linear(2, 2)  # flagged: manual_seed",
    ),
    kept=cases(
        "import numpy as np\nnp.random.seed(0)\n# %%\nx = np.random.rand(3)",
        "import numpy as np\nrng = np.random.default_rng(3)\nx = rng.normal(size=3)",
        "import pandas as pd\ndf = pd.read_csv('a.csv')\nsome = df.sample(5, random_state=0)",
        (
            "import random\nimport numpy as np\ndef set_seed():\n    random.seed(1)\n    np.random.seed(1)\n"
            "set_seed()\nx = np.random.rand(3) + random.random()"
        ),
        "import pytorch_lightning as pl\nimport torch\npl.seed_everything(1)\nx = torch.rand(3)",
        "from scipy import stats\nx = stats.norm(0, 1).rvs(10, random_state=1)",
        "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf.sample(5)",
        "import numpy as np\ndef draw(rng, options):\n    return np.random.default_rng(**options)",
        "from sklearn.datasets import make_blobs\nX, y = make_blobs(100, random_state=4)",
    ),
)
