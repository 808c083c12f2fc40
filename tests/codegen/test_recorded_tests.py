"""One file for each module of stages, and one for the whole pipeline."""

from __future__ import annotations

import ast
from typing import Any

from mlscaffold.codegen.recorded_tests import test_files as files_of
from tests.codegen.test_stage_tests import STAGE

RUN = {
    "values": {"df": "DataFrame 3 x 2", "score": "0.123", "when": {"kind": "varies"}},
    "metrics": {"score": 0.123456789012, "rows": 3, "seconds": {"kind": "varies"}, "none": None},
    "written": ["metrics.json"],
}
FACTS: dict[str, Any] = {
    "stages": [
        STAGE | {"tested": True},
        STAGE | {"tested": True, "name": "drop_children"},
        STAGE | {"tested": True, "name": "load", "module": "data", "inputs": [], "unchanged": []},
        STAGE | {"tested": False, "name": "fetch", "module": "data"},
    ],
    "run": RUN,
}


def sources(facts: dict[str, Any]) -> dict[str, str]:
    made = {file.path: file.source for file in files_of(facts, "who_buys")}
    for source in made.values():
        assert all(
            ast.get_docstring(node) for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)
        )
    return made


def test_each_module_has_its_file() -> None:
    assert sorted(sources(FACTS)) == [
        "tests/test_cleaning.py",
        "tests/test_data.py",
        "tests/test_pipeline_run.py",
    ]


def test_stages_are_imported_by_name_and_those_without_a_recording_are_not() -> None:
    made = sources(FACTS)
    assert "from who_buys.cleaning import clean_people, drop_children\n" in made["tests/test_cleaning.py"]
    assert "fetch" not in made["tests/test_data.py"]


def test_only_what_is_used_is_imported() -> None:
    made = sources(FACTS)
    assert "import pytest" not in made["tests/test_data.py"]
    assert "import columns_of" not in made["tests/test_pipeline_run.py"]


def test_metrics_and_shapes_are_in_the_test_of_the_run() -> None:
    source = sources(FACTS)["tests/test_pipeline_run.py"]
    assert 'expected = {"score": 0.123456789, "rows": 3}' in source
    assert 'shapes = {"df": "DataFrame 3 x 2"}' in source
    assert "seconds" not in source


def test_without_a_run_there_is_no_file_for_it() -> None:
    assert "tests/test_pipeline_run.py" not in sources(FACTS | {"run": None})


def test_what_varies_as_a_whole_is_not_compared() -> None:
    source = sources(FACTS | {"run": RUN | {"metrics": {"kind": "varies"}, "written": {"kind": "varies"}}})
    assert "metrics.json" not in source["tests/test_pipeline_run.py"]


def test_the_tests_are_listed_with_their_stages() -> None:
    [file, *_] = files_of(FACTS, "who_buys")
    assert {test.stage for test in file.tests} == {"clean_people", "drop_children"}
