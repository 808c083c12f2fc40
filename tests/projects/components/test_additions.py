"""What a component declares goes into a TOML file, and nothing else of it changes."""

from __future__ import annotations

import tomllib

import pytest

from mlscaffold.projects.components.additions import with_additions, with_items

FILE = """\
# Ours.
[project]
name = "late-parcels"  # as given
dependencies = [
    "pandas>=3",  # frames
    "scikit-learn>=1.9",
]
unsorted = ["b", "a"]

[dependency-groups]
dev = [{ include-group = "test" }, "nox>=1"]
test = [
    "pytest>=8",
]

[[tool.mypy.overrides]]
module = ["sklearn.*"]  # it has no types

[tool.ruff.lint]
select = ["A", "B"]
"""


def after(added: str, text: str = FILE) -> str:
    return with_additions(text, tomllib.loads(added))


@pytest.mark.parametrize(
    ("added", "old", "new"),
    [
        pytest.param(
            'project.dependencies = ["fastapi>=1", "uvicorn>=1"]',
            '    "pandas>=3",  # frames\n    "scikit-learn>=1.9",\n',
            '    "fastapi>=1",\n    "pandas>=3",  # frames\n    "scikit-learn>=1.9",\n    "uvicorn>=1",\n',
            id="requirements keep their order",
        ),
        pytest.param(
            'dependency-groups.test = ["httpx>=1"]',
            '    "pytest>=8",\n',
            '    "httpx>=1",\n    "pytest>=8",\n',
            id="a group",
        ),
        pytest.param(
            'dependency-groups.lint = ["types-x"]',
            '"nox>=1"]',
            '"nox>=1", "types-x"]',
            id="a group that lacks is dev",
        ),
        pytest.param(
            'dependency-groups.docs = ["mkdocs"]',
            '    "pytest>=8",\n]\n',
            '    "pytest>=8",\n]\ndocs = ["mkdocs"]\n',
            id="a group of its own",
        ),
        pytest.param('project.unsorted = ["0"]', '["b", "a"]', '["b", "a", "0"]', id="a list in one line"),
        pytest.param(
            'tool.ruff.lint.select = ["AB", "A"]',
            '["A", "B"]',
            '["A", "B", "AB"]',
            id="what lacks, at the end",
        ),
        pytest.param(
            '[[tool.mypy.overrides]]\nmodule = ["uvicorn.*"]',
            "  # it has no types\n",
            '  # it has no types\n\n[[tool.mypy.overrides]]\nmodule = ["uvicorn.*"]\n',
            id="a table more",
        ),
        pytest.param(
            'project.scripts.serve = "a:b"',
            'unsorted = ["b", "a"]\n',
            'unsorted = ["b", "a"]\n\n[project.scripts]\nserve = "a:b"\n',
            id="a table that was not there",
        ),
        pytest.param(
            "tool.serve.limits.size = 3",
            'select = ["A", "B"]\n',
            'select = ["A", "B"]\n\n[tool.serve.limits]\nsize = 3\n',
            id="a table in a table that was not there",
        ),
    ],
)
def test_what_is_added(added: str, old: str, new: str) -> None:
    assert FILE.count(old) == 1
    assert after(added) == FILE.replace(old, new)


@pytest.mark.parametrize(
    "added",
    [
        pytest.param("", id="nothing"),
        pytest.param('project.dependencies = ["pandas>=3"]', id="a requirement that is there"),
        pytest.param('project.dependencies = ["Pandas>=2"]', id="a requirement of another version"),
        pytest.param('project.dependencies = ["scikit_learn"]', id="a requirement spelled otherwise"),
        pytest.param('project.name = "other"', id="a value that is there"),
        pytest.param('project.dependencies = "none"', id="a value for a list"),
        pytest.param('project.name = ["a"]', id="a list for a value"),
        pytest.param("project.name.first = 1", id="a table for a value"),
        pytest.param('[[tool.mypy.overrides]]\nmodule = ["sklearn.*"]', id="a table that is there"),
        pytest.param('dependency-groups.dev = [{ include-group = "test" }]', id="a group in a group"),
    ],
)
def test_what_stays(added: str) -> None:
    assert after(added) == FILE


@pytest.mark.parametrize(
    ("there", "added", "expected"),
    [
        ("uvicorn[standard]>=0.3", "uvicorn>=0.1", ["uvicorn[standard]>=0.3"]),
        ("uvicorn>=0.3", "uvicorn[standard]>=0.1", ["uvicorn>=0.3", "uvicorn[standard]>=0.1"]),
    ],
    ids=["an extra more is there", "an extra lacks"],
)
def test_extras(there: str, added: str, expected: list[str]) -> None:
    text = after(f'project.dependencies = ["{added}"]', f'[project]\ndependencies = ["{there}"]\n')
    assert tomllib.loads(text)["project"]["dependencies"] == expected


def test_a_list_that_is_empty() -> None:
    text = after('project.dependencies = ["b", "a"]', "[project]\ndependencies = [\n]\n")
    assert text == '[project]\ndependencies = [\n    "b",\n    "a",\n]\n'


def test_a_list_with_nothing_but_a_comment() -> None:
    text = after('project.dependencies = ["b"]', "[project]\ndependencies = [\n    # none\n]\n")
    assert tomllib.loads(text)["project"]["dependencies"] == ["b"]
    assert "    # none\n" in text


def test_a_second_time_changes_nothing() -> None:
    added = 'project.dependencies = ["fastapi>=1"]\nproject.scripts.a = "b"\ntool.x.y = [1, 2]\ndependency-groups.lint = ["q"]'
    once = after(added)
    assert once != FILE
    assert after(added, once) == once


def test_items_go_to_the_end_of_a_list() -> None:
    assert (
        with_items('[a]\nb = ["z"]  # c\n', ("a", "b"), ["z", "x", "y"]) == '[a]\nb = ["z", "x", "y"]  # c\n'
    )


@pytest.mark.parametrize("text", ["[a]\nb = 1\n", "[a]\n", "a = 1\n", "", "[a"])
def test_where_there_is_no_list(text: str) -> None:
    with pytest.raises(ValueError, match=r"no list a\.b|Unexpected|Invalid|end of"):
        with_items(text, ("a", "b"), ["x"])
