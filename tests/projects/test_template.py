"""Templates become planned files with every answer; the lean renderer equals cookiecutter."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.answers import Answers
from mlscaffold.projects.template import (
    context,
    has_recorded_tests,
    read_folder,
    render,
    render_base,
    supports_recorded_tests,
    templates,
)

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


def test_the_project_records_its_version_and_components() -> None:
    assert settings()["tool"]["mlscaffold"] == {
        "version": "1.2.3",
        "components": ["base"],
        "notebooks": {"a b.ipynb": f"sha256:{'ab' * 32}", "c.ipynb": f"sha256:{'cd' * 32}"},
    }


def test_texts_are_quoted() -> None:
    metadata = settings()
    assert metadata["project"]["description"] == 'Says "who" buys: \\o/ 🎉.'
    assert metadata["project"]["dependencies"] == list(ANSWERS.requirements)
    assert metadata["dependency-groups"]["dev"][-1] == 'x; extra == "y"'


def test_an_empty_project_is_valid_too() -> None:
    [file] = [file for file in render_base(Answers("a", "a")) if file.path == "pyproject.toml"]
    assert tomllib.loads(file.content.decode())["project"]["dependencies"] == []


def test_the_package_has_its_name() -> None:
    paths = {file.path for file in render_base(ANSWERS)}
    assert {
        "src/who_buys/_runtime/runner.py",
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


def test_compiled_python_in_an_installed_template_is_skipped(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(templates() / "base", tmp_path / "base"))
    package = copy / "{{ cookiecutter.project_slug }}" / "src" / "{{ cookiecutter.package }}"
    (package / ".ruff_cache").mkdir()
    (package / ".ruff_cache" / "CACHEDIR.TAG").write_text("x")
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


CODE = """
import sys
from mlscaffold.projects.template import context, templates
from tests.projects.test_template import ANSWERS
{imports}
values = context(ANSWERS) | {{"_copy_without_render": []}}
generate_files(templates() / "base", {{"cookiecutter": values}}, sys.argv[1], accept_hooks=False)
{after}
"""


def rendered(folder: Path, imports: str, after: str = "") -> str:
    folder.mkdir()
    command = [sys.executable, "-c", CODE.format(imports=imports, after=after), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_both_renderers_give_the_same(tmp_path: Path) -> None:
    rendered(tmp_path / "lean", "from mlscaffold.projects.template import generate_files")
    rendered(tmp_path / "full", "from cookiecutter.generate import generate_files")
    assert read_folder(tmp_path / "lean") == read_folder(tmp_path / "full")


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("rich.prompt", "Prompt"),
        ("arrow", "now"),
        ("slugify", "slugify"),
        ("cookiecutter.prompt", "read_user_choice"),
    ],
)
def test_the_unused_modules_can_be_imported_afterwards(tmp_path: Path, module: str, name: str) -> None:
    after = f"import {module} as one; print(one.{name}.__module__)"
    output = rendered(tmp_path / "lean", "from mlscaffold.projects.template import generate_files", after)
    assert output.strip().startswith(module.partition(".")[0])


def test_the_unused_modules_are_not_loaded(tmp_path: Path) -> None:
    after = "print([name for name in ('rich', 'arrow', 'slugify', 'dateutil') if name in sys.modules])"
    output = rendered(tmp_path / "lean", "from mlscaffold.projects.template import generate_files", after)
    assert output == "[]\n"


def test_no_template_uses_omitted_features() -> None:
    files = [path for path in templates().rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in files]
    assert texts
    assert not [text for text in texts if "{% now" in text or "slugify" in text]


def test_recordings_are_data_of_recorded_tests() -> None:
    assert has_recorded_tests(ProjectPlan((PlannedFile("tests/recorded.json", b"{}"),)))
    assert not has_recorded_tests(ProjectPlan((PlannedFile("tests/recorded_values.py", b""),)))


def test_the_support_of_recorded_tests_is_no_test_itself() -> None:
    assert supports_recorded_tests("tests/recorded_values.py")
    assert supports_recorded_tests("tests/conftest.py")
    assert not supports_recorded_tests("tests/test_runner.py")
