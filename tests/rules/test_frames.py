"""Frames are known by their types, and by their usual names."""

from __future__ import annotations

import ast

import pytest

from mlscaffold.rules.frames import has_frame_name, is_column, is_frame, is_fresh, is_mask
from tests.rules.lint_targets import index_of


@pytest.mark.parametrize("name", ["df", "df2", "df_train", "train_df", "DF"])
def test_names_of_frames(name: str) -> None:
    assert has_frame_name(name)


@pytest.mark.parametrize("name", ["dfs", "df_dict", "df_list", "data", "d", "df_by_year"])
def test_other_names(name: str) -> None:
    assert not has_frame_name(name)


FRAMES: dict[str, tuple[str, bool]] = {
    "by its type": ("import pandas as pd\nx = pd.read_csv('a')\nx", True),
    "by its name": ("import pandas as pd\ndf", True),
    "a name without pandas": ("df", False),
    "a name beside another library of frames": ("import pandas\nimport polars\ndf", False),
    "another type": ("import pandas\ndf = {}\ndf", False),
    "a column": ("import pandas as pd\nx = pd.read_csv('a')\nx['a']", False),
}


@pytest.mark.parametrize(("source", "expected"), FRAMES.values(), ids=FRAMES.keys())
def test_is_frame(source: str, expected: bool) -> None:
    index = index_of(source)
    last = index.cells[0][1][-1]
    assert isinstance(last, ast.Expr)
    assert is_frame(last.value, index.env, index) is expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [("df.price", True), ("df.shape", False), ("df.dropna", False), ("x.price", False), ("df", False)],
)
def test_is_column(expression: str, expected: bool) -> None:
    index = index_of("import pandas as pd\ndf = pd.read_csv('a')")
    assert is_column(ast.parse(expression, mode="eval").body, index.env, index) is expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [("a > 1", True), ("(a > 1) & b", True), ("~b", True), ("a + b", False), ("'a'", False), ("-1", False)],
)
def test_is_mask(expression: str, expected: bool) -> None:
    assert is_mask(ast.parse(expression, mode="eval").body) is expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [("df.dropna()", True), ("df.head(2)", True), ("df.pop('a')", False), ("f(df)", False), ("df", False)],
)
def test_is_fresh(expression: str, expected: bool) -> None:
    index = index_of("import pandas as pd\ndf = pd.read_csv('a')")
    assert is_fresh(ast.parse(expression, mode="eval").body, index.env) is expected
