"""The last run of the pipeline: its metrics, and its log as the evidence that they come from a run."""

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
LOG_TOLERANCE = 1e-6
"""The relative difference of a metric and its value in the log: a log may have only six or seven digits."""
ZERO = 1e-9
"""Below this both are zero: a relative difference to zero is never small."""
_NUMBER = r"(-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)"


@dataclass(frozen=True, slots=True)
class Measured:
    """The metrics of the last run.

    Args:
        path: the file, "" if there is none.
        when: when it was written, in seconds.
        values: the metrics.
        stages: the completed stages in the log.
        fault: why it is no evidence, "" if it is.
    """

    path: str = ""
    when: float = 0
    values: tuple[tuple[str, float], ...] = ()
    stages: tuple[str, ...] = ()
    fault: str = ""

    def value(self, name: str) -> float | None:
        """Return a metric, None if the run has not measured it."""
        return dict(self.values).get(name)


def read_measured(
    root: Path, configured: str, code: Iterable[str], tracked: Iterable[str], strings: Iterable[str]
) -> Measured:
    """Read the metrics of the last run.

    Args:
        root: the project's folder.
        configured: the path in the settings, "" for the default places.
        code: the files of code, which must not be newer.
        tracked: the files in Git; a tracked file may be older than the last run.
        strings: the string literals of the code, which name the file if the code writes it.
    """
    place = next((one for one in ([configured] if configured else PLACES) if (root / one).is_file()), "")
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
    fault = _fault(place, values, log_text, place in tracked, any(file.name in text for text in strings))
    changed = newer(root, code, when)
    if changed and not fault:
        fault = f"{place} is older than {changed}"
    return Measured(place, when, values, stages, fault)


def _fault(place: str, values: tuple[tuple[str, float], ...], log: str, tracked: bool, written: bool) -> str:
    """Return why metrics are no evidence of a run, "" if they are."""
    if not values:
        return f"{place} has no numbers"
    for name, value in values:
        found = re.findall(rf"\b{re.escape(name)}: {_NUMBER}", log)
        if found and not math.isclose(float(found[-1]), value, rel_tol=LOG_TOLERANCE, abs_tol=ZERO):
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


def thresholds_missed(measured: Measured, thresholds: Iterable[Threshold]) -> tuple[str, ...]:
    """Return the thresholds that the metrics do not meet, each as a sentence."""
    return tuple(why for one in thresholds if (why := _threshold_missed(measured.value(one.metric), one)))


def _threshold_missed(value: float | None, threshold: Threshold) -> str:
    if value is None:
        return f"{threshold.metric} is not measured"
    if threshold.minimum is not None and not value >= threshold.minimum:
        return f"{threshold.metric} is {value:.4g}, below the minimum of {threshold.minimum}"
    if threshold.maximum is not None and not value <= threshold.maximum:
        return f"{threshold.metric} is {value:.4g}, above the maximum of {threshold.maximum}"
    return ""


def compare_with_baseline(measured: Measured) -> tuple[tuple[str, float, float, bool | None], ...]:
    """Return the metrics that also have a baseline: name, the model's value, the baseline's, whether the model is better."""
    values = dict(measured.values)
    pairs = [(name, pattern.format(name)) for pattern in ("baseline_{}", "{}_baseline") for name in values]
    return tuple(
        (name, values[name], values[other], _better(name, values[name], values[other]))
        for name, other in pairs
        if other in values
    )


def _better(name: str, value: float, other: float) -> bool | None:
    larger = larger_is_better(name)
    return None if larger is None else value > other if larger else value < other
