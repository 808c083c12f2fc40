"""A file as bytes and as cells: read, written back with other cells, and compared as people read it."""

from __future__ import annotations

import io
import json
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import PurePath

from mlscaffold.errors import MlscaffoldError
from mlscaffold.notebook.cells import Cell, Notebook
from mlscaffold.notebook.read import parse_notebook
from mlscaffold.notebook.text_formats import FORMATS
from mlscaffold.rewriting.file_text import code_sources, lines_of, with_ends_of, with_plain_ends, with_sources

PYTHON = frozenset({".py", ".pyw"})
_NO_END = "\n\\ No newline at end of file\n"


@dataclass(frozen=True, slots=True)
class Document:
    """A file to fix.

    Args:
        path: its path, as the user gave it.
        content: its bytes.
        text: its text, with its own line ends.
        encoding: the encoding of the text.
        notebook: its cells; a Python file is one code cell.
        is_notebook: whether it is a notebook, not a Python file.
    """

    path: str
    content: bytes
    text: str
    encoding: str
    notebook: Notebook
    is_notebook: bool

    def written(self, notebook: Notebook) -> bytes:
        """Return the bytes of the file with other sources of code cells.

        Args:
            notebook: the document's notebook with these sources.

        Raises:
            MlscaffoldError: the file's encoding cannot encode a new character.
        """
        pairs = zip(self.notebook.code, notebook.code, strict=True)
        changed = {new.number: new.source for old, new in pairs if old.source != new.source}
        if not changed:
            return self.content
        text = with_sources(self.text, changed) if self.is_notebook else with_ends_of(self.text, changed[1])
        try:
            return text.encode(self.encoding)
        except UnicodeEncodeError as error:
            what = f"{self.encoding} cannot encode {error.object[error.start]!r}"
            raise MlscaffoldError(what, where=self.path, hint="Save the file as UTF-8") from error


def document(content: bytes, path: str) -> Document:
    """Read a file.

    Args:
        content: its bytes.
        path: its path; `.py` is read as Python, everything else as a notebook.

    Raises:
        MlscaffoldError: it cannot be read, or could not be written back unchanged.
    """
    suffix = PurePath(path).suffix.lower()
    is_notebook = suffix not in PYTHON
    if suffix in FORMATS:
        hint = "Convert it with: jupytext --to ipynb"
        raise MlscaffoldError("notebooks in Markdown are checked only", where=path, hint=hint)
    read = _notebook(content, path) if is_notebook else _script(content, path)
    if read.text.encode(read.encoding, "surrogatepass") != content:
        what = f"the file is not standard {read.encoding}, so it cannot be written back unchanged"
        raise MlscaffoldError(what, where=path, hint="Save it as UTF-8")
    return read


def _notebook(content: bytes, path: str) -> Document:
    notebook = parse_notebook(content, path)
    encoding = json.detect_encoding(content)
    text = content.decode(encoding)
    data = json.loads(text)
    # nbformat 3 keeps its cells in worksheets and their code in `input`; versions without a number are 4
    if data.get("nbformat", 4) != 4 or not isinstance(data.get("cells"), list):
        hint = "Open it in Jupyter and save it again"
        raise MlscaffoldError("only notebooks of nbformat 4 can be fixed", where=path, hint=hint)
    return Document(path, content, text, encoding, notebook, True)


def _script(content: bytes, path: str) -> Document:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        text = content.decode(encoding)
    except (SyntaxError, UnicodeDecodeError) as error:
        what = f"the file cannot be read as text ({error})"
        raise MlscaffoldError(what, where=path, hint="Save it as UTF-8") from error
    name = PurePath(path)
    cells = (Cell("code", with_plain_ends(text), 1),)
    return Document(path, content, text, encoding, Notebook(name.stem, name.name, cells), False)


def unified(path: str, before: bytes, after: bytes) -> str:
    """Return the unified diff of two versions of a file, "" if they are equal; for a notebook one for each changed cell.

    Args:
        path: its path, as the user gave it.
        before: its old bytes.
        after: its new bytes.
    """
    if before == after:
        return ""
    old = document(before, path)
    text = after.decode(old.encoding)
    if PurePath(path).suffix.lower() in PYTHON:
        return "".join(_diff(path, lines_of(old.text), lines_of(text), _NO_END))
    pairs = enumerate(zip(code_sources(old.text), code_sources(text), strict=True), start=1)
    return "".join(
        line
        for number, (one, other) in pairs
        for line in _diff(f"{path}: cell {number}", lines_of(one), lines_of(other), "\n")
    )


def _diff(name: str, old: list[str], new: list[str], end: str) -> Iterator[str]:
    for line in unified_diff(old, new, name, name):
        yield line if line.endswith("\n") else line + end
