"""Detection of leaks: the training and test runs of a notebook whose rows overlap or whose statistics leak."""

from __future__ import annotations

import ast
import re
from collections.abc import Hashable, Iterable, Iterator, Sequence

from mlscaffold.analysis.api import names_in
from mlscaffold.analysis.imports import imported_modules
from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.leakage.abstract_execution import run
from mlscaffold.analysis.leakage.expressions import call_value, evaluate
from mlscaffold.analysis.leakage.leak import Leak, Place
from mlscaffold.analysis.leakage.rows import REPEATED, Part, RowSet, is_split, mixed, overlap, repeated, steps
from mlscaffold.analysis.leakage.state import ExecutionState, Split
from mlscaffold.analysis.leakage.values import Mark, Marks, Trial
from mlscaffold.analysis.leakage.vocabulary import (
    FITS,
    FOLDED,
    FROM_ESTIMATOR,
    LIBRARIES,
    RESAMPLES,
    TESTS,
    TRAINING,
    VALIDATION,
    scores_predictions,
)
from mlscaffold.analysis.scopes import BUILTINS

BLOCKS = ("body", "orelse", "finalbody", "handlers")


def leaks(cells: Sequence[tuple[int, Sequence[ast.stmt]]]) -> tuple[Leak, ...]:
    """Return the leaks of a notebook.

    Args:
        cells: number and statements of each cell, in the order of the document; a script is one cell.

    Returns:
        One leak for each place to change; none unless a library that trains models is imported, be it elsewhere.
    """
    if not any(_trains(statements) for _, statements in cells) and not _uses_unbound(cells):
        return ()
    state = ExecutionState(evaluate=evaluate, run=run, call=call_value)
    for number, statements in cells:
        state.cell = number
        run(state, statements)
    return _detected(state)


def _trains(statements: Iterable[ast.AST]) -> bool:
    """Return whether statements import a library that trains models."""
    for node in statements:
        if any(module.partition(".")[0] in LIBRARIES for module in imported_modules(node)):
            return True
        if any(_trains(getattr(node, block, ())) for block in BLOCKS):
            return True
    return False


