"""The text of cells and stages: what is missing, extra, changed, moved or unstable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from mlscaffold.verification.text_comparison import TextComparison, compare_texts
from mlscaffold.verification.text_items import Item, notebook_items, project_items, with_unstable

PACKAGE = "sales"


def printed(text: str, by: str = "") -> dict[str, Any]:
    return {"how": "print", "text": text, "also": [], "by": by}


def shown(text: str, *also: str, kind: str = "plain") -> dict[str, Any]:
    return {"how": "show", "text": text, "also": list(also), "by": "", "kind": kind}


def logged(text: str, *also: str, by: str = "load", module: str = "steps") -> dict[str, Any]:
    more = {"logger": f"{PACKAGE}.{module}", "level": "INFO"}
    return {"how": "log", "text": text, "also": list(also), "by": by, **more}


def compared(
    cells: Mapping[int, Sequence[Any]],
    project: Sequence[Any],
    stages: Mapping[int, Sequence[str]] | None = None,
    again: Mapping[int, Sequence[Any]] | None = None,
) -> TextComparison:
    items: dict[int, Sequence[Item]] = {
        cell: notebook_items(events, cell, ["/tmp/notebook"]) for cell, events in cells.items()
    }
    for cell, events in (again or {}).items():
        items[cell] = with_unstable(items[cell], notebook_items(events, cell, ["/tmp/again"]))
    stages_of = stages or {cell: ["load"] for cell in cells}
    return compare_texts(items, project_items(project, PACKAGE, ["/tmp/project"]), stages_of)


SAME: dict[str, tuple[Mapping[int, Sequence[Any]], Sequence[Any]]] = {
    "one message for each print": ({1: [printed("a 1\nb 2\n")]}, [logged("a 1"), logged("b 2")]),
    "a message of several lines": ({1: [printed("a\nb\n\nc\n")]}, [logged("a\nb"), logged("c")]),
    "prints on one line": ({1: [printed("1 2 3\n")]}, [logged("1"), logged("2"), logged("3")]),
    "prints without a gap": ({1: [printed("load... ok\n")]}, [logged("load... o"), logged("k")]),
    "an empty line": ({1: [printed("\n\na\n")]}, [logged("a"), logged("")]),
    "the project's own messages": (
        {1: [printed("a\n")]},
        [logged("load …", module="runner"), logged("a"), logged("figure x.png", module="artifacts")],
    ),
    "a value with its expression": ({1: [shown("'a'", "'a'", "a")]}, [logged("name:\na", "a")]),
    "a value on its own": ({1: [shown("  x\n0  1", "  x\n0  1")]}, [logged("   x\n0  1", "   x\n0  1")]),
    "a set in the order of the display": (
        {1: [shown("{1, 2}", "{2, 1}", "{2, 1}")]},
        [logged("s: {2, 1}", "{2, 1}")],
    ),
    "a printed value": ({1: [printed("n: 5\n")]}, [logged("n: 5", "5")]),
    "a number to the tolerance": ({1: [printed("r2 0.1234567891\n")]}, [logged("r2 0.1234567892")]),
    "a model and axes, which are compared otherwise": (
        {
            1: [
                shown("LinearRegression()", kind="estimator"),
                shown("[<Line2D at 0x7f0a1b2c3d4e>]", kind="artist"),
            ]
        },
        [],
    ),
    "an object without a text of its own": ({1: [shown("<__main__.A object at 0x7f0a1b2c3d4e>")]}, []),
    "an installation": ({1: [printed("Collecting x 1.20\n") | {"by": "install"}]}, []),
    "what a magic says": ({1: [printed("env: A=1\n") | {"by": "magic"}]}, []),
    "an empty text that is shown": ({1: [shown("''", "''", "")]}, []),
    "standard error that is logged": (
        {1: [printed("a\n"), printed("problem\n") | {"how": "error"}, printed("b\n")]},
        [logged("a"), logged("problem"), logged("b")],
    ),
    "the standard error": ({1: [printed("warning\n") | {"how": "error"}]}, []),
    "what is printed as it is": ({1: [printed("a\nb\n")]}, [printed("a\nb\n", by="load")]),
    "paths of the run": ({1: [printed("/tmp/notebook/a.csv\n")]}, [logged("/tmp/project/a.csv")]),
    "options that are set first": ({2: [shown("{'a': 1}")]}, [logged("{'a': 1}", by="apply_settings")]),
}
OTHER: dict[str, tuple[Mapping[int, Sequence[Any]], Sequence[Any], tuple[str, str]]] = {
    "a missing line": ({1: [printed("a\nb\nc\n")]}, [logged("a"), logged("c")], ("b", "")),
    "a missing last line": ({1: [printed("a\nb\n")]}, [logged("a")], ("b", "")),
    "an extra line": ({1: [printed("a\nc\n")]}, [logged("a"), logged("b"), logged("c")], ("", "b")),
    "an extra last line": ({1: [printed("a\n")]}, [logged("a"), logged("b")], ("", "b")),
    "a changed line": ({1: [printed("a 1\nb\n")]}, [logged("a 2"), logged("b")], ("a 1", "a 2")),
    "a changed number": ({1: [printed("1.8e-11\n")]}, [logged("2e-14")], ("1.8e-11", "2e-14")),
    "a line of another cell": ({1: [printed("a\n")], 2: [printed("b\n")]}, [logged("b")], ("a", "")),
    "a missing word": ({1: [printed("a b\n")]}, [logged("a")], ("a b", "a")),
    "an extra word": ({1: [printed("a\n")]}, [logged("a b")], ("", "b")),
    "nothing is logged": ({1: [printed("a\n")]}, [], ("a", "")),
    "a printed text with its value alone": ({1: [printed("5\n")]}, [logged("n: 5", "5")], ("5", "n: 5")),
    "a missing value": ({1: [shown("3", "3")]}, [], ("3", "")),
}


@pytest.mark.parametrize("case", SAME, ids=list(SAME))
def test_the_same_text(case: str) -> None:
    assert compared(*SAME[case]).differences == ()


@pytest.mark.parametrize("case", OTHER, ids=list(OTHER))
def test_other_text(case: str) -> None:
    cells, project, texts = OTHER[case]
    first = compared(cells, project).differences[0]
    assert (first.notebook, first.project) == texts


def test_the_order_within_a_cell_counts() -> None:
    found = compared({1: [printed("a\nb\n")]}, [logged("b"), logged("a")]).differences
    assert {(one.notebook, one.project) for one in found} == {("", "b"), ("b", "")}


def test_the_order_of_the_stages_of_a_cell_counts() -> None:
    project = [logged("b", by="first"), logged("a", by="second")]
    (moved,) = compared({1: [printed("a\nb\n")]}, project, {1: ["first", "second"]}).differences
    assert (moved.moved, moved.notebook) == (True, "b")


def test_the_order_of_cells_does_not_count() -> None:
    project = [logged("b", by="second"), logged("a", by="first")]
    stages = {1: ["first"], 2: ["second"]}
    assert compared({1: [printed("a\n")], 2: [printed("b\n")]}, project, stages).differences == ()


def test_a_difference_names_its_cell_and_stage() -> None:
    stages = {3: ["load"], 5: ["fit"]}
    cells = {3: [printed("a\n")], 5: [printed("b\n")]}
    (found,) = compared(cells, [logged("a"), logged("c", by="fit")], stages).differences
    assert (found.cell, found.stage) == (5, "fit")


UNSTABLE: dict[str, tuple[str, str, list[str]]] = {
    "a number": (
        "at 1795985338.6 done\nrows 60\n",
        "at 1830553228.1 done\nrows 60\n",
        ["at 17.5 done", "rows 60"],
    ),
    "words of another number": ("ran 3 s\nb\n", "ran 9 s\nb\n", ["ran 1 minute 5 s", "b"]),
    "any number of lines": ("x\nx\nb\n", "x\nb\n", ["x", "x", "x", "b"]),
    "lines that are only there at times": ("b\n", "retry\nb\n", ["retry", "retry", "b"]),
    "all lines": ("q7\nq8\n", "r1\n", ["s1", "s2", "s3"]),
}


@pytest.mark.parametrize("case", UNSTABLE, ids=list(UNSTABLE))
def test_what_two_runs_do_not_agree_on_is_no_difference(case: str) -> None:
    first, second, messages = UNSTABLE[case]
    found = compared({1: [printed(first)]}, list(map(logged, messages)), again={1: [printed(second)]})
    assert found.differences == ()
    assert found.unstable


def test_what_is_stable_beside_unstable_words_is_compared() -> None:
    cells, again = {1: [printed("at 5 for ann\n")]}, {1: [printed("at 6 for ann\n")]}
    assert compared(cells, [logged("at 7 for bob")], again=again).differences
    assert compared(cells, [logged("at 7 for ann")], again=again).differences == ()


def test_a_stable_line_after_unstable_ones_is_not_lost() -> None:
    cells, again = {1: [printed("x\nx\nb\n")]}, {1: [printed("x\nb\n")]}
    (found,) = compared(cells, [logged("x"), logged("c")], again=again).differences
    assert found.notebook == "b"


def test_a_detail_that_a_stage_logs_of_its_output_is_no_extra_line() -> None:
    cells = {1: notebook_items([printed("a\n")], 1, [])}
    events = [logged("a"), logged("total:\n3", "3") | {"level": "DEBUG"}]
    for outputs, extra in (({"load": ("total",)}, 0), ({"load": ("other",)}, 1)):
        items = project_items(events, PACKAGE, [], outputs)
        assert len(compare_texts(cells, items, {1: ["load"]}).differences) == extra
    shows = {1: notebook_items([printed("a\n"), shown("3", "3")], 1, [])}
    assert not compare_texts(
        shows, project_items(events, PACKAGE, [], {"load": ("total",)}), {1: ["load"]}
    ).differences


def test_text_of_any_length_is_compared() -> None:
    items = [Item("the same line", (("the", "same", "line"),), "a")] * 30_000
    assert not compare_texts({1: items}, items, {1: ["a"]}).differences
    assert len(compare_texts({1: items}, items[:-1], {1: ["a"]}).differences) == 1
