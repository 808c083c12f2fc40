"""What Git leaves out of a merge's tree is put back under a name that is free."""

from __future__ import annotations

import pytest

from mlscaffold.projects.merge.merge_trees import Merged, Stage, Trees, whole
from mlscaffold.projects.merge.repository import Entry

ONE, MINE, THEIRS = (Entry("100644", name * 40) for name in "123")


def merged(paths: dict[str, Entry], *stages: Stage) -> Merged:
    return Merged(Trees("", "", ""), paths, stages, (), frozenset(), clean=not stages)


@pytest.mark.parametrize(
    ("before", "stage", "added"),
    [
        pytest.param({"a": ONE}, Stage("a/b", MINE, 2), "a~yours/b", id="a file where the user has a folder"),
        pytest.param(
            {"a/b": ONE}, Stage("a", THEIRS, 3), "a~template", id="a folder where the template has a file"
        ),
        pytest.param({"b": ONE}, Stage("a", MINE, 2), "a", id="a free place"),
        pytest.param(
            {"a": ONE, "a~yours": ONE}, Stage("a/b", MINE, 2), "a~yours~yours/b", id="a name that is taken"
        ),
    ],
)
def test_a_side_that_is_missing_is_put_back(before: dict[str, Entry], stage: Stage, added: str) -> None:
    assert whole(merged(before, stage)).entries == before | {added: stage.entry}


@pytest.mark.parametrize(
    ("before", "stage"),
    [
        pytest.param({"a": ONE}, Stage("a", MINE, 2), id="a file with markers"),
        pytest.param({"a~yours": MINE}, Stage("a", MINE, 2), id="a file that Git has renamed"),
        pytest.param({}, Stage("a", ONE, 1), id="the base"),
    ],
)
def test_what_is_there_stays(before: dict[str, Entry], stage: Stage) -> None:
    assert whole(merged(before, stage)).entries == before
