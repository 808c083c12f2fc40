"""The last rung: one function with the notebook's statements in their order, equal to the notebook by construction."""

from __future__ import annotations

import ast
import io
import re
import symtable
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from textwrap import wrap

from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.scopes import SCOPES, outer_nodes
from mlscaffold.codegen.class_names import lambda_restored
from mlscaffold.codegen.module_source import Module, safe
from mlscaffold.codegen.stage_functions import is_async, with_body
from mlscaffold.edits import Edit, SourceText, apply_edits
from mlscaffold.rewriting.parse_deep import parse_module
from mlscaffold.stages.stage import Stage

NAMESPACES = {"locals": "globals()", "vars": "globals()", "dir": "sorted(globals())"}
"""Calls without an argument that list the notebook's variables."""
RUNNERS = frozenset({"exec", "eval"})
AS_MAIN = re.compile(
    r"__main__|__name__|__module__|multiprocessing|concurrent|joblib|n_jobs|pickle|dill|sys\.modules"
    r"|unittest|doctest|ipytest"
)
"""Text of a notebook to which it matters that its module is `__main__`: functions for other processes, pickles, tests."""
DRAWING = re.compile(r"matplotlib|pyplot|pylab|seaborn|\.plot\b|\.hist\(")
ESCAPES = re.compile(r"""\\(?:[\n\\'"abfnrtv0-7xNuU]|(.))""")
BYTES_ESCAPES = re.compile(r"""\\(?:[\n\\'"abfnrtv0-7x]|(.))""")
"""Escape sequences of the language reference; the group has the character of any other."""
SHOWN = frozenset({"plot", "show", "print", "display"})
"""Side effects of statements that show something themselves; what they return is not of interest."""
WIDTH = 76  # characters of the names in a `global` statement: with the rest, the 88 of ruff's format
HEAD = '''"""The statements of {title} in their order, since splitting them would change what they compute (see HARDENING.md)."""

# ruff: noqa
# mypy: ignore-errors

{future}import logging
import sys

from ._runtime import save_figure, save_figures

logger = logging.getLogger(__name__)


'''
SHOW = '''def _show(label, value):
    """Log a value that the notebook displays."""
    if value is not None:
        logger.info("%s:\\n%s", label, value)


'''
SHOW_PRINTED = SHOW.replace("Log a", "Print a").replace(
    'logger.info("%s:\\n%s", label, value)', 'print(f"{label}:\\n{value}")'
)
FAKE_CLOCK = re.compile(r"\btime\.(?:time|time_ns|localtime|gmtime|strftime)\b(?!\s*\()")
"""Text of a notebook that may replace the clock, which each message of a log would read."""
DOCSTRING = '"""Run the statements of {file}; its variables are global to this module, as they are in the notebook."""'
MAIN = """sys.modules["__main__"] = sys.modules[__name__]
__name__ = "__main__"
"""


def whole_module(
    stage: Stage,
    flow: Sequence[Traced],
    figures: Mapping[int, str],
    file: str,
    title: str,
) -> Module:
    """Return the module of a notebook that is not split into stages.

    Args:
        stage: the stage, with all statements of the notebook.
        flow: the notebook's statements.
        figures: for each cell that draws, the stem of its figure's file.
        file: name of the notebook's file.
        title: the notebook's title.
    """
    texts = "\n".join(traced.statement.source for traced in flow)
    future = [t.statement.source for t in flow if _is_future(t.statement.node)]
    body = "\n".join(_body(stage, texts, figures))
    returned = f"return {', '.join(_returned(stage))}" if stage.outputs else ""
    head = f"{'async ' if is_async(stage) else ''}def {stage.name}():"
    bare = with_body(head, parse_module(f"{body}\npass\n"))
    parts = [DOCSTRING.format(file=safe(file)), *_globals(bare), *_prelude(texts), body, returned]
    function = with_body(head, parse_module("\n".join(part for part in parts if part) + "\n"))
    function = with_valid_escapes(function)
    start = HEAD.format(title=safe(title), future="".join(f"{line}\n" for line in future))
    show = SHOW_PRINTED if FAKE_CLOCK.search(texts) else SHOW
    return Module(stage.module, start + (show if "_show(" in body else "") + function)


def _returned(stage: Stage) -> Iterator[str]:
    """Yield what the function returns for each output; a variable that was never bound is None."""
    for name in stage.outputs:
        yield f"globals().get({name!r})" if name in stage.unset else name


