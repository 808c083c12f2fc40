"""Source of the recorded tests: one file for each module of stages, and one for the whole pipeline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mlscaffold.codegen.call_tests import call_tests, used_names
from mlscaffold.codegen.stage_tests import TestFunction, imported_name, is_float, stage_tests, text

RUN = "pipeline_run"
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
    called = [fact for fact in facts.get("calls", ()) if call_tests(fact)]
    homes = {fact["name"]: str(fact["module"]) for fact in facts.get("calls", ())}
    files = []
    for module in sorted({one["module"] for one in (*tested, *called)}):
        stages, functions = ([one for one in ones if one["module"] == module] for ones in (tested, called))
        files.append(_module_file(module, package, stages, functions, homes))
    if facts.get("run"):
        tests = (_run_test(facts["run"]),)
        imports = (f"from {package}._runtime.runner import describe as in_short",)
        files.append(_file(RUN, "Test of the whole pipeline", tests, imports))
    if facts.get("raw_rows"):
        files.append(
            _file("row_features", "Tests of row_features.py", tuple(_of_raw_rows(facts["trained"])), ())
        )
    return tuple(files)


def _module_file(
    module: str,
    package: str,
    stages: Sequence[Mapping[str, Any]],
    functions: Sequence[Mapping[str, Any]],
    homes: Mapping[str, str],
) -> TestFile:
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
    tests = [test for stage in stages for test in stage_tests(stage)]
    tests += [test for more in of_functions for test in more]
    title = f"Tests of {module}.py" if functions else f"Tests of the stages in {module}.py"
    return _file(module.replace(".", "_"), title, tuple(tests), tuple(imports))


def _stages(stages: Sequence[Mapping[str, Any]], package: str, module: str) -> str:
    names = (
        s["name"] if imported_name(s) == s["name"] else f"{s['name']} as {imported_name(s)}" for s in stages
    )
    return f"from {package}.{module} import {', '.join(sorted(names))}"


def _file(name: str, title: str, tests: tuple[TestFunction, ...], imports: tuple[str, ...]) -> TestFile:
    body = "\n\n".join(test.source for test in tests)
    names = ("asyncio", "json", "math", "pytest", "re")
    libraries = [f"import {library}" for library in names if re.search(rf"\b{library}\.", body)]
    stored = "recorded.check(" in body or "recorded: StageHarness" in body
    head = [
        f'"""{title}, on the data sample in tests/sample.' if stored else f'"""{title}."""',
        *(
            ["", "Large values are in tests/recorded; `pytest --update-recorded` updates them.", '"""']
            if stored
            else []
        ),
        "",
        "from __future__ import annotations",
        "",
        *libraries,
        "from recording import columns_of" if "columns_of(" in body else "",
        "from recording import raw_rows" if "raw_rows." in body else "",
        "from typing import Any" if ": Any" in body else "",
        "from recording.harness import StageHarness" if stored else "",
        *imports,
        "",
        "",
    ]
    return TestFile(f"tests/test_{name}.py", "\n".join(head) + body, tests)


def _of_raw_rows(trained: str) -> Iterator[TestFunction]:
    """Yield the tests of the answers for raw rows.

    Args:
        trained: the output that the model is trained on, "" if it cannot be compared.
    """
    checks = (
        "observed = raw_rows.answered(recorded)",
        'recorded.compare("raw_rows", "outputs", observed)',
    )
    protects = "What is learned, each feature, each answer and each message match the recorded ones."
    yield TestFunction("test_raw_rows_are_answered_as_recorded", protects, checks, RAW_ROWS)
    if trained:
        line = f'assert raw_rows.prepared_otherwise(recorded, {text(trained)}) == ""'
        protects = f"Raw rows become what the stages train the model on, `{trained}`."
        yield TestFunction("test_raw_rows_are_prepared_as_in_training", protects, (line,), RAW_ROWS)


def _run_test(run: Mapping[str, Any]) -> TestFunction:
    """Return the test of the whole pipeline, without what differed between two runs."""
    lines = ["values = recorded.run()"]
    written = run["written"]
    if isinstance(written, list) and all(isinstance(name, str) for name in written):
        lines.append(f"assert recorded.written() == [{', '.join(map(text, written))}]")
    lines += _metrics(run["metrics"])
    shapes = {
        name: kind for name, kind in run["values"].items() if isinstance(kind, str) and not is_float(kind)
    }
    if shapes := {name: kind for name, kind in shapes.items() if kind.isprintable()}:
        lines.append(f"shapes = {_dict({name: text(kind) for name, kind in shapes.items()})}")
        lines.append("assert {name: in_short(values[name]) for name in shapes} == shapes")
    protects = "The stages work together: files, metrics and shapes match the recorded run."
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
