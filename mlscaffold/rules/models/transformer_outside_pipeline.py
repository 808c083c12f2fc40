"""A scaler, an encoder or a vectorizer that is fitted apart from the model that needs it."""

from __future__ import annotations

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
    is_negligible,
    is_predictor,
    is_transformer,
    kind_of,
    named,
    place,
    receiver,
)
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation

GIVING = ("fit_transform", "transform")
PASSING = ("train_test_split", "DataFrame", "hstack", "concatenate", "concat", "array")
CHANGING = ("toarray", "todense", "copy", "drop")


@dataclass(frozen=True, slots=True)
class _Made:
    """What a transformer gives, in a variable."""

    name: str
    kind: str
    by: str
    place: tuple[int, int]
    scope: Scope | None


def _check(file: LintTarget) -> Iterator[Violation]:
    made = tuple(_made(file.index))
    if not made:
        return
    trained = [fit for fit in fits(file.index) if _learns(fit)]
    told: set[str] = set()
    for call in _outputs(file.index):
        by = _receiver(call)
        fit = next((fit for fit in trained if _takes(fit, by, made)), None)
        if fit is not None and by not in told:
            told.add(by)
            yield violation(call, _message(kind_of(receiver(call), call.env), fit))


def _message(kind: str, fit: Fit) -> str:
    transformer, model = kind.rpartition(".")[2], fit.kind.rpartition(".")[2]
    if fit.kind.endswith(COMPOSED):
        return (
            f"{transformer} is fitted apart from the {model}: whoever predicts has to repeat it by hand; "
            f"make it a step of the pipeline in there"
        )
    return (
        f"{transformer} is fitted apart from {model}: whoever predicts has to repeat it by hand; "
        f"fit both as one, make_pipeline({transformer}(…), {model}(…))"
    )


def _learns(fit: Fit) -> bool:
    return is_predictor(fit.kind) and fit.target is not None and not is_negligible(fit.kind)


def _takes(fit: Fit, by: str, made: Iterable[_Made]) -> bool:
    """Say whether a model is fitted on what a transformer gave before."""
    name = named(fit.given)
    before = [
        one
        for one in made
        if one.name == name and one.place < place(fit.call) and one.scope is fit.call.scope
    ]
    return bool(before) and max(before, key=lambda one: one.place).by == by


def _outputs(index: ModuleIndex) -> Iterator[Call]:
    """Yield the calls that give transformed features."""
    for call in index.calls(*GIVING):
        if is_transformer(kind_of(receiver(call), call.env)):
            yield call


def _receiver(call: Call) -> str:
    return named(receiver(call)) or f"{call.cell}:{call.node.lineno}:{call.node.col_offset}"


def _made(index: ModuleIndex) -> Iterator[_Made]:
    """Yield variables that hold transformed features, those that are made of them included."""
    found: list[_Made] = []
    for call in _outputs(index):
        kind = kind_of(receiver(call), call.env)
        found += (
            _Made(name, kind, _receiver(call), place(call), call.scope) for name in _assigned(call, call.node)
        )
    yield from found
    if found:
        for call in sorted(index.calls(*PASSING, *CHANGING), key=place):
            passed = tuple(_passed(call, found))
            found += passed
            yield from passed


def _passed(call: Call, found: Iterable[_Made]) -> Iterator[_Made]:
    given = receiver(call) if call.last in CHANGING or not call.node.args else call.node.args[0]
    names = {named(node) for node in (given.elts if isinstance(given, (ast.Tuple, ast.List)) else [given])}
    source = next((one for one in found if one.name in names and one.place < place(call)), None)
    if source is not None and call.scope is source.scope:
        yield from (
            _Made(name, source.kind, source.by, place(call), call.scope)
            for name in _assigned(call, call.node)
        )


