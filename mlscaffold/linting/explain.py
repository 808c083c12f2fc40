"""What rules find and why it matters: for the terminal, and as the pages of the documentation."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from mlscaffold.errors import MlscaffoldError
from mlscaffold.finding import Level, Severity
from mlscaffold.linting.internal_rules import INTERNAL_RULES
from mlscaffold.linting.ruff.ruff_rules import ruff_rules, rule_for
from mlscaffold.linting.ruff.run_ruff import explanation
from mlscaffold.reporting.text_table import text_table
from mlscaffold.rules import RULES
from mlscaffold.rules.rule import MARK, Example, Rule

ALL_RULES: tuple[Rule, ...] = tuple(sorted((*INTERNAL_RULES, *RULES), key=lambda rule: rule.code))
FAMILIES = {
    "MLS0": "Files", "MLS1": "Notebooks", "MLS2": "Reproducibility", "MLS3": "Data", "MLS4": "Leakage",
    "MLS5": "Evaluation, models and security", "MLS6": "Changes of libraries", "MLS7": "Features",
}  # fmt: skip
_INTRODUCTION = """# Rules

The rules of `mlscaffold check`. Level `explore` applies the rules of that level, `candidate` adds its own, `production` applies all.
`python scripts/rules_docs.py` generates these pages; `mlscaffold check --explain CODE` prints the same text.
"""
_RUFF_INTRODUCTION = """## Rules of ruff

For generic Python lint, `check` runs these rules of [ruff](https://docs.astral.sh/ruff/rules/). To run others, add them to
`select` or `extend-select`.
"""


@dataclass(frozen=True, slots=True)
class Description:
    """The texts of a rule, ours or ruff's.

    Args:
        name: in kebab-case.
        what: what it finds.
        why: why that matters.
        severity: its severity.
        level: the first level at which it applies.
    """

    name: str
    what: str
    why: str
    severity: Severity
    level: Level


def describe(code: str) -> Description | None:
    """Return the texts of a rule, None for rules of ruff that are not in our table."""
    for rule in ALL_RULES:
        if rule.code == code:
            return Description(rule.name, rule.what, rule.why, rule.severity, rule.level)
    found = rule_for(code)
    return Description(found.name, found.why, found.why, found.severity, found.level) if found else None


def explain(code: str) -> str:
    """Return what a rule finds and why, as Markdown; ruff explains its own rules.

    Args:
        code: the rule's code, or its name.

    Raises:
        MlscaffoldError: the rule is unknown.
    """
    for rule in ALL_RULES:
        if code.upper() == rule.code or code.lower() == rule.name:
            return page(rule)
    text = explanation(code.upper()).rstrip()
    if text:
        return text
    hint = "`mlscaffold check --list-rules` lists our rules, `ruff rule --all` those of ruff"
    raise MlscaffoldError(f"unknown rule {code}", hint=hint, status=2)


def listed() -> str:
    """Return a line for each of our rules."""
    return text_table([(one.code, one.level, one.severity, one.name, one.what) for one in ALL_RULES])


def page(rule: Rule) -> str:
    """Return the page of a rule, as Markdown."""
    return "\n\n".join(_parts(rule)) + "\n"


def pages() -> Mapping[str, str]:
    """Return the text of each page of the documentation by its file name."""
    return {f"{rule.code}-{rule.name}.md": page(rule) for rule in ALL_RULES} | {"README.md": _overview()}


def _overview() -> str:
    parts = [_INTRODUCTION]
    for prefix, family in FAMILIES.items():
        rows = [
            f"| [{rule.code}]({rule.code}-{rule.name}.md) | {rule.name} | {rule.level} | {rule.severity} | {rule.what} |"
            for rule in ALL_RULES
            if rule.code.startswith(prefix)
        ]
        if rows:
            parts.append(_table(f"## {family}\n", "what", rows))
    rows = [f"| {one.code} | {one.name} | {one.level} | {one.severity} | {one.why} |" for one in ruff_rules()]
    return "\n".join([*parts, _table(_RUFF_INTRODUCTION, "why", rows)])


def _table(title: str, last: str, rows: Iterable[str]) -> str:
    head = (f"| code | name | level | severity | {last} |", "|---|---|---|---|---|")
    return "\n".join([title, *head, *rows]) + "\n"


def _parts(rule: Rule) -> Iterator[str]:
    yield f"# {rule.code} {rule.name}"
    yield rule.what
    where = "notebooks" if rule.notebooks_only else "notebooks and Python files"
    yield f"Level **{rule.level}**, in {where}; **{rule.severity}**."
    yield f"## Why\n\n{rule.why}"
    if rule.flagged:
        yield "## Flagged"
        yield from _examples(rule.flagged)
    if rule.kept:
        yield "## Not flagged"
        yield from _examples(rule.kept)
    if rule.source:
        yield f"## Source\n\n{rule.source}"
    yield (
        "## Suppress it\n\n"
        f"On a line: `# noqa: {rule.code}`. In a file: a comment `# mlscaffold: noqa: {rule.code}`. In a project: "
        f'`ignore = ["{rule.code}"]` in `[tool.mlscaffold.check]`.'
    )


def _examples(examples: Iterable[Example]) -> Iterator[str]:
    for example in examples:
        notes = "; ".join(_notes(example))
        code = "```python\n" + example.shown(MARK).strip("\n") + "\n```"
        yield f"{notes[:1].upper()}{notes[1:]}:\n\n{code}" if notes else code


def _notes(example: Example) -> Iterator[str]:
    if example.plain:
        yield "a Python file"
    if example.counts:
        counts = ("none" if count is None else str(count) for count in example.counts)
        yield "execution counts " + ", ".join(counts)
    if example.outputs:
        yield "outputs in cell " + ", ".join(str(cell) for cell, _ in example.outputs)
    if example.files:
        yield "next to " + ", ".join(f"`{name}`" for name in example.files)
    if example.declared is not None:
        declared = ", ".join(f"`{name}{rest}`" for name, rest in example.declared)
        yield f"declared: {declared}" if declared else "no dependencies declared"
