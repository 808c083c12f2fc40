"""Source of the recorded tests: one file, or in a larger project one for each module and one for the pipeline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mlscaffold.codegen.call_tests import call_tests, used_names
from mlscaffold.codegen.stage_tests import TestFunction, imported_name, stage_test, text

RUN = "pipeline_run"
FEW = 15  # stages and functions whose tests are in one file: some 200 lines, which can still be read
UPDATE = (
    "Expected values that are not here are in tests/recorded.json; `pytest --update-recorded` updates them."
)
ASSERTS = {
    "assert_allclose": "numpy.testing",
    "assert_frame_equal": "pandas.testing",
    "assert_series_equal": "pandas.testing",
}
"""Functions that compare values, with their modules."""
RAW_ROWS = "raw rows"
"""What stands for a stage in the tests of the answers for raw rows."""


@dataclass(frozen=True, slots=True)
class TestFile:
    """A file of tests.

    Args:
        path: its path in the project.
        source: its text.
        tests: the tests in it.
    """

    path: str
    source: str
    tests: tuple[TestFunction, ...]


def test_files(facts: Mapping[str, Any], package: str) -> tuple[TestFile, ...]:
    """Return the test files.

    Args:
        facts: the content of facts.json, which `verification/probe/record.py` writes.
        package: the import package of the project.
    """
    tested = [stage for stage in facts["stages"] if stage["tested"]]
    places = {stage["name"]: place for place, stage in enumerate(tested)}
    called = [fact for fact in facts.get("calls", ()) if call_tests(fact)]
    homes = {fact["name"]: str(fact["module"]) for fact in facts.get("calls", ())}
    modules = []
    for module in sorted({one["module"] for one in (*tested, *called)}):
        stages, functions = ([one for one in ones if one["module"] == module] for ones in (tested, called))
        modules.append(_module(module, package, stages, functions, homes))
    if facts.get("run"):
        modules.append(_Module(RUN, "Test of the whole pipeline", (_run_test(facts["run"]),), ()))
    few = len(tested) + len(called) <= FEW
    files = [_file(one) for one in (_together(modules, places) if few else modules)]
    if facts.get("raw_rows"):
        tests = tuple(_of_raw_rows(facts["trained"]))
        files.append(_file(_Module("row_features", "Tests of row_features.py", tests, ())))
    return tuple(files)


@dataclass(frozen=True, slots=True)
class _Module:
    """What a file of tests is about.

    Args:
        name: the module.
        title: the first line of the file.
        tests: the tests.
        imports: what they import from the package.
    """

    name: str
    title: str
    tests: tuple[TestFunction, ...]
    imports: tuple[str, ...]


def _together(modules: Sequence[_Module], places: Mapping[str, int]) -> list[_Module]:
    """Return the tests of several modules as those of one file, the stages in the order of the pipeline."""
    if len(modules) <= 1:
        return list(modules)
    tests = sorted(
        (test for one in modules for test in one.tests),
        key=lambda test: places.get(test.stage, -1 if test.stage else len(places)),
    )
    imports = tuple(line for one in modules for line in one.imports)
    return [_Module("stages", "Tests of the stages and the functions that they call", tuple(tests), imports)]


def _module(
    module: str,
    package: str,
    stages: Sequence[Mapping[str, Any]],
    functions: Sequence[Mapping[str, Any]],
    homes: Mapping[str, str],
) -> _Module:
    """Return the tests of the stages, functions and classes of a module.

    Args:
        module: the module.
        package: the import package of the project.
        stages: facts of its stages.
        functions: facts of its functions and classes.
        homes: the modules of all functions and classes, by name.
    """
    of_functions = [call_tests(fact) for fact in functions]
    used = {name for pair in zip(functions, of_functions, strict=True) for name in used_names(*pair, homes)}
    imports = [_stages(stages, package, module)] if stages else []
    imports += [f"from {package}.{homes.get(name, module)} import {name}" for name in sorted(used)]
    tests = [stage_test(stage) for stage in stages]
    tests += [test for more in of_functions for test in more]
    title = f"Tests of {module}.py" if functions else f"Tests of the stages in {module}.py"
    return _Module(module.replace(".", "_"), title, tuple(tests), tuple(imports))


def _stages(stages: Sequence[Mapping[str, Any]], package: str, module: str) -> str:
    names = (
        s["name"] if imported_name(s) == s["name"] else f"{s['name']} as {imported_name(s)}" for s in stages
    )
    return f"from {package}.{module} import {', '.join(sorted(names))}"


def _file(module: _Module) -> TestFile:
    body = "\n\n".join(test.source for test in module.tests)
    libraries = [
        f"import {one}" for one in ("json", "math", "pytest", "re") if re.search(rf"\b{one}\.", body)
    ]
    stored = "recorded: Recorded" in body
    what = (", on the data sample in tests/sample.", "", UPDATE, '"""') if stored else ('."""',)
    head = [
        f'"""{module.title}{what[0]}',
        *what[1:],
        "",
        "from __future__ import annotations",
        "",
        *libraries,
        *(f"from {module} import {one}" for one, module in ASSERTS.items() if f"{one}(" in body),
        "import raw_rows" if "raw_rows." in body else "",
        "from typing import Any" if ": Any" in body else "",
        "from recorded_stages import Recorded" if stored else "",
        *module.imports,
        "",
        "",
    ]
    return TestFile(f"tests/test_{module.name}.py", "\n".join(head) + body, module.tests)


def _of_raw_rows(trained: str) -> Iterator[TestFunction]:
    """Yield the tests of the answers for raw rows.

    Args:
        trained: the output that the model is trained on or asked about, "" if it cannot be compared.
    """
    checks = (
        "observed = raw_rows.answered(recorded)",
        'recorded.check("raw_rows", **observed)',
    )
    protects = "What is learned, each feature, each answer and each message match the recorded ones."
    yield TestFunction("test_raw_rows_are_answered_as_recorded", protects, checks, RAW_ROWS)
    if trained:
        line = f'assert raw_rows.prepared_otherwise(recorded, {text(trained)}) == ""'
        protects = f"Raw rows become what the stages give the model, `{trained}`."
        yield TestFunction("test_raw_rows_are_prepared_as_by_the_stages", protects, (line,), RAW_ROWS)


def _run_test(run: Mapping[str, Any]) -> TestFunction:
    """Return the test of the whole pipeline, without what differed between two runs."""
    lines = ["recorded.run()"]
    written = run["written"]
    if isinstance(written, list) and all(isinstance(name, str) for name in written):
        lines.append(f"assert recorded.written() == [{', '.join(map(text, written))}]")
    lines += _metrics(run["metrics"])
    protects = "The stages work together: files and metrics match the recorded run."
    return TestFunction("test_the_whole_pipeline_runs_on_the_sample", protects, tuple(lines))


def _metrics(metrics: Any) -> list[str]:
    """Return the comparison of the metrics that are the same in each run, at ten digits, as in the recordings."""
    stable = {name: value for name, value in metrics.items() if isinstance(value, (int, float))}
    if not stable or ("kind" in metrics and metrics["kind"] == "varies"):
        return []
    numbers = _dict(
        {name: f"{value:.10g}" if isinstance(value, float) else str(value) for name, value in stable.items()}
    )
    return [
        'metrics = json.loads((recorded.home / "outputs" / "metrics.json").read_text())',
        f"expected = {numbers}",
        "assert {name: metrics[name] for name in expected} == pytest.approx(expected)",
    ]


def _dict(values: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{text(name)}: {value}" for name, value in values.items()) + "}"