def _assigned(call: Call, node: ast.Call) -> tuple[str, ...]:
    """Return the variables that take what a call gives; of a split, those of its first argument."""
    statement = call.statement
    if not isinstance(statement, ast.Assign) or statement.value is not node:
        return ()
    target = statement.targets[0]
    if isinstance(target, (ast.Tuple, ast.List)):
        return tuple(named(item) for item in target.elts[:2] if named(item))
    whole = (
        target.value if isinstance(target, ast.Subscript) else target
    )  # columns of a frame are put in place
    return (named(whole),) if named(whole) else ()


HEAD = (
    "from sklearn.linear_model import LogisticRegression\nfrom sklearn.model_selection import train_test_split\n"
    "from sklearn.pipeline import make_pipeline\n"
    "from sklearn.preprocessing import LabelEncoder, StandardScaler\n"
    "from sklearn.feature_extraction.text import TfidfVectorizer\n"
)

RULE = Rule(
    code="MLS511",
    name="transformer-outside-pipeline",
    what="A scaler, an encoder, an imputer or a vectorizer is fitted apart from the model that is fitted on what it gives.",
    why=(
        "What is served later is the model, and it needs its features scaled and encoded with exactly these numbers. Kept "
        "apart, somebody has to store the second object, load it, and call both in the right order, in each place that "
        "predicts; where that is forgotten, predictions are wrong without any error. A pipeline is one object: it is "
        "fitted, stored, checked by cross-validation (without leakage) and served as one."
    ),
    level="candidate",
    severity="warning",
    check=_check,
    source="https://scikit-learn.org/stable/common_pitfalls.html#inconsistent-preprocessing",
    flagged=(
        Example(
            f"{HEAD}s = StandardScaler()\nA = s.fit_transform(A)  # flagged\nB = s.transform(B)\n"
            "m = LogisticRegression()\nm.fit(A, a)",
            says="make_pipeline(StandardScaler(…), LogisticRegression(…))",
        ),
        Example(
            f"{HEAD}v = TfidfVectorizer()\nX = v.fit_transform(texts)  # flagged\n# %%\n"
            "A, B, a, b = train_test_split(X, y)\n# %%\nm = LogisticRegression().fit(A, a)",
        ),
        Example(
            f"{HEAD}X = StandardScaler().fit_transform(X)  # flagged\n"
            "A, B, a, b = train_test_split(X, y)\nm = LogisticRegression().fit(A, a)",
        ),
        Example(
            f"{HEAD}s = StandardScaler()\ndf[['a', 'b']] = s.fit_transform(df[['a', 'b']])  # flagged\n"
            "X = df.drop(columns='y')\nA, B, a, b = train_test_split(X, df.y)\nm = LogisticRegression().fit(A, a)",
        ),
        Example(
            f"{HEAD}def train(A, a):\n    v = TfidfVectorizer()\n    v.fit(A)\n    X = v.transform(A)  # flagged\n"
            "    m = LogisticRegression()\n    m.fit(X, a)\n    return v, m",
        ),
        Example(
            f"import pandas as pd\n{HEAD}s = StandardScaler()\nX = s.fit_transform(X)  # flagged\n"
            "F = pd.DataFrame(X, columns=names)\nm = LogisticRegression().fit(F, y)",
        ),
    ),
    kept=(
        Example(
            f"{HEAD}def scaled(A):\n    X = StandardScaler().fit_transform(A)\n    return X\nm = LogisticRegression().fit(X, y)"
        ),
        Example(f"{HEAD}m = make_pipeline(StandardScaler(), LogisticRegression()).fit(A, a)"),
        Example(f"{HEAD}y = LabelEncoder().fit_transform(y)\nm = LogisticRegression().fit(y, y)"),
        Example(f"{HEAD}Z = StandardScaler().fit_transform(X)\nplot(Z)\nm = LogisticRegression().fit(X, y)"),
        Example(
            f"from sklearn.cluster import KMeans\n{HEAD}Z = StandardScaler().fit_transform(X)\nKMeans().fit(Z)"
        ),
        Example(
            f"{HEAD}m = LogisticRegression().fit(X, y)\nX = StandardScaler().fit_transform(X)\nprint(X)",
        ),
    ),
)
