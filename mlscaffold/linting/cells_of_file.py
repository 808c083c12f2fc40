"""The bytes of a notebook or a Python file as cells; this module loads no rules."""

import os

from mlscaffold.filesystem.discovery import is_notebook, is_text_notebook
from mlscaffold.notebook.cells import Cell, Notebook
from mlscaffold.notebook.read import parse_json, parse_notebook
from mlscaffold.notebook.script import decoded


def read(content: bytes, path: str) -> Notebook:
    """Read a file; a Python file is one cell even if it has cell markers, so that line numbers stay.

    Raises:
        MlscaffoldError: it is not a notebook or not text.
    """
    name = os.path.basename(path)
    if is_text_notebook(path):
        return parse_notebook(content, name)
    if is_notebook(path):
        return parse_json(content, name)
    return Notebook(os.path.splitext(name)[0], name, (Cell("code", decoded(content, name), 1),))
