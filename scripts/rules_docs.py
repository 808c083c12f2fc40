"""Writes the pages of the rules to docs/rules, and removes those of removed rules.

Usage: python scripts/rules_docs.py
"""

from __future__ import annotations

from pathlib import Path

from mlscaffold.linting.explain import pages

FOLDER = Path(__file__).parent.parent / "docs" / "rules"


def main() -> None:
    """Write the pages."""
    texts = pages()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file in FOLDER.iterdir():
        if file.name not in texts:
            file.unlink()
    for name, text in texts.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
