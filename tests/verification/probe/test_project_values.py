"""Values of a project's stages against those of the notebook: outputs, local variables, and all that is alive at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from mlscaffold.verification.probe.describe import describe
from mlscaffold.verification.probe.notes import Notes, read_notes
from mlscaffold.verification.probe.project_values import Values
from mlscaffold.verification.probe.run_notebook import END

RATE = 3
COUNT = 0
logger = "not a value of the notebook"


def count() -> None:
    global COUNT  # noqa: PLW0603 what notebooks do
    COUNT = 3


count()


def loop(tags: Any) -> Any:
    for _i in range(2):
        tags.append("b")
    return tags


@dataclass(frozen=True)
class Stage:
    function: Callable[..., Any]
    outputs: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.function.__name__


def make() -> Any:
    tags = ["a"]
    box = {"tags": tags}
    half = 2  # noqa: F841  a local variable is what is tested
    return tags, box


def change_a_copy(tags: Any) -> Any:
    tags = list(tags)
    tags.append("b")
    last = tags[-1]  # noqa: F841  a local variable is what is tested
    return tags


def change(tags: Any) -> Any:
    tags.append("b")
    last = tags[-1]  # noqa: F841  a local variable is what is tested
    return tags


def run(
    tmp_path: Path, second: Callable[..., Any], notebook: Mapping[str, Any], config: Any = None, **names: Any
) -> dict[tuple[str, str], tuple[str, str]]:
    """Run two stages; return verdict and stage of each value by where and name."""
    known = Notes(str(tmp_path / "notebook"))
    for key, value in notebook.items():
        known.write_node("value", describe(value), key=key, cell=1, kind=type(value).__name__)
    known.lines.close()
    notes = Notes(str(tmp_path / "project"))
    keys = {
        "make/tags": "1:0:tags",
        "make/box": "1:0:box",
        "make/half": "1:0:half",
        f"{second.__name__}/last": "2:0:last",
    }
    spec = {"package": "sales", "notebook": str(tmp_path / "notebook"), "keys": keys, "root": "/project"}
    spec |= {"fields": {}, "places": {}, "renamed": {}, "originals": {}} | names
    values = Values(notes, spec)

    def perform(stage: Stage, inputs: Mapping[str, Any]) -> dict[str, Any]:
        result = stage.function(**{name: inputs[name] for name in stage.inputs})
        return dict(zip(stage.outputs, result if len(stage.outputs) > 1 else (result,), strict=True))

    def run_all(stages: tuple[Stage, ...], settings: Any) -> None:
        outputs: dict[str, Any] = {}
        for stage in stages:
            outputs |= runner.perform(stage, outputs)

    runner = SimpleNamespace(perform=perform, run=run_all)
    text: Any = SimpleNamespace(begin=lambda _: None)
    values.observe(runner, text)
    runner.run((Stage(make, ("tags", "box")), Stage(second, ("tags",), ("tags",))), config)
    values.compare_at_end()
    notes.lines.close()
    found = [note for note in read_notes(str(tmp_path / "project")) if note["what"] == "verdict"]
    return {(note["where"], note["name"]): (note["verdict"], note["stage"]) for note in found}


NOTEBOOK = {
    "1:0:tags": ["a"], "1:0:box": {"tags": ["a"]}, "1:0:half": 2, "2:0:last": "b",
    f"{END}tags": ["a", "b"], f"{END}box": {"tags": ["a", "b"]}, f"{END}half": 2,
}  # fmt: skip


def test_all_are_equal(tmp_path: Path) -> None:
    found = run(tmp_path, change, NOTEBOOK)
    assert {verdict for verdict, _ in found.values()} <= {"equal", "unnamed"}
    assert found["local", "half"] == ("equal", "make")
    assert found["local", "last"] == ("equal", "change")
    assert found["end", "tags"] == ("equal", "change")
    assert found["end", "box"] == ("equal", "make")


def test_a_holder_of_an_object_that_is_changed_as_a_copy_differs_at_the_end_only(tmp_path: Path) -> None:
    found = run(tmp_path, change_a_copy, NOTEBOOK)
    assert found["output", "box"] == ("equal", "make")
    assert found["end", "box"] == ("differs", "make")
    assert found["end", "tags"] == ("equal", "change_a_copy")


@pytest.mark.parametrize(
    ("key", "where", "name"),
    [("1:0:half", "local", "half"), ("2:0:last", "local", "last"), (f"{END}half", "end", "half")],
)
def test_a_local_variable_that_differs(tmp_path: Path, key: str, where: str, name: str) -> None:
    found = run(tmp_path, change, {**NOTEBOOK, key: "other"})
    assert found[where, name][0] == "differs"


def test_a_name_without_a_counterpart_is_not_compared(tmp_path: Path) -> None:
    assert run(tmp_path, change, {**NOTEBOOK, f"{END}lost": 1})["end", "lost"] == ("not compared", "")


@pytest.mark.parametrize(
    ("setting", "verdict"), [(0.5, "equal"), (0.25, "differs"), (Path("/project/data/a.csv"), "differs")]
)
def test_a_name_that_became_a_setting(tmp_path: Path, setting: Any, verdict: str) -> None:
    config = SimpleNamespace(rate=setting)
    found = run(tmp_path, change, {**NOTEBOOK, f"{END}RATE": 0.5}, config, fields={"RATE": "rate"})
    assert found["end", "RATE"] == (verdict, "")


def test_a_path_that_became_a_setting_is_compared_by_its_name(tmp_path: Path) -> None:
    config = SimpleNamespace(file=Path("/project/data/a.csv"))
    found = run(tmp_path, change, {**NOTEBOOK, f"{END}FILE": "in/a.csv"}, config, fields={"FILE": "file"})
    assert found["end", "FILE"] == ("equal", "")


def test_a_name_that_became_a_constant_of_a_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("sales.steps")
    module.LIMIT_2 = 7  # type: ignore[attr-defined]
    monkeypatch.setitem(__import__("sys").modules, "sales.steps", module)
    places = {"LIMIT": ("steps", "LIMIT_2")}
    assert run(tmp_path, change, {**NOTEBOOK, f"{END}LIMIT": 7}, places=places)["end", "LIMIT"][0] == "equal"


def test_a_name_that_a_function_binds_in_the_module_of_a_stage(tmp_path: Path) -> None:
    found = run(tmp_path, change, {**NOTEBOOK, f"{END}COUNT": 3, f"{END}RATE": 3, f"{END}logger": "mine"})
    assert found["end", "COUNT"] == ("equal", "change")
    assert found["end", "RATE"] == ("not compared", "")
    assert found["end", "logger"] == ("not compared", "")


def test_a_loop_variable_that_nothing_reads(tmp_path: Path) -> None:
    found = run(tmp_path, loop, {**NOTEBOOK, f"{END}i": 1})
    assert found["end", "i"] == ("equal", "loop")


def test_a_renamed_variable(tmp_path: Path) -> None:
    found = run(tmp_path, change, {**NOTEBOOK, f"{END}list": ["a", "b"]}, renamed={"list": "tags"})
    assert found["end", "list"] == ("equal", "change")