def _uses_unbound(cells: Sequence[tuple[int, Sequence[ast.stmt]]]) -> bool:
    """Return whether code calls what only a library that trains models defines, imported by `%run`, a star or a cell before."""
    nodes = [node for _, statements in cells for top in statements for node in ast.walk(top)]
    called = {n.func.id for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    wanted = {name for name in called if "_" in name or not name.islower()} & names_in(LIBRARIES)
    bound = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    bound |= {n.name for n in nodes if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    imported = (n.names for n in nodes if isinstance(n, (ast.Import, ast.ImportFrom)))
    bound |= {alias.asname or alias.name for names in imported for alias in names}
    return bool(wanted - bound)


def _detected(state: ExecutionState) -> tuple[Leak, ...]:
    """Return one leak for each place and kind, in the notebook's order."""
    found = [
        *_preprocessing(state),
        *_overlap(state),
        *_multi_test(state),
        *_target(state),
        *_temporal(state),
        *_group(state),
    ]
    first: dict[tuple[str, int], Leak] = {}
    for leak in found:
        first.setdefault((leak.kind, id(leak.node)), leak)
    return tuple(
        sorted(first.values(), key=lambda leak: (leak.cell, _position(leak.node), leak.kind, leak.about))
    )


def _position(node: ast.expr) -> tuple[int, int, int, int]:
    return (node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0)


def _in_order(marks: Marks, kind: str) -> list[Mark]:
    """Return the marks of a kind in the notebook's order, so that the first one is always the same."""
    found = [mark for mark in marks if mark.kind == kind]
    return sorted(found, key=lambda mark: (mark.place.cell, _position(mark.place.node)))


def _leak(kind: str, at: Place, because: Place, detail: str = "") -> Leak:
    return Leak(kind, at.cell, at.node, str(at), because, detail)  # type: ignore[arg-type]


def _preprocessing(state: ExecutionState) -> Iterator[Leak]:
    for trial in state.trials:
        for mark in _in_order(trial.fit.marks | trial.marks, "statistic"):
            if _reaches(state, mark, trial):
                yield _leak("preprocessing", mark.place, trial.fit.place, _detail(mark, trial))


def _detail(mark: Mark, trial: Trial) -> str:
    if trial.kind == "folds":
        return "folds"
    return "" if mark in trial.fit.marks or overlap(mark.rows, trial.fit.rows) else "own"


def _reaches(state: ExecutionState, mark: Mark, trial: Trial) -> bool:
    """Return whether a statistic was computed from rows that the model is tested on."""
    if trial.kind == "folds":
        return (
            not _is_part(state, trial.rows) and not _named(trial, TRAINING) and overlap(mark.rows, trial.rows)
        )
    return _covers(mark.rows, trial.rows) and not overlap(trial.fit.rows, trial.rows)


def _covers(row_set: RowSet, tested: RowSet) -> bool:
    """Return whether rows contain those of a test; if tables are concatenated and sliced again, any may be the tested one."""
    cut_again = len({rows.source for rows in tested}) > 1 and any(
        step.kind == "slice" for step in steps(tested)
    )
    return (
        all(overlap(row_set, frozenset({rows})) for rows in tested) if cut_again else overlap(row_set, tested)
    )


def _is_part(state: ExecutionState, row_set: RowSet) -> bool:
    """Return whether rows are one part of a table with another part held out."""
    return is_split(row_set) or any(_has_rest(state, step) for step in steps(row_set) if step.kind == "slice")


def _has_rest(state: ExecutionState, step: Part) -> bool:
    """Return whether the notebook also selects the rows right before or after a slice."""
    if not isinstance(step.piece, tuple):
        return False
    low, high = step.piece[1], step.piece[2]
    edges = [other[1:3] for other in state.slices if isinstance(other, tuple)]
    return any((high is not None and a == high) or (low is not None and b == low) for a, b in edges)


def _overlap(state: ExecutionState) -> Iterator[Leak]:
    for trial in state.trials:
        copies = repeated(trial.fit.rows, trial.rows)
        if trial.kind == "folds":
            copies = frozenset(step for step in steps(trial.rows) if step.kind == REPEATED)
        for step in copies:
            yield _leak("overlap", state.repeats[step.cut], trial.place, "repeated")
    independent = {t.model for t in state.trials if t.kind == "folds" or not _same(t)}
    for trial in state.trials:
        if trial not in state.scored:
            continue
        by_chance = mixed(trial.fit.rows, trial.rows)
        whole = not _is_part(state, trial.fit.rows) or _holds_all_parts(trial)
        if by_chance or (whole and trial.model not in independent):
            yield _leak("overlap", trial.place, trial.fit.place, "same")


def _holds_all_parts(trial: Trial) -> bool:
    """Return whether a model was trained on all parts of a split, and is tested on one of them."""
    cuts = {step.cut for step in steps(trial.rows) if step.kind == "split"}
    pieces = {step.piece for step in steps(trial.fit.rows) if step.kind == "split" and step.cut in cuts}
    return trial.rows < trial.fit.rows and len(pieces) > 1


def _same(trial: Trial) -> bool:
    """Return whether a model is tested on its own training rows; each batch of a stream has other rows."""
    is_stream = trial.fit.place.text.endswith((".partial_fit", ".train_on_batch"))
    return not is_stream and overlap(trial.fit.rows, trial.rows) and not repeated(trial.fit.rows, trial.rows)


def _multi_test(state: ExecutionState) -> Iterator[Leak]:
    by_rows: dict[RowSet, dict[Hashable, Trial]] = {}
    for trial in state.trials:
        if trial in state.scored and _held_out(state, trial):
            by_rows.setdefault(trial.rows, {}).setdefault((trial.fit.settings, trial.fit.marks), trial)
    final = [
        rows
        for rows, found in by_rows.items()
        if len(found) == 1 and not any(t.several_models for t in found.values())
    ]
    for rows, found in by_rows.items():
        tests = list(found.values())
        if rows not in final and not any(_same_source(rows, other) for other in final):
            count = str(len(tests)) if len(tests) > 1 else "Several"
            yield _leak("multi-test", tests[len(tests) > 1].place, tests[0].place, count)


def _held_out(state: ExecutionState, trial: Trial) -> bool:
    """Return whether a model is tested on a single held-out part, not on the folds of a cross-validation."""
    cuts = [step.cut for step in steps(trial.rows) if step.kind == "split"]
    if trial.kind == "folds" or any(cut in state.folded for cut in cuts) or _validates(trial):
        return False
    return not overlap(trial.fit.rows, trial.rows)


def _validates(trial: Trial) -> bool:
    """Return whether the rows are for validation: a part of a training part, or called so."""
    inner = any(sum(step.kind == "split" for step in rows.path) > 1 for rows in trial.rows)
    return inner or _named(trial, VALIDATION)


def _named(trial: Trial, pattern: re.Pattern[str]) -> bool:
    """Return whether an argument of a test has a matching name."""
    call = trial.place.node
    names = [a.id for a in call.args if isinstance(a, ast.Name)] if isinstance(call, ast.Call) else []
    return any(pattern.search(name) for name in names)


def _same_source(rows: RowSet, other: RowSet) -> bool:
    """Return whether another part of the same source is tested once, so that these rows are for validation."""
    return bool({r.source for r in rows} & {r.source for r in other})


def _target(state: ExecutionState) -> Iterator[Leak]:
    for _, fit in state.fits:
        if fit.leaked:
            yield _leak("target", fit.place, fit.place, ", ".join(fit.leaked))


def _temporal(state: ExecutionState) -> Iterator[Leak]:
    for split in state.splits:
        for mark in _in_order(split.marks, "time"):
            if _concerns(state, mark, split):
                yield _leak("temporal", split.place, mark.place, "shuffled")
                break
    for trial in state.trials:
        for mark in _in_order(trial.fit.marks, "future"):
            if mark.place.text != "bfill":
                yield _leak("temporal", mark.place, trial.fit.place, "future")
            elif any(o.kind == "time" for o in trial.fit.marks):
                yield _leak("temporal", mark.place, trial.fit.place, "bfill")


def _group(state: ExecutionState) -> Iterator[Leak]:
    for split in state.splits:
        for mark in _in_order(split.marks, "group"):
            if not split.grouped and _concerns(state, mark, split):
                yield _leak("group", split.place, mark.place, mark.place.text)
                break


def _concerns(state: ExecutionState, mark: Mark, split: Split) -> bool:
    """Return whether a model is tested by a split of a mark's rows."""
    cuts = (step.cut for t in state.trials for step in steps(t.fit.rows | t.rows))
    used = any(cut == split.cut for cut in cuts) or any(t.kind == "folds" for t in state.trials)
    return used and overlap(mark.rows, split.rows)


MODELS = (
    FITS
    | TESTS
    | RESAMPLES
    | FOLDED
    | FROM_ESTIMATOR
    | {"train", "cv", "fit_transform", "fit_predict", "backward"}
)
"""Methods and functions that train or test; a notebook that calls none of them trains nothing."""
Cells = tuple[tuple[int, tuple[ast.stmt, ...]], ...]


def relevant_cells(index: ModuleIndex) -> Cells:
    """Return the cells up to the last that may train, test or score a model, or slice rows.

    Args:
        index: the notebook.
    """
    if MODELS.isdisjoint(index.called):
        return ()
    concerned = set(_concerned(index))
    end = max((at for at, (number, _) in enumerate(index.cells, 1) if number in concerned), default=0)
    return index.cells[:end]


def _concerned(index: ModuleIndex) -> Iterator[int]:
    """Yield the numbers of such cells; a function of the notebook may do any of this."""
    own = {node.name for kind in (ast.FunctionDef, ast.ClassDef) for node, *_ in index.places(kind)}  # type: ignore[attr-defined]
    for last, places in index.called.raw.items():
        known = not last or last in MODELS or last in own or scores_predictions(last)
        for node, _, (_, cell, env, _, _) in places:
            name = node.func.id if isinstance(node.func, ast.Name) else ""  # type: ignore[attr-defined]
            if known or (name and name not in env.imports and name not in BUILTINS):
                yield cell
    for _, _, (_, cell, *_) in index.places(ast.Slice):
        yield cell
