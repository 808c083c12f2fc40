"""The last run of the pipeline: its metrics, and its log as the evidence that they come from a run."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.analysis.metrics import larger_is_better
from mlscaffold.scoring.junit_record import newer
from mlscaffold.scoring.score_settings import Threshold

PLACES = ("outputs/metrics.json", "metrics.json", "reports/metrics.json", "results/metrics.json")
LOG = "run.log"
_NUMBER = r"(-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)"


@dataclass(frozen=True, slots=True)
class Measured:
    """The metrics of the last run.

    Args:
        path: the file, "" where there is none.
        when: when it was written, in seconds.
        values: the metrics.
        stages: the stages that the log says were done.
        fault: why it is no evidence, "" if it is.
    """

    path: str = ""
    when: float = 0
    values: tuple[tuple[str, float], ...] = ()
    stages: tuple[str, ...] = ()
    fault: str = ""

    @property
    def counts(self) -> bool:
        """Whether it is evidence for the current code."""
        return bool(self.path) and not self.fault

    def value(self, name: str) -> float | None:
        """Return a metric, None where the run has not measured it."""
        return dict(self.values).get(name)


def read_measured(
    root: Path, named: str, code: Iterable[str], tracked: Iterable[str], texts: Iterable[str]
) -> Measured:
    """Read the metrics of the last run.

    Args:
        root: the project's folder.
        named: the path in the settings, "" for the usual places.
        code: the files of code, which must not be newer.
        tracked: the files that git keeps: what is one of them was not written by the last run alone.
        texts: the texts in the code, which name the file if the code writes it.
    """
    place = next((one for one in ([named] if named else PLACES) if (root / one).is_file()), "")
    if not place:
        return Measured()
    file = root / place
    when = file.stat().st_mtime
    try:
        values = _values(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return Measured(place, when, fault=f"{place} is not JSON")
    log = file.with_name(LOG)
    log_text = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
    stages = tuple(re.findall(r": (\S+) done in ", log_text))
    fault = _fault(place, values, log_text, place in tracked, any(file.name in text for text in texts))
    changed = newer(root, code, when)
    if changed and not fault:
        fault = f"{place} is older than {changed}"
    return Measured(place, when, values, stages, fault)


def _fault(place: str, values: tuple[tuple[str, float], ...], log: str, tracked: bool, written: bool) -> str:
    """Return why metrics are not those that a run wrote, "" where they are."""
    if not values:
        return f"{place} holds no number"
    for name, value in values:
        found = re.findall(rf"\b{re.escape(name)}: {_NUMBER}", log)
        if found and not math.isclose(float(found[-1]), value, rel_tol=1e-6, abs_tol=1e-9):
            return f"{name} is {value} in {place}, and {found[-1]} in the log of the run beside it"
        if not found and log:
            return f"the log of the run beside {place} does not state {name}"
    if not log and not written:
        return f"no log of a run is beside {place}, and no code names the file: nothing shows that a run wrote it"
    return f"{place} is committed to Git, so it may be from any time" if tracked else ""


def _values(found: object, above: str = "") -> tuple[tuple[str, float], ...]:
    if isinstance(found, dict):
        return tuple(one for key, value in found.items() for one in _values(value, f"{above}{key}."))
    if isinstance(found, int | float) and not isinstance(found, bool):
        return ((above.rstrip("."), float(found)),)
    return ()


def broken(measured: Measured, thresholds: Iterable[Threshold]) -> tuple[str, ...]:
    """Return the thresholds that the metrics do not meet, each as a sentence."""
    return tuple(why for one in thresholds if (why := _broken(measured.value(one.metric), one)))


def _broken(value: float | None, threshold: Threshold) -> str:
    if value is None:
        return f"{threshold.metric} is not measured"
    if threshold.least is not None and not value >= threshold.least:
        return f"{threshold.metric} is {value:.4g}, below the minimum of {threshold.least}"
    if threshold.most is not None and not value <= threshold.most:
        return f"{threshold.metric} is {value:.4g}, above the maximum of {threshold.most}"
    return ""


def against_baseline(measured: Measured) -> tuple[tuple[str, float, float, bool | None], ...]:
    """Return metrics that a baseline has too: name, the model's value, the baseline's, whether the model is better."""
    values = dict(measured.values)
    pairs = [(name, f"baseline_{name}") for name in values] + [(name, f"{name}_baseline") for name in values]
    return tuple(
        (name, values[name], values[other], _better(name, values[name], values[other]))
        for name, other in pairs
        if other in values
    )


def _better(name: str, value: float, other: float) -> bool | None:
    larger = larger_is_better(name)
    return None if larger is None else value > other if larger else value < other
