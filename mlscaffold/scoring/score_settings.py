"""What a project wants of `score`: the tables `lifecycle` and `score` of `[tool.mlscaffold]` in its pyproject.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlscaffold.errors import MlscaffoldError

FILE = "pyproject.toml"
USUAL_GATE = ("check", "tests", "contract", "quality-gate", "model-card")
OWN_KEYS = ("junit", "metrics", "thresholds")


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the work with the gate that leads out of it.

    Args:
        name: its name.
        paths: files and folders that belong to it.
        gate: names of the conditions that have to be met.
        usual: whether it is taken where the project names none.
    """

    name: str
    paths: tuple[str, ...]
    gate: tuple[str, ...]
    usual: bool = False


@dataclass(frozen=True, slots=True)
class Threshold:
    """The bounds that a metric has to keep; None where there is none."""

    metric: str
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in the two tables.

    Args:
        name: the project's name.
        segments: in their order.
        claims: names of tests of the rubric, and the places that the project names for each.
        junit: where pytest's record lies, "" for the usual places.
        metrics: where a run writes its metrics, "" for the usual places.
        thresholds: bounds of metrics.
    """

    name: str = ""
    segments: tuple[Segment, ...] = ()
    claims: tuple[tuple[str, tuple[str, ...]], ...] = ()
    junit: str = ""
    metrics: str = ""
    thresholds: tuple[Threshold, ...] = ()


def read(root: Path, conditions: Iterable[str], rubric: Iterable[str]) -> Settings:
    """Read the settings of a project.

    Args:
        root: its folder.
        conditions: the names that a gate may have.
        rubric: the names of the rubric's tests.

    Raises:
        MlscaffoldError: there is no pyproject.toml, or something in its tables is not known.
    """
    table = _loaded(root)
    own = _table(_table(table.get("tool", {}), "tool").get("mlscaffold", {}), "tool.mlscaffold")
    score = _table(own.get("score", {}), "tool.mlscaffold.score")
    _refuse_unknown(score, (*OWN_KEYS, *rubric))
    return Settings(
        str(_table(table.get("project", {}), "project").get("name", root.resolve().name)),
        _segments(own.get("lifecycle"), tuple(conditions), root),
        tuple((key, _texts(key, value)) for key, value in score.items() if key not in OWN_KEYS),
        _text("junit", score.get("junit", "")),
        _text("metrics", score.get("metrics", "")),
        _thresholds(_table(score.get("thresholds", {}), "tool.mlscaffold.score.thresholds")),
    )


def _loaded(root: Path) -> dict[str, Any]:
    file = root / FILE
    if not file.is_file():
        hint = "Name the folder of a project: mlscaffold score FOLDER"
        raise MlscaffoldError(f"there is no {FILE} in this folder", where=str(root), hint=hint)
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _wrong(f"it cannot be read as TOML ({error})", "Fix the file") from error


def _refuse_unknown(score: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for key in score:
        if key not in known:
            hint = f"Known are {', '.join(OWN_KEYS)}, and tests from data-1 to monitor-7"
            raise _wrong(f"`{key}` is not a setting of score", hint)


def _segments(found: object, known: tuple[str, ...], root: Path) -> tuple[Segment, ...]:
    if found is None:
        return (Segment("production", _usual_paths(root), USUAL_GATE, usual=True),)
    return tuple(
        _segment(name, _table(table, f"tool.mlscaffold.lifecycle.{name}"), known)
        for name, table in _table(found, "tool.mlscaffold.lifecycle").items()
    )


def _usual_paths(root: Path) -> tuple[str, ...]:
    """Return where code that ships tends to stand: in src, in packages, else anywhere."""
    if (root / "src").is_dir():
        return ("src",)
    packages = sorted(one.parent.name for one in root.glob("*/__init__.py"))
    return tuple(name for name in packages if name not in {"tests", "test"}) or (".",)


def _segment(name: str, table: Mapping[str, Any], known: tuple[str, ...]) -> Segment:
    for key in table:
        if key not in {"paths", "gate"}:
            raise _wrong(f"`{key}` is not a setting of the segment {name}", "Use paths and gate")
    gate = _texts("gate", table.get("gate", []))
    for condition in gate:
        if condition not in known:
            hint = f"Known are {', '.join(known)}"
            raise _wrong(f"`{condition}` in the gate of {name} is not a condition", hint)
    return Segment(name, _texts("paths", table.get("paths", [])), gate)


def _thresholds(table: Mapping[str, Any]) -> tuple[Threshold, ...]:
    return tuple(_threshold(metric, bounds) for metric, bounds in table.items())


def _threshold(metric: str, bounds: object) -> Threshold:
    right = isinstance(bounds, dict) and bounds and bounds.keys() <= {"min", "max"}
    if not right or not all(type(bound) in {int, float} for bound in bounds.values()):  # type: ignore[attr-defined]
        raise _wrong(f"the threshold of `{metric}` has no bound", f"Write {metric} = {{ min = 0.7 }}")
    assert isinstance(bounds, dict)
    return Threshold(metric, bounds.get("min"), bounds.get("max"))


def _texts(key: str, value: object) -> tuple[str, ...]:
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise _wrong(f"`{key}` is not a text or a list of texts", f'Write {key} = ["…"]')
    return tuple(listed)


def _text(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise _wrong(f"`{key}` is not a text", "Put it into quotes")
    return value


def _table(value: object, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(f"`{name}` is not a table", f"Write [{name}] and keys under it")
    return value


def _wrong(what: str, hint: str) -> MlscaffoldError:
    return MlscaffoldError(what, where=FILE, hint=hint)
