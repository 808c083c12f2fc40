"""Notebook files become cells: nbformat 4 and 3, percent-format and plain Python."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.notebook.cells import Cell, Notebook
from mlscaffold.notebook.script import parse_script
from mlscaffold.notebook.version_3 import cells_of

_RAW = "Download the file itself: the button Raw on its page, or git clone"
_UNUSUAL = (ValueError, TypeError, KeyError, AttributeError)


class OtherLanguageError(MlscaffoldError):
    """A notebook that is not written in Python."""


def parse_notebook(content: bytes, file: str) -> Notebook:
    """Read a notebook, or a Python file seen as one.

    Args:
        content: the bytes of the file.
        file: its name with suffix; `.py` is read as Python, all else as a notebook.

    Returns:
        The notebook; line ends are newlines, whatever the file had.

    Raises:
        MlscaffoldError: where there is nothing to harden, with the reason.
    """
    name = PurePath(file)
    if name.suffix.lower() not in {".py", ".pyw"}:
        notebook = parse_json(content, file)
    else:
        _refuse_no_text(content, name.name)
        notebook = Notebook(name.stem, name.name, *parse_script(content, name.name))
    _refuse_nothing_to_run(notebook.cells, name.name)
    return notebook


def parse_json(content: bytes, file: str) -> Notebook:
    """Read an .ipynb file; there may be nothing to run in it.

    Args:
        content: the bytes of the file.
        file: its name.

    Raises:
        OtherLanguageError: its cells are not Python.
        MlscaffoldError: it is no notebook, with the reason.
    """
    name = PurePath(file)
    _refuse_no_text(content, name.name)
    return Notebook(name.stem, name.name, *_parse_json(content, name.name))


def _refuse_no_text(content: bytes, file: str) -> None:
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise MlscaffoldError("the file is empty", where=file)
    if start.startswith(b"version https://git-lfs"):
        hint = "Fetch the notebook itself with: git lfs pull"
        raise MlscaffoldError("this is a git-lfs pointer, not the notebook", where=file, hint=hint)
    if start.startswith(b"<") and not start.startswith(b"<<<<<<<"):
        raise MlscaffoldError("this is a web page (HTML) saved as a notebook", where=file, hint=_RAW)


def _refuse_nothing_to_run(cells: tuple[Cell, ...], file: str) -> None:
    code = [cell for cell in cells if cell.kind == "code"]
    if any(cell.source.strip() for cell in code):
        return
    if code:
        what = "all code cells are empty"
    elif cells:
        what = "there are no code cells, only text"
    else:
        what = "the notebook has no cells"
    raise MlscaffoldError(what, where=file, hint="There is nothing to harden in it")


def _parse_json(content: bytes, file: str) -> tuple[tuple[Cell, ...], str]:
    text = _decoded(content, file)
    data = _loaded(text, file)
    if not isinstance(data, dict) or not ("cells" in data or "worksheets" in data):
        hint = "A notebook is a JSON object with cells"
        raise MlscaffoldError("this is JSON, but not a notebook", where=file, hint=hint)
    _refuse_other_languages(data, file)
    kernel = _text(_mapping(_mapping(data.get("metadata")).get("kernelspec")).get("name"))
    old = cells_of(data)
    if old is not None:
        return _cells(old, file), kernel
    if data.get("nbformat", 4) != 4 or not isinstance(data.get("cells"), list):
        data = _upgraded(text, file)
    return _cells(data["cells"], file), kernel


def _decoded(content: bytes, file: str) -> str:
    encoding = json.detect_encoding(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        what = f"the file is not {encoding} text (byte {error.start} cannot be read)"
        raise MlscaffoldError(what, where=file, hint="Save it as UTF-8") from error


def _loaded(text: str, file: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if text.startswith("<<<<<<< ") or "\n<<<<<<< " in text:
            hint = "Resolve the conflict first"
            raise MlscaffoldError("the file holds a git merge conflict", where=file, hint=hint) from error
        end = "; it ends too early" if error.pos >= len(text.rstrip()) else ""
        what = f"this is not valid JSON{end} (line {error.lineno}, column {error.colno}: {error.msg})"
        hint = "Open it in Jupyter and save it again, or fetch it anew"
        raise MlscaffoldError(what, where=file, hint=hint) from error
    except RecursionError as error:
        raise MlscaffoldError("the JSON is nested too deeply for a notebook", where=file) from error


def _refuse_other_languages(data: dict[str, Any], file: str) -> None:
    metadata = _mapping(data.get("metadata"))
    language = _text(
        _mapping(metadata.get("kernelspec")).get("language")
        or _mapping(metadata.get("language_info")).get("name")
        or _language_of_cells(data.get("worksheets"))
    )
    if language and not language.lower().startswith(("python", "ipython")):
        hint = "mlscaffold hardens Python notebooks"
        raise OtherLanguageError(f"the notebook's language is {language}, not Python", where=file, hint=hint)


def _language_of_cells(worksheets: object) -> str:
    for sheet in worksheets if isinstance(worksheets, list) else []:
        cells = _mapping(sheet).get("cells")
        for cell in cells if isinstance(cells, list) else []:
            if _mapping(cell).get("language"):
                return _text(cell["language"])
    return ""


def _upgraded(text: str, file: str) -> dict[str, Any]:
    import logging

    import nbformat

    log = logging.getLogger("traitlets")
    level, log.level = log.level, logging.CRITICAL
    try:
        notebook: dict[str, Any] = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    except (*_UNUSUAL, nbformat.ValidationError) as error:
        what = f"nbformat cannot read the notebook ({type(error).__name__}: {error})".splitlines()[0]
        hint = "Open it in Jupyter and save it again"
        raise MlscaffoldError(what, where=file, hint=hint) from error
    finally:
        log.level = level
    return notebook


def _cells(found: Sequence[object], file: str) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    number = 0
    for place, data in enumerate(found, start=1):
        if not isinstance(data, dict):
            raise MlscaffoldError(
                f"this is not a notebook: entry {place} of its cells is no cell", where=file
            )
        number += data.get("cell_type") == "code"
        cells.append(_cell(data, number))
    return tuple(cells)


def _cell(data: dict[str, Any], number: int) -> Cell:
    count = data.get("execution_count")
    tags = _mapping(data.get("metadata")).get("tags")
    kind = data.get("cell_type")
    return Cell(
        kind="code" if kind == "code" else "markdown" if kind == "markdown" else "raw",
        source=_text(data.get("source")),
        number=number,
        id=_text(data.get("id")),
        tags=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        execution_count=count if isinstance(count, int) else None,
        outputs=_outputs(data.get("outputs")),
    )


def _outputs(value: object) -> tuple[dict[str, Any], ...]:
    return tuple(item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    text = value if isinstance(value, str) else "".join(_texts(value))
    if not text.isascii():
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _texts(value: object) -> list[str]:
    return [part for part in value if isinstance(part, str)] if isinstance(value, list) else []
