"""The path from raw rows to a notebook's final prediction, or the statement that is in its way."""

from __future__ import annotations

import ast
import copy
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.effects import Definition
from mlscaffold.analysis.raw_rows.after_prediction import Decoded, decoded
from mlscaffold.analysis.raw_rows.final_prediction import fits
from mlscaffold.analysis.raw_rows.follow_statements import Place, Question, followed
from mlscaffold.analysis.raw_rows.lower_expressions import lower
from mlscaffold.analysis.raw_rows.lower_statements import inlined
from mlscaffold.analysis.raw_rows.lowering import Lowering, one_line
from mlscaffold.analysis.raw_rows.node_names import stored_names
from mlscaffold.analysis.raw_rows.path_parts import FEATURES, ROWS, Emitted, Learned, Read
from mlscaffold.analysis.raw_rows.prune import Line, fields_in, lines_of, loaded_names, pruned
from mlscaffold.analysis.raw_rows.row_shapes import BUNDLES
from mlscaffold.analysis.raw_rows.row_values import ALL, DRAWN, Kind, Obstacle, Value, random_state
from mlscaffold.analysis.scopes import DEFINITIONS
from mlscaffold.notebook.cells import Location


@dataclass(frozen=True, slots=True)
class PredictPath:
    """From rows as they are read to what the model predicts from.

    Args:
        model: the variable that holds the model.
        model_source: the model, from that variable.
        method: the method that asks it.
        asked: what it predicts from in the notebook; what it was fitted on, if it predicts for typed rows only.
        answering: the statement in which it predicts.
        trained: what it was fitted on, None where that is not seen, or read from another file.
        target: what it was fitted to predict, None where that is not seen.
        read: the call that reads the rows.
        others: reads of other rows, in their order, by the name that stands for them.
        fit: the statements that fit the features.
        apply: the statements that apply them.
        result: what they give.
        keep: the statements that select the rows of training.
        kept: the variable that holds them, "" if none are left out.
        fields: the fields of the features.
        helpers: functions of the package that the statements use.
        leaks: fields that were learned from held-out rows, too.
        resampled: whether training uses rows that nothing has read.
        decoded: what the notebook makes of the answers, None if it takes them as they are.
    """

    model: str
    model_source: ast.expr
    method: str
    asked: Place
    answering: Location
    trained: Place | None
    target: Place | None
    read: Read
    fit: tuple[ast.stmt, ...]
    apply: tuple[ast.stmt, ...]
    result: ast.expr
    keep: tuple[ast.stmt, ...]
    kept: str
    fields: tuple[Learned, ...]
    helpers: frozenset[str]
    leaks: tuple[Learned, ...] = ()
    resampled: bool = False
    decoded: Decoded | None = None


def predict_path(
    statements: Sequence[Traced],
    settings: Mapping[tuple[int, int, int], str],
    constants: Mapping[str, str],
    outputs: Collection[str] = (),
) -> PredictPath | Obstacle | None:
    """Return the path, an obstacle, or None if the notebook asks no model about rows that it has read.

    Args:
        statements: the statements of the notebook.
        settings: for the number of a statement, and line and column of a literal in it, the setting that replaces it.
        constants: names that are settings, with the setting.
        outputs: the variables that a run of the project stores.
    """
    definitions = {
        t.statement.node.name: t.statement.node
        for t in statements
        if isinstance(t.statement.node, DEFINITIONS)
    }
    ctx = Lowering(settings, constants, definitions, _names(statements), lower, inlined)
    asked = followed(ctx, statements)
    last = _final(asked, statements, definitions)
    if last is None or not ctx.reads:
        return None
    if last.value.kind is Kind.UNKNOWN:
        return last.value.obstacle
    if changed := _changed_later(last, statements, definitions):
        return changed
    stored = _Stored(statements, frozenset(outputs))
    found = _path(ctx, last, stored)
    after = decoded(ctx, statements, last) if isinstance(found, PredictPath) else None
    if after is not None:
        more = _path(ctx, last, stored, after)
        found = more if isinstance(more, PredictPath) else found
    return found


