"""Random splits and models get a seed, others do not."""

from __future__ import annotations

from typing import Any

import pytest

from mlscaffold.analysis import api
from tests.codemods.applying import apply, codemod_of

NAME = "random-state"
KNOWN: dict[str, Any] = {}
CHANGED: dict[str, tuple[str, str]] = {
    "a split": ("a, b = train_test_split(X, y)\n", "a, b = train_test_split(X, y, random_state=0)\n"),
    "a seed that is none": (
        "a, b = train_test_split(X, random_state=None)\n",
        "a, b = train_test_split(X, random_state=0)\n",
    ),
    "a splitter that shuffles": (
        "cv = KFold(5, shuffle=True)\n",
        "cv = KFold(5, shuffle=True, random_state=0)\n",
    ),
    "no arguments": ("m = RandomForestClassifier()\n", "m = RandomForestClassifier(random_state=0)\n"),
    "by its module": ("m = tree.DecisionTreeClassifier(max_depth=2)\n",
        "m = tree.DecisionTreeClassifier(max_depth=2, random_state=0)\n"),
    "inside another call": (
        "labels = KMeans(3).fit_predict(X)\n",
        "labels = KMeans(3, random_state=0).fit_predict(X)\n",
    ),
    "over several lines": (
        "m = KMeans(\n    n_clusters=3,\n    n_init=2,\n)\n",
        "m = KMeans(\n    n_clusters=3,\n    n_init=2,\n    random_state=0,\n)\n",
    ),
    "a comment at the end": ("m = SMOTE()  # new\n", "m = SMOTE(random_state=0)  # new\n"),
}  # fmt: skip
KEPT: dict[str, str] = {
    "it has a seed": "a, b = train_test_split(X, random_state=1)\n",
    "no shuffling": "a, b = train_test_split(X, shuffle=False)\n",
    "a splitter that does not shuffle": "cv = KFold(5)\n",
    "a model that does not draw": "m = LogisticRegression()\n",
    "computed options": "m = RandomForestClassifier(**best)\n",
    "a class of that name, not called": "kind = RandomForestClassifier\n",
    "another library's shuffle": "random.shuffle(x)\n",
    "a method": "parts = text.split()\n",
}


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(before: str, after: str) -> None:
    assert apply(NAME, before, **KNOWN) == after


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT.keys())
def test_kept(source: str) -> None:
    assert apply(NAME, source, **KNOWN) == source


def test_a_function_of_the_notebook_with_that_name_stays() -> None:
    source = "a, b = train_test_split(X)\n"
    assert apply(NAME, source, rebound=frozenset({"train_test_split"})) == source


def test_the_filter_words_include_all_random_calls() -> None:
    names = [
        name.rpartition(".")[2]
        for name in api.random_functions()
        if name.startswith(("sklearn.", "imblearn."))
    ]
    classes = [name for name in names if name[0].isupper() and not name.endswith("*")]
    assert [name for name in classes if not codemod_of(NAME).may_match(name)] == []
