"""One test file for each module of stages, and one for the pipeline."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from mlscaffold.codegen.recorded_tests import test_files as files_of
from tests.codegen.test_stage_tests import STAGE

RUN = {
    "metrics": {"score": 0.123456789012, "rows": 3, "seconds": {"kind": "varies"}, "none": None},
    "written": ["metrics.json"],
}
FACTS: dict[str, Any] = {
    "stages": [
        STAGE | {"tested": True},
        STAGE | {"tested": True, "name": "drop_children"},
        STAGE | {"tested": True, "name": "load", "module": "data"},
        STAGE | {"tested": False, "name": "fetch", "module": "data"},
    ],
    "run": RUN,
}


def sources(facts: dict[str, Any]) -> dict[str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mlscaffold.codegen.recorded_tests.FEW", 0)
        by_path = {file.path: file.source for file in files_of(facts, "who_buys")}
    for source in by_path.values():
        assert all(
            ast.get_docstring(node) for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)
        )
    return by_path


def test_each_module_has_its_file() -> None:
    assert sorted(sources(FACTS)) == [
        "tests/test_cleaning.py",
        "tests/test_data.py",
        "tests/test_pipeline_run.py",
    ]


def test_a_small_project_has_one_file_in_the_order_of_the_pipeline() -> None:
    facts = FACTS | {"stages": [FACTS["stages"][2], *FACTS["stages"][:2]]}
    [file] = files_of(facts, "who_buys")
    assert file.path == "tests/test_stages.py"
    assert [test.name for test in file.tests] == [
        "test_load",
        "test_clean_people",
        "test_drop_children",
        "test_the_whole_pipeline_runs_on_the_sample",
    ]
    assert "from who_buys.cleaning import clean_people, drop_children\n" in file.source
    assert "from who_buys.data import load\n" in file.source


def test_only_recorded_stages_are_imported() -> None:
    by_path = sources(FACTS)
    assert "from who_buys.cleaning import clean_people, drop_children\n" in by_path["tests/test_cleaning.py"]
    assert "fetch" not in by_path["tests/test_data.py"]


def test_only_what_is_used_is_imported() -> None:
    by_path = sources(FACTS)
    assert "import pytest" not in by_path["tests/test_data.py"]
    assert "assert_frame_equal" not in by_path["tests/test_pipeline_run.py"]
    assert "from pandas.testing import assert_frame_equal\n" in by_path["tests/test_data.py"]


def test_metrics_are_in_the_test_of_the_run() -> None:
    source = sources(FACTS)["tests/test_pipeline_run.py"]
    assert 'expected = {"score": 0.123456789, "rows": 3}' in source
    assert "seconds" not in source


def test_functions_are_tested_beside_the_stages_of_their_module() -> None:
    helper = {
        "target": "shorten", "arguments": [{"source": "'abc'"}], "keywords": {}, "names": ["text"],
        "result": {"source": "'a'"}, "error": None, "changed": [],
    }  # fmt: skip
    fact = {"name": "shorten", "file": "x.shorten", "is_class": False, "tests": [helper], "why": ""}
    by_path = sources(FACTS | {"calls": [fact | {"module": "cleaning"}]})
    assert "from who_buys.cleaning import shorten\n" in by_path["tests/test_cleaning.py"]
    assert '"""Tests of cleaning.py, on the data sample' in by_path["tests/test_cleaning.py"]
    assert "import shorten" not in by_path["tests/test_data.py"]
    alone = sources(FACTS | {"calls": [fact | {"module": "helpers"}]})["tests/test_helpers.py"]
    assert "Recorded" not in alone
    assert alone.startswith('"""Tests of helpers.py."""')


def test_without_a_run_no_file_is_generated() -> None:
    assert "tests/test_pipeline_run.py" not in sources(FACTS | {"run": None})


def test_unstable_outputs_are_not_compared() -> None:
    source = sources(FACTS | {"run": RUN | {"metrics": {"kind": "varies"}, "written": {"kind": "varies"}}})
    assert "metrics.json" not in source["tests/test_pipeline_run.py"]


def test_the_tests_are_listed_with_their_stages() -> None:
    [file] = files_of(FACTS, "who_buys")
    assert {test.stage for test in file.tests} == {"clean_people", "drop_children", "load", ""}
