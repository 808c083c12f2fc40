"""Runs the stages: looks up what each one needs, calls it, keeps what it gives."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import inspect
import logging
import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import artifacts

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Stage:
    """One step: its parameters name what it needs, an earlier stage's output or a config field.

    Args:
        function: the step itself, plain or async.
        gives: names of what it returns; one name: that value, several: a tuple of them.
        metrics: those of `gives` that are numbers for metrics.json.
        models: those of `gives` that are fitted models, stored as artifacts.
        after: names of stages whose files or random numbers it relies on.
        always: whether it runs whatever stages are named.
    """

    function: Callable[..., Any]
    gives: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    always: bool = False

    @property
    def name(self) -> str:
        """The name of its function."""
        return str(getattr(self.function, "__name__", self.function))

    @property
    def needs(self) -> tuple[str, ...]:
        """The names of its parameters."""
        return tuple(inspect.signature(self.function).parameters)


def run(
    stages: Sequence[Stage],
    config: Any,
    only: Sequence[str] = (),
    folder: Path | None = None,
    seed_field: str | None = None,
) -> dict[str, Any]:
    """Run the stages in their order.

    Args:
        stages: all stages of the pipeline.
        config: the settings, a dataclass.
        only: names of the stages wanted, with what they need; none means all.
        folder: where to run, for stages that use paths relative to it.
        seed_field: the setting that seeds random numbers, None to leave them alone.

    Returns:
        What the stages gave, by name.
    """
    given: dict[str, Any] = {}
    numbers: dict[str, int | float | None] = {}
    settings = {field.name: getattr(config, field.name) for field in dataclasses.fields(config)}
    artifacts.make_folders(settings.values())
    if seed_field:
        seed(settings[seed_field])
    with contextlib.chdir(folder) if folder else contextlib.nullcontext():
        for stage in choose(stages, only):
            results = perform(stage, settings | given)
            given |= results
            numbers |= artifacts.numbers({name: results[name] for name in stage.metrics})
            artifacts.save_metrics(numbers)
            for name in stage.models:
                artifacts.save_model(name, results[name])
        artifacts.save_figures("figure")
    return given


def seed(number: int) -> None:
    """Seed Python's random numbers, and those of the libraries that are loaded."""
    random.seed(number)
    modules: dict[str, Any] = dict(sys.modules)
    if "numpy" in modules:
        modules["numpy"].random.seed(number)
    if "torch" in modules:
        modules["torch"].manual_seed(number)
    if "tensorflow" in modules:
        modules["tensorflow"].random.set_seed(number)


def choose(stages: Sequence[Stage], only: Sequence[str] = ()) -> tuple[Stage, ...]:
    """Return the stages named and those that they need, in order; all of them if none is named.

    Raises:
        ValueError: a name that no stage has.
    """
    names = [stage.name for stage in stages]
    if unknown := [name for name in only if name not in names]:
        raise ValueError(f"no stage is named {', '.join(unknown)}; there are {', '.join(names)}")
    wanted = {place for place, stage in enumerate(stages) if stage.always or stage.name in only}
    for place in reversed(range(len(stages))):
        if place in wanted:
            wanted |= _before(stages, place)
    return tuple(stage for place, stage in enumerate(stages) if place in wanted or not only)


def _before(stages: Sequence[Stage], place: int) -> set[int]:
    """Return the places of the earlier stages that the one at a place needs directly."""
    stage = stages[place]
    needed = {other for other in range(place) if stages[other].name in stage.after}
    for name in stage.needs:
        givers = [other for other in range(place) if name in stages[other].gives]
        needed.update(givers[-1:])
    return needed


def perform(stage: Stage, values: Mapping[str, Any]) -> dict[str, Any]:
    """Call a stage with what it needs of the values, and return what it gives, by name."""
    logger.info("%s …", stage.name)
    start = time.perf_counter()
    try:
        result = stage.function(**{name: values[name] for name in stage.needs if name in values})
        if inspect.iscoroutine(result):
            result = asyncio.run(result)
    except Exception as error:
        error.add_note(f"in stage {stage.name}")
        logger.debug("%s failed", stage.name, exc_info=True)
        raise
    parts = result if len(stage.gives) > 1 else (result,)[: len(stage.gives)]
    results = dict(zip(stage.gives, parts, strict=True))
    summary = ", ".join(f"{name}: {describe(value)}" for name, value in results.items())
    logger.info(
        "%s done in %.1f s%s", stage.name, time.perf_counter() - start, summary and f"; {summary}"
    )
    return results


def describe(value: object) -> str:
    """Return a few words on a value: a number itself, the shape of a table, the length of a list."""
    kind = type(value).__name__
    if isinstance(value, (bool, int, float)):
        return str(value)
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple):
        return f"{kind} {' x '.join(map(str, shape))}" if shape else f"{kind} {value}"
    if isinstance(value, (str, list, tuple, dict, set, frozenset)):
        return f"{kind} of {len(value)}"
    return kind
