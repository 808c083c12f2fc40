"""A file as bytes and as cells, and the bytes that it has once cells say something else."""

from __future__ import annotations

import io
import json
import tokenize
from dataclasses import dataclass
from pathlib import PurePath

from mlscaffold.errors import MlscaffoldError
from mlscaffold.notebook.cells import Cell, Notebook
from mlscaffold.notebook.read import parse_notebook
from mlscaffold.rewriting.lines import with_ends_of, with_plain_ends
from mlscaffold.rewriting.notebook_text import with_sources

PYTHON = frozenset({".py", ".pyw"})
_KEEP = "It cannot be written back as it was; save it as UTF-8"


@dataclass(frozen=True, slots=True)
class Document:
    """A file that is to be mended.

    Args:
        path: its path, as the user names it.
        content: its bytes.
        text: its text, with its own line ends.
        encoding: how the text is encoded.
        notebook: its cells; a Python file is one code cell.
        is_notebook: whether it is a notebook; else it is a Python file.
    """

    path: str
    content: bytes
    text: str
    encoding: str
    notebook: Notebook
    is_notebook: bool

    def written(self, notebook: Notebook) -> bytes:
        """Return the bytes of the file with the code of a notebook.

        Args:
            notebook: the document's notebook with other sources of code cells.

        Raises:
            MlscaffoldError: the file's encoding has no bytes for a new character.
        """
        pairs = zip(self.notebook.code, notebook.code, strict=True)
        changed = {new.number: new.source for old, new in pairs if old.source != new.source}
        if not changed:
            return self.content
        text = with_sources(self.text, changed) if self.is_notebook else with_ends_of(self.text, changed[1])
        try:
            return text.encode(self.encoding)
        except UnicodeEncodeError as error:
            what = f"{error.object[error.start]!r} cannot be written in {self.encoding}"
            raise MlscaffoldError(what, where=self.path, hint="Save the file as UTF-8") from error


def document(content: bytes, path: str) -> Document:
    """Read a file.

    Args:
        content: its bytes.
        path: its path; `.py` is read as Python, all else as a notebook.

    Raises:
        MlscaffoldError: it cannot be read, or could not be written back as it is.
    """
    is_notebook = PurePath(path).suffix.lower() not in PYTHON
    read = _notebook(content, path) if is_notebook else _script(content, path)
    if read.text.encode(read.encoding, "surrogatepass") != content:
        raise MlscaffoldError(f"the file is {read.encoding} in an odd form", where=path, hint=_KEEP)
    return read


def _notebook(content: bytes, path: str) -> Document:
    notebook = parse_notebook(content, path)
    encoding = json.detect_encoding(content)
    text = content.decode(encoding)
    data = json.loads(text)
    if data.get("nbformat", 4) != 4 or not isinstance(data.get("cells"), list):
        hint = "Open it in Jupyter and save it again"
        raise MlscaffoldError("only notebooks of nbformat 4 can be mended", where=path, hint=hint)
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
