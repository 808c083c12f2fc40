"""A scaler, encoder, imputer or vectorizer is fitted outside the pipeline of the model that uses it.

The model that is served later needs its features scaled and encoded with exactly these parameters. If they
are separate, the second object has to be stored, loaded and called in the right order in every place that
predicts; where that is forgotten, predictions are wrong without any error. A pipeline is one object: it is
fitted, stored, cross-validated (without leakage) and served as one.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.analysis.scopes import Scope
from mlscaffold.rules.estimators import (
    COMPOSED,
    Fit,
    fits,
    is_baseline,
    is_predictor,
    is_transformer,
    kind_of,
    place,
)
from mlscaffold.rules.lookups import receiver, variable
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

TRANSFORMING = ("fit_transform", "transform")
PASSING = ("train_test_split", "DataFrame", "hstack", "concatenate", "concat", "array")
CHANGING = ("toarray", "todense", "copy", "drop")


@dataclass(frozen=True, slots=True)
class _Transformed:
    """A variable that holds the output of a transformer."""

    name: str
    by: str
    place: tuple[int, int]
    scope: Scope | None


def _check(file: LintTarget) -> Violations:
    transformed = tuple(_transformed(file.index))
    if not transformed:
        return
    trained = [fit for fit in fits(file.index) if _learns(fit)]
    reported: set[str] = set()
    for call in _outputs(file.index):
        by = _receiver(call)
        fit = next((fit for fit in trained if _uses(fit, by, transformed)), None)
        if fit is not None and by not in reported:
            reported.add(by)
            yield violation(call, _message(kind_of(receiver(call), call.env), fit))


def _message(kind: str, fit: Fit) -> str:
    transformer, model = kind.rpartition(".")[2], fit.kind.rpartition(".")[2]
    if fit.kind.endswith(COMPOSED):
        return (
            f"{transformer} is fitted outside the {model}, so every prediction has to repeat it by hand: "
            "make it a step of that pipeline"
        )
    return (
        f"{transformer} is fitted outside the pipeline of {model}, so every prediction has to repeat it by hand: "
        f"fit both as one, make_pipeline({transformer}(…), {model}(…))"
    )


def _learns(fit: Fit) -> bool:
    return is_predictor(fit.kind) and fit.target is not None and not is_baseline(fit.kind)


def _uses(fit: Fit, by: str, transformed: Iterable[_Transformed]) -> bool:
    """Return whether a model is fitted on the output of a transformer."""
    name = variable(fit.data)
    same = (one for one in transformed if one.name == name and one.scope is fit.call.scope)
    before = [one for one in same if one.place < place(fit.call)]
    return bool(before) and max(before, key=lambda one: one.place).by == by


def _outputs(index: ModuleIndex) -> Iterator[Call]:
    """Yield the calls that return transformed features."""
    for call in index.calls(*TRANSFORMING):
        if is_transformer(kind_of(receiver(call), call.env)):
            yield call


def _receiver(call: Call) -> str:
    return variable(receiver(call)) or f"{call.cell}:{call.node.lineno}:{call.node.col_offset}"


def _transformed(index: ModuleIndex) -> Iterator[_Transformed]:
    """Yield variables that hold transformed features, directly or by way of other variables."""
    found: list[_Transformed] = []
    for call in _outputs(index):
        found += _results(call, _receiver(call))
    yield from found
    if found:
        for call in sorted(index.calls(*PASSING, *CHANGING), key=place):
            passed = tuple(_passed(call, found))
            found += passed
            yield from passed


def _passed(call: Call, found: Iterable[_Transformed]) -> Iterator[_Transformed]:
    value = receiver(call) if call.last in CHANGING or not call.node.args else call.node.args[0]
    names = {variable(node) for node in (value.elts if isinstance(value, (ast.Tuple, ast.List)) else [value])}
    source = next((one for one in found if one.name in names and one.place < place(call)), None)
    if source is not None and call.scope is source.scope:
        yield from _results(call, source.by)


def _results(call: Call, by: str) -> Iterator[_Transformed]:
    return (_Transformed(name, by, place(call), call.scope) for name in _assigned(call, call.node))


def _assigned(call: Call, node: ast.Call) -> tuple[str, ...]:
    """Return the variables to which the result of a call is assigned; of a split, the parts of its first argument."""
    statement = call.statement
    if not isinstance(statement, ast.Assign) or statement.value is not node:
        return ()
    target = statement.targets[0]
    if isinstance(target, (ast.Tuple, ast.List)):
        return tuple(variable(item) for item in target.elts[:2] if variable(item))
    whole = target.value if isinstance(target, ast.Subscript) else target  # columns of a frame
    return (variable(whole),) if variable(whole) else ()


HEAD = (
    "from sklearn.linear_model import LogisticRegression\nfrom sklearn.model_selection import train_test_split\n"
    "from sklearn.pipeline import make_pipeline\n"
    "from sklearn.preprocessing import LabelEncoder, StandardScaler\n"
    "from sklearn.feature_extraction.text import TfidfVectorizer\n"
)

RULE = Rule(
    **explanation(__doc__),
    code="MLS511",
    name="transformer-outside-pipeline",
    level="candidate",
    check=_check,
    source="https://scikit-learn.org/stable/common_pitfalls.html#inconsistent-preprocessing",
    flagged=cases(
        (
            f"{HEAD}s = StandardScaler()\nA = s.fit_transform(A)  # flagged: make_pipeline(StandardScaler(…), LogisticRegression(…))\nB = s.transform(B)\n"
            "m = LogisticRegression()\nm.fit(A, a)"
        ),
        (
            f"{HEAD}v = TfidfVectorizer()\nX = v.fit_transform(texts)  # flagged\n# %%\n"
            "A, B, a, b = train_test_split(X, y)\n# %%\nm = LogisticRegression().fit(A, a)"
        ),
        f"{HEAD}X = StandardScaler().fit_transform(X)  # flagged\nA, B, a, b = train_test_split(X, y)\nm = LogisticRegression().fit(A, a)",
        (
            f"{HEAD}s = StandardScaler()\ndf[['a', 'b']] = s.fit_transform(df[['a', 'b']])  # flagged\n"
            "X = df.drop(columns='y')\nA, B, a, b = train_test_split(X, df.y)\nm = LogisticRegression().fit(A, a)"
        ),
        (
            f"{HEAD}def train(A, a):\n    v = TfidfVectorizer()\n    v.fit(A)\n    X = v.transform(A)  # flagged\n"
            "    m = LogisticRegression()\n    m.fit(X, a)\n    return v, m"
        ),
        (
            f"import pandas as pd\n{HEAD}s = StandardScaler()\nX = s.fit_transform(X)  # flagged\n"
            "F = pd.DataFrame(X, columns=names)\nm = LogisticRegression().fit(F, y)"
        ),
    ),
    kept=cases(
        f"{HEAD}def scaled(A):\n    X = StandardScaler().fit_transform(A)\n    return X\nm = LogisticRegression().fit(X, y)",
        f"{HEAD}m = make_pipeline(StandardScaler(), LogisticRegression()).fit(A, a)",
        f"{HEAD}y = LabelEncoder().fit_transform(y)\nm = LogisticRegression().fit(y, y)",
        f"{HEAD}Z = StandardScaler().fit_transform(X)\nplot(Z)\nm = LogisticRegression().fit(X, y)",
        f"from sklearn.cluster import KMeans\n{HEAD}Z = StandardScaler().fit_transform(X)\nKMeans().fit(Z)",
        f"{HEAD}m = LogisticRegression().fit(X, y)\nX = StandardScaler().fit_transform(X)\nprint(X)",
    ),
)
