"""Additions are made to a TOML file and removed again, and nothing else in it changes."""

from __future__ import annotations

import tomllib

import pytest

from mlscaffold.projects.components.toml_edits import with_additions, with_items, without_additions

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
            id="a missing group is dev",
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
            id="missing values, at the end",
        ),
        pytest.param(
            '[[tool.mypy.overrides]]\nmodule = ["uvicorn.*"]',
            "  # it has no types\n",
            '  # it has no types\n\n[[tool.mypy.overrides]]\nmodule = ["uvicorn.*"]\n',
            id="one more table",
        ),
        pytest.param(
            'project.scripts.serve = "a:b"',
            'unsorted = ["b", "a"]\n',
            'unsorted = ["b", "a"]\n\n[project.scripts]\nserve = "a:b"\n',
            id="a new table",
        ),
        pytest.param(
            "tool.serve.limits.size = 3",
            'select = ["A", "B"]\n',
            'select = ["A", "B"]\n\n[tool.serve.limits]\nsize = 3\n',
            id="a table in a new table",
        ),
    ],
)
def test_additions(added: str, old: str, new: str) -> None:
    assert FILE.count(old) == 1
    assert after(added) == FILE.replace(old, new)


@pytest.mark.parametrize(
    "added",
    [
        pytest.param("", id="nothing"),
        pytest.param('project.dependencies = ["pandas>=3"]', id="an existing requirement"),
        pytest.param('project.dependencies = ["Pandas>=2"]', id="a requirement of another version"),
        pytest.param('project.dependencies = ["scikit_learn"]', id="a requirement in another spelling"),
        pytest.param('project.name = "other"', id="an existing value"),
        pytest.param('project.dependencies = "none"', id="a value for a list"),
        pytest.param('project.name = ["a"]', id="a list for a value"),
        pytest.param("project.name.first = 1", id="a table for a value"),
        pytest.param('[[tool.mypy.overrides]]\nmodule = ["sklearn.*"]', id="an existing table"),
        pytest.param('dependency-groups.dev = [{ include-group = "test" }]', id="a group in a group"),
    ],
)
def test_unchanged_files(added: str) -> None:
    assert after(added) == FILE


@pytest.mark.parametrize(
    ("there", "added", "expected"),
    [
        ("uvicorn[standard]>=0.3", "uvicorn>=0.1", ["uvicorn[standard]>=0.3"]),
        ("uvicorn>=0.3", "uvicorn[standard]>=0.1", ["uvicorn>=0.3", "uvicorn[standard]>=0.1"]),
    ],
    ids=["an additional extra", "a missing extra"],
)
def test_extras(there: str, added: str, expected: list[str]) -> None:
    text = after(f'project.dependencies = ["{added}"]', f'[project]\ndependencies = ["{there}"]\n')
    assert tomllib.loads(text)["project"]["dependencies"] == expected


def test_a_list_that_is_empty() -> None:
    text = after('project.dependencies = ["b", "a"]', "[project]\ndependencies = [\n]\n")
    assert text == '[project]\ndependencies = [\n    "b",\n    "a",\n]\n'


def test_a_list_with_only_a_comment() -> None:
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
def test_without_a_list(text: str) -> None:
    with pytest.raises(ValueError, match=r"no list a\.b|Unexpected|Invalid|end of"):
        with_items(text, ("a", "b"), ["x"])


BEFORE = '[project]\ndependencies = [\n    "pandas>=3",\n    "scikit-learn>=1.9",\n]\n\n[tool.a]\nb = 1\n'
ADDED = tomllib.loads(
    'project.dependencies = ["fastapi>=1", "uvicorn>=1"]\nproject.scripts.x = "y"\ntool.a.c = 2\ntool.d.e = [1]'
)
AFTER = with_additions(BEFORE, ADDED)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("b = 1\n", "b = 1\n", id="nothing"),
        pytest.param(
            '    "scikit-learn>=1.9",\n', '    "scikit-learn>=1.9",\n    "skrub",  # ours\n', id="a neighbour"
        ),
        pytest.param('    "pandas>=3",\n', "", id="a removed value"),
        pytest.param("b = 1\n", "# ours\nb = 1  # too\n", id="a comment"),
    ],
)
def test_changes_of_the_user_stay(old: str, new: str) -> None:
    assert AFTER.count(old) == BEFORE.count(old) == 1
    assert without_additions(AFTER.replace(old, new), AFTER, BEFORE) == BEFORE.replace(old, new)


def test_additions_that_the_user_removed() -> None:
    assert without_additions(BEFORE, AFTER, BEFORE) == BEFORE


@pytest.mark.parametrize(
    ("mine", "before", "after"),
    [
        pytest.param(AFTER.replace("c = 2", "c = 3"), AFTER, BEFORE, id="the user changed a value"),
        pytest.param(AFTER, BEFORE, AFTER, id="a new value"),
        pytest.param(
            AFTER.replace("[tool.a]", "# ours\n[tool.a]"), AFTER, BEFORE, id="a comment would be removed too"
        ),
        pytest.param("a = [2]\n", "a = [1]\n", "a = [3]\n", id="a new item"),
        pytest.param("a = 1\n", "a = 1\n", "a = 2\n", id="a different value"),
        pytest.param("a = [\n", "a = [1]\n", "a = []\n", id="no TOML"),
    ],
)
def test_refused_files(mine: str, before: str, after: str) -> None:
    with pytest.raises(ValueError, match=r"changed|removed too|is new|end of|Unexpected|Invalid"):
        without_additions(mine, before, after)
