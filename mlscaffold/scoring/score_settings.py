"""The settings of `score`: the tables `lifecycle` and `score` of `[tool.mlscaffold]` in pyproject.toml."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.toml_file import read_toml

FILE = "pyproject.toml"
DEFAULT_GATE = ("check", "tests", "contract", "quality-gate", "model-card")
OWN_KEYS = ("junit", "metrics", "thresholds")


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment of the lifecycle, with the gate at its end.

    Args:
        name: its name.
        paths: files and folders that belong to it.
        gate: names of the conditions to meet.
        is_default: whether it is the default, because the project defines none.
    """

    name: str
    paths: tuple[str, ...]
    gate: tuple[str, ...]
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Threshold:
    """The bounds of a metric; None for no bound."""

    metric: str
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in the two tables.

    Args:
        name: the project's name.
        segments: in their order.
        declared: names of tests of the rubric, and the places declared as evidence for each.
        junit: the path of pytest's record, "" for the default places.
        metrics: the path of a run's metrics, "" for the default places.
        thresholds: bounds of metrics.
    """

    name: str = ""
    segments: tuple[Segment, ...] = ()
    declared: tuple[tuple[str, tuple[str, ...]], ...] = ()
    junit: str = ""
    metrics: str = ""
    thresholds: tuple[Threshold, ...] = ()


def read(root: Path, conditions: Collection[str], rubric: Collection[str]) -> Settings:
    """Read the settings of a project.

    Args:
        root: its folder.
        conditions: the names that a gate may have.
        rubric: the names of the rubric's tests.

    Raises:
        MlscaffoldError: pyproject.toml is missing, or a table has an unknown or invalid entry.
    """
    table = _loaded(root)
    own = _table(_table(table.get("tool", {}), "tool").get("mlscaffold", {}), "tool.mlscaffold")
    score = _table(own.get("score", {}), "tool.mlscaffold.score")
    thresholds = _table(score.get("thresholds", {}), "tool.mlscaffold.score.thresholds")
    for key in score:
        if key not in (*OWN_KEYS, *rubric):
            hint = f"Settings: {', '.join(OWN_KEYS)}, and tests from data-1 to monitor-7"
            raise _wrong(f"`{key}` is not a setting of score", hint)
    return Settings(
        str(_table(table.get("project", {}), "project").get("name", root.resolve().name)),
        _segments(own.get("lifecycle"), conditions, root),
        tuple((key, _strings(key, value)) for key, value in score.items() if key not in OWN_KEYS),
        _string("junit", score.get("junit", "")),
        _string("metrics", score.get("metrics", "")),
        tuple(_threshold(metric, bounds) for metric, bounds in thresholds.items()),
    )


def _loaded(root: Path) -> dict[str, Any]:
    file = root / FILE
    if not file.is_file():
        hint = "Use the folder of a project: mlscaffold score FOLDER"
        raise MlscaffoldError(f"no {FILE} in this folder", where=str(root), hint=hint)
    try:
        return read_toml(file)
    except (OSError, ValueError) as error:
        raise _wrong(f"it cannot be read as TOML ({error})", "Fix the file") from error


def _segments(found: object, known: Collection[str], root: Path) -> tuple[Segment, ...]:
    if found is None:
        return (Segment("production", _default_paths(root), DEFAULT_GATE, is_default=True),)
    return tuple(
        _segment(name, _table(table, f"tool.mlscaffold.lifecycle.{name}"), known)
        for name, table in _table(found, "tool.mlscaffold.lifecycle").items()
    )


def _default_paths(root: Path) -> tuple[str, ...]:
    """Return the usual places of code that ships: src, packages, else the whole project."""
    if (root / "src").is_dir():
        return ("src",)
    packages = sorted(file.parent.name for file in root.glob("*/__init__.py"))
    return tuple(name for name in packages if name not in {"tests", "test"}) or (".",)


def _segment(name: str, table: Mapping[str, Any], known: Collection[str]) -> Segment:
    for key in table:
        if key not in {"paths", "gate"}:
            raise _wrong(f"`{key}` is not a setting of the segment {name}", "Use paths and gate")
    gate = _strings("gate", table.get("gate", []))
    for condition in gate:
        if condition not in known:
            hint = f"Conditions: {', '.join(known)}"
            raise _wrong(f"`{condition}` in the gate of {name} is not a condition", hint)
    return Segment(name, _strings("paths", table.get("paths", [])), gate)


def _threshold(metric: str, bounds: object) -> Threshold:
    right = isinstance(bounds, dict) and bounds and bounds.keys() <= {"min", "max"}
    if not right or not all(type(bound) in {int, float} for bound in bounds.values()):  # type: ignore[attr-defined]
        raise _wrong(f"the threshold of `{metric}` has no bound", f"Write {metric} = {{ min = 0.7 }}")
    assert isinstance(bounds, dict)
    return Threshold(metric, bounds.get("min"), bounds.get("max"))


def _strings(key: str, value: object) -> tuple[str, ...]:
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(item, str) for item in listed):
        raise _wrong(f"`{key}` is not a string or a list of strings", f'Write {key} = ["…"]')
    return tuple(listed)


def _string(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise _wrong(f"`{key}` is not a string", "Put it in quotes")
    return value


def _table(value: object, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(f"`{name}` is not a table", f"Write [{name}] and its keys below it")
    return value


def _wrong(what: str, hint: str) -> MlscaffoldError:
    return MlscaffoldError(what, where=FILE, hint=hint)
