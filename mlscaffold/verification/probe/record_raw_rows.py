"""Records what a project answers for the raw rows of its sample."""

from __future__ import annotations

import importlib
from typing import Any

from .process import TimeoutExceededError, call_with_timeout


def raw_rows(recorder: Any, trained: str | None) -> dict[str, Any] | None:
    """Return what the project answers for raw rows, None if it does not or cannot on the sample.

    Args:
        recorder: the stages in the project's own test harness.
        trained: the output that its model is trained on, "" if there is none, None if it answers for no raw rows.
    """
    if trained is None:
        return None
    try:
        module = importlib.import_module("raw_rows")
        found = call_with_timeout(recorder.limits["timeout"], lambda: module.answered(recorder.recorded))
        same = bool(trained) and not module.prepared_otherwise(recorder.recorded, trained)
    except (TimeoutExceededError, Exception, SystemExit) as error:  # noqa: BLE001 the notebook's own code fails in its own ways
        recorder.left_out.append(f"Answers for raw rows are not tested: {recorder.reason(error)}")
        return None
    described = {name: recorder.values.node(value) for name, value in found.items()}
    return {"outputs": described, "trained": trained if same else ""}
