"""What a notebook makes of its model's answers."""

from __future__ import annotations

import ast

import pytest

from tests.analysis.raw_rows.small import HEAD, MODEL, SPLIT, derived, text

DECODED = {
    "a threshold": ("p = model.predict_proba(X_test)[:, 1]\nlate = p > 0.3\n", "late", "p > 0.3"),
    "a threshold in one statement": (
        "late = (model.predict_proba(X_test)[:, 1] > 0.3).astype(int)\n",
        "late",
        "(answers__[:, 1] > 0.3).astype(int)",
    ),
    "the largest probability": (
        "best = np.argmax(model.predict_proba(X_test), axis=1)\n",
        "best",
        "np.argmax(answers__, axis=1)",
    ),
    "the inverse of a logarithm": ("prices = np.expm1(y_pred)\n", "prices", "np.expm1(y_pred)"),
    "texts of labels": (
        'said = np.where(y_pred == 1, "yes", "no")\n',
        "said",
        "np.where(y_pred == 1, 'yes', 'no')",
    ),
}
AS_THEY_ARE = (
    "",
    "p = model.predict_proba(X_test)[:, 1]\n",
    "answers = y_pred.tolist()\n",
    "errors = y_test - y_pred\n",
    "share = (y_pred == y_test).mean()\n",
    "count = (y_pred > 0).sum()\n",
    "y_pred = y_test\n",
    "frame = X_test.assign(guess=y_pred)\n",
)


@pytest.mark.parametrize(("source", "name", "result"), DECODED.values(), ids=DECODED)
def test_what_is_made_of_the_answers_row_by_row_is_kept(source: str, name: str, result: str) -> None:
    path = derived(HEAD + SPLIT + MODEL + source)
    assert path.decoded is not None
    assert (path.decoded.name, ast.unparse(path.decoded.result)) == (name, result)


@pytest.mark.parametrize("source", AS_THEY_ARE)
def test_what_depends_on_more_is_not(source: str) -> None:
    assert derived(HEAD + SPLIT + MODEL + source).decoded is None


def test_encoded_labels_need_what_was_learned_from_the_target() -> None:
    encode = SPLIT.replace('y = df["bought"]', 'le = LabelEncoder()\ny = le.fit_transform(df["bought"])')
    path = derived(HEAD + encode + MODEL + "labels = le.inverse_transform(y_pred)\n")
    assert path.decoded is not None
    assert [one.name for one in path.fields] == ["le_fitted"]
    assert [text(node) for node in path.decoded.steps] == ["y_pred = answers__"]
