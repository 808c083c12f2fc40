"""A custom cookiecutter template: answers, defaults, hooks only when they are allowed."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from mlscaffold.commands.new import Options, new
from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.new.choices import Choices
from mlscaffold.projects.new.custom_template import CustomTemplate, is_url, render_custom


@pytest.fixture
def template(tmp_path: Path) -> Path:
    folder = tmp_path / "template"
    inner = folder / "{{ cookiecutter.repo_name }}"
    inner.mkdir(parents=True)
    asked = {
        "repo_name": "x",
        "maker": "nobody",
        "shout": "{{ cookiecutter.maker | upper }}",
        "kind": ["a", "b"],
    }
    (folder / "cookiecutter.json").write_text(json.dumps(asked))
    (inner / "{{ cookiecutter.kind }}.txt").write_text(
        "{{ cookiecutter.shout }} of {{ cookiecutter.repo_name }}\n"
    )
    return folder


def add_hook(template: Path) -> None:
    (template / "hooks").mkdir()
    (template / "hooks" / "post_gen_project.py").write_text("open('hooked.txt', 'w').close()\n")


def rendered(template: Path, hooks: bool = False, **answers: str) -> tuple[dict[str, str], tuple[str, ...]]:
    plan, notes = render_custom(CustomTemplate(str(template), hooks), "late-parcels", answers)
    return {file.path: file.content.decode() for file in plan.files}, notes


def test_defaults_apply_to_open_questions(template: Path) -> None:
    assert rendered(template) == ({"a.txt": "NOBODY of late-parcels\n"}, ())


def test_answers_are_used(template: Path) -> None:
    assert rendered(template, maker="ada", kind="b")[0] == {"b.txt": "ADA of late-parcels\n"}


def test_an_unknown_answer_is_refused(template: Path) -> None:
    with pytest.raises(
        MlscaffoldError, match=r"has no question ownr\. Its questions: repo_name, maker, shout, kind"
    ):
        rendered(template, ownr="ada")


def test_an_unknown_choice_is_refused(template: Path) -> None:
    with pytest.raises(MlscaffoldError, match="cannot be rendered"):
        rendered(template, kind="c")


def test_hooks_do_not_run_and_that_is_reported(template: Path) -> None:
    add_hook(template)
    assert rendered(template) == (
        {"a.txt": "NOBODY of late-parcels\n"},
        ("The template's hooks were not run; run them with --allow-hooks.",),
    )


def test_hooks_that_are_allowed_run(template: Path) -> None:
    add_hook(template)
    files, notes = rendered(template, hooks=True)
    assert (sorted(files), notes) == (["a.txt", "hooked.txt"], ())


def test_extensions_are_code_too(template: Path) -> None:
    asked = json.loads((template / "cookiecutter.json").read_text()) | {"_extensions": ["mine.Extension"]}
    (template / "cookiecutter.json").write_text(json.dumps(asked))
    with pytest.raises(MlscaffoldError, match=r"loads code: mine\.Extension"):
        rendered(template)


def test_a_folder_without_a_template_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MlscaffoldError, match=r"no readable cookiecutter\.json"):
        rendered(tmp_path)


def test_a_template_comes_from_a_git_address_too(template: Path, tmp_path: Path) -> None:
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]
    for words in (["init", "--quiet"], ["add", "--all"], [*identity, "commit", "--quiet", "-m", "x"]):
        subprocess.run(["git", *words], cwd=template, check=True)
    created = new(
        Choices("late-parcels"), Options(tmp_path / "out", template=template.as_uri(), lock=False, git=False)
    )
    assert [path.name for path in created.folder.iterdir()] == ["a.txt"]
    assert "uv" not in created.report


def test_an_address_that_cannot_be_cloned_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MlscaffoldError, match="git clone failed"):
        render_custom(CustomTemplate((tmp_path / "nothing").as_uri(), False), "late-parcels", {})


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("https://example.org/t.git", True),
        ("git@example.org:t.git", True),
        ("ssh://example.org/t", True),
        ("template", False),
        ("../template", False),
        ("/srv/template.git", False),
        ("ext::sh -c id", False),
    ],
)
def test_urls_are_distinguished_from_folders(place: str, expected: bool) -> None:
    assert is_url(place) is expected
