from __future__ import annotations

import ast

import pytest

from mlscaffold.analysis.printing import ends_line, printing_statements
from tests.stages.notebooks import traced

HEAD = (
    "import contextlib, io, sys, builtins, os\nfrom contextlib import redirect_stdout, redirect_stderr\n"
    "from unittest.mock import patch"
)
REPORT = "def report(n):\n    print('n', n)"
WHOLE: dict[str, str] = {
    "the stream is replaced": "old = sys.stdout\nsys.stdout = io.StringIO()",
    "the stream of errors is replaced": "sys.stderr = open('x', 'w')",
    "a method of the stream is replaced": "sys.stdout.write = f",
    "the stream by setattr": "setattr(sys, 'stdout', f)",
    "print is replaced": "builtins.print = f",
    "a patch": "with patch('sys.stdout', new=f) as out:\n    report(1)",
    "a patch of an attribute": "with patch.object(sys, 'stdout', f):\n    report(1)",
    "a class that replaces the stream": "class Tee:\n    def __enter__(self):\n        sys.stdout = self",
    "a function that redirects": "def quiet(f):\n    with redirect_stdout(io.StringIO()):\n        f()",
    "a stack of contexts": "stack = contextlib.ExitStack()\nstack.enter_context(redirect_stdout(f))",
    "IPython": "from IPython.utils.capture import capture_output\nc = capture_output()\nc.__enter__()",
    "tests in docstrings": "import doctest\ndoctest.testmod()",
    "another descriptor": "os.dup2(1, 3)",
    "own formats": "class T:\n    def __format__(self, spec):\n        return 'x'",
}
PARTS: dict[str, tuple[str, set[str]]] = {
    "nothing": ("print(1)\nreport(2)", set()),
    "redirected at the top level": ("with redirect_stdout(f):\n    report(3)\nprint(4)", {"def", "with"}),
    "a magic": (
        "with __import__('contextlib').redirect_stdout(__import__('io').StringIO()) as out:\n    report(3)",
        {"def", "with"},
    ),
    "errors": ("with contextlib.redirect_stderr(f):\n    report(3)", {"def", "with"}),
    "captured by IPython": (
        "from IPython.utils.capture import capture_output\nwith capture_output() as c:\n    report(1)\nprint(2)",
        {"def", "with"},
    ),
    "a file beside it": ("with open('x') as f, redirect_stdout(f):\n    print(1)\nprint(2)", {"def", "with"}),
    "other processes": ("from multiprocessing import Pool\nprint(1)", {"def"}),
    "other processes of joblib": ("from joblib import Parallel\nParallel(2)(f)\nprint(1)", {"def"}),
    "a model that joblib saves": ("import joblib\njoblib.dump(1, 'a')", set()),
    "a stream that is only written": ("sys.stdout.write('x\\n')\nsys.stdout.flush()", set()),
    "output of a program": (
        "import subprocess\nsubprocess.run(['a'], capture_output=True, stdout=None)",
        set(),
    ),
}
ENDS: dict[str, tuple[tuple[str, ...], set[int]]] = {
    "a line that goes on": (("print(1, end=' ')\nprint(2)", "print(3)"), {1}),
    "a text at the end": (("print(1, end='!\\n')", "print(3)"), {1}),
    "a computed end": (("print(1, end=e)", "print(3)"), {1}),
    "a line break": (("print(1, end='\\n')", "print(3)"), set()),
    "two line breaks": (("print(1, end='\\n\\n')",), set()),
    "None": (("print(1, end=None)",), set()),
    "a file": (("print(1, end='', file=f)",), set()),
    "written without a line break": (("import sys\nsys.stdout.write('a')\nprint(1)", "print(3)"), {1}),
    "written with a line break": (
        ("import sys\nsys.stdout.write(f'{a}\\n')\nsys.stdout.write('a' + '\\n')",),
        set(),
    ),
    "in a function": (("def dots():\n    print('.', end='')", "print(1)\ndots()", "print(3)"), {1, 2}),
    "in a function that a function calls": (
        ("def dots():\n    print('.', end='')", "def more():\n    dots()", "more()", "print(3)"),
        {1, 2, 3},
    ),
    "a function that goes on with the line": (
        ("def done():\n    print('ok')", "print('a', end='')\ndone()"),
        {1, 2},
    ),
}


@pytest.mark.parametrize("source", WHOLE.values(), ids=WHOLE)
def test_all_prints_stay(source: str) -> None:
    flow = traced(HEAD, REPORT, source, "print(5)")
    assert printing_statements(flow.statements) == frozenset(range(len(flow.statements)))


@pytest.mark.parametrize(("source", "expected"), PARTS.values(), ids=PARTS)
def test_some_prints_stay(source: str, expected: set[str]) -> None:
    statements = traced(HEAD, REPORT, source).statements
    found = {statements[i].statement.source.split()[0] for i in printing_statements(statements)}
    assert found == expected


@pytest.mark.parametrize(("cells", "expected"), ENDS.values(), ids=ENDS)
def test_lines_that_go_on(cells: tuple[str, ...], expected: set[int]) -> None:
    statements = traced(*cells).statements
    found = {statements[i].statement.location.cell for i in printing_statements(statements)}
    assert found == expected


def test_a_module_that_captures_what_the_notebook_prints() -> None:
    beside = traced(HEAD, "def quiet(f):\n    with redirect_stdout(io.StringIO()):\n        f()").statements
    statements = traced("from utils import quiet", REPORT, "quiet(report)").statements
    assert printing_statements(statements) == frozenset()
    assert printing_statements(statements, beside) == frozenset(range(3))


def test_ends_of_lines() -> None:
    ends = [ast.parse(text, mode="eval").body for text in ("'\\n'", "None", "' \\n'", "''", "'.\\n'", "x")]
    assert [ends_line(end) for end in ends] == [True, True, True, False, False, False]
