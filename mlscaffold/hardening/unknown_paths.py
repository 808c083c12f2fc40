"""The calls that read files whose paths are known only when the code runs: without a run, a person adds these files."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from mlscaffold.analysis import types
from mlscaffold.analysis.calls import path_arguments
from mlscaffold.analysis.dataflow import Traced
from mlscaffold.codegen.path_mentions import known_texts, template_of
from mlscaffold.results.hardening import Remark

BUFFERS = ("BytesIO", "StringIO", "open")
LONGEST = 60  # characters of a call, so that the sentence around it stays on two lines of a terminal


def unknown_paths(statements: Sequence[Traced], folder: str) -> Iterator[Remark]:
    """Yield the calls that read a file whose path is not known.

    Args:
        statements: all statements of the notebook.
        folder: the folder of the project that relative paths start from, "" if the code needs none.
    """
    known = known_texts(statements)
    for traced in statements if folder else ():
        if "reads-file" not in traced.effects.side_effects and not isinstance(
            traced.statement.node, ast.FunctionDef
        ):
            continue
        calls = [node for node in ast.walk(traced.statement.node) if isinstance(node, ast.Call)]
        for call in calls:
            api = types.call_api(call, traced.env)
            for mode, path in path_arguments(call, api.path, ast.expr) if api else ():
                template = template_of(path, traced, known)
                if mode == "r" and (template is None or None in template) and not _is_buffer(path):
                    text = ast.unparse(call)
                    text = text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."
                    what = f"The path in `{text}` is known only when the code runs: the files that it reads belong to `{folder}/`."
                    yield Remark(what, traced.statement.location)


def _is_buffer(path: ast.expr) -> bool:
    """Return whether an expression is no path but what a file holds."""
    return isinstance(path, ast.Call) and ast.unparse(path.func).endswith(BUFFERS)
