"""Which of the trainings and tests that a notebook runs make a leak."""

from __future__ import annotations

import ast
import re
from collections.abc import Hashable, Iterator

from mlscaffold.analysis.leakage.leak import Leak, Place
from mlscaffold.analysis.leakage.rows import AGAIN, Held, Part, is_split, overlap, repeated, steps
from mlscaffold.analysis.leakage.state import Machine, Split
from mlscaffold.analysis.leakage.values import Mark, Marks, Trial
from mlscaffold.analysis.leakage.vocabulary import TRAINING, VALIDATION


def judged(m: Machine) -> tuple[Leak, ...]:
    """Return the leaks of all trainings and tests, one for each place and kind, in the notebook's order."""
    found = [*_preprocessing(m), *_overlap(m), *_multi_test(m), *_target(m), *_temporal(m), *_group(m)]
    first: dict[tuple[str, int], Leak] = {}
    for leak in found:
        first.setdefault((leak.kind, id(leak.node)), leak)
    return tuple(
        sorted(first.values(), key=lambda leak: (leak.cell, _position(leak.node), leak.kind, leak.about))
    )


def _position(node: ast.expr) -> tuple[int, int, int, int]:
    return (node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0)


def _in_order(marks: Marks, kind: str) -> list[Mark]:
    """Return marks of a kind in the order of the notebook, so that of several the same one is always told first."""
    found = [mark for mark in marks if mark.kind == kind]
    return sorted(found, key=lambda mark: (mark.place.cell, _position(mark.place.node)))


def _leak(kind: str, at: Place, because: Place, detail: str = "") -> Leak:
    return Leak(kind, at.cell, at.node, str(at), because, detail)  # type: ignore[arg-type]


def _preprocessing(m: Machine) -> Iterator[Leak]:
    for trial in m.trials:
        for mark in _in_order(trial.fit.marks | trial.marks, "statistic"):
            if _reaches(m, mark, trial):
                yield _leak("preprocessing", mark.place, trial.fit.place, _detail(mark, trial))


def _detail(mark: Mark, trial: Trial) -> str:
    if trial.how == "folds":
        return "folds"
    return "" if mark in trial.fit.marks or overlap(mark.rows, trial.fit.rows) else "own"


def _reaches(m: Machine, mark: Mark, trial: Trial) -> bool:
    """Say whether a statistic was computed of rows that the model is tested on."""
    if trial.how == "folds":
        return not _is_part(m, trial.rows) and not _named(trial, TRAINING) and overlap(mark.rows, trial.rows)
    return _covers(mark.rows, trial.rows) and not overlap(trial.fit.rows, trial.rows)


def _covers(held: Held, tested: Held) -> bool:
    """Say whether rows hold those of a test; of several tables put together and cut again, any may be the tested one."""
    cut_again = len({rows.source for rows in tested}) > 1 and any(
        step.kind == "slice" for step in steps(tested)
    )
    return all(overlap(held, frozenset({rows})) for rows in tested) if cut_again else overlap(held, tested)


def _is_part(m: Machine, held: Held) -> bool:
    """Say whether rows are one part of a table of which another part is held out."""
    return is_split(held) or any(_has_rest(m, step) for step in steps(held) if step.kind == "slice")


def _has_rest(m: Machine, step: Part) -> bool:
    """Say whether the notebook also takes the rows that follow, or come before, a slice."""
    if not isinstance(step.piece, tuple):
        return False
    low, high = step.piece[1], step.piece[2]
    edges = [other[1:3] for other in m.slices if isinstance(other, tuple)]
    return any((high is not None and a == high) or (low is not None and b == low) for a, b in edges)


def _overlap(m: Machine) -> Iterator[Leak]:
    for trial in m.trials:
        copies = repeated(trial.fit.rows, trial.rows)
        if trial.how == "folds":
            copies = frozenset(step for step in steps(trial.rows) if step.kind == AGAIN)
        for step in copies:
            yield _leak("overlap", m.repeats[step.cut], trial.place, "repeated")
    independent = {t.model for t in m.trials if t.how == "folds" or not _same(t)}
    for trial in m.trials:
        if trial in m.scored and trial.model not in independent and not _is_part(m, trial.fit.rows):
            yield _leak("overlap", trial.place, trial.fit.place, "same")


