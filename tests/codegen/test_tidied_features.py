"""Fields have the names of the variables that they copy."""

from __future__ import annotations

import ast

from mlscaffold.codegen.tidied_features import tidied
from tests.analysis.raw_rows.small import HEAD, MODEL, SPLIT, derived

SCALE = (
    "scaler = StandardScaler()\nX_train = scaler.fit_transform(X_train)\nX_test = scaler.transform(X_test)\n"
)
AGAIN = 'le = LabelEncoder()\ndf["age"] = le.fit_transform(df["age"])\ndf["income"] = le.fit_transform(df["income"])\n'


def test_a_field_is_called_as_its_variable() -> None:
    path = tidied(derived(HEAD + SPLIT + SCALE + MODEL))
    assert [one.name for one in path.fields] == ["scaler"]
    assert not any("deepcopy" in ast.unparse(node) for node in path.fit)


def test_what_is_fitted_again_is_copied() -> None:
    path = tidied(derived(HEAD + AGAIN + SPLIT + MODEL))
    assert len({one.name for one in path.fields}) == 2
    assert any("deepcopy" in ast.unparse(node) for node in path.fit)


def test_assignments_to_itself_are_left_out() -> None:
    path = tidied(derived(HEAD + "df = df.dropna()\n" + SPLIT + MODEL))
    assert "df = df" not in [ast.unparse(node) for node in path.apply]
