"""The type checker's hook knows what a component's code imports."""

from __future__ import annotations

import pytest

from mlscaffold.projects.components.hooks import PATH, with_hook_requirements
from mlscaffold.projects.new.choices import Choices
from mlscaffold.projects.new.new_plan import make

HOOKS = next(file.content.decode() for file in make(Choices("late-parcels")).files if file.path == PATH)
LAST = '          - "pytest>=8"\n'


def test_what_lacks_goes_to_the_end_of_the_list() -> None:
    wanted = ["pandas>=3", "fastapi>=0.115", 'x; python_version < "3.12"']
    made = with_hook_requirements(HOOKS, wanted)
    fresh = '          - "fastapi>=0.115"\n          - "x; python_version < \'3.12\'"\n'
    assert HOOKS.count(LAST) == 1
    assert made == HOOKS.replace(LAST, LAST + fresh)
    assert with_hook_requirements(made, wanted) == made


@pytest.mark.parametrize(
    "text",
    ["", "repos: []\n", "      - id: mypy\n", "        additional_dependencies:\n      - id: mypy\n"],
    ids=["nothing", "no hook", "no list", "a list of another hook"],
)
def test_where_there_is_no_list(text: str) -> None:
    assert with_hook_requirements(text, ["fastapi"]) == text


def test_a_list_at_the_end() -> None:
    text = '      - id: mypy\n        additional_dependencies:\n          - "a"\n'
    assert with_hook_requirements(text, ["b"]) == f'{text}          - "b"\n'