def _final(
    asked: Sequence[Question], statements: Sequence[Traced], definitions: Mapping[str, Definition]
) -> Question | None:
    """Return the final question about rows that were read.

    A question about typed rows stands for the rows that its model was fitted on, if there is no question about others
    or its model was fitted again since.
    """
    rows = (Kind.ROWS, Kind.UNKNOWN)
    supervised = [q for q in asked if _is_supervised(q)]
    found = [q for q in supervised if q.value.kind in rows]
    last = found[-1] if found else None
    if last is not None and _changed_later(last, statements, definitions) is None:
        return last
    typed = [q.about_training() for q in supervised if q.value.kind is Kind.CONST and q.trained]
    later = [q for q in typed if q.value.kind is Kind.ROWS and (last is None or q.index > last.index)]
    return later[-1] if later else last


def _changed_later(
    question: Question, statements: Sequence[Traced], definitions: Mapping[str, Definition]
) -> Obstacle | None:
    """Return the statement that gives the model's name to another one after the question."""
    for traced in statements[question.index + 1 :]:
        node, effects = traced.statement.node, traced.effects
        again = any(call.name == question.call.name for call in fits(node, definitions))
        if again or question.call.name in effects.binds | effects.maybe:
            what = f"changes `{question.call.name}` after its final prediction, so that a run stores another model"
            return Obstacle(
                what, traced.statement.location, one_line(node), "give the other model another name"
            )
    return None


def _names(statements: Sequence[Traced]) -> set[str]:
    return {n.id for t in statements for n in ast.walk(t.statement.node) if isinstance(n, ast.Name)} | {
        n.arg for t in statements for n in ast.walk(t.statement.node) if isinstance(n, ast.arg)
    }


def _is_supervised(question: Question) -> bool:
    return question.trained is None or question.trained.call.supervised


@dataclass(frozen=True, slots=True)
class _Stored:
    """The variables that a run of the project stores."""

    statements: Sequence[Traced]
    outputs: frozenset[str]

    def holds(self, field: Learned) -> bool:
        """Return whether a variable that is stored still holds what the field is, at the notebook's end."""
        later = (t.effects for t in self.statements[field.index + 1 :])
        name = field.variable
        return name in self.outputs and not any(
            name in e.binds | e.maybe | e.mutates | e.deletes for e in later
        )


def _learning(
    lines: Sequence[Line], fields: Mapping[str, Learned], names: frozenset[str], stored: _Stored
) -> tuple[tuple[ast.stmt, ...], tuple[Learned, ...]]:
    """Return the statements that fit the features, and the fields; what a run stores is not fitted again."""
    from_run = frozenset(name for name in names if stored.holds(fields[name]))
    bound = {n for node in pruned(lines, names - from_run) for n in stored_names(node)}
    from_run = frozenset(name for name in from_run if fields[name].variable not in bound)
    found = (replace(fields[name], stored=name in from_run) for name in fields if name in names)
    return pruned(lines, names - from_run), tuple(found)


def _path(
    ctx: Lowering, question: Question, stored: _Stored, after: Decoded | None = None
) -> PredictPath | Obstacle:
    """Return the path to a question."""
    value, emitted = question.value, question.emitted
    decoding = (*after.steps, after.result) if after else ()
    learned = {**question.fields, **(after.fields if after else {})}
    apply = pruned(lines_of(emitted, "apply"), frozenset(loaded_names(value.apply)))
    keep, kept = _selection(emitted, value)
    names = fields_in([*apply, value.apply, *keep, *decoding], FEATURES)
    lines = lines_of((*emitted, *(after.emitted if after else ())), "fit")
    fit, fields = _learning(lines, learned, names, stored)
    read = ctx.reads[value.source]
    other = [
        n for node in (*apply, *keep, value.apply) for n in loaded_names(node) if _is_other(n, value.source)
    ]
    if other:
        what = "combines rows of two files"
        return Obstacle(what, question.place.location, question.place.source)
    if obstacle := _origin(question, fields):
        return obstacle
    numbers = {f"{ROWS}_{n}": one for n, one in enumerate(ctx.reads)}
    places = _Reads(numbers, value.source)
    leaks = tuple(f for f in fields if f.part == ALL and f.source >= 0 and f.leaks and question.splits)
    return PredictPath(
        question.call.name,
        question.call.model,
        question.call.method,
        question.place,
        question.asked,
        question.trained.place
        if question.trained and question.trained.value.source in (value.source, -1)
        else None,
        _target(question),
        read,
        tuple(places.visit(copy.deepcopy(node)) for node in fit),
        tuple(places.visit(copy.deepcopy(node)) for node in apply),
        places.visit(copy.deepcopy(value.apply)),
        tuple(places.visit(copy.deepcopy(node)) for node in keep),
        kept,
        fields,
        frozenset(ctx.helpers),
        leaks,
        bool(question.trained and question.trained.value.resampled),
        after,
    )


