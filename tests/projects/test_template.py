"""Templates become planned files, with every answer in its place."""

from __future__ import annotations

import json
import shutil
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from mlscaffold.projects.answers import Answers
from mlscaffold.projects.template import context, read_folder, render, render_base, templates

ANSWERS = Answers(
    project_slug="who-buys",
    package="who_buys",
    description='Says "who"\nbuys: \\o/ 🎉.',
    requirements=("pandas[excel]>=2.2", "tomli; python_version < '3.11'"),
    dev_requirements=('x; extra == "y"',),
    version="1.2.3",
    notebooks=(("a b.ipynb", "ab" * 32), ("c.ipynb", "cd" * 32)),
)


def settings() -> dict[str, object]:
    [file] = [file for file in render_base(ANSWERS) if file.path == "pyproject.toml"]
    return tomllib.loads(file.content.decode())


def test_the_project_says_what_it_is_made_from() -> None:
    assert settings()["tool"]["mlscaffold"] == {
        "version": "1.2.3",
        "components": ["base"],
        "notebooks": {"a b.ipynb": f"sha256:{'ab' * 32}", "c.ipynb": f"sha256:{'cd' * 32}"},
    }


def test_texts_are_quoted() -> None:
    made = settings()
    assert made["project"]["description"] == 'Says "who" buys: \\o/ 🎉.'
    assert made["project"]["dependencies"] == list(ANSWERS.requirements)
    assert made["dependency-groups"]["dev"][-1] == 'x; extra == "y"'


def test_an_empty_project_is_valid_too() -> None:
    [file] = [file for file in render_base(Answers("a", "a")) if file.path == "pyproject.toml"]
    assert tomllib.loads(file.content.decode())["project"]["dependencies"] == []


def test_the_package_stands_under_its_name() -> None:
    paths = {file.path for file in render_base(ANSWERS)}
    assert {
        "src/who_buys/runner.py",
        "src/who_buys/py.typed",
        ".gitignore",
        "tests/test_pipeline.py",
    } <= paths
    assert not [path for path in paths if "cookiecutter" in path]


def test_rendering_twice_gives_the_same() -> None:
    render_base.cache_clear()
    once = render_base(ANSWERS)
    render_base.cache_clear()
    assert render_base(ANSWERS) == once


def test_every_answer_is_declared_by_the_template() -> None:
    declared = json.loads((templates() / "base" / "cookiecutter.json").read_text())
    public = {name for name in declared if not name.startswith("_")}
    assert context(ANSWERS).keys() == public
    assert len(fields(Answers)) == len(public) + 3  # two names of requirements, three of mlscaffold


def test_what_python_compiled_into_an_installed_template_is_left_out(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(templates() / "base", tmp_path / "base"))
    package = copy / "{{ cookiecutter.project_slug }}" / "src" / "{{ cookiecutter.package }}"
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "cli.cpython-311.pyc").write_bytes(b"\x00")
    assert render(copy, context(ANSWERS)) == render(templates() / "base", context(ANSWERS))


def test_a_missing_answer_is_an_error() -> None:
    from cookiecutter.exceptions import UndefinedVariableInTemplate

    values = context(ANSWERS)
    del values["description"]
    with pytest.raises(UndefinedVariableInTemplate):
        render(templates() / "base", values)


def test_a_folder_is_read_with_its_executables(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "run").write_bytes(b"x")
    (tmp_path / "b" / "run").chmod(0o755)
    (tmp_path / "a").write_bytes(b"\xff")
    assert [(file.path, file.content, file.executable) for file in read_folder(tmp_path)] == [
        ("a", b"\xff", False),
        ("b/run", b"x", True),
    ]
