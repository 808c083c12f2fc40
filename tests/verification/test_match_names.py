"""Values of an edited project are matched by their names."""

from __future__ import annotations

import pytest

from mlscaffold.verification.match_names import Match, Version, matched
from mlscaffold.verification.unstable import Found


def same(one: Version, other: Version) -> Found:
    return Found("equal") if one.node == other.node else Found("differs", f"{one.node} != {other.node}")


def values(text: str) -> tuple[Version, ...]:
    """Return values from a text such as `load.df=1 clean.df=2 clean:rows=3`, where `:` makes a local variable."""
    found = []
    for part in text.split():
        place, _, node = part.partition("=")
        local = ":" in place
        stage, _, name = place.partition(":" if local else ".")
        found.append(Version(stage, name, node, not local))
    return tuple(found)


def short(match: Match) -> str:
    found = f"->{match.found.key}" if match.found and match.found.key != match.recorded.key else ""
    return f"{match.recorded.key} {match.verdict}{found}"


@pytest.mark.parametrize(
    ("recorded", "found", "expected"),
    [
        pytest.param("load.df=1", "load.df=1", ["load/df equal"], id="the same"),
        pytest.param(
            "load.df=1 clean.df=2", "get.df=1 clean.df=2", ["load/df equal->get/df", "clean/df equal"], id="stage renamed"
        ),
        pytest.param(
            "load.df=1 clean.df=3",
            "load.df=1 clean.df=2 tidy.df=3",
            ["load/df equal", "clean/df equal->tidy/df"],
            id="stage split",
        ),
        pytest.param(
            "load.df=1 clean.df=2 make.df=3",
            "load.df=1 make.df=3",
            ["load/df equal", "clean/df not matched", "make/df equal"],
            id="stages merged",
        ),
        pytest.param(
            "load.df=1 clean.df=2 make.df=3",
            "load.df=2 make.df=3",
            ["load/df not matched", "clean/df equal->load/df", "make/df equal"],
            id="stage merged into the one before",
        ),
        pytest.param(
            "load.df=1 clean.df=1", "both.df=1", ["load/df equal->both/df", "clean/df equal->both/df"], id="unchanged by a merged stage"
        ),
        pytest.param("fit:scaler=1", "fit:scale=1", ["fit/scaler renamed->fit/scale"], id="local variable renamed"),
        pytest.param("fit.model=1", "fit.clf=1", ["fit/model renamed->fit/clf"], id="output renamed"),
        pytest.param("fit:tmp=1", "fit.model=2", ["fit/tmp not matched"], id="local variable inlined"),
        pytest.param("a:x=1", "a.y=2 b:z=1", ["a/x not matched"], id="an equal local of another stage is no match"),
        pytest.param("a:x=1", "b:x=1", ["a/x equal->b/x"], id="local variable moved with its stage"),
        pytest.param("a:i=9 b:i=3", "a:j=8 b:i=3", ["a/i not matched", "b/i equal"], id="loop variable gone in one stage"),
    ],
)  # fmt: skip
def test_edits_that_keep_values(recorded: str, found: str, expected: list[str]) -> None:
    assert list(map(short, matched(values(recorded), values(found), same))) == expected


@pytest.mark.parametrize(
    ("recorded", "found", "expected"),
    [
        pytest.param("load.df=1", "load.df=2", ["load/df differs"], id="another value"),
        pytest.param("a:x=1", "a:x=2", ["a/x differs"], id="another local value"),
        pytest.param("load.df=1", "get.df=2", ["load/df differs->get/df"], id="another value in a renamed stage"),
        pytest.param(
            "load.df=1 clean.df=2", "load.df=2 clean.df=1", ["load/df equal->clean/df", "clean/df differs"], id="in another order"
        ),
        pytest.param(
            "load.df=1 clean.df=3",
            "load.df=1 clean.df=2 tidy.df=4",
            ["load/df equal", "clean/df differs"],
            id="split, and changed",
        ),
        pytest.param(
            "load.df=1 clean.df=2", "load.df=2 clean.df=2", ["load/df differs", "clean/df equal"], id="made too early"
        ),
        pytest.param("fit.model=1", "fit.clf=2", ["fit/model not matched"], id="renamed, and changed"),
        pytest.param("fit.model=1 fit.score=2", "fit.score=2", ["fit/model not matched", "fit/score equal"], id="output lost"),
        pytest.param(
            "split.train=1 split.test=2",
            "split.train=2 split.test=1",
            ["split/train differs", "split/test differs"],
            id="swapped",
        ),
        pytest.param(
            "a.m=1 b.m=2 c.m=3", "a.m=1 c.m=4", ["a/m equal", "b/m not matched", "c/m differs"], id="the last version"
        ),
    ],
)  # fmt: skip
def test_edits_that_change_values(recorded: str, found: str, expected: list[str]) -> None:
    assert list(map(short, matched(values(recorded), values(found), same))) == expected
