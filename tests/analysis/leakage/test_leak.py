"""A message is one line with both places and the advice."""

import pytest

from mlscaffold.analysis.leakage.leak import message
from mlscaffold.rules import rules_in
from tests.analysis.leakage.following import leaks_of

EXAMPLES = {rule.name: [example.source for example in rule.flagged] for rule in rules_in("leakage")}


@pytest.mark.parametrize("source", [source for sources in EXAMPLES.values() for source in sources])
def test_messages_are_one_line_and_name_the_code_to_change(source: str) -> None:
    for leak in leaks_of(source):
        text = message(leak)
        assert leak.about in text
        assert "\n" not in text
        assert text.endswith(".")


def test_a_scaler_on_all_rows_is_reported_with_the_model() -> None:
    (leak,) = leaks_of(EXAMPLES["preprocessing-leakage"][0])
    assert message(leak) == (
        "StandardScaler.fit_transform (cell 2, line 3) uses rows that the model of LogisticRegression.fit (cell 3, line 2) is "
        "tested on: split first, fit on the training rows, then transform both parts."
    )


def test_test_rows_scaled_separately_are_reported() -> None:
    (leak,) = leaks_of(EXAMPLES["preprocessing-leakage"][4])
    assert "statistics of their own" in message(leak)
