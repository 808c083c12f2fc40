"""Calls of a test, with its fixtures; calls that it expects to fail; whether it can fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.scoring.code_graph import read_module
from mlscaffold.scoring.suite import TestFunction, is_test_file, suite_of
from tests.scoring.small import write

CONFTEST = "import pytest\nfrom shop import data\n\n\n@pytest.fixture\ndef rows():\n    return data.load()\n"


def read(root: Path, text: str, conftest: str = CONFTEST) -> tuple[TestFunction, ...]:
    write(root, {"tests/test_a.py": text, "tests/conftest.py": conftest})
    modules = [read_module(root, path) for path in ("tests/test_a.py", "tests/conftest.py")]
    return suite_of(module for module in modules if module)


def only(root: Path, body: str, head: str = "import pytest\nfrom shop.train import fit\n") -> TestFunction:
    [test] = read(root, f"{head}\n\n{body}")
    return test


def test_calls_are_in_order_with_those_of_fixtures_first(tmp_path: Path) -> None:
    test = only(tmp_path, "def test_it(rows):\n    assert fit(rows) == fit(rows).predict(rows)\n")
    assert test.calls[0] == "shop.data.load"
    assert test.calls.count("shop.train.fit") == 2
    assert ".predict" in test.calls
    assert (test.id, test.key) == ("tests/test_a.py::test_it", "tests.test_a.test_it")


def test_a_fixture_of_the_file_goes_before_that_of_conftest(tmp_path: Path) -> None:
    own = "@pytest.fixture(scope='module')\ndef rows():\n    return fit()\n\n\ndef test_it(rows):\n    assert rows\n"
    assert only(tmp_path, own).calls == ("shop.train.fit",)


def test_fixtures_of_fixtures_count(tmp_path: Path) -> None:
    more = (
        "@pytest.fixture\ndef model(rows):\n    return fit(rows)\n\n\ndef test_it(model):\n    assert model\n"
    )
    assert set(only(tmp_path, more).calls) == {"shop.data.load", "shop.train.fit"}


def test_calls_expected_to_fail_are_separate(tmp_path: Path) -> None:
    test = only(
        tmp_path, "def test_it():\n    with pytest.raises(ValueError):\n        fit(1)\n    assert len('a')\n"
    )
    assert "shop.train.fit" in test.rejected
    assert "shop.train.fit" not in test.calls


@pytest.mark.parametrize("error", ["FileNotFoundError", "(OSError)", "ImportError"])
def test_a_missing_file_is_no_refusal(tmp_path: Path, error: str) -> None:
    assert not only(tmp_path, f"def test_it():\n    with pytest.raises({error}):\n        fit(1)\n").rejected


def test_a_variable_hides_an_import(tmp_path: Path) -> None:
    assert "shop.train.fit" not in only(tmp_path, "def test_it(fit):\n    assert fit(1)\n").calls


@pytest.mark.parametrize(
    ("line", "asserts", "compares", "bounds"),
    [
        pytest.param("assert fit(1)", True, False, False, id="an assertion"),
        pytest.param("assert fit(1) == 2", True, True, False, id="equal"),
        pytest.param("assert fit(1) < 2", True, False, True, id="smaller"),
        pytest.param(
            "pd.testing.assert_frame_equal(fit(1), 2)", True, True, False, id="a function that asserts"
        ),
        pytest.param("assert True", False, False, False, id="true by itself"),
        pytest.param("fit(1)", False, False, False, id="no assertion"),
        pytest.param("assert fit(1) == pytest.approx(2)", True, True, False, id="approximately"),
        pytest.param("self.assertEqual(fit(1), 2)", True, True, False, id="unittest"),
    ],
)
def test_assertions_of_a_test(tmp_path: Path, line: str, asserts: bool, compares: bool, bounds: bool) -> None:
    test = only(tmp_path, f"def test_it():\n    {line}\n")
    assert (test.asserts, test.compares, test.bounds) == (asserts, compares, bounds)


def test_methods_of_classes_are_tests(tmp_path: Path) -> None:
    text = "import unittest\n\n\nclass TestA:\n    def test_it(self):\n        assert f()\n\n    def help(self):\n        pass\n\n\n"
    text += "class Cases(unittest.TestCase):\n    def test_it(self):\n        self.assertTrue(f())\n\n\nclass Other:\n    def test_it(self):\n        pass\n"
    assert [one.id for one in read(tmp_path, text)] == [
        "tests/test_a.py::TestA::test_it",
        "tests/test_a.py::Cases::test_it",
    ]


@pytest.mark.parametrize(
    ("path", "is_one"),
    [("tests/test_a.py", True), ("a_test.py", True), ("tests/conftest.py", False), ("test_a.txt", False)],
)
def test_test_files_are_known_by_their_names(path: str, is_one: bool) -> None:
    assert is_test_file(path) is is_one
