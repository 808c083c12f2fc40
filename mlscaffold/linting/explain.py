"""What a rule finds, why that matters, and how it looks, for the terminal and for pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mlscaffold.errors import MlscaffoldError
from mlscaffold.finding import Severity
from mlscaffold.linting.internal_rules import FAULTS
from mlscaffold.linting.ruff import adapter
from mlscaffold.rules import RULES
from mlscaffold.rules.examples import MARK
from mlscaffold.rules.rule import Example, Rule

ALL: tuple[Rule, ...] = tuple(sorted((*FAULTS, *RULES), key=lambda rule: rule.code))


@dataclass(frozen=True, slots=True)
class Described:
    """What is said of a rule, ours or ruff's.

    Args:
        name: in kebab-case.
        what: what it finds.
        why: why that matters.
        severity: how bad it is.
    """

    name: str
    what: str
    why: str
    severity: Severity


def described(code: str) -> Described | None:
    """Return what is said of a rule, None where nothing is."""
    for rule in ALL:
        if rule.code == code:
            return Described(rule.name, rule.what, rule.why, rule.severity)
    told = adapter.about(code)
    return Described(told.name, told.why, told.why, told.severity) if told else None


def explain(code: str) -> str:
    """Return what a rule finds and why, as Markdown; ruff's rules are explained by ruff.

    Args:
        code: the rule's code, or its name.

    Raises:
        MlscaffoldError: nobody knows it.
    """
    for rule in ALL:
        if code.upper() == rule.code or code.lower() == rule.name:
            return page(rule)
    told = adapter.explain(code.upper()).rstrip()
    if told:
        return told
    hint = "`mlscaffold check --list-rules` lists ours, `ruff rule --all` ruff's"
    raise MlscaffoldError(f"there is no rule {code}", hint=hint, status=2)


def listed() -> str:
    """Return a line for each rule of ours."""
    width = max(len(rule.name) for rule in ALL)
    return "\n".join(
        f"{rule.code}  {rule.level:<10}  {rule.severity:<7}  {rule.name:<{width}}  {rule.what}"
        for rule in ALL
    )


def page(rule: Rule) -> str:
    """Return the page of a rule, as Markdown."""
    return "\n\n".join(_parts(rule)) + "\n"


def _parts(rule: Rule) -> Iterator[str]:
    yield f"# {rule.code} {rule.name}"
    yield rule.what
    where = "notebooks" if rule.notebooks_only else "notebooks and Python files"
    yield f"Asked from level **{rule.level}**, in {where}; **{rule.severity}**."
    yield f"## Why\n\n{rule.why}"
    if rule.flagged:
        yield "## Found"
        yield from _examples(rule.flagged)
    if rule.kept:
        yield "## Not found"
        yield from _examples(rule.kept)
    if rule.source:
        yield f"## Source\n\n{rule.source}"
    yield (
        "## Turn it off\n\n"
        f"For a line with `# noqa: {rule.code}`, for a file with a comment `# mlscaffold: noqa: {rule.code}`, for a project with "
        f'`ignore = ["{rule.code}"]` in `[tool.mlscaffold.check]`.'
    )


def _examples(examples: Iterable[Example]) -> Iterator[str]:
    for example in examples:
        notes = "; ".join(_notes(example))
        code = example.source.replace(f"  {MARK}", "  # found here").strip("\n")
        yield (
            f"{notes[:1].upper()}{notes[1:]}:\n\n```python\n{code}\n```"
            if notes
            else f"```python\n{code}\n```"
        )


def _notes(example: Example) -> Iterator[str]:
    if example.plain:
        yield "a Python file"
    if example.counts:
        yield "with the execution counts " + ", ".join(
            "none" if one is None else str(one) for one in example.counts
        )
    if example.outputs:
        yield "with outputs in cell " + ", ".join(str(cell) for cell, _ in example.outputs)
    if example.files:
        yield "beside " + ", ".join(f"`{name}`" for name in example.files)
    if example.declared is not None:
        yield "where " + (
            ", ".join(f"`{name}{after}`" for name, after in example.declared) + " is declared"
            if example.declared
            else "nothing is declared"
        )
