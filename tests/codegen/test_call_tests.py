"""Recorded calls become tests as people write them."""

from __future__ import annotations

import ast
from typing import Any

from mlscaffold.codegen.call_tests import call_tests, used_names


def call(arguments: list[Any], result: Any, **more: Any) -> dict[str, Any]:
    entries = [one if isinstance(one, dict) else {"source": repr(one)} for one in arguments]
    found = result if isinstance(result, dict) else {"source": repr(result)}
    names = ["text", "width", "more"][: len(entries)]
    return {
        "target": "shorten", "arguments": entries, "keywords": {}, "names": names,
        "result": found, "error": None, "changed": [], **more,
    }  # fmt: skip


def fact(*tests: Any, name: str = "shorten", is_class: bool = False) -> dict[str, Any]:
    return {
        "name": name,
        "module": "helpers",
        "file": f"helpers.{name}",
        "is_class": is_class,
        "tests": list(tests),
    }


def sources(one: dict[str, Any]) -> list[str]:
    found = [test.source for test in call_tests(one)]
    for source in found:
        ast.parse(source)
    return found


def test_one_call_is_an_assertion() -> None:
    (source,) = sources(fact(call(["abc"], "a..")))
    assert source.startswith("def test_shorten() -> None:\n")
    assert source.endswith("    assert shorten('abc') == 'a..'\n")


def test_several_calls_are_a_table() -> None:
    (source,) = sources(fact(call(["abc"], 1.5), call(["a"], 2)))
    assert "    (\"text\", \"expected\"),\n    [\n        ('abc', 1.5),\n        ('a', 2),\n" in source
    assert "def test_shorten(text: str, expected: float) -> None:" in source
    assert "assert shorten(text) == expected" in source


def test_floats_are_compared_with_a_tolerance() -> None:
    rows = [
        call(["abc"], {"source": "0.3333333333", "approx": True}),
        call(["a"], {"source": "1.5", "approx": True}),
    ]
    (source,) = sources(fact(*rows))
    assert "assert shorten(text) == pytest.approx(expected)" in source
    (source,) = sources(fact(rows[0]))
    assert "== pytest.approx(0.3333333333)" in source


def test_results_of_other_kinds_are_in_another_test() -> None:
    first, second = sources(fact(call(["a"], 1), call(["b"], 2), call(["c"], {"nan": True})))
    assert "parametrize" in first
    assert "def test_shorten_in_other_cases() -> None:" in second
    assert "assert math.isnan(shorten('c'))" in second


def test_truth_and_none_are_compared_as_such() -> None:
    bodies = [sources(fact(call(["a"], result)))[0].splitlines()[-1] for result in (True, False, None)]
    assert [line.strip() for line in bodies] == [
        "assert shorten('a')",
        "assert not shorten('a')",
        "assert shorten('a') is None",
    ]


def test_exceptions_are_expected() -> None:
    (source,) = sources(fact(call(["a"], {}, error=["ValueError", "no text"])))
    assert "    with pytest.raises(ValueError, match=\"no text\"):\n        shorten('a')\n" in source
    (source,) = sources(fact(call(["a"], {}, error=["ValueError", "no (text)"])))
    assert 'match=re.escape("no (text)")' in source
    (source,) = sources(fact(call(["a"], {}, error=["ValueError", ""])))
    assert "pytest.raises(ValueError):" in source


def test_changed_arguments_are_variables() -> None:
    (source,) = sources(fact(call([[1]], None, changed=[[0, {"source": "[1, 2]"}]])))
    assert source.endswith("    text = [1]\n    shorten(text)\n    assert text == [1, 2]\n")


def test_tables_are_in_files() -> None:
    (source,) = sources(fact(call([{"stored": "text"}, 3], {"recorded": "result"})))
    assert "def test_shorten(recorded: Recorded) -> None:" in source
    assert (
        'recorded.check("helpers.shorten", result=shorten(recorded.argument("text", of="helpers.shorten"), 3))'
        in source
    )


def test_parameters_that_pytest_reserves_are_not_in_a_table() -> None:
    rows = [call(["a"], 1, names=["request"]), call(["b"], 2, names=["request"])]
    (source,) = sources(fact(*rows))
    assert "parametrize" not in source


def test_an_instance_is_made_called_and_looked_at() -> None:
    life = {
        "made": call(["nut"], None, target="StockItem"),
        "steps": [
            call([3], 47, target="take"),
            call([], {"self": True}, target="reset"),
            call([1], {"source": "1"}, target=""),
        ],
        "looks": [[".empty", {"source": "False"}], ["repr", {"source": "'nut'"}]],
        "state": {"source": "{'level': 50}"},
    }
    (source,) = sources(fact(life, name="StockItem", is_class=True))
    assert source.splitlines()[2:] == [
        "    stock_item = StockItem('nut')",
        "    assert stock_item.take(3) == 47",
        "    stock_item.reset()",
        "    assert stock_item(1) == 1",
        "    assert not stock_item.empty",
        "    assert repr(stock_item) == 'nut'",
        "    assert vars(stock_item) == {'level': 50}",
    ]
    names = [test.name for test in call_tests(fact(life, life, name="StockItem", is_class=True))]
    assert names == ["test_stock_item", "test_another_stock_item"]


def test_names_that_pytest_would_collect_are_not_tested() -> None:
    assert call_tests(fact(call(["a"], 1), name="test_size")) == ()
    assert call_tests(fact(call(["a"], 1), name="TestSet")) == ()
    assert call_tests(fact()) == ()


def test_what_a_test_uses_is_imported() -> None:
    one = fact(call([{"source": "Line('a')"}], 1), name="Stock.price")
    assert used_names(one, call_tests(one), {"Line": "data", "other": "data"}) == {"Stock", "Line"}
