"""Tests of one stage as text: what it gives, what later stages rely on, what stays as it was."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDE = 40  # columns of a frame that a test lists
SHOWN = {"figures": "figures", "log": "what is logged", "files": "written files", "options": "options set"}
TAKEN = frozenset("Bench asyncio before columns_of describe first given predictions pytest recorded".split())


@dataclass(frozen=True, slots=True)
class TestFunction:
    """A test as text.

    Args:
        name: its name.
        protects: what it protects, one sentence.
        lines: its statements.
        stage: the stage that it tests, "" for the whole pipeline.
    """

    name: str
    protects: str
    lines: tuple[str, ...]
    stage: str = ""

    @property
    def source(self) -> str:
        """The function."""
        body = "".join(f"    {line}\n" for line in self.lines)
        return f'def {self.name}(recorded: Bench) -> None:\n    """{self.protects}"""\n{body}'


def stage_tests(stage: Mapping[str, Any]) -> tuple[TestFunction, ...]:
    """Return the tests of a stage.

    Only the first one calls it by itself; the others look at what that call has left, except for the one that
    runs it again with the same seed; a slow stage, marked `once`, goes without that.

    Args:
        stage: the facts of it, as `record.py` writes them.
    """
    again = None if stage.get("once") else _again(stage)
    found = (_golden(stage), _contract(stage), _unchanged(stage), again, *_predictions(stage))
    return tuple(test for test in found if test is not None)


def _test(stage: Mapping[str, Any], suffix: str, protects: str, lines: Sequence[str]) -> TestFunction:
    return TestFunction(f"test_{stage['name']}_{suffix}", protects, tuple(lines), stage["name"])


def called(stage: Mapping[str, Any]) -> str:
    """Return the name under which a test file imports a stage; pytest takes `test_…` for a test."""
    return f"run_{stage['name']}" if stage["name"].startswith("test") else str(stage["name"])


def _call(stage: Mapping[str, Any]) -> list[str]:
    """Return the statements that call a stage with named arguments, and bind what it gives."""
    arguments = ", ".join(f"{one['name']}={_argument(one)}" for one in stage["inputs"])
    call = f"{called(stage)}({arguments})"
    call = f"asyncio.run({call})" if stage["is_async"] else call
    names = ", ".join(_local(stage, name) for name in stage["gives"])
    start = f'recorded.inputs("{stage["name"]}")'
    return [f"given = {start}" if "given[" in arguments else start, f"{names} = {call}" if names else call]


def _argument(one: Mapping[str, Any]) -> str:
    return str(one["literal"]) if one["how"] == "config" and one["literal"] else f'given["{one["name"]}"]'


def _local(stage: Mapping[str, Any], name: str) -> str:
    """Return the variable of a test that holds what a stage gives."""
    return f"{name}_given" if name in TAKEN or name == called(stage) else name


def _golden(stage: Mapping[str, Any]) -> TestFunction:
    """Return that it gives what was recorded; numbers stand in the test itself."""
    steady = [one for one in stage["outputs"] if one["name"] not in stage["varies"]]
    lines = [_equals(_local(stage, one["name"]), one) for one in steady if "literal" in one]
    if values := ", ".join(f"{name}={_local(stage, name)}" for name in stage["gives"]):
        lines.append(f'recorded.check("{stage["name"]}", {values})')
    if shown := [SHOWN[key] for key in SHOWN if key in stage["shown"]]:
        lines.append(f'recorded.check_shown("{stage["name"]}")  # {both(shown)}')
    protected = both([*(f"`{name}`" for name in stage["gives"]), *shown])
    protects = f"As recorded: {protected}." if protected else "It runs."
    return _test(stage, "as_recorded", protects, [*_call(stage), *lines])


def _equals(name: str, one: Mapping[str, Any]) -> str:
    """Return the comparison of a small value with its literal."""
    if one["literal"] in ("True", "False"):
        return f"assert {name}" if one["literal"] == "True" else f"assert not {name}"
    value = f"{name}.tolist()" if one.get("listed") else name
    wanted = f"pytest.approx({one['literal']})" if one["approx"] else one["literal"]
    return f"assert {value} == {wanted}"


def is_float(literal: str) -> bool:
    """Say whether a literal is a float."""
    return re.fullmatch(r"-?[\d.]+(e[+-]?\d+)?", literal) is not None and not literal.lstrip("-").isdigit()


def _contract(stage: Mapping[str, Any]) -> TestFunction | None:
    """Return which columns its frames have."""
    frames = [
        one
        for one in stage["outputs"]
        if 0 < len(one["columns"]) <= WIDE and one["name"] not in stage["varies"]
    ]
    lines = [f'assert columns_of(given["{one["name"]}"]) == {_columns(one["columns"])}' for one in frames]
    protects = "Later stages find the columns and types on which they rely."
    return _test(stage, "has_its_columns", protects, [_left(stage), *lines]) if lines else None


def _left(stage: Mapping[str, Any]) -> str:
    return f'given = recorded.given("{stage["name"]}")'


def _columns(columns: Sequence[Sequence[str]]) -> str:
    return "{" + ", ".join(f"{text(name)}: {text(dtype)}" for name, dtype in columns) + "}"


def _unchanged(stage: Mapping[str, Any]) -> TestFunction | None:
    """Return which of its arguments it changes."""
    if not stage["unchanged"]:
        return None
    changed = f"[{', '.join(map(text, stage['changed']))}]"
    names = both([f"`{name}`" for name in stage["unchanged"]])
    lines = [f'assert recorded.changes("{stage["name"]}") == {changed}']
    suffix = "changes_no_other_argument" if stage["changed"] else "changes_no_argument"
    return _test(stage, suffix, f"Whoever calls it finds {names} as before.", lines)


def _again(stage: Mapping[str, Any]) -> TestFunction | None:
    """Return that the same seed gives the same."""
    if not stage["random"] or not stage["gives"] or not stage["deterministic"]:
        return None
    lines = [f'assert recorded.differs_again("{stage["name"]}") == ""']
    return _test(stage, "is_the_same_with_the_same_seed", "Chance is under control.", lines)


def _predictions(stage: Mapping[str, Any]) -> list[TestFunction]:
    """Return that trained models can predict."""
    found = []
    for one in stage["predicts"]:
        lines = [
            _left(stage),
            f'predictions = given["{one["model"]}"].predict(given["{one["rows"]}"])',
            f'assert len(predictions) == given["{one["rows"]}"].shape[0]',
            f'recorded.check("{stage["name"]}", {one["key"]}=predictions)',
        ]
        protects = f"`{one['model']}` answers for each row of `{one['rows']}`, and as recorded."
        found.append(_test(stage, f"then_{one['model']}_predicts", protects, lines))
    return found


def text(value: str) -> str:
    """Return a text as a literal with double quotes where it can have them."""
    plain = value.isprintable() and '"' not in value and "\\" not in value
    return f'"{value}"' if plain else repr(value)


def both(words: Sequence[str]) -> str:
    """Return words as `a, b and c`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
