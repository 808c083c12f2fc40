"""Deep expressions are parsed in pieces, and the tree is the same."""

from __future__ import annotations

import time

import libcst as cst
import pytest

from mlscaffold.analysis.deep_stack import with_deep_stack
from mlscaffold.rewriting.parse_deep import parse_module

COUNT = 150  # three pieces
DEEP = {
    "a sum": "x = " + " + ".join(f"a{i}" for i in range(COUNT)) + "  # the end\n",
    "a chain": "x = df" + "".join(f".m{i}({i}, key='a')" for i in range(COUNT)) + "\n",
    "a chain over lines": "x = (\n    df"
    + "".join(f"\n    .m{i}({i})  # {i}" for i in range(COUNT))
    + "\n)\n",
    "items": "x = a" + "".join(f"[{i}]" for i in range(COUNT)) + "\n",
    "conditions": "x = " + " ".join(f"a{i} if b{i} else" for i in range(COUNT)) + " c\n",
    "signs": "x = " + "- " * 300 + "a\n",
    "lambdas": "f = " + "lambda a: " * COUNT + "a\n",
    "parentheses without spaces": "x = b if(a" + " + a" * COUNT + ")else(c" + " + c" * COUNT + ")\n",
    "inside a function": "def f(a):\n    return a" + ".b(1)" * COUNT + "\n\n\nprint(f)\n",
    "letters outside of ASCII": "é = 'ü'; x = é" + ".ä('ß')" * COUNT + "\n",
    "a template string": "x = f'{a" + ".b()" * COUNT + "}'\n",
}


@pytest.mark.parametrize("source", DEEP.values(), ids=DEEP.keys())
def test_the_tree_is_the_same(source: str) -> None:
    @with_deep_stack
    def check() -> None:
        module = parse_module(source)
        assert module.code == source
        assert module.deep_equals(cst.parse_module(source))

    check()


@pytest.mark.parametrize(
    "source", ["", "x = 1\n", "x = [\n" + "    1,\n" * 200 + "]\n", "# only a comment" * 40]
)
def test_other_code_is_parsed_as_ever(source: str) -> None:
    assert parse_module(source).deep_equals(cst.parse_module(source))


def test_an_error_stays_an_error() -> None:
    with pytest.raises(cst.ParserSyntaxError):
        parse_module("x = (" + "a + " * 200)


def test_a_chain_of_a_thousand_calls_takes_no_minutes() -> None:
    start = time.process_time()
    with_deep_stack(parse_module)("x = a" + ".b()" * 1000 + "\n")
    assert time.process_time() - start < 5
