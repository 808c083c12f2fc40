"""The report has one line for each file, conflicts first, and counts the files."""

from __future__ import annotations

from mlscaffold.projects.merge.update_report import (
    CONFLICT,
    KEPT,
    UPDATED,
    Outcome,
    counts,
    file_lines,
    joined,
)

FILES = (
    Outcome("Dockerfile", UPDATED, "added"),
    Outcome("a.txt", CONFLICT, "conflict", "you and the template both added it"),
    Outcome("b.txt", UPDATED, "moved", "from c.txt"),
    Outcome("d.txt", KEPT, "kept", "it already has the template's change"),
)


def test_a_line_for_each_file() -> None:
    assert file_lines(FILES).splitlines() == [
        "conflict  a.txt: you and the template both added it",
        "added     Dockerfile",
        "moved     b.txt: from c.txt",
        "kept      d.txt: it already has the template's change",
    ]


def test_counts() -> None:
    assert counts(FILES) == "1 conflict, 2 files updated, 1 file kept."
    assert counts(()) == "No file changes."


def test_empty_parts_are_omitted() -> None:
    assert joined("a", "", "b") == "a\nb"
