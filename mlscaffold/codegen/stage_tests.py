"""Source of the tests of one stage: its outputs, its columns, the arguments that it does not change."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDE = 40  # columns of a frame that a test lists: about a screenful; those of an encoder are no contract that people read
SIDE_EFFECTS = {
    "figures": "figures",
    "log": "log messages",
    "files": "written files",
    "options": "library options",
}
RESERVED = frozenset(
    {"Any", "StageHarness", "asyncio", "columns_of", "inputs", "json", "math", "pytest", "re", "recorded"}
)
"""Names that a test uses itself."""


@dataclass(frozen=True, slots=True)
class TestFunction:
    """A test as source text.

    Args:
        name: its name.
        protects: the behavior that it protects, one sentence.
        lines: its statements.
        stage: the stage or function that it tests, "" for the whole pipeline.
        parameters: its parameters.
        decorator: the lines of its decorator.
    """

    name: str
    protects: str
    lines: tuple[str, ...]
    stage: str = ""
    parameters: str = "recorded: StageHarness"
    decorator: str = ""

    @property
    def source(self) -> str:
        """The function."""
        body = "".join(f"    {line}\n" for line in self.lines)
        head = f"{self.decorator}\n" if self.decorator else ""
        return f'{head}def {self.name}({self.parameters}) -> None:\n    """{self.protects}"""\n{body}'


def stage_tests(stage: Mapping[str, Any]) -> tuple[TestFunction, ...]:
    """Return the tests of a stage.

    Only the first one calls it; the others check the values of that call, except for the one that runs it again
    with the same seed, which a slow stage, marked `once`, does not have.

    Args:
        stage: its facts, as `record.py` writes them.
    """
    repeat_test = None if stage.get("once") else _repeatability_test(stage)
    tests = (_golden(stage), _contract(stage), _unchanged(stage), repeat_test, *_predictions(stage))
    return tuple(test for test in tests if test is not None)


def _test(stage: Mapping[str, Any], suffix: str, protects: str, lines: Sequence[str]) -> TestFunction:
    return TestFunction(f"test_{stage['name']}_{suffix}", protects, tuple(lines), stage["name"])


def imported_name(stage: Mapping[str, Any]) -> str:
    """Return the name under which a test file imports a stage: pytest would collect `test_…` as a test."""
    return f"run_{stage['name']}" if stage["name"].startswith("test") else str(stage["name"])


def _call(stage: Mapping[str, Any]) -> list[str]:
    """Return the statements that call a stage with keyword arguments, and bind its outputs."""
    arguments = ", ".join(f"{one['name']}={_argument(one)}" for one in stage["inputs"])
    call = f"{imported_name(stage)}({arguments})"
    call = f"asyncio.run({call})" if stage["is_async"] else call
    names = ", ".join(_local(stage, name) for name in stage["output_names"])
    start = f'recorded.inputs("{stage["name"]}")'
    return [f"inputs = {start}" if "inputs[" in arguments else start, f"{names} = {call}" if names else call]


def _argument(one: Mapping[str, Any]) -> str:
    return str(one["literal"]) if one["how"] == "config" and one["literal"] else f'inputs["{one["name"]}"]'


def _local(stage: Mapping[str, Any], name: str) -> str:
    """Return the variable of a test for an output of a stage."""
    return f"{name}_output" if name in RESERVED or name == imported_name(stage) else name


def _golden(stage: Mapping[str, Any]) -> TestFunction:
    """Return the test that compares outputs and side effects with the recorded ones; small values are in its source."""
    stable = [one for one in stage["outputs"] if one["name"] not in stage["varies"]]
    lines = [_equals(_local(stage, one["name"]), one) for one in stable if "literal" in one]
    if values := ", ".join(f"{name}={_local(stage, name)}" for name in stage["output_names"]):
        lines.append(f'recorded.check("{stage["name"]}", {values})')
    if effects := [words for key, words in SIDE_EFFECTS.items() if key in stage["shown"]]:
        lines.append(f'recorded.check_side_effects("{stage["name"]}")  # {join_words(effects)}')
    protected = join_words([*(f"`{name}`" for name in stage["output_names"]), *effects])
    protects = f"As recorded: {protected}." if protected else "Runs without an error."
    return _test(stage, "as_recorded", protects, [*_call(stage), *lines])


def _equals(name: str, one: Mapping[str, Any]) -> str:
    """Return the comparison of a small value with its literal; `approx` allows 1e-6, as readers of pytest expect."""
    if one["literal"] in ("True", "False"):
        return f"assert {name}" if one["literal"] == "True" else f"assert not {name}"
    value = f"{name}.tolist()" if one.get("listed") else name
    wanted = f"pytest.approx({one['literal']})" if one["approx"] else one["literal"]
    return f"assert {value} == {wanted}"


def is_float(literal: str) -> bool:
    """Return whether a literal is a float."""
    return re.fullmatch(r"-?[\d.]+(e[+-]?\d+)?", literal) is not None and not literal.lstrip("-").isdigit()


def _contract(stage: Mapping[str, Any]) -> TestFunction | None:
    """Return the test of the columns of its frames."""
    frames = [
        one
        for one in stage["outputs"]
        if 0 < len(one["columns"]) <= WIDE and one["name"] not in stage["varies"]
    ]
    lines = [f'assert columns_of(values["{one["name"]}"]) == {_columns(one["columns"])}' for one in frames]
    protects = "Later stages rely on these columns and dtypes."
    return _test(stage, "has_its_columns", protects, [_values(stage), *lines]) if lines else None


def _values(stage: Mapping[str, Any]) -> str:
    return f'values = recorded.values("{stage["name"]}")'


def _columns(columns: Sequence[Sequence[str]]) -> str:
    return "{" + ", ".join(f"{text(name)}: {text(dtype)}" for name, dtype in columns) + "}"


def _unchanged(stage: Mapping[str, Any]) -> TestFunction | None:
    """Return the test of the arguments that it changes."""
    if not stage["unchanged"]:
        return None
    changed = f"[{', '.join(map(text, stage['changed']))}]"
    names = join_words([f"`{name}`" for name in stage["unchanged"]])
    lines = [f'assert recorded.changed_arguments("{stage["name"]}") == {changed}']
    suffix = "changes_no_other_argument" if stage["changed"] else "changes_no_argument"
    return _test(stage, suffix, f"Leaves {names} unchanged.", lines)


def _repeatability_test(stage: Mapping[str, Any]) -> TestFunction | None:
    """Return the test that the same seed gives the same outputs."""
    if not stage["random"] or not stage["output_names"] or not stage["deterministic"]:
        return None
    lines = [f'assert recorded.rerun_difference("{stage["name"]}") == ""']
    return _test(stage, "is_the_same_with_the_same_seed", "The same seed gives the same outputs.", lines)


def _predictions(stage: Mapping[str, Any]) -> list[TestFunction]:
    """Return the tests that its trained models predict."""
    tests = []
    for one in stage["predicts"]:
        lines = [
            _values(stage),
            f'predictions = values["{one["model"]}"].predict(values["{one["rows"]}"])',
            f'assert len(predictions) == values["{one["rows"]}"].shape[0]',
            f'recorded.check("{stage["name"]}", {one["key"]}=predictions)',
        ]
        protects = f"`{one['model']}` predicts each row of `{one['rows']}`, as recorded."
        tests.append(_test(stage, f"then_{one['model']}_predicts", protects, lines))
    return tests


def text(value: str) -> str:
    """Return a text as a literal, with double quotes where possible."""
    plain = value.isprintable() and '"' not in value and "\\" not in value
    return f'"{value}"' if plain else repr(value)


def join_words(words: Sequence[str]) -> str:
    """Return words as `a, b and c`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
