"""Small projects on disk for the tests of check."""

from __future__ import annotations

import json
from pathlib import Path

OUT_OF_ORDER = "out_of_order.ipynb"


def notebook(*cells: str, counts: tuple[int | None, ...] = ()) -> str:
    """Return a notebook of code cells in the layout of Jupyter."""
    numbers = counts or (None,) * len(cells)
    return json.dumps(
        {
            "cells": [
                {
                    "cell_type": "code",
                    "execution_count": count,
                    "metadata": {},
                    "outputs": [],
                    "source": source.splitlines(keepends=True),
                }
                for source, count in zip(cells, numbers, strict=True)
            ],
            "metadata": {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}},
            "nbformat": 4,
            "nbformat_minor": 4,
        },
        indent=1,
    )


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def wrong(folder: Path, name: str = OUT_OF_ORDER) -> Path:
    """Write a notebook with exactly one finding: its second cell ran before its first."""
    return write(folder / name, notebook("x = 1", "y = 2", counts=(2, 1)))
