"""Python files to cells: by the marks of Databricks, jupytext, nbconvert or the percent format, any other as one cell."""

import ast
import io
import re
import tokenize
from typing import Literal

from mlscaffold.errors import MlscaffoldError
from mlscaffold.notebook.cells import Cell
from mlscaffold.notebook.databricks_source import is_databricks_source, parse_databricks_source
from mlscaffold.notebook.exported_script import is_exported, parse_exported_script
from mlscaffold.notebook.text_formats import is_jupytext, parse_text_notebook

_MARKER = re.compile(r"^#[ \t]*%%+(?:[ \t]+(?P<rest>.*)|(?P<kind>\[.*)|)$")
_KIND = re.compile(r"\[(markdown|md|raw)\]", re.IGNORECASE)
_OPTION = re.compile(r"""\b[\w.-]+=(?:\[[^\]]*\]|"[^"]*"|'[^']*'|\{.*\}|\S+)""")
_TAGS = re.compile(r"\btags=(\[[^\]]*\])")
_KERNEL = re.compile(r"^#\s+name:\s*(\S+)\s*$", re.MULTILINE)
_HEADER = re.compile(r"\A# ---\n(?:#.*\n)*?# ---[ \t]*(?:\n|\Z)")


def parse_script(content: bytes, file: str) -> tuple[tuple[Cell, ...], str]:
    """Return the cells of a Python file, and the kernel's name if jupytext's header has one.

    The title of a code cell becomes a heading before it.

    Args:
        content: the bytes of the file.
        file: its name, for messages.

    Raises:
        MlscaffoldError: the bytes are not text.
    """
    text = decoded(content, file)
    if is_databricks_source(text):
        return parse_databricks_source(text), ""
    if is_jupytext(text):
        return parse_text_notebook(text, file)
    if is_exported(text):
        return parse_exported_script(text), ""
    lines = text.split("\n")
    markers = [index for index, line in enumerate(lines) if _MARKER.match(line)]
    if not markers:
        return (Cell("code", text.rstrip(), 1),), ""
    header = _HEADER.match(text)
    kernel = _KERNEL.search(header.group()) if header else None
    start = header.group().count("\n") if header else 0
    cells: list[Cell] = []
    before = "\n".join(lines[start : markers[0]])
    if before.strip():
        cells.append(Cell("code", before.rstrip(), 1))
    for index, end in zip(markers, [*markers[1:], len(lines)], strict=True):
        number = sum(cell.kind == "code" for cell in cells)
        cells.extend(_cells(lines[index], "\n".join(lines[index + 1 : end]), number))
    return tuple(cells), kernel.group(1) if kernel else ""


def decoded(content: bytes, file: str) -> str:
    """Return the text of a Python file; all line ends become newlines.

    Raises:
        MlscaffoldError: the bytes are not text in the encoding that the file declares.
    """
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        text = content.decode(encoding)
    except (SyntaxError, UnicodeDecodeError) as error:
        what = f"the file cannot be read as text ({error})"
        raise MlscaffoldError(what, where=file, hint="Save it as UTF-8") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _cells(marker: str, body: str, number: int) -> tuple[Cell, ...]:
    match = _MARKER.match(marker)
    rest = (match["rest"] or match["kind"] or "") if match else ""
    tags = _tags(rest)
    found = _KIND.search(rest)
    if found:
        kind: Literal["markdown", "raw"] = "raw" if found[1].lower() == "raw" else "markdown"
        return (Cell(kind, _uncommented(body), number, tags=tags),)
    code = Cell("code", body.rstrip(), number + 1, tags=tags)
    title = _OPTION.sub("", rest).strip()
    return (Cell("markdown", f"## {title}", number), code) if title else (code,)


def _tags(rest: str) -> tuple[str, ...]:
    found = _TAGS.search(rest)
    if not found:
        return ()
    try:
        tags = ast.literal_eval(found[1])
    except (SyntaxError, ValueError):
        return ()
    return tuple(tag for tag in tags if isinstance(tag, str))


def _uncommented(body: str) -> str:
    text = body.strip()
    for quote in ('"""', "'''"):
        # both quotes, and not one that is start and end at once
        if len(text) >= 6 and text.startswith(quote) and text.endswith(quote):
            return text[3:-3].strip("\n")
    return "\n".join(re.sub(r"^#[ \t]?", "", line) for line in text.split("\n"))
