"""Prints become log messages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.codemods.applying import apply, kinds, rewrite

NAME = "print-to-logging"
KNOWN: dict[str, Any] = {}
CHANGED: dict[str, tuple[str, str]] = {
    "two values": ("print(a, b)\n", 'logger.info("%s %s", a, b)\n'),
    "a leading text": ('print("accuracy:", acc)\n', 'logger.info("accuracy: %s", acc)\n'),
    "in a function, with comments": (
        "def f():\n    # shout\n    print(x)  # now\n",
        'def f():\n    # shout\n    logger.info("%s", x)  # now\n',
    ),
    "an empty line": ("print()\n", ""),
    "an empty line alone in a block": ('if a:\n    # gap\n    print("")\n', "if a:\n    # gap\n    pass\n"),
    "a line break alone": ('print("\\n")\n', ""),
    "comments between the arguments": (
        'print(\n    "a",  # one\n    x,  # two\n)\n',
        'logger.info(\n    "%s %s", "a",  # one\n    x,  # two\n)\n',
    ),
    "a file": (
        'with open("x") as f:\n    print(x, file=f)\n',
        'with open("x") as f:\n    f.write(f"{x}\\n")\n',
    ),
    "a line with another line break": ('print(x, end="\\n\\n")\n', 'logger.info("%s", x)\n'),
    "the error stream": ("print(x, file=sys.stderr)\n", 'logger.info("%s", x)\n'),
    "print mapped over values": ("list(map(print, xs))\n", "list(map(logger.info, xs))\n"),
    "print applied to a column": ("df.a.apply(print)\n", "df.a.apply(logger.info)\n"),
    "in a lambda": ("f = lambda x: print(x)\n", 'f = lambda x: logger.info("%s", x)\n'),
    "in a list": ("[print(x) for x in xs]\n", '[logger.info("%s", x) for x in xs]\n'),
    "pprint": ("pprint(x, width=3)\n", 'logger.info("%s", pformat(x, width=3))\n'),
    "pprint by its module": ("pprint.pprint(x)\n", 'logger.info("%s", pprint.pformat(x))\n'),
    "display": ("display(df.head())\n", 'logger.info("%s", df.head())\n'),
    "display of two things": ("IPython.display.display(a, b)\n", 'logger.info("%s\\n%s", a, b)\n'),
    "writing to the terminal": ('sys.stdout.write("x\\n")\n', 'logger.info("x")\n'),
    "flushing the terminal": ("sys.stdout.flush()\n", ""),
}
KEPT: dict[str, str] = {
    "a method called print": "node.print(x)\n",
    "a loop variable called print": "for print in xs:\n    print(3)\n",
    "a parameter called print": "def f(print):\n    print(3)\n",
    "a function called print": "def print(x):\n    print(x)\n",
    "print as an argument": "callback(print)\n",
    "print as a keyword argument": "callback(say=print)\n",
    "print mapped over two values": "list(map(print, xs, ys))\n",
    "arguments from a dictionary": "print(**options)\n",
    "pprint to a stream": "pprint(x, stream=f)\n",
    "pprint by position": "pprint(x, f)\n",
    "a file as a value": "x = print(a, file=f)\n",
    "a file with a computed end": "print(a, file=f, end=e)\n",
    "a file that may be None or count its writes": "print(a, file=f)\n",
    "a line that goes on": 'print(a, end=" ")\n',
    "a line with a text at its end": 'print(a, end=".\\n")\n',
    "a line with a computed end": "print(a, end=e)\n",
    "a text without a line break": 'sys.stdout.write("x")\n',
    "a text that may have no line break": "sys.stdout.write(x)\n",
    "a file from a call": 'print(a, file=open("x"))\n',
    "the value of a write": "n = sys.stdout.write(x)\n",
    "logging already": 'logger.info("%s", x)  # no print\n',
    "a text": 'x = "print(3)"\n',
    "a keyword called print": "f(print=3)\n",
    "an attribute called print": "x = a.print\n",
    "print as an assignment": "print = 3\n",
    "display without arguments": "IPython.display.display()\n",
}


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(before: str, after: str) -> None:
    assert apply(NAME, before, **KNOWN) == after


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT.keys())
def test_kept(source: str) -> None:
    assert apply(NAME, source, **KNOWN) == source


@pytest.mark.parametrize(
    "source", ['print(x, end="")', "callback(print)", "print(**options)", "pprint(x, stream=f)"]
)
def test_differences_need_a_review(source: str) -> None:
    assert kinds(NAME, source) == ["review"]


@pytest.mark.parametrize(
    "source",
    [
        "print(x)\n",
        "pprint(x)\n",
        "sys.stdout.flush()\n",
        "list(map(print, xs))\n",
        'sys.stdout.write("x\\n")\n',
    ],
)
def test_prints_that_code_reads_are_kept(source: str) -> None:
    assert apply(NAME, source, prints=True) == source


def test_a_display_is_logged_even_where_prints_are_kept() -> None:
    assert apply(NAME, "display(df)\nprint(x)\n", prints=True) == 'logger.info("%s", df)\nprint(x)\n'


def test_a_name_for_an_open_file() -> None:
    assert apply(NAME, "print(x, file=f)\n", types=(("f", "file"),)) == 'f.write(f"{x}\\n")\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('print(f"loss {loss}")', 'logger.info(f"loss {loss}")'),
        ('print("now", f"loss {loss}")', 'logger.info("now %s", f"loss {loss}")'),
        ('print("loss", loss)', 'logger.info("loss %s", loss)'),
        ('print(f"loss {loss.item()} of {len(x)} in {n}")', 'logger.info("loss %s of %s in %s", loss.item(), len(x), n)'),
    ],
)  # fmt: skip
def test_a_tensor_in_an_f_string_is_written_as_a_number(before: str, after: str) -> None:
    made = apply(NAME, f"{before}\n", imports=(("nn", "torch.nn"),), types=(("n", "int"),))
    assert made == f"{after}\n"


def test_requirements_of_the_new_code_are_requested() -> None:
    result = rewrite(NAME, "pprint(x)\n")
    assert (result.imports, result.helpers) == (("from pprint import pformat",), ("logger",))


def test_a_name_that_the_notebook_bound_itself_is_kept() -> None:
    source = "print(x)\ndisplay(x)\n"
    assert apply(NAME, source, rebound=frozenset({"print", "display"})) == source
