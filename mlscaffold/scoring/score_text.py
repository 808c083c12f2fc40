"""The score as text: gates, the rubric by section, and what to do first."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from mlscaffold.scoring.assessment import shortened
from mlscaffold.scoring.conditions import Gate
from mlscaffold.scoring.project_score import Score
from mlscaffold.scoring.rubric import SECTIONS, Scored, final, section_points

WIDTH = 96
FIRST = 5
"""How many of the rubric's tests are named as what to do first."""
_MEANS = (
    (0, "More a research project than a system in production."),
    (1, "Not without tests, but serious holes in reliability are possible."),
    (2, "A first pass at basic production; more investment may be needed."),
    (3, "Reasonably tested; more of the tests and procedures may be automated."),
    (5, "Strong automated testing and monitoring, fit for systems that much depends on."),
    (7, "Exceptional automated testing and monitoring."),
)


def text(score: Score) -> str:
    """Return the score as lines of at most 96 columns."""
    parts = [_head(score), *(_gate(one) for one in score.gates)]
    if score.rubric:
        parts += [_total(score), *(_section(score.rubric, name) for name in SECTIONS)]
    if todo := list(_first(score)):
        parts.append("\n".join(["What to do first", *todo]))
    return "\n\n".join(parts)


def meaning(points: float) -> str:
    """Return what the paper says of a score."""
    return next(words for most, words in _MEANS if points <= most)


def _head(score: Score) -> str:
    commit = f" at {score.commit}" if score.commit else ""
    return "\n".join(
        [f"{score.name}{commit}", *(line for note in score.notes for line in _wrapped(note, "  "))]
    )


def _gate(gate: Gate) -> str:
    segment = gate.segment
    count = sum(verdict.points == 1 for _, verdict in gate.verdicts)
    state = "open" if gate.open else f"{count} of {len(gate.verdicts)} conditions met"
    usual = "; pyproject.toml names no segments, so this is the default" if segment.usual else ""
    nothing = "; no notebook or Python file yet" if gate.empty else ""
    lines = list(
        _wrapped(f"Gate of {segment.name} ({', '.join(segment.paths)}): {state}{usual}{nothing}", "", "  ")
    )
    for condition, verdict in gate.verdicts:
        mark = "ok     " if verdict.points == 1 else "missing"
        lines += _entry(
            f"  {mark}  {condition.name:<13}", verdict.evidence or (condition.needs,), verdict.todo
        )
    return "\n".join(lines)


def _total(score: Score) -> str:
    assert score.points is not None
    each = ", ".join(f"{name} {_number(section_points(score.rubric, name))}" for name in SECTIONS)
    first = f"ML Test Score {_number(score.points)} of 7, set by the lowest section: {each}."
    means = f"{meaning(score.points)} Half a point: done by hand. A whole point: runs automatically."
    return "\n".join(_wrapped(first, "") + _wrapped(means, ""))


def _section(found: tuple[Scored, ...], name: str) -> str:
    lines = [f"{name.capitalize()} {_number(section_points(found, name))} of 7"]
    for one in found:
        if one.entry.section == name:
            verdict = one.verdict
            lines.append(f"  {_number(verdict.points):<3}  {one.entry.id:<9}  {one.entry.title}")
            lines += _entry(" " * 18, verdict.evidence, verdict.todo)
    return "\n".join(lines)


def _entry(head: str, evidence: tuple[str, ...], todo: str) -> Iterator[str]:
    indent = " " * max(len(head), 18)
    first = head
    for one in evidence:
        yield from _wrapped(one, first, indent)
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
                by_todo.setdefault(verdict.todo or condition.needs, []).append(name)
    most = len(by_todo) + FIRST
    for one in lowest_first(score.rubric):
        if one.verdict.todo in by_todo or len(by_todo) < most:
            by_todo.setdefault(one.verdict.todo, []).append(one.entry.id)
    for number, (todo, names) in enumerate(by_todo.items(), 1):
        yield from _wrapped(f"{shortened(names, 4)}: {todo}", f"{number:>3}. ", "     ")


def lowest_first(found: tuple[Scored, ...]) -> tuple[Scored, ...]:
    """Return the tests without a whole point in the sections that decide the score."""
    least = final(found) if found else 0
    open_ = [
        one
        for one in found
        if one.verdict.points < 1 and one.verdict.todo and section_points(found, one.entry.section) == least
    ]
    return tuple(sorted(open_, key=lambda one: _is_documented(one) - one.verdict.points))


def _is_documented(one: Scored) -> bool:
    """Return whether only a document can be evidence; what a test can show comes first."""
    return one.verdict.todo.startswith("document ")


def _wrapped(words: str, first: str, then: str | None = None) -> list[str]:
    return textwrap.wrap(
        words,
        WIDTH,
        initial_indent=first,
        subsequent_indent=first if then is None else then,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _number(points: float) -> str:
    return f"{points:g}"
