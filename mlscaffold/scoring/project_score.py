"""The score of a project, as JSON values and as text: gates, the rubric by section, and what to do first."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mlscaffold.scoring.assessment import Verdict, shortened
from mlscaffold.scoring.conditions import Gate
from mlscaffold.scoring.rubric import SECTIONS, Scored, final, section_points

WIDTH = 96
"""Columns of the text: as many as fit a usual terminal of 100 with a prompt's or log's margin; chosen by judgement."""
INDENT = 18
"""The column of the tests' titles: 2 spaces, 3 for points, 2, 9 for an id such as `monitor-1`, 2."""
FIRST = 5
"""How many tests are listed as what to do first: few enough to start; chosen by judgement."""
NAMES = 4
"""How many names a line of what to do first has: they fit in it."""
_MEANINGS = (
    (0, "More a research project than a system in production."),
    (1, "Not without tests, but serious holes in reliability are possible."),
    (2, "A first pass at basic production; more investment may be needed."),
    (3, "Reasonably tested; more of the tests and procedures may be automated."),
    (5, "Strong automated testing and monitoring, fit for mission-critical systems."),
    (7, "Exceptional automated testing and monitoring."),
)
"""The upper bounds of scores and their meanings, both from the paper; 7 is the largest, as a section has seven tests."""


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a project.

    Args:
        name: its name.
        commit: the current commit, "" without Git.
        notes: the sources of evidence, and what could not be determined.
        gates: the requested segments.
        rubric: the 28 tests; none if only a gate was requested.
    """

    name: str
    commit: str
    notes: tuple[str, ...]
    gates: tuple[Gate, ...]
    rubric: tuple[Scored, ...]

    @property
    def points(self) -> float | None:
        """The score, None if it was not requested."""
        return final(self.rubric) if self.rubric else None

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "project": self.name,
            "commit": self.commit,
            "notes": list(self.notes),
            "gates": [_gate_json(gate) for gate in self.gates],
            "score": self.points,
            "sections": {name: section_points(self.rubric, name) for name in SECTIONS if self.rubric},
            "tests": [
                {"id": one.test.id, "section": one.test.section, "title": one.test.title}
                | {"points": one.verdict.points, **_verdict_json(one.verdict)}
                for one in self.rubric
            ],
        }


def _gate_json(gate: Gate) -> dict[str, Any]:
    return {
        "segment": gate.segment.name,
        "paths": list(gate.segment.paths),
        "usual": gate.segment.is_default,
        "open": gate.open,
        "empty": gate.empty,
        "conditions": [
            {"name": condition.name, "met": verdict.points == 1, **_verdict_json(verdict)}
            for condition, verdict in gate.verdicts
        ],
    }


def _verdict_json(verdict: Verdict) -> dict[str, Any]:
    return {"evidence": list(verdict.evidence), "todo": verdict.todo}


def text(score: Score) -> str:
    """Return the score as lines of at most WIDTH columns."""
    parts = [_head(score), *map(_gate, score.gates)]
    if score.rubric:
        parts += [_total(score), *(_section(score.rubric, name) for name in SECTIONS)]
    if todo := list(_first(score)):
        parts.append("\n".join(["What to do first", *todo]))
    return "\n\n".join(parts)


def meaning(points: float) -> str:
    """Return the paper's meaning of a score."""
    return next(words for maximum, words in _MEANINGS if points <= maximum)


def _head(score: Score) -> str:
    title = f"{score.name} at {score.commit}" if score.commit else score.name
    return "\n".join([title, *(line for note in score.notes for line in _wrapped(note, "  "))])


def _gate(gate: Gate) -> str:
    segment = gate.segment
    count = sum(verdict.points == 1 for _, verdict in gate.verdicts)
    state = "open" if gate.open else f"{count} of {len(gate.verdicts)} conditions met"
    default = "; default segment: pyproject.toml defines no segments" if segment.is_default else ""
    nothing = "; no notebook or Python file yet" if gate.empty else ""
    title = f"Gate of {segment.name} ({', '.join(segment.paths)}): {state}{default}{nothing}"
    lines = _wrapped(title, "", "  ")
    for condition, verdict in gate.verdicts:
        head = f"  {'ok' if verdict.points == 1 else 'missing':<7}  {condition.name:<13}"
        lines += _entry(head, verdict.evidence or (condition.requirement,), verdict.todo)
    return "\n".join(lines)


def _total(score: Score) -> str:
    assert score.points is not None
    each = ", ".join(f"{name} {section_points(score.rubric, name):g}" for name in SECTIONS)
    total = f"ML Test Score {score.points:g} of 7, set by the lowest section: {each}."
    words = f"{meaning(score.points)} Half a point: done by hand. A whole point: runs automatically."
    return "\n".join(_wrapped(total) + _wrapped(words))


def _section(found: tuple[Scored, ...], name: str) -> str:
    lines = [f"{name.capitalize()} {section_points(found, name):g} of 7"]
    for one in found:
        if one.test.section == name:
            lines.append(f"  {one.verdict.points:<3g}  {one.test.id:<9}  {one.test.title}")
            lines += _entry(" " * INDENT, one.verdict.evidence, one.verdict.todo)
    return "\n".join(lines)


def _entry(head: str, evidence: tuple[str, ...], todo: str) -> Iterator[str]:
    indent = " " * max(len(head), INDENT)
    first = head
    for item in evidence:
        yield from _wrapped(item, first, indent)
        first = indent
    if todo:
        yield from _wrapped(f"-> {todo}", first, f"{indent}   ")


def _first(score: Score) -> Iterator[str]:
    """Yield what is missing at gates, then what would raise the lowest section, started items first."""
    by_todo: dict[str, list[str]] = {}
    for gate in score.gates:
        for condition, verdict in gate.verdicts:
            if verdict.points < 1:
                name = f"{gate.segment.name} {condition.name}"
                by_todo.setdefault(verdict.todo or condition.requirement, []).append(name)
    limit = len(by_todo) + FIRST
    for one in next_steps(score.rubric):
        if one.verdict.todo in by_todo or len(by_todo) < limit:
            by_todo.setdefault(one.verdict.todo, []).append(one.test.id)
    for number, (todo, names) in enumerate(by_todo.items(), 1):
        yield from _wrapped(f"{shortened(names, NAMES)}: {todo}", f"{number:>3}. ", "     ")


def next_steps(found: tuple[Scored, ...]) -> tuple[Scored, ...]:
    """Return the tests without a whole point in the sections that decide the score; those that need documents last."""
    lowest = [name for name in SECTIONS if found and section_points(found, name) == final(found)]
    partial = (one for one in found if one.verdict.points < 1 and one.verdict.todo)
    unmet = (one for one in partial if one.test.section in lowest)
    return tuple(sorted(unmet, key=lambda one: one.verdict.todo.startswith("document ") - one.verdict.points))


def _wrapped(words: str, first: str = "", then: str | None = None) -> list[str]:
    return textwrap.wrap(
        words,
        WIDTH,
        initial_indent=first,
        subsequent_indent=first if then is None else then,
        break_long_words=False,
        break_on_hyphens=False,
    )
