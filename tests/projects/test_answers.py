"""The answers of a project are read from it, and generate it again."""

from __future__ import annotations

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.answers import Answers, recover
from mlscaffold.projects.new.choices import Choices
from mlscaffold.projects.new.new_plan import answers_of, choices_of, plan_new
from mlscaffold.projects.template import render_base


@pytest.mark.parametrize(
    "choices",
    [
        Choices("late-parcels"),
        Choices(
            "x", "y", 'Says "no" \\ yes.', "proprietary", 'Ada "L"', "a@b.org", "https://b.org/x", "3.13"
        ),
        Choices("x", license="Apache-2.0", author="Ada"),
    ],
    ids=["few", "all", "some"],
)
def test_a_new_project(choices: Choices) -> None:
    found = recover({file.path: file.content for file in plan_new(choices).files})
    assert found.is_new
    assert answers_of(choices_of(found)) == answers_of(choices)
    assert plan_new(choices_of(found)) == plan_new(choices)


@pytest.mark.parametrize(
    ("model", "parts"),
    [("", ()), ("forest", ("charts",)), ("", ("charts", "databases")), ("forest", ("databases",))],
)
def test_a_hardened_project(model: str, parts: tuple[str, ...]) -> None:
    answers = Answers(
        "who-buys",
        "who_buys",
        "Who buys.",
        requirements=("numpy>=2", 'x; python_version < "3.12"'),
        model=model,
        parts=parts,
        version="0.1",
        notebooks=(("a b.ipynb", "00ff"),),
    )
    found = recover({file.path: file.content for file in render_base(answers)})
    assert (found.answers, found.components, found.is_new) == (answers, (), False)


def test_a_project_whose_runtime_was_beside_its_stages_has_all_parts() -> None:
    answers = Answers("who-buys", "who_buys", "Who buys.", version="0.1")
    files = {file.path: file.content for file in render_base(answers) if "_runtime" not in file.path}
    assert recover(files).answers.parts == ("charts", "databases")


@pytest.mark.parametrize(
    "files",
    [{}, {"pyproject.toml": b"["}, {"pyproject.toml": b"[tool.mlscaffold]\ncomponents = []\n"}],
    ids=["no settings", "no TOML", "settings of something else"],
)
def test_no_project(files: dict[str, bytes]) -> None:
    with pytest.raises(MlscaffoldError, match="does not describe an mlscaffold project"):
        recover(files)
