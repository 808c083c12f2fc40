"""Text notebooks to cells, through jupytext: light scripts, Markdown, MyST, R Markdown and Quarto."""

import logging
import re
from pathlib import PurePath
from typing import Any, Literal

from mlscaffold.errors import MlscaffoldError
from mlscaffold.notebook.cells import SKIP, Cell

FORMATS = {".md": "md", ".markdown": "markdown", ".rmd": "Rmd", ".qmd": "Rmd"}
"""jupytext's format by suffix. Quarto's cells are those of R Markdown; jupytext's own reader needs the program quarto."""
OTHER_LANGUAGES = {".r": "R", ".jl": "Julia", ".scala": "Scala", ".sql": "SQL", ".ts": "TypeScript"}

_HEADER = re.compile(r"\A(?:#![^\n]*\n)?# ---\n(?:#.*\n)*?# jupyter:[ \t]*\n")
_LIGHT = re.compile(r"(?m)^# \+(?:[ \t].*)?$")
_NOT_RUN = re.compile(r"(?im)\A(?:#\|.*\n)*#\|[ \t]*eval:[ \t]*false[ \t]*$")


def is_jupytext(text: str) -> bool:
    """Return whether a script is one of jupytext's: it has its header, or the marks of its light format."""
    return bool(_HEADER.match(text) or _LIGHT.search(text))


def parse_text_notebook(text: str, file: str) -> tuple[tuple[Cell, ...], str]:
    """Return the cells of a text notebook, and the name of its kernel, "" if it names none.

    Raises:
        MlscaffoldError: jupytext cannot read it, or it is in another language.
    """
    suffix = PurePath(file).suffix
    read = _jupytext(text, FORMATS.get(suffix.lower(), suffix.lstrip(".")), file)
    kernel = read.metadata.get("kernelspec", {})
    language = read.metadata.get("jupytext", {}).get("main_language") or kernel.get("language") or "python"
    if language.lower() != "python":
        hint = "mlscaffold supports Python notebooks only"
        raise MlscaffoldError(f"the notebook's language is {language}, not Python", where=file, hint=hint)
    cells: list[Cell] = []
    for cell in read.cells:
        cells += _cells(cell, sum(one.kind == "code" for one in cells))
    return tuple(cells), str(kernel.get("name", ""))


def _jupytext(text: str, form: str, file: str) -> Any:
    import jupytext  # type: ignore[import-untyped]

    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    try:
        return jupytext.reads(text, fmt=form)
    except Exception as error:
        what = f"jupytext cannot read the file ({type(error).__name__}: {error})".splitlines()[0]
        hint = "Convert it with: jupytext --to ipynb"
        raise MlscaffoldError(what, where=file, hint=hint) from error


def _cells(cell: Any, before: int) -> tuple[Cell, ...]:
    """Return a cell of jupytext; the title of a code cell becomes a heading."""
    metadata, source = cell.metadata, str(cell.source)
    tags = tuple(tag for tag in metadata.get("tags", ()) if isinstance(tag, str))
    if cell.cell_type != "code":
        kind: Literal["markdown", "raw"] = "markdown" if cell.cell_type == "markdown" else "raw"
        return (Cell(kind, source, before, tags=tags),)
    if metadata.get("eval") is False or _NOT_RUN.match(source):
        tags = (*tags, SKIP)
    code = Cell("code", source, before + 1, tags=tags)
    title = metadata.get("title")
    return (Cell("markdown", f"## {title}", before), code) if title else (code,)
