"""The documentation of the rules, made from the rules."""

from __future__ import annotations

from collections.abc import Mapping

from mlscaffold.linting.explain import ALL, page
from mlscaffold.linting.ruff.ruff_rules import ruff_rules

FAMILIES = {
    "MLS0": "Files", "MLS1": "Notebooks", "MLS2": "Reproducibility", "MLS3": "Data", "MLS4": "Leakage",
    "MLS5": "Evaluation, models and security", "MLS6": "Changes of libraries", "MLS7": "Features",
}  # fmt: skip
_START = """# Rules

What `mlscaffold check` asks. Level `explore` asks the rules of that level only, `candidate` those of both, `production` all.
These pages are made from the rules by `python scripts/rules_docs.py`; `mlscaffold check --explain CODE` shows the same.
"""
_RUFF = """## Ruff's

Generic Python lint is [ruff](https://docs.astral.sh/ruff/rules/)'s; of its rules, these are asked. Others can be named in
`select` or `extend-select`.
"""


def pages() -> Mapping[str, str]:
    """Return the text of each page by the name of its file."""
    return {f"{rule.code}-{rule.name}.md": page(rule) for rule in ALL} | {"README.md": _overview()}


def _overview() -> str:
    parts = [_START]
    for prefix, family in FAMILIES.items():
        rows = [
            f"| [{rule.code}]({rule.code}-{rule.name}.md) | {rule.name} | {rule.level} | {rule.severity} | {rule.what} |"
            for rule in ALL
            if rule.code.startswith(prefix)
        ]
        if rows:
            parts.append("\n".join([f"## {family}\n", *_head("what"), *rows]) + "\n")
    ruffs = [
        f"| {one.code} | {one.name} | {one.level} | {one.severity} | {one.why} |" for one in ruff_rules()
    ]
    if ruffs:
        parts.append("\n".join([_RUFF, *_head("why"), *ruffs]) + "\n")
    return "\n".join(parts)


def _head(last: str) -> tuple[str, str]:
    return f"| code | name | level | severity | {last} |", "|---|---|---|---|---|"
