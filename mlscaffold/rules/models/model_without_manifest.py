"""A fitted model in a file, and nothing beside it that says what it was made with."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlscaffold.analysis import api
from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.estimators import class_of, fits, kind_of, named, receiver
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation

DUMPS = frozenset({"cloudpickle.dump", "dill.dump", "joblib.dump", "pickle.dump"})
KERAS = "keras.Model"
_MANIFEST = re.compile(
    r"__version__|importlib\.metadata|pip freeze|pip list|session_info|watermark|json\.dump|feature_names|\.columns\b.*dump"
    r"|dump.*\.columns\b|mlflow|wandb|bentoml|neptune|comet_ml|skops|hf_hub|push_to_hub|to_onnx|convert_sklearn"
    r"|yaml\.(?:safe_)?dump|tomli_w|platform\.python_version|metadata|manifest|model_card",
    re.IGNORECASE,
)


def _check(file: LintTarget) -> Iterator[Violation]:
    stored = [*_dumped(file.index), *_saved(file.index)]
    if not stored or any(_MANIFEST.search(cell.source) for cell in file.code):
        return
    for call, what in stored:
        message = (
            f"{what} is stored alone: write the versions of Python and of the libraries, the input columns and their types, "
            "and the date into a JSON file beside it"
        )
        yield violation(call, message)


def _dumped(index: ModuleIndex) -> Iterator[tuple[Call, str]]:
    for call in index.calls("dump"):
        if call.name in DUMPS and call.node.args:
            given = call.node.args[0]
            kind = kind_of(given, call.env) or _fitted(named(given), index)
            if isinstance(given, ast.Attribute) and given.attr == "best_estimator_":
                yield call, "the best model of the search"
            elif kind:
                yield call, _said(given, kind)


def _saved(index: ModuleIndex) -> Iterator[tuple[Call, str]]:
    for call in index.calls("save"):
        name = named(receiver(call))
        if KERAS in api.bases(class_of(receiver(call), call.env) or "?"):
            yield call, f"the model `{name}`" if name else "a model"


def _fitted(name: str, index: ModuleIndex) -> str:
    """Return the class of what the file fits under a name, wherever it does."""
    return next((fit.kind for fit in fits(index) if name and fit.name == name), "")


def _said(node: ast.expr, kind: str) -> str:
    name, short = named(node), kind.rpartition(".")[2]
    return f"the {short} `{name}`" if name else f"a {short}"


HEAD = "import joblib\nimport pickle\nfrom sklearn.svm import SVC\nm = SVC().fit(X, y)\n"

RULE = Rule(
    code="MLS512",
    name="model-without-manifest",
    what="A fitted model is stored without versions and without the schema of its input.",
    why=(
        "A pickle of scikit-learn is only sure to work with the version that wrote it, and it does not say which that was. "
        "Nor does it tell which columns it wants, in which order and of which types. Store beside it a small JSON file "
        "with the versions of Python and of the libraries, the columns and their types, the hash of the data and the date; "
        "look at it before loading."
    ),
    level="production",
    severity="warning",
    check=_check,
    source="https://scikit-learn.org/stable/model_persistence.html#security-maintainability-limitations",
    flagged=(
        Example(f"{HEAD}joblib.dump(m, 'm.pkl')  # flagged", says="SVC `m`"),
        Example(f"{HEAD}# %%\nwith open('m.pkl', 'wb') as f:\n    pickle.dump(m, f)  # flagged"),
        Example(
            f"{HEAD}pickle.dump(m, open('m.pkl', 'wb'))  # flagged\njoblib.dump(SVC(), 'n.pkl')  # flagged"
        ),
        Example("import joblib\njoblib.dump(search.best_estimator_, 'm.pkl')  # flagged"),
        Example(
            "from tensorflow import keras\nm = keras.Sequential([])\nm.fit(X, y)\nm.save('m.keras')  # flagged",
        ),
    ),
    kept=(
        Example(f"{HEAD}import sklearn\njoblib.dump(m, 'm.pkl')\nprint(sklearn.__version__)"),
        Example(
            f"{HEAD}import json\njoblib.dump(m, 'm.pkl')\njson.dump({{'columns': list(X.columns)}}, open('m.json', 'w'))"
        ),
        Example(f"{HEAD}import mlflow\nmlflow.sklearn.log_model(m, 'm')\njoblib.dump(m, 'm.pkl')"),
        Example(f"{HEAD}joblib.dump({{'a': 1}}, 'a.pkl')\npickle.dump(names, open('n.pkl', 'wb'))"),
        Example(f"{HEAD}joblib.dump({{'model': m, 'columns': columns}}, 'm.pkl')"),
        Example("fig.save('a.png')\ndf = pd.DataFrame()\nnp.save('a.npy', a)"),
    ),
)
