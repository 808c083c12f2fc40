"""Cells run as in Jupyter, with and without IPython, and report their location."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mlscaffold.verification import probes

CELLS = {
    "plain": ("a = 1\nb = a + 1", (2,), {"a": 1}, "", ""),
    "before a statement over several lines": ("a = [\n 1,\n]\nb = 2", (4,), {"a": [1]}, "", ""),
    "under a cell magic": ("%%time\na = 1\nb = 2", (3,), {"a": 1}, "", "Wall time"),
    "a line magic": ("%time a = 1\nb = 2", (2,), {"a": 1}, "", "Wall time"),
    "a shown value": ("a = 1\na + 41", (2,), {"a": 1}, "", "42"),
    "a semicolon": ("a = 1\na + 41;", (2,), {"a": 1}, "", ""),
    "await": ("import asyncio\na = 1\nawait asyncio.sleep(0)", (3,), {"a": 1}, "", ""),
    "an error": ("a = 1\n1 / 0", (2,), {"a": 1}, "ZeroDivisionError: division by zero", ""),
    "an end": ("a = 1\nraise SystemExit", (2,), {"a": 1}, "SystemExit", ""),
}
DRIVER = """
import sys
if not int(sys.argv[1]):
    sys.modules["IPython"] = None
from mlscaffold.verification.probe.shell import Shell
seen = []
shell = Shell(lambda place: seen.append({k: v for k, v in shell.namespace.items() if k == "a"}))
source, lines = eval(sys.argv[2])
outcome = shell.run(source, source, lines)
print(repr((seen, outcome.error, outcome.line, outcome.text, outcome.value)))
"""


def run(source: str, lines: tuple[int, ...], ipython: bool) -> tuple[object, str, int, str, object]:
    command = [sys.executable, "-c", DRIVER, str(int(ipython)), repr((source, lines))]
    root = Path(probes.__file__).parents[2]
    result = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    found: tuple[object, str, int, str, object] = eval(result.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("case", CELLS, ids=list(CELLS))
def test_in_ipython(case: str) -> None:
    source, lines, known, error, text = CELLS[case]
    observed, failed, _, printed, _ = run(source, lines, ipython=True)
    assert (observed, failed) == ([known], error)
    assert text in printed


@pytest.mark.parametrize("case", [case for case in CELLS if "magic" not in case])
def test_without_ipython(case: str) -> None:
    source, lines, known, error, text = CELLS[case]
    observed, failed, _, printed, _ = run(source, lines, ipython=False)
    assert (observed, failed) == ([known], error)
    assert text in printed


@pytest.mark.parametrize("ipython", [True, False])
def test_the_line_of_an_error(ipython: bool) -> None:
    assert run("a = 1\n\nb = 1 / 0\nc = 2", (), ipython)[2] == 3


@pytest.mark.parametrize("ipython", [True, False])
def test_the_displayed_value(ipython: bool) -> None:
    assert run("a = 20\na * 2", (), ipython)[4] == 40


INSPECTING = """
import sys
from mlscaffold.verification.probe.shell import Shell
shell = Shell(lambda place: None)
shell.inspections = frozenset({"echo a"})
outcome = shell.run("!echo a\\n!echo b", None, ())
print([(event["text"], event["by"]) for event in outcome.events])
"""


def test_a_command_that_only_inspects_the_machine_is_marked() -> None:
    root = Path(probes.__file__).parents[2]
    result = subprocess.run(
        [sys.executable, "-c", INSPECTING], capture_output=True, text=True, check=True, cwd=root
    )
    texts = {text.strip(): by for text, by in eval(result.stdout.splitlines()[-1])}
    assert texts == {"a": "inspection", "b": ""}
