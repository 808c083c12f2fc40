"""The answers that made a project are read out of it: they make it again."""

from __future__ import annotations

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.answers import Answers
from mlscaffold.projects.new.choices import Choices
from mlscaffold.projects.new.new_plan import answers_of, choices_of, make
from mlscaffold.projects.recovered import recovered
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
    found = recovered({file.path: file.content for file in make(choices).files})
    assert found.is_new
    assert answers_of(choices_of(found)) == answers_of(choices)
    assert make(choices_of(found)) == make(choices)


@pytest.mark.parametrize("model", ["", "forest"])
def test_a_hardened_project(model: str) -> None:
    answers = Answers(
        "who-buys",
        "who_buys",
        "Who buys.",
        requirements=("numpy>=2", 'x; python_version < "3.12"'),
        model=model,
        version="0.1",
        notebooks=(("a b.ipynb", "00ff"),),
    )
    found = recovered({file.path: file.content for file in render_base(answers)})
    assert (found.answers, found.components, found.is_new) == (answers, (), False)


@pytest.mark.parametrize(
    "files",
    [{}, {"pyproject.toml": b"["}, {"pyproject.toml": b"[tool.mlscaffold]\ncomponents = []\n"}],
    ids=["no settings", "no TOML", "settings of something else"],
)
def test_what_is_no_project(files: dict[str, bytes]) -> None:
    with pytest.raises(MlscaffoldError, match="does not tell what the project was made from"):
        recovered(files)
