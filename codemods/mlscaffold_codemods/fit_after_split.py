"""`X = scaler.fit_transform(X)` before `train_test_split(X, y)` becomes a fit on the training part after it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import NamedTuple, TypeAlias

from mlscaffold.rewriting.codemod import CellSource, Codemod, Context, FileRewrite, Rewrite
from mlscaffold_codemods._libcst import cst
from mlscaffold_codemods._rewriter import code, dotted

NAME = "fit-after-split"
SPLIT = "train_test_split"
WHY = "Fitted on the training part only, the step leaks nothing of the test rows into the model."


class _Line(NamedTuple):
    """A statement at the top level of a cell.

    Args:
        cell: the number of its cell in the sequence.
        number: its number in the cell.
        node: the statement.
    """

    cell: int
    number: int
    node: cst.BaseStatement


class _Fit(NamedTuple):
    """`target = step.fit_transform(arguments)`.

    Args:
        line: the statement.
        target: the name that it binds.
        step: the fitted object: a name, or a call that creates it.
        arguments: the names of the data that it is fitted on.
    """

    line: _Line
    target: str
    step: cst.BaseExpression
    arguments: tuple[str, ...]


class _Split(NamedTuple):
    """`a, b, c, d = train_test_split(x, y)`.

    Args:
        line: the statement.
        call: the call.
        parts: names of the training and the test part, by the name of the split data.
    """

    line: _Line
    call: cst.Call
    parts: dict[str, tuple[str, str]]


def fit_after_split(sources: Sequence[str], cell: int, line: int) -> tuple[str, ...] | None:
    """Fit a step on the training part, after the split, and apply it to both parts.

    Args:
        sources: code of the cells in order, or of one script.
        cell: position among them of the cell that fits the step on all rows.
        line: the line of the fit in that cell, from 1.

    Returns:
        The new code of all cells. None unless it is `X = step.fit_transform(X)` followed by one split of X, and the prepared
        rows are used nowhere else.
    """
    if not any(SPLIT in source for source in sources[cell:]):
        return None
    modules = [cst.parse_module(source) for source in sources]
    lines = [_Line(c, n, node) for c, module in enumerate(modules) for n, node in enumerate(module.body)]
    fit = _fit_at(modules, lines, cell, line)
    split = _split_of(lines, fit) if fit else None
    if fit is None or split is None or not _is_used_here_only(lines, fit, split):
        return None
    edits = _edits(fit, split, " ".join(sources))
    return tuple(_applied(c, module, edits).code for c, module in enumerate(modules))


def rewrite(module: cst.Module, context: Context) -> Rewrite:  # noqa: ARG001 the signature of all codemods
    """Return a statement unchanged: the split is in another statement."""
    return Rewrite(module)


def rewrite_file(cells: tuple[CellSource, ...], context: Context) -> FileRewrite:
    """Move the fit at the context's location after the split.

    Args:
        cells: all cells.
        context: `location` is that of the fit.
    """
    from mlscaffold.notebook.cells import Change

    place = next((place for place, cell in enumerate(cells) if cell.number == context.location.cell), None)
    if place is None:
        return FileRewrite(cells)
    sources = fit_after_split([cell.source for cell in cells], place, context.location.line)
    if sources is None:
        return FileRewrite(cells)
    line = cells[place].source.split("\n")[context.location.line - 1].strip()
    change = Change(context.location, "moved", line, WHY, by=NAME)
    return FileRewrite(
        tuple(replace(cell, source=source) for cell, source in zip(cells, sources, strict=True)), (change,)
    )


CODEMOD = Codemod(
    name="fit-after-split",
    why="A step that is fitted on all rows leaks the test rows into the model.",
    words=("fit_transform",),
    rewrite=rewrite,
    rewrite_file=rewrite_file,
    safe=False,
    on_request=True,
    order=140,  # see warnings-filter
)


def _fit_at(modules: Sequence[cst.Module], lines: Sequence[_Line], cell: int, line: int) -> _Fit | None:
    """Return the fit on a line."""
    from libcst.metadata import MetadataWrapper, PositionProvider

    wrapper = MetadataWrapper(modules[cell], unsafe_skip_copy=True)
    places = wrapper.resolve(PositionProvider)
    for found in lines:
        if found.cell == cell and places[found.node].start.line <= line <= places[found.node].end.line:
            return _as_fit(found)
    return None


def _as_fit(line: _Line) -> _Fit | None:
    assign = _assignment(line.node)
    if assign is None or len(assign.targets) != 1 or not isinstance(assign.value, cst.Call):
        return None
    target, call = assign.targets[0].target, assign.value
    if not isinstance(target, cst.Name) or not isinstance(call.func, cst.Attribute):
        return None
    names = _names(call.args)
    if call.func.attr.value != "fit_transform" or not names:
        return None
    step = call.func.value
    return _Fit(line, target.value, step, names) if isinstance(step, (cst.Name, cst.Call)) else None


def _assignment(node: cst.BaseStatement) -> cst.Assign | None:
    alone = isinstance(node, cst.SimpleStatementLine) and len(node.body) == 1
    first = node.body[0] if alone and isinstance(node, cst.SimpleStatementLine) else None
    return first if isinstance(first, cst.Assign) else None


def _names(arguments: Sequence[cst.Arg]) -> tuple[str, ...]:
    """Return positional arguments that are plain names; () if any is not."""
    found = [
        a.value.value for a in arguments if isinstance(a.value, cst.Name) and not a.keyword and not a.star
    ]
    return tuple(found) if len(found) == len(arguments) else ()


def _split_of(lines: Sequence[_Line], fit: _Fit) -> _Split | None:
    """Return the first split of the prepared data after the fit."""
    after = lines[lines.index(fit.line) + 1 :]
    return next((split for line in after if (split := _as_split(line)) and fit.target in split.parts), None)


def _as_split(line: _Line) -> _Split | None:
    assign = _assignment(line.node)
    if assign is None or not isinstance(assign.value, cst.Call):
        return None
    call, target = assign.value, assign.targets[0].target
    if dotted(call.func).rpartition(".")[2] != SPLIT or not isinstance(target, cst.Tuple):
        return None
    data = _names([arg for arg in call.args if arg.keyword is None])
    bound = [e.value.value for e in target.elements if isinstance(e.value, cst.Name)]
    if len(bound) != 2 * len(data) or len(set(bound)) != len(target.elements):
        return None
    pairs = zip(bound[::2], bound[1::2], strict=True)
    return _Split(line, call, dict(zip(data, pairs, strict=True)))


def _is_used_here_only(lines: Sequence[_Line], fit: _Fit, split: _Split) -> bool:
    """Return whether only the split reads the prepared rows, and all inputs of the fit are split or stay."""
    first, last = lines.index(fit.line), lines.index(split.line)
    between, after = lines[first + 1 : last], lines[last + 1 :]
    names = {fit.target, *fit.arguments[:1], *_words(fit.step)}
    if any(names & _words(line.node) for line in between):
        return False
    same = fit.arguments[0] == fit.target
    known = all(name in split.parts for name in fit.arguments[1:])
    prepared = {fit.target, fit.arguments[0]} if same else {fit.target}
    return (
        known
        and code(split.call).count(fit.target) == 1
        and not any(prepared & _words(line.node) for line in after)
    )


def _words(node: cst.CSTNode) -> set[str]:
    """Return all words in code; more than the names that it reads, which only prevents a fix."""
    return set(re.findall(r"[A-Za-z_]\w*", code(node)))


Edits: TypeAlias = "dict[tuple[int, int], list[cst.BaseStatement]]"


def _edits(fit: _Fit, split: _Split, text: str) -> Edits:
    """Return the statements that replace the fit and the split."""
    name, creation = _named_step(fit, text)
    train, test = split.parts[fit.target]
    others = [split.parts[argument][0] for argument in fit.arguments[1:]]
    inputs = ", ".join([train, *others])
    fitted = cst.parse_statement(f"{train} = {name}.fit_transform({inputs})")
    applied = cst.parse_statement(f"{test} = {name}.transform({test})")
    line = split.line.node.deep_replace(split.call, _of_unprepared(split.call, fit))
    assert isinstance(line, cst.BaseStatement)
    here = [_like(fit.line.node, cst.parse_statement(creation))] if creation else []
    there = [line, fitted if creation else _like(fit.line.node, fitted), applied]
    return {(fit.line.cell, fit.line.number): here, (split.line.cell, split.line.number): there}


def _named_step(fit: _Fit, text: str) -> tuple[str, str]:
    """Return the step's name, and the statement that creates it if it has no name yet."""
    if isinstance(fit.step, cst.Name):
        return fit.step.value, ""
    assert isinstance(fit.step, cst.Call)
    kind = dotted(fit.step.func).rpartition(".")[2] or "step"
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind).lower()
    name = next(new for new in _numbered(plain) if not re.search(rf"\b{new}\b", text))
    return name, f"{name} = {code(fit.step)}"


