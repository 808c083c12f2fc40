"""The notebooks are read from the percent format, and there are enough of each kind."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from tests.adversarial.notebooks import ORDINARY, Case, all_cases, chosen, notebook, write

SOURCE = """\
# %% [markdown]
# # Title
#
# text

# %%
%%time
a = 1

# %% tags=["raises-exception"]
1 / 0
"""


def test_cells_of_the_percent_format() -> None:
    title, timed, failing = json.loads(notebook(SOURCE))["cells"]
    assert (title["cell_type"], title["source"]) == ("markdown", "# Title\n\ntext")
    assert (timed["cell_type"], timed["source"]) == ("code", "%%time\na = 1")
    assert (failing["source"], failing["metadata"]["tags"]) == ("1 / 0", ["raises-exception"])


def test_data_are_beside_the_notebook(tmp_path: Path) -> None:
    (tmp_path / "data" / "inner").mkdir(parents=True)
    (tmp_path / "data" / "inner" / "a.txt").write_text("a")
    path = write(Case("files", "one", SOURCE, tmp_path / "data"), tmp_path / "new")
    assert path == tmp_path / "new" / "one.ipynb"
    assert (tmp_path / "new" / "inner" / "a.txt").read_text() == "a"


def test_there_are_enough_of_each_kind() -> None:
    kinds = Counter(case.kind for case in all_cases())
    assert kinds.pop(ORDINARY) >= 30
    assert min(kinds.values()) >= 7


def test_each_has_a_heading_several_cells_and_a_result_at_its_end() -> None:
    for case in all_cases():
        cells = json.loads(notebook(case.source))["cells"]
        code = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
        assert cells[0]["cell_type"] == "markdown", case.label
        assert len(code) >= 3, case.label
        assert sum("RESULT" in source for source in code) >= 2, case.label


def test_names_are_chosen_by_kind_name_or_both() -> None:
    cases = (Case("a", "x", ""), Case("a", "y", ""), Case("b", "z", ""))
    assert chosen(cases, []) == cases
    assert chosen(cases, ["a"]) == cases[:2]
    assert chosen(cases, ["b/z", "y"]) == cases[1:]
