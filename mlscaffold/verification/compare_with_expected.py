"""Compares a run of a project with what was recorded when it was hardened: values, text, files, figures, metrics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mlscaffold.results.verification import DifferenceKind, VerifiedDifference, VerifiedPart, VerifiedProject
from mlscaffold.verification.expectations import Expected
from mlscaffold.verification.match_names import Match, Version, matched, versions
from mlscaffold.verification.observed_run import Nodes, Observed
from mlscaffold.verification.probe.compare import compare_nodes, summary
from mlscaffold.verification.text_comparison import TextDifference, compare_texts
from mlscaffold.verification.unstable import Found, Places, verdict_of

LOST = "it is no longer there"
NAMED = 20  # differences of one part that are listed: more say nothing new


@dataclass(frozen=True, slots=True)
class Today:
    """The project as it is now.

    Args:
        observed: its run.
        files: fingerprints of the files whose bytes differ from the recorded ones, by path.
        data: digests of the files that it reads, by place, "" if one is missing.
        selected: the stages that were to run, none for all.
    """

    observed: Observed
    files: Nodes = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    selected: tuple[str, ...] = ()


def compared(expected: Expected, today: Today) -> VerifiedProject:
    """Compare a project with what was recorded.

    Args:
        expected: what was recorded.
        today: the project as it is now.
    """
    observed = today.observed
    partly = bool(today.selected or observed.failure)
    recorded = _recorded(expected, observed, partly)
    matches = matched(versions(recorded), versions(observed), _comparer(expected))
    stages = tuple(_stage(stage.name, matches) for stage in recorded.stages)
    parts = [*_data(expected, today), *_with_end(expected, recorded, observed, stages, matches)]
    parts += _named(expected, "settings", expected.observed.settings, observed.settings, "setting")
    if not partly:
        parts += _constants(expected, observed)
        parts += [*_text(expected, observed), *_files(expected, today), *_figures(expected, observed)]
        parts += _named(expected, "metrics", expected.observed.metrics, observed.metrics, "metric")
    notes = tuple(_notes(expected, observed))
    parts = list(_with_not_proven(expected, parts))
    return VerifiedProject(tuple(parts), observed.failure, observed.failed_stage, notes=notes)


def _recorded(expected: Expected, observed: Observed, partly: bool) -> Observed:
    """Return what was recorded of the stages that ran, all if all should have run."""
    if not partly:
        return expected.observed
    ran = {stage.name for stage in observed.stages}
    stages = tuple(stage for stage in expected.observed.stages if stage.name in ran)
    return replace(expected.observed, stages=stages)


def _comparer(expected: Expected) -> Any:
    known: dict[tuple[int, int], Found] = {}

    def compare(one: Version, other: Version) -> Found:
        key = id(one), id(other)
        if key not in known:
            known[key] = verdict(one.node, other.node, expected.unstable.get(one.key))
        return known[key]

    return compare


def verdict(expected: Any, actual: Any, unstable: Places | None) -> Found:
    """Return the verdict on two fingerprints."""
    found = compare_nodes(expected, actual)
    verdict, why = summary(found.differences, found.opaque)
    note = {
        "verdict": verdict,
        "why": why,
        "places": found.differences,
        "opaque": found.opaque,
        "cut": found.cut,
    }
    return verdict_of(note, unstable)


def _difference(part: str, name: str, kind: DifferenceKind, why: str, *more: str) -> VerifiedDifference:
    names = tuple(dict.fromkeys([f"{part}/{name}" if part else name, name, *more]))
    return VerifiedDifference(names[0], names, kind, why)


def _stage(name: str, matches: Sequence[Match]) -> VerifiedPart:
    """Return what was compared of a stage."""
    own = [match for match in matches if match.recorded.stage == name]
    outputs = {match.recorded.name for match in matches if match.recorded.output}
    differences = [
        _difference(name, match.recorded.name, "differs", match.why, name)
        for match in own
        if match.verdict == "differs"
    ]
    lost = [match.recorded for match in own if match.verdict == "not matched"]
    gone = [one for one in lost if one.output and not _has_successor(one, matches)]
    differences += [_difference(name, one.name, "not matched", LOST, name) for one in gone]
    equal = [match for match in own if match.verdict in ("equal", "renamed")]
    renamed = [(m.recorded.name, m.found.name) for m in equal if m.verdict == "renamed" and m.found]
    unmatched = [one.name for one in lost if one not in gone and one.name not in outputs]
    opaque = sum(match.verdict == "not compared" for match in own)
    note = f"{opaque} not compared" if opaque else ""
    return VerifiedPart(
        name, True, len(equal), "values", tuple(differences), tuple(renamed), tuple(unmatched), note
    )


def _with_not_proven(expected: Expected, parts: Sequence[VerifiedPart]) -> Iterator[VerifiedPart]:
    """Yield the parts with what already differed from the notebook when the project was hardened."""
    found: dict[str, list[VerifiedDifference]] = {}
    for one in expected.not_proven:
        why = f"it differed already when the project was hardened: {one.why}"
        found.setdefault(one.stage, []).append(_difference(one.stage, one.name, "differs", why, one.stage))
    for part in parts:
        yield replace(part, differences=(*part.differences, *found.pop(part.name, ())))
    for name, rest in found.items():
        yield VerifiedPart(name or "proof", False, 0, "values", tuple(rest))


def _has_successor(one: Version, matches: Sequence[Match]) -> bool:
    """Return whether a later value of the same name has a counterpart, so that only an intermediate one is lost."""
    places = [match.recorded.key for match in matches]
    later = matches[places.index(one.key) + 1 :]
    return any(m.recorded.name == one.name and m.recorded.output and m.found is not None for m in later)


def _with_end(
    expected: Expected,
    recorded: Observed,
    observed: Observed,
    stages: Sequence[VerifiedPart],
    matches: Sequence[Match],
) -> Iterator[VerifiedPart]:
    """Yield the stages, with the values that differ only at the end of the run."""
    if observed.failure:
        yield from stages
        return
    before, now = _at_end(recorded), _at_end(observed)
    wrong = {match.recorded.name for match in matches if match.verdict in ("differs", "not matched")}
    late: dict[str, list[VerifiedDifference]] = {}
    for name, (stage, node) in before.items():
        if name in wrong or name not in now or not _is_changed(name, expected, observed):
            continue
        found = verdict(
            node, now[name][1], expected.unstable.get(f"end:{name}", expected.unstable.get(f"{stage}/{name}"))
        )
        if found.verdict == "differs":
            why = f"at the end of the run: {found.why}"
            late.setdefault(stage, []).append(_difference(stage, name, "differs", why, stage))
    for part in stages:
        yield replace(part, differences=(*part.differences, *late.get(part.name, ())))


def _is_changed(name: str, expected: Expected, observed: Observed) -> bool:
    """Return whether a name may have another value at the end: an output, or a value that a later stage changes."""
    is_output = any(name in stage.outputs for stage in expected.observed.stages)
    return is_output or name in expected.observed.end or name in observed.end


def _at_end(observed: Observed) -> dict[str, tuple[str, Any]]:
    """Return stage and fingerprint of each name at the end of a run."""
    last = {one.name: (one.stage, one.node) for one in versions(observed)}
    return {name: (stage, observed.end.get(name, node)) for name, (stage, node) in last.items()}


def _named(expected: Expected, part: str, before: Nodes, now: Nodes, group: str) -> Iterator[VerifiedPart]:
    """Yield the comparison of values that have no stage, by their names; one that is gone may have a new name."""
    if not before:
        return
    differences, renamed, equal = [], [], 0
    new = {name: node for name, node in now.items() if name not in before}
    for name, node in before.items():
        unstable = expected.unstable.get(f"{group}:{name}")
        if name in now:
            found = verdict(node, now[name], unstable)
            equal += found.verdict != "differs"
            differences += [_difference("", name, "differs", found.why)] if found.verdict == "differs" else []
            continue
        other = next(
            (key for key, value in new.items() if verdict(node, value, unstable).verdict == "equal"), ""
        )
        if other and group != "metric":
            equal += 1
            renamed.append((name, other))
            del new[other]
        else:
            differences.append(_difference("", name, "not matched", LOST))
    yield VerifiedPart(part, False, equal, part, tuple(differences), tuple(renamed))


def _constants(expected: Expected, observed: Observed) -> Iterator[VerifiedPart]:
    """Yield the comparison of constants; one that is gone was inlined, and what is computed from it is compared."""
    for part in _named(expected, "constants", expected.observed.constants, observed.constants, "constant"):
        lost = tuple(one.name for one in part.differences if one.kind == "not matched")
        differences = tuple(one for one in part.differences if one.kind == "differs")
        yield replace(part, differences=differences, not_matched=lost)


def _data(expected: Expected, today: Today) -> Iterator[VerifiedPart]:
    """Yield the files that the project reads, if they are not the recorded ones."""
    differences = []
    for place, digest in today.data.items():
        recorded = expected.data[place]
        if digest != recorded.sha256 and recorded.sha256:
            why = "its content is not the recorded one" if digest else "it is missing"
            differences.append(_difference("", place, "differs", why, place.rpartition("/")[2]))
    if differences:
        yield VerifiedPart("data", False, len(today.data) - len(differences), "files", tuple(differences))


def _text(expected: Expected, observed: Observed) -> Iterator[VerifiedPart]:
    """Yield the comparison of what the project logs and prints, whichever stage does it."""
    before, now = expected.observed.items, observed.items
    if not before and not now:
        return
    if expected.observed.cut:
        now = now[: len(before)]
    items = tuple(replace(item, by="") for item in now)
    found = compare_texts({1: before}, items, {1: ("",)}).differences
    differences = tuple(_difference("", "text", "differs", _text_why(one)) for one in found[:NAMED])
    lines = len(before) - sum(bool(one.notebook) for one in found)
    yield VerifiedPart("text", False, lines, "messages", differences)


def _text_why(one: TextDifference) -> str:
    if one.moved:
        return f"`{_short(one.notebook)}` is in another place"
    if not one.project:
        return f"it does not log `{_short(one.notebook)}`"
    if not one.notebook:
        return f"it also logs `{_short(one.project)}`"
    return f"`{_short(one.notebook)}` in the notebook, `{_short(one.project)}` in the project"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    longest = 80  # characters: two messages fit on two lines
    return flat if len(flat) <= longest else f"{flat[: longest - 3]}..."


def _files(expected: Expected, today: Today) -> Iterator[VerifiedPart]:
    """Yield the comparison of the files that are written; those of each project are compared as what they hold."""
    before, now = expected.observed.files, today.observed.files
    differences, equal = [], 0
    for path, file in before.items():
        names = ("", path)
        if path not in now:
            if not file.own or path.startswith("models/"):
                differences.append(_difference(*names, "not matched", "it is no longer written", _last(path)))
            continue
        if file.own:
            continue
        why = "" if now[path].sha256 == file.sha256 else _content(expected, today, path)
        equal += not why
        differences += [_difference(*names, "differs", why, _last(path))] if why else []
    new = [path for path, file in now.items() if path not in before and not file.own]
    differences += [_difference("", path, "differs", "it is new", _last(path)) for path in new]
    if equal or differences:
        yield VerifiedPart("files", False, equal, "files", tuple(differences))


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _content(expected: Expected, today: Today, path: str) -> str:
    """Return how the content of a file differs, "" if it does not."""
    if path not in expected.files or path not in today.files:
        return "" if "" in expected.unstable.get(f"file:{path}", ()) else "its bytes differ"
    found = verdict(expected.files[path], today.files[path], expected.unstable.get(f"file:{path}"))
    return found.why if found.verdict == "differs" else ""


def _figures(expected: Expected, observed: Observed) -> Iterator[VerifiedPart]:
    yield from _named(expected, "figures", dict(expected.observed.figures), dict(observed.figures), "figure")


def _notes(expected: Expected, observed: Observed) -> Iterator[str]:
    if expected.without_locals:
        yield "Local variables of stages are not compared: they took too much room."
    known = {stage.name for stage in expected.observed.stages}
    new = [stage.name for stage in observed.stages if stage.name not in known]
    if new:
        yield f"New stages, with nothing recorded: {', '.join(new)}."
