from __future__ import annotations

import pytest

from mlscaffold.stages.identifiers import identifier, snake, words_of

WORDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "words without meaning": ("Let's use the data", ("data",)),
    "a number before": ("3.2) Missing values", ("missing", "values")),
    "a Roman number before": ("IV. Results", ("results",)),
    "a step": ("Step 2: Cleaning", ("cleaning",)),
    "accents": ("Prédiction", ("prediction",)),
    "a link inside": ("Price by area", ("price", "by", "area")),
    "a link at either end": ("By area and", ("area",)),
    "links do not count": (
        "a one and two of three by four five",
        ("one", "and", "two", "of", "three", "by", "four"),
    ),
    "no ASCII at all": ("数据", ()),
    "nothing": ("", ()),
    "a word alone": ("Churn", ("churn",)),
}
SNAKES: dict[str, tuple[str, str]] = {
    "a class": ("LogisticRegression", "logistic_regression"),
    "capitals in a row": ("XGBClassifier", "xgb_classifier"),
    "a digit": ("KNN3Model", "knn3_model"),
    "signs": ("Total (in %)", "total_in"),
    "snake case already": ("x_train", "x_train"),
}
NAMES: dict[str, tuple[tuple[str, ...], str]] = {
    "joined": (("plot", "price"), "plot_price"),
    "empty parts": (("plot", "", "price"), "plot_price"),
    "a bare number at the end": (("plot", "2"), "plot2"),
    "a digit at the start": (("2019",), "n2019"),
    "nothing": ((), "n"),
    "a keyword": (("class",), "class_"),
    "a plain name": (("price",), "price"),
}


@pytest.mark.parametrize(("text", "expected"), WORDS.values(), ids=WORDS)
def test_words_of(text: str, expected: tuple[str, ...]) -> None:
    assert words_of(text) == expected


@pytest.mark.parametrize(("name", "expected"), SNAKES.values(), ids=SNAKES)
def test_snake(name: str, expected: str) -> None:
    assert snake(name) == expected


@pytest.mark.parametrize(("parts", "expected"), NAMES.values(), ids=NAMES)
def test_identifier(parts: tuple[str, ...], expected: str) -> None:
    assert identifier(*parts) == expected
