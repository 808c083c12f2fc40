"""The error that reaches a user: its text, and that each one says what to do."""

import ast
from pathlib import Path

import pytest

import mlscaffold
from mlscaffold.errors import MlscaffoldError
from mlscaffold.notebook.cells import Location

PACKAGE = Path(mlscaffold.__file__).parent


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (MlscaffoldError("no such file"), "no such file."),
        (MlscaffoldError("no such file", where="a.py"), "a.py: no such file."),
        (MlscaffoldError("no such file", hint="Check the path"), "no such file. Check the path."),
        (MlscaffoldError("no such rule", hint="Did you mean MLS101?"), "no such rule. Did you mean MLS101?"),
        (MlscaffoldError("odd", where="a.ipynb", location=Location(3, 2)), "a.ipynb, cell 3, line 2: odd."),
    ],
)
def test_the_text_says_where_what_and_what_to_do(error: MlscaffoldError, text: str) -> None:
    assert str(error) == text


def test_every_error_that_is_raised_says_what_to_do() -> None:
    silent = [
        f"{file.relative_to(PACKAGE)}:{call.lineno}"
        for file in PACKAGE.rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text()))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {"MlscaffoldError", "OtherLanguageError"}
        and not any(keyword.arg == "hint" for keyword in call.keywords)
    ]
    assert not silent


def test_a_name_with_line_breaks_stays_on_one_line() -> None:
    error = MlscaffoldError("no", where="a\nb\x1b\u2028.ipynb")
    assert str(error) == "a\\nb\\x1b\\u2028.ipynb: no."