def with_valid_escapes(source: str) -> str:
    """Return source without invalid escapes in strings, of which Python warns; the values are the same."""
    starts = SourceText.of(source).starts
    edits, prefix = [], ""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        kind = tokenize.tok_name[token.type]
        if kind in {"STRING", "FSTRING_START"}:
            prefix = token.string.partition('"')[0].partition("'")[0].lower()
        if kind not in {"STRING", "FSTRING_MIDDLE"} or "r" in prefix:
            continue
        start, end = (starts[line - 1] + column for line, column in (token.start, token.end))
        escapes = BYTES_ESCAPES if "b" in prefix else ESCAPES
        text = escapes.sub(lambda found: "\\" + found[0] if found[1] else found[0], source[start:end])
        edits.append(Edit(start, end, text))
    return apply_edits(source, (edit for edit in edits if edit.text != source[edit.start : edit.end]))


def _body(stage: Stage, texts: str, figures: Mapping[int, str]) -> Iterator[str]:
    """Yield the statements, with a comment for each cell, and after each cell the saving of its figures."""
    draws = DRAWING.search(texts) is not None
    for cell, units in groupby(stage.units, key=lambda unit: unit.cell):
        if cell:
            yield f"# Cell {cell}"
        own = [u.traced for u in units if not _is_future(u.traced.statement.node)]
        lines = [
            _statement(one) + (lambda_restored(one.statement.node) if "__qualname__" in texts else "")
            for one in own
        ]
        yield from lines
        if cell and draws and lines[-1:] != [_save(cell, figures)]:
            yield _save(cell, figures)


def _save(cell: int, figures: Mapping[int, str]) -> str:
    return f'save_figures("{figures.get(cell, "figure")}")'


def _statement(traced: Traced) -> str:
    """Return the source of a statement for the inside of a function whose names are all global."""
    statement = traced.statement
    text = SourceText.of(statement.source)
    edits = [
        *_of_namespaces(statement.node, text),
        *_without_annotations(statement.node, text),
    ]
    node = statement.node
    if statement.display and isinstance(node, ast.Expr) and not _shows_itself(traced):
        start, end = text.span(node.value)
        label = ast.unparse(node.value).split("\n")[0]
        edits += [Edit(start, start, f"_show({label!r}, ("), Edit(end, end, "))")]
    return apply_edits(statement.source, edits).strip("\n")


def _shows_itself(traced: Traced) -> bool:
    """Return whether what a displayed expression returns is of no interest, because it prints or draws."""
    return bool(SHOWN & traced.effects.side_effects) or "save_figure" in traced.statement.source


def _of_namespaces(node: ast.stmt, text: SourceText) -> Iterator[Edit]:
    """Yield the edits that let `exec`, `locals` and the like see the notebook's variables."""
    for part in _outer(node):
        if not (isinstance(part, ast.Call) and isinstance(part.func, ast.Name)):
            continue
        if part.func.id in NAMESPACES and not part.args:
            yield text.replacing(part, NAMESPACES[part.func.id])
        elif part.func.id in RUNNERS and len(part.args) == 1 and not part.keywords:
            _, end = text.span(part.args[0])
            yield Edit(end, end, ", globals()")


def _without_annotations(node: ast.stmt, text: SourceText) -> Iterator[Edit]:
    """Yield the edits that remove annotations of variables, which a global one cannot have."""
    for part in _outer(node):
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
            value = f" = {text.of_node(part.value)}" if part.value is not None else ""
            yield text.replacing(part, f"{part.target.id}{value}" if value else "pass")


def _outer(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a statement that run in the notebook's own namespace."""
    yield node
    children = outer_nodes(node) if isinstance(node, SCOPES) else ast.iter_child_nodes(node)
    for child in children:
        yield from _outer(child)


def _is_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def _globals(function: str) -> Iterator[str]:
    """Yield `global` statements for all names that a function binds."""
    table = symtable.symtable(function, "<notebook>", "exec").get_children()[0]
    assert isinstance(table, symtable.Function)
    for line in wrap(", ".join(sorted(table.get_locals())), WIDTH, break_long_words=False):
        yield f"global {line.rstrip(',')}"


def _prelude(texts: str) -> Iterator[str]:
    """Yield what makes the module look like the namespace of a notebook, where that matters."""
    if AS_MAIN.search(texts):
        yield "global __name__"
        yield MAIN
    if "__file__" in texts:
        yield 'globals().pop("__file__", None)'
    if re.search(r"writefile|\.py[\"']", texts):
        yield 'sys.path.insert(0, "")'
