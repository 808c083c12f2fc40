"""A fitted model is saved without library versions and without an input schema.

A scikit-learn pickle is only guaranteed to work with the version that wrote it, and it does not record
which version that was. Nor does it record which columns the model expects, in which order and with which
types. Save a small JSON file next to it with the versions of Python and the libraries, the columns and
their types, the hash of the data and the date; check it before loading.
"""

import ast
import re
from collections.abc import Iterator

from mlscaffold.analysis import api
from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.estimators import class_of, fits, kind_of
from mlscaffold.rules.lookups import receiver, variable
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

DUMPS = frozenset({"cloudpickle.dump", "dill.dump", "joblib.dump", "pickle.dump"})
KERAS = "keras.Model"
_MANIFEST = re.compile(
    r"__version__|importlib\.metadata|pip freeze|pip list|session_info|watermark|json\.dump|feature_names|\.columns\b.*dump"
    r"|dump.*\.columns\b|mlflow|wandb|bentoml|neptune|comet_ml|skops|hf_hub|push_to_hub|to_onnx|convert_sklearn"
    r"|yaml\.(?:safe_)?dump|tomli_w|platform\.python_version|metadata|manifest|model_card",
    re.IGNORECASE,
)


def _check(file: LintTarget) -> Violations:
    saved = [*_dumped(file.index), *_saved(file.index)]
    if not saved or any(_MANIFEST.search(cell.source) for cell in file.code):
        return
    for call, what in saved:
        message = (
            f"{what} is saved without metadata: write the versions of Python and the libraries, the input columns with "
            "their types and the date to a JSON file next to it"
        )
        yield violation(call, message)


def _dumped(index: ModuleIndex) -> Iterator[tuple[Call, str]]:
    for call in index.calls("dump"):
        if call.name in DUMPS and call.node.args:
            model = call.node.args[0]
            kind = kind_of(model, call.env) or _fitted(variable(model), index)
            if isinstance(model, ast.Attribute) and model.attr == "best_estimator_":
                yield call, "the best model of the search"
            elif kind:
                yield call, _description(model, kind)


def _saved(index: ModuleIndex) -> Iterator[tuple[Call, str]]:
    for call in index.calls("save"):
        name = variable(receiver(call))
        if KERAS in api.bases(class_of(receiver(call), call.env) or "?"):
            yield call, f"the model `{name}`" if name else "a model"


def _fitted(name: str, index: ModuleIndex) -> str:
    """Return the class of the estimator that the file fits under a name."""
    return next((fit.kind for fit in fits(index) if name and fit.name == name), "")


def _description(node: ast.expr, kind: str) -> str:
    name, short = variable(node), kind.rpartition(".")[2]
    return f"the {short} `{name}`" if name else f"a {short}"


HEAD = "import joblib\nimport pickle\nfrom sklearn.svm import SVC\nm = SVC().fit(X, y)\n"

RULE = Rule(
    **explanation(__doc__),
    code="MLS512",
    name="model-without-manifest",
    level="production",
    check=_check,
    source="https://scikit-learn.org/stable/model_persistence.html#security-maintainability-limitations",
    flagged=cases(
        f"{HEAD}joblib.dump(m, 'm.pkl')  # flagged: SVC `m`",
        f"{HEAD}# %%\nwith open('m.pkl', 'wb') as f:\n    pickle.dump(m, f)  # flagged",
        f"{HEAD}pickle.dump(m, open('m.pkl', 'wb'))  # flagged\njoblib.dump(SVC(), 'n.pkl')  # flagged",
        "import joblib\njoblib.dump(search.best_estimator_, 'm.pkl')  # flagged",
        "from tensorflow import keras\nm = keras.Sequential([])\nm.fit(X, y)\nm.save('m.keras')  # flagged",
    ),
    kept=cases(
        f"{HEAD}import sklearn\njoblib.dump(m, 'm.pkl')\nprint(sklearn.__version__)",
        f"{HEAD}import json\njoblib.dump(m, 'm.pkl')\njson.dump({{'columns': list(X.columns)}}, open('m.json', 'w'))",
        f"{HEAD}import mlflow\nmlflow.sklearn.log_model(m, 'm')\njoblib.dump(m, 'm.pkl')",
        f"{HEAD}joblib.dump({{'a': 1}}, 'a.pkl')\npickle.dump(names, open('n.pkl', 'wb'))",
        f"{HEAD}joblib.dump({{'model': m, 'columns': columns}}, 'm.pkl')",
        "fig.save('a.png')\ndf = pd.DataFrame()\nnp.save('a.npy', a)",
    ),
)
