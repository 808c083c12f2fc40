"""Lines are appended once, between comments; the mypy hook gets the requirements of components."""

from __future__ import annotations

import pytest

from mlscaffold.projects.components.compose import HOOKS as PATH
from mlscaffold.projects.components.compose import with_hook_requirements, with_lines
from mlscaffold.projects.new.choices import Choices
from mlscaffold.projects.new.new_plan import plan_new


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("README.md", "one\n\n<!-- mlscaffold: port -->\n\ntwo\n\n<!-- mlscaffold: end of port -->\n"),
        (".env.example", "one\n\n# mlscaffold: port\ntwo\n# mlscaffold: end of port\n"),
        ("docs/Dockerfile", "one\n\n# mlscaffold: port\ntwo\n# mlscaffold: end of port\n"),
        ("notes.txt", "one\n\ntwo\n"),
    ],
    ids=["a page", "settings", "a name without a suffix", "a format without comments"],
)
def test_lines_go_to_the_end_once(path: str, expected: str) -> None:
    once = with_lines("one\n", "\ntwo\n", "port", path)
    assert once == expected
    assert with_lines(once, "\ntwo\n", "port", path) == once


def test_an_empty_file() -> None:
    assert with_lines("", "two", "port", "a.txt") == "two\n"


def test_no_lines() -> None:
    assert with_lines("one\n", " \n", "port", "README.md") == "one\n"


HOOKS = next(file.content.decode() for file in plan_new(Choices("late-parcels")).files if file.path == PATH)
LAST = '          - "pytest>=8"\n'


def test_missing_requirements_go_to_the_end_of_the_list() -> None:
    requested = ["pandas>=3", "fastapi>=0.115", 'x; python_version < "3.12"']
    merged = with_hook_requirements(HOOKS, requested)
    fresh = '          - "fastapi>=0.115"\n          - "x; python_version < \'3.12\'"\n'
    assert HOOKS.count(LAST) == 1
    assert merged == HOOKS.replace(LAST, LAST + fresh)
    assert with_hook_requirements(merged, requested) == merged


@pytest.mark.parametrize(
    "text",
    ["", "repos: []\n", "      - id: mypy\n", "        additional_dependencies:\n      - id: mypy\n"],
    ids=["nothing", "no hook", "no list", "a list of another hook"],
)
def test_without_a_list(text: str) -> None:
    assert with_hook_requirements(text, ["fastapi"]) == text


def test_a_list_at_the_end() -> None:
    text = '      - id: mypy\n        additional_dependencies:\n          - "a"\n'
    assert with_hook_requirements(text, ["b"]) == f'{text}          - "b"\n'
