"""Files with too much code for ruff are found, whatever they show."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.linting.ruff.code_size import MOST_CODE, has_too_much_code, note_on
from tests.hostile.bad_contents import cell, notebook

LARGE = "x" * (MOST_CODE + 1)
SHOWN = [{"output_type": "stream", "name": "stdout", "text": LARGE}]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.py", b"x = 1", False),
        ("a.py", LARGE.encode(), True),
        ("a.ipynb", notebook(cell("x = 1")), False),
        ("a.ipynb", notebook(cell(LARGE)), True),
        ("a.ipynb", notebook(cell([LARGE[: MOST_CODE // 2]] * 3)), True),
        ("a.ipynb", notebook(cell(LARGE[: MOST_CODE // 2]), cell(LARGE)), True),
        ("outputs.ipynb", notebook(cell("x = 1", outputs=SHOWN)), False),
        ("text.ipynb", notebook(cell("x = 1"), cell(LARGE, "markdown")), False),
        ("broken.ipynb", LARGE.encode(), True),
        ("strange.ipynb", b"[1]" + b" " * MOST_CODE, True),
    ],
)
def test_only_code_counts(tmp_path: Path, name: str, content: bytes, expected: bool) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert has_too_much_code(str(file), len(content)) is expected


def test_the_note_names_the_first_file() -> None:
    assert note_on([]) == ""
    assert note_on(["a/b.py"]).startswith("b.py: more than 3 MB of code")
    assert note_on(["a/b.py", "c.py"]).startswith("b.py and 1 more: ")
