"""What a notebook's own outputs said, against what its cells print today."""

from __future__ import annotations

from typing import Any

import pytest

from mlscaffold.hardening.stored_outputs import stored_differences
from mlscaffold.notebook.cells import Cell, Notebook


def stream(text: str, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text.splitlines(keepends=True)}


def result(text: str, **more: str) -> dict[str, Any]:
    return {"output_type": "execute_result", "data": {"text/plain": text, **more}}


def differences(
    output: dict[str, Any], *events: dict[str, Any], again: list[dict[str, Any]] | None = None
) -> list[str]:
    notebook = Notebook("a", "a.ipynb", (Cell("code", "x", 1, outputs=(output,)),))
    found = stored_differences(notebook, {1: events}, {1: again} if again else {})
    return [one.what for one in found]


def event(text: str, **more: str) -> dict[str, Any]:
    return {"how": "print", "text": text, "by": "", **more}


NAMED: dict[str, tuple[dict[str, Any], str, str]] = {
    "a list": (
        stream("['region']\n"),
        "[]\n",
        "The notebook's own output said `['region']`, today it is `[]`.",
    ),
    "a shape": (
        result("(80, 4)"),
        "(80, 1)",
        "The notebook's own output said `(80, 4)`, today it is `(80, 1)`.",
    ),
    "one line of several": (
        stream("a\nb\nc\n"),
        "a\nx\nc\n",
        "The notebook's own output said `b`, today it is `x`.",
    ),
    "nothing": (stream("done\n"), "", "The notebook's own output said `done`, today it says nothing there."),
}
KEPT: dict[str, tuple[dict[str, Any], str]] = {
    "the same": (stream("['region']\n"), "['region']\n"),
    "spaces": (stream("a  b\n"), "a b\n"),
    "the last bits of a number": (stream("0.123456789012\n"), "0.123456789013\n"),
    "a warning": (stream("FutureWarning\n", "stderr"), ""),
    "a picture": (result("<Figure size 1>", **{"image/png": "abc"}), ""),
    "the name of an object": (stream("<Axes: >\n"), ""),
    "no output": (stream(""), "3\n"),
}


@pytest.mark.parametrize(("output", "today", "sentence"), NAMED.values(), ids=NAMED.keys())
def test_named(output: dict[str, Any], today: str, sentence: str) -> None:
    assert differences(output, event(today)) == [sentence]


@pytest.mark.parametrize(("output", "today"), KEPT.values(), ids=KEPT.keys())
def test_kept(output: dict[str, Any], today: str) -> None:
    assert differences(output, event(today)) == []


def test_what_differs_in_two_runs_is_no_difference() -> None:
    assert differences(stream("took 3\n"), event("took 4\n"), again=[event("took 5\n")]) == []


def test_what_an_installer_says_and_how_a_model_is_written_is_no_difference() -> None:
    assert (
        differences(
            stream("LogisticRegression()\n"), event("Model", kind="estimator"), event("pip", by="install")
        )
        != []
    )
    assert differences(stream(""), event("Model", kind="estimator")) == []
