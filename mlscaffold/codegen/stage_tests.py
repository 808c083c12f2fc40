"""Source of the tests of one stage: its outputs and side effects, compared with the recorded ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SIDE_EFFECTS = {
    "changed": "changed arguments",
    "figures": "figures",
    "open figures": "open figures",
    "log": "log messages",
    "files": "written files",
}
RESERVED = frozenset(
    {
        *("Any", "Recorded", "json", "math", "pytest", "re", "recorded"),
        *("assert_allclose", "assert_frame_equal", "assert_series_equal"),
    }
)
"""Names that a test uses itself."""
TOLERANCE = {"assert_allclose": ", rtol=1e-6"}
"""Ten digits of a float are recorded; another processor or version costs the last of them."""


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
    parameters: str = "recorded: Recorded"
    decorator: str = ""

    @property
    def source(self) -> str:
        """The function."""
        body = "".join(f"    {line}\n" for line in self.lines)
        head = f"{self.decorator}\n" if self.decorator else ""
        return f'{head}def {self.name}({self.parameters}) -> None:\n    """{self.protects}"""\n{body}'


def stage_test(stage: Mapping[str, Any]) -> TestFunction:
    """Return the test of a stage: it calls the stage, and compares outputs and side effects with the recorded ones.

    Args:
        stage: its facts, as `record.py` writes them.
    """
    effects = [words for key, words in SIDE_EFFECTS.items() if key in stage["effects"]]
    lines = (_call(stage), *_comparisons(stage), "recorded.check_effects()")
    protected = join_words([*(f"`{name}`" for name in stage["output_names"]), *effects])
    protects = f"As recorded: {protected}." if protected else "Runs without an error."
    return TestFunction(f"test_{stage['name']}", protects, lines, stage["name"])


def imported_name(stage: Mapping[str, Any]) -> str:
    """Return the name under which a test file imports a stage: pytest would collect `test_…` as a test."""
    return f"run_{stage['name']}" if stage["name"].startswith("test") else str(stage["name"])


def _call(stage: Mapping[str, Any]) -> str:
    """Return the statement that calls a stage with its settings, and binds its outputs."""
    settings = [f"{one['name']}={one['literal']}" for one in stage["settings"] if one["literal"]]
    call = f"recorded.call({', '.join([imported_name(stage), *settings])})"
    names = ", ".join(_local(stage, name) for name in stage["output_names"])
    return f"{names} = {call}" if names else call


def _local(stage: Mapping[str, Any], name: str) -> str:
    """Return the variable of a test for an output of a stage."""
    return f"{name}_output" if name in RESERVED or name == imported_name(stage) else name


def _comparisons(stage: Mapping[str, Any]) -> Iterator[str]:
    """Yield the comparisons of the outputs, and of what a trained model predicts for rows that the stage knows."""
    rest = []
    for one in stage["outputs"]:
        local = _local(stage, one["name"])
        stable = one["name"] not in stage["varies"]
        if stable and "literal" in one:
            yield _equals(local, one)
        elif stable and "compare" in one:
            yield f"{one['compare']}({local}, recorded.expected({text(one['name'])}){TOLERANCE.get(one['compare'], '')})"
        else:
            rest.append(f"{one['name']}={local}")
    for one in stage["predicts"]:
        rows = f'recorded.results["{one["rows"]}"]'
        rest.append(f"{one['key']}={_local(stage, one['model'])}.predict({rows})")
    if rest:
        yield f"recorded.check({', '.join(rest)})"


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


def text(value: str) -> str:
    """Return a text as a literal, with double quotes where possible."""
    plain = value.isprintable() and '"' not in value and "\\" not in value
    return f'"{value}"' if plain else repr(value)


def join_words(words: Sequence[str]) -> str:
    """Return words as `a, b and c`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
