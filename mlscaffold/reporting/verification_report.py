"""Reports the verification of a hardened project: a line for each stage, then for text, files, figures and metrics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mlscaffold.results.verification import VerifiedDifference, VerifiedPart, VerifiedProject

NAMED = 6  # names without a counterpart in one line: as many as fit beside the verdict
SINGULAR = {"values": "value", "messages": "message", "files": "file", "figures": "figure", "metrics": "metric",
            "settings": "setting", "constants": "constant"}  # fmt: skip


def verification_text(found: VerifiedProject) -> str:
    """Return the report for the terminal."""
    rows = [(part.name, line) for part in found.parts for line in part_lines(part)]
    if found.failure:
        rows.append((found.failed_stage or "run", f"stopped: {found.failure}"))
    unused = [
        f"{name} does not differ any more; remove it from [tool.mlscaffold.allowed]." for name in found.unused
    ]
    width = max((len(name) for name, _ in rows), default=0)
    lines = [f"  {name:<{width}}  {line}" for name, line in rows]
    return "\n".join(
        [headline(found), "", *lines, *(["", *found.notes, *unused] if found.notes or unused else [])]
    )


def headline(found: VerifiedProject) -> str:
    """Return the verdict in one sentence."""
    if found.failure:
        place = f" in stage {found.failed_stage}" if found.failed_stage else ""
        return f"Not verified: the project stops{place}."
    if found.failing:
        first, more = found.failing[0], len(found.failing) - 1
        rest = f", and {more} more" if more else ""
        what = "differs" if first.kind == "differs" else "is not matched"
        return f"Not verified: {first.name} {what}{rest}."
    allowed = sum(bool(one.allowed) for one in found.differences)
    count = sum(part.equal for part in found.parts if part.is_stage)
    exception = f" except {allowed} that {'is' if allowed == 1 else 'are'} allowed" if allowed else ""
    source = "the notebook, which ran again" if found.full else "the notebook"
    return f"Verified: the project computes what {source} computes{exception} ({_counted(count, 'values')})."


def part_lines(part: VerifiedPart) -> Iterator[str]:
    """Yield the lines of a part: one, and one for each allowed difference."""
    more = list(_more(part))
    failing = part.failing
    if failing:
        rest = [f"{len(failing) - 1} more"] if len(failing) > 1 else []
        yield "; ".join([_difference(failing[0], part), *rest, *more])
    elif not part.differences or part.equal:
        yield "; ".join([f"equal ({_counted(part.equal, part.unit)})" if part.equal else "equal", *more])
    for one in part.differences:
        if one.allowed:
            yield f"allowed: {_short_name(one, part)}, {one.allowed}"


def _more(part: VerifiedPart) -> Iterator[str]:
    if part.renamed:
        yield ", ".join(f"{old} is now {new}" for old, new in part.renamed[:NAMED])
    if part.not_matched:
        rest = f" and {len(part.not_matched) - NAMED} more" if len(part.not_matched) > NAMED else ""
        yield f"not matched: {', '.join(part.not_matched[:NAMED])}{rest}"
    if part.note:
        yield part.note


def _difference(one: VerifiedDifference, part: VerifiedPart) -> str:
    first, *others = one.why.split("; ")
    rest = f" (more places: {len(others)})" if others else ""
    return f"{one.kind}: {_short_name(one, part)}: {first}{rest}"


def _short_name(one: VerifiedDifference, part: VerifiedPart) -> str:
    return one.name.removeprefix(f"{part.name}/")


def _counted(count: int, unit: str) -> str:
    return f"{count} {SINGULAR.get(unit, unit) if count == 1 else unit}"


def verification_json(found: VerifiedProject) -> dict[str, Any]:
    """Return the report for `--json`."""
    return {
        "verified": found.holds,
        "headline": headline(found),
        "failure": found.failure,
        "failed stage": found.failed_stage,
        "parts": [_part_json(part) for part in found.parts],
        "unused": list(found.unused),
        "notes": list(found.notes),
    }


def _part_json(part: VerifiedPart) -> dict[str, Any]:
    return {
        "name": part.name,
        "stage": part.is_stage,
        "equal": part.equal,
        "differences": [
            {"name": one.name, "kind": one.kind, "why": one.why, "allowed": one.allowed}
            for one in part.differences
        ],
        "renamed": dict(part.renamed),
        "not matched": list(part.not_matched),
    }
