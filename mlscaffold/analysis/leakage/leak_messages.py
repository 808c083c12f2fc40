"""What a leak's message says."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mlscaffold.analysis.leakage.leak import Kind, Leak


def message(leak: Leak) -> str:
    """Return what is wrong and what to do, in one line.

    Args:
        leak: the leak.

    Returns:
        A sentence on what happens where, and one on what to change.
    """
    return WORDING[leak.kind](leak)


def _preprocessing(leak: Leak) -> str:
    if leak.detail == "own":
        return (
            f"{leak.about} prepares the test rows with statistics of their own, not those that the model was trained "
            f"with at {leak.because}: fit on the training rows, then only transform the test rows."
        )
    if leak.detail == "folds":
        return (
            f"{leak.about} uses all rows, so every fold of {leak.because} has seen its test rows: put the step into a "
            "Pipeline with the model."
        )
    return (
        f"{leak.about} uses rows that the model of {leak.because} is tested on: split first, fit on the training rows, "
        "then transform both parts."
    )


def _overlap(leak: Leak) -> str:
    if leak.detail == "repeated":
        return (
            f"{leak.about} repeats rows before the split, so {leak.because} meets copies of rows that the model was "
            "trained on: split first, and do this to the training rows only."
        )
    return (
        f"{leak.about} tests on rows that the model was trained on at {leak.because}: hold out rows that it is not "
        "fitted on, and score on those."
    )


def _multi_test(leak: Leak) -> str:
    return (
        f"{leak.detail} models are scored on the same test rows, first at {leak.because}, then at {leak.about}: compare them by "
        "cross-validation or on validation rows, and score the chosen one on the test rows once."
    )


def _target(leak: Leak) -> str:
    one = "column" if "," not in leak.detail else "columns"
    return f"The features of {leak.about} hold what the model is to predict, in the {one} {leak.detail}: drop it from the features."


def _temporal(leak: Leak) -> str:
    if leak.detail == "shuffled":
        return (
            f"{leak.about} shuffles rows that are in the order of time ({leak.because}), so the model is trained on later rows "
            "than it is tested on: use shuffle=False or TimeSeriesSplit."
        )
    return (
        f"{leak.about} puts values of later rows into the features of {leak.because}: use earlier rows only, such as shift(1) "
        "or ffill."
    )


def _group(leak: Leak) -> str:
    return (
        f"{leak.about} splits at random rows that belong together ({leak.because}): split by group, with GroupShuffleSplit or "
        "GroupKFold."
    )


WORDING: Mapping[Kind, Callable[[Leak], str]] = {
    "preprocessing": _preprocessing,
    "overlap": _overlap,
    "multi-test": _multi_test,
    "target": _target,
    "temporal": _temporal,
    "group": _group,
}
