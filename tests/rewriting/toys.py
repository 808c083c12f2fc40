"""A rule that finds calls by their names, codemods that rewrite them, and notebooks in many layouts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence

import libcst as cst

from mlscaffold.finding import Finding
from mlscaffold.notebook.cells import Change
from mlscaffold.rewriting.codemod import CellSource, Codemod, Context, FileRewrite, Rewrite
from mlscaffold.rewriting.document import document
from mlscaffold.rewriting.fix import FixResult, fix
from mlscaffold.rules.engine import findings
from mlscaffold.rules.lint_target import lint_target_of
from mlscaffold.rules.rule import LintTarget, Rule, Violation, violation


class _Replacing(cst.CSTTransformer):
    """Replaces a call without arguments, or the statement that it is."""

    def __init__(self, name: str, new: cst.BaseExpression) -> None:
        super().__init__()
        self.name, self.new, self.result = name, new, False

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        if not isinstance(updated_node.func, cst.Name) or updated_node.func.value != self.name:
            return updated_node
        self.result = True
        return updated_node.with_changes(func=self.new)


def _calls(name: str, new: str, imports: tuple[str, ...] = (), helpers: tuple[str, ...] = ()) -> Codemod:
    def rewrite(module: cst.Module, context: Context) -> Rewrite:
        package, _, last = new.rpartition(".")
        func = cst.Attribute(cst.Name(package), cst.Name(last)) if package else cst.Name(last)
        replacing = _Replacing(name, func)
        after = module.visit(replacing)
        change = Change(context.location, "rewritten", f"{name}()", "It is old.", f"{new}()", name)
        return Rewrite(after, (change,), imports, helpers) if replacing.result else Rewrite(module)

    return Codemod(f"{name}-fix", "It is old.", (name,), rewrite)


def _statements(name: str, *new: str) -> Codemod:
    def rewrite(module: cst.Module, context: Context) -> Rewrite:
        body: list[cst.BaseStatement] = []
        for line in module.body:
            is_it = cst.Module([line]).code.strip().startswith(f"{name}()")
            body += [cst.parse_statement(text) for text in new] if is_it else [line]  # type: ignore[list-item]
        change = Change(context.location, "rewritten", f"{name}()", "It is old.", "", name)
        same = len(body) == len(module.body) and all(a is b for a, b in zip(body, module.body, strict=True))
        return Rewrite(module) if same else Rewrite(module.with_changes(body=body), (change,))

    return Codemod(f"{name}-fix", "It is old.", (name,), rewrite)


def _everywhere(cells: tuple[CellSource, ...], context: Context) -> FileRewrite:
    new = tuple(CellSource(cell.number, cell.source.replace("widen()", "widened()")) for cell in cells)
    return FileRewrite(new, (Change(context.location, "rewritten", "widen()", "It is old.", by="widen"),))


def _unsafe(codemod: Codemod) -> Codemod:
    return Codemod(codemod.name, codemod.why, codemod.words, codemod.rewrite, safe=False)


CODEMODS = (
    _calls("old", "new"),
    _statements("gone"),
    _statements("one", "first()", "second()"),
    _calls("mean", "statistics.fmean", ("import statistics",)),
    _calls("log", "logger.info", helpers=("logger",)),
    _calls("stay", "stay"),
    _statements("stuck", "stuck( )"),
    _calls("broken", "class"),
    _unsafe(_calls("risky", "safer")),
    Codemod("widen-fix", "It is old.", ("widen",), lambda m, _: Rewrite(m), rewrite_file=_everywhere),
)
FOUND = ("old", "gone", "one", "mean", "log", "stay", "stuck", "broken", "risky", "widen")


def _check(file: LintTarget) -> Iterable[Violation]:
    for call in file.index.calls(*FOUND):
        yield violation(call, f"{call.last} is old", fix=f"{call.last}-fix")


RULE = Rule(
    code="MLS999",
    name="old",
    what="Old calls.",
    why="They are old.",
    level="explore",
    flagged=(),
    kept=(),
    check=_check,
)


def check_of(path: str) -> Callable[[bytes], tuple[Finding, ...]]:
    """Return a function that finds old calls in the bytes of a file."""

    def check(content: bytes) -> tuple[Finding, ...]:
        read = document(content, path)
        return findings(lint_target_of(read.notebook, path, is_notebook=read.is_notebook), [RULE])

    return check


def fixed(content: bytes, path: str = "a.ipynb", unsafe: bool = False) -> FixResult:
    """Fix all old calls."""
    return fix(content, path, check_of(path), CODEMODS, unsafe)


def notebook(
    cells: Sequence[str],
    indent: int | None = 1,
    ascii_only: bool = False,
    as_list: bool = True,
    end: str = "\n",
) -> bytes:
    """Return a notebook of code cells with outputs."""
    written = [
        {
            "cell_type": "code",
            "execution_count": number,
            "metadata": {"tags": ["é"]},
            "outputs": [{"output_type": "stream", "name": "stdout", "text": ["old()\n"]}],
            "source": source.splitlines(keepends=True) if as_list else source,
        }
        for number, source in enumerate(cells, start=1)
    ]
    data = {"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    text = json.dumps(data, indent=indent, ensure_ascii=ascii_only) + "\n"
    return text.replace("\n", end).encode()


def sources(content: bytes) -> list[str]:
    """Return the sources of all cells of a notebook."""
    return ["".join(cell["source"]) for cell in json.loads(content)["cells"]]
