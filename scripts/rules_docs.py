"""Writes the pages of the rules to docs/rules, and removes those of rules that are gone.

Usage: python scripts/rules_docs.py
"""

from __future__ import annotations

from pathlib import Path

from mlscaffold.linting.explain import pages

FOLDER = Path(__file__).parent.parent / "docs" / "rules"


def main() -> None:
    """Write the pages."""
    wanted = pages()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file in FOLDER.iterdir():
        if file.name not in wanted:
            file.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
