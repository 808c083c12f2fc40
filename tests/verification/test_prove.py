"""The complete proof: equal values are proven, refactorings that change values are reverted, failures are named."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import libcst as cst
import nbformat
import pytest

from mlscaffold.hardening import generate as making
from mlscaffold.hardening.generate import generate
from mlscaffold.hardening.run_and_verify import proof_after, verification_target
from mlscaffold.hardening.source import read
from mlscaffold.notebook.cells import Change
from mlscaffold.results.proof import Proof
from mlscaffold.rewriting.codemod import Codemod, Context, Rewrite
from mlscaffold.stages.opt_outs import COPIES, NOTHING, REFACTORINGS, STAGES
from mlscaffold.verification.prove import candidates, prove
from mlscaffold.verification.runs import Runs
from mlscaffold.verification.sandbox import Limits, Sandbox
from tests.reporting.small import BUYERS, hardened

WORK = (
    "import numpy as np\nimport pandas as pd\nfrom sklearn.linear_model import LinearRegression",
    "sales = pd.DataFrame({'shop': [1, 2, 1, 3], 'sold': [1.0, 2.0, 4.0, 5.0]})",
    "sales['share'] = sales['sold'] / sales['sold'].sum()\nsales['twice'] = sales['sold'] * 2.0",
    "X = sales[['shop', 'share']]\ny = sales['twice']",
    "model = LinearRegression()\nmodel.fit(X, y)",
    "score = model.score(X, y)\nprint(score, 3.25)",
)


def notebook(folder: Path, cells: Sequence[str]) -> Path:
    path = folder / "sales.ipynb"
    kinds = {True: nbformat.v4.new_markdown_cell, False: nbformat.v4.new_code_cell}
    generated = nbformat.v4.new_notebook(cells=[kinds[cell.startswith("## ")](cell) for cell in cells])
    nbformat.write(generated, path)
    return path


def proof(folder: Path, cells: Sequence[str], seconds: float = 100) -> Proof:
    source = read(notebook(folder, cells))
    with Sandbox(Limits(seconds=seconds)) as sandbox:
        generated = generate(source, sys.executable)
        runs = Runs(
            verification_target(source, generated, sys.executable, folder / "out"), sandbox, lambda _: None
        )
        proved = prove(runs, generated)
        return proof_after(runs, proved, proved.generated, proved.project)


def test_an_equal_hardening_is_proven(tmp_path: Path) -> None:
    found = proof(tmp_path, WORK)
    assert found.proven
    assert {value.name for value in found.values if value.where == "output"} == {"X", "y", "model", "score"}
    assert {value.name for value in found.values if value.where == "end"} == {
        "sales",
        "X",
        "y",
        "model",
        "score",
    }
    assert {value.verdict for value in found.values} == {"equal"}
    assert [cell.cell for cell in found.cells] == [1, 2, 3, 4, 5, 6]
    assert [(text.cell, text.lines, text.verdict) for text in found.texts] == [(6, 1, "equal")]
    assert {channel.name: channel.verdict for channel in found.channels} == {
        "values": "equal", "text": "equal", "files": "empty", "figures": "empty", "command": "equal",
    }  # fmt: skip
    assert found.reverted == ()


class Doubles(cst.CSTTransformer):
    def leave_Float(self, original_node: cst.Float, updated_node: cst.Float) -> cst.Float:
        return updated_node.with_changes(value="4.0") if updated_node.value == "2.0" else updated_node


def wrong(module: cst.Module, context: Context) -> Rewrite:
    result = module.visit(Doubles())
    if result.code == module.code:
        return Rewrite(module)
    change = Change(context.location, "rewritten", "a number", "It looked better.")
    return Rewrite(result, (change,))


@pytest.fixture
def wrong_codemod(monkeypatch: pytest.MonkeyPatch) -> None:
    """Install a codemod that changes values."""
    codemods = (*making.hardening_codemods(), Codemod("doubles", "Doubles numbers.", ("2.0",), wrong))
    monkeypatch.setattr(making, "hardening_codemods", lambda: codemods)


@pytest.mark.usefixtures("wrong_codemod")
def test_a_codemod_that_changes_a_value_is_reverted_alone(tmp_path: Path) -> None:
    found = proof(tmp_path, WORK)
    assert found.proven
    (reverted,) = found.reverted
    assert (reverted.what, reverted.cells) == ("doubles", (2, 3))
    assert "at ['share']" in reverted.why


def test_a_copy_that_hides_a_change_is_reverted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mlscaffold.stages import interface

    monkeypatch.setattr(interface, "shared", lambda _: {})
    cells = (
        "import numpy as np",
        "# ## Make\nrows = np.arange(4.0)\nview = rows[:2]",
        "rows *= 10\nprint(rows)",
        "total = view.sum()\nprint(total)",
    )
    found = proof(tmp_path, cells)
    assert found.proven
    assert all("copied-arguments" in reverted.what or "stage" in reverted.what for reverted in found.reverted)


def test_values_without_a_seed_are_unstable(tmp_path: Path) -> None:
    cells = ("import os", "token = os.urandom(4).hex()\nprint(token)", "fixed = 3\nprint(fixed)")
    found = proof(tmp_path, cells)
    verdicts = {(value.name, value.verdict) for value in found.values}
    assert verdicts == {("token", "unstable"), ("fixed", "equal")}
    assert [text.verdict for text in found.texts] == ["unstable", "equal"]
    assert found.proven


def test_what_is_read_from_the_clock_is_never_equal_by_chance(tmp_path: Path) -> None:
    cells = (
        "import time\nstarted = time.time()\nbegun = time.perf_counter()",
        "day = time.strftime('%Y')\nseconds = round(time.perf_counter() - begun, 1)",
        "rows = {'year': day, 'n': 3}\nprint(day, len(rows))\nprint('took', seconds, 's')",
    )
    found = proof(tmp_path, cells)
    verdicts = {(value.name, value.verdict, value.why) for value in found.values if value.where == "end"}
    assert {(name, verdict) for name, verdict, _ in verdicts} == {
        ("started", "unstable"), ("begun", "unstable"), ("day", "unstable"), ("seconds", "unstable"), ("rows", "equal"),
    }  # fmt: skip
    assert ("rows", "equal", "unstable in it: ['year']") in verdicts
    assert [text.verdict for text in found.texts] == ["unstable"]
    assert (found.proven, found.reverted) == (True, ())


def test_a_file_of_the_notebook_is_compared(tmp_path: Path) -> None:
    cells = (
        "import json, os, pathlib",
        "os.makedirs('out', exist_ok=True)\nwith open('out/sums.csv', 'w') as file:\n    file.write('a,b\\n1,0.5\\n')",
        "pathlib.Path('notes.txt').write_text('done')\nwith open('notes.txt', 'a') as file:\n    print('more', file=file)",
    )
    found = proof(tmp_path, cells)
    assert [(file.name, file.cell, file.verdict) for file in found.files] == [
        ("notes.txt", 3, "equal"), ("out/sums.csv", 2, "equal"),
    ]  # fmt: skip
    assert found.proven


def test_a_command_line_that_fails_is_not_proven(tmp_path: Path) -> None:
    cells = (
        "import sys",
        "whole = 'mlscaffold_probe' in sys.modules\nprint(1 if whole or 'IPython' in sys.modules else 1 / 0)",
    )
    found = proof(tmp_path, cells)
    assert (found.command.verdict, found.proven) == ("differs", False)
    assert "ZeroDivisionError" in found.command.why


def test_a_failing_cell_is_named_and_earlier_values_are_compared(tmp_path: Path) -> None:
    cells = (*WORK[:5], "lost = sales['no such column']", *WORK[5:])
    found = proof(tmp_path, cells)
    assert found.failure is not None
    assert (found.failure.cell, found.failure.line) == (6, 1)
    assert found.failure.error.startswith("KeyError")
    assert {value.verdict for value in found.values if value.name in {"X", "y", "model"}} == {"equal"}
    assert not found.proven


def test_an_endless_run_is_stopped(tmp_path: Path) -> None:
    found = proof(tmp_path, ("a = 1", "while a:\n    pass"), seconds=4)
    assert found.failure is not None
    assert "--timeout" in found.failure.error


def test_the_users_folder_does_not_change(tmp_path: Path) -> None:
    cells = (
        "import pathlib",
        "pathlib.Path('new.txt').write_text('x')",
        "text = pathlib.Path('new.txt').read_text()",
    )
    found = proof(tmp_path, cells)
    assert found.proven
    assert [path.name for path in tmp_path.iterdir()] == ["sales.ipynb"]


def test_a_secret_reaches_neither_the_proof_nor_stops_the_run(tmp_path: Path) -> None:
    cells = ("password = 'hunter2hunter2'\nprint(password)", "size = len(password)\nprint(size)")
    found = proof(tmp_path, cells)
    assert "hunter2" not in repr(replace(found, figures=()))
    assert {value.verdict for value in found.values if value.name == "size"} == {"equal"}


AWKWARD = (
    "aliases", "capture_magic", "change_of_folder", "current_figure", "show_in_a_function", "files_between_cells", "generators_over_cells",
    "redefined_functions", "refitted_model", "text_classifier", "top_level_await", "unseeded", "views",
)  # fmt: skip


@pytest.mark.parametrize("case", AWKWARD)
def test_awkward_notebooks_are_equal_without_reverting(case: str, tmp_path: Path) -> None:
    folder = Path(__file__).parents[1] / "golden" / case
    source = read(folder / "notebook.ipynb")
    with Sandbox(Limits(seconds=100)) as sandbox:
        generated = generate(source, sys.executable)
        runs = Runs(
            verification_target(source, generated, sys.executable, tmp_path / "out"), sandbox, lambda _: None
        )
        proved = prove(runs, generated)
        found = proof_after(runs, proved, proved.generated, proved.project)
    assert found.proven
    assert found.reverted == ()
    assert {channel.verdict for channel in found.channels} <= {"equal", "empty"}


HARDENING = hardened(*BUYERS)
FIRST, *_, LAST = HARDENING.stages


def test_each_codemod_of_the_stage_comes_first_and_alone() -> None:
    found = list(candidates(HARDENING, LAST.name))
    alone = [one for one in found if len(one.refactorings) == 1]
    assert found[: len(alone)] == alone
    assert {one.refactorings[0] for one in alone} >= set(REFACTORINGS)
    assert all(set(one.cells) <= set(LAST.cells) for one in alone if one.what != COPIES)


def test_the_last_resort_is_everything_in_one_stage() -> None:
    last = list(candidates(HARDENING, FIRST.name))[-1]
    assert {STAGES, *REFACTORINGS} <= set(last.refactorings)
    assert set(last.cells) == {cell.number for cell in HARDENING.notebook.code}


def test_only_adjacent_stages_are_joined() -> None:
    near = [one for one in candidates(HARDENING, FIRST.name) if "neighbours" in one.what]
    assert len(near) == 1
    assert set(FIRST.cells) < set(near[0].cells)


def test_opt_outs_accumulate() -> None:
    kept = NOTHING.also(("a", "b"), (1, 2)).also(("a",), (3,))
    assert kept.cells("a") == {1, 2, 3}
    assert kept.cells("b") == {1, 2}
    assert NOTHING.cells("a") == frozenset()


def test_a_slow_notebook_that_differs_anyway_is_not_run_in_vain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mlscaffold.verification import prove as proving

    monkeypatch.setattr(proving, "SLOW", 0.0)
    monkeypatch.setattr(proving, "_without_cause", lambda *_: pytest.fail("a run in vain"))
    found = proof(
        tmp_path,
        ("import sys", "inside = any(name.endswith('.pipeline') for name in sys.modules)\nprint(inside)"),
    )
    assert not found.proven
    assert found.reverted == ()


@pytest.mark.usefixtures("wrong_codemod")
def test_a_slow_notebook_is_searched_for_what_changes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mlscaffold.verification import prove as proving

    monkeypatch.setattr(proving, "SLOW", 0.0)
    found = proof(tmp_path, WORK)
    assert found.proven
    assert [reverted.what for reverted in found.reverted] == ["doubles"]
