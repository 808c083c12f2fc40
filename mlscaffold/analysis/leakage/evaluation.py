"""Splits of rows, and the prediction, scoring and cross-validation of models on them."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Set

from mlscaffold.analysis.leakage.provenance import copied, data_of, marks_of, merged, visible, without_names
from mlscaffold.analysis.leakage.rows import REPEATED, SAMPLE, RowSet, part
from mlscaffold.analysis.leakage.state import Arguments, ExecutionState, Split, method_of
from mlscaffold.analysis.leakage.values import Data, Estimator, Fit, Folds, Items, Piece, Scalar, Trial, Value
from mlscaffold.analysis.leakage.vocabulary import DESCRIPTIVE, FEATURES, SCORES, SHUFFLING


def train_test_split(state: ExecutionState, _: str, args: Arguments) -> Value:
    """Return the training and the test part of each argument."""
    seed, size = args.constant(None, "random_state"), args.constant(None, "test_size")
    cut = ("random", seed, size) if seed is not None else state.site(args.node)
    found: list[Value] = []
    for value in args.positional:
        data = data_of(value)
        if data is None:
            found += [value, value]
            continue
        if args.constant(None, "shuffle") is not False:
            _record_split(state, data, args, cut, grouped=False)
        found += [split_part(data, cut, 0), split_part(data, cut, 1)]
    return Items(found)


def split_part(data: Data, cut: object, piece: object) -> Data:
    """Return one part of split data."""
    found = copied(data)
    found.rows = part(data.rows, cut, piece, "split")
    return found


def _record_split(state: ExecutionState, data: Data, args: Arguments, cut: object, *, grouped: bool) -> None:
    place = state.place(args.node, _call_name(args.node))
    state.splits[Split(data.rows, marks_of(data), place, grouped, cut)] = None


def _call_name(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "split")


def create_splitter(state: ExecutionState, name: str, args: Arguments) -> Value:
    """Return a splitter such as KFold."""
    name = name.rpartition(".")[2]
    shuffles = args.constant(2, "shuffle") is True or name in SHUFFLING
    seed = args.constant(None, "random_state")
    cut = (name, seed) if seed is not None else state.site(args.node)
    state.folded.add(cut)
    return Folds(cut, name, shuffles, state.place(args.node, name))


def split_folds(state: ExecutionState, receiver: Folds, args: Arguments) -> Value:
    """Return the pairs of positions that `KFold.split` yields."""
    data = data_of(args.get(0, "X"))
    if data is not None and receiver.shuffles:
        _record_split(
            state,
            data,
            args,
            receiver.cut,
            grouped="Group" in receiver.kind or args.get(2, "groups") is not None,
        )
    return fold_positions(receiver)


def fold_positions(receiver: Folds) -> Value:
    """Return the positions of training and test rows of any fold."""
    return Items([], Items([Piece(receiver.cut, 0), Piece(receiver.cut, 1)], kind="tuple"))


def repeat_rows(state: ExecutionState, data: Data, node: ast.expr, text: str) -> RowSet:
    """Return rows that from here on are duplicated, or the source of synthetic rows."""
    where = state.site(node)
    state.repeats.setdefault(where, state.place(node, text))
    return part(data.rows, where, 0, REPEATED)


def sample(state: ExecutionState, data: Data, _name: str, args: Arguments) -> Data:
    """Return the result of `df.sample`: shuffled rows, some rows, or repeated rows."""
    found = copied(data)
    size, count = args.get(None, "frac"), args.get(0, "n")
    if args.constant(None, "replace") is True:
        found.rows = repeat_rows(state, data, args.node, "sample(replace=True)")
    elif (isinstance(size, Scalar) and size.value == 1) or (
        isinstance(count, Scalar) and count.value is None
    ):
        return found
    else:
        found.rows = part(data.rows, state.site(args.node), 0, SAMPLE)
    return found


def drawn(args: Arguments) -> Data:
    """Return positions that are drawn at random, each perhaps several times."""
    return Data(marks=args.marks(), grouped="" if args.constant(2, "replace") is False else "draws")


def random_split(state: ExecutionState, _: str, args: Arguments) -> Value:
    """Return the parts into which torch splits a dataset at random."""
    data = data_of(args.get(0, "dataset"))
    sizes = args.get(1, "lengths")
    if data is None or not isinstance(sizes, Items) or not sizes.known:
        return None
    cut = state.site(args.node)
    _record_split(state, data, args, cut, grouped=False)
    return Items([split_part(data, cut, position) for position in range(len(sizes.known))])


def predict_or_score(state: ExecutionState, receiver: Estimator, name: str, args: Arguments) -> Value:
    """Evaluate `predict`, `score` and similar methods of a model."""
    data = data_of(args.get(0, *FEATURES))
    if data is None:
        return None
    if name == "score" and len([*args.all()]) == 1 and not receiver.labelled:
        return Scalar(None)  # the likelihood of rows, with which a model without labels is chosen
    trial = _record_trial(
        state, receiver, data, args, "score" if name in SCORES else "predict", f"{receiver.name}.{name}"
    )
    if name in SCORES:
        return Scalar(None)
    found = without_names(data)
    found.sources = frozenset()
    found.trials |= frozenset({trial} if trial else ())
    found.marks |= receiver.marks
    return found


def validate(state: ExecutionState, receiver: Estimator, value: Value, args: Arguments) -> None:
    """Evaluate the validation data of `fit`: data, a pair, or a list of pairs."""
    if isinstance(value, Items) and value.known:
        value = value.known[-1] if isinstance(value.known[0], Items) else value.known[0]
        value = value.known[0] if isinstance(value, Items) and value.known else value
    data = data_of(value)
    if data is not None and receiver.fits:
        _record_trial(state, receiver, data, args, "predict")


def _record_trial(
    state: ExecutionState, receiver: Estimator, data: Data, args: Arguments, kind: str, text: str = ""
) -> Trial | None:
    if not receiver.fits or not data.rows or data.is_row:
        return None
    place = state.place(args.node, text or f"{receiver.name}.{args.method}")
    several_models = bool(state.loops) and receiver.number > state.loops[-1]
    trial = Trial(receiver.number, receiver.fits[-1], data.rows, marks_of(data), place, kind, several_models)
    state.trials[trial] = None
    if kind == "score":
        state.scored.add(trial)
    return trial


def forward(state: ExecutionState, receiver: Estimator, args: Arguments) -> Value:
    """Evaluate a call of a model itself, as for networks; a later `.backward()` shows that it was training."""
    found = [d for d in (data_of(value) for value in args.all()) if d is not None]
    if not found:
        return receiver
    data = merged(found)
    if not receiver.predicts:
        prepared = without_names(data)
        prepared.marks |= receiver.marks if receiver.adds_statistics else frozenset()
        return prepared
    if not _is_network(receiver):
        return data
    result = without_names(data)
    fit = Fit(data.rows, marks_of(data), state.place(args.node, receiver.name))
    last = receiver.fits[-1] if receiver.fits else fit
    trial = Trial(
        receiver.number, last, data.rows, marks_of(data), state.place(args.node, receiver.name), "forward"
    )
    result.trials |= frozenset({trial})
    state.forwards[trial] = receiver
    if receiver.fits:
        state.trials[trial] = None
    return result


def _is_network(receiver: Estimator) -> bool:
    defines = method_of(receiver.definition, "forward") or method_of(receiver.definition, "call")
    return defines is not None or receiver.name == "Sequential"


def cross_validation(state: ExecutionState, name: str, args: Arguments) -> Value:
    """Evaluate `cross_val_score` and similar functions."""
    data = data_of(args.get(1, "X"))
    model = args.get(0, "estimator")
    if data is None or not data.rows:
        return None
    cv = args.get(None, "cv")
    if isinstance(cv, Folds) and cv.shuffles:
        split_folds(state, cv, Arguments(args.node, [data], {}))
    name = name.rpartition(".")[2]
    number = model.number if isinstance(model, Estimator) else 0
    selects_columns = isinstance(model, Estimator) and model.selects_columns
    leaked = () if selects_columns else leaked_columns(data, data_of(args.get(2, "y")), state.files)
    place = state.place(args.node, name)
    fit = Fit(data.rows, marks_of(data), place, leaked)
    state.fits.append((number, fit))
    trial = Trial(number, fit, data.rows, marks_of(data), place, "folds")
    state.trials[trial] = None
    return Data(data.rows, trials=frozenset()) if name == "cross_val_predict" else Scalar(None)


def plot_from_estimator(state: ExecutionState, name: str, args: Arguments) -> Value:
    """Evaluate `plot_confusion_matrix(model, X, y)` and similar functions."""
    model, data = args.get(0), data_of(args.get(1))
    if any(display in name for display in DESCRIPTIVE):
        return None
    if isinstance(model, Estimator) and data is not None:
        _record_trial(state, model, data, args, "score", name.rpartition(".")[2])
    return None


def leaked_columns(features: Data, labels: Data | None, files: Set[Hashable]) -> tuple[str, ...]:
    """Return the columns of the features that hold the labels.

    Args:
        features: training features of a model.
        labels: training labels.
        files: tables read from files; in synthetic data, labels are often computed from the features on purpose.

    Returns:
        Names of the label column, of columns computed from it, and of the single column that the labels were
        computed from; () for unnamed features, or if none is shared.
    """
    if labels is not None and labels.is_last_of is not None and labels.is_last_of == features.last_of:
        return ("iloc[:, -1]",)
    if labels is None or features.table is None or features.sources or not labels.sources:
        return ()
    table = features.table
    names = {name for source, name in labels.sources if source == table}
    own = names & {labels.column}
    origins = names - own
    wanted = own | (origins if table in files and len(origins) == 1 else set())
    leaked = {
        n
        for n in wanted
        if n not in features.dropped and (features.column_names is None or n in features.column_names)
    }
    result = {n for n, c in visible(features).items() if any((table, name) in c.sources for name in own)}
    return tuple(sorted(leaked | result))
