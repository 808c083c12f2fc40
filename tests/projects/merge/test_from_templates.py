"""What comes from our templates alone is told apart from what the notebook has a part in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.answers import Answers
from mlscaffold.projects.merge.from_templates import NOTE, from_templates, noted, renewed

ANSWERS = Answers("who-buys", "who_buys", requirements=("numpy>=2",), model="forest", version="0.0.1")
CODE = PlannedFile("src/who_buys/data.py", b'"""Data."""\n')


@pytest.fixture(scope="module")
def plan() -> ProjectPlan:
    made = from_templates(ANSWERS, recording=False)
    return ProjectPlan((*made.files, CODE))


def paths(plan: ProjectPlan) -> set[str]:
    [note] = [file for file in plan.files if file.path == NOTE]
    return set(note.content.decode().splitlines())


def test_what_is_as_the_templates_make_it_is_noted(plan: ProjectPlan) -> None:
    changed = replace(next(file for file in plan.files if file.path == "noxfile.py"), content=b"other\n")
    found = paths(noted(plan.replace([changed])))
    assert {"pyproject.toml", "src/who_buys/predict.py", ".gitattributes"} <= found
    assert not {CODE.path, "noxfile.py", "tests/conftest.py"} & found


def test_that_is_rendered_anew_and_the_rest_stays(plan: ProjectPlan) -> None:
    changed = replace(next(file for file in plan.files if file.path == "noxfile.py"), content=b"other\n")
    made = renewed(noted(plan.replace([changed])), replace(ANSWERS, version="0.2"))
    content = {file.path: file.content for file in made.files}
    assert b'version = "0.2"' in content["pyproject.toml"]
    assert (content["noxfile.py"], content[CODE.path]) == (b"other\n", CODE.content)
    assert paths(made) == content.keys() - {"noxfile.py", CODE.path, NOTE}


@pytest.mark.parametrize("recording", [True, False])
def test_what_only_recorded_tests_need(recording: bool) -> None:
    made = {file.path for file in from_templates(ANSWERS, recording).files}
    assert ("tests/recording/bench.py" in made) is recording