def _numbered(plain: str) -> Iterator[str]:
    yield plain
    yield from (f"{plain}_{number}" for number in count(2))


def _like(old: cst.BaseStatement, new: cst.BaseStatement) -> cst.BaseStatement:
    """Return a statement with the comments of another one."""
    assert isinstance(old, cst.SimpleStatementLine)
    assert isinstance(new, cst.SimpleStatementLine)
    return new.with_changes(leading_lines=old.leading_lines, trailing_whitespace=old.trailing_whitespace)


def _of_unprepared(call: cst.Call, fit: _Fit) -> cst.Call:
    """Return the split of the rows before preparation."""
    old = cst.Name(fit.arguments[0])
    is_prepared = [isinstance(a.value, cst.Name) and a.value.value == fit.target for a in call.args]
    pairs = zip(call.args, is_prepared, strict=True)
    return call.with_changes(args=[arg.with_changes(value=old) if hit else arg for arg, hit in pairs])


def _applied(cell: int, module: cst.Module, edits: Edits) -> cst.Module:
    body: list[cst.BaseStatement] = []
    for number, node in enumerate(module.body):
        assert isinstance(node, cst.BaseStatement)
        body += edits.get((cell, number), [node])
    is_empty = not (body or module.header or module.footer)
    return module.with_changes(body=body, has_trailing_newline=module.has_trailing_newline and not is_empty)
