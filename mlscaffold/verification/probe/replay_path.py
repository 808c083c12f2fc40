"""Replays the path from raw rows to a notebook's final prediction, and holds it against what the notebook's model was asked.

The notebook runs up to its final question. Then the project's features are fitted on the raw rows, in the same process, and
must give what the model was fitted on and what it was asked, row by row.
"""

from __future__ import annotations

import copy
import importlib
import sys
from pathlib import Path
from typing import Any

from .kernel_magics import ignore_magics
from .match_rows import Mismatch, equal_answers, matrix, positions
from .notes import Notes
from .process import die_with_parent, seed
from .replay_checks import (
    check_answers,
    check_columns,
    check_texts,
    check_unusual,
    needed_columns,
    target_columns,
)
from .runtime_modules import runtime_module
from .shell import Shell

LEAST_RESAMPLED = (
    0.3  # share of rows of the file: SMOTE adds up to two thirds, for of three classes two are rare
)


def main(spec: dict[str, Any]) -> None:
    """Replay a path.

    Args:
        spec: `out`, a folder for the notes; `cells`, `seed`, `libraries` and `ignored` as in `run_notebook`; `project`,
            the folder with the project's modules; `package`; `points`, for `asked`, `model`, `trained` and `target` the
            cell, the line and the source of the expression, those that are not known left out; `last`, the last cell that
            has to run; `resampled`, whether the model was fitted on rows that nothing has read; `stored`, for names among
            the outputs of a run the variables that hold these; `file`, how rows are spelled in a file: `sep`, `header`,
            `index` and `encoding`, None if they are not read as text; `decoded`, the variable that holds what is made of
            the answers and its cell, None for none.
    """
    die_with_parent()
    notes = Notes(spec["out"])
    run = _Run(spec)
    error = run.cells()
    if error:
        notes.write("refused", why=error)
        return
    try:
        found = _Replay(spec, run.found, run.results).result()
    except Mismatch as mismatch:
        notes.write("refused", why=str(mismatch))
    except Exception as failure:  # noqa: BLE001  whatever the notebook's libraries raise is why there is no path
        text = str(failure).strip().split("\n")[0]
        notes.write("refused", why=f"the replay on raw rows failed: {type(failure).__name__}: {text}")
    else:
        notes.write_json("proven", found)


class _Run:
    """The notebook, run up to its final question."""

    def __init__(self, spec: dict[str, Any]) -> None:
        if spec["seed"] is not None:
            seed(spec["seed"], spec["libraries"])
        if spec.get("search"):
            sys.path[:0] = spec["search"]
        self.spec = spec
        self.found: dict[str, Any] = {}
        self.results: dict[str, Any] = {}
        self.points: list[str] = []
        self.shell = Shell(self.on_statement)
        ignore_magics(self.shell.ipython, spec.get("ignored", ()))

    def cells(self) -> str:
        """Run the cells, and return an error that ended the run, "" for none."""
        for cell in self.spec["cells"]:
            points = {name: p for name, p in self.spec["points"].items() if p["cell"] == cell["number"]}
            self.points = list(points)
            lines = tuple(points[name]["line"] for name in self.points)
            outcome = self.shell.run(cell["source"], cell["python"], lines)
            if outcome.error and "raises-exception" not in cell["tags"]:
                return f"the notebook's cell {cell['number']} fails: {outcome.error}"
            decoded = self.spec["decoded"]
            if decoded and cell["number"] == decoded["cell"]:
                self.found["decoded"] = copy.deepcopy(self.shell.namespace.get(decoded["name"]))
            if cell["number"] == max(self.spec["last"], decoded["cell"] if decoded else 0):
                break
        if "asked" not in self.found or "model" not in self.found:
            return "the notebook's final question was not reached"
        self.found["answers"] = copy.deepcopy(self.found["model"].predict(self.found["asked"]))
        return ""

    def on_statement(self, place: int) -> None:
        """Note a value before the statement that is about to run."""
        name = self.points[place]
        source = self.spec["points"][name]["source"]
        value = eval(source, self.shell.namespace)  # noqa: S307  running the notebook's code is the purpose
        if name == "model":
            stored = self.spec["stored"].items()
            self.results = {one: copy.deepcopy(self.shell.namespace[variable]) for one, variable in stored}
        self.found[name] = copy.deepcopy(value)


