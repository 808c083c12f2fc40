"""Observes the proven project, so that it can be verified again after edits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mlscaffold.results.hardening import GeneratedProject
from mlscaffold.verification.environment import Environment
from mlscaffold.verification.expectations import ANYTHING, Expected, keyed_nodes
from mlscaffold.verification.observed_run import (
    Nodes,
    Observed,
    ObservedStage,
    RunSpec,
    fingerprints_of_files,
    observe,
)
from mlscaffold.verification.probe.compare import compare_nodes
from mlscaffold.verification.runs import Runs
from mlscaffold.verification.text_items import Item, with_unstable, without_wild_words
from mlscaffold.verification.unstable import WHOLE, Places
from mlscaffold.verification.variable_names import is_uncertain

LATER = 400 * 24 * 3600  # seconds: another day, month and year


def record_expected(runs: Runs, generated: GeneratedProject, environment: Environment) -> Expected:
    """Observe a project; twice if its code reads the clock, the network or unseeded random numbers.

    Args:
        runs: runs it.
        generated: the project.
        environment: its interpreter.
    """
    hardening = generated.hardening
    spec = RunSpec(environment.python, hardening.package, secrets=runs.target.secrets)
    first = observe(runs.sandbox, runs.write(generated, "expected-1"), spec, "expected-1")
    files = _fingerprints(runs, first, spec, "expected-files-1")
    expected = Expected(hardening.package, hardening.notebook.file, first, files)
    if first.failure or not is_uncertain(hardening):
        return expected
    later = replace(spec, hash_seed=1, later=LATER)
    second = observe(runs.sandbox, runs.write(generated, "expected-2"), later, "expected-2")
    if second.failure:
        return expected
    return with_unstable_places(expected, second, _fingerprints(runs, second, spec, "expected-files-2"))


def _fingerprints(runs: Runs, observed: Observed, spec: RunSpec, name: str) -> Nodes:
    files = {
        path: file.place for path, file in observed.files.items() if file.place is not None and not file.own
    }
    return fingerprints_of_files(runs.sandbox, spec.python, spec.package, files, name)


def with_unstable_places(expected: Expected, second: Observed, files: Nodes) -> Expected:
    """Return expectations that know what another run has differently.

    Args:
        expected: what the first run showed.
        second: what the second run showed.
        files: fingerprints of the files that the second run wrote.
    """
    other = dict(keyed_nodes(second))
    unstable: dict[str, Places] = {}
    for key, node in keyed_nodes(expected.observed):
        unstable |= _places(key, node, other)
    for path, node in expected.files.items():
        unstable |= _places(f"file:{path}", node, {f"file:{path}": files.get(path)})
    items = _unstable_items(expected.observed.items, second.items)
    marked = replace(expected, observed=replace(expected.observed, items=items), unstable=unstable)
    return _without_unstable(marked, other)


def _without_unstable(expected: Expected, other: Nodes) -> Expected:
    """Return expectations without what is unstable, so that a project that is generated again has the same ones.

    Tables and arrays keep their fingerprints: only a few of their numbers are unstable.
    """

    def masked(key: str, node: Any) -> Any:
        places = expected.unstable.get(key, frozenset())
        return ANYTHING if "" in places else _masked(node, other[key]) if places else node

    observed = expected.observed
    stages = tuple(
        ObservedStage(
            stage.name,
            {name: masked(f"{stage.name}/{name}", node) for name, node in stage.outputs.items()},
            {name: masked(f"{stage.name}/{name}", node) for name, node in stage.locals.items()},
        )
        for stage in observed.stages
    )
    end = {name: masked(f"end:{name}", node) for name, node in observed.end.items()}
    metrics = {name: masked(f"metric:{name}", number) for name, number in observed.metrics.items()}
    written = {
        path: replace(file, sha256="") if f"file:{path}" in expected.unstable else file
        for path, file in observed.files.items()
    }
    files = {path: masked(f"file:{path}", node) for path, node in expected.files.items()}
    items = tuple(map(without_wild_words, observed.items))
    figures = tuple((name, masked(f"figure:{name}", node)) for name, node in observed.figures)
    observed = replace(
        observed, stages=stages, end=end, figures=figures, metrics=metrics, files=written, items=items
    )
    return replace(expected, observed=observed, files=files)


def _masked(node: Any, other: Any) -> Any:
    """Return a fingerprint of which the parts that differ from another one equal anything."""
    if not (isinstance(node, dict) and isinstance(other, dict)) or node.get("kind") != other.get("kind"):
        return node
    found = dict(node)
    for part, start in (("pairs", 1), ("items", 0)):
        if part in node and len(node[part]) == len(other.get(part, ())):
            found[part] = [_masked_part(a, b, start) for a, b in zip(node[part], other[part], strict=True)]
    return found


def _masked_part(a: Any, b: Any, key: int) -> Any:
    """Return an element, or a pair of a key and a value, without what differs."""
    if key:
        return [a[0], _masked_part(a[1], b[1], 0)] if a[0] == b[0] else [a[0], ANYTHING]
    if a == b:
        return a
    return _masked(a, b) if isinstance(a, dict) and isinstance(b, dict) else ANYTHING


def _places(key: str, node: object, other: Nodes) -> dict[str, Places]:
    if key not in other:
        return {key: WHOLE}
    found = compare_nodes(node, other[key])
    if not found.differences:
        return {}
    return {key: WHOLE if found.cut else frozenset(place for place, _ in found.differences)}


def _unstable_items(first: tuple[Item, ...], second: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return the items of a run with what another run has differently, stage by stage."""
    groups: list[defaultdict[str, list[Item]]] = [defaultdict(list), defaultdict(list)]
    for group, items in zip(groups, (first, second), strict=True):
        for item in items:
            group[item.by].append(item)
    marked: Mapping[str, tuple[Item, ...]] = {
        stage: with_unstable(items, groups[1][stage]) for stage, items in groups[0].items()
    }
    return tuple(item for stage in dict.fromkeys(item.by for item in first) for item in marked[stage])
