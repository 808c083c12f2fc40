"""Observes the proven project, so that it can be verified again after edits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from mlscaffold.results.hardening import GeneratedProject
from mlscaffold.verification.environment import Environment
from mlscaffold.verification.expectations import Expected, keyed_nodes
from mlscaffold.verification.observed_run import Nodes, Observed, RunSpec, fingerprints_of_files, observe
from mlscaffold.verification.probe.compare import compare_nodes
from mlscaffold.verification.runs import Runs
from mlscaffold.verification.text_items import Item, with_unstable
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
    return replace(expected, observed=replace(expected.observed, items=items), unstable=unstable)


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
