"""How rows are spelled in the notebook's file, and where its values are noted."""

from __future__ import annotations

import pytest

from mlscaffold.verification.predict_proof import _points, _spelling
from tests.analysis.raw_rows.small import HEAD, MODEL, SPLIT, derived

SPELLED = {
    "people.csv": {"sep": ",", "header": True, "index": False, "encoding": "utf-8"},
    'people.csv", sep=";", encoding="latin-1': {
        "sep": ";",
        "header": True,
        "index": False,
        "encoding": "latin-1",
    },
}


@pytest.mark.parametrize(("file", "expected"), SPELLED.items())
def test_the_spelling_is_that_of_the_file(file: str, expected: dict[str, object]) -> None:
    assert _spelling(derived(HEAD.replace("people.csv", file) + SPLIT + MODEL)) == expected


def test_files_that_are_no_plain_text_are_not_spelled() -> None:
    assert _spelling(derived(HEAD.replace("read_csv", "read_parquet") + SPLIT + MODEL)) is None


def test_values_are_noted_before_their_statement() -> None:
    points = _points(derived(HEAD + SPLIT + MODEL))
    assert {name: point["source"] for name, point in points.items()} == {
        "asked": "X_test", "model": "model", "trained": "X_train", "target": "y_train",
    }  # fmt: skip
    assert points["trained"]["line"] < points["asked"]["line"]