def _target(question: Question) -> Place | None:
    """Return what the model was fitted to predict."""
    trained = question.trained
    if trained is None or trained.call.target is None or trained.value.source != question.value.source:
        return None
    return Place(ast.unparse(trained.call.target), trained.place.location)


def _is_other(name: str, source: int) -> bool:
    return (
        name.startswith(f"{ROWS}_") and name.removeprefix(f"{ROWS}_").isdigit() and name != f"{ROWS}_{source}"
    )


def _selection(emitted: Sequence[Emitted], value: Value) -> tuple[tuple[ast.stmt, ...], str]:
    """Return the statements that select the rows of training, and the variable that holds them at the end."""
    live = set(loaded_names(value.apply))
    for place in range(len(emitted) - 1, -1, -1):
        one = emitted[place]
        if one.selects and one.keep is not None and one.writes & live:
            name = next(iter(sorted(one.writes & live)))
            return pruned(lines_of(emitted[: place + 1], "keep"), frozenset({name})), name
        if one.writes & live and one.apply is not None:
            live |= loaded_names(one.apply)
    return (), ""


def _origin(question: Question, fields: Sequence[Learned]) -> Obstacle | None:
    """Return what was learned from other rows than those that the model was trained on."""
    drawn = next((f for f in fields if f.part.startswith(DRAWN) and not f.stored), None)
    if drawn is not None:
        return random_state(drawn.location, drawn.code)
    random = next((f for f in fields if "random " in f.part and not f.stored), None)
    if random is not None:
        what = "learns from a random part of the rows, which nothing can select again"
        return Obstacle(what, random.location, random.code, "set `random_state` where the rows are split")
    if not fields or all(f.source < 0 for f in fields):
        return None
    if question.trained is None:
        what = "asks a model whose training is not seen"
        return Obstacle(
            what, question.place.location, question.place.source, "fit it at the top level of a cell"
        )
    part, source = question.trained.value.part, question.trained.value.source
    for one in (replace(f, part=f.part.removeprefix(DRAWN)) for f in fields):
        if one.source >= 0 and source >= 0 and one.source != source:
            what = "learns from other rows than the model was trained on"
            return Obstacle(what, one.location, one.code, "use what was learned in training")
        if one.source >= 0 and one.part != ALL and not part.endswith(one.part) and one.part != part:
            what = "learns again from rows that the model was not trained on"
            return Obstacle(what, one.location, one.code, "use `transform` with what was fitted in training")
    return None


class _Reads(ast.NodeTransformer):
    """Puts rows, and reads of other rows, where names stand for them."""

    def __init__(self, reads: Mapping[str, Read], source: int) -> None:
        self.reads, self.own = reads, f"{ROWS}_{source}"

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Replace a name that stands for rows."""
        if node.id not in self.reads or not isinstance(node.ctx, ast.Load):
            return node
        read = self.reads[node.id]
        if node.id != self.own:
            return copy.deepcopy(read.node)
        rows = ast.Name(ROWS, ast.Load())
        if read.function in BUNDLES:
            return ast.Call(
                ast.Name("as_bundle", ast.Load()), [read.node.func, rows], copy.deepcopy(read.node.keywords)
            )
        return ast.Call(ast.Attribute(rows, "copy", ast.Load()), [], [])
