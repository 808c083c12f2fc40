"""The lean renderer gives what cookiecutter itself gives, and leaves no stand-in behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mlscaffold.projects.template import read_folder, templates

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


def test_both_give_the_same(tmp_path: Path) -> None:
    rendered(tmp_path / "lean", "from mlscaffold.projects.renderer import generate_files")
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
    said = rendered(tmp_path / "lean", "from mlscaffold.projects.renderer import generate_files", after)
    assert said.strip().startswith(module.partition(".")[0])


def test_the_unused_modules_are_not_loaded(tmp_path: Path) -> None:
    after = "print([name for name in ('rich', 'arrow', 'slugify', 'dateutil') if name in sys.modules])"
    said = rendered(tmp_path / "lean", "from mlscaffold.projects.renderer import generate_files", after)
    assert said == "[]\n"


def test_no_template_uses_what_is_left_out() -> None:
    files = [path for path in templates().rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in files]
    assert texts
    assert not [text for text in texts if "{% now" in text or "slugify" in text]
