"""Scripts that `jupyter nbconvert --to script` wrote to cells: calls of `get_ipython()` become magics again."""

import ast
import re
from collections.abc import Iterator

from mlscaffold.edits import Edit, SourceText, apply_edits
from mlscaffold.notebook.cells import Cell

_MARKER = re.compile(r"(?m)^# In\[[ \d]*\]:[ \t]*$\n?")
_TOP = re.compile(r"\A(?:#![^\n]*\n)?(?:# coding: [^\n]*\n|# -\*- coding[^\n]*\n)?")
_MARKDOWN_HEAD = re.compile(r"\A(?:[ \t]*(?:#[^\n]*)?\n)+\Z")
_TEXT_AFTER = re.compile(r"\n\n\n((?:#[^\n]*\n?(?:\n(?=#))*)+)\s*\Z")
_WORDS = {"system": "!{}", "getoutput": "!{}", "run_line_magic": "%{} {}", "magic": "%{}"}


def is_exported(text: str) -> bool:
    """Return whether a script has the cell marks of nbconvert."""
    return bool(_MARKER.search(text))


def parse_exported_script(text: str) -> tuple[Cell, ...]:
    """Return the cells of an exported script; comments on their own between two cells are markdown."""
    first, *parts = _MARKER.split(_TOP.sub("", text))
    cells = list(_head(first))
    for part in parts:
        number = sum(cell.kind == "code" for cell in cells)
        after = _TEXT_AFTER.search(part)
        code = part[: after.start()] if after else part
        cells.append(Cell("code", _with_magics(code.strip("\n").rstrip()), number + 1))
        if after:
            cells += _texts(after[1], number + 1)
    return tuple(cells)


def _head(text: str) -> Iterator[Cell]:
    """Yield what is above the first mark: text, or code that was added by hand."""
    if not text.strip():
        return
    if _MARKDOWN_HEAD.match(f"{text}\n"):
        yield from _texts(text, 0)
    else:
        yield Cell("code", text.strip("\n").rstrip(), 1)


def _texts(text: str, number: int) -> list[Cell]:
    """Return cells of markdown: nbconvert writes two blank lines after each."""
    parts = (part.strip("\n") for part in re.split(r"\n{3,}", text.strip()))
    plain = (re.sub(r"(?m)^# ?", "", part) for part in parts if part)
    return [Cell("markdown", part, number) for part in plain]


def _with_magics(code: str) -> str:
    """Return a cell in IPython's syntax, as it was before the export."""
    if "get_ipython()" not in code:
        return code
    try:
        body = ast.parse(code).body
    except SyntaxError:
        return code
    whole = _cell_magic(body)
    if whole:
        return whole
    text = SourceText.of(code)
    edits = [edit for statement in body for edit in _edits(statement, text)]
    return apply_edits(code, edits)


def _cell_magic(body: list[ast.stmt]) -> str:
    """Return a cell whose first statement is a cell magic; the statements after it were never part of it."""
    words = _call(body[0].value) if len(body) == 1 and isinstance(body[0], ast.Expr) else ()
    if len(words) == 4 and words[0] == "run_cell_magic":
        return f"%%{words[1]} {words[2]}".rstrip() + f"\n{words[3].rstrip()}"
    return ""


def _edits(statement: ast.stmt, text: SourceText) -> Iterator[Edit]:
    """Yield the edits of a line magic or a shell command; one in the middle of an expression stays a call."""
    value = getattr(statement, "value", None)
    is_assigned = isinstance(statement, ast.Assign)
    words = _call(value) if isinstance(statement, ast.Expr | ast.Assign) else ()
    if not words or not isinstance(value, ast.expr):
        return
    if words[0] == "run_cell_magic" and not is_assigned and words[1] in {"time", "capture", "timeit"}:
        body = words[3].rstrip("\n")
        yield text.replacing(value, "" if words[1] == "timeit" else body)
    elif words[0] in _WORDS and not any("\n" in word for word in words):
        magic = _WORDS[words[0]].format(*words[1:], "").rstrip()
        yield text.replacing(value, magic)


def _call(node: ast.expr | None) -> tuple[str, ...]:
    """Return the method of `get_ipython()` that is called, and its arguments if all are texts."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return ()
    receiver = node.func.value
    is_shell = isinstance(receiver, ast.Call) and isinstance(receiver.func, ast.Name)
    texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    if not is_shell or ast.unparse(receiver) != "get_ipython()" or len(texts) != len(node.args):
        return ()
    return (node.func.attr, *texts)
