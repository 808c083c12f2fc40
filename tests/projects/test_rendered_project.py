"""Files rendered from templates only are distinguished from those of the notebook."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mlscaffold import __version__
from mlscaffold.errors import MlscaffoldError
from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.answers import Answers, Specification
from mlscaffold.projects.rendered_project import (
    TEMPLATE_FILES,
    Project,
    check_same_version,
    rendered_again,
    template_files,
    with_template_files_note,
)
from mlscaffold.projects.ruff_format import fix_and_format

ANSWERS = Answers("who-buys", "who_buys", requirements=("numpy>=2",), model="forest", version="0.0.1")
CODE = PlannedFile("src/who_buys/data.py", b'"""Data."""\n')


@pytest.fixture(scope="module")
def plan() -> ProjectPlan:
    rendered_plan = template_files(ANSWERS)
    return ProjectPlan((*rendered_plan.files, CODE))


def paths(plan: ProjectPlan) -> set[str]:
    [note] = [file for file in plan.files if file.path == TEMPLATE_FILES]
    return set(note.content.decode().splitlines())


def test_unchanged_template_files_are_in_the_note(plan: ProjectPlan) -> None:
    changed = replace(next(file for file in plan.files if file.path == "noxfile.py"), content=b"other\n")
    found = paths(with_template_files_note(plan.replace([changed])))
    assert {"pyproject.toml", "src/who_buys/_runtime/predict.py", ".gitattributes"} <= found
    assert not {CODE.path, "noxfile.py", "tests/conftest.py"} & found


def test_template_files_are_rendered_again_and_others_stay(plan: ProjectPlan) -> None:
    changed = replace(next(file for file in plan.files if file.path == "noxfile.py"), content=b"other\n")
    rendered_plan = rendered_again(
        with_template_files_note(plan.replace([changed])), replace(ANSWERS, version="0.2")
    )
    content = {file.path: file.content for file in rendered_plan.files}
    assert b'version = "0.2"' in content["pyproject.toml"]
    assert (content["noxfile.py"], content[CODE.path]) == (b"other\n", CODE.content)
    assert paths(rendered_plan) == content.keys() - {"noxfile.py", CODE.path, TEMPLATE_FILES}


def test_what_recorded_tests_need_stays_as_it_is(plan: ProjectPlan) -> None:
    helper = PlannedFile("tests/recording/harness.py", b"of an earlier version\n")
    older = with_template_files_note(plan).with_files([helper])
    [note] = [file for file in older.files if file.path == TEMPLATE_FILES]
    older = older.replace([replace(note, content=note.content + b"tests/recording/harness.py\n")])
    again = {file.path: file.content for file in rendered_again(older, ANSWERS).files}
    assert again[helper.path] == helper.content
    assert "tests/recorded_stages.py" not in again


def test_hardening_changes_no_file_of_the_templates(plan: ProjectPlan) -> None:
    """One that ruff fixes in a hardened project would count as the notebook's, and no update would replace it."""
    modules = ("config", "pipeline", "row_features")  # they are the notebook's
    whole = plan.with_files([PlannedFile(f"src/who_buys/{name}.py", b'"""A."""\n') for name in modules])
    fixed, findings = fix_and_format(whole)
    assert findings == ()
    assert [one.path for one, other in zip(fixed.files, whole.files, strict=True) if one != other] == []


def test_a_project_whose_runtime_was_beside_its_stages_is_updated_first(plan: ProjectPlan) -> None:
    project = Project(Path(), Specification(replace(ANSWERS, version=__version__), ()), plan, plan, ())
    check_same_version(project)
    earlier = plan.with_files([PlannedFile("src/who_buys/_folders.py", b"PROJECT = 1\n")])
    with pytest.raises(MlscaffoldError, match="made this project"):
        check_same_version(replace(project, rendered=earlier))