class _Replay:
    """The project's features on raw rows, against what the notebook's model was given."""

    def __init__(self, spec: dict[str, Any], found: dict[str, Any], results: dict[str, Any]) -> None:
        sys.path.insert(0, spec["project"])
        package = spec["package"]
        for name in [n for n in sys.modules if n == package or n.startswith(f"{package}.")]:
            del sys.modules[name]
        self.spec, self.found, self.results = spec, found, results
        self.row_features: Any = importlib.import_module(f"{package}.row_features")
        self.predict = runtime_module(package, "predict")
        self.config = importlib.import_module(f"{package}.config").Config()

    def result(self) -> dict[str, Any]:
        """Return what is proven.

        Raises:
            Mismatch: the path is none.
        """
        raw = self.row_features.training_data(self.config)
        check_columns(raw)
        fitted, rows = self.row_features.learn(self.config, self.results)
        if not len(rows):
            raise Mismatch("the replay on raw rows leaves no row")
        prepared = matrix(self.row_features.apply(fitted, rows.copy()))
        if len(prepared) != len(rows):
            raise Mismatch("the preparation gives another number of rows than it is given")
        places, how = positions(self.found["asked"], prepared, rows.index, "asked")
        self.trained(prepared, rows)
        inputs = needed_columns(self.row_features, fitted, rows, prepared)
        check_texts(rows, inputs)
        target = target_columns(self.found.get("target"), self.found.get("trained"), prepared, rows)
        if held := [str(name) for name in target if name in inputs]:
            raise Mismatch(f"the features hold the target, column {held[0]}")
        self.row_features.INPUTS = tuple(inputs)
        predictor = self.predict.build(self.found["model"], self.config, self.results)
        asked = rows.iloc[places].reset_index(drop=True)
        checks = check_answers(self.predict, predictor, asked, inputs, self.found["answers"])
        checks += check_unusual(self.predict, predictor, asked, inputs)
        if self.from_file(predictor, raw.index.get_indexer(rows.index[places]), target):
            checks.append("from a file")
        decoded = self.is_decoded(predictor, asked)
        return {
            "inputs": inputs,
            "rows": len(places),
            "how": how,
            "checks": checks,
            "target": target,
            "decoded": decoded,
        }

    def is_decoded(self, predictor: Any, asked: Any) -> bool:
        """Return whether what is made of the answers is what the notebook makes of them."""
        name = (self.spec["decoded"] or {}).get("name")
        wanted = self.found.get("decoded")
        if name is None or wanted is None or not hasattr(wanted, "__len__"):
            return False
        return equal_answers(self.predict.predict(predictor, asked)[name].to_numpy(), wanted)

    def trained(self, prepared: Any, rows: Any) -> None:
        """Compare with what the model was fitted on.

        Raises:
            Mismatch: it was fitted on something else.
        """
        if "trained" in self.found:
            least = LEAST_RESAMPLED if self.spec["resampled"] else 1.0
            positions(self.found["trained"], prepared, rows.index, "fitted on", least)

    def from_file(self, predictor: Any, places: Any, target: list[Any]) -> bool:
        """Ask for the rows as they are spelled in the notebook's own file, and return whether that is possible.

        Raises:
            Mismatch: an answer differs.
        """
        spelled = self.spec["file"]
        if spelled is None or (places < 0).any():
            return False
        text = self.row_features.training_data(self.config, dtype=str, keep_default_na=False, na_filter=False)
        asked = text.iloc[places]
        if spelled["header"]:
            asked = asked.drop(columns=[name for name in target if name in asked.columns])
        path = Path(self.spec["out"]) / "asked.csv"
        form = {"sep": spelled["sep"], "header": spelled["header"], "index": spelled["index"]}
        asked.to_csv(path, encoding=spelled["encoding"], **form)
        read = self.predict.read(str(path), predictor.columns)
        parts = [self.predict.predict(predictor, part) for part in read]
        import pandas as pd

        found = pd.concat(parts, ignore_index=True)
        names = [name for name in found.columns if str(name).startswith("prediction")]
        if not equal_answers(found[names].to_numpy(), self.found["answers"]):
            raise Mismatch("raw rows that are read from a file are answered otherwise than in the notebook")
        return True
