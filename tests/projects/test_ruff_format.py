"""Planned Python is fixed and formatted under the project's own rules."""

from __future__ import annotations

from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.ruff_format import LintFinding, fix_and_format

RULES = PlannedFile("pyproject.toml", b'[tool.ruff]\nline-length = 40\nlint.select = ["F", "I", "SIM"]\n')
DATA = PlannedFile("data/a.csv", b"a,b\r\n1,2")


def plan(text: str) -> ProjectPlan:
    return ProjectPlan((RULES, DATA, PlannedFile("src/a.py", text.encode(), executable=True)))


def format_text(text: str) -> tuple[str, tuple[LintFinding, ...]]:
    formatted, findings = fix_and_format(plan(text))
    assert RULES in formatted.files
    assert DATA in formatted.files
    [file] = [file for file in formatted.files if file.path == "src/a.py"]
    assert file.executable
    return file.content.decode(), findings


def test_imports_are_sorted_and_unused_ones_removed() -> None:
    assert format_text("import sys, os\nimport re\nx = [os.sep,  sys.path]\n") == (
        "import os\nimport sys\n\nx = [os.sep, sys.path]\n",
        (),
    )


def test_findings_that_ruff_cannot_fix_have_their_line_after_formatting() -> None:
    text, findings = format_text("x = [11111111, 22222222, 33333333, 44444444]\ny = z\n")
    assert findings == (
        LintFinding("src/a.py", text.split("\n").index("y = z") + 1, "F821", "Undefined name `z`"),
    )


def test_a_file_that_is_no_python_is_a_finding_and_stays() -> None:
    text, findings = format_text("x = (\n")
    assert text == "x = (\n"
    assert {finding.code for finding in findings} == {"invalid-syntax"}


def test_formatting_twice_changes_nothing_more() -> None:
    once, _ = fix_and_format(plan("import sys, os\nx=[os.sep,sys.path]\n"))
    assert fix_and_format(once)[0] == once


def test_a_variable_that_nothing_reads_stays_and_is_a_finding() -> None:
    text, findings = format_text("def f():\n    kept = 1\n    return 2\n")
    assert "kept = 1  # noqa: F841" in text
    assert [finding.code for finding in findings] == ["F841"]


def test_a_variable_that_the_text_of_a_query_reads_is_no_finding() -> None:
    text, findings = format_text('def f(t):\n    low = 1\n    lost = 2\n    return t.query("age > @low")\n')
    assert "low = 1  # noqa: F841" in text
    assert [(one.line, one.code) for one in findings] == [(3, "F841")]


def test_the_name_of_a_caught_error_that_nothing_reads_goes() -> None:
    text, findings = format_text(
        "def f():\n    try:\n        return 1\n    except ValueError as e:\n        return 2\n"
    )
    assert "except ValueError:" in text
    assert findings == ()


def test_the_name_of_a_caught_error_that_ends_a_variable_stays() -> None:
    text, _ = format_text(
        "def f():\n    e = 1\n    try:\n        g()\n    except ValueError as e:\n        pass\n    return e\n"
    )
    assert "except ValueError as e:" in text
    assert "suppress" not in text


def test_an_error_that_is_passed_over_is_suppressed() -> None:
    text, _ = format_text(
        "def f():\n    try:\n        g()\n    except ValueError as e:\n        pass\n    return 1\n"
    )
    assert "contextlib.suppress(" in text


def test_an_import_that_may_fail_stays() -> None:
    text, _ = format_text("try:\n    import aaa\n    x = 1\nexcept Exception:\n    x = 0\n")
    assert "    import aaa  # noqa: F401\n" in text


def test_an_import_that_is_used_or_outside_of_a_try_is_as_before() -> None:
    text, _ = format_text("import re\ntry:\n    import aaa\n    x = aaa\nexcept Exception:\n    x = 0\n")
    assert "import re" not in text
    assert "    import aaa\n" in text
