"""A message is one line that names both places and says what to do."""

import pytest

from mlscaffold.analysis.leakage.leak import KINDS
from mlscaffold.analysis.leakage.leak_examples import EXPLAINED
from mlscaffold.analysis.leakage.leak_messages import message
from tests.analysis.leakage.following import leaks_of

EXAMPLES = [source for kind in KINDS for source in EXPLAINED[kind].flagged]


@pytest.mark.parametrize("source", EXAMPLES)
def test_messages_are_one_line_and_name_what_has_to_change(source: str) -> None:
    for leak in leaks_of(source):
        text = message(leak)
        assert leak.about in text
        assert "\n" not in text
        assert text.endswith(".")


def test_a_scaler_on_all_rows_is_told_with_the_model() -> None:
    (leak,) = leaks_of(EXPLAINED["preprocessing"].flagged[0])
    assert message(leak) == (
        "StandardScaler.fit_transform (cell 2, line 3) uses rows that the model of LogisticRegression.fit (cell 3, line 2) is "
        "tested on: split first, fit on the training rows, then transform both parts."
    )


def test_test_rows_scaled_by_themselves_are_told_so() -> None:
    (leak,) = leaks_of(EXPLAINED["preprocessing"].flagged[4])
    assert "statistics of their own" in message(leak)