def _same(trial: Trial) -> bool:
    """Say whether a model is tested on the rows themselves that it was trained on; of a stream, each batch is another."""
    is_stream = trial.fit.place.text.endswith((".partial_fit", ".train_on_batch"))
    return not is_stream and overlap(trial.fit.rows, trial.rows) and not repeated(trial.fit.rows, trial.rows)


def _multi_test(m: Machine) -> Iterator[Leak]:
    by_rows: dict[Held, dict[Hashable, Trial]] = {}
    for trial in m.trials:
        if trial in m.scored and _held_out(m, trial):
            by_rows.setdefault(trial.rows, {}).setdefault((trial.fit.which, trial.fit.marks), trial)
    final = [
        rows for rows, found in by_rows.items() if len(found) == 1 and not any(t.many for t in found.values())
    ]
    for rows, found in by_rows.items():
        tests = list(found.values())
        if rows not in final and not any(_same_source(rows, other) for other in final):
            count = str(len(tests)) if len(tests) > 1 else "Several"
            yield _leak("multi-test", tests[len(tests) > 1].place, tests[0].place, count)


def _held_out(m: Machine, trial: Trial) -> bool:
    """Say whether a model is tested on a part that was held out once, not on the parts of a cross-validation."""
    cuts = [step.cut for step in steps(trial.rows) if step.kind == "split"]
    if trial.how == "folds" or any(cut in m.folded for cut in cuts) or _validates(trial):
        return False
    return not overlap(trial.fit.rows, trial.rows)


def _validates(trial: Trial) -> bool:
    """Say whether the rows are for validation: a part of a training part, or named so."""
    inner = any(sum(step.kind == "split" for step in rows.path) > 1 for rows in trial.rows)
    return inner or _named(trial, VALIDATION)


def _named(trial: Trial, pattern: re.Pattern[str]) -> bool:
    """Say whether a test is given something with such a name."""
    call = trial.place.node
    names = [a.id for a in call.args if isinstance(a, ast.Name)] if isinstance(call, ast.Call) else []
    return any(pattern.search(name) for name in names)


def _same_source(rows: Held, other: Held) -> bool:
    """Say whether another part of the same source is tested once, so that these rows are for validation."""
    return bool({r.source for r in rows} & {r.source for r in other})


def _target(m: Machine) -> Iterator[Leak]:
    for _, fit in m.fits:
        if fit.leaked:
            yield _leak("target", fit.place, fit.place, ", ".join(fit.leaked))


def _temporal(m: Machine) -> Iterator[Leak]:
    for split in m.splits:
        for mark in _in_order(split.marks, "time"):
            if _concerns(m, mark, split):
                yield _leak("temporal", split.place, mark.place, "shuffled")
                break
    for trial in m.trials:
        for mark in _in_order(trial.fit.marks, "future"):
            if mark.place.text != "bfill":
                yield _leak("temporal", mark.place, trial.fit.place, "future")
            elif any(o.kind == "time" for o in trial.fit.marks):
                yield _leak("temporal", mark.place, trial.fit.place, "bfill")


def _group(m: Machine) -> Iterator[Leak]:
    for split in m.splits:
        for mark in _in_order(split.marks, "group"):
            if not split.grouped and _concerns(m, mark, split):
                yield _leak("group", split.place, mark.place, mark.place.text)
                break


def _concerns(m: Machine, mark: Mark, split: Split) -> bool:
    """Say whether a model is tested by a split of the rows that a mark is about."""
    cuts = (step.cut for t in m.trials for step in steps(t.fit.rows | t.rows))
    used = any(cut == split.cut for cut in cuts) or any(t.how == "folds" for t in m.trials)
    return used and overlap(mark.rows, split.rows)
